/**
 * A project as a zip that `sam build && sam deploy` takes: its files as they are, and what they lack. What is added or
 * changed is named in the zip (`marker.ts`), so that importing it gives the same project again.
 */

import type { Project, ProjectFiles } from '../model'
import { readTemplate, type BuildEntry } from '../template'
import { isBuiltByEsbuild, withBuildMetadata } from './build-metadata'
import { planManifests, importsOf, entryFiles, type Versions } from './dependencies'
import { GITIGNORE, readme, samConfig, slug } from './guide'
import { leftOut } from './left-out'
import { manifestFor } from './manifest'
import { fingerprint, freeMarkerPath, undoOf, writeMarker, type Marker } from './marker'
import { foldersUp } from './resolve'
import { exactText, hasBytes, toBytes } from './texts'
import { writeZip, type ZippedFile } from './zip-write'

export interface ExportedProject {
  /** `orders-through-a-queue.zip` */
  readonly fileName: string
  readonly bytes: Uint8Array
  /** Paths of files that the project has not. */
  readonly added: readonly string[]
  /** Paths of its own that were changed. */
  readonly changed: readonly string[]
  /** What a reader should know before deploying. */
  readonly notes: readonly string[]
}

/** @param versions of packages that the playground brings */
export function exportProject(project: Project, versions: Versions['known']): ExportedProject {
  const { files, settings } = project
  const { prepared, notes } = prepare(project, versions)
  const added: Record<string, string> = {}
  const changed: Record<string, Marker['changed'][string]> = {}
  const exact: Record<string, string> = {}
  const zipped: ZippedFile[] = []
  for (const [path, text] of Object.entries(prepared).sort(([a], [b]) => (a < b ? -1 : 1))) {
    const before = Object.hasOwn(files, path) ? files[path] : undefined
    const bytes = toBytes(text)
    if (before === undefined) added[path] = fingerprint(bytes)
    else if (before !== text) changed[path] = { print: fingerprint(bytes), undo: undoOf(before, text) }
    else if (!hasBytes(text) || !hasBytes(path)) exact[path] = text
    if (hasBytes(path)) zipped.push({ path, bytes })
  }
  const kept = Object.keys(files)
    .filter((path) => leftOut(path) !== null)
    .sort()
  const marker = freeMarkerPath(Object.keys(prepared))
  zipped.push({ path: marker, bytes: toBytes(writeMarker({ settings, added, changed, kept, exact })) })
  return {
    fileName: `${slug(settings.name)}.zip`,
    bytes: writeZip(zipped),
    added: [...Object.keys(added), marker],
    changed: Object.keys(changed),
    notes,
  }
}

function prepare(
  { files, settings }: Project,
  known: Versions['known'],
): { prepared: ProjectFiles; notes: readonly string[] } {
  const template = Object.hasOwn(files, 'template.yaml') ? files['template.yaml'] : undefined
  if (template === undefined) {
    return { prepared: files, notes: ['There is no template.yaml: nothing of this can be deployed yet.'] }
  }
  const reading = readTemplate(template)
  const functions = reading.functions.filter(({ kind }) => kind !== 'layer')
  // Texts that have no bytes are left alone: what was changed could not be taken back.
  const metadata = hasBytes(template) ? withBuildMetadata(files, functions) : null
  const built = metadata?.template ?? template
  const usesEsbuild = ({ id }: BuildEntry): boolean => isBuiltByEsbuild(built, id)
  const plain = functions.filter(({ kind }) => kind === undefined)
  const manifests = planManifests(files, plain, usesEsbuild).flatMap((plan) => {
    const manifest = manifestFor(files, plan, { known })
    const isPossible = !foldersUp(plan.folder).some((folder) => Object.hasOwn(files, folder))
    return manifest !== null && isPossible && hasBytes(files[manifest.path] ?? '') ? [manifest] : []
  })
  const own = Object.keys(files)
  const isMissing = (path: string): boolean =>
    !own.some((one) => one.toLowerCase() === path.toLowerCase() || one.startsWith(`${path}/`))
  const stack = slug(settings.name)
  const { stimulus } = settings
  const hasEvents = own.some((path) => path.startsWith('events/'))
  const event =
    !hasEvents && isMissing('events') && stimulus !== null && hasBytes(stimulus.payload) ? stimulus.payload : null
  const notes = [
    ...(metadata?.problems ?? []),
    ...manifests.flatMap(({ path, unknown }) =>
      unknown.map((name) => `${path} takes the latest ${name}: no version of it is known here.`),
    ),
    ...plain.flatMap((entry) =>
      importsOf(files, entry.codeUri, entryFiles(files, entry)).outside.map(
        (path) => `${entry.id} imports ${path} from outside of its CodeUri: run sam build --build-in-source.`,
      ),
    ),
    ...functions
      .filter(({ kind }) => kind === 'bootstrap')
      .map(({ id }) => `${id} is a custom runtime: sam build needs a Makefile for it (BuildMethod: makefile).`),
    ...reading.diagnostics
      .filter(({ severity, code }) => severity === 'error' && code.startsWith('template/'))
      .slice(0, 1)
      .map(({ message }) => `template.yaml has errors, which sam validate will find, too: ${message}`),
  ]
  const prepared: Record<string, string> = { ...files }
  if (metadata) prepared['template.yaml'] = built
  for (const { path, text } of manifests) prepared[path] = text
  if (event !== null) prepared['events/event.json'] = event
  if (isMissing('samconfig.toml')) prepared['samconfig.toml'] = samConfig(stack, reading.stack?.resources ?? [])
  if (isMissing('.gitignore')) prepared['.gitignore'] = GITIGNORE
  if (isMissing('README.md')) {
    prepared['README.md'] = readme({
      name: exactText(toBytes(settings.name)) ?? '',
      functions: reading.summary.functions.map(({ logicalId }) => logicalId),
      events: Object.keys(prepared).filter(
        (path) => /^events\/[^/]+\.json$/.test(path) && !path.endsWith('.stimuli.json'),
      ),
      notes,
    })
  }
  return { prepared, notes }
}

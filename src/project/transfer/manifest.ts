/** package.json of an export: a new one, or the project's own with what it lacks. */

import type { ProjectFiles } from '../model'
import { ESBUILD_VERSION, type ManifestPlan, type Versions } from './dependencies'
import { foldersUp, within } from './resolve'

type Json = Readonly<Record<string, unknown>>

export interface PlannedManifest {
  readonly path: string
  readonly text: string
  /** Packages of which no version is known: npm takes its latest. */
  readonly unknown: readonly string[]
}

/** @returns null when nothing is missing, or the project's own cannot be read */
export function manifestFor(files: ProjectFiles, plan: ManifestPlan, versions: Versions): PlannedManifest | null {
  const path = within(plan.folder, 'package.json')
  const before = Object.hasOwn(files, path) ? files[path] : undefined
  const own = before === undefined ? null : parse(before)
  if (before !== undefined && own === null) return null
  const above = foldersUp(plan.folder).flatMap((folder): readonly Json[] => {
    const text = files[within(folder, 'package.json')]
    const manifest = text === undefined ? null : parse(text)
    return manifest ? [manifest] : []
  })
  const declared = (name: string): string | undefined =>
    above.flatMap(
      (manifest) => entry(manifest, 'dependencies', name) ?? entry(manifest, 'devDependencies', name) ?? [],
    )[0]
  const wanted = plan.dependencies.filter((name) => own === null || entry(own, 'dependencies', name) === undefined)
  const added = wanted.map((name) => [name, declared(name) ?? versions.known[name] ?? 'latest'] as const)
  const hasEsbuild = own !== null && entry(own, 'dependencies', 'esbuild') !== undefined
  if (plan.needsEsbuild && !hasEsbuild) added.push(['esbuild', declared('esbuild') ?? ESBUILD_VERSION])
  if (own !== null && added.length === 0) return null
  // Types are for editors: a project with a package.json of its own has decided about them.
  const types =
    own === null
      ? Object.entries(plan.devDependencies).map(([name, version]) => [name, declared(name) ?? version] as const)
      : []
  const type =
    own === null ? above.map((manifest) => manifest['type']).find((one) => typeof one === 'string') : undefined
  const manifest: Json = {
    ...(own ?? { private: true, ...(type !== undefined && { type }) }),
    dependencies: sorted([...Object.entries(section(own, 'dependencies')), ...added]),
    ...(types.length > 0 && { devDependencies: sorted(types) }),
  }
  return {
    path,
    text: format(manifest, before),
    unknown: added.filter(([, version]) => version === 'latest').map(([name]) => name),
  }
}

const section = (manifest: Json | null, name: string): Json => {
  const value = manifest?.[name]
  return isRecord(value) ? value : {}
}

function entry(manifest: Json, field: string, name: string): string | undefined {
  const entries = section(manifest, field)
  return Object.hasOwn(entries, name) && typeof entries[name] === 'string' ? entries[name] : undefined
}

const sorted = (entries: readonly (readonly [string, unknown])[]): Json =>
  Object.fromEntries([...entries].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)))

/** Indented, and with line ends, as it was. */
function format(value: Json, before = ''): string {
  const indent = /^\{\r?\n([ \t]+)/.exec(before)?.[1] ?? '  '
  const text = `${JSON.stringify(value, null, indent)}\n`
  return before.includes('\r\n') ? text.replaceAll('\n', '\r\n') : text
}

function parse(text: string): Json | null {
  try {
    const value: unknown = JSON.parse(text)
    return isRecord(value) ? value : null
  } catch {
    return null
  }
}

const isRecord = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value)

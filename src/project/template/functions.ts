/** What the bundler has to build: the code of each function. */

import { isMapping } from '../../cloud/aws/intrinsics'
import type { TemplateValue } from '../../cloud/aws/template'
import { propertiesPath, type SourceResource } from './expansion'
import type { Findings } from './findings'
import { SIMULATED_RUNTIMES } from './vocabulary'

/** What a function's deployment package is built from; the bundler takes it as it is. */
export interface BuildEntry {
  /** Logical id of the function. */
  readonly id: string
  /** CodeUri, relative to the project's root, without `./` and trailing slash; '' for the root. */
  readonly codeUri: string
  /** `[dir/]file.export`. */
  readonly handler: string
  /** From `Metadata.BuildProperties`: EntryPoints, Format, External, …; empty when absent. */
  readonly buildProperties: Readonly<Record<string, unknown>>
  /** One of those simulated: `nodejs22.x`, … */
  readonly runtime: string
  /** Folders of the layers that the function has of this template. */
  readonly layerFolders?: readonly string[]
  /** `layer`: the files of the folder as they are. `bootstrap`: the program of a custom runtime. */
  readonly kind?: 'layer' | 'bootstrap'
}

/** A function whose code stands in the template: its deployment package as it is. */
export interface InlineFunction {
  readonly logicalId: string
  readonly files: Readonly<Record<string, string>>
}

export interface FunctionSources {
  readonly entries: readonly BuildEntry[]
  readonly inline: readonly InlineFunction[]
}

/** Functions with another runtime or without a handler are left out: nothing could run them. */
export function readFunctionSources(resources: readonly SourceResource[], findings: Findings): FunctionSources {
  const entries: BuildEntry[] = []
  const inline: InlineFunction[] = []
  const layers = layerEntries(resources, findings)
  entries.push(...layers.values())
  for (const resource of resources) {
    const { logicalId, type, properties } = resource
    if (type !== 'AWS::Serverless::Function' && type !== 'AWS::Lambda::Function') continue
    const handler = properties['Handler']
    const runtime = properties['Runtime']
    if (typeof handler !== 'string' || typeof runtime !== 'string' || !SIMULATED_RUNTIMES.includes(runtime)) continue
    const code =
      type === 'AWS::Serverless::Function' ? serverlessCode(resource, findings) : plainCode(resource, findings)
    if (code === null) continue
    // Lambda names inline code index.js.
    if ('text' in code) inline.push({ logicalId, files: { 'index.js': code.text } })
    else
      entries.push({
        id: logicalId,
        codeUri: code.folder,
        handler,
        buildProperties: buildProperties(resource, findings),
        ...(runtime.startsWith('provided.') ? ({ runtime: 'nodejs24.x', kind: 'bootstrap' } as const) : { runtime }),
        ...layersOf(properties['Layers'], layers),
      })
  }
  return { entries, inline }
}

/** Layers of this template, by logical id. */
function layerEntries(resources: readonly SourceResource[], findings: Findings): ReadonlyMap<string, BuildEntry> {
  const found = new Map<string, BuildEntry>()
  for (const { logicalId, type, properties } of resources) {
    const property = LAYER_CONTENT[type]
    if (property === undefined) continue
    const at = [...propertiesPath(logicalId), property]
    const code = localFolder(properties[property], at, findings, 'layer')
    if (code === null || !('folder' in code)) continue
    const entry = { id: logicalId, codeUri: code.folder, handler: '', buildProperties: {}, runtime: 'nodejs24.x' }
    found.set(logicalId, { ...entry, kind: 'layer' })
  }
  return found
}

const LAYER_CONTENT: Readonly<Record<string, string>> = {
  'AWS::Serverless::LayerVersion': 'ContentUri',
  'AWS::Lambda::LayerVersion': 'Content',
}

function layersOf(
  value: TemplateValue | undefined,
  layers: ReadonlyMap<string, BuildEntry>,
): Pick<BuildEntry, 'layerFolders'> {
  const folders = (Array.isArray(value) ? value : []).flatMap((layer: TemplateValue) => {
    const entry = isMapping(layer) ? layers.get(String(layer['Ref'])) : undefined
    return entry ? [entry.codeUri] : []
  })
  return folders.length === 0 ? {} : { layerFolders: folders }
}

type Code = { readonly text: string } | { readonly folder: string }

/** Without CodeUri `sam build` takes the template's own folder. */
function serverlessCode({ logicalId, properties }: SourceResource, findings: Findings): Code | null {
  const { InlineCode: inline, CodeUri: codeUri = '' } = properties
  if (typeof inline === 'string') return { text: inline }
  return localFolder(codeUri, [...propertiesPath(logicalId), 'CodeUri'], findings)
}

/** `sam build` takes a path for Code, CloudFormation itself only ZipFile and what lies in S3. */
function plainCode({ logicalId, properties }: SourceResource, findings: Findings): Code | null {
  const code = properties['Code']
  const zipFile = isMapping(code) ? code['ZipFile'] : undefined
  if (typeof zipFile === 'string') return { text: zipFile }
  return code === undefined ? null : localFolder(code, [...propertiesPath(logicalId), 'Code'], findings)
}

function localFolder(
  value: unknown,
  path: readonly (string | number)[],
  findings: Findings,
  owner = 'function',
): Code | null {
  if (typeof value === 'string' && !/^(s3|https?):/.test(value)) return { folder: normalised(value) }
  const message = `The code of a ${owner} must be in this project: a folder, such as src/.`
  findings.error({ code: 'code-elsewhere', message, path })
  return null
}

/** `./src/` → `src` */
const normalised = (folder: string): string =>
  folder
    .split('/')
    .filter((part) => part !== '' && part !== '.')
    .join('/')

/** Ways of `sam build` that come to the same here: TypeScript is built either way. */
const BUILD_METHODS: ReadonlySet<unknown> = new Set([undefined, 'esbuild', 'nodejs20.x', 'nodejs22.x', 'nodejs24.x'])

function buildProperties(
  { logicalId, metadata }: SourceResource,
  findings: Findings,
): Readonly<Record<string, unknown>> {
  const { BuildMethod: method, BuildProperties: properties } = metadata
  if (!BUILD_METHODS.has(method)) {
    findings.warning({
      code: 'not-simulated',
      message: `BuildMethod ${String(method)} is not simulated: the function is built with esbuild.`,
      path: ['Resources', logicalId, 'Metadata', 'BuildMethod'],
    })
  }
  return isMapping(properties) ? properties : {}
}

/** What has to be built for a function, decided from its configuration and the project's files. */

import type { Diagnostic } from '../project/model'
import { type BuildProperties, readBuildProperties } from './build-properties'
import type { FileView } from './file-view'
import { extensionOf, folderOf, foldersUp, joinPath, nameOf } from './paths'
import { IMPLIED_EXTENSIONS, resolveFile } from './plugins/project-files'
import type { BundleEntry } from './protocol'

/** What a check file is called in the package: names with a dot cannot be handlers. */
const CHECK_OUTPUT = 'check'

export interface BuildPlan {
  /** CodeUri, normalised. */
  readonly folder: string
  readonly properties: BuildProperties
  /** Source file → path below /var/task, without extension. Empty: there is nothing to build. */
  readonly entryPoints: readonly { readonly in: string; readonly out: string }[]
  /** `auto`: CommonJS, unless there is top-level await. */
  readonly format: 'cjs' | 'esm' | 'auto'
  /**
   * Plain JavaScript without BuildProperties is deployed by SAM as it is, with everything beside it; then the code may
   * read those files.
   */
  readonly copiesFolder: boolean
  /** A file of the project's checks, which may import `coldstart/test`. */
  readonly isCheck: boolean
  readonly diagnostics: readonly Diagnostic[]
}

export function planBuild(view: FileView, entry: BundleEntry): BuildPlan {
  const folder = joinPath('', entry.codeUri) ?? ''
  const declared = readBuildProperties(entry.buildProperties)
  const properties = { ...declared, external: [...declared.external, ...layerPackages(view, entry)] }
  const isCheck = entry.kind === 'check'
  const { entryPoints, diagnostics }: EntryPoints = isCheck
    ? { entryPoints: [{ in: entry.handler, out: CHECK_OUTPUT }], diagnostics: [] }
    : properties.entryPoints
      ? declaredEntryPoints(view, entry, folder, properties.entryPoints)
      : handlerEntryPoint(view, entry, folder)
  const first = entryPoints[0]?.in ?? ''
  return {
    folder,
    properties,
    entryPoints,
    format: properties.format ?? (first !== '' && isModule(view, first) ? 'esm' : 'auto'),
    isCheck,
    copiesFolder: !isCheck && /\.[mc]?js$/.test(first) && Object.keys(entry.buildProperties).length === 0,
    diagnostics,
  }
}

/** What the function's layers have for `require`. */
function layerPackages(view: FileView, { layerFolders = [], runtime }: BundleEntry): readonly string[] {
  const major = /\d+/.exec(runtime)?.[0] ?? ''
  const names = layerFolders.flatMap((layer) =>
    ['nodejs/node_modules', `nodejs/node${major}/node_modules`].flatMap((below) => {
      const folder = joinPath(layer, below) ?? ''
      return view.list(folder).map((path) => {
        const [first = '', second = ''] = path.slice(folder.length + 1).split('/')
        return first.startsWith('@') ? `${first}/${second}` : first.replace(/\.js$/, '')
      })
    }),
  )
  return [...new Set(names)]
}

type EntryPoints = Pick<BuildPlan, 'entryPoints' | 'diagnostics'>

/** Without EntryPoints: the file that Handler names, compiled to where Lambda looks for it. */
function handlerEntryPoint(view: FileView, entry: BundleEntry, folder: string): EntryPoints {
  // Handler is the custom runtime's own business.
  const module = entry.kind === 'bootstrap' ? 'bootstrap' : handlerModule(entry.handler)
  const path = module === null ? null : joinPath(folder, module)
  if (module === null || path === null) {
    const message = `The handler "${entry.handler}" of ${entry.id} is not of the form [folder/]file.export`
    return { entryPoints: [], diagnostics: [notFound(message)] }
  }
  const source = IMPLIED_EXTENSIONS.filter((extension) => extension !== '.json')
    .map((extension) => path + extension)
    .find((candidate) => view.has(candidate))
  if (source !== undefined) return { entryPoints: [{ in: source, out: module }], diagnostics: [] }
  const message = `${entry.id} has no handler file: neither ${path}.ts nor ${path}.js exists`
  const hint = `Create ${path}.ts, or correct Handler or CodeUri in the template.`
  return { entryPoints: [], diagnostics: [notFound(message, hint)] }
}

/** With EntryPoints: as esbuild does it, outputs keep their places relative to the folder that all sources share. */
function declaredEntryPoints(
  view: FileView,
  entry: BundleEntry,
  folder: string,
  declared: readonly string[],
): EntryPoints {
  const diagnostics: Diagnostic[] = []
  const sources = declared.flatMap((name) => {
    const path = joinPath(folder, name)
    const found = path === null ? null : resolveFile(view, path)
    if (found !== null) return [found]
    diagnostics.push({
      ...notFound(`EntryPoints of ${entry.id} names ${name}, which does not exist`),
      severity: 'error',
    })
    return []
  })
  const base = sharedFolder(sources)
  const entryPoints = sources.map((source) => {
    const below = base === '' ? source : source.slice(base.length + 1)
    return { in: source, out: below.slice(0, below.length - extensionOf(below).length) }
  })
  const module = handlerModule(entry.handler)
  if (entryPoints.length > 0 && !entryPoints.some(({ out }) => out === module)) {
    const built = entryPoints.map(({ out }) => `${out}.js`).join(', ')
    const hint = `Handler is looked up among what EntryPoints are compiled to: ${built}.`
    diagnostics.push(notFound(`The handler "${entry.handler}" of ${entry.id} is in none of the built files`, hint))
  }
  return { entryPoints, diagnostics }
}

function notFound(message: string, hint?: string): Diagnostic {
  const code = 'bundle/handler-not-found'
  return { severity: 'warning', code, message, file: null, range: null, ...(hint === undefined ? {} : { hint }) }
}

/** `dir/app.handler` → `dir/app`; null if Lambda would call the handler malformed. */
export function handlerModule(handler: string): string | null {
  const name = nameOf(handler)
  const dot = name.indexOf('.')
  return dot > 0 ? joinPath(folderOf(handler), name.slice(0, dot)) : null
}

function sharedFolder(paths: readonly string[]): string {
  return paths
    .map(folderOf)
    .reduce(
      (shared, folder) => foldersUp(shared).find((up) => foldersUp(folder).includes(up)) ?? '',
      folderOf(paths[0] ?? ''),
    )
}

/** Whether Node.js would take the file for an ES module. */
function isModule(view: FileView, path: string): boolean {
  const extension = extensionOf(path)
  if (extension.startsWith('.m')) return true
  if (extension.startsWith('.c')) return false
  for (const folder of foldersUp(folderOf(path))) {
    const text = view.read(joinPath(folder, 'package.json') ?? '')
    if (text !== undefined) return packageType(text) === 'module'
  }
  return false
}

function packageType(text: string): unknown {
  try {
    return (JSON.parse(text) as { type?: unknown } | null)?.type
  } catch {
    return undefined
  }
}

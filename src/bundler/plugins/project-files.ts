/** Imports of the project's own files: relative ones, those that tsconfig.json maps, and the entry points. */

import type { Loader, OnLoadResult, OnResolveResult, Plugin } from 'esbuild-wasm'
import type { FileView } from '../file-view'
import { extensionOf, folderOf, joinPath } from '../paths'
import { mappedPaths, type TsConfig } from '../tsconfig'
import { pluginMessage } from './message'

const NAMESPACE = 'project'

/**
 * `.mts` and `.mjs` would make esbuild give their imports Node's interop, in which the default import of a CommonJS
 * module is always all of `module.exports`: wrong for packages that were ESM and reach the bundle through `require`.
 * Such files are shown to esbuild under a `.ts` name, in a namespace of their own to tell the names apart.
 */
const RENAMED_NAMESPACE = 'project-module'
const RENAMED_SUFFIX = '.ts'

const LOADERS: Readonly<Record<string, Loader>> = {
  '.js': 'js',
  '.mjs': 'js',
  '.cjs': 'js',
  '.jsx': 'jsx',
  '.ts': 'ts',
  '.mts': 'ts',
  '.cts': 'ts',
  '.tsx': 'tsx',
  '.json': 'json',
  '.txt': 'text',
}

/** What an import without extension may mean, in the order of preference. */
export const IMPLIED_EXTENSIONS = ['.ts', '.tsx', '.mts', '.cts', '.js', '.jsx', '.mjs', '.cjs', '.json'] as const

/** What TypeScript lets one write for a file that will be compiled: `./x.js` for `./x.ts`. */
const COMPILED_FROM: Readonly<Record<string, readonly string[]>> = {
  '.js': ['.ts', '.tsx'],
  '.jsx': ['.tsx', '.ts'],
  '.mjs': ['.mts'],
  '.cjs': ['.cts'],
}

/** What the plugin reads; replaced before each rebuild. */
export interface ProjectSource {
  readonly view: FileView
  readonly tsconfig: TsConfig
  /** From BuildProperties.Loader: extension → loader. */
  readonly loaders: Readonly<Record<string, Loader>>
}

export function projectFiles(current: () => ProjectSource): Plugin {
  return {
    name: 'project-files',
    setup(build) {
      build.onResolve({ filter: /.*/ }, ({ path, kind, importer, namespace }): OnResolveResult | null => {
        if (kind === 'entry-point') return locate(path)
        if (!isProjectName(`${namespace}:`)) return null
        const { view, tsconfig } = current()
        if (!isRelative(path)) {
          const mapped = mappedPaths(tsconfig, path).flatMap((candidate) => resolveFile(view, candidate) ?? [])
          return mapped[0] === undefined ? null : locate(mapped[0])
        }
        const target = joinPath(folderOf(projectPath(`${namespace}:${importer}`)), path)
        const found = target === null ? null : resolveFile(view, target)
        if (found !== null) return locate(found)
        const hint =
          target === null
            ? 'The path leaves the project.'
            : `There is no file ${target} in the project, nor one that this may stand for.`
        return { errors: [pluginMessage(`Could not resolve "${path}"`, { code: 'bundle/unresolved', hint })] }
      })
      for (const namespace of [NAMESPACE, RENAMED_NAMESPACE]) {
        build.onLoad({ filter: /.*/, namespace }, ({ path }) => load(current(), projectPath(`${namespace}:${path}`)))
      }
    },
  }
}

/** What esbuild calls a file (`namespace:path`, in messages, source maps and metafiles) → its path in the project. */
export function projectPath(name: string): string {
  const colon = name.indexOf(':')
  const path = name.slice(colon + 1)
  return name.slice(0, colon) === RENAMED_NAMESPACE ? path.slice(0, -RENAMED_SUFFIX.length) : path
}

/** Whether esbuild's name for a file is that of a project file. */
export function isProjectName(name: string): boolean {
  return name.startsWith(`${NAMESPACE}:`) || name.startsWith(`${RENAMED_NAMESPACE}:`)
}

function isRelative(specifier: string): boolean {
  return /^\.\.?(\/|$)/.test(specifier)
}

function locate(path: string): OnResolveResult {
  return /\.m[tj]s$/.test(path)
    ? { path: path + RENAMED_SUFFIX, namespace: RENAMED_NAMESPACE }
    : { path, namespace: NAMESPACE }
}

/** The file that an import of `path` means: itself, a source it is compiled from, with an extension, or an index. */
export function resolveFile(view: FileView, path: string): string | null {
  const extension = extensionOf(path)
  const stem = path.slice(0, path.length - extension.length)
  const candidates = [
    path,
    ...(COMPILED_FROM[extension] ?? []).map((source) => stem + source),
    ...IMPLIED_EXTENSIONS.map((implied) => path + implied),
    ...IMPLIED_EXTENSIONS.map((implied) => joinPath(path, `index${implied}`) ?? ''),
  ]
  return candidates.find((candidate) => candidate !== '' && view.has(candidate)) ?? null
}

function load({ view, loaders }: ProjectSource, path: string): OnLoadResult {
  const extension = extensionOf(path)
  const loader = loaders[extension] ?? LOADERS[extension]
  if (loader === undefined) {
    const hint = `Import .txt or .json, or add "${extension || path}=text" to Loader in the function's BuildProperties.`
    return { errors: [pluginMessage(`No loader for ${path}`, { code: 'bundle/no-loader', hint })] }
  }
  return { contents: view.read(path) ?? '', loader }
}

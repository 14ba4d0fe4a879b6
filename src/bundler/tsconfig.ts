import type { FileView } from './file-view'
import { foldersUp, joinPath } from './paths'

export interface TsConfig {
  /** '' when the project has none. */
  readonly file: string
  /** For esbuild, which takes from it what it understands and reports what it cannot parse. */
  readonly text: string
  /** `compilerOptions.paths`: pattern with at most one `*` → candidates, relative to the project's root. */
  readonly paths: readonly (readonly [pattern: string, targets: readonly string[]])[]
  /** `compilerOptions.baseUrl`, relative to the project's root; null if unset. */
  readonly baseUrl: string | null
}

const NONE: TsConfig = { file: '', text: '{}', paths: [], baseUrl: null }

/** The `tsconfig.json` that governs the files of `folder`: the nearest one upwards. `extends` is not followed. */
export function findTsConfig(view: FileView, folder: string): TsConfig {
  for (const up of foldersUp(folder)) {
    const file = up === '' ? 'tsconfig.json' : `${up}/tsconfig.json`
    const text = view.read(file)
    if (text !== undefined) return readTsConfig(file, up, text)
  }
  return NONE
}

function readTsConfig(file: string, folder: string, text: string): TsConfig {
  const options = property(parseJsonc(text), 'compilerOptions')
  const base = property(options, 'baseUrl')
  const baseUrl = typeof base === 'string' ? joinPath(folder, base) : null
  const paths = Object.entries(property(options, 'paths') ?? {}).flatMap(([pattern, targets]) =>
    Array.isArray(targets)
      ? [[pattern, targets.flatMap((target) => joinPath(baseUrl ?? folder, String(target)) ?? [])] as const]
      : [],
  )
  return { file, text, paths, baseUrl }
}

function property(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, name)
    ? (value as Record<string, unknown>)[name]
    : undefined
}

/** JSON with comments and trailing commas; undefined if it is not even that (esbuild then says where). */
export function parseJsonc(text: string): unknown {
  // Strings are matched first so that what looks like a comment or a comma inside one stays.
  const bare = text
    .replace(/("(?:[^"\\]|\\.)*")|\/\/[^\n\r]*|\/\*[^]*?\*\//g, (_, string?: string) => string ?? ' ')
    .replace(/("(?:[^"\\]|\\.)*")|,(?=\s*[}\]])/g, (_, string?: string) => string ?? '')
  try {
    return JSON.parse(bare)
  } catch {
    return undefined
  }
}

/** Where `specifier` may lie by `paths` (the pattern with the longest prefix wins) and `baseUrl`, best first. */
export function mappedPaths(config: TsConfig, specifier: string): readonly string[] {
  const matches = config.paths
    .flatMap(([pattern, targets]) => {
      const [prefix = '', suffix] = pattern.split('*')
      if (suffix === undefined) return pattern === specifier ? [{ length: Infinity, targets }] : []
      const fits =
        specifier.length >= prefix.length + suffix.length && specifier.startsWith(prefix) && specifier.endsWith(suffix)
      if (!fits) return []
      const middle = specifier.slice(prefix.length, specifier.length - suffix.length)
      return [{ length: prefix.length, targets: targets.map((target) => target.replace('*', () => middle)) }]
    })
    .sort((a, b) => b.length - a.length)
  const below = config.baseUrl === null ? null : joinPath(config.baseUrl, specifier)
  return [...(matches[0]?.targets ?? []), ...(below === null ? [] : [below])]
}

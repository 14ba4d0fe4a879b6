/** `Metadata.BuildProperties` of a SAM function, as far as it means something here. Absent or odd values count as unset. */

import type { Loader } from 'esbuild-wasm'

export interface BuildProperties {
  /** Relative to CodeUri; null if unset. */
  readonly entryPoints: readonly string[] | null
  readonly format: 'cjs' | 'esm' | null
  readonly minify: boolean
  readonly target: readonly string[] | null
  readonly external: readonly string[]
  /** Extension → loader. */
  readonly loaders: Readonly<Record<string, Loader>>
  readonly define: Readonly<Record<string, string>>
  /** What compiled files end in, from OutExtension's `.js=`; null if unset. */
  readonly outExtension: '.js' | '.cjs' | '.mjs' | null
}

/**
 * `sam build` minifies unless told not to. Here it is the other way round, so that names in error messages are those
 * the user wrote.
 */
export function readBuildProperties(raw: Readonly<Record<string, unknown>>): BuildProperties {
  const outExtension = pairs(raw.OutExtension)['.js']
  return {
    entryPoints: raw.EntryPoints === undefined ? null : strings(raw.EntryPoints),
    format: raw.Format === 'esm' || raw.Format === 'cjs' ? raw.Format : null,
    minify: raw.Minify === true || raw.Minify === 'true',
    target: raw.Target === undefined ? null : strings(raw.Target).flatMap((target) => target.split(',')),
    external: strings(raw.External),
    loaders: pairs(raw.Loader) as Record<string, Loader>,
    define: pairs(raw.Define),
    outExtension: outExtension === '.js' || outExtension === '.cjs' || outExtension === '.mjs' ? outExtension : null,
  }
}

/** A list of texts, or a single one. */
function strings(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value]
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : []
}

/** SAM's `- key=value` lists, and plain mappings. */
function pairs(value: unknown): Record<string, string> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, String(item)]))
  }
  return Object.fromEntries(
    strings(value).flatMap((item) => {
      const equals = item.indexOf('=')
      return equals > 0 ? [[item.slice(0, equals), item.slice(equals + 1)]] : []
    }),
  )
}

/** The declarations (`.d.ts`) that a package ships, for the editor: all of a few, else those its entry leads to. */

import type { Listing } from './cdn'
import { DECLARATION_BYTES_MAX, DECLARATION_FILES_MAX, DECLARATION_FILES_FEW } from './limits'
import type { Json } from './manifests'

const DECLARATION = /\.d\.[mc]?ts$/

/** `from './x'`, `import './x'`, `import('./x')`, `require('./x')`, `<reference path="x" />`; the path is one of both. */
const REFERENCE = /\b(?:from|import|require)\s*\(?\s*['"](\.[^'"\n]*)['"]|<reference\s+path=['"]([^'"\n]+)['"]/g

/**
 * @param read a file's text
 * @returns path → text; empty if there are none, or too many
 * @throws what `read` throws
 */
export async function declarationsOf(
  listing: Listing,
  manifest: Json,
  read: (path: string) => Promise<string>,
): Promise<Readonly<Record<string, string>>> {
  const all = [...listing.keys()].filter((path) => DECLARATION.test(path))
  const open = new Set(all.length <= DECLARATION_FILES_FEW ? all : entriesOf(listing, manifest))
  const texts: Record<string, string> = {}
  let bytes = 0
  let round = [...open]
  while (round.length > 0) {
    for (const path of round) bytes += listing.get(path)?.bytes ?? 0
    if (open.size > DECLARATION_FILES_MAX || bytes > DECLARATION_BYTES_MAX) return {}
    const loaded = await Promise.all(round.map(async (path) => [path, await read(path)] as const))
    const next = new Set<string>()
    for (const [path, text] of loaded) {
      texts[path] = text
      for (const [, imported, referenced] of text.matchAll(REFERENCE)) {
        const found = declarationAt(listing, path, imported ?? referenced ?? '')
        if (found !== null && !open.has(found)) next.add(found)
      }
    }
    for (const path of next) open.add(path)
    round = [...next]
  }
  return texts
}

/** Where TypeScript may begin to read. */
function entriesOf(listing: Listing, manifest: Json): readonly string[] {
  const { exports, types, typings, main } = manifest
  const root = typeof exports === 'object' && exports !== null && '.' in exports ? exports['.'] : exports
  const named = [...stringsIn(root), types, typings, main, './index'].filter((one) => typeof one === 'string')
  return named.flatMap((name) => declarationAt(listing, '', name) ?? [])
}

function stringsIn(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value]
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(stringsIn) : []
}

/** The declarations that a path means: itself, those of a script, or an index. */
function declarationAt(listing: Listing, from: string, path: string): string | null {
  const parts = from.split('/').slice(0, -1)
  for (const part of path.split('/')) {
    if (part === '..') parts.pop()
    else if (part !== '.' && part !== '') parts.push(part)
  }
  const target = parts.join('/')
  const script = /^(.*)\.([mc]?)[jt]s$/.exec(target)
  const candidates = [
    target,
    ...(script ? [`${script[1]}.d.${script[2]}ts`] : []),
    `${target}.d.ts`,
    `${target}/index.d.ts`,
  ]
  return candidates.find((candidate) => DECLARATION.test(candidate) && listing.has(candidate)) ?? null
}

/** What a browser needs before the built page can be seen and typed into, as it is sent: compressed. */

import { readFileSync } from 'node:fs'
import path from 'node:path'
import { gzipSync } from 'node:zlib'

/** Kilobytes of JavaScript and CSS. */
export const FIRST_PAINT_MAX_KB = 120

/** Bindings of a module, or none: what is imported when the module is; `import(…)` is not. */
const IMPORTED = /(?:\bfrom|\bimport)\s*["'](\.{1,2}\/[^"']+\.js)["']/g
const LINKED = /<(?:script|link)\b[^>]*\b(?:src|href)="([^"]+\.(?:js|css))"/g

/**
 * Follows index.html's scripts and style sheets, and what those import.
 * @param dist folder of the built page
 * @returns largest first; `kilobytes` are compressed by gzip
 */
export function firstPaintFiles(dist) {
  const found = new Map()
  const follow = (file) => {
    if (found.has(file)) return
    const content = readFileSync(path.join(dist, file))
    found.set(file, gzipSync(content).length / 1000)
    if (!file.endsWith('.js')) return
    for (const [, imported] of content.toString().matchAll(IMPORTED)) {
      follow(path.posix.join(path.posix.dirname(file), imported))
    }
  }
  const page = readFileSync(path.join(dist, 'index.html'), 'utf8')
  for (const [, file] of page.matchAll(LINKED)) follow(path.posix.normalize(file))
  return [...found].map(([file, kilobytes]) => ({ file, kilobytes })).toSorted((a, b) => b.kilobytes - a.kilobytes)
}

export const sumOf = (files) => files.reduce((sum, { kilobytes }) => sum + kilobytes, 0)

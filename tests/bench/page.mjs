/**
 * `npm run bench:page`: what the page costs who opens it and who watches a run, against targets. Builds first if stale,
 * and serves the built page compressed.
 *
 *     npm run bench:page                     everything
 *     npm run bench:page -- bytes flood      only these: bytes, typing, flood, axe, embeds
 *
 * Targets are for a machine that does nothing else: what misses one on a busy machine is measured again.
 */

import path from 'node:path'
import { FIRST_PAINT_MAX_KB, firstPaintFiles, sumOf } from '../run/first-paint.mjs'
import { installPackages, repository } from '../run/install.mjs'
import { buildIfStale } from '../run/build.mjs'
import { accessibility } from './page/accessibility.mjs'
import { embeds } from './page/embeds.mjs'
import { flood } from './page/flood.mjs'
import { serveCompressed } from './page/server.mjs'
import { typing } from './page/typing.mjs'

const MEASURES = { bytes, typing, flood, axe: accessibility, embeds }

installPackages()
buildIfStale()
const dist = path.join(repository, 'dist')
const server = await serveCompressed(dist)
const chosen = process.argv.slice(2)
const rows = []
try {
  for (const [name, measure] of Object.entries(MEASURES)) {
    if (chosen.length > 0 && !chosen.includes(name)) continue
    console.log(`Measuring ${name}…`)
    rows.push(...(await measure(server.url)))
  }
} finally {
  server.close()
}
print(rows)
process.exitCode = rows.every(reached) ? 0 : 1

function bytes() {
  const files = firstPaintFiles(dist)
  for (const { file, kilobytes } of files.slice(0, 10)) console.log(`  ${kilobytes.toFixed(1).padStart(6)} KB  ${file}`)
  const value = sumOf(files)
  return [{ name: 'JavaScript and CSS before the first useful paint', value, unit: 'KB', atMost: FIRST_PAINT_MAX_KB }]
}

function reached({ value, atMost = Infinity, atLeast = -Infinity }) {
  return value <= atMost && value >= atLeast
}

function print(measured) {
  const lines = measured.map((row) => {
    const { name, value, unit, atMost, atLeast } = row
    const target = atMost !== undefined ? `≤ ${atMost}` : atLeast !== undefined ? `≥ ${atLeast}` : ''
    const verdict = target === '' ? '' : reached(row) ? 'reached' : 'MISSED'
    return [name, `${Number(value.toFixed(1))} ${unit}`, target, verdict]
  })
  const widths = [0, 1, 2, 3].map((column) => Math.max(...lines.map((line) => line[column].length)))
  console.log()
  for (const line of lines)
    console.log(
      line
        .map((text, column) => text.padEnd(widths[column]))
        .join('  ')
        .trimEnd(),
    )
}

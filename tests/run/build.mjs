/** Builds dist/, and knows when that is needed. */

import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync, statSync, utimesSync } from 'node:fs'
import path from 'node:path'
import { repository } from './install.mjs'

const RESULT = path.join(repository, 'dist/index.html')
/** Everything a build reads. */
const INPUTS = ['src', 'public', 'vite.config.ts', 'tsconfig.json', 'package.json', 'package-lock.json']

export function buildIfStale() {
  if (existsSync(RESULT) && statSync(RESULT).mtimeMs >= newest(INPUTS.map((name) => path.join(repository, name)))) {
    return
  }
  console.log('Building (vite build)…')
  if (!build()) throw new Error('The build failed.')
}

/** @returns whether it worked */
export function build() {
  const startedAt = new Date()
  const vite = path.join(repository, 'node_modules/vite/bin/vite.js')
  const { status } = spawnSync(process.execPath, [vite, 'build'], { cwd: repository, stdio: 'inherit' })
  // What was saved while the build ran may be missing from it: only what is older is known to be in.
  if (status === 0) utimesSync(RESULT, startedAt, startedAt)
  return status === 0
}

/** Latest change below `places`, milliseconds since the epoch. A folder's own time tells of removed files. */
function newest(places) {
  let latest = 0
  for (const place of places.filter((name) => existsSync(name))) {
    const entry = statSync(place)
    const below = entry.isDirectory() ? newest(readdirSync(place).map((name) => path.join(place, name))) : 0
    latest = Math.max(latest, entry.mtimeMs, below)
  }
  return latest
}

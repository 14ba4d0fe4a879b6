/** lambda-local through its `execute()`: the first invocation of a fresh process (median of five), and warm ones. */

import { execFileSync } from 'node:child_process'
import path from 'node:path'
import { installPeers, peersFolder } from '../peers.mjs'
import { median } from '../timing.mjs'

export const name = 'lambda-local'

const PROCESSES = 5

export function run() {
  installPeers()
  const script = path.join(peersFolder, 'lambda-local-process.mjs')
  const results = Array.from({ length: PROCESSES }, () =>
    JSON.parse(execFileSync(process.execPath, [script], { cwd: peersFolder, encoding: 'utf8', timeout: 60_000 })),
  )
  return {
    'lambda-local.first': median(results.map(({ first }) => first)),
    'lambda-local.warm': median(results.map(({ warm }) => warm)),
  }
}

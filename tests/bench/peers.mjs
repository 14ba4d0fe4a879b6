/** The other local Lambdas that Coldstart is measured beside: no dependencies of ours, installed when first needed. */

import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { repository, runNpm } from '../run/install.mjs'
import { Skipped } from './skipped.mjs'

export const peersFolder = path.join(repository, 'tests/bench/peers')

/** Brings peers/node_modules to the versions in peers/package.json. Throws `Skipped` where that cannot be. */
export function installPeers() {
  const { dependencies } = readJson(path.join(peersFolder, 'package.json'))
  const installed = Object.entries(dependencies).every(([name, version]) => {
    const file = path.join(peersFolder, 'node_modules', name, 'package.json')
    return existsSync(file) && readJson(file).version === version
  })
  if (installed) return
  console.log('Installing what is measured beside (about 300 MB in tests/bench/peers/node_modules)…')
  try {
    runNpm(['install', '--no-package-lock', '--ignore-scripts', '--no-audit', '--no-fund'], peersFolder)
  } catch (error) {
    throw new Skipped('it could not be installed; is this machine offline?', { cause: error })
  }
}

function readJson(file) {
  return JSON.parse(readFileSync(file, 'utf8'))
}

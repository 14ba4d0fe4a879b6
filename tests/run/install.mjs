/** Brings node_modules in line with package-lock.json. The only module here that must run before anything is installed. */

import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'

export const repository = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..')

/** The oldest Node.js that Vite runs on; package.json says the same to npm. */
const NODE_MINIMUM = [20, 19]

/** Runs `npm ci` unless what is installed is what the lock file asks for. Throws when that fails. */
export function installPackages() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
  if (major < NODE_MINIMUM[0] || (major === NODE_MINIMUM[0] && minor < NODE_MINIMUM[1])) {
    throw new Error(`Coldstart needs Node.js ${NODE_MINIMUM.join('.')} or newer; this is ${process.versions.node}.`)
  }
  if (packagesAreInstalled(repository)) return
  console.log('Installing packages (npm ci)…')
  runNpm(['ci', '--no-audit', '--no-fund'], repository)
}

/**
 * Compares the lock file with the one that npm leaves in node_modules: file times would not do, a checkout changes them
 * and npm writes the two in no fixed order.
 */
export function packagesAreInstalled(folder) {
  const installedLock = path.join(folder, 'node_modules/.package-lock.json')
  if (!existsSync(installedLock)) return false
  const wanted = readPackages(path.join(folder, 'package-lock.json'))
  const installed = readPackages(installedLock)
  return Object.entries(wanted).every(([place, { version, optional, devOptional }]) => {
    // '' is the repository itself; an optional package may be meant for another kind of machine.
    const mayBeMissing = place === '' || optional || devOptional
    const found = installed[place]
    return found ? found.version === version : mayBeMissing
  })
}

function readPackages(lockFile) {
  return JSON.parse(readFileSync(lockFile, 'utf8')).packages ?? {}
}

/** Runs npm, the one that runs us if there is one, with its output on ours. Throws when it fails. */
export function runNpm(args, folder) {
  const npm = process.env.npm_execpath
  // `npm --silent test` would otherwise silence this npm as well.
  const options = { cwd: folder, stdio: 'inherit', env: { ...process.env, npm_config_loglevel: 'notice' } }
  const { status, error } = npm?.endsWith('.js')
    ? spawnSync(process.execPath, [npm, ...args], options)
    : spawnSync('npm', args, { ...options, shell: process.platform === 'win32' })
  if (error) throw error
  if (status !== 0) throw new Error(`npm ${args.join(' ')} failed.`)
}

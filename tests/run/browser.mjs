/** Finds a browser of the Chromium family for the browser tests and benchmarks, and installs one if there is none. */

import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { homedir } from 'node:os'
import path from 'node:path'
import { repository } from './install.mjs'

/** For machines without a display or a GPU, as root, and without traffic of the browser's own. Playwright adds --headless. */
export const BROWSER_ARGUMENTS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

const COMMANDS = ['google-chrome', 'google-chrome-stable', 'chromium', 'chromium-browser', 'chrome']
const DOWNLOAD_TIMEOUT_MS = 5 * 60_000

/**
 * An installed Chrome or Chromium first, then Playwright's own download, then Debian's package.
 * @returns the path of an executable that starts
 */
export function ensureBrowser() {
  const found = findBrowser()
  if (found) return found
  for (const install of [downloadWithPlaywright, installWithApt]) {
    install()
    const installed = findBrowser()
    if (installed) return installed
  }
  throw new Error('No browser found and none could be installed: install Chrome or Chromium, or set COLDSTART_BROWSER.')
}

/** @returns the path of an executable that starts, or null */
export function findBrowser() {
  const chosen = process.env.COLDSTART_BROWSER
  if (chosen) {
    if (!starts(chosen)) throw new Error(`COLDSTART_BROWSER does not start: ${chosen}`)
    return chosen
  }
  return [...installedBrowsers(), playwrightBrowser()].find((file) => existsSync(file) && starts(file)) ?? null
}

function installedBrowsers() {
  switch (process.platform) {
    case 'darwin':
      return ['/Applications', path.join(homedir(), 'Applications')].flatMap((folder) =>
        ['Google Chrome', 'Chromium'].map((name) => path.join(folder, `${name}.app/Contents/MacOS/${name}`)),
      )
    case 'win32':
      return ['PROGRAMFILES', 'PROGRAMFILES(X86)', 'LOCALAPPDATA'].flatMap((variable) => {
        const folder = process.env[variable]
        return folder
          ? ['Google/Chrome', 'Chromium'].map((name) => path.join(folder, name, 'Application/chrome.exe'))
          : []
      })
    default:
      return (process.env.PATH ?? '')
        .split(path.delimiter)
        .filter(Boolean)
        .flatMap((folder) => COMMANDS.map((command) => path.join(folder, command)))
  }
}

function playwrightBrowser() {
  const { chromium } = createRequire(import.meta.url)('@playwright/test')
  return chromium.executablePath()
}

/** A file that is there may be a stub that only names a snap, or lack system libraries. */
function starts(file) {
  // On Windows Chrome knows no --version and would open a window.
  if (process.platform === 'win32') return true
  return spawnSync(file, ['--version'], { stdio: 'ignore', timeout: 30_000 }).status === 0
}

function downloadWithPlaywright() {
  console.log('No Chrome or Chromium found: downloading one (playwright install chromium)…')
  const cli = path.join(repository, 'node_modules/@playwright/test/cli.js')
  const { status } = spawnSync(process.execPath, [cli, 'install', '--no-shell', 'chromium'], {
    stdio: 'inherit',
    timeout: DOWNLOAD_TIMEOUT_MS,
    env: { PLAYWRIGHT_DOWNLOAD_CONNECTION_TIMEOUT: '10000', ...process.env },
  })
  if (status !== 0) console.log('The download failed.')
}

function installWithApt() {
  if (!succeeds('apt-get', ['--version'])) return
  console.log("Installing Debian's chromium (apt-get install chromium)…")
  const asRoot = process.getuid?.() !== 0 && succeeds('sudo', ['--version']) ? ['sudo'] : []
  for (const args of [['update'], ['install', '--yes', '--no-install-recommends', 'chromium']]) {
    const [command, ...rest] = [...asRoot, 'env', 'DEBIAN_FRONTEND=noninteractive', 'apt-get', ...args]
    spawnSync(command, rest, { stdio: 'inherit' })
  }
}

function succeeds(command, args) {
  return spawnSync(command, args, { stdio: 'ignore' }).status === 0
}

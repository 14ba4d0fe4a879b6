/**
 * `npm run escape`: every attack of tests/browser/escape, also the slow ones that CI leaves out, in every engine that is
 * installed.
 *
 *     npm run escape -- [-g firefox]      what follows is for Playwright
 */

import { spawnSync } from 'node:child_process'
import process from 'node:process'
import { ensureBrowser } from './browser.mjs'
import { buildIfStale } from './build.mjs'
import { installPackages, repository } from './install.mjs'

installPackages()
buildIfStale()
process.chdir(repository)
const script = 'node_modules/@playwright/test/cli.js'
const args = [
  'test',
  '-c',
  'tests/browser/playwright.config.ts',
  'escape.spec',
  'take-down.spec',
  'lost-twice.spec',
  ...process.argv.slice(2),
]
const env = { ...process.env, COLDSTART_ESCAPE: 'all', COLDSTART_BROWSER: ensureBrowser() }
process.exitCode = spawnSync(process.execPath, [script, ...args], { stdio: 'inherit', env }).status ?? 1

/**
 * Browser tests run against dist/ as it would be deployed: plain files from a static server. `npm test` builds it first
 * and names the browser in COLDSTART_BROWSER; without that Playwright takes its own.
 */

import { createServer } from 'node:net'
import { defineConfig, devices } from '@playwright/test'
import { BROWSER_ARGUMENTS } from '../run/browser.mjs'

// Playwright loads this file once more in each worker, which inherits the variable.
process.env['COLDSTART_PORT'] ??= String(await freePort())
const port = process.env['COLDSTART_PORT']
const baseURL = `http://127.0.0.1:${port}/`
const executablePath = process.env['COLDSTART_BROWSER']
// A new profile knows no compiled code: V8 would optimise esbuild's 14 MB again for each page that builds once or twice,
// which was two fifths of all that such a test cost.
const launchOptions = {
  args: [...BROWSER_ARGUMENTS, '--js-flags=--liftoff-only'],
  ...(executablePath ? { executablePath } : {}),
}

export default defineConfig({
  testDir: '.',
  outputDir: '../../test-results/browser',
  reporter: [['list'], ['json', { outputFile: '../../test-results/playwright.json' }]],
  forbidOnly: Boolean(process.env['CI']),
  retries: 0,
  // Tests look at frame rates and real time: they must not compete for the cores.
  workers: 1,
  // Shorter than what npm test gives the whole step, so that a hanging run still leaves its report.
  globalTimeout: 18 * 60_000,
  timeout: 30_000,
  expect: { timeout: 10_000 },
  use: {
    baseURL,
    // What is stored for use without a connection is not what most tests look at: it costs time, and answers for routes.
    serviceWorkers: 'block',
    // A trace costs as much time again as the test itself.
    trace: process.env['COLDSTART_TRACE'] ? 'retain-on-failure' : 'off',
    screenshot: 'only-on-failure',
    launchOptions,
  },
  projects: [{ name: 'chromium', use: devices['Desktop Chrome'] }],
  webServer: {
    command: `node node_modules/vite/bin/vite.js preview --host 127.0.0.1 --port ${port} --strictPort`,
    cwd: '../..',
    url: baseURL,
    reuseExistingServer: false,
    stdout: 'ignore',
    timeout: 30_000,
  },
})

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() =>
        address && typeof address === 'object' ? resolve(address.port) : reject(new Error('No port.')),
      )
    })
  })
}

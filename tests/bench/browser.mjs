/** The built playground in a headless browser, for measurements of our own side. */

import { chromium } from '@playwright/test'
import { preview } from 'vite'
import { buildIfStale } from '../run/build.mjs'
import { BROWSER_ARGUMENTS, ensureBrowser } from '../run/browser.mjs'
import { repository } from '../run/install.mjs'

/**
 * Serves dist/ (built first if stale) and opens a page of it.
 *
 *     const { page, close } = await openPlayground()
 *     try {
 *       return await page.evaluate(async () => { … globalThis.coldstart.invoke('Hello', {}) … })
 *     } finally {
 *       await close()
 *     }
 *
 * Time inside `page.evaluate`: a round trip from here costs more than an invocation. The clock of a page is coarse
 * (0.1 ms), so time many in a row and divide.
 */
export async function openPlayground() {
  buildIfStale()
  process.chdir(repository)
  const server = await preview({ preview: { host: '127.0.0.1', strictPort: false }, logLevel: 'error' })
  const browser = await launch()
  const close = async () => {
    await browser.close()
    await server.close()
  }
  try {
    const page = await browser.newPage()
    await page.goto(server.resolvedUrls.local[0])
    await page.waitForFunction(() => globalThis.coldstart !== undefined)
    await page.evaluate(() => globalThis.coldstart.ready)
    return { page, close }
  } catch (error) {
    await close()
    throw error
  }
}

/**
 * Opens pages without the playground, for baselines. Nothing is served: `documents` is all that there is.
 * @param documents path → HTML; the page that is opened has the path ''
 */
export async function openDocuments(documents) {
  const browser = await launch()
  const page = await browser.newPage()
  for (const [path, body] of Object.entries(documents)) {
    await page.route(`http://localhost/${path}`, (route) => route.fulfill({ contentType: 'text/html', body }))
  }
  await page.goto('http://localhost/')
  return { page, close: () => browser.close() }
}

function launch() {
  return chromium.launch({ executablePath: ensureBrowser(), args: BROWSER_ARGUMENTS })
}

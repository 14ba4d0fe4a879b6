/** A fresh browser without anything in its cache, and what the measurements have in common. */

import { chromium } from '@playwright/test'
import { BROWSER_ARGUMENTS, ensureBrowser } from '../../run/browser.mjs'

const VIEWPORT = { width: 1440, height: 900 }

/** @param use gets a page on which nothing was opened yet */
export async function withPage(use, options = {}) {
  const browser = await chromium.launch({ executablePath: ensureBrowser(), args: BROWSER_ARGUMENTS })
  try {
    const context = await browser.newContext({ viewport: VIEWPORT, ...options })
    return await use(await context.newPage())
  } finally {
    await browser.close()
  }
}

export function quantile(values, share) {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0
}

/**
 * `test` for what is driven through the automation API alone: its `page` is one page for all such tests, in which opening
 * a project starts an empty account. A new page costs more time than most of them take.
 */

import { test as base, type Page } from '@playwright/test'
import { withoutMonaco } from './coldstart'

/**
 * Not a fixture of the worker: files with such a one and files without do not share a worker, and so no browser. After a
 * failure Playwright starts another worker, and with it another page.
 */
let shared: Promise<Page> | null = null

export const test = base.extend({
  page: async ({ browser }, use) => {
    const open = async (): Promise<Page> => {
      const page = await browser.newPage()
      await withoutMonaco(page)
      await page.goto('./')
      return page
    }
    await use(await (shared ??= open()))
  },
})

/** Explore by keyboard alone: an example without a dead-letter queue loses orders; one such run is opened in the page. */

import { expect, test } from '@playwright/test'
import { traceOf, withoutMonaco } from './coldstart'

test('finds the seeds that lose an order, and opens one', async ({ page }) => {
  await withoutMonaco(page)
  await page.goto('./')
  await page.keyboard.press('Alt+s')
})

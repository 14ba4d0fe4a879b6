/** The Compare view, by keyboard alone: two memory sizes, each in a cloud of its own. */

import { expect, test } from '@playwright/test'
import { openProject, projectOf, traceOf } from './coldstart'

const HANDLER = 'export const handler = async () => { await new Promise((done) => setTimeout(done, 98)) }'

test('the same stimuli go to two variants, and the running stack is left alone', async ({ page }) => {
  await openProject(page, projectOf(HANDLER, { properties: 'MemorySize: 1024\nTimeout: 5' }))
  const before = (await traceOf(page)).length
  const tab = page.getByRole('tab', { name: 'Compare' })
  if (await tab.isVisible()) await tab.press('Enter')
  else {
    await page
      .getByRole('button', { name: /more views/i })
      .last()
      .press('Enter')
    await page.getByRole('menuitemradio', { name: 'Compare' }).press('Enter')
  }
  const view = page.getByRole('tabpanel', { name: 'Compare' })
  await view.getByLabel('Change a setting of B').selectOption('F.Properties.MemorySize')
  await view.getByLabel('Value of F · MemorySize, B').fill('2048')
  await view.getByRole('button', { name: 'Compare', exact: true }).press('Enter')
  // A turn of fixed CPU time takes as long with more memory, which costs twice as much.
  await expect(view.getByRole('status')).toHaveText('B costs 94 % more.', { timeout: 20_000 })
  await expect(view.getByRole('row', { name: /^Cold starts/ })).toHaveText(/1\s*1/)
  await expect(view.getByText('CPU time is fixed here')).toBeVisible()
  expect((await traceOf(page)).length).toBe(before)
  await expect(page.locator('#sandbox iframe')).toHaveCount(2)
  await page.getByRole('tab', { name: 'Logs' }).press('Enter')
  await expect(page.locator('#sandbox iframe')).toHaveCount(1)
})

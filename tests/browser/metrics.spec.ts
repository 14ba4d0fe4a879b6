/** Metrics as CloudWatch has them, as charts and as tables, by keyboard alone. */

import { expect, test } from '@playwright/test'
import { openProject, projectOf } from './coldstart'

test('invocations, errors and durations of a function are charted, and readable as tables', async ({ page }) => {
  await openProject(
    page,
    projectOf("export const handler = async (event) => { if (event.fail) throw new Error('no') }"),
  )
  await page.evaluate(async () => {
    for (const fail of [false, false, true]) {
      const call = coldstart.invoke('F', { fail })
      await coldstart.clock.advance(1000)
      await call
    }
  })
  await page.keyboard.press('Alt+m')
  const view = page.getByRole('tabpanel', { name: 'Metrics' })
  await expect(page.getByRole('tab', { name: 'Metrics' })).toBeFocused()
  await expect(view.getByRole('img', { name: 'Invocations: Invocations 3 in all' })).toBeVisible()
  await view.getByLabel('Metrics of').focus()
  await page.keyboard.type('F')
  await expect(view.getByRole('group', { name: 'Charts of F' })).toBeVisible()
  await expect(view.getByRole('img', { name: 'Errors and throttles: Errors 1 in all' })).toBeVisible()

  // Over the whole page, with what was chosen.
  await page.keyboard.press('Alt+z')
  await expect(view.getByRole('group', { name: 'Charts of F' })).toBeVisible()
  await page.getByRole('button', { name: 'Show the numbers as tables' }).focus()
  await page.keyboard.press('Enter')
  const table = view.getByRole('region', { name: 'Invocations, table' })
  await expect(table.getByRole('row')).toHaveCount(4)
  await page.keyboard.press('Alt+z')
  await expect(table).toBeVisible()
})

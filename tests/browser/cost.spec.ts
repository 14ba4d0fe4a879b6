/** The Cost view: what a run costs, per function and in all, and an invocation's own cost in its result. */

import { expect, test } from '@playwright/test'
import { openProject, projectOf } from './coldstart'

const HANDLER = 'export const handler = async () => { await new Promise((done) => setTimeout(done, 98)) }'

test('a run’s cost is shown per function and in all, with and without the free tier', async ({ page }) => {
  const shots = process.env['COLDSTART_SHOTS']
  await openProject(page, projectOf(HANDLER, { properties: 'MemorySize: 1024\nTimeout: 5' }))
  await page.evaluate(async () => {
    const call = coldstart.invoke('F', {})
    await coldstart.clock.advance(2000)
    await call
  })
  await page.getByRole('tab', { name: 'Cost' }).click()
  const view = page.getByRole('tabpanel', { name: 'Cost' })
  // Boot and module 101 ms, handler 99 ms: 0.2 GB-s, and a request.
  await expect(view.getByRole('row', { name: /^F / })).toHaveText(/F\s*1\s*0\.2\s*\$0\.0000035\s*\$3\.53/)
  const [run, million] = [view.getByRole('definition').first(), view.getByRole('definition').last()]
  await expect(run).toHaveText('$0.0000035')
  await expect(million).toHaveText('$3.53')
  await view.getByRole('radio', { name: 'With free tier' }).check()
  await expect(run).toHaveText('$0')
  await expect(million).toHaveText('$0')
  if (shots) {
    await view.getByRole('radio', { name: 'Without free tier' }).check()
    for (const [width, height] of [
      [1440, 900],
      [390, 844],
    ] as const) {
      for (const colorScheme of ['dark', 'light'] as const) {
        await page.setViewportSize({ width, height })
        await page.emulateMedia({ colorScheme })
        if (width === 390) {
          await page.getByRole('tab', { name: 'Logs' }).first().click()
          await page.getByRole('tab', { name: 'Cost' }).click()
        }
        await page.screenshot({ path: `${shots}/${width}-${colorScheme}.png` })
      }
    }
  }
})

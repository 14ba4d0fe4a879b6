/** A sandbox that is lost again and again. */

import { expect, test } from '@playwright/test'
import { openProject, projectOf } from '../coldstart'

test.skip(process.env['COLDSTART_ESCAPE'] !== 'all', 'it keeps a processor busy for long: npm run escape')

test('code that takes the sandbox down twice does not get it a third time by itself', async ({ page }) => {
  await openProject(page, projectOf(`export const handler = async () => { for (;;); }`, { properties: 'Timeout: 900' }))
  const takeAway = async (invocation: number): Promise<void> => {
    await page.evaluate(async (count) => {
      void coldstart.invoke('F', {}, { type: 'Event' })
      void coldstart.clock.runUntilIdle({ limitMs: 5000 }).catch(() => undefined)
      for (let seen = false; !seen; await new Promise((resolve) => setTimeout(resolve, 20))) {
        seen = (await coldstart.trace({ types: ['invocation.started'] })).length === count
      }
      document.querySelector('#sandbox iframe')?.remove()
    }, invocation)
  }
  await takeAway(1)
  await expect(page.getByText('Sandbox restarted, run restored').first()).toBeVisible({ timeout: 30_000 })
  await takeAway(2)
  await expect(page.getByText('Paused: the same code took the sandbox down twice').first()).toBeVisible({
    timeout: 30_000,
  })
  expect(await page.evaluate(async () => (await coldstart.clock.state()).pace)).toBe('paused')
})

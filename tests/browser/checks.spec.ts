/** Checks: the panel by keyboard alone, and what a docs author's CI does (the recipe of src/checks/README.md). */

import { expect, test } from '@playwright/test'
import { openProject, projectOf } from './coldstart'

const PROJECT = {
  ...projectOf(`export const handler = async (event) => ({ sum: event.a + event.b })`),
  'tests/sum.test.ts': `import { clock, cloud, expect, test } from 'coldstart/test'

test('adds', async () => {
  await clock.advance('6h')
  expect((await cloud.invoke('F', { a: 1, b: 2 })).payload).toEqual({ sum: 3 })
})

test('is wrong', async () => {
  expect((await cloud.invoke('F', { a: 1, b: 2 })).payload).toEqual({ sum: 4 })
})
`,
}

test('the project’s checks, by keyboard and from a host’s script', async ({ page }) => {
  await openProject(page, PROJECT)
  const before = await page.evaluate(async () => (await coldstart.trace()).length)

  // The recipe.
  const report = await page.evaluate(() => coldstart.runTests({ only: 'adds' }))
  expect(report.files.flatMap(({ tests }) => tests.filter(({ state }) => state === 'failed'))).toEqual([])
  expect(report).toMatchObject({ ok: true, passed: 1, failed: 0, skipped: 1, diagnostics: [] })
  expect(report.files[0]?.tests[0]?.virtualMs).toBeGreaterThan(6 * 3_600_000)

  await page.keyboard.press('Alt+x')
  const panel = page.getByRole('tabpanel', { name: 'Checks' })
  const list = panel.getByRole('listbox', { name: 'Checks' })
  await list.getByRole('option', { name: 'sum.test.ts' }).focus()
  await page.keyboard.press('Enter')
  await expect(panel.getByRole('status')).toHaveText(/1 passed, 1 failed, 6h .* of virtual time/)
  await page.keyboard.press('End')
  await expect(list.getByRole('option', { name: 'Failed is wrong' })).toBeFocused()
  await expect(panel.getByRole('region', { name: 'Failure' })).toContainText('-   "sum": 4')
  await panel.getByRole('button', { name: 'at tests/sum.test.ts:9:61' }).focus()
  await page.keyboard.press('Enter')
  await expect(page.getByRole('tab', { name: 'sum.test.ts' })).toHaveAttribute('aria-selected', 'true')

  // The page's own stack was not touched.
  expect(await page.evaluate(async () => (await coldstart.trace()).length)).toBe(before)
})

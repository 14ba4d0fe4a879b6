import path from 'node:path'
import { expect, test } from '@playwright/test'
import { FIRST_PAINT_MAX_KB, firstPaintFiles, sumOf } from '../run/first-paint.mjs'
import './coldstart'

test('what is needed before the page is seen is small', () => {
  const files = firstPaintFiles(path.join(import.meta.dirname, '../../dist'))
  expect(sumOf(files), JSON.stringify(files.slice(0, 12))).toBeLessThanOrEqual(FIRST_PAINT_MAX_KB)
})

test('a first visit runs an example without the code editor and without esbuild', async ({ page }) => {
  const asked: string[] = []
  await page.route(/code-view|\.wasm$/, (route) => {
    asked.push(route.request().url())
    return route.abort()
  })
  await page.goto('./')
  await expect(page.getByRole('textbox', { name: 'Code editor' })).toBeEditable()
  await page.evaluate(() => coldstart.ready)
  await expect
    .poll(() => page.evaluate(() => coldstart.trace({ types: ['invocation.ended'] })).then(({ length }) => length))
    .toBeGreaterThan(0)
  // Orders go on arriving, and one line says what to do; Run takes it away for good.
  const sent = () => page.evaluate(() => coldstart.trace({ types: ['sqs.sent'] })).then(({ length }) => length)
  await expect.poll(sent).toBeGreaterThan(20)
  const welcome = page.getByRole('complementary', { name: 'Welcome' })
  await expect(welcome).toContainText('then press')
  await page.keyboard.press('Control+Enter')
  await expect(welcome).toBeHidden()
  await expect.poll(sent).toBe(42)
  // Both were asked for in their turn, and that they are not there is said.
  await expect(page.getByText('esbuild did not load; the next deployment tries again')).toBeVisible()
  expect(asked.map((url) => /code-view|wasm/.exec(url)?.[0])).toContain('wasm')
})

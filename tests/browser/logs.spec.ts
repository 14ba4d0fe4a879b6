/** Logs and Logs Insights, with the keyboard alone. */

import { expect, type Page, test } from '@playwright/test'
import { openProject, projectOf } from './coldstart'

const HANDLER = `
export const handler = async (event: { readonly n: number }) => {
  process.stdout.write(JSON.stringify({ level: 'ERROR', order: { id: event.n, tags: ['a', 'b'] } }) + '\\n')
  console.warn('plain words ' + event.n)
  throw new Error('boom ' + event.n)
}`

/** Moves the focus on until it is where this is. */
async function tabTo(page: Page, isThere: (element: Element) => boolean): Promise<void> {
  for (let presses = 0; presses < 40; presses++) {
    if (await page.evaluate(`(${isThere.toString()})(document.activeElement)`)) return
    await page.keyboard.press('Tab')
  }
  throw new Error('the focus did not get there')
}

test('the log is filtered, read and queried by keyboard', async ({ page }) => {
  await openProject(page, projectOf(HANDLER, { properties: 'MemorySize: 128' }))
  await page.evaluate(async () => {
    for (let n = 1; n <= 3; n++) {
      const call = coldstart.invoke('F', { n })
      await coldstart.clock.runUntilIdle()
      await call
    }
  })

  await test.step('a filter pattern, malformed and right', async () => {
    await page.keyboard.press('Alt+l')
    await tabTo(page, (element) => element.getAttribute('aria-label') === 'Filter logs')
    await page.keyboard.type('{ $.order.id = ')
    await expect(page.getByText('Column 15: The pattern ends where a value is expected.')).toBeVisible()
    await page.keyboard.type('2 }')
    const grid = page.getByRole('treegrid', { name: /^Log events, 1$/ })
    await expect(grid).toContainText('"id":2')
    await page.keyboard.press('ArrowDown')
    await expect(grid).toBeFocused()
    await page.keyboard.press('Enter')
    await expect(grid.getByRole('row', { expanded: true })).toContainText('order')
    await tabTo(page, ({ tagName, textContent }) => tagName === 'BUTTON' && (textContent ?? '').includes('{"id":2'))
    await page.keyboard.press('ArrowRight')
    await expect(grid).toContainText('id: 2')
  })

  await test.step('words, a stack that leads to the code, the request’s story', async () => {
    await page.keyboard.press('Alt+l')
    await tabTo(page, (element) => element.getAttribute('aria-label') === 'Filter logs')
    await page.keyboard.press('Escape')
    await page.keyboard.type('"boom 3"')
    const grid = page.getByRole('treegrid', { name: /^Log events, 1$/ })
    await expect(grid).toContainText('src/index.ts:5:9')
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('s')
    await expect(page.getByText('boom 3').first()).toBeVisible()
    await tabTo(page, (element) => element.textContent === 'src/index.ts:5:9')
  })

  await test.step('a query with an error, then its result, and back to the log', async () => {
    await page.keyboard.press('Alt+i')
    await tabTo(page, (element) => element.tagName === 'TEXTAREA' && element.getAttribute('aria-label') === 'Query')
    await page.keyboard.press('Control+a')
    await page.keyboard.type('filter order.id > 1 | srt order.id')
    await page.keyboard.press('Shift+Enter')
    await expect(page.getByRole('alert')).toContainText('Line 1:23 There is no command srt')
    // What is wrong is selected: to be written over.
    await page.keyboard.type('fields')
    await page.keyboard.press('Shift+Enter')
    const results = page.getByRole('treegrid', { name: 'Results, 2 rows' })
    await expect(results.getByRole('gridcell')).toHaveText(['3', '2'])
    await tabTo(page, (element) => element.getAttribute('role') === 'treegrid')
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Enter')
    const row = page.getByRole('treegrid', { name: /^Log events/ }).getByRole('row', { selected: true })
    await expect(row).toContainText('"id":3')
  })
})

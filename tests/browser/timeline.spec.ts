/** The timeline by keyboard alone: requests, lanes, search, ranges, the list, and going back in time with the whole page. */

import { expect, test } from '@playwright/test'
import { openProject, projectOf } from './coldstart'

const HANDLER = `export const handler = async (event) => {
  console.log('order', event.order)
  if (event.fail) throw new Error('as asked')
  return { order: event.order }
}`

test('a run is walked through, searched and gone back in', async ({ page }) => {
  await openProject(page, projectOf(HANDLER))
  await page.evaluate(async () => {
    for (const event of [{ order: 'one' }, { order: 'two', fail: true }, { order: 'three' }]) {
      const call = coldstart.invoke('F', event)
      await coldstart.clock.advance(2000)
      await call
    }
  })
  await page.getByRole('tab', { name: 'Timeline' }).focus()
  await page.keyboard.press('Enter')
  const chart = page.getByRole('application', { name: /^Timeline/ })
  const logs = page.getByRole('tabpanel', { name: 'Logs' })
  const result = page.getByRole('region', { name: 'Result' })
  await expect(logs).toContainText('three')
  await chart.focus()

  // Requests, in all and of one lane.
  await page.keyboard.press('ArrowRight')
  await expect(result).toContainText('"order": "one"')
  await page.keyboard.press('ArrowRight')
  await expect(result).toContainText('as asked')
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('ArrowDown')
  await expect(chart).toContainText('F · environment 1')
  await page.keyboard.press('ArrowRight')
  await expect(result).toContainText('"order": "three"')

  // A group folds.
  await page.keyboard.press('ArrowUp')
  const lanes = page.getByRole('list', { name: 'Lanes' })
  await page.keyboard.press('Enter')
  await expect(lanes.getByText('#1')).toBeHidden()
  await page.keyboard.press('Enter')
  await expect(lanes.getByText('#1')).toBeVisible()

  // What is in view, in numbers.
  await page.keyboard.press('0')
  await page.keyboard.press('b')
  await expect(page.getByRole('region', { name: 'Marked range' })).toContainText(/Invocations\s*3\s*Errors\s*1/)
  await page.keyboard.press('Escape')

  // Search.
  await page.keyboard.press('/')
  await page.keyboard.type('as asked')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('search', { name: 'Timeline' })).toContainText(/1 of \d/)
  await page.keyboard.press('Escape')
  await expect(chart).toBeFocused()

  // Back by two invocations: to the start of the second. The logs and the result show that moment, too.
  await page.keyboard.press('Shift+BracketLeft')
  await page.keyboard.press('Shift+BracketLeft')
  const banner = page.getByRole('group', { name: 'An earlier moment' })
  await expect(banner).toContainText('ago')
  await expect(logs).toContainText('one')
  await expect(logs).not.toContainText('two')
  await page.keyboard.press('Shift+BracketRight')
  await expect(logs).toContainText('two')
  await expect(logs).not.toContainText('three')
  await page.keyboard.press('Escape')
  if (await banner.isVisible()) await page.keyboard.press('Escape')
  await expect(banner).toBeHidden()
  await expect(logs).toContainText('three')

  // The same as a list.
  await page.getByRole('button', { name: 'List what is in view' }).focus()
  await page.keyboard.press('Enter')
  await expect(page.getByRole('table').getByRole('button', { name: 'Failed' })).toBeVisible()
})

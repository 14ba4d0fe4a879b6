/** Work is never lost: by keyboard alone, in one browser with several tabs. */

import { expect, type Page, test } from '@playwright/test'
import { openProject, projectOf, withoutMonaco } from './coldstart'

const editor = (page: Page) => page.getByRole('textbox', { name: 'Code editor' })
const bar = (page: Page) => page.getByRole('complementary', { name: 'Keeping your work' })

async function type(page: Page, text: string): Promise<void> {
  await page.bringToFront()
  await editor(page).focus()
  await page.keyboard.press('Control+End')
  await page.keyboard.type(text)
}

async function pressIn(page: Page, name: string): Promise<void> {
  await page.bringToFront()
  await bar(page).getByRole('button', { name }).focus()
  await page.keyboard.press('Enter')
}

test('what is typed survives the tab, another tab, and a browser without room', async ({ page, context }) => {
  await openProject(page, projectOf('export const handler = async () => 1'), { name: 'Mine', openFile: 'src/index.ts' })
  await type(page, ' // last second')
  await page.close()

  const one = await context.newPage()
  await withoutMonaco(one)
  await one.goto('./')
  await expect(editor(one)).toHaveValue(/last second/)
  await expect(bar(one)).toBeHidden()

  // Two tabs.
  const two = await context.newPage()
  await withoutMonaco(two)
  await two.goto('./')
  await expect(editor(two)).toHaveValue(/last second/)
  await expect(bar(two)).toContainText('Also open in another tab')
  await type(one, ' // in one')
  await type(two, ' // in two')
  // Whoever saves last is told; on a slow machine that is not always who typed last.
  const isTold = (page: Page) => bar(page).getByText('changed in another tab').isVisible()
  await expect.poll(async () => (await isTold(one)) || (await isTold(two))).toBe(true)
  const [told, other] = (await isTold(two)) ? ['two', 'one'] : ['one', 'two']
  const tab = told === 'two' ? two : one
  await expect(editor(tab)).toHaveValue(new RegExp(`last second // in ${told}`))
  await pressIn(tab, 'Reload it')
  await expect(editor(tab)).toHaveValue(new RegExp(`last second // in ${other}`))

  // The other's is in the history, with what it changed.
  await tab.keyboard.press('Control+k')
  await expect(tab.getByRole('combobox', { name: 'Command' })).toBeFocused()
  await tab.keyboard.type('History of this project')
  await expect(tab.getByRole('dialog').getByRole('option', { selected: true })).toContainText('History')
  await tab.keyboard.press('Enter')
  const states = tab.getByRole('listbox', { name: 'Earlier states' })
  await expect(states.getByRole('option').first()).toContainText('index.ts')
  await states.getByRole('option', { selected: true }).focus()
  await tab.keyboard.press('ArrowDown')
  await expect(states.getByRole('option', { selected: true })).toContainText(/edited/)
  await expect(tab.getByRole('region', { name: 'src/index.ts' })).toContainText(/in (one|two)/)
  await tab.keyboard.press('Escape')
  await (tab === two ? one : two).close()

  // No more room: said, and saved as soon as there is some.
  await tab.evaluate(() => {
    const full = (): never => {
      throw new DOMException('full', 'QuotaExceededError')
    }
    const real = [Storage.prototype.setItem, IDBObjectStore.prototype.put] as const
    Storage.prototype.setItem = IDBObjectStore.prototype.put = full
    Object.assign(globalThis, {
      makeRoom: () => ([Storage.prototype.setItem, IDBObjectStore.prototype.put] = real),
    })
  })
  await type(tab, ' // without room')
  await expect(bar(tab)).toContainText('no more room')
  const downloading = tab.waitForEvent('download')
  await pressIn(tab, 'Download as file')
  expect((await downloading).suggestedFilename()).toBe('mine.coldstart')
  await tab.evaluate(() => (globalThis as unknown as { makeRoom: () => void }).makeRoom())
  await pressIn(tab, 'Try again')
  await expect(bar(tab)).toBeHidden()
  await tab.reload()
  await expect(editor(tab)).toHaveValue(/without room/)
})

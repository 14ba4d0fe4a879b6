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
  await expect(bar(two)).toContainText('changed in another tab')
  await expect(editor(two)).toHaveValue(/last second \/\/ in two/)
  await pressIn(two, 'Reload it')
  await expect(editor(two)).toHaveValue(/last second \/\/ in one/)

  // The other's is in the history, with what it changed.
  await two.keyboard.press('Control+k')
  await expect(two.getByRole('combobox', { name: 'Command' })).toBeFocused()
  await two.keyboard.type('History of this project')
  await expect(two.getByRole('dialog').getByRole('option', { selected: true })).toContainText('History')
  await two.keyboard.press('Enter')
  const states = two.getByRole('listbox', { name: 'Earlier states' })
  await expect(states.getByRole('option').first()).toContainText('index.ts')
  await states.getByRole('option', { selected: true }).focus()
  await two.keyboard.press('ArrowDown')
  await expect(states.getByRole('option', { selected: true })).toContainText(/edited/)
  await expect(two.getByRole('region', { name: 'src/index.ts' })).toContainText(/in (one|two)/)
  await two.keyboard.press('Escape')
  await one.close()

  // No more room: said, and saved as soon as there is some.
  await two.evaluate(() => {
    const full = (): never => {
      throw new DOMException('full', 'QuotaExceededError')
    }
    const real = [Storage.prototype.setItem, IDBObjectStore.prototype.put] as const
    Storage.prototype.setItem = IDBObjectStore.prototype.put = full
    Object.assign(globalThis, {
      makeRoom: () => ([Storage.prototype.setItem, IDBObjectStore.prototype.put] = real),
    })
  })
  await type(two, ' // without room')
  await expect(bar(two)).toContainText('no more room')
  const downloading = two.waitForEvent('download')
  await pressIn(two, 'Download as file')
  expect((await downloading).suggestedFilename()).toBe('mine.coldstart')
  await two.evaluate(() => (globalThis as unknown as { makeRoom: () => void }).makeRoom())
  await pressIn(two, 'Try again')
  await expect(bar(two)).toBeHidden()
  await two.reload()
  await expect(editor(two)).toHaveValue(/without room/)
})

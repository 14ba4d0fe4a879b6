/** Projects kept in this browser, the command palette and the sheet of shortcuts, by keyboard alone. */

import { expect, type Page, test } from '@playwright/test'
import { openProject, projectOf } from './coldstart'

async function run(page: Page, command: string): Promise<void> {
  await page.keyboard.press('Control+k')
  await expect(page.getByRole('combobox', { name: 'Command' })).toBeFocused()
  await page.keyboard.type(command)
  await expect(page.getByRole('dialog').getByRole('option', { selected: true })).toContainText(command)
  await page.keyboard.press('Enter')
}

const editor = (page: Page) => page.getByRole('textbox', { name: 'Code editor' })

test('a reset is undone from the history, and another project opened and left again, from the palette', async ({
  page,
}) => {
  await openProject(page, projectOf('export const handler = async () => 1'), { name: 'Mine' })
  await run(page, 'Code')
  await page.keyboard.press('Control+p')
  await page.keyboard.type('index')
  await page.keyboard.press('Enter')
  await expect(editor(page)).toBeVisible()
  await editor(page).focus()
  await page.keyboard.press('Control+End')
  await page.keyboard.type(' // changed')
  await expect(editor(page)).toHaveValue(/changed/)

  await run(page, 'Reset')
  await expect(editor(page)).not.toHaveValue(/changed/)
  await run(page, 'History of this project')
  const states = page.getByRole('listbox', { name: 'Earlier states' })
  await states.getByRole('option', { selected: true }).focus()
  await page.keyboard.press('ArrowDown')
  await expect(states.getByRole('option', { selected: true })).toContainText('before a reset')
  await page.getByRole('button', { name: 'Go back to this' }).focus()
  await page.keyboard.press('Enter')
  await expect(editor(page)).toHaveValue(/changed/)

  await run(page, 'New project')
  await expect(page).toHaveTitle('Untitled · Coldstart')
  await run(page, 'My projects')
  await page.getByRole('list', { name: 'Projects' }).getByRole('button', { name: 'Mine' }).first().focus()
  await page.keyboard.press('Enter')
  await expect(page).toHaveTitle('Mine · Coldstart')

  // The focus comes back to where it was.
  await run(page, 'Logs')
  await expect(page.getByRole('tab', { name: 'Logs' })).toBeFocused()
  await page.keyboard.press('?')
  await expect(page.getByRole('dialog', { name: 'Coldstart' })).toContainText('Ctrl+K')
  await page.keyboard.press('Escape')
  await expect(page.getByRole('tab', { name: 'Logs' })).toBeFocused()
})

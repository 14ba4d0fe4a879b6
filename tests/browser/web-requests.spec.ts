/** A person sends web requests to host names of the stack, and looks at what comes back. */

import { expect, test, type Page } from '@playwright/test'
import { readFileSync, readdirSync } from 'node:fs'
import path from 'node:path'
import { withoutMonaco } from './coldstart'

const FOLDER = path.join(import.meta.dirname, '../../src/examples/function-url')

function exampleFiles(): Record<string, string> {
  const files = readdirSync(FOLDER, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
  return Object.fromEntries(
    files.map((entry) => {
      const file = path.join(entry.parentPath, entry.name)
      return [path.relative(FOLDER, file), readFileSync(file, 'utf8')]
    }),
  )
}

async function openExample(page: Page): Promise<void> {
  await withoutMonaco(page)
  await page.goto('./')
  await page.evaluate(async (files) => {
    await coldstart.ready
    await coldstart.open({ files, settings: { name: 'Web', pace: 'max', openFile: 'src/page.ts' } })
    await coldstart.deploy()
  }, exampleFiles())
  await page.getByRole('radio', { name: 'Web request' }).click()
}

test('a request by keyboard: the page that comes back is shown, and no script of it runs', async ({ page }) => {
  await openExample(page)
  await page.getByRole('textbox', { name: 'Query string' }).fill('name=<script>top.x=1</script>Ada')
  await page.keyboard.press('ControlOrMeta+Enter')
  const frame = page.frameLocator('iframe[title="Preview of the page"]')
  await expect(frame.getByRole('heading', { name: 'Ada!' })).toBeVisible()
  expect(await page.locator('iframe[title="Preview of the page"]').getAttribute('sandbox')).toBe('')
  await page.getByText('4 streamed parts').click()
  await expect(page.getByRole('list', { name: 'Streamed parts' }).getByRole('listitem')).toHaveCount(4)
})

test('headers and another path', async ({ page }) => {
  await openExample(page)
  await page.getByRole('textbox', { name: 'Path' }).fill('nowhere')
  await page.keyboard.press('ControlOrMeta+Enter')
  await expect(page.getByText('There is no /nowhere here.')).toBeVisible()
  await page.getByRole('radio', { name: 'Headers' }).click()
  await expect(page.getByText('x-amzn-requestid')).toBeVisible()
})

test('what was typed is in the link', async ({ page, context }) => {
  await openExample(page)
  await page.getByRole('textbox', { name: 'Path' }).fill('shared/path')
  const link = await page.evaluate(() => coldstart.share())
  const other = await context.newPage()
  await withoutMonaco(other)
  await other.goto(link)
  await expect(other.getByRole('textbox', { name: 'Path' })).toHaveValue('shared/path', { timeout: 40_000 })
})

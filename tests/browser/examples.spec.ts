/**
 * Each example of the gallery does what its one line claims: its own checks say so. Real clients of the AWS SDK in real
 * environments, against the services. And the gallery itself.
 */

import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test, type Page } from '@playwright/test'
import type { TestReport } from '../../src/api/api'
import { withoutMonaco } from './coldstart'

const EXAMPLES = path.join(import.meta.dirname, '../../src/examples')
const LISTING_FILE = 'example.json'

function filesOf(example: string): Record<string, string> {
  const folder = path.join(EXAMPLES, example)
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
  return Object.fromEntries(
    entries.map(({ parentPath, name }) => {
      const file = path.join(parentPath, name)
      return [path.relative(folder, file), readFileSync(file, 'utf8')]
    }),
  )
}

/** One page for all examples: opening a project starts an empty account. */
let page: Page
test.beforeAll(async ({ browser }) => {
  page = await browser.newPage()
  await withoutMonaco(page)
  await page.goto('./')
  await page.evaluate(() => coldstart.ready)
})
test.afterAll(() => page.close())

/** What failed, and why: `its name: its message`. */
const failuresOf = ({ files, diagnostics }: TestReport): readonly string[] => [
  ...diagnostics.map(({ message }) => message),
  ...files.flatMap(({ path: file, failure, tests }) => [
    ...(failure ? [`${file}: ${failure.message}`] : []),
    ...tests.flatMap((one) => (one.failure ? [`${one.name}: ${one.failure.message}`] : [])),
  ]),
]

for (const example of readdirSync(EXAMPLES)) {
  const { [LISTING_FILE]: listing = '', ...files } = filesOf(example)
  const { point, accountConcurrency = null } = JSON.parse(listing) as { point: string; accountConcurrency?: number }

  test(`${example}: ${point}`, async () => {
    const report = await page.evaluate(
      async ([given, settings]) => {
        await coldstart.open({ files: given, settings: { seed: 1, pace: 'paused', ...settings } })
        return coldstart.runTests()
      },
      [files, { accountConcurrency }] as const,
    )
    expect(failuresOf(report)).toEqual([])
    expect(report.ok).toBe(true)
  })
}

test('the gallery: by keyboard to an example, and back to what was open', async () => {
  await page.evaluate(() => coldstart.open({ files: { 'src/mine.ts': 'export {}' }, settings: { name: 'Mine' } }))
  await page.getByRole('button', { name: 'Examples' }).focus()
  await page.keyboard.press('Enter')
  const gallery = page.getByRole('dialog', { name: 'Examples' })
  await expect(gallery.getByRole('option')).toHaveCount(readdirSync(EXAMPLES).length)
  await page.keyboard.type('condition')
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('ArrowUp')
  await expect(gallery.getByRole('option', { selected: true })).toContainText('Items in a table')
  await expect(gallery.getByRole('article')).toContainText('nothing is placed twice')
  await page.keyboard.press('Enter')
  await expect(gallery).toBeHidden()
  await expect(page.getByText('Opened “Items in a table”')).toBeVisible()
  await page.keyboard.press('Control+Enter')
  await expect(page.getByText('dynamodb:PutItem').first()).toBeVisible()

  await page.getByRole('button', { name: 'Back to my project' }).press('Enter')
  await expect(page.getByRole('treeitem', { name: 'mine.ts' })).toBeVisible()
  await page.keyboard.press('ControlOrMeta+K')
  await expect(page.getByRole('dialog').getByRole('combobox')).toBeFocused()
  await page.keyboard.type('My projects')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('listitem').filter({ hasText: 'Mine' })).toContainText('open now')
  await page.keyboard.press('Escape')
})

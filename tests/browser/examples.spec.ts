/**
 * Each example of the gallery does what its one line claims: its own checks say so. Real clients of the AWS SDK in real
 * environments, against the services. And the gallery itself.
 */

import { expect, test, type Page } from '@playwright/test'
import type { TestReport } from '../../src/api/api'
import { ENGINES } from '../engines'
import { withoutMonaco } from './coldstart'
import { CHANCE_AND_TIME_EXAMPLE } from './gallery/chance-and-time'
import { EXAMPLES } from './gallery/examples'
import { differences, Runs } from './gallery/same'

/** One page for all examples: opening a project starts an empty account. */
let page: Page
let runs: Runs
test.beforeAll(async ({ browser }) => {
  page = await browser.newPage()
  runs = new Runs(page)
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

for (const example of EXAMPLES) {
  test(`${example.id}: ${example.listing.point}`, async () => {
    // Its checks run on the project that this leaves open.
    await runs.of(example)
    const report = await page.evaluate(() => coldstart.runTests())
    expect(failuresOf(report)).toEqual([])
    expect(report.ok).toBe(true)
  })
}

/** And one beside the gallery that has in one answer all that could differ. */
const COMPARED = [CHANCE_AND_TIME_EXAMPLE, ...EXAMPLES]

test('the whole gallery again, elsewhere in the world: the same traces', async ({ browser }) => {
  test.setTimeout(240_000)
  const elsewhere = await browser.newContext({ timezoneId: 'Asia/Kolkata', locale: 'de-DE', serviceWorkers: 'block' })
  const again = await elsewhere.newPage()
  await withoutMonaco(again)
  await again.goto('./')
  expect(await differences(COMPARED, runs, new Runs(again), 'exact')).toEqual([])
  const [answer = ''] = (await runs.records(CHANCE_AND_TIME_EXAMPLE)).slice(-1)
  expect(answer).toContain('"StatusCode":200')
  expect(answer).not.toContain('FunctionError')
  await elsewhere.close()
})

for (const engine of ENGINES.filter(({ name }) => name === 'firefox')) {
  const where = engine.missing === null ? engine.name : `${engine.name}, skipped: ${engine.missing}`
  test(`the whole gallery in another engine: the same traces (${where})`, async ({ baseURL }) => {
    test.skip(engine.missing !== null, engine.missing ?? '')
    test.setTimeout(240_000)
    const other = await engine.start()
    try {
      await other.block('/code-view-')
      await other.open(baseURL ?? '')
      await other.waitFor(() => typeof coldstart !== 'undefined', { what: 'the automation API' })
      expect(await differences(COMPARED, runs, new Runs(other), 'inEachEngine')).toEqual([])
    } finally {
      await other.close()
    }
  })
}

test('the gallery: by keyboard to an example, and back to what was open', async () => {
  await page.evaluate(() => coldstart.open({ files: { 'src/mine.ts': 'export {}' }, settings: { name: 'Mine' } }))
  await page.getByRole('button', { name: 'Examples' }).focus()
  await page.keyboard.press('Enter')
  const gallery = page.getByRole('dialog', { name: 'Examples' })
  await expect(gallery.getByRole('option')).toHaveCount(EXAMPLES.length)
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

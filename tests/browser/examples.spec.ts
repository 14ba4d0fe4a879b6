/**
 * Each example of the gallery does what its one line claims: its own checks say so. Real clients of the AWS SDK in real
 * environments, against the services. And the gallery itself.
 */

import { expect, test, type Page } from '@playwright/test'
import type { TestReport } from '../../src/api/api'
import { ENGINES } from '../engines'
import { CHANCE_AND_TIME } from '../fixtures/chance-and-time'
import { projectOf, withoutMonaco } from './coldstart'
import { EXAMPLES, type Example } from './gallery/examples'
import { runExample, runnable, type ExampleRun } from './gallery/run'
import { firstDifference, withoutFramesOfV8 } from './gallery/same'

/** One page for all examples: opening a project starts an empty account. */
let page: Page
/** Example → its first run. */
const firstRuns = new Map<string, ExampleRun>()
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

for (const example of EXAMPLES) {
  test(`${example.id}: ${example.listing.point}`, async () => {
    const run = await page.evaluate(runExample, runnable(example))
    firstRuns.set(example.id, run)
    expect(failuresOf(run.report)).toEqual([])
    expect(run.report.ok).toBe(true)
  })
}

/** Beside the gallery: all that could differ, in one answer. */
const EVERYTHING: Example = {
  id: 'chance and time',
  files: { ...projectOf(CHANCE_AND_TIME, { properties: 'Timeout: 60' }), 'events/none.json': '{}' },
  listing: { stimulus: { target: 'F', kind: 'sync', eventFile: 'events/none.json' } } as Example['listing'],
}

async function firstRunOf(example: Example): Promise<ExampleRun> {
  const run = firstRuns.get(example.id) ?? (await page.evaluate(runExample, runnable(example)))
  firstRuns.set(example.id, run)
  return run
}

test('the whole gallery again: the same traces', async ({ browser }) => {
  test.setTimeout(180_000)
  // Another page, and other processes.
  const again = await (await browser.newContext({ timezoneId: 'Asia/Kolkata', locale: 'de-DE' })).newPage()
  await withoutMonaco(again)
  await again.goto('./')
  await again.evaluate(() => coldstart.ready)
  for (const example of [EVERYTHING, ...EXAMPLES]) {
    const first = await firstRunOf(example)
    const second = await again.evaluate(runExample, runnable(example))
    expect.soft(firstDifference(first.records, second.records), example.id).toBeNull()
  }
  await again.context().close()
})

for (const engine of ENGINES.filter(({ name }) => name === 'firefox')) {
  const where = engine.missing === null ? engine.name : `${engine.name}, skipped: ${engine.missing}`
  test(`the whole gallery in another engine: the same traces (${where})`, async ({ baseURL }) => {
    test.skip(engine.missing !== null, engine.missing ?? '')
    test.setTimeout(240_000)
    const other = await engine.start()
    try {
      await other.open(baseURL ?? '')
      await other.waitFor(() => typeof coldstart !== 'undefined')
      await other.evaluate(() => coldstart.ready)
      for (const example of [EVERYTHING, ...EXAMPLES]) {
        const first = await firstRunOf(example)
        const second = await other.evaluate(runExample, runnable(example))
        const [here, there] = [first, second].map(({ records }) => withoutFramesOfV8(records))
        expect.soft(firstDifference(here ?? [], there ?? []), example.id).toBeNull()
      }
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

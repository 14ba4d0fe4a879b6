/** What `npm run simulate` prints for a run opens it in the page, and the page's own run of it is the same. */

import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from '@playwright/test'
import { withoutMonaco } from './coldstart'

/** Small: rules and a FIFO queue, two functions of which one sends to the other, successes and errors. */
const SEED = 101

test('a link of the simulation tests shows its run, and has the same again', async ({ page, baseURL }) => {
  const root = path.resolve(import.meta.dirname, '../..')
  const script = path.join(root, 'tests/simulation/simulate.mjs')
  const given = [script, '--seed', String(SEED), '--link', '--page', baseURL ?? '']
  const link = execFileSync(process.execPath, given, { encoding: 'utf8' }).trim()
  const file = path.join(root, `test-results/simulation/seed-${SEED}.records.json`)
  const records = JSON.parse(readFileSync(file, 'utf8')) as readonly object[]

  await withoutMonaco(page)
  await page.goto(link)
  const bar = page.getByRole('complementary', { name: 'Shared project' })
  await expect(bar).toContainText(`${records.length} records`)

  // As fast as it can, until nothing is left to happen.
  await bar.getByRole('button', { name: 'Run for your own' }).click()
  const trace = () => page.evaluate(() => coldstart.trace())
  await expect.poll(async () => (await trace()).length).toBe(records.length)
  expect((await trace()).map((record) => JSON.stringify(record))).toEqual(
    records.map((record) => JSON.stringify(record)),
  )
})

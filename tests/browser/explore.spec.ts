/** Explore by keyboard alone: an example without a dead-letter queue loses orders; one such run is opened, and shared. */

import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from '@playwright/test'
import type { ExploreReport } from '../../src/api/api'
import { openProject, traceOf } from './coldstart'

const EXAMPLE = path.join(import.meta.dirname, '../../src/examples/sns-fanout')
const FILES = Object.fromEntries(
  readdirSync(EXAMPLE, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name !== 'example.json')
    .map(({ parentPath, name }) => path.join(parentPath, name))
    .map((file) => [path.relative(EXAMPLE, file), readFileSync(file, 'utf8')]),
)

declare global {
  var explored: ExploreReport['runs'][number][]
}

test('finds the seeds that lose an order, opens one, and links to it', async ({ page, context }) => {
  test.slow()
  await context.grantPermissions(['clipboard-read', 'clipboard-write'])
  await openProject(page, FILES)
  const before = (await traceOf(page)).length
  await page.evaluate(() => {
    globalThis.explored = []
    coldstart.subscribeExplore((event) => event.type === 'run' && explored.push(event.run))
  })
  await page.keyboard.press('Alt+s')
  const view = page.getByRole('tabpanel', { name: 'Explore' })
  // Few, and little: a test of the page, not of chance.
  await view.getByLabel('Times to send').fill('5')
  await view.getByRole('radiogroup', { name: 'How many seeds' }).getByRole('radio', { name: 'Own' }).press('Space')
  await view.getByLabel('Number of seeds').fill('3')
  await view.getByLabel('Number of seeds').press('Tab')
  await view.getByRole('button', { name: 'Explore 3 seeds' }).press('Enter')
  await expect(view.getByRole('status')).toHaveText(/^\d of 3 seeds/, { timeout: 60_000 })
  await expect(view.getByRole('status')).toContainText('lose something')
  expect((await traceOf(page)).length).toBe(before)

  // The first seed of the group, then with Enter in the grid.
  const lost = view.getByRole('region', { name: 'Violations' }).getByText('Lost · Confirm')
  const first = lost.locator('../..').getByRole('button').first()
  const seed = Number((await first.textContent())?.replace('seed ', ''))
  await first.press('Enter')
  const cell = view.getByRole('listbox', { name: 'Seeds' }).getByRole('option', { selected: true })
  await expect(cell).toHaveAccessibleName(new RegExp(`^Seed ${seed}, fails`))
  await cell.press('ArrowRight')
  await cell.press('ArrowLeft')
  await cell.press('Enter')
  await expect(view.getByText(`The stack is put to seed ${seed}`)).toBeVisible()

  // To the last record what was explored, with what was lost.
  const run = await page.evaluate((wanted) => explored.find((one) => one.seed === wanted), seed)
  const trace = await traceOf(page)
  expect(trace.length).toBe(run?.figures?.records)
  const violation = run?.violations.find(({ check }) => check === 'lost')
  expect(trace[violation?.records.at(-1) ?? -1]).toMatchObject({ type: 'async.ended', condition: 'RetriesExhausted' })
  await expect(page.getByRole('tab', { name: 'Timeline', exact: true })).toHaveAttribute('aria-selected', 'true')

  await view.getByRole('button', { name: 'Copy a link to this run' }).press('Enter')
  await expect(page.getByText(`Link to seed ${seed} copied`)).toBeVisible()
  await view.getByRole('button', { name: 'Back to my settings' }).press('Enter')
  await expect.poll(async () => (await traceOf(page)).some(({ type }) => type === 'async.ended')).toBe(false)

  const link = await page.evaluate(() => navigator.clipboard.readText())
  await page.goto(`./${new URL(link).hash}`)
  await expect.poll(async () => (await traceOf(page)).length, { timeout: 20_000 }).toBe(trace.length)
})

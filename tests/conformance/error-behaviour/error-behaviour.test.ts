/**
 * The table of error behaviour: observed in the simulator, it agrees with AWS's, and is what the page and README show.
 * A difference in the file: run this with `--update` and then `npm run docs`.
 */

import path from 'node:path'
import { expect, test } from 'vitest'
import type { ErrorBehaviour } from '../../../src/fidelity/error-behaviour'
import { EXPECTED } from './aws'
import { observe } from './observe'
import { SOURCES } from './sources'

const FILE = path.resolve(import.meta.dirname, '../../../src/fidelity/error-behaviour.json')
const rows: ErrorBehaviour[] = []

test.each(SOURCES.map((source) => [source.source, source] as const))('%s behaves as on AWS', async (name, source) => {
  const row = await observe(source)
  rows.push(row)
  expect(row.on).toEqual(EXPECTED[name])
})

test('the table that is shown is what was observed', async () => {
  expect(rows).toHaveLength(SOURCES.length)
  expect(Object.keys(EXPECTED)).toEqual(SOURCES.map(({ source }) => source))
  await expect(`${JSON.stringify(rows, null, 2)}\n`).toMatchFileSnapshot(FILE)
})

/** The cases of all services, in Node.js. */

import { describe, expect, it } from 'vitest'
import type { Cases } from './case'
import { nodeAccount } from './node-account'

const files = import.meta.glob<{ default: Cases }>('../*/cases.ts', { eager: true })
const all = Object.values(files).map((file) => file.default)

it('has at least 300 cases, each with its source', () => {
  const cases = all.flatMap(({ cases: ofService }) => Object.values(ofService))
  expect(cases.length).toBeGreaterThanOrEqual(300)
  expect(cases.filter(({ source }) => source.trim().length < 10)).toEqual([])
})

describe.each(all.map(({ service, cases }) => [service, cases] as const))('%s', (_, cases) => {
  it.each(Object.entries(cases))('%s', async (_title, { run }) => {
    await run(nodeAccount())
  })
})

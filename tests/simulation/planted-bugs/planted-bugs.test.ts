/** Each invariant notices a rule of the simulator that is broken on purpose. */

import { beforeAll, describe, expect, it } from 'vitest'
import { INVARIANTS } from '../../../src/invariants'
import { PLANTED_BUGS } from './bugs'
import { garden, type Garden } from './plant'

let planting: Garden
beforeAll(async () => {
  planting = await garden()
}, 60_000)

describe('without a bug', { timeout: 60_000 }, () => {
  it.each([...new Set(PLANTED_BUGS.map(({ shownBy }) => shownBy))])(
    'the scenario %s keeps every invariant',
    async (name) => {
      expect(await (await planting.plant(null))(name)).toEqual(new Map())
    },
  )
})

describe('a planted bug', { timeout: 60_000 }, () => {
  it.each(PLANTED_BUGS.map((bug) => [bug.name, bug.caughtBy, bug] as const))(
    '%s: noticed by %s',
    async (_name, caughtBy, bug) => {
      expect([...(await (await planting.plant(bug))(bug.shownBy)).keys()]).toContain(caughtBy)
    },
  )

  it('there is for each invariant', () => {
    const planted = new Set(PLANTED_BUGS.map(({ caughtBy }) => caughtBy))
    expect(INVARIANTS.map(({ id }) => id).filter((id) => !planted.has(id))).toEqual([])
  })

  it('whose rule is not in the source any more is refused', async () => {
    const file = 'src/cloud/kernel/kernel.ts'
    const gone = { name: 'gone', file, edits: [['no such text', '']], caughtBy: 'causes', shownBy: 'calls' } as const
    await expect(planting.plant(gone)).rejects.toThrow(`replaces text that ${file} has 0 times`)
  })
})

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Projections } from '../../../../src/app/state/projections'
import type { TraceRecord } from '../../../../src/cloud/aws/trace-records'
import { readRecorded } from '../../../../src/project/link/recorded'
import { story } from '../../../fixtures/traces/orders'
import { recordShop } from '../../../bench/replay/shop'
import { contents } from './contents'
import { told } from './made-up-trace'

function fed(records: readonly TraceRecord[], projections = new Projections()): Projections {
  for (const record of records) projections.apply(record)
  return projections
}

/** Forks after each stretch of a run, and ends them all: none may know what another one was told. */
function expectForksToBeAlone(records: readonly TraceRecord[], stretch: number): void {
  const now = records.at(-1)?.at ?? 0
  const live = new Projections()
  const forks: Projections[] = []
  for (let from = 0; from < records.length; from += stretch) {
    fed(records.slice(from, from + stretch), live)
    forks.push(live.fork())
  }
  const whole = contents(fed(records), now)
  expect(contents(live, now)).toEqual(whole)
  for (const fork of forks) {
    const onItsOwn = contents(fed(records.slice(0, fork.next)), now)
    expect(contents(fork, now)).toEqual(onItsOwn)
    const again = fork.fork()
    expect(contents(fed(records.slice(fork.next), again), now)).toEqual(whole)
    expect(contents(fork, now)).toEqual(onItsOwn)
  }
}

describe('a fork of what the page shows', () => {
  it('goes on by itself, and so does what it was made of', async () => {
    expectForksToBeAlone(story(), 7)
    const { kernel } = await recordShop(20)
    expectForksToBeAlone(kernel.trace.since(0), 200)
  })

  it('does so whatever the records say', () => {
    fc.assert(
      fc.property(told, (made) => {
        const run = readRecorded({ f: 1, n: made.at(-1)?.at ?? 0, r: made, w: [] })
        if (typeof run === 'string') throw new Error(run)
        expectForksToBeAlone(run.records, 9)
      }),
      { numRuns: 100 },
    )
  })

  it('has one object for one event, message or request, wherever it is found', async () => {
    const { kernel } = await recordShop(20)
    const records = kernel.trace.since(0)
    const half = fed(records.slice(0, records.length / 2))
    half.fork()
    const { lineage, queues } = fed(records, half)
    for (const node of lineage.events.items) expect(lineage.get(node.id)).toBe(node)
    for (const { messages } of queues.all())
      for (const [id, message] of messages) expect(queues.message(id)).toBe(message)
  })
})

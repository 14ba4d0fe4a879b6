/** Fact sheet §1: what an environment keeps while it is frozen, and what becomes of it. */

import { describe, expect, test } from 'vitest'
import type { TraceRecord } from '../../../src/cloud/aws/trace-records'
import { lambdaFunction } from '../../unit/cloud/stack'
import { playground } from './playground'

const factsOf = <Type extends TraceRecord['type']>(records: readonly TraceRecord[], type: Type) =>
  records.filter((record): record is Extract<TraceRecord, { type: Type }> => record.type === type)

describe('§1.4 the freeze', () => {
  test('a timer that one invocation leaves behind goes on in the next one, and its log line belongs to that', async () => {
    const { call, advance, cloud } = await playground([lambdaFunction('F')], {
      F: "exports.handler = async (event) => {\n  if (event.first) setTimeout(() => console.log('late'), 50)\n}",
    })
    const first = await call('F', { first: true })
    await advance(10_000)
    const second = await call('F')
    expect(second.log).toContain('late')
    const records = cloud.kernel.trace.since(0)
    const [left, resumed] = [factsOf(records, 'environment.left-behind'), factsOf(records, 'environment.resumed-work')]
    const place = { path: 'index.js', line: 2 }
    expect(left).toMatchObject([{ requestId: first.requestId, what: 'setTimeout', place }])
    expect(resumed).toMatchObject([{ requestId: second.requestId, leftBy: first.requestId, place }])
    // Within the invocation.
    const ended = factsOf(records, 'invocation.ended')
    expect(left[0]?.at).toBe(ended[0]?.at)
    expect(left[0]?.seq).toBeLessThan(ended[0]?.seq ?? 0)
    expect(resumed[0]?.seq).toBeLessThan(ended[1]?.seq ?? 0)
  })

  test('a handler that awaits all it starts leaves nothing behind', async () => {
    const { call, cloud } = await playground([lambdaFunction('F')], {
      F: 'exports.handler = async () => { await new Promise((done) => setTimeout(done, 20)) }',
    })
    await call('F')
    await call('F')
    const kept = cloud.kernel.trace
      .since(0)
      .filter(({ type }) =>
        ['environment.left-behind', 'environment.resumed-work', 'environment.state-kept'].includes(type),
      )
    expect(kept).toEqual([])
  })
})

import { describe, expect, it } from 'vitest'
import { Recording } from '../../../../src/app/state/recording'
import { Projections } from '../../../../src/app/state/projections'
import { neighbourOn } from '../../../../src/app/timeline/order'
import { countsIn, RangeCost } from '../../../../src/app/timeline/range'
import { Search } from '../../../../src/app/timeline/search'
import { requestId, story } from '../../../fixtures/traces/orders'

const records = story()

function recorded(): { recording: Recording; projections: Projections } {
  const recording = new Recording()
  const projections = new Projections()
  for (const record of records) {
    recording.append(record)
    projections.apply(record)
  }
  return { recording, projections }
}

describe('searching a run', () => {
  const search = (text: string): Search => {
    const found = new Search(recorded().recording, text)
    expect(found.advance(Infinity)).toBe(true)
    return found
  }

  it('finds ids, functions, types and text, whatever the case', () => {
    expect(search('SQS.MOVED').count).toBe(1)
    expect(search(requestId(31)).count).toBeGreaterThan(2)
    expect(search('chargecard').count).toBeGreaterThan(5)
    expect(search('no such thing').count).toBe(0)
    const moved = search('sqs.moved')
    expect(records[moved.match(0) ?? -1]?.type).toBe('sqs.moved')
    expect(moved.match(1)).toBeUndefined()
  })

  it('goes on in slices, and with the run', () => {
    const recording = new Recording()
    for (const record of records) recording.append(record)
    const found = new Search(recording, 'sqs.moved')
    expect(found.advance(0)).toBe(false)
    while (!found.advance(1));
    recording.append({
      type: 'sqs.moved',
      queue: 'a',
      messageId: 'm',
      to: 'b',
      receiveCount: 3,
      seq: records.length,
      at: 9e15,
    })
    found.advance(Infinity)
    expect(found.count).toBe(2)
  })
})

describe('a range of time', () => {
  it('counts what happened in it, and what that cost', () => {
    const { recording, projections } = recorded()
    const [start, end] = [records[0]?.at ?? 0, records.at(-1)?.at ?? 0]
    const all = countsIn(projections.timeline, recording, { start, end })
    expect(all.records).toBe(records.length)
    expect(all.invocations).toBe(records.filter(({ type }) => type === 'invocation.started').length)
    expect(all.failures).toBe(
      records.filter((one) => one.type === 'invocation.ended' && one.status !== 'success').length,
    )
    expect(countsIn(projections.timeline, recording, { start: end + 1, end: end + 2 })).toEqual({
      records: 0,
      invocations: 0,
      failures: 0,
    })
    expect(new RangeCost(recording, { start, end }).advance(Infinity)).toBeGreaterThan(0)
    expect(new RangeCost(recording, { start: end + 1, end: end + 2 }).advance(Infinity)).toBe(0)
  })
})

describe('the requests of a lane', () => {
  it('are gone through one by one, there and back', () => {
    const { projections } = recorded()
    const [lane] = projections.timeline.environments.functions.values()
    if (!lane) throw new Error('no function')
    const seen: string[] = []
    let [at, selected] = [-Infinity, null as string | null]
    for (let next = neighbourOn(lane, at, selected, 1); next; next = neighbourOn(lane, at, selected, 1)) {
      seen.push(next.selection.id)
      ;[at, selected] = [next.at, next.selection.id]
    }
    expect(seen).toHaveLength(lane.spans.length)
    const back = neighbourOn(lane, at, selected, -1)
    expect(back?.selection.id).toBe(seen.at(-2))
  })
})

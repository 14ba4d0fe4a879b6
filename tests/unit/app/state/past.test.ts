import { describe, expect, it, vi } from 'vitest'
import { Past } from '../../../../src/app/state/past'
import { Projections } from '../../../../src/app/state/projections'
import { Recording } from '../../../../src/app/state/recording'
import { stepInvocation, stepRecord } from '../../../../src/app/state/steps'
import { TimelineModel } from '../../../../src/app/timeline/model'
import { messageId, requestId, START, story } from '../../../fixtures/traces/orders'
import { contents } from './contents'

const records = story()

function recorded(): Recording {
  const recording = new Recording()
  for (const record of records) recording.append(record)
  return recording
}

/** Recorded, and shown as it went on. @param spacing of stations */
function watched(spacing?: number): Past {
  const recording = new Recording()
  const live = new Projections()
  const past = new Past(recording, live.timeline, spacing)
  for (const record of records) {
    live.apply(record)
    recording.append(record)
    past.pass(live)
  }
  return past
}

const END = records.at(-1)?.at ?? START
const shown = ({ projections }: Past) => contents(projections, END)

function fed(count: number): Projections {
  const projections = new Projections()
  for (const record of records.slice(0, count)) projections.apply(record)
  return projections
}

describe('an earlier moment', () => {
  it('shows what was known after as many records, whichever way it is come to', () => {
    for (const past of [watched(), watched(16), watched(1)]) {
      for (const next of [10, 11, 60, 59, 3, records.length, 0, 30, 12, 70, 71, 55]) {
        expect(past.advance(next, Infinity)).toBe(true)
        expect(shown(past)).toEqual(contents(fed(next), END))
      }
    }
  })

  it('is come to in slices', () => {
    const recording = new Recording()
    for (let seq = 0; seq < 1000; seq++) {
      recording.append({ type: 'events.archived', archive: 'a', eventId: `${seq}`, seq, at: seq })
    }
    const past = new Past(recording, new TimelineModel())
    let clock = 0
    const tick = () => clock++
    let slices = 1
    while (!past.advance(950, 3, tick)) slices++
    expect(slices).toBeGreaterThan(2)
    expect(past.projections.next).toBe(950)
    // Back to a place that it has not passed yet on its way: no further records are read again.
    past.advance(100, 1, tick)
    const on = past.projections
    past.advance(on.next, Infinity)
    expect(past.projections).toBe(on)
  })
})

describe('a long run', () => {
  const LENGTH = 300_000
  const recording = new Recording()
  const live = new Projections()
  const past = new Past(recording, live.timeline)
  const forks = vi.spyOn(Projections.prototype, 'fork')
  for (let seq = 0; seq < LENGTH; seq++) {
    const record = { type: 'events.archived', archive: 'a', eventId: `${seq}`, seq, at: seq } as const
    live.apply(record)
    recording.append(record)
    past.pass(live)
  }
  const made = forks.mock.calls.length
  forks.mockRestore()

  /** Records that are applied to go there, by hundreds: it looks at the clock after each. */
  function hundreds(next: number): number {
    let looks = 0
    expect(past.advance(next, Infinity, () => looks++)).toBe(true)
    expect(past.projections.next).toBe(next)
    return Math.max(0, looks - 1)
  }

  it('is cut up as it goes on, in ever fewer places', () => {
    // Every 4,000 records, from 132,000 on every 8,000, from 264,000 on every 16,000.
    expect(made).toBe(33 + 17 + 2)
  })

  it('has no moment that is far from a station, however often and in whichever order one looks', () => {
    for (let look = 0; look < 100; look++) expect(hundreds((look * 7919 * 37) % LENGTH)).toBeLessThanOrEqual(160)
  })

  it('is gone on in from what is shown', () => {
    hundreds(40_001)
    const { projections } = past
    expect(hundreds(40_003)).toBe(1)
    expect(past.projections).toBe(projections)
    expect(hundreds(40_002)).toBeLessThanOrEqual(160)
    expect(past.projections).not.toBe(projections)
  })
})

describe('the recording of a run', () => {
  it('finds the records of an instant', () => {
    const recording = recorded()
    const { at } = records[40] ?? { at: 0 }
    const next = recording.until(at)
    expect(records[next - 1]?.at).toBe(at)
    expect(records[next]?.at ?? Infinity).toBeGreaterThan(at)
    expect(recording.until(START - 1)).toBe(0)
    expect(recording.until(Infinity)).toBe(records.length)
    expect(recording.momentOf(41)).toEqual({ next: 41, at })
  })

  it('finds what mentions a request or a message', () => {
    const recording = recorded()
    const types = (id: string) => recording.mentions(id).map((seq) => recording.get(seq)?.type)
    expect(types(requestId(20))).toEqual([
      'request.received',
      'async.queued',
      'invocation.started',
      'invocation.ended',
      'async.retry-scheduled',
      'invocation.started',
      'invocation.ended',
      'async.retry-scheduled',
      'invocation.started',
      'invocation.ended',
      'async.ended',
      'destination.delivered',
    ])
    expect(types(messageId(1))).toContain('sqs.sent')
    expect(types('nothing')).toEqual([])
  })

  it('is stepped through by record and by invocation', () => {
    const trace = {
      recording: recorded(),
      moment: null as { next: number; at: number } | null,
      lookAfter(next: number) {
        this.moment = this.recording.momentOf(next)
      },
    }
    stepRecord(trace, 1)
    expect(trace.moment).toBeNull()
    stepRecord(trace, -1)
    expect(trace.moment?.next).toBe(records.length - 1)
    stepInvocation(trace, -1)
    const last = trace.moment?.next ?? 0
    expect(records[last - 1]?.type).toBe('invocation.started')
    stepInvocation(trace, -1)
    expect(trace.moment?.next).toBeLessThan(last)
    stepInvocation(trace, 1)
    expect(trace.moment?.next).toBe(last)
  })
})

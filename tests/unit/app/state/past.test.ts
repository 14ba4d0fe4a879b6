import { describe, expect, it } from 'vitest'
import { Past } from '../../../../src/app/state/past'
import { Projections } from '../../../../src/app/state/projections'
import { Recording } from '../../../../src/app/state/recording'
import { stepInvocation, stepRecord } from '../../../../src/app/state/steps'
import { TimelineModel } from '../../../../src/app/timeline/model'
import { messageId, requestId, START, story } from '../../../fixtures/traces/orders'

const records = story()

function recorded(): Recording {
  const recording = new Recording()
  for (const record of records) recording.append(record)
  return recording
}

/** Everything that can be read of a run. */
const contents = ({ environments, requests, queues, logs, usage, names, next }: Projections) => ({
  environments: [...environments.all()],
  requests: [...requests.all()],
  queues: [...queues.all()],
  logs: logs.entries.items,
  usage: usage.total(START),
  names: names.deployed(),
  next,
})

function fed(count: number): Projections {
  const projections = new Projections()
  for (const record of records.slice(0, count)) projections.apply(record)
  return projections
}

describe('an earlier moment', () => {
  it('shows what was known after as many records, whichever way it is come to', () => {
    const past = new Past(recorded(), new TimelineModel())
    for (const next of [10, 11, 60, 59, 3, records.length, 0, 30]) {
      expect(past.advance(next, Infinity)).toBe(true)
      expect(contents(past.projections)).toEqual(contents(fed(next)))
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

describe('stations', () => {
  it('change nothing of what is shown', () => {
    const past = new Past(recorded(), new TimelineModel())
    for (const next of [records.length, 40, 41, 90, 12, 70, 71, 0, 55]) {
      past.advance(next, Infinity)
      expect(contents(past.projections)).toEqual(contents(fed(next)))
      expect(past.prepare(Infinity)).toBe(true)
      expect(contents(past.projections)).toEqual(contents(fed(next)))
    }
  })

  it('make the way back short, and are brought to their places in slices', () => {
    let read = 0
    class Counted extends Recording {
      override get(seq: number) {
        read++
        return super.get(seq)
      }
    }
    const recording = new Counted()
    for (let seq = 0; seq < 10_000; seq++) {
      recording.append({ type: 'events.archived', archive: 'a', eventId: `${seq}`, seq, at: seq })
    }
    const past = new Past(recording, new TimelineModel())
    past.advance(10_000, Infinity)
    let clock = 0
    expect(past.prepare(3, () => clock++)).toBe(false)
    expect(past.prepare(Infinity)).toBe(true)
    for (const next of [9000, 7000, 5500, 3000, 1500]) {
      read = 0
      past.advance(next, Infinity)
      expect(past.projections.next).toBe(next)
      expect(read).toBeLessThanOrEqual(2000)
      past.prepare(Infinity)
    }
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

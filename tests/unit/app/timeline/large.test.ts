import { describe, expect, it } from 'vitest'
import type { TraceRecord } from '../../../../src/cloud/aws/trace-records'
import { Projections } from '../../../../src/app/state/projections'
import { Recording } from '../../../../src/app/state/recording'
import { overviewOf } from '../../../../src/app/timeline/overview'
import { pathOf } from '../../../../src/app/timeline/path'
import { rows } from '../../../../src/app/timeline/rows'
import { shapesOf } from '../../../../src/app/timeline/shapes/shapes'
import { scaleOf, showing, showingAll } from '../../../../src/app/timeline/view'

const WIDTH = 1400

/** Invocations in 12 environments, a message for each, now and then a pause. */
function* largeRun(records: number): Generator<TraceRecord> {
  let [seq, at] = [0, 0]
  const queue = 'arn:aws:sqs:us-east-1:1:q'
  const numbers = { duration: 5, billedDuration: 5, initDuration: null, memorySizeMB: 128, maxMemoryUsedMB: 60 }
  for (let n = 0; seq < records; n++) {
    at += n % 500 === 0 ? 5000 : 0.7
    const one = {
      requestId: `r${n}`,
      environment: `e${n % 12}`,
      functionName: 'f',
      source: 'event-source-mapping',
      attempt: 1,
    } as const
    const place = { queue, messageId: `m${n}` }
    const facts = [
      { type: 'sqs.sent', ...place, body: '{}', visibleAt: at, sender: 's' },
      { type: 'sqs.received', ...place, receiveCount: 1, visibleAt: at + 30_000, receiver: 'f' },
      {
        type: 'mapping.batch-sent',
        mapping: 'm',
        functionName: 'f',
        source: queue,
        requestId: one.requestId,
        recordIds: [place.messageId],
        cause: 'no-window',
      },
      { type: 'invocation.started', ...one, version: '1', cold: false },
      { type: 'invocation.ended', ...one, status: n % 97 === 0 ? 'error' : 'success', payload: '', ...numbers },
      { type: 'sqs.deleted', ...place, cause: 'deleted' },
    ] as const
    for (const fact of facts) yield { ...fact, seq: seq++, at: (at += 0.1) } as TraceRecord
  }
}

function largeProjections(count: number): { recording: Recording; projections: Projections; now: number } {
  const recording = new Recording()
  const projections = new Projections()
  let now = 0
  for (const record of largeRun(count)) {
    recording.append(record)
    projections.apply(record)
    now = record.at
  }
  return { recording, projections, now }
}

describe('a run of 100,000 records', () => {
  const { recording, projections, now } = largeProjections(100_000)
  const { timeline } = projections
  const stretches = timeline.axis.stretches(now)
  const all = showingAll(stretches, WIDTH)
  const shapesIn = (view: typeof all) =>
    shapesOf(rows(timeline), { scale: scaleOf(view, stretches), left: view.left, width: WIDTH, now })

  it('fits into the window, and has no more shapes than pixels in its lanes', () => {
    const shapes = shapesIn(all)
    expect(shapes.length).toBeLessThan(rows(timeline).length * 2.5 * WIDTH)
    expect(Math.max(...shapes.map(({ x }) => x))).toBeLessThan(WIDTH)
    expect(overviewOf(timeline, stretches, WIDTH).columns.reduce((sum, { invocations }) => sum + invocations, 0)).toBe(
      timeline.environments.functions.get('f')?.spans.length,
    )
  })

  it('costs no more where it is zoomed into than a short run does', () => {
    const near = showing(all, stretches, now - 60, now - 10, WIDTH)
    expect(shapesIn(near).length).toBeLessThan(600)
  })

  it('finds the path of a message among them', () => {
    const { legs } = pathOf(['m9000'], recording)
    expect(legs.map(({ from, to }) => `${from.lane} → ${to.lane}`)).toEqual([
      'queue q → queue q',
      'queue q → environment e0',
      'environment e0 → environment e0',
      'environment e0 → queue q',
    ])
  })
})

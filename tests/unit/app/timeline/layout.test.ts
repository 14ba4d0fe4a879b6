import { describe, expect, it } from 'vitest'
import { Projections } from '../../../../src/app/state/projections'
import { hit, rows, selectionOf, shapesOf, totalHeight } from '../../../../src/app/timeline/layout'
import { TimelineModel } from '../../../../src/app/timeline/model'
import { scaleOf, showingAll } from '../../../../src/app/timeline/view'
import { Queues } from '../../../../src/app/state/queues'
import { requestId, story } from '../../../fixtures/traces/orders'

const WIDTH = 1000

function drawn() {
  const projections = new Projections()
  const records = story()
  for (const record of records) projections.apply(record)
  const now = records.at(-1)?.at ?? 0
  const { timeline } = projections
  const stretches = timeline.axis.stretches(now)
  const view = showingAll(stretches, WIDTH)
  const placed = rows(timeline)
  const shapes = shapesOf(placed, { scale: scaleOf(view, stretches), left: view.left, width: WIDTH, now })
  return { placed, shapes, names: projections.names }
}

describe('the timeline', () => {
  it('has queues above, functions with their events and environments between, dead-letter queues below', () => {
    const { placed, names } = drawn()
    const lanes = placed.map(({ lane }) =>
      lane.kind === 'environment'
        ? `${names.label(lane.functionName)} #${lane.number}`
        : `${lane.kind} ${names.label(lane.kind === 'async' ? lane.functionName : lane.id)}`,
    )
    expect(lanes).toEqual([
      'queue OrdersQueue',
      'PlaceOrder #1',
      'PlaceOrder #2',
      'async ChargeCard',
      'ChargeCard #1',
      'queue FailedOrders',
    ])
    expect(totalHeight(placed)).toBe(placed.reduce((sum, row) => sum + row.height, 0) + 3 * 6)
  })

  it('shows each attempt of a retried event, with waits in between', () => {
    const { shapes } = drawn()
    const attempts = shapes.filter(({ item }) => item?.kind === 'attempt' && item.event.requestId === requestId(20))
    expect(attempts.map(({ tone }) => tone)).toEqual(['error', 'timeout', 'error'])
    for (const { width } of attempts) expect(width).toBeGreaterThanOrEqual(3)
    expect(shapes.filter(({ form }) => form === 'due')).toHaveLength(1)
  })

  it('connects a message that was moved to where it arrived', () => {
    expect(drawn().shapes.filter(({ form }) => form === 'move')).toHaveLength(1)
  })

  it('finds what is under the pointer', () => {
    const { shapes } = drawn()
    const bar = shapes.find(({ item }) => item?.kind === 'span' && item.span.requestId === requestId(31))
    const found = bar && hit(shapes, bar.x + bar.width / 2, bar.y + 5)
    expect(found?.item && selectionOf(found.item)).toEqual({ kind: 'request', id: requestId(31) })
    expect(hit(shapes, 5, 5000)).toBeNull()
  })

  it('draws no more than there are pixels for, and never hides a failure', () => {
    const model = new TimelineModel()
    const queues = new Queues()
    let seq = 0
    for (let at = 0; at < 30_000; at++) {
      const place = { requestId: `r${at}`, environment: 'e', functionName: 'f', source: 'sync', attempt: 1 } as const
      model.apply({ type: 'invocation.started', ...place, seq: seq++, at, version: '$LATEST', cold: false }, queues)
      const status = at === 20_000 ? 'error' : 'success'
      const numbers = { duration: 1, billedDuration: 1, initDuration: null, memorySizeMB: 128, maxMemoryUsedMB: 60 }
      model.apply(
        { type: 'invocation.ended', ...place, seq: seq++, at: at + 0.9, status, payload: '', ...numbers },
        queues,
      )
    }
    const stretches = model.axis.stretches(30_000)
    const view = showingAll(stretches, WIDTH)
    const shapes = shapesOf(rows(model), {
      scale: scaleOf(view, stretches),
      left: view.left,
      width: WIDTH,
      now: 30_000,
    })
    expect(shapes.length).toBeLessThan(2.5 * WIDTH)
    expect(shapes.some(({ tone }) => tone === 'error')).toBe(true)
  })
})

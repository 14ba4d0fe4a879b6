import { describe, expect, it } from 'vitest'
import { Projections } from '../../../../src/app/state/projections'
import { hit, idOf, selectionOf } from '../../../../src/app/timeline/items'
import { TimelineModel } from '../../../../src/app/timeline/model'
import { rowOf, rows, totalHeight } from '../../../../src/app/timeline/rows'
import { shapesOf } from '../../../../src/app/timeline/shapes/shapes'
import { laneText } from '../../../../src/app/timeline/describe'
import { environmentLaneId } from '../../../../src/app/timeline/lanes'
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
  const window = { scale: scaleOf(view, stretches), left: view.left, width: WIDTH, now }
  return { timeline, window, placed, shapes: shapesOf(placed, window), names: projections.names }
}

describe('the timeline', () => {
  it('has queues above, functions with their events and environments between, dead-letter queues below', () => {
    const { placed, names } = drawn()
    expect(placed.map(({ lane }) => `${lane.kind}: ${laneText(lane, names)}`)).toEqual([
      'queue: OrdersQueue',
      'group: PlaceOrder',
      'environment: PlaceOrder · environment 1',
      'environment: PlaceOrder · environment 2',
      'group: ChargeCard',
      'async: ChargeCard · asynchronous events',
      'environment: ChargeCard · environment 1',
      'queue: FailedOrders',
    ])
    expect(totalHeight(placed)).toBe(placed.reduce((sum, row) => sum + row.height, 0) + 3 * 6)
  })

  it('folds the lanes of a group into its row', () => {
    const { timeline } = drawn()
    const folded = rows(timeline, () => true)
    expect(folded.map(({ lane }) => lane.kind)).toEqual(['queue', 'group', 'group', 'queue'])
    const { environment = '' } = [...timeline.environments.lanes.values()][0] ?? {}
    expect(rowOf(folded, environmentLaneId(environment))).toBe(folded[1])
    const shapes = shapesOf(folded, drawn().window)
    expect(shapes.filter(({ item }) => item && idOf(item) === requestId(31))).toHaveLength(1)
  })

  it('shows each attempt of a retried event, with waits in between', () => {
    const { shapes } = drawn()
    const attempts = shapes.filter(({ item }) => item?.kind === 'attempt' && item.event.requestId === requestId(20))
    expect(attempts.map(({ tone }) => tone)).toEqual(['error', 'timeout', 'error'])
    for (const { width } of attempts) expect(width).toBeGreaterThanOrEqual(3)
    expect(shapes.filter(({ form }) => form === 'due')).toHaveLength(1)
  })

  it('raises a flag where a lane points something out', () => {
    const { timeline, window, placed } = drawn()
    const { id: lane = '', createdAt: at = 0 } = [...timeline.environments.lanes.values()][0] ?? {}
    const text = 'A timer of the first invocation fired in the second'
    timeline.mark({ at: at + 1, lane, tone: 'timeout', text, requestId: requestId(31) })
    const flags = shapesOf(placed, window, timeline.marks).filter(({ form }) => form === 'flag')
    expect(flags.map(({ item }) => item?.kind === 'flag' && item.mark.text)).toEqual([text])
    // Also when it is folded away.
    expect(
      shapesOf(
        rows(timeline, () => true),
        window,
        timeline.marks,
      ).filter(({ form }) => form === 'flag'),
    ).toHaveLength(1)
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
    // Nothing is left out: what is not drawn by itself is counted.
    let [counted, failed] = [0, 0]
    for (const { item } of shapes) {
      if (item?.kind !== 'density') continue
      counted += item.density.count
      failed += item.density.failures
    }
    const alone = shapes.filter(({ item }) => item?.kind === 'span').length
    expect(counted + alone).toBeGreaterThanOrEqual(30_000)
    expect(counted + alone).toBeLessThanOrEqual(30_002)
    expect(failed).toBe(1)
  })
})

import { describe, expect, it } from 'vitest'
import { executionStory } from '../../../../src/app/result/durable-story'
import { openCallbacks } from '../../../../src/app/state/executions'
import { Projections } from '../../../../src/app/state/projections'
import { selectionOf } from '../../../../src/app/timeline/items'
import { rows } from '../../../../src/app/timeline/rows'
import { shapesOf } from '../../../../src/app/timeline/shapes/shapes'
import { scaleOf, showingAll } from '../../../../src/app/timeline/view'
import type { TraceFact, TraceRecord } from '../../../../src/cloud/aws/trace-records'

const START = Date.UTC(2026, 0, 31, 12)
const ARN = 'arn:aws:lambda:us-east-1:123456789012:function:F:1/durable-execution/order-1/id'
const OF = { execution: ARN, functionName: 'F' }
const OPERATION = {
  ...OF,
  type: 'durable.operation',
  parentId: null,
  subType: null,
  attempt: 0,
  due: null,
  callbackId: null,
  target: null,
  result: null,
  error: null,
} as const

const FACTS: readonly (readonly [after: number, TraceFact])[] = [
  [0, { ...OF, type: 'durable.started', name: 'order-1', version: '1', requestId: 'r1', executionTimeout: 3_600_000 }],
  [
    10,
    {
      ...OPERATION,
      ...{ operationId: 'a', name: 'charge', operationType: 'STEP', status: 'PENDING' },
      ...{ attempt: 1, due: START + 5010, error: { type: 'Error', message: 'down' } },
    },
  ],
  [20, { ...OF, type: 'durable.suspended', requestId: 'r1', due: START + 5010 }],
  [5010, { ...OPERATION, operationId: 'a', name: 'charge', operationType: 'STEP', status: 'READY', attempt: 1 }],
  [5010, { ...OF, type: 'durable.resumed', requestId: 'r2', updated: 1 }],
  [5020, { ...OPERATION, operationId: 'a', name: 'charge', operationType: 'STEP', status: 'SUCCEEDED', attempt: 2 }],
  [
    5030,
    {
      ...OPERATION,
      ...{ operationId: 'b', name: 'approve', operationType: 'CALLBACK', status: 'STARTED', callbackId: 'cb' },
      due: START + 65_030,
    },
  ],
]

function projected(facts = FACTS): Projections {
  const projections = new Projections()
  facts.forEach(([after, fact], seq) => projections.apply({ ...fact, seq, at: START + after } as TraceRecord))
  return projections
}

describe('the story of a durable execution', () => {
  it('is told whole from each of its requests', () => {
    const { executions, names } = projected()
    const log = executions.ofRequest('r2')
    expect(log).toBe(executions.ofRequest('r1'))
    expect(log && executionStory(log, names, START + 6000).map(({ title }) => title)).toEqual([
      'Durable execution started',
      'Step charge: attempt 2 in 5 s',
      'Suspended',
      'Resumed: replays its checkpoints',
      'Step charge succeeded',
      'Callback approve awaited',
    ])
  })

  it('knows which callbacks somebody may complete', () => {
    const log = projected().executions.ofRequest('r1')
    expect(log && openCallbacks(log).map(({ callbackId }) => callbackId)).toEqual(['cb'])
    const ended: TraceFact = { ...OF, type: 'durable.ended', status: 'STOPPED', result: null, error: null }
    const after = projected([...FACTS, [9000, ended]]).executions.ofRequest('r1')
    expect(after && openCallbacks(after)).toEqual([])
  })

  it('has a line for each operation on the timeline, which leads to the request that started it', () => {
    const { timeline } = projected()
    const now = START + 6000
    const stretches = timeline.axis.stretches(now)
    const view = showingAll(stretches, 1000)
    const placed = rows(timeline)
    expect(placed.map(({ lane }) => lane.id)).toEqual(['function F', 'durable F'])
    const shapes = shapesOf(placed, { scale: scaleOf(view, stretches), left: view.left, width: 1000, now })
    expect(shapes).toHaveLength(3)
    expect(shapes.map(({ item }) => item && selectionOf(item)?.id)).toEqual(['r1', 'r1', 'r1'])
    expect(shapes.map(({ form }) => form)).toEqual(['bar', 'bar', 'wait'])
  })
})

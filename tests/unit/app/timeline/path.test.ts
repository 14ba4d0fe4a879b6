import { describe, expect, it } from 'vitest'
import type { TraceFact, TraceRecord } from '../../../../src/cloud/aws/trace-records'
import { Recording } from '../../../../src/app/state/recording'
import { arrowsOf } from '../../../../src/app/timeline/arrows'
import { TimelineModel } from '../../../../src/app/timeline/model'
import { pathOf } from '../../../../src/app/timeline/path'
import { rows } from '../../../../src/app/timeline/rows'
import { Queues } from '../../../../src/app/state/queues'
import { scaleOf, showingAll } from '../../../../src/app/timeline/view'
import { messageId, requestId, story } from '../../../fixtures/traces/orders'

function recordingOf(records: readonly TraceRecord[]): Recording {
  const recording = new Recording()
  for (const record of records) recording.append(record)
  return recording
}

const told = (facts: readonly (TraceFact & { at?: number })[]): TraceRecord[] =>
  facts.map((fact, seq) => ({ at: seq * 10, ...fact, seq }) as TraceRecord)

const short = (lane: string): string => lane.replace(/coldstart-|-[0-9A-F]{6}\b/g, '')

const legs = (id: string, recording: Recording): string[] =>
  pathOf([id], recording).legs.map(({ from, to }) => `${short(from.lane)} → ${short(to.lane)}: ${to.tone}`)

describe('the path of an event', () => {
  it('leads through every attempt of an asynchronous event', () => {
    const path = legs(requestId(20), recordingOf(story()))
    expect(path[0]).toMatch(/^async ChargeCard → environment .*: running$/)
    expect(path.filter((leg) => leg.endsWith(': running'))).toHaveLength(3)
    expect(path.at(-1)).toMatch(/→ queue FailedOrders/)
  })

  it('leads from a queue to the invocation, back, and to the dead-letter queue', () => {
    const recording = recordingOf(story())
    const moved = story().find(({ type }) => type === 'sqs.moved')
    const path = legs(moved?.type === 'sqs.moved' ? moved.messageId : '', recording)
    expect(path.some((leg) => /^queue OrdersQueue → environment /.test(leg))).toBe(true)
    expect(path.some((leg) => /^environment .* → queue OrdersQueue: waiting/.test(leg))).toBe(true)
    expect(path.at(-1)).toMatch(/→ queue FailedOrders: error$/)
    expect(legs(messageId(99), recording)).toEqual([])
  })

  it('leads from a topic to its subscriber, whichever of the two is asked about', () => {
    const subscription = { topic: 't', messageId: 'm', subscription: 's', protocol: 'lambda', endpoint: 'f' }
    const environment = { requestId: 'r', environment: 'e', functionName: 'f', source: 'async', attempt: 1 } as const
    const records = told([
      { type: 'sns.published', topic: 't', messageId: 'm', message: '', subject: null, groupId: null, sender: 'me' },
      { type: 'async.queued', requestId: 'r', functionName: 'f', payload: '' },
      { type: 'sns.delivered', ...subscription, attempt: 1, deliveryId: 'r' },
      { type: 'invocation.started', ...environment, version: '1', cold: false },
    ])
    const expected = ['source SNS topic t → async f: waiting', 'async f → environment e: running']
    expect(legs('m', recordingOf(records))).toEqual(expect.arrayContaining(expected))
    expect(legs('r', recordingOf(records))).toEqual(expect.arrayContaining(expected))
  })

  it('leads from a record of a stream to the attempt after the one that failed', () => {
    const batch = { mapping: 'x', functionName: 'f', source: 'stream', cause: 'retry' } as const
    const stream = { shardId: 'shard-0', iteratorAge: 0, window: null } as const
    const attempt = (id: string) =>
      ({ requestId: id, environment: 'e', functionName: 'f', source: 'event-source-mapping', attempt: 1 }) as const
    const numbers = { duration: 1, billedDuration: 1, initDuration: null, memorySizeMB: 128, maxMemoryUsedMB: 60 }
    const sequenceNumber = '4'.repeat(56)
    const put = { stream: 's', shardId: 'shard-0', sequenceNumber, partitionKey: 'k', data: '', size: 1, producer: 'p' }
    const path = legs(
      sequenceNumber,
      recordingOf(
        told([
          { type: 'kinesis.put', ...put },
          {
            type: 'mapping.batch-sent',
            ...batch,
            requestId: 'a',
            recordIds: [sequenceNumber],
            stream: { ...stream, attempt: 1 },
          },
          { type: 'invocation.started', ...attempt('a'), version: '1', cold: false },
          { type: 'invocation.ended', ...attempt('a'), status: 'error', payload: '', ...numbers },
          {
            type: 'mapping.batch-sent',
            ...batch,
            requestId: 'b',
            recordIds: [sequenceNumber],
            stream: { ...stream, attempt: 2 },
          },
          { type: 'invocation.started', ...attempt('b'), version: '1', cold: false },
        ]),
      ),
    )
    expect(path).toEqual([
      'source Kinesis s shard-0 → environment e: running',
      'environment e → environment e: error',
      'environment e → environment e: running',
    ])
  })

  it('has pixels where its lanes are, folded or not', () => {
    const model = new TimelineModel()
    const queues = new Queues()
    for (const record of story()) {
      queues.apply(record)
      model.apply(record, queues)
    }
    const now = story().at(-1)?.at ?? 0
    const stretches = model.axis.stretches(now)
    const view = showingAll(stretches, 1000)
    const window = { scale: scaleOf(view, stretches), left: view.left, width: 1000, now }
    const path = pathOf([requestId(20)], recordingOf(story()))
    for (const folded of [true, false]) {
      const placed = rows(model, () => folded)
      const { arrows, dots } = arrowsOf(path, placed, window)
      expect(dots.length).toBe(path.stops.length)
      expect(arrows.length).toBe(path.legs.length)
      for (const { x1, x2 } of arrows) expect(x2).toBeGreaterThanOrEqual(x1)
    }
  })
})

/** FIFO queues. Source: fact sheet §7.2, §9.1, §14.2 item 10; recorded from AWS (ls/esm/sqs-fifo-*). */

import { describe, expect, it } from 'vitest'
import { fail, respond } from '../../unit/cloud/scripted-host'
import { arnOf, COLD, deploy, lambdaFunction, mapping, queue, sqs, type Run } from '../../unit/cloud/stack'
import { playground } from './playground'
import { bodies, failures, recorder, underWay, type SqsEvent } from './polling'

const fifo = (properties = {}, logicalId = 'Q') =>
  queue(logicalId, {
    QueueName: `${logicalId}.fifo`,
    FifoQueue: true,
    ContentBasedDeduplication: true,
    ...properties,
  })
const stackOf = (properties = {}, ofQueue = {}) => [
  lambdaFunction('F'),
  fifo(ofQueue),
  mapping('M', 'F', 'Q', properties),
]
/** A body's first letter is its group. */
const send = async (run: Pick<Run, 'cloud'>, ...texts: string[]): Promise<void> => {
  for (const MessageBody of texts) {
    await sqs(run.cloud, 'SendMessage', { QueueUrl: 'Q.fifo', MessageBody, MessageGroupId: MessageBody.charAt(0) })
  }
}

describe('§7.2 FIFO order and groups', () => {
  it('a batch may hold messages of several groups, each in its order', async () => {
    const { events, script } = recorder()
    const run = deploy(stackOf(), script)
    await send(run, 'a1', 'b1', 'a2', 'b2')
    await run.idle()
    const [batch = []] = bodies(events)
    expect([...batch].sort()).toEqual(['a1', 'a2', 'b1', 'b2'])
    expect(batch.indexOf('a1')).toBeLessThan(batch.indexOf('a2'))
    expect(batch.indexOf('b1')).toBeLessThan(batch.indexOf('b2'))
  })

  it('as many batches run as groups are active', async () => {
    const { script } = recorder(() => respond(null), 2_000)
    const run = deploy(stackOf({ BatchSize: 1 }), script)
    await send(run, 'a1', 'a2', 'b1', 'b2', 'c1')
    await run.advance(1_000)
    expect(underWay(run)).toBe(3)
  })

  it('at most MaximumConcurrency of them', async () => {
    const { script } = recorder(() => respond(null), 2_000)
    const run = deploy(stackOf({ BatchSize: 1, ScalingConfig: { MaximumConcurrency: 2 } }), script)
    await send(run, 'a1', 'b1', 'c1', 'd1')
    await run.advance(1_000)
    expect(underWay(run)).toBe(2)
  })

  it('a failing group blocks only itself', async () => {
    const { events, script } = recorder((event: SqsEvent) =>
      event.Records.some(({ body }) => body.startsWith('a')) ? fail('no') : respond(null),
    )
    const run = deploy(stackOf({ BatchSize: 1 }), script)
    await send(run, 'a1', 'a2', 'b1', 'b2', 'b3')
    await run.advance(29_999)
    expect(bodies(events).flat()).toEqual(['a1', 'b1', 'b2', 'b3'])
  })

  it('and is tried again when the visibility timeout ends, its later messages behind it', async () => {
    const { events, script } = recorder((_, nth) => (nth === 1 ? fail('no') : respond(null)))
    const run = deploy(stackOf({ BatchSize: 1 }), script)
    await send(run, 'a1', 'a2')
    await run.idle()
    expect(bodies(events)).toEqual([['a1'], ['a1'], ['a2']])
    expect(run.trace('mapping.batch-sent').map(({ at }) => at)).toEqual([0, 30_000, 30_001])
  })

  it('a failed message goes to the dead-letter queue after maxReceiveCount, and its group goes on', async () => {
    const { events, script } = recorder((event: SqsEvent) =>
      event.Records[0]?.body === 'a1' ? fail('no') : respond(null),
    )
    const redrive = { RedrivePolicy: { deadLetterTargetArn: arnOf('Dead'), maxReceiveCount: 3 } }
    const run = deploy([fifo({}, 'Dead'), ...stackOf({ BatchSize: 1 }, redrive)], script)
    await send(run, 'a1', 'a2')
    await run.idle()
    expect(bodies(events)).toEqual([['a1'], ['a1'], ['a1'], ['a2']])
    expect(run.trace('sqs.moved')).toMatchObject([{ at: 90_000, receiveCount: 3 }])
  })

  it('a failed message blocks its group until it expires, without a dead-letter queue', async () => {
    const { events, script } = recorder((event: SqsEvent) =>
      event.Records[0]?.body === 'a1' ? fail('no') : respond(null),
    )
    const run = deploy(stackOf({ BatchSize: 1 }, { MessageRetentionPeriod: 100 }), script)
    await send(run, 'a1')
    await run.advance(50_000)
    await send(run, 'a2')
    await run.advance(49_999)
    expect(new Set(bodies(events).flat())).toEqual(new Set(['a1']))
    await run.advance(30_000)
    expect(bodies(events).at(-1)).toEqual(['a2'])
  })

  it('a partial response keeps the group blocked behind what it names', async () => {
    const { events, script } = recorder((event: SqsEvent, nth) =>
      nth === 1
        ? failures(...event.Records.filter(({ body }) => body !== 'a1').map(({ messageId }) => messageId))
        : respond({}),
    )
    const run = deploy(stackOf({ FunctionResponseTypes: ['ReportBatchItemFailures'] }), script)
    await send(run, 'a1', 'a2', 'a3')
    await run.advance(1_000)
    await send(run, 'a4')
    await run.advance(28_000)
    expect(events).toHaveLength(1)
    await run.idle()
    expect(bodies(events).slice(1).flat()).toEqual(['a2', 'a3', 'a4'])
    expect(run.trace('mapping.batch-sent')[1]?.at).toBe(30_000)
  })

  it('a group of which a batch is throttled waits for it: nothing overtakes', async () => {
    const { events, script } = recorder(() => respond(null), 5_000)
    const limited = lambdaFunction('F', { ReservedConcurrentExecutions: 1, Timeout: 10 })
    const run = deploy([limited, fifo(), mapping('M', 'F', 'Q', { BatchSize: 1 })], script)
    await send(run, 'a1', 'b1', 'b2')
    await run.idle()
    expect(
      bodies(events)
        .flat()
        .filter((body) => body.startsWith('b')),
    ).toEqual(['b1', 'b2'])
    expect(run.trace('request.throttled')[0]?.at).toBe(0)
  })

  it('records have group, deduplication id and sequence number', async () => {
    const { events, script } = recorder()
    const run = deploy(stackOf(), script)
    await send(run, 'a1')
    await run.idle()
    expect(Object.keys(events[0]?.Records[0]?.attributes ?? {})).toEqual([
      'ApproximateReceiveCount',
      'SentTimestamp',
      'MessageGroupId',
      'MessageDeduplicationId',
      'SequenceNumber',
      'SenderId',
      'ApproximateFirstReceiveTimestamp',
    ])
    expect(events[0]?.Records[0]?.attributes['SequenceNumber']).toMatch(/^\d{20}$/)
  })

  it('with a real handler, two groups run in parallel', async () => {
    const run = await playground(stackOf({ BatchSize: 1 }), {
      F: `exports.handler = async () => { await new Promise((resolve) => setTimeout(resolve, 1000)) }`,
    })
    await send(run, 'a1', 'b1')
    await run.advance(10_000)
    const started = run.trace('invocation.started')
    expect(started.map(({ at }) => at)).toEqual([COLD, COLD])
  })
})

describe('§7.1 what a FIFO queue’s mapping cannot have', () => {
  it.each([
    ['a batching window', { MaximumBatchingWindowInSeconds: 1 }, 'Batching window is not supported for FIFO queues'],
    ['a batch size over ten', { BatchSize: 11 }, 'Maximum batch size for FIFO queues is 10'],
  ])('%s', (_, properties, message) => {
    expect(deploy(stackOf(properties), recorder().script).diagnostics[0]?.message).toBe(message)
  })
})

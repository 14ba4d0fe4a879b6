/**
 * Batches of a standard queue. Source: fact sheet §7.1, §7.2, §9.1; Guide, "Using Lambda with Amazon SQS", "Implementing
 * partial batch responses"; recorded from AWS (LocalStack's test suite, ls/esm/sqs-*).
 */

import { describe, expect, it } from 'vitest'
import { fail, respond } from '../../unit/cloud/scripted-host'
import { arnOf, COLD, deploy, lambdaFunction, mapping, queue, sqs } from '../../unit/cloud/stack'
import { playground } from './playground'
import { bodies, counts, failures, recorder, sendAll, type SqsEvent } from './polling'

const PARTIAL = { FunctionResponseTypes: ['ReportBatchItemFailures'] }
const stackOf = (properties: Parameters<typeof mapping>[3] = {}, ofQueue = {}, ofFunction = {}) => [
  lambdaFunction('F', ofFunction),
  queue('Q', ofQueue),
  mapping('M', 'F', 'Q', properties),
]

describe('§7.1 a batch is sent when it is full, when its window has passed, or at 6 MB', () => {
  it('without a window, what is there goes at once, up to ten messages', async () => {
    const { events, script } = recorder()
    const run = deploy(stackOf(), script)
    await sendAll(run, 13)
    await run.idle()
    expect(bodies(events).map(({ length }) => length)).toEqual([10, 3])
    expect(run.trace('mapping.batch-sent').map(({ at, cause }) => [at, cause])).toEqual([
      [0, 'batch-size'],
      [0, 'no-window'],
    ])
  })

  it('BatchSize is 10 unless it is set', async () => {
    const { events, script } = recorder()
    const run = deploy(stackOf(), script)
    await sendAll(run, 11)
    await run.idle()
    expect(events[0]?.Records).toHaveLength(10)
  })

  it('a window begins with the first message and ends exactly so many seconds later', async () => {
    const { script } = recorder()
    const run = deploy(stackOf({ BatchSize: 100, MaximumBatchingWindowInSeconds: 20 }), script)
    await run.advance(7_000)
    await run.send('Q', 'first')
    await run.advance(19_000)
    await run.send('Q', 'second')
    await run.idle()
    expect(run.trace('mapping.batch-sent')).toMatchObject([{ at: 27_000, cause: 'batch-window' }])
  })

  it('a full batch does not wait for its window', async () => {
    const { script } = recorder()
    const run = deploy(
      stackOf({ BatchSize: 3, MaximumBatchingWindowInSeconds: 300 }, { VisibilityTimeout: 400 }),
      script,
    )
    await sendAll(run, 2)
    await run.advance(60_000)
    await run.send('Q', 'third')
    await run.advance(1)
    expect(run.trace('mapping.batch-sent')).toMatchObject([{ at: 60_000, cause: 'batch-size' }])
  })

  it('a batch ends before the message that would make it larger than 6 MB', async () => {
    const { events, script } = recorder()
    const run = deploy(stackOf({ BatchSize: 100, MaximumBatchingWindowInSeconds: 5 }), script)
    for (let index = 0; index < 7; index++) await run.send('Q', `${index}${'x'.repeat(1_000_000)}`)
    await run.idle()
    expect(events.map(({ Records }) => Records.length)).toEqual([6, 1])
    expect(run.trace('mapping.batch-sent').map(({ at, cause }) => [at, cause])).toEqual([
      [0, 'payload-size'],
      [5_000, 'batch-window'],
    ])
  })

  it('what counts is the event as JSON: quotes in a body take two bytes', async () => {
    const { events, script } = recorder()
    const run = deploy(stackOf({ BatchSize: 100, MaximumBatchingWindowInSeconds: 5 }), script)
    for (let index = 0; index < 4; index++) await run.send('Q', '"'.repeat(1_048_000))
    await run.idle()
    expect(events.map(({ Records }) => Records.length)).toEqual([3, 1])
    expect(events.every((event) => JSON.stringify(event).length <= 6_291_456)).toBe(true)
  })

  it('batches over ten messages need a window', () => {
    const text = 'Maximum batch window in seconds must be greater than 0 if maximum batch size is greater than 10'
    expect(deploy(stackOf({ BatchSize: 11 }), recorder().script).diagnostics[0]?.message).toBe(text)
    const windowed = { BatchSize: 10_000, MaximumBatchingWindowInSeconds: 1 }
    expect(deploy(stackOf(windowed), recorder().script).diagnostics).toEqual([])
  })

  it.each([
    ['BatchSize', 10_001],
    ['BatchSize', 0],
    ['MaximumBatchingWindowInSeconds', 301],
  ])('%s %i is refused', (name, value) => {
    const given = { MaximumBatchingWindowInSeconds: 1, [name]: value }
    expect(deploy(stackOf(given), recorder().script).diagnostics).toHaveLength(1)
  })

  it('the function is invoked synchronously: its own retries and destinations do not apply', async () => {
    const { events, script } = recorder(() => fail('no'))
    const resources = [...stackOf({}, { VisibilityTimeout: 3000 }, { DeadLetterConfig: { TargetArn: arnOf('Dead') } })]
    const run = deploy([queue('Dead'), ...resources], script)
    await run.send('Q', 'a')
    await run.advance(600_000)
    expect(events).toHaveLength(1)
    expect(await counts(run, 'Dead')).toEqual([0, 0])
  })

  it('a disabled mapping reads nothing', async () => {
    const { events, script } = recorder()
    const run = deploy(stackOf({ Enabled: false }), script)
    await run.send('Q', 'a')
    await run.advance(60_000)
    expect(events).toEqual([])
    expect(await counts(run, 'Q')).toEqual([1, 0])
  })
})

describe('§7.2 what becomes of a batch', () => {
  it('success deletes it', async () => {
    const run = deploy(stackOf(), recorder().script)
    await sendAll(run, 3)
    await run.idle()
    expect(await counts(run, 'Q')).toEqual([0, 0])
    expect(run.trace('sqs.deleted').map(({ at, cause }) => [at, cause])).toEqual(
      Array.from({ length: 3 }, () => [COLD + 1, 'deleted']),
    )
  })

  it('a function error leaves all of it, and it is received again exactly when its visibility timeout ends', async () => {
    const { events, script } = recorder((_, nth) => (nth === 1 ? fail('no') : respond(null)))
    const run = deploy(stackOf({}, { VisibilityTimeout: 45 }), script)
    await sendAll(run, 2)
    await run.idle()
    expect(bodies(events)).toEqual([
      ['0', '1'],
      ['0', '1'],
    ])
    expect(run.trace('mapping.batch-sent').map(({ at }) => at)).toEqual([0, 45_000])
    expect(events[1]?.Records.map(({ attributes }) => attributes['ApproximateReceiveCount'])).toEqual(['2', '2'])
  })

  it('so does a timeout of the function', async () => {
    const { events, script } = recorder(
      () => respond(null),
      (_, nth) => (nth === 1 ? 10_000 : 1),
    )
    const run = deploy(stackOf({}, { VisibilityTimeout: 30 }, { Timeout: 3 }), script)
    await run.send('Q', 'a')
    await run.idle()
    expect(events).toHaveLength(2)
    expect(run.trace('mapping.batch-ended').map(({ outcome }) => outcome)).toEqual(['failure', 'success'])
    expect(run.trace('mapping.batch-sent')[1]?.at).toBe(30_000)
  })

  it('after maxReceiveCount receives the next one moves it to the dead-letter queue', async () => {
    const { events, script } = recorder(() => fail('always'))
    const redrive = { RedrivePolicy: { deadLetterTargetArn: arnOf('Dead'), maxReceiveCount: 3 } }
    const run = deploy([queue('Dead'), ...stackOf({}, { VisibilityTimeout: 20, ...redrive })], script)
    await run.send('Q', 'poison')
    await run.idle()
    expect(events).toHaveLength(3)
    expect(run.trace('sqs.moved')).toMatchObject([{ at: 60_000, receiveCount: 3, to: 'Dead' }])
  })

  it('what a dead-letter queue hands to a function says where it came from', async () => {
    const { events, script } = recorder((event) =>
      event.Records[0]?.attributes['DeadLetterQueueSourceArn'] ? respond(null) : fail('no'),
    )
    const redrive = { RedrivePolicy: { deadLetterTargetArn: arnOf('Dead'), maxReceiveCount: 1 } }
    const resources = [queue('Dead'), ...stackOf({}, { VisibilityTimeout: 20, ...redrive }), mapping('D', 'F', 'Dead')]
    const run = deploy(resources, script)
    await run.send('Q', 'poison')
    await run.idle()
    expect(events[1]?.Records[0]?.attributes).toMatchObject({
      DeadLetterQueueSourceArn: 'arn:aws:sqs:us-east-1:123456789012:Q',
    })
  })

  it('a function whose timeout is longer than the visibility timeout is refused', () => {
    const { diagnostics } = deploy(stackOf({}, { VisibilityTimeout: 30 }, { Timeout: 31 }), recorder().script)
    expect(diagnostics[0]?.message).toBe(
      'Queue visibility timeout: 30 seconds is less than Function timeout: 31 seconds',
    )
    expect(deploy(stackOf({}, { VisibilityTimeout: 30 }, { Timeout: 30 }), recorder().script).diagnostics).toEqual([])
  })

  it('batches in flight end as usual when the mapping is deleted meanwhile, and nothing more is read', async () => {
    const { events, script } = recorder(() => respond(null), 2_000)
    const run = deploy(stackOf({}), script)
    await run.send('Q', 'a')
    await run.advance(1_000)
    run.cloud.deploy(
      { stackName: 'test', resources: [lambdaFunction('F'), queue('Q')], parameters: {}, outputs: {} },
      new Map([['F', { files: { 'index.js': '' }, layers: [] }]]),
    )
    await run.send('Q', 'b')
    await run.idle()
    expect(bodies(events)).toEqual([['a']])
    expect(await counts(run, 'Q')).toEqual([1, 0])
  })
})

describe('§7.2 partial batch responses', () => {
  const outcomeOf = async (answer: ReturnType<typeof respond>): Promise<readonly unknown[]> => {
    const { script } = recorder(() => answer)
    const run = deploy(stackOf(PARTIAL), script)
    await sendAll(run, 2)
    await run.advance(5_000)
    return [run.trace('mapping.batch-ended')[0]?.outcome, await counts(run, 'Q')]
  }

  it.each([
    ['{"batchItemFailures":[]}', respond({ batchItemFailures: [] })],
    ['{"batchItemFailures":null}', respond({ batchItemFailures: null })],
    ['{}', respond({})],
    ['null', respond(null)],
  ])('%s: everything succeeded', async (_, answer) => {
    expect(await outcomeOf(answer)).toEqual(['success', [0, 0]])
  })

  it.each([
    ['no JSON', { kind: 'response', payload: '{"batchItemFailures"' } as const],
    ['an empty identifier', failures('')],
    ['a null identifier', failures(null)],
    ['another key', respond({ batchItemFailures: [{ foo: 'x' }] })],
    ['an unknown identifier', failures('nobody')],
    ['an error', fail('no')],
  ])('%s: the whole batch failed', async (_, answer) => {
    expect(await outcomeOf(answer)).toEqual(['failure', [0, 2]])
  })

  it('only what is named comes back, when its visibility timeout ends; the rest is deleted', async () => {
    const { events, script } = recorder((event, nth) =>
      nth === 1 ? failures(event.Records.find(({ body }) => body === '4')?.messageId) : respond({}),
    )
    const run = deploy(stackOf(PARTIAL), script)
    await sendAll(run, 10)
    await run.advance(5_000)
    expect(await counts(run, 'Q')).toEqual([0, 1])
    await run.idle()
    expect(bodies(events)[1]).toEqual(['4'])
    expect(run.trace('mapping.batch-sent')[1]?.at).toBe(30_000)
    expect(events[1]?.Records[0]?.attributes['ApproximateReceiveCount']).toBe('2')
  })

  it('without ReportBatchItemFailures the answer is not looked at', async () => {
    const { script } = recorder((event) => failures(event.Records[0]?.messageId))
    const run = deploy(stackOf(), script)
    await sendAll(run, 2)
    await run.advance(5_000)
    expect(await counts(run, 'Q')).toEqual([0, 0])
  })

  it('with a real handler', async () => {
    const run = await playground(stackOf(PARTIAL), {
      F: `exports.handler = async ({ Records }) => ({
        batchItemFailures: Records.filter(({ body }) => body === '2').map(({ messageId }) => ({ itemIdentifier: messageId })),
      })`,
    })
    for (let index = 0; index < 4; index++) await run.send('Q', String(index))
    await run.advance(10_000)
    expect(run.trace('mapping.batch-ended')).toMatchObject([{ outcome: 'partial' }])
    expect(run.trace('sqs.deleted')).toHaveLength(3)
  })
})

describe('§7.2 records', () => {
  const received = async (input: object, properties = {}): Promise<Record<string, unknown>> => {
    const { events, script } = recorder<SqsEvent>()
    const run = deploy(stackOf(properties), script)
    await sqs(run.cloud, 'SendMessage', { QueueUrl: 'Q', MessageBody: 'hi', ...input })
    await run.idle()
    return events[0]?.Records[0] as unknown as Record<string, unknown>
  }

  it('a plain message has no digest of attributes', async () => {
    const record = await received({})
    expect(Object.keys(record)).toEqual([
      'messageId',
      'receiptHandle',
      'body',
      'attributes',
      'messageAttributes',
      'md5OfBody',
      'eventSource',
      'eventSourceARN',
      'awsRegion',
    ])
    expect(record['messageAttributes']).toEqual({})
  })

  it('with a batching window the digest is null (recorded)', async () => {
    const record = await received({}, { MaximumBatchingWindowInSeconds: 1 })
    expect(record['md5OfMessageAttributes']).toBeNull()
  })

  it('binary attributes are base64', async () => {
    const record = await received({ MessageAttributes: { B: { DataType: 'Binary', BinaryValue: 'AQID' } } })
    expect(record['messageAttributes']).toEqual({
      B: { binaryValue: 'AQID', stringListValues: [], binaryListValues: [], dataType: 'Binary' },
    })
    expect(record['md5OfMessageAttributes']).toMatch(/^[0-9a-f]{32}$/)
  })

  it('a traced message has its AWSTraceHeader', async () => {
    const trace = 'Root=1-5759e988-bd862e3fe1be46a994272793;Sampled=1'
    const system = { AWSTraceHeader: { DataType: 'String', StringValue: trace } }
    expect((await received({ MessageSystemAttributes: system }))['attributes']).toMatchObject({ AWSTraceHeader: trace })
  })

  it('all attribute values are strings', async () => {
    const attributes = (await received({}))['attributes'] as Record<string, unknown>
    expect(Object.values(attributes).every((value) => typeof value === 'string')).toBe(true)
    expect(Object.keys(attributes)).toEqual([
      'ApproximateReceiveCount',
      'SentTimestamp',
      'SenderId',
      'ApproximateFirstReceiveTimestamp',
    ])
  })

  it('a message of a fair queue keeps its group, which orders nothing', async () => {
    expect((await received({ MessageGroupId: 'tenant' }))['attributes']).toMatchObject({ MessageGroupId: 'tenant' })
  })
})

describe('§9.1 at-least-once delivery', () => {
  it('a standard queue never delivers twice in a run without duplicates', async () => {
    const { events, script } = recorder()
    const run = deploy(stackOf(), script)
    await sendAll(run, 200)
    await run.idle()
    expect(bodies(events).flat()).toHaveLength(200)
  })

  it('with duplicates, some messages are received again when their visibility timeout ends, once each', async () => {
    const { events, script } = recorder()
    const run = deploy(stackOf(), script)
    run.cloud.configure({ duplicates: 'sometimes' })
    await sendAll(run, 200)
    await run.idle()
    const copies = run.trace('sqs.copy-kept')
    expect(copies.length).toBeGreaterThan(5)
    expect(copies.length).toBeLessThan(60)
    const all = bodies(events).flat()
    expect(all).toHaveLength(200 + copies.length)
    expect(new Set(all).size).toBe(200)
    expect(copies[0]?.visibleAt).toBe(run.trace('sqs.received')[0]?.visibleAt)
    expect(await counts(run, 'Q')).toEqual([0, 0])
  })

  it('a FIFO queue processes exactly once all the same', async () => {
    const { events, script } = recorder()
    const fifo = queue('Q', { QueueName: 'Q.fifo', FifoQueue: true, ContentBasedDeduplication: true })
    const run = deploy([lambdaFunction('F'), fifo, mapping('M', 'F', 'Q')], script)
    run.cloud.configure({ duplicates: 'sometimes' })
    for (let index = 0; index < 40; index++) {
      await sqs(run.cloud, 'SendMessage', { QueueUrl: 'Q.fifo', MessageBody: String(index), MessageGroupId: 'g' })
    }
    await run.idle()
    expect(bodies(events).flat()).toHaveLength(40)
  })
})

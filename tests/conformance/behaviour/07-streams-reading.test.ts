/** Fact sheet §7.1 and §7.3: how Lambda reads a stream, and when it sends a batch. */

import { describe, expect, test } from 'vitest'
import { respond } from '../../unit/cloud/scripted-host'
import { COLD, deploy, lambdaFunction } from '../../unit/cloud/stack'
import {
  dynamoDB,
  kinesis,
  kinesisStack,
  put,
  remember,
  STREAM_ARN,
  stream,
  streamMapping,
  table,
  tableMapping,
} from './streams'

const sentAt = (run: ReturnType<typeof deploy>): number[] => run.trace('mapping.batch-sent').map(({ at }) => at)
const texts = (count: number, prefix = 'r'): string[] =>
  Array.from({ length: count }, (_, index) => `${prefix}${index}`)

describe('§7.3 polling a shard', () => {
  test('a Kinesis shard is polled once a second, counted from when the mapping began', async () => {
    const { received, script } = remember()
    const run = deploy(kinesisStack(), script)
    await run.advance(300)
    await put(run.cloud, ['a', 'b'])
    await run.idle()
    expect(received.map(({ data }) => data)).toEqual([['a', 'b']])
    expect(run.trace('mapping.batch-sent')).toMatchObject([{ at: 1000, cause: 'no-window' }])
  })

  test('a record that came just before a poll is read by it, one that came just after waits for the next', async () => {
    const { received, script } = remember()
    const run = deploy(kinesisStack(), script)
    await run.advance(999)
    await put(run.cloud, ['a'])
    await run.advance(2)
    await put(run.cloud, ['b'])
    await run.idle()
    expect(received.map(({ data }) => data)).toEqual([['a'], ['b']])
    expect(sentAt(run)).toEqual([1000, 2000])
  })

  test('a DynamoDB shard is polled four times a second', async () => {
    const { script } = remember()
    const run = deploy([lambdaFunction('F'), table('T'), tableMapping()], script)
    await run.advance(260)
    await dynamoDB(run.cloud, 'PutItem', { TableName: 'Table', Item: { id: { S: 'a' } } })
    await run.idle()
    expect(sentAt(run)).toEqual([500])
  })

  test('a consumer with enhanced fan-out gets records pushed, without waiting for a poll', async () => {
    const { received, script } = remember()
    const consumer = (id: string) => ({
      logicalId: id,
      type: 'AWS::Kinesis::StreamConsumer',
      properties: { ConsumerName: 'C', StreamARN: STREAM_ARN },
      dependsOn: ['S'],
      origin: id,
    })
    const run = deploy(
      [
        lambdaFunction('F'),
        stream('S'),
        consumer('C'),
        streamMapping({ EventSourceArn: { 'Fn::GetAtt': ['C', 'ConsumerARN'] } }),
      ],
      script,
    )
    expect(run.diagnostics).toEqual([])
    await run.advance(10_000)
    await put(run.cloud, ['a'])
    await run.idle()
    expect(sentAt(run)).toEqual([10_070])
    expect(received[0]?.event.Records[0]).toMatchObject({
      eventSourceARN: expect.stringMatching(/:stream\/S\/consumer\/C:\d+$/) as string,
    })
  })

  test('the simulation rests while there is nothing to read', async () => {
    const run = deploy(kinesisStack(), remember().script)
    await run.idle()
    const before = run.cloud.kernel.now
    await run.idle()
    expect(run.cloud.kernel.now).toBe(before)
    expect(run.cloud.kernel.nextForegroundAt).toBeNull()
  })

  test('Lambda’s polls count against the reads of a shard that others have', async () => {
    const { received, script } = remember()
    const run = deploy(kinesisStack(), script)
    await run.advance(1500)
    const { ShardIterator } = await kinesis(run.cloud, 'GetShardIterator', {
      StreamName: 'S',
      ShardId: 'shardId-000000000000',
      ShardIteratorType: 'TRIM_HORIZON',
    })
    await put(run.cloud, ['a'])
    for (let read = 0; read < 5; read++) await kinesis(run.cloud, 'GetRecords', { ShardIterator })
    await run.idle()
    // Five reads a second, which begins with the first of them.
    expect(sentAt(run)).toEqual([3000])
    expect(received).toHaveLength(1)
  })

  test('records of one shard are processed in their order', async () => {
    const { received, script } = remember()
    const run = deploy(kinesisStack({ BatchSize: 7 }), script)
    await put(run.cloud, texts(100))
    await run.idle()
    expect(received.flatMap(({ data }) => data)).toEqual(texts(100))
  })

  test('one batch of a shard is in flight at a time (recorded: ls/esm/kinesis-serial-per-shard)', async () => {
    const { received, script } = remember(() => respond(null), 5000)
    const run = deploy([lambdaFunction('F', { Timeout: 10 }), stream('S'), streamMapping({ BatchSize: 10 })], script)
    await put(run.cloud, texts(20))
    await run.idle()
    const ended = run.trace('mapping.batch-ended').map(({ at }) => at)
    expect(sentAt(run)[1]).toBe(ended[0])
    expect((received[1]?.at ?? 0) - (received[0]?.at ?? 0)).toBe(5000)
  })

  test('a batch never mixes shards, and shards are processed in parallel', async () => {
    const { received, script } = remember(() => respond(null), 2000)
    const run = deploy([lambdaFunction('F'), stream('S', { ShardCount: 4 }), streamMapping()], script)
    await put(run.cloud, texts(40))
    await run.idle()
    const shards = received.map(({ event }) => new Set(event.Records.map(({ eventID }) => eventID.split(':')[0])))
    expect(shards.map(({ size }) => size)).toEqual([1, 1, 1, 1])
    expect(new Set(sentAt(run)).size).toBe(1)
  })

  test('two mappings read the same stream independently (recorded: ls/esm/kinesis-two-consumers)', async () => {
    const { received, script } = remember()
    const run = deploy(
      [lambdaFunction('F'), lambdaFunction('G'), stream('S'), streamMapping(), streamMapping({}, 'N', 'G')],
      script,
    )
    await put(run.cloud, ['hello'])
    await run.idle()
    expect(received.map(({ data }) => data)).toEqual([['hello'], ['hello']])
    expect(run.trace('invocation.started').map(({ functionName }) => functionName)).toEqual(['F', 'G'])
  })

  test('a role that may no longer read is asked about again a minute later', async () => {
    const role = {
      logicalId: 'R',
      type: 'AWS::IAM::Role',
      properties: {
        RoleName: 'R',
        AssumeRolePolicyDocument: {
          Version: '2012-10-17',
          Statement: [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }],
        },
        Policies: [
          {
            PolicyName: 'read',
            PolicyDocument: {
              Version: '2012-10-17',
              Statement: [
                {
                  Effect: 'Allow',
                  Action: 'kinesis:*',
                  Resource: '*',
                  // Allowed at first, then for a while not, then again.
                  Condition: { DateLessThan: { 'aws:CurrentTime': '2026-01-31T12:00:00.500Z' } },
                },
                {
                  Effect: 'Allow',
                  Action: 'kinesis:*',
                  Resource: '*',
                  Condition: { DateGreaterThan: { 'aws:CurrentTime': '2026-01-31T12:00:30Z' } },
                },
              ],
            },
          },
        ],
      },
      dependsOn: [],
      origin: 'R',
    }
    const { received, script } = remember()
    const run = deploy(
      [role, { ...lambdaFunction('F', { Role: { 'Fn::GetAtt': ['R', 'Arn'] } }) }, stream('S'), streamMapping()],
      script,
    )
    expect(run.diagnostics).toEqual([])
    await run.advance(600)
    await put(run.cloud, ['a'])
    await run.advance(60_399)
    expect(received).toEqual([])
    await run.advance(1001)
    expect(sentAt(run)).toEqual([61_000])
  })
})

describe('§7.1 when a batch is sent', () => {
  test('BatchSize is 100 by default', async () => {
    const { received, script } = remember()
    const run = deploy(kinesisStack(), script)
    await put(run.cloud, texts(250))
    await run.idle()
    expect(received.map(({ data }) => data.length)).toEqual([100, 100, 50])
    expect(run.trace('mapping.batch-sent').map(({ cause }) => cause)).toEqual(['batch-size', 'batch-size', 'no-window'])
  })

  test('without a window a batch has what one poll found', async () => {
    const { received, script } = remember()
    const run = deploy(kinesisStack(), script)
    await run.advance(1)
    await put(run.cloud, ['a'])
    await run.advance(1500)
    await put(run.cloud, ['b'])
    await run.idle()
    expect(received.map(({ data }) => data)).toEqual([['a'], ['b']])
  })

  test('a window gathers until it has passed since the first record was read', async () => {
    const { received, script } = remember()
    const run = deploy(kinesisStack({ MaximumBatchingWindowInSeconds: 10 }), script)
    await run.advance(500)
    await put(run.cloud, ['a'])
    await run.advance(5000)
    await put(run.cloud, ['b'])
    await run.idle()
    expect(received.map(({ data }) => data)).toEqual([['a', 'b']])
    expect(run.trace('mapping.batch-sent')).toMatchObject([{ at: 11_000, cause: 'batch-window' }])
  })

  test('a window of 300 seconds is kept to the millisecond', async () => {
    const run = deploy(kinesisStack({ MaximumBatchingWindowInSeconds: 300 }), remember().script)
    await run.advance(1)
    await put(run.cloud, ['a'])
    await run.idle()
    expect(sentAt(run)).toEqual([301_000])
  })

  test('a full batch does not wait for its window', async () => {
    const run = deploy(kinesisStack({ MaximumBatchingWindowInSeconds: 300, BatchSize: 2 }), remember().script)
    await run.advance(1)
    await put(run.cloud, ['a', 'b', 'c'])
    await run.idle()
    expect(run.trace('mapping.batch-sent')).toMatchObject([
      { at: 1000, cause: 'batch-size' },
      { at: 301_000, cause: 'batch-window' },
    ])
  })

  test('records that waited while a batch was processed are sent at once when their window is over by then', async () => {
    const { received, script } = remember(() => respond(null), 5000)
    const run = deploy(
      [lambdaFunction('F', { Timeout: 10 }), stream('S'), streamMapping({ MaximumBatchingWindowInSeconds: 2 })],
      script,
    )
    await run.advance(1)
    await put(run.cloud, ['a'])
    await run.advance(4000)
    await put(run.cloud, ['b'])
    await run.idle()
    expect(received.map(({ data }) => data)).toEqual([['a'], ['b']])
    expect(sentAt(run)).toEqual([3000, 3000 + COLD + 5000])
  })

  test('a batch is sent when its payload reaches 6 MB', async () => {
    const { received, script } = remember()
    const run = deploy(kinesisStack(), script)
    // Base64 makes four bytes of three: four records of a million bytes fit, five do not.
    for (let nth = 0; nth < 5; nth++) {
      await put(run.cloud, ['x'.repeat(1_000_000)], 'key')
      await run.advance(1000)
    }
    await run.idle()
    expect(received.map(({ data }) => data.length)).toEqual([1, 1, 1, 1, 1])
    const again = remember()
    const second = deploy(kinesisStack({ MaximumBatchingWindowInSeconds: 60 }), again.script)
    for (let nth = 0; nth < 5; nth++) {
      await put(second.cloud, ['x'.repeat(1_000_000)], 'key')
      await second.advance(1000)
    }
    await second.idle()
    expect(again.received.map(({ data }) => data.length)).toEqual([4, 1])
    expect(second.trace('mapping.batch-sent').map(({ cause }) => cause)).toEqual(['payload-size', 'batch-window'])
    const payload = second.trace('request.received')[0]?.payload ?? ''
    expect(payload.length).toBeLessThan(6_291_456)
  })

  test('invocations are synchronous: the function’s own retries and dead letters do not apply', async () => {
    const { script } = remember()
    const run = deploy(kinesisStack(), script)
    await put(run.cloud, ['a'])
    await run.idle()
    expect(run.trace('request.received')).toMatchObject([
      { invocationType: 'RequestResponse', source: 'event-source-mapping' },
    ])
    expect(run.trace('async.queued')).toEqual([])
  })
})

describe('§7.3 ParallelizationFactor', () => {
  test('so many batches of a shard are in flight at once', async () => {
    const { script } = remember(() => respond(null), 1000)
    const run = deploy(kinesisStack({ ParallelizationFactor: 10, BatchSize: 1 }), script)
    await put(run.cloud, texts(200))
    await run.advance(50)
    expect(run.trace('mapping.batch-sent').length).toBe(10)
    await run.idle()
    expect(run.trace('mapping.batch-sent').length).toBe(200)
  })

  test('records of a partition key are processed in their order', async () => {
    const { received, script } = remember(({ Records }) => respond(Records.length), 300)
    const run = deploy(kinesisStack({ ParallelizationFactor: 5, BatchSize: 3 }), script)
    for (let round = 0; round < 10; round++) {
      for (const key of ['p', 'q', 'r', 's', 't', 'u']) await put(run.cloud, [`${key}${round}`], key)
    }
    await run.idle()
    for (const key of ['p', 'q', 'r', 's', 't', 'u']) {
      const ofKey = received.flatMap(({ data }) => data).filter((text) => text.startsWith(key))
      expect(ofKey).toEqual(texts(10, key))
    }
  })

  test('a key that fails holds up only its own lane', async () => {
    const { received, script } = remember(({ Records }) =>
      Records.some(({ kinesis: { partitionKey } }) => partitionKey === 'bad')
        ? { kind: 'error', error: { errorType: 'Error', errorMessage: 'no', trace: [] } }
        : respond(null),
    )
    const run = deploy(kinesisStack({ ParallelizationFactor: 10, BatchSize: 1, MaximumRetryAttempts: 3 }), script)
    await put(run.cloud, ['bad'])
    await put(run.cloud, texts(20))
    await run.advance(400)
    const processed = received.flatMap(({ data }) => data).filter((text) => text !== 'bad')
    expect(processed.length).toBeGreaterThan(14)
  })

  test('the checkpoint stays behind the oldest record that is not done with', async () => {
    const { script } = remember(({ Records }) =>
      Records.some(({ kinesis: { partitionKey } }) => partitionKey === 'bad')
        ? { kind: 'error', error: { errorType: 'Error', errorMessage: 'no', trace: [] } }
        : respond(null),
    )
    const run = deploy(kinesisStack({ ParallelizationFactor: 10, BatchSize: 1, MaximumRetryAttempts: 1 }), script)
    const [bad] = await put(run.cloud, ['bad'])
    const rest = await put(run.cloud, texts(5))
    await run.advance(400)
    expect(run.trace('mapping.checkpoint')).toEqual([])
    await run.idle()
    expect(run.trace('mapping.checkpoint').at(-1)?.sequenceNumber).toBe(rest.at(-1))
    expect(run.trace('mapping.discarded')).toMatchObject([{ recordIds: [bad] }])
  })
})

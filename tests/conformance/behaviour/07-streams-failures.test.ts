/** Fact sheet §7.3: what Lambda does with a batch of a stream that fails. */

import { describe, expect, test } from 'vitest'
import type { Outcome } from '../../../src/runtime/protocol'
import { fail, respond } from '../../unit/cloud/scripted-host'
import { COLD, deploy, lambdaFunction, queue } from '../../unit/cloud/stack'
import { kinesis, kinesisStack, put, remember, stream, streamMapping, type StreamEvent } from './streams'

const sentAt = (run: ReturnType<typeof deploy>): number[] => run.trace('mapping.batch-sent').map(({ at }) => at)
const batches = (run: ReturnType<typeof deploy>): number[] =>
  run.trace('mapping.batch-sent').map(({ recordIds }) => recordIds.length)
const poisonous =
  (poison: string) =>
  ({ Records }: StreamEvent): Outcome =>
    Records.some(({ kinesis: { partitionKey } }) => partitionKey === poison) ? fail('poison') : respond(null)

/** When attempts that take 1 ms follow each other, the first one cold, with these waits between them. */
function instants(waits: readonly number[], first = 0): number[] {
  let at = first
  return [
    first,
    ...waits.map((wait, index) => {
      at += wait + (index === 0 ? COLD : 0) + 1
      return at
    }),
  ]
}

describe('§7.3 retries after a function error', () => {
  test('the whole batch is sent again and holds up its shard until it succeeds', async () => {
    const { received, script } = remember((_, nth) => (nth < 3 ? fail('no') : respond(null)))
    const run = deploy(kinesisStack({ BatchSize: 2 }), script)
    await put(run.cloud, ['a', 'b', 'c'])
    await run.idle()
    expect(received.map(({ data }) => data)).toEqual([['a', 'b'], ['a', 'b'], ['a', 'b'], ['c']])
  })

  test('the wait between attempts begins with half a second and doubles, up to a minute (MODEL)', async () => {
    const { script } = remember(() => fail('no'))
    const run = deploy(kinesisStack({ MaximumRetryAttempts: 9 }), script)
    await put(run.cloud, ['a'])
    await run.idle()
    const waits = [500, 1000, 2000, 4000, 8000, 16_000, 32_000, 60_000, 60_000]
    expect(sentAt(run)).toEqual(instants(waits))
    expect(run.trace('mapping.retry-scheduled').map(({ due, at }) => Math.round(due - at) > 0)).toHaveLength(9)
  })

  test.each([0, 1, 2, 5])('MaximumRetryAttempts %i: so many retries, then the batch is given up', async (retries) => {
    const { received, script } = remember(poisonous('a'))
    const run = deploy(kinesisStack({ MaximumRetryAttempts: retries, BatchSize: 1 }), script)
    await put(run.cloud, ['a', 'b'])
    await run.idle()
    expect(received.map(({ data }) => data)).toEqual([...Array.from({ length: retries + 1 }, () => ['a']), ['b']])
    expect(run.trace('mapping.discarded')).toMatchObject([
      { condition: 'RetryAttemptsExhausted', invokeCount: retries + 1 },
    ])
  })

  test('by default it is sent again until the retention period is over, then lost', async () => {
    const { received, script } = remember(poisonous('a'))
    const run = deploy(kinesisStack({ BatchSize: 1 }), script)
    await put(run.cloud, ['a'])
    await put(run.cloud, ['b'])
    await run.advance(25 * 3_600_000)
    const [discarded] = run.trace('mapping.discarded')
    expect(discarded).toMatchObject({ condition: 'RetentionExceeded' })
    expect(discarded?.at).toBeGreaterThan(24 * 3_600_000)
    expect(discarded?.at).toBeLessThan(24 * 3_600_000 + 60_000)
    expect(received.length).toBeGreaterThan(1400)
  }, 30_000)

  test('a timeout counts as a function error', async () => {
    const { script } = remember(() => respond(null), 5000)
    const run = deploy(kinesisStack({ MaximumRetryAttempts: 1 }), script)
    await put(run.cloud, ['a'])
    await run.idle()
    expect(run.trace('mapping.batch-ended').map(({ outcome }) => outcome)).toEqual(['failure', 'failure'])
    expect(run.trace('mapping.discarded')).toMatchObject([{ condition: 'RetryAttemptsExhausted', invokeCount: 2 }])
  })

  test('without ReportBatchItemFailures what the function returns is not looked at', async () => {
    const { received, script } = remember(({ Records }) =>
      respond({ batchItemFailures: [{ itemIdentifier: Records[0]?.kinesis.sequenceNumber }] }),
    )
    const run = deploy(kinesisStack(), script)
    await put(run.cloud, ['a'])
    await run.idle()
    expect(received).toHaveLength(1)
    expect(run.trace('mapping.batch-ended')).toMatchObject([{ outcome: 'success' }])
  })

  test('other shards go on', async () => {
    const { received, script } = remember(({ Records }) =>
      Records[0]?.eventID.startsWith('shardId-000000000000') ? fail('no') : respond(null),
    )
    const run = deploy(
      [lambdaFunction('F'), stream('S', { ShardCount: 2 }), streamMapping({ BatchSize: 1, MaximumRetryAttempts: 8 })],
      script,
    )
    await put(
      run.cloud,
      Array.from({ length: 20 }, (_, index) => `r${index}`),
    )
    await run.advance(400)
    const shards = received.map(({ event }) => event.Records[0]?.eventID.slice(0, 20) ?? '')
    expect(shards.filter((id) => id === 'shardId-000000000000')).toHaveLength(1)
    expect(shards.filter((id) => id === 'shardId-000000000001').length).toBeGreaterThan(5)
  })
})

describe('§7.3 MaximumRecordAgeInSeconds', () => {
  test('a record that is too old before its first attempt is given up (ls/esm/kinesis-expire-before-ingestion)', async () => {
    const { received, script } = remember()
    const run = deploy(kinesisStack({ MaximumRecordAgeInSeconds: 60, MaximumBatchingWindowInSeconds: 120 }), script)
    await put(run.cloud, ['a'])
    await run.idle()
    expect(received).toEqual([])
    expect(run.trace('mapping.discarded')).toMatchObject([
      { at: 120_000, condition: 'RecordAgeExceeded', invokeCount: 1 },
    ])
  })

  test('retries end with it: seven attempts within a minute (ls/esm/kinesis-expire-while-retrying: count 8)', async () => {
    const { script } = remember(() => fail('no'))
    const run = deploy(kinesisStack({ MaximumRecordAgeInSeconds: 60 }), script)
    await put(run.cloud, ['a'])
    await run.idle()
    expect(sentAt(run)).toEqual(instants([500, 1000, 2000, 4000, 8000, 16_000]))
    expect(run.trace('mapping.discarded')).toMatchObject([{ condition: 'RecordAgeExceeded', invokeCount: 8 }])
  })

  test('of a batch only the records that are too old are given up (ls/esm/kinesis-age-discard)', async () => {
    const { received, script } = remember()
    const run = deploy(kinesisStack({ MaximumRecordAgeInSeconds: 60, MaximumBatchingWindowInSeconds: 70 }), script)
    await put(run.cloud, ['old'])
    await run.advance(30_000)
    await put(run.cloud, ['fresh-1', 'fresh-2'])
    await run.idle()
    expect(received.map(({ data }) => data)).toEqual([['fresh-1', 'fresh-2']])
    expect(run.trace('mapping.discarded').map(({ recordIds }) => recordIds.length)).toEqual([1])
  })

  test('a record exactly so old is still sent', async () => {
    const { received, script } = remember()
    const run = deploy(kinesisStack({ MaximumRecordAgeInSeconds: 60, MaximumBatchingWindowInSeconds: 60 }), script)
    await put(run.cloud, ['a'])
    await run.idle()
    expect(received).toHaveLength(1)
  })

  test('the shard goes on behind what was given up', async () => {
    const { received, script } = remember(poisonous('a'))
    const run = deploy(kinesisStack({ MaximumRecordAgeInSeconds: 60, BatchSize: 1 }), script)
    await put(run.cloud, ['a'])
    await run.advance(50_000)
    await put(run.cloud, ['b'])
    await run.idle()
    expect(received.at(-1)?.data).toEqual(['b'])
  })
})

describe('§7.3 throttles', () => {
  const throttled = (properties: Parameters<typeof streamMapping>[0] = {}) => {
    const { received, script } = remember()
    const resources = [
      lambdaFunction('F', { ReservedConcurrentExecutions: 0 }),
      stream('S'),
      queue('Q'),
      streamMapping(properties),
    ]
    return { received, run: deploy(resources, script) }
  }

  test('are retried whatever MaximumRetryAttempts says, with exponential waits', async () => {
    const { received, run } = throttled({ MaximumRetryAttempts: 0 })
    await put(run.cloud, ['a'])
    await run.advance(70_000)
    expect(received).toEqual([])
    expect(sentAt(run)).toEqual([0, 500, 1500, 3500, 7500, 15_500, 31_500, 63_500])
    expect(run.trace('mapping.discarded')).toEqual([])
    expect(run.trace('mapping.batch-ended').every(({ outcome }) => outcome === 'throttled')).toBe(true)
  })

  test('are bounded by the record’s age alone', async () => {
    const { run } = throttled({ MaximumRetryAttempts: 0, MaximumRecordAgeInSeconds: 60 })
    await put(run.cloud, ['a'])
    await run.idle()
    expect(run.trace('mapping.discarded')).toMatchObject([{ at: 63_500, condition: 'RecordAgeExceeded' }])
  })

  test('do not bisect a batch', async () => {
    const { run } = throttled({ BisectBatchOnFunctionError: true, MaximumRecordAgeInSeconds: 60 })
    await put(run.cloud, ['a', 'b'])
    await run.idle()
    expect(run.trace('mapping.bisected')).toEqual([])
    expect(new Set(batches(run))).toEqual(new Set([2]))
  })

  test('a batch that was throttled keeps all its retries', async () => {
    const { script } = remember(() => fail('no'), 1000)
    const run = deploy(
      [
        lambdaFunction('F', { ReservedConcurrentExecutions: 1 }),
        stream('S'),
        streamMapping({ MaximumRetryAttempts: 1 }),
      ],
      script,
    )
    void run.invoke('F', { Records: [] })
    await put(run.cloud, ['a'])
    await run.idle()
    const outcomes = run.trace('mapping.batch-ended').map(({ outcome }) => outcome)
    expect(outcomes[0]).toBe('throttled')
    expect(outcomes.filter((outcome) => outcome === 'failure')).toHaveLength(2)
    expect(run.trace('mapping.discarded')).toMatchObject([{ invokeCount: 2 }])
  })
})

describe('§7.3 BisectBatchOnFunctionError', () => {
  test('a batch on which the function fails is split into halves, which are tried anew', async () => {
    const { received, script } = remember(poisonous('c'))
    const run = deploy(kinesisStack({ BisectBatchOnFunctionError: true, MaximumRetryAttempts: 1 }), script)
    await put(run.cloud, ['a', 'b', 'c', 'd'])
    await run.idle()
    expect(received.map(({ data }) => data.join(''))).toEqual(['abcd', 'ab', 'cd', 'c', 'c', 'd'])
  })

  test('splits use up no attempt: with MaximumRetryAttempts 1 the poison record is tried twice alone (§14.2, 11)', async () => {
    const { script } = remember(poisonous('g'))
    const run = deploy(kinesisStack({ BisectBatchOnFunctionError: true, MaximumRetryAttempts: 1 }), script)
    const ids = await put(run.cloud, ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'])
    await run.idle()
    expect(run.trace('mapping.bisected')).toHaveLength(3)
    expect(run.trace('mapping.discarded')).toMatchObject([
      { recordIds: [ids[6]], condition: 'RetryAttemptsExhausted', invokeCount: 2 },
    ])
    expect(run.trace('mapping.checkpoint').at(-1)?.sequenceNumber).toBe(ids[7])
  })

  test('splits also with MaximumRetryAttempts 0', async () => {
    const { received, script } = remember(poisonous('b'))
    const run = deploy(kinesisStack({ BisectBatchOnFunctionError: true, MaximumRetryAttempts: 0 }), script)
    await put(run.cloud, ['a', 'b'])
    await run.idle()
    expect(received.map(({ data }) => data.join(''))).toEqual(['ab', 'a', 'b'])
    expect(run.trace('mapping.discarded')).toMatchObject([{ invokeCount: 1 }])
  })

  test('order is kept: the second half follows the first, and what waited follows both', async () => {
    const { received, script } = remember((_, nth) => (nth === 1 ? fail('once') : respond(null)))
    const run = deploy(kinesisStack({ BisectBatchOnFunctionError: true, BatchSize: 4 }), script)
    await put(run.cloud, ['a', 'b', 'c', 'd', 'e'])
    await run.idle()
    expect(received.map(({ data }) => data.join(''))).toEqual(['abcd', 'ab', 'cd', 'e'])
  })

  test('the first half waits half a second, the second none (MODEL)', async () => {
    const { script } = remember((_, nth) => (nth === 1 ? fail('once') : respond(null)))
    const run = deploy(kinesisStack({ BisectBatchOnFunctionError: true }), script)
    await put(run.cloud, ['a', 'b'])
    await run.idle()
    expect(sentAt(run)).toEqual([0, COLD + 1 + 500, COLD + 1 + 500 + 1])
  })

  test('of three records the first half has two (MODEL)', async () => {
    const { script } = remember((_, nth) => (nth === 1 ? fail('once') : respond(null)))
    const run = deploy(kinesisStack({ BisectBatchOnFunctionError: true }), script)
    await put(run.cloud, ['a', 'b', 'c'])
    await run.idle()
    expect(batches(run)).toEqual([3, 2, 1])
  })
})

describe('§7.3 partial batch responses', () => {
  const REPORT = { FunctionResponseTypes: ['ReportBatchItemFailures'] }
  const failing =
    (...keys: string[]) =>
    ({ Records }: StreamEvent): Outcome =>
      respond({
        batchItemFailures: Records.filter(({ kinesis: { partitionKey } }) => keys.includes(partitionKey)).map(
          ({ kinesis: { sequenceNumber } }) => ({ itemIdentifier: sequenceNumber }),
        ),
      })

  test('what precedes the failed record is done with, the rest is sent again (§14.2, 12)', async () => {
    const { received, script } = remember((event, nth) => (nth === 1 ? failing('c')(event) : respond(null)))
    const run = deploy(kinesisStack(REPORT), script)
    const ids = await put(run.cloud, ['a', 'b', 'c', 'd', 'e'])
    await run.idle()
    expect(received.map(({ data }) => data.join(''))).toEqual(['abcde', 'cde'])
    expect(run.trace('mapping.batch-ended')[0]).toMatchObject({
      outcome: 'partial',
      deleted: ids.slice(0, 2),
      returned: ids.slice(2),
    })
    expect(run.trace('mapping.checkpoint').map(({ sequenceNumber }) => sequenceNumber)).toEqual([ids[1], ids[4]])
  })

  test('of several the lowest sequence number counts, in whatever order they are named', async () => {
    const { received, script } = remember(({ Records }, nth) =>
      nth > 1
        ? respond(null)
        : respond({
            batchItemFailures: [3, 1, 2].map((index) => ({
              itemIdentifier: Records[index]?.kinesis.sequenceNumber,
            })),
          }),
    )
    const run = deploy(kinesisStack(REPORT), script)
    await put(run.cloud, ['a', 'b', 'c', 'd', 'e'])
    await run.idle()
    expect(received.map(({ data }) => data.join(''))).toEqual(['abcde', 'bcde'])
  })

  test('a partial failure is an attempt of what is left (recorded: ls/esm/kinesis-batch-item-failures)', async () => {
    const { received, script } = remember(failing('f'))
    const run = deploy(kinesisStack({ ...REPORT, BatchSize: 3, MaximumRetryAttempts: 3 }), script)
    await put(run.cloud, ['a', 'b', 'c', 'd', 'e', 'f'])
    await run.idle()
    expect(received.map(({ data }) => data.join(''))).toEqual(['abc', 'def', 'f', 'f', 'f'])
    expect(run.trace('mapping.discarded')).toMatchObject([{ invokeCount: 4 }])
  })

  test.each([
    ['""', '""'],
    ['null', 'null'],
    ['[]', '[]'],
    ['{}', '{}'],
    ['an empty list of failures', '{"batchItemFailures":[]}'],
    ['null for a list of failures', '{"batchItemFailures":null}'],
  ])('%s means success (recorded: ls/esm/kinesis-ok-*)', async (_, payload) => {
    const { received, script } = remember(() => ({ kind: 'response', payload }))
    const run = deploy(kinesisStack(REPORT), script)
    await put(run.cloud, ['a', 'b'])
    await run.idle()
    expect(received).toHaveLength(1)
    expect(run.trace('mapping.batch-ended')).toMatchObject([{ outcome: 'success' }])
  })

  test.each([
    ['an unknown sequence number', { itemIdentifier: '123' }],
    ['an empty identifier', { itemIdentifier: '' }],
    ['null as an identifier', { itemIdentifier: null }],
    ['another key', { foo: 'x' }],
    ['another key with null', { foo: null }],
    ['no object', 'x'],
  ])('%s fails the whole batch (recorded: ls/esm/kinesis-bif-*)', async (_, failure) => {
    const { received, script } = remember(() => respond({ batchItemFailures: [failure] }))
    const run = deploy(kinesisStack({ ...REPORT, MaximumRetryAttempts: 2 }), script)
    await put(run.cloud, ['a', 'b'])
    await run.idle()
    expect(received.map(({ data }) => data.join(''))).toEqual(['ab', 'ab', 'ab'])
    expect(run.trace('mapping.discarded')).toMatchObject([{ condition: 'RetryAttemptsExhausted', invokeCount: 3 }])
  })

  test('an exception fails the whole batch (recorded: ls/esm/kinesis-bif-unhandled_exception_in_function)', async () => {
    const { received, script } = remember(() => fail('no'))
    const run = deploy(kinesisStack({ ...REPORT, MaximumRetryAttempts: 2 }), script)
    await put(run.cloud, ['a', 'b'])
    await run.idle()
    expect(received.map(({ data }) => data.join(''))).toEqual(['ab', 'ab', 'ab'])
  })

  test('one unknown identifier among known ones fails the whole batch', async () => {
    const { received, script } = remember(({ Records }, nth) =>
      nth > 1
        ? respond(null)
        : respond({
            batchItemFailures: [{ itemIdentifier: Records[1]?.kinesis.sequenceNumber }, { itemIdentifier: 'x' }],
          }),
    )
    const run = deploy(kinesisStack(REPORT), script)
    await put(run.cloud, ['a', 'b'])
    await run.idle()
    expect(received.map(({ data }) => data.join(''))).toEqual(['ab', 'ab'])
  })

  test('with bisecting too, the batch is split at the failed record, which uses up no attempt', async () => {
    const { received, script } = remember(failing('b', 'd'))
    const run = deploy(
      kinesisStack({ ...REPORT, BisectBatchOnFunctionError: true, MaximumRetryAttempts: 0, BatchSize: 4 }),
      script,
    )
    await put(run.cloud, ['a', 'b', 'c', 'd', 'e'])
    await run.idle()
    // abcd fails at b; bcd fails at its first record: there is nothing to split at, and no attempt left.
    expect(received.map(({ data }) => data.join(''))).toEqual(['abcd', 'bcd', 'e'])
    expect(run.trace('mapping.discarded')).toMatchObject([{ invokeCount: 1 }])
  })

  test('the wait goes on doubling while a batch shrinks (MODEL)', async () => {
    const { script } = remember((event, nth) =>
      nth < 4 ? failing(['b', 'c', 'd'][nth - 1] ?? '')(event) : respond(null),
    )
    const run = deploy(kinesisStack(REPORT), script)
    await put(run.cloud, ['a', 'b', 'c', 'd'])
    await run.idle()
    expect(batches(run)).toEqual([4, 3, 2, 1])
    expect(sentAt(run)).toEqual(instants([500, 1000, 2000]))
  })
})

describe('§7.3 the shard is held up', () => {
  test('records that come meanwhile wait, and the age of the iterator grows', async () => {
    const { script } = remember((_, nth) => (nth < 6 ? fail('no') : respond(null)))
    const run = deploy(kinesisStack(), script)
    await put(run.cloud, ['a'])
    await run.advance(2000)
    await put(run.cloud, ['b'])
    await run.idle()
    const ages = run.trace('mapping.batch-sent').map(({ stream }) => stream?.iteratorAge ?? -1)
    expect(ages.slice(0, 6)).toEqual([...ages.slice(0, 6)].sort((one, other) => one - other))
    expect(ages.at(-1)).toBeGreaterThan(13_000)
  })

  test('GetRecords of others is not held up', async () => {
    const run = deploy(kinesisStack({ MaximumRetryAttempts: 3 }), remember(() => fail('no')).script)
    await put(run.cloud, ['a'])
    await run.advance(2000)
    const { ShardIterator } = await kinesis(run.cloud, 'GetShardIterator', {
      StreamName: 'S',
      ShardId: 'shardId-000000000000',
      ShardIteratorType: 'TRIM_HORIZON',
    })
    expect(await kinesis(run.cloud, 'GetRecords', { ShardIterator })).toMatchObject({ Records: [{}] })
  })
})

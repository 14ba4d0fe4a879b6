/** Fact sheet §7.1 and §7.3: where Lambda begins to read a stream, and in which order it takes its shards. */

import { describe, expect, test } from 'vitest'
import { respond } from '../../unit/cloud/scripted-host'
import { deploy, lambdaFunction, START_TIME } from '../../unit/cloud/stack'
import { kinesis, kinesisStack, lambdaApi, put, remember, STREAM_ARN, stream, streamMapping } from './streams'

const seconds = (count: number): number => count * 1000
const CREATION = seconds(5)

const create = (run: ReturnType<typeof deploy>, input: object): Promise<Record<string, unknown>> =>
  lambdaApi(run.cloud, 'POST', 'event-source-mappings/', {
    FunctionName: 'F',
    EventSourceArn: STREAM_ARN,
    StartingPosition: 'TRIM_HORIZON',
    ...input,
  })

describe('§7.1 StartingPosition', () => {
  test('TRIM_HORIZON begins with the oldest record (recorded: ls/esm/kinesis-trim-horizon)', async () => {
    const { received, script } = remember()
    const run = deploy([lambdaFunction('F'), stream('S')], script)
    await put(run.cloud, ['a', 'b'])
    await run.advance(seconds(60))
    await create(run, {})
    await run.idle()
    expect(received.map(({ data }) => data)).toEqual([['a', 'b']])
  })

  test('TRIM_HORIZON does not begin before the retention period', async () => {
    const { received, script } = remember()
    const run = deploy([lambdaFunction('F'), stream('S')], script)
    await put(run.cloud, ['old'])
    await run.advance(seconds(24 * 3600 + 1))
    await put(run.cloud, ['new'])
    await create(run, {})
    await run.idle()
    expect(received.map(({ data }) => data)).toEqual([['new']])
  })

  test('LATEST begins with what comes once the mapping is there, and misses what came while it was being made', async () => {
    const { received, script } = remember()
    const run = deploy([lambdaFunction('F'), stream('S')], script)
    await put(run.cloud, ['before'])
    await create(run, { StartingPosition: 'LATEST' })
    await run.advance(CREATION - 1)
    await put(run.cloud, ['meanwhile'])
    await run.advance(seconds(2))
    await put(run.cloud, ['after'])
    await run.idle()
    expect(received.map(({ data }) => data)).toEqual([['after']])
  })

  test('AT_TIMESTAMP begins with the first record that came then or later', async () => {
    const { received, script } = remember()
    const run = deploy([lambdaFunction('F'), stream('S')], script)
    for (const text of ['a', 'b', 'c']) {
      await put(run.cloud, [text])
      await run.advance(seconds(10))
    }
    await create(run, {
      StartingPosition: 'AT_TIMESTAMP',
      StartingPositionTimestamp: (START_TIME + seconds(10)) / 1000,
    })
    await run.idle()
    expect(received.map(({ data }) => data)).toEqual([['b', 'c']])
  })

  test('AT_TIMESTAMP after the last record waits for the next one', async () => {
    const { received, script } = remember()
    const run = deploy([lambdaFunction('F'), stream('S')], script)
    await put(run.cloud, ['a'])
    await run.advance(seconds(10))
    await create(run, { StartingPosition: 'AT_TIMESTAMP', StartingPositionTimestamp: (START_TIME + 5000) / 1000 })
    await run.advance(CREATION)
    await put(run.cloud, ['b'])
    await run.idle()
    expect(received.map(({ data }) => data)).toEqual([['b']])
  })

  test('a mapping of a template begins at once', async () => {
    const { received, script } = remember()
    const run = deploy(kinesisStack({ StartingPosition: 'LATEST' }), script)
    await put(run.cloud, ['a'])
    await run.idle()
    expect(received.map(({ data }) => data)).toEqual([['a']])
  })
})

describe('§7.3 parents before children', () => {
  const FIRST = 'shardId-000000000000'
  const split = (run: ReturnType<typeof deploy>): Promise<Record<string, unknown>> =>
    kinesis(run.cloud, 'SplitShard', {
      StreamName: 'S',
      ShardToSplit: FIRST,
      NewStartingHashKey: String(1n << 127n),
    })

  test('a shard that was split is drained before its children are read', async () => {
    const { received, script } = remember(() => respond(null), seconds(2))
    const run = deploy(kinesisStack({ BatchSize: 3 }), script)
    await put(
      run.cloud,
      Array.from({ length: 30 }, (_, index) => `parent${index}`),
    )
    await split(run)
    await run.advance(seconds(10))
    await put(
      run.cloud,
      Array.from({ length: 20 }, (_, index) => `child${index}`),
    )
    await run.idle()
    const order = received.map(({ event }) => event.Records[0]?.eventID.split(':')[0])
    // Ten batches of 2 s: the children have had their records for long.
    expect(order.slice(0, 10)).toEqual(Array.from({ length: 10 }, () => FIRST))
    expect(new Set(order.slice(10))).toEqual(new Set(['shardId-000000000001', 'shardId-000000000002']))
    expect(received.flatMap(({ data }) => data)).toHaveLength(50)
  })

  test('a parent whose batch fails holds up its children', async () => {
    const { received, script } = remember(({ Records }) =>
      Records[0]?.eventID.startsWith(FIRST)
        ? { kind: 'error', error: { errorType: 'Error', errorMessage: 'no', trace: [] } }
        : respond(null),
    )
    const run = deploy(kinesisStack({ MaximumRetryAttempts: 5 }), script)
    await put(run.cloud, ['parent'])
    await split(run)
    await run.advance(seconds(10))
    await put(run.cloud, ['child'])
    await run.idle()
    const discardedAt = run.trace('mapping.discarded')[0]?.at ?? Infinity
    const child = received.find(({ data }) => data.includes('child'))
    expect(child?.at).toBeGreaterThanOrEqual(discardedAt)
  })

  test('the child of a merge is read when both parents are drained', async () => {
    const { received, script } = remember(() => respond(null), 1000)
    const run = deploy([lambdaFunction('F'), stream('S', { ShardCount: 2 }), streamMapping({ BatchSize: 1 })], script)
    await put(
      run.cloud,
      Array.from({ length: 40 }, (_, index) => `parent${index}`),
    )
    await kinesis(run.cloud, 'MergeShards', {
      StreamName: 'S',
      ShardToMerge: FIRST,
      AdjacentShardToMerge: 'shardId-000000000001',
    })
    await run.advance(seconds(10))
    await put(run.cloud, ['child'])
    await run.idle()
    expect(received.at(-1)?.data).toEqual(['child'])
    expect(received.flatMap(({ data }) => data)).toHaveLength(41)
    expect(
      run
        .trace('mapping.shard-drained')
        .map(({ shardId }) => shardId)
        .sort(),
    ).toEqual([FIRST, 'shardId-000000000001'])
  })

  test('children of a shard that is read from LATEST are read from their beginning', async () => {
    const { received, script } = remember()
    const run = deploy(kinesisStack({ StartingPosition: 'LATEST' }), script)
    await run.advance(seconds(1))
    await split(run)
    // The children are there, and the poller learns of them in the same instant.
    await run.advance(seconds(10))
    await put(run.cloud, ['a', 'b', 'c', 'd'])
    await run.idle()
    expect(received.flatMap(({ data }) => data).sort()).toEqual(['a', 'b', 'c', 'd'])
  })

  test('LATEST does not begin with shards that were closed before', async () => {
    const { received, script } = remember()
    const run = deploy([lambdaFunction('F'), stream('S')], script)
    await put(run.cloud, ['old'])
    await split(run)
    await run.advance(seconds(10))
    await create(run, { StartingPosition: 'LATEST' })
    await run.advance(CREATION)
    await put(run.cloud, ['new'])
    await run.idle()
    expect(received.map(({ data }) => data)).toEqual([['new']])
  })
})

describe('§7.1 a mapping that is disabled, changed, deleted', () => {
  const uuidOf = (run: ReturnType<typeof deploy>): string => run.trace('mapping.state')[0]?.mapping ?? ''
  const update = (run: ReturnType<typeof deploy>, input: object): Promise<Record<string, unknown>> =>
    lambdaApi(run.cloud, 'PUT', `event-source-mappings/${uuidOf(run)}`, input)

  test('disabling stops it (recorded: ls/esm/kinesis-disable, ls/esm/ddb-disable)', async () => {
    const { received, script } = remember()
    const run = deploy(kinesisStack({ BatchSize: 10, StartingPosition: 'LATEST' }), script)
    await put(run.cloud, ['a'])
    await run.advance(seconds(2))
    expect(await update(run, { Enabled: false })).toMatchObject({ State: 'Disabling', LastProcessingResult: 'OK' })
    await run.advance(seconds(60))
    await put(run.cloud, ['b'])
    await run.idle()
    expect(received.map(({ data }) => data)).toEqual([['a']])
  })

  test('enabling it again goes on where it stopped, whatever its starting position', async () => {
    const { received, script } = remember()
    const run = deploy(kinesisStack({ StartingPosition: 'LATEST' }), script)
    await put(run.cloud, ['a'])
    await run.advance(seconds(2))
    await update(run, { Enabled: false })
    await run.advance(seconds(10))
    await put(run.cloud, ['b'])
    await run.advance(seconds(10))
    await update(run, { Enabled: true })
    await run.advance(seconds(5))
    await put(run.cloud, ['c'])
    await run.idle()
    expect(received.flatMap(({ data }) => data)).toEqual(['a', 'b', 'c'])
  })

  test('a change in flight sends nothing twice: the batch under way comes to its end', async () => {
    const { received, script } = remember(() => respond(null), seconds(20))
    const run = deploy([lambdaFunction('F', { Timeout: 60 }), stream('S'), streamMapping({ BatchSize: 2 })], script)
    await put(run.cloud, ['a', 'b', 'c', 'd', 'e'])
    await run.advance(seconds(1))
    await update(run, { BatchSize: 100 })
    await run.idle()
    expect(received.map(({ data }) => data)).toEqual([
      ['a', 'b'],
      ['c', 'd', 'e'],
    ])
  })

  test('a batch that waited for its retry is read again', async () => {
    let fails = true
    const { received, script } = remember(() =>
      fails ? { kind: 'error', error: { errorType: 'Error', errorMessage: 'no', trace: [] } } : respond(null),
    )
    const run = deploy(kinesisStack(), script)
    await put(run.cloud, ['a'])
    await run.advance(seconds(3))
    await update(run, { BatchSize: 5 })
    await run.advance(seconds(4))
    fails = false
    await run.idle()
    expect(received.at(-1)?.data).toEqual(['a'])
    expect(run.trace('mapping.batch-ended').at(-1)?.outcome).toBe('success')
  })

  test('each change takes effect some seconds after its answer', async () => {
    const run = deploy(kinesisStack(), remember().script)
    const states: unknown[] = []
    const look = async (): Promise<void> => {
      states.push((await lambdaApi(run.cloud, 'GET', `event-source-mappings/${uuidOf(run)}`))['State'])
    }
    await look()
    for (const change of [{ BatchSize: 5 }, { Enabled: false }, { Enabled: true }]) {
      states.push((await update(run, change))['State'])
      await run.advance(4999)
      await look()
      await run.advance(1)
      await look()
    }
    states.push((await lambdaApi(run.cloud, 'DELETE', `event-source-mappings/${uuidOf(run)}`))['State'])
    expect(states).toEqual([
      'Enabled',
      ...['Updating', 'Updating', 'Enabled'],
      ...['Disabling', 'Disabling', 'Disabled'],
      ...['Enabling', 'Enabling', 'Enabled'],
      'Deleting',
    ])
    await run.advance(5000)
    await expect(look()).rejects.toThrow('The resource you requested does not exist.')
  })

  test('a deleted mapping sends nothing more', async () => {
    const { received, script } = remember()
    const run = deploy(kinesisStack(), script)
    await lambdaApi(run.cloud, 'DELETE', `event-source-mappings/${uuidOf(run)}`)
    await run.advance(seconds(6))
    await put(run.cloud, ['a'])
    await run.idle()
    expect(received).toEqual([])
  })

  test('a mapping of a stream that was deleted has nothing left to read', async () => {
    const { received, script } = remember()
    const run = deploy(kinesisStack(), script)
    await kinesis(run.cloud, 'DeleteStream', { StreamName: 'S' })
    await run.advance(seconds(30))
    await run.idle()
    expect(received).toEqual([])
  })
})

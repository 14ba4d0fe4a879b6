/** Fact sheet §7.3: tumbling windows. */

import { describe, expect, test } from 'vitest'
import type { Outcome } from '../../../src/runtime/protocol'
import { fail, respond } from '../../unit/cloud/scripted-host'
import { COLD, arnOf, deploy, lambdaFunction, queue } from '../../unit/cloud/stack'
import {
  dataOf,
  kinesis,
  kinesisStack,
  lambdaApi,
  messages,
  put,
  remember,
  stream,
  STREAM_ARN,
  type StreamEvent,
} from './streams'

const WINDOW = { TumblingWindowInSeconds: 60 }

/** Counts the records of each window. */
function counting(event: StreamEvent): Outcome {
  const { count = 0 } = event.state as { count?: number }
  return respond({ state: { count: count + event.Records.length } })
}

const summary = ({ event }: { readonly event: StreamEvent }) => ({
  data: dataOf(event).join(''),
  start: event.window?.start.slice(11),
  state: event.state,
  ...(event.isFinalInvokeForWindow && { final: true }),
  ...(event.isWindowTerminatedEarly && { early: true }),
})

const sentAt = (run: ReturnType<typeof deploy>): number[] => run.trace('mapping.batch-sent').map(({ at }) => at)

describe('§7.3 tumbling windows', () => {
  test('the event has the window, its state and the flags, in the Guide’s order', async () => {
    const { received, script } = remember(counting)
    const run = deploy(kinesisStack(WINDOW), script)
    await put(run.cloud, ['a'])
    await run.advance(1000)
    const [first] = received
    expect({ ...first?.event, Records: [] }).toEqual({
      Records: [],
      window: { start: '2026-01-31T12:00:00Z', end: '2026-01-31T12:01:00Z' },
      state: {},
      shardId: 'shardId-000000000000',
      eventSourceARN: STREAM_ARN,
      isFinalInvokeForWindow: false,
      isWindowTerminatedEarly: false,
    })
    expect(Object.keys(first?.event ?? {})).toEqual([
      'Records',
      'window',
      'state',
      'shardId',
      'eventSourceARN',
      'isFinalInvokeForWindow',
      'isWindowTerminatedEarly',
    ])
  })

  test('state goes from one invocation to the next, a final one ends the window, the next window begins empty (§14.2, 13)', async () => {
    const { received, script } = remember(counting)
    const run = deploy(kinesisStack({ ...WINDOW, BatchSize: 2 }), script)
    await put(run.cloud, ['a', 'b', 'c'])
    await run.advance(61_000)
    await put(run.cloud, ['d'])
    await run.idle()
    expect(received.map(summary)).toEqual([
      { data: 'ab', start: '12:00:00Z', state: {} },
      { data: 'c', start: '12:00:00Z', state: { count: 2 } },
      { data: '', start: '12:00:00Z', state: { count: 3 }, final: true },
      { data: 'd', start: '12:01:00Z', state: {} },
      { data: '', start: '12:01:00Z', state: { count: 1 }, final: true },
    ])
  })

  test('records belong to the window in which they came, whenever they are read', async () => {
    const { received, script } = remember(counting)
    const run = deploy([lambdaFunction('F'), stream('S')], script)
    await put(run.cloud, ['a', 'b'])
    await run.advance(59_999)
    await put(run.cloud, ['c'])
    await run.advance(1)
    await put(run.cloud, ['d'])
    await lambdaApi(run.cloud, 'POST', 'event-source-mappings/', {
      FunctionName: 'F',
      EventSourceArn: STREAM_ARN,
      StartingPosition: 'TRIM_HORIZON',
      ...WINDOW,
    })
    await run.idle()
    expect(received.map(summary)).toEqual([
      { data: 'abc', start: '12:00:00Z', state: {} },
      { data: '', start: '12:00:00Z', state: { count: 3 }, final: true },
      { data: 'd', start: '12:01:00Z', state: {} },
      { data: '', start: '12:01:00Z', state: { count: 1 }, final: true },
    ])
    expect(run.trace('mapping.batch-sent').map(({ cause }) => cause)).toEqual([
      'tumbling-window',
      'tumbling-window',
      'no-window',
      'tumbling-window',
    ])
  })

  test('windows are aligned, whenever the mapping began', async () => {
    const { received, script } = remember(counting)
    const run = deploy(kinesisStack({ TumblingWindowInSeconds: 120 }), script)
    await run.advance(150_000)
    await put(run.cloud, ['a'])
    await run.advance(2000)
    expect(received[0]?.event.window).toEqual({ start: '2026-01-31T12:02:00Z', end: '2026-01-31T12:04:00Z' })
  })

  test('the longest window has 900 seconds', async () => {
    const { received, script } = remember(counting)
    const run = deploy(kinesisStack({ TumblingWindowInSeconds: 900 }), script)
    await put(run.cloud, ['a'])
    await run.advance(2000)
    expect(received[0]?.event.window).toEqual({ start: '2026-01-31T12:00:00Z', end: '2026-01-31T12:15:00Z' })
  })

  test('with no more records a window is closed two minutes after its end', async () => {
    const { script } = remember(counting)
    const run = deploy(kinesisStack(WINDOW), script)
    await put(run.cloud, ['a'])
    await run.idle()
    expect(sentAt(run)).toEqual([0, 180_000])
  })

  test('a window stays open while records of it are unread behind a batch that fails', async () => {
    const { received, script } = remember((event, nth) => (nth <= 10 ? fail('No') : counting(event)))
    const run = deploy(kinesisStack({ ...WINDOW, BatchSize: 1 }), script)
    await put(run.cloud, ['a'])
    await run.advance(1000)
    await put(run.cloud, ['b'])
    await run.idle()
    expect(received.slice(10).map(summary)).toEqual([
      { data: 'a', start: '12:00:00Z', state: {} },
      { data: 'b', start: '12:00:00Z', state: { count: 1 } },
      { data: '', start: '12:00:00Z', state: { count: 2 }, final: true },
    ])
  })

  test('a record of the next window closes it at once', async () => {
    const { script } = remember(counting)
    const run = deploy(kinesisStack(WINDOW), script)
    await put(run.cloud, ['a'])
    await run.advance(60_500)
    await put(run.cloud, ['b'])
    await run.advance(1000)
    expect(sentAt(run)).toEqual([0, 61_000, 61_001])
  })

  test('a late batch of an open window still belongs to it', async () => {
    const { received, script } = remember(counting)
    const run = deploy(kinesisStack({ ...WINDOW, MaximumBatchingWindowInSeconds: 90 }), script)
    await run.advance(50_000)
    await put(run.cloud, ['a'])
    await run.idle()
    expect(received.map(summary)).toEqual([
      { data: 'a', start: '12:00:00Z', state: {} },
      { data: '', start: '12:00:00Z', state: { count: 1 }, final: true },
    ])
    expect(sentAt(run)).toEqual([140_000, 180_000])
  })

  test.each([
    ['null', respond(null)],
    ['an object without it', respond({ batchItemFailures: [] })],
    ['a text', respond('done')],
  ])('an answer without state is a failed invocation: %s', async (_, outcome) => {
    const { received, script } = remember((event, nth) => (nth < 3 ? outcome : counting(event)))
    const run = deploy(kinesisStack(WINDOW), script)
    await put(run.cloud, ['a'])
    await run.advance(10_000)
    expect(received.map(({ data }) => data)).toEqual([['a'], ['a'], ['a']])
    expect(sentAt(run)).toEqual([0, COLD + 1 + 500, COLD + 1 + 500 + 1 + 1000])
  })

  test('a batch that fails is sent again with the state before it', async () => {
    const { received, script } = remember((event, nth) => (nth === 2 ? fail('no') : counting(event)))
    const run = deploy(kinesisStack({ ...WINDOW, BatchSize: 1 }), script)
    await put(run.cloud, ['a', 'b'])
    await run.advance(10_000)
    expect(received.map(summary)).toEqual([
      { data: 'a', start: '12:00:00Z', state: {} },
      { data: 'b', start: '12:00:00Z', state: { count: 1 } },
      { data: 'b', start: '12:00:00Z', state: { count: 1 } },
    ])
  })

  test('a batch that is given up leaves the state as it was', async () => {
    const { received, script } = remember((event) => (dataOf(event).includes('b') ? fail('no') : counting(event)))
    const run = deploy(
      kinesisStack(
        {
          ...WINDOW,
          BatchSize: 1,
          MaximumRetryAttempts: 0,
          DestinationConfig: { OnFailure: { Destination: arnOf('Q') } },
        },
        queue('Q'),
      ),
      script,
    )
    await put(run.cloud, ['a', 'b', 'c'])
    await run.advance(10_000)
    expect(received.map(summary)).toMatchObject([
      { data: 'a', state: {} },
      { data: 'b', state: { count: 1 } },
      { data: 'c', state: { count: 1 } },
    ])
    expect(await messages(run.cloud, 'Q')).toHaveLength(1)
  })

  test('with a partial response the state of what was processed is carried on', async () => {
    const { received, script } = remember((event, nth) =>
      nth === 1
        ? respond({
            state: { count: 1 },
            batchItemFailures: [{ itemIdentifier: event.Records[1]?.kinesis.sequenceNumber }],
          })
        : counting(event),
    )
    const run = deploy(kinesisStack({ ...WINDOW, FunctionResponseTypes: ['ReportBatchItemFailures'] }), script)
    await put(run.cloud, ['a', 'b', 'c'])
    await run.advance(10_000)
    expect(received.map(summary)).toMatchObject([
      { data: 'abc', state: {} },
      { data: 'bc', state: { count: 1 } },
    ])
  })

  test('the final invocation is repeated until it succeeds, and holds up the shard', async () => {
    let tries = 0
    const { received, script } = remember((event) =>
      event.isFinalInvokeForWindow && ++tries < 4 ? fail('no') : counting(event),
    )
    const run = deploy(kinesisStack({ ...WINDOW, MaximumRetryAttempts: 0 }), script)
    await put(run.cloud, ['a'])
    await run.advance(60_000)
    await put(run.cloud, ['b'])
    await run.advance(10_000)
    expect(received.map(summary).map(({ data, final }) => (final ? 'final' : data))).toEqual([
      'a',
      'final',
      'final',
      'final',
      'final',
      'b',
    ])
    expect(sentAt(run).slice(1)).toEqual([60_000, 60_501, 61_502, 63_503, 63_504])
  })

  test('a state of more than 1 MB ends the window early: the function is told, and the window goes on with an empty one', async () => {
    const { received, script } = remember((event, nth) =>
      nth === 1 ? respond({ state: { text: 'x'.repeat(1_048_576) } }) : counting(event),
    )
    const run = deploy(kinesisStack({ ...WINDOW, BatchSize: 1 }), script)
    await put(run.cloud, ['a', 'b'])
    await run.idle()
    const told = received.map(summary).map(({ state, ...rest }) => ({ ...rest, size: JSON.stringify(state).length }))
    expect(told).toEqual([
      { data: 'a', start: '12:00:00Z', size: 2 },
      { data: '', start: '12:00:00Z', early: true, size: 1_048_587 },
      { data: 'b', start: '12:00:00Z', size: 2 },
      { data: '', start: '12:00:00Z', final: true, size: '{"count":1}'.length },
    ])
  })

  test('a state of 1 MB exactly is kept', async () => {
    const state = { text: 'x'.repeat(1_048_576 - '{"text":""}'.length) }
    const { received, script } = remember((event, nth) => (nth === 1 ? respond({ state }) : counting(event)))
    const run = deploy(kinesisStack({ ...WINDOW, BatchSize: 1 }), script)
    await put(run.cloud, ['a', 'b'])
    await run.advance(5000)
    expect(received[1]?.event.isWindowTerminatedEarly).toBe(false)
    expect(received[1]?.event.state).toEqual(state)
  })

  test('the end of a shard ends its window; its children begin with a fresh state', async () => {
    const { received, script } = remember(counting)
    const run = deploy(kinesisStack(WINDOW), script)
    await put(run.cloud, ['a'])
    await run.advance(1000)
    await kinesis(run.cloud, 'SplitShard', {
      StreamName: 'S',
      ShardToSplit: 'shardId-000000000000',
      NewStartingHashKey: String(1n << 127n),
    })
    await run.advance(10_000)
    await put(run.cloud, ['b'])
    await run.advance(5000)
    expect(received.map(summary)).toEqual([
      { data: 'a', start: '12:00:00Z', state: {} },
      { data: '', start: '12:00:00Z', state: { count: 1 }, final: true },
      { data: 'b', start: '12:00:00Z', state: {} },
    ])
    expect(received[2]?.event.shardId).not.toBe('shardId-000000000000')
  })

  test('each shard has a window and a state of its own', async () => {
    const { received, script } = remember(counting)
    const run = deploy(
      kinesisStack({ ...WINDOW }).map((one) => (one.logicalId === 'S' ? stream('S', { ShardCount: 2 }) : one)),
      script,
    )
    await put(run.cloud, ['a', 'b', 'c', 'd', 'e', 'f'])
    await run.idle()
    const finals = received.filter(({ event }) => event.isFinalInvokeForWindow)
    expect(new Set(finals.map(({ event }) => event.shardId)).size).toBe(2)
    expect(finals.reduce((sum, { event }) => sum + (event.state as { count: number }).count, 0)).toBe(6)
  })

  test('a parallelization factor above 1 is refused', () => {
    const run = deploy(kinesisStack({ ...WINDOW, ParallelizationFactor: 2 }), remember().script)
    expect(run.diagnostics).toMatchObject([{ logicalId: 'M', severity: 'error' }])
  })

  test('a mapping without a window has none of this in its events', async () => {
    const { received, script } = remember()
    const run = deploy(kinesisStack({ TumblingWindowInSeconds: 0 }), script)
    await put(run.cloud, ['a'])
    await run.idle()
    expect(Object.keys(received[0]?.event ?? {})).toEqual(['Records'])
  })

  test('a change of the mapping keeps the state of the window that is open', async () => {
    const { received, script } = remember(counting)
    const run = deploy(kinesisStack({ TumblingWindowInSeconds: 900 }), script)
    await put(run.cloud, ['a'])
    await run.advance(2000)
    const uuid = run.trace('mapping.state')[0]?.mapping ?? ''
    await lambdaApi(run.cloud, 'PUT', `event-source-mappings/${uuid}`, { BatchSize: 5 })
    await run.advance(6000)
    await put(run.cloud, ['b'])
    await run.advance(2000)
    expect(received.map(summary)).toMatchObject([
      { data: 'a', state: {} },
      { data: 'b', state: { count: 1 } },
    ])
  })
})

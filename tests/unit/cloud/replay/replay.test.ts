import { describe, expect, it } from 'vitest'
import type { RecordedCloud } from '../../../../src/cloud/replay/recorded-cloud'
import { Past } from '../../../../src/cloud/replay/past'
import { Replay } from '../../../../src/cloud/replay/replay'
import { fail, respond, scriptedHost, sendMessage, type Script } from '../scripted-host'
import {
  arnOf,
  deploy,
  deployOn,
  lambdaFunction,
  mapping,
  queue,
  resource,
  START_TIME,
  type Deployed,
  type Run,
} from '../stack'

const textOf = (cloud: Pick<RecordedCloud, 'kernel'>, count?: number): readonly string[] =>
  cloud.kernel.trace
    .since(0)
    .slice(0, count)
    .map((record) => JSON.stringify(record))

/** Whatever the event says: how long, and how it ends. */
const obedient: Script = {
  invoke(event, invocation) {
    const text = JSON.stringify(event)
    if (text.includes('crash')) return { outcome: { kind: 'exit', exitCode: 1 } }
    if (text.includes('hang')) return { outcome: 'never' }
    if (text.includes('spin')) return { outcome: 'unresponsive' }
    if (text.includes('flood')) return { outcome: 'out-of-memory' }
    if (text.includes('bad')) return { takes: 12, outcome: fail('bad') }
    return { takes: 30, outcome: respond(invocation.requestId) }
  },
}

interface Story {
  readonly title: string
  readonly run: () => Promise<Run & Deployed>
}

const STORIES: readonly Story[] = [
  {
    title: 'asynchronous events that fail, are retried and reach a destination',
    async run() {
      const run = deploy(
        [
          queue('Failures'),
          lambdaFunction('F'),
          resource('Config', 'AWS::Lambda::EventInvokeConfig', {
            FunctionName: { Ref: 'F' },
            Qualifier: '$LATEST',
            DestinationConfig: { OnFailure: { Destination: arnOf('Failures') } },
          }),
        ],
        obedient,
      )
      for (const kind of ['bad', 'good', 'hang', 'crash', 'spin', 'flood']) {
        await run.invoke('F', { kind }, { invocationType: 'Event' })
      }
      await run.idle()
      return run
    },
  },
  {
    title: 'batches of a queue, some of them to the dead-letter queue',
    async run() {
      const run = deploy(
        [
          queue('Dead'),
          queue('Q', {
            VisibilityTimeout: 20,
            RedrivePolicy: { deadLetterTargetArn: arnOf('Dead'), maxReceiveCount: 2 },
          }),
          lambdaFunction('F'),
          mapping('M', 'F', 'Q', { BatchSize: 3, MaximumBatchingWindowInSeconds: 1 }),
        ],
        obedient,
      )
      for (let index = 0; index < 12; index++) {
        await run.send('Q', index % 5 ? 'good' : 'bad')
        await run.advance(index * 40)
      }
      await run.idle()
      return run
    },
  },
  {
    title: 'a stream with failing records',
    async run() {
      const run = deploy(
        [
          resource('S', 'AWS::Kinesis::Stream', { Name: 'S', ShardCount: 2 }),
          lambdaFunction('F'),
          mapping('M', 'F', 'S', {
            StartingPosition: 'TRIM_HORIZON',
            BatchSize: 4,
            MaximumRetryAttempts: 2,
            BisectBatchOnFunctionError: true,
          }),
        ],
        { invoke: (_, { requestId }) => ({ outcome: requestId < '8' ? fail('bad') : respond(null) }) },
      )
      for (let index = 0; index < 15; index++) {
        await run.cloud.send({ target: 'S', body: `record ${index}`, key: `key ${index % 4}` })
      }
      await run.advance(60_000)
      return run
    },
  },
  {
    title: 'throttled callers, a burst, and a change of settings meanwhile',
    async run() {
      const run = deployOn(
        scriptedHost(obedient),
        [lambdaFunction('F', { ReservedConcurrentExecutions: 2 })],
        { F: '' },
        { latency: 'typical', cpu: 'measured' },
      )
      for (let index = 0; index < 6; index++) void run.invoke('F', { index })
      await run.advance(50)
      run.cloud.configure({ duplicates: 'sometimes', latency: 'none' })
      void run.cloud.load({ functionName: 'F', payload: '{}', requests: 20, callers: 4 })
      for (let index = 0; index < 8; index++) await run.invoke('F', { index }, { invocationType: 'Event' })
      await run.idle()
      return run
    },
  },
  {
    title: 'provisioned concurrency',
    async run() {
      const run = deploy(
        [
          lambdaFunction('F'),
          resource('V', 'AWS::Lambda::Version', {
            FunctionName: { Ref: 'F' },
            ProvisionedConcurrencyConfig: { ProvisionedConcurrentExecutions: 2 },
          }),
        ],
        obedient,
      )
      await run.advance(200_000)
      for (let index = 0; index < 4; index++) void run.invoke('F', { index }, { qualifier: '1' })
      await run.idle()
      return run
    },
  },
  {
    title: 'calls to services',
    async run() {
      const run = deployOn(
        scriptedHost({
          invoke: (_, __, { nth, configuration }) => (nth % 2 ? { calls: [sendMessage(configuration, 'Q')] } : {}),
        }),
        [queue('Q'), lambdaFunction('F')],
        { F: '' },
        { latency: 'typical' },
      )
      for (let index = 0; index < 3; index++) {
        void run.invoke('F', { index })
        await run.idle()
      }
      return run
    },
  },
]

describe.each(STORIES)('$title', ({ run: tell }) => {
  it('has the very same trace and resources when it is replayed', async () => {
    const { cloud } = await tell()
    expect(cloud.kernel.trace.length).toBeGreaterThan(10)
    const replay = new Replay(cloud.recording)
    await replay.runTo({ at: cloud.kernel.now })
    expect(textOf(replay.cloud)).toEqual(textOf(cloud))
    expect(replay.cloud.views()).toEqual(cloud.views())
  })

  it('has the first records of it when the replay stops on the way, and goes on from there', async () => {
    const { cloud } = await tell()
    const whole = textOf(cloud)
    const replay = new Replay(cloud.recording)
    for (const share of [0.2, 0.5, 0.8, 1]) {
      const records = Math.floor(whole.length * share)
      await replay.runTo({ records })
      expect(textOf(replay.cloud, records)).toEqual(whole.slice(0, records))
    }
  })
})

it('input that comes in while turns are running has its place among them', async () => {
  const ends: (() => void)[] = []
  const host = scriptedHost(obedient)
  const { start } = host
  host.start = () => {
    const process = start()
    return {
      ...process,
      turn: async (message) => (await new Promise<void>((end) => ends.push(end)), process.turn(message)),
    }
  }
  const run = deployOn(host, [lambdaFunction('F')], { F: '' })
  const idle = async (): Promise<void> => {
    for (let count = 0; count < 5; count++) await new Promise((resolve) => setImmediate(resolve))
  }
  void run.invoke('F', { index: 1 })
  void run.invoke('F', { index: 2 })
  const running = run.idle()
  await idle()
  // Both Inits are under way; the second ends first.
  expect(ends).toHaveLength(2)
  ends[1]?.()
  await idle()
  await run.invoke('F', { index: 3 }, { invocationType: 'Event' })
  ends[0]?.()
  for (let count = 0; count < 20; count++) {
    await idle()
    for (const end of ends) end()
  }
  await running
  const replay = new Replay(run.cloud.recording)
  await replay.runTo({ at: run.cloud.kernel.now })
  expect(textOf(replay.cloud)).toEqual(textOf(run.cloud))
})

describe('the past', () => {
  const start = async (bytesMax?: number) => {
    const run = deploy([queue('Q')], obedient)
    if (bytesMax !== undefined) Object.assign(run.cloud.recording, { bytesMax })
    for (let index = 0; index < 5; index++) {
      await run.send('Q', `message ${index}`)
      await run.advance(1000)
    }
    return { run, past: new Past(run.cloud.recording, () => undefined) }
  }
  const visibleAt = async (past: Past, ms: number): Promise<unknown> => {
    const answer = await past.viewsAt(START_TIME + ms)
    if (answer.state !== 'known') return answer.state
    return answer.views.find(({ kind }) => kind === 'Queue')?.tables[0]?.total ?? answer.views
  }

  it('has the messages that were there, forwards and backwards', async () => {
    const { past } = await start()
    const seen: unknown[] = []
    for (const ms of [500, 1500, 4500, 2500, 0, 3999, 3500]) seen.push(await visibleAt(past, ms))
    expect(seen).toEqual([1, 2, 5, 3, 1, 4, 4])
  })

  it('says from when on nothing was written down, and knows what was before', async () => {
    const { run, past } = await start(1800)
    expect(run.cloud.recording.end).not.toBeNull()
    const { at: from } = run.cloud.recording.end ?? { at: 0 }
    expect(await past.viewsAt(from)).toEqual({ state: 'not-recorded', from })
    expect(await visibleAt(past, 500)).toBe(1)
  })
})

/** Runs of every kind of input and outcome, to be had again. */

import { CLOUD_URL } from '../../../../src/checks/protocol'
import { checkInit } from '../../../../src/cloud/checks/check-process'
import { CheckRun } from '../../../../src/cloud/checks/check-run'
import type { ServiceCall } from '../../../../src/runtime/protocol'
import { fail, respond, scriptedHost, sendMessage, type Script } from '../scripted-host'
import { arnOf, deploy, deployOn, lambdaFunction, mapping, queue, resource, type Deployed, type Run } from '../stack'

/** Whatever the event says: how long, and how it ends. */
export const obedient: Script = {
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

export interface Story {
  readonly title: string
  readonly run: () => Promise<Run & Deployed>
}

export const STORIES: readonly Story[] = [
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
  {
    title: 'requests from the web',
    async run() {
      const run = deploy(
        [
          lambdaFunction('F'),
          resource('Url', 'AWS::Lambda::Url', { TargetFunctionArn: { Ref: 'F' }, AuthType: 'NONE' }),
          resource('Open', 'AWS::Lambda::Permission', {
            FunctionName: { Ref: 'F' },
            Action: 'lambda:InvokeFunctionUrl',
            Principal: '*',
            FunctionUrlAuthType: 'NONE',
          }),
        ],
        obedient,
      )
      const [entrance] = run.cloud.entrances()
      const request = (path: string, signed = false) =>
        void run.cloud.http({
          method: 'GET',
          url: `${entrance?.url}${path}`,
          headers: { 'X-Tag': ['a', 'b'] },
          body: '',
          signed,
        })
      request('good')
      request('bad', true)
      await run.advance(40)
      request('crash')
      void run.cloud.http({ method: 'GET', url: 'https://nobody.lambda-url.us-east-1.on.aws/', headers: {}, body: '' })
      await run.idle()
      return run
    },
  },
  {
    title: 'a script of stimuli, with faults that come and go',
    async run() {
      const run = deploy([queue('Q'), lambdaFunction('F'), mapping('M', 'F', 'Q', { BatchSize: 2 })], obedient)
      run.cloud.configure({
        faults: [
          { resource: 'F', kind: 'crash', rate: 0.3 },
          { resource: 'F', kind: 'latency', rate: 0.5, from: 10, to: 900 },
          { resource: 'F', kind: 'poison', nth: 3 },
          { resource: 'Q', kind: 'error', rate: 0.2 },
        ],
      })
      const message = (target: string) => ({ target, body: '{"n":"{{n}}"}' })
      const steps = [
        { at: 0, kind: 'message', message: message('Q'), count: 12, over: 5000, spread: 'poisson' },
        { at: 100, kind: 'invoke', message: message('F'), count: 9, over: 3000, spread: 'ramp', callers: 2 },
        { at: 200, kind: 'invoke-async', message: message('F'), count: 5, over: 0, spread: 'at-once' },
      ] as const
      void run.cloud.play({ steps })
      await run.advance(2500)
      run.cloud.configure({ faults: [{ resource: 'F', kind: 'throttle', rate: 0.5 }], accountConcurrency: 3 })
      await run.idle()
      return run
    },
  },
  {
    title: 'a check, and a second deployment',
    async run() {
      const run = deploy([queue('Q'), lambdaFunction('F')], obedient)
      const ask = (id: number, method: string, argument: object): ServiceCall => ({
        id,
        at: run.cloud.kernel.now,
        method: 'POST',
        url: CLOUD_URL,
        headers: {},
        body: JSON.stringify({ words: method, method, argument }),
      })
      const invocation = { functionName: 'F', payload: '{}', invocationType: 'RequestResponse', logType: 'None' }
      const process = scriptedHost({
        invoke: () => ({
          calls: [
            ask(1, 'faults', [{ resource: 'F', kind: 'throttle', rate: 0.5 }]),
            ask(2, 'invoke', invocation),
            ask(3, 'send', { target: 'Q', body: 'from the check' }),
            ask(4, 'runUntilIdle', { limitMs: 10_000 }),
          ],
        }),
      }).start()
      const init = checkInit(run.cloud, { files: {}, layers: [] }, null)
      const realTime = { now: () => 0, breathe: () => Promise.resolve() }
      await new CheckRun({ cloud: run.cloud, process, realTime, init, event: '{}', realLimit: 1000 }).run()
      const resources = [queue('Q', { VisibilityTimeout: 5 }), queue('Another'), lambdaFunction('F', { Timeout: 9 })]
      const code = new Map([['F', { files: { 'index.js': '2' }, layers: [] }]])
      run.cloud.deploy({ stackName: 'test', resources, parameters: {}, outputs: {} }, code)
      void run.invoke('F', { kind: 'bad' })
      await run.idle()
      return run
    },
  },
  {
    title: 'what is kept for a day runs out while nothing is done',
    async run() {
      const run = deploy(
        [
          resource('S', 'AWS::Kinesis::Stream', { Name: 'S', ShardCount: 1 }),
          queue('Q', { MessageRetentionPeriod: 60 }),
        ],
        obedient,
      )
      for (let index = 0; index < 6; index++) {
        await run.cloud.send({ target: 'S', body: `record ${index}`, key: 'key' })
        await run.send('Q', 'message')
        await run.advance(3_600_000)
      }
      await run.advance(30 * 3_600_000)
      return run
    },
  },
]

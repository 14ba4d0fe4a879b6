/** Functions that are invoked, in each way, and more of them at a time than there may be. */

import { fail } from '../../../unit/cloud/scripted-host'
import { arnOf, lambdaFunction, queue, resource, type Run } from '../../../unit/cloud/stack'
import type { Scenario } from './scenario'

const MINUTE = 60_000

const invokeAsync = (run: Run, functionName: string, event: unknown, qualifier?: string): void =>
  void run.invoke(functionName, event, { invocationType: 'Event', ...(qualifier !== undefined && { qualifier }) })

/** Two at a time, an error, a timeout, an environment that is shut down; a timer is left behind. */
export const calls: Scenario = {
  resources: [lambdaFunction('F', { Timeout: 3 })],
  script: {
    invoke(event, _invocation, { now }) {
      if (event === 'fails') return { outcome: fail('No') }
      if (event === 'hangs') return { outcome: 'never' }
      return { takes: 2.4, lines: [{ at: now, message: 'handled' }], timer: 20 }
    },
    resume: (now) => ({ outcome: 'never', lines: [{ at: now, message: 'the timer fires' }] }),
  },
  async play(run) {
    void run.invoke('F', 'succeeds')
    void run.invoke('F', 'succeeds')
    await run.advance(MINUTE)
    void run.invoke('F', 'fails')
    await run.advance(MINUTE)
    void run.invoke('F', 'hangs')
    await run.advance(20 * MINUTE)
    void run.invoke('F', 'succeeds')
    await run.idle()
  },
}

/** Asynchronous events that succeed, fail for good, and are throttled; destinations and a dead-letter queue. */
export const asyncEvents: Scenario = {
  resources: [
    ...['Done', 'Failed', 'Dead'].map((name) => queue(name)),
    lambdaFunction('F', { DeadLetterConfig: { TargetArn: arnOf('Dead') } }),
    resource('Config', 'AWS::Lambda::EventInvokeConfig', {
      ...{ FunctionName: { Ref: 'F' }, Qualifier: '$LATEST', MaximumRetryAttempts: 1 },
      DestinationConfig: { OnSuccess: { Destination: arnOf('Done') }, OnFailure: { Destination: arnOf('Failed') } },
    }),
    lambdaFunction('OneAtATime', { ReservedConcurrentExecutions: 1, Timeout: 60 }),
  ],
  script: {
    invoke(event) {
      if (event === 'fails') return { outcome: fail('No') }
      return { takes: event === 'slow' ? 10_000 : 1 }
    },
  },
  async play(run) {
    invokeAsync(run, 'F', 'succeeds')
    invokeAsync(run, 'F', 'fails')
    for (const event of ['slow', 'slow']) invokeAsync(run, 'OneAtATime', event)
    await run.idle()
  },
}

/** More than the account, a reservation and provisioned concurrency allow. */
export const burst: Scenario = {
  accountConcurrency: 105,
  resources: [
    lambdaFunction('Plain'),
    lambdaFunction('Reserved', { ReservedConcurrentExecutions: 2 }),
    lambdaFunction('Provisioned', { ReservedConcurrentExecutions: 3 }),
    resource('Version', 'AWS::Lambda::Version', { FunctionName: { Ref: 'Provisioned' } }),
    resource('Alias', 'AWS::Lambda::Alias', {
      ...{ FunctionName: { Ref: 'Provisioned' }, Name: 'live' },
      FunctionVersion: { 'Fn::GetAtt': ['Version', 'Version'] },
      ProvisionedConcurrencyConfig: { ProvisionedConcurrentExecutions: 2 },
    }),
  ],
  async play(run) {
    // Provisioned environments have to be there first.
    await run.advance(MINUTE)
    for (const [name, count, qualifier] of [
      ['Plain', 110],
      ['Reserved', 10],
      ['Provisioned', 10, 'live'],
      ['Provisioned', 1, '1'],
    ] as const) {
      for (let sent = 0; sent < count; sent++) invokeAsync(run, name, {}, qualifier)
      await run.advance(10_000)
    }
  },
}

/** So many environments at once that the rate at which a function scales is the limit. */
export const stampede: Scenario = {
  accountConcurrency: 3000,
  resources: [lambdaFunction('F')],
  async play(run) {
    for (let sent = 0; sent < 1020; sent++) invokeAsync(run, 'F', {})
    await run.advance(10_000)
  },
}

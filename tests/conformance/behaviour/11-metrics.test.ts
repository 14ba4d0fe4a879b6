/** Fact sheet §11.1: Lambda's metrics. */

import { describe, expect, test } from 'vitest'
import { deploy, lambdaFunction, resource } from '../../unit/cloud/stack'
import { fail, respond, type Script } from '../../unit/cloud/scripted-host'
import { kafkaStack, produce } from './brokers'

const SECOND: Script = { invoke: () => ({ takes: 1000, outcome: respond('ok') }) }
const published = [
  lambdaFunction('F'),
  resource('V', 'AWS::Lambda::Version', { FunctionName: { Ref: 'F' } }),
  resource('A', 'AWS::Lambda::Alias', {
    Name: 'prod',
    FunctionName: { Ref: 'F' },
    FunctionVersion: { 'Fn::GetAtt': ['V', 'Version'] },
    ProvisionedConcurrencyConfig: { ProvisionedConcurrentExecutions: 1 },
  }),
]
const F = { FunctionName: 'F' }
const PROD = { ...F, Resource: 'F:prod' }

type Stack = ReturnType<typeof deploy>

type Statistic = 'Sum' | 'Maximum' | 'Minimum' | 'Average'

/** Data points of the last hour and the next. @param period seconds */
function points(
  run: Stack,
  name: string,
  dimensions: Record<string, string>,
  statistic: Statistic,
  period: number,
): readonly Record<string, number>[] {
  const cloudWatch = run.cloud.services.find(({ definition }) => definition.name === 'cloudwatch')?.service
  const now = run.cloud.kernel.now / 1000
  const answer = cloudWatch?.operations['GetMetricStatistics']?.(
    {
      Namespace: 'AWS/Lambda',
      MetricName: name,
      Dimensions: Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value })),
      StartTime: Math.floor(now / 3600) * 3600 - 3600,
      EndTime: Math.floor(now / 3600) * 3600 + 7200,
      Period: period,
      Statistics: [statistic],
    },
    {} as never,
  ) as { readonly Datapoints: readonly Record<string, number>[] }
  return answer.Datapoints
}

function metric(
  run: Stack,
  name: string,
  dimensions: Record<string, string>,
  statistic: Statistic = 'Sum',
): number | undefined {
  const values = points(run, name, dimensions, statistic, 86_400).map((point) => point[statistic] ?? 0)
  if (values.length === 0) return undefined
  return statistic === 'Sum' ? values.reduce((sum, value) => sum + value, 0) : Math.max(...values)
}

/** The statistic of each minute that has data. */
function series(
  run: Stack,
  name: string,
  dimensions: Record<string, string> = {},
  statistic: 'Maximum' | 'Minimum' = 'Maximum',
): readonly (number | undefined)[] {
  return points(run, name, dimensions, statistic, 60)
    .toSorted((a, b) => Number(a['Timestamp']) - Number(b['Timestamp']))
    .map((point) => point[statistic])
}

async function burst(run: Stack, count: number, qualifier?: string): Promise<void> {
  for (let nth = 0; nth < count; nth++) void run.invoke('F', {}, qualifier === undefined ? {} : { qualifier })
  await run.advance(5000)
}

describe('§11.1 Lambda metrics', () => {
  test('Invocations counts successes and errors; Errors only the latter', async () => {
    const run = deploy([lambdaFunction('F')], {
      invoke: (event) => ({ outcome: event === 1 ? fail('boom') : respond('ok') }),
    })
    void run.invoke('F', 0)
    await run.advance(2000)
    void run.invoke('F', 1)
    await run.advance(2000)
    expect([metric(run, 'Invocations', F), metric(run, 'Errors', F)]).toEqual([2, 1])
  })

  test('Throttles are no Invocations and no Errors', async () => {
    const run = deploy([lambdaFunction('F', { ReservedConcurrentExecutions: 1 })], SECOND)
    await burst(run, 3)
    expect([metric(run, 'Throttles', F), metric(run, 'Invocations', F), metric(run, 'Errors', F)]).toEqual([2, 1, 0])
  })

  test('Duration leaves out Init', async () => {
    const run = deploy([lambdaFunction('F')], SECOND)
    await burst(run, 1)
    expect(metric(run, 'Duration', F, 'Maximum')).toBe(1000)
  })

  test('ConcurrentExecutions is what ran at once', async () => {
    const run = deploy([lambdaFunction('F')], SECOND)
    await burst(run, 4)
    expect(metric(run, 'ConcurrentExecutions', F, 'Maximum')).toBe(4)
    expect(metric(run, 'ConcurrentExecutions', {}, 'Maximum')).toBe(4)
  })

  test('without dimensions a metric is about all functions', async () => {
    const run = deploy([lambdaFunction('F'), lambdaFunction('G')], SECOND)
    void run.invoke('G')
    await burst(run, 1)
    expect(metric(run, 'Invocations', {})).toBe(2)
    expect(metric(run, 'ConcurrentExecutions', {}, 'Maximum')).toBe(2)
  })

  test('an invocation by alias counts for the function, the alias, and the alias with the version', async () => {
    const run = deploy(published, SECOND)
    await burst(run, 1, 'prod')
    for (const dimensions of [F, PROD, { ...PROD, ExecutedVersion: '1' }]) {
      expect(metric(run, 'Invocations', dimensions)).toBe(1)
    }
  })

  test('an invocation by version counts for the function and the version', async () => {
    const run = deploy(published, SECOND)
    await burst(run, 1, '1')
    expect(metric(run, 'Invocations', { ...F, Resource: 'F:1' })).toBe(1)
    expect(metric(run, 'Invocations', { ...F, Resource: 'F:1', ExecutedVersion: '1' })).toBeUndefined()
  })

  test('ProvisionedConcurrencyInvocations and …SpilloverInvocations tell what ran where', async () => {
    const run = deploy(published, SECOND)
    await run.advance(10_101)
    await burst(run, 3, 'prod')
    expect(metric(run, 'ProvisionedConcurrencyInvocations', PROD)).toBe(1)
    expect(metric(run, 'ProvisionedConcurrencySpilloverInvocations', PROD)).toBe(2)
  })

  test('ProvisionedConcurrentExecutions and …Utilization tell how much of it is in use', async () => {
    const run = deploy(published, SECOND)
    await run.advance(10_101)
    await burst(run, 1, 'prod')
    expect(metric(run, 'ProvisionedConcurrentExecutions', PROD, 'Maximum')).toBe(1)
    expect(metric(run, 'ProvisionedConcurrencyUtilization', PROD, 'Maximum')).toBe(1)
  })

  test('asynchronous events are counted when they are received, with their age at every attempt', async () => {
    const run = deploy([lambdaFunction('F')], SECOND)
    void run.invoke('F', {}, { invocationType: 'Event' })
    await run.advance(5000)
    expect(metric(run, 'AsyncEventsReceived', F)).toBe(1)
    expect(metric(run, 'AsyncEventAge', F, 'Maximum')).toBe(101)
  })

  test('UnreservedConcurrentExecutions counts what uses unreserved concurrency: nothing reserved, nothing provisioned', async () => {
    const reserving = lambdaFunction('R', { ReservedConcurrentExecutions: 10 })
    const run = deploy([...published, reserving], SECOND)
    await run.advance(10_101)
    for (const name of ['R', 'R']) void run.invoke(name)
    void run.invoke('F')
    // One of them runs in the provisioned environment, the other spills over.
    await burst(run, 2, 'prod')
    expect(metric(run, 'UnreservedConcurrentExecutions', {}, 'Maximum')).toBe(2)
    expect(metric(run, 'ConcurrentExecutions', {}, 'Maximum')).toBe(5)
    expect(metric(run, 'UnreservedConcurrentExecutions', F, 'Maximum')).toBeUndefined()
  })

  test('ClaimedAccountConcurrency is unreserved concurrency in use, all that is reserved, and what is provisioned', async () => {
    const run = deploy([...published, lambdaFunction('R', { ReservedConcurrentExecutions: 600 })], SECOND)
    await run.advance(10_101)
    expect(metric(run, 'ClaimedAccountConcurrency', {}, 'Maximum')).toBe(601)
    await burst(run, 3, 'prod')
    expect(metric(run, 'ClaimedAccountConcurrency', {}, 'Maximum')).toBe(603)
  })

  test('ClaimedAccountConcurrency counts the reservation alone of a function that has both', async () => {
    const [, version, alias] = published
    const fn = lambdaFunction('F', { ReservedConcurrentExecutions: 5 })
    const run = deploy([fn, ...[version, alias].filter((one) => one !== undefined)], SECOND)
    await run.advance(10_101)
    await burst(run, 3, 'prod')
    expect(metric(run, 'ClaimedAccountConcurrency', {}, 'Maximum')).toBe(5)
  })

  test('ClaimedAccountConcurrency follows a reservation that is given back', async () => {
    const run = deploy([lambdaFunction('F', { ReservedConcurrentExecutions: 600 })], SECOND)
    await run.advance(60_000)
    const fn = run.cloud.lambda.find('F')
    if (fn) run.cloud.lambda.reserve(fn, null)
    await burst(run, 1)
    expect(series(run, 'ClaimedAccountConcurrency')).toEqual([600, 1])
  })

  test('OffsetLag is how many records of a topic, over its partitions, the function has not processed', async () => {
    const run = deploy(kafkaStack({ BatchSize: 2 }), SECOND)
    await produce(run, 4, 0)
    await produce(run, 1, 1)
    await run.advance(1200)
    // Both partitions have a batch in flight, and none is done.
    expect(metric(run, 'OffsetLag', F, 'Maximum')).toBe(5)
    await run.advance(60_000)
    await produce(run, 1, 1)
    await run.advance(60_000)
    expect(series(run, 'OffsetLag', F, 'Minimum').at(-1)).toBe(0)
  })
})

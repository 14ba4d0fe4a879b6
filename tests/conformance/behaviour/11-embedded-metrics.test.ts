/** Fact sheet §11.2: metrics in log lines (embedded metric format). */

import { describe, expect, test } from 'vitest'
import { lambdaFunction } from '../../unit/cloud/stack'
import { playground, type Playground } from './playground'

/** Prints the event on standard output, as one line. */
const PRINTER = 'exports.handler = async (event) => { process.stdout.write(JSON.stringify(event) + "\\n") }'

interface Directive {
  readonly Namespace?: string
  readonly Dimensions?: readonly (readonly string[])[]
  readonly Metrics?: readonly object[]
}

const line = (directive: Directive, members: object) => ({
  _aws: {
    Timestamp: Date.UTC(2026, 0, 31, 12),
    CloudWatchMetrics: [{ Namespace: 'ns', Dimensions: [['place']], Metrics: [{ Name: 'time' }], ...directive }],
  },
  place: 'here',
  ...members,
})

interface Listed {
  readonly MetricName: string
  readonly Dimensions?: readonly { readonly Name: string; readonly Value: string }[]
}

function cloudWatch(run: Playground, operation: string, input: object): Record<string, unknown> {
  const found = run.cloud.services.find(({ definition }) => definition.name === 'cloudwatch')?.service
  return found?.operations[operation]?.(input as never, {} as never) as Record<string, unknown>
}

/** Prints the line and lists the metrics that there are then: `name{dimension=value}`. */
async function metricsOf(printed: object): Promise<readonly string[]> {
  const run = await playground([lambdaFunction('F')], { F: PRINTER })
  await run.call('F', printed)
  return listed(run)
}

const listed = (run: Playground): readonly string[] =>
  (cloudWatch(run, 'ListMetrics', { Namespace: 'ns' })['Metrics'] as readonly Listed[]).map(
    ({ MetricName, Dimensions = [] }) =>
      `${MetricName}{${Dimensions.map(({ Name, Value }) => `${Name}=${Value}`).join()}}`,
  )

function statistics(run: Playground, name: string): readonly Record<string, unknown>[] {
  return cloudWatch(run, 'GetMetricStatistics', {
    Namespace: 'ns',
    MetricName: name,
    Dimensions: [{ Name: 'place', Value: 'here' }],
    StartTime: Date.UTC(2026, 0, 31, 11) / 1000,
    EndTime: Date.UTC(2026, 0, 31, 13) / 1000,
    Period: 3600,
    Statistics: ['Sum', 'SampleCount', 'Maximum'],
  })['Datapoints'] as readonly Record<string, unknown>[]
}

describe('§11.2 the embedded metric format', () => {
  test('a line on standard output becomes a metric with its dimensions', async () => {
    expect(await metricsOf(line({}, { time: 100 }))).toEqual(['time{place=here}'])
  })

  test('each set of dimensions is a metric; the empty set is one without dimensions', async () => {
    const printed = line({ Dimensions: [['place'], ['place', 'kind'], []] }, { time: 1, kind: 'k' })
    expect(new Set(await metricsOf(printed))).toEqual(
      new Set(['time{place=here}', 'time{kind=k,place=here}', 'time{}']),
    )
  })

  test('a value may be a list of numbers', async () => {
    const run = await playground([lambdaFunction('F')], { F: PRINTER })
    await run.call('F', line({}, { time: [1, 2, 6] }))
    expect(statistics(run, 'time')).toMatchObject([{ Sum: 9, SampleCount: 3, Maximum: 6 }])
  })

  test('the unit is None without one, and what the line says otherwise', async () => {
    const run = await playground([lambdaFunction('F')], { F: PRINTER })
    const Metrics = [{ Name: 'time', Unit: 'Milliseconds' }, { Name: 'count' }]
    await run.call('F', line({ Metrics }, { time: 100, count: 1 }))
    expect(statistics(run, 'time')).toMatchObject([{ Unit: 'Milliseconds' }])
    expect(statistics(run, 'count')).toMatchObject([{ Unit: 'None' }])
  })

  test.each([
    [100, 1],
    [101, 0],
  ])('a list of %i values makes %i metrics: at most 100', async (count, metrics) => {
    expect(await metricsOf(line({}, { time: Array.from({ length: count }, () => 1) }))).toHaveLength(metrics)
  })

  test.each([
    [100, 100],
    [101, 0],
  ])('a directive of %i metrics makes %i: at most 100', async (count, metrics) => {
    const names = Array.from({ length: count }, (_, nth) => `m${nth}`)
    const printed = line(
      { Metrics: names.map((Name) => ({ Name })) },
      Object.fromEntries(names.map((name) => [name, 1])),
    )
    expect(await metricsOf(printed)).toHaveLength(metrics)
  })

  test.each([
    [30, 1],
    [31, 0],
  ])('a set of %i dimensions makes %i metrics: at most 30', async (count, metrics) => {
    const names = Array.from({ length: count }, (_, nth) => `d${nth}`)
    const printed = line({ Dimensions: [names] }, { time: 1, ...Object.fromEntries(names.map((name) => [name, 'x'])) })
    expect(await metricsOf(printed)).toHaveLength(metrics)
  })

  test.each([
    ['a number', 7],
    ['missing', undefined],
    ['an object', {}],
  ])('a dimension whose member is %s makes no metric: it must be a string at the top level', async (_what, place) => {
    expect(await metricsOf(line({}, { time: 1, place }))).toEqual([])
  })

  test('other members make no metric; they are properties of the log line', async () => {
    const printed = line({}, { time: 1, requestId: '989ffbf8', other: 5 })
    const run = await playground([lambdaFunction('F')], { F: PRINTER })
    await run.call('F', printed)
    expect(listed(run)).toEqual(['time{place=here}'])
    expect(run.logs().some((message) => message.includes('"requestId":"989ffbf8"'))).toBe(true)
  })
})

/** Which metrics are drawn together, and how. Pure. */

import { durationText, quantityText } from '../parts/quantities'
import type { MetricName, MetricQuery, MetricValues } from './cloudwatch'

/** What charts can be shown of: all functions, one function, a queue, an API, a namespace of one's own. */
export interface Subject {
  readonly id: string
  readonly text: string
  readonly charts: readonly ChartDefinition[]
}

export interface ChartDefinition {
  readonly title: string
  readonly lines: readonly (MetricQuery & {
    readonly label: string
    readonly colour: string
    readonly dash?: readonly number[]
  })[]
  readonly kind: 'line' | 'bars'
  readonly valueText: (value: number) => string
}

export interface ChartData {
  readonly definition: ChartDefinition
  /** Of the periods, virtual milliseconds since the epoch. */
  readonly times: readonly number[]
  /** A list of values for each line; sums without a value are 0. */
  readonly values: readonly (readonly (number | null)[])[]
}

/** Points of a chart at most; more are not told apart. */
const POINTS_MAX = 120
/** Milliseconds: those that CloudWatch takes. */
export const PERIODS: readonly number[] = [1000, 5000, 10_000, 30_000, 60_000, 300_000, 3_600_000, 86_400_000]

/** The shortest period that divides the time into no more points than can be seen. */
export const periodFor = (from: number, to: number): number =>
  PERIODS.find((period) => (to - from) / period <= POINTS_MAX) ?? PERIODS[PERIODS.length - 1] ?? 86_400_000

/**
 * What AWS's console charts of a function, and of its event sources. `ms`: durations, ages; `always`: drawn without
 * values, too, where zero is news.
 * Source: Lambda Developer Guide, "Types of metrics for Lambda functions"; SQS Developer Guide, "Available metrics".
 */
const CHARTS: Readonly<Record<string, readonly ChartTemplate[]>> = {
  'AWS/Lambda': [
    { title: 'Invocations', names: ['Invocations'], statistic: 'Sum', tone: '--tone-running', always: true },
    {
      title: 'Errors and throttles',
      names: ['Errors', 'Throttles'],
      statistic: 'Sum',
      tone: '--tone-error',
      always: true,
    },
    {
      title: 'Duration',
      names: ['Duration'],
      statistic: 'percentiles',
      tone: '--tone-success',
      ms: true,
      always: true,
    },
    {
      title: 'Concurrent executions',
      names: ['ConcurrentExecutions', 'ProvisionedConcurrentExecutions'],
      statistic: 'Maximum',
      tone: '--tone-queue',
      always: true,
    },
    {
      title: 'Asynchronous events',
      names: ['AsyncEventsReceived', 'AsyncEventsDropped'],
      statistic: 'Sum',
      tone: '--tone-queue',
    },
    {
      title: 'Asynchronous event age',
      names: ['AsyncEventAge'],
      statistic: 'Maximum',
      tone: '--tone-waiting',
      ms: true,
    },
    { title: 'Iterator age', names: ['IteratorAge'], statistic: 'Maximum', tone: '--tone-waiting', ms: true },
    {
      title: 'Offset lag',
      names: ['OffsetLag', 'MaxOffsetLag', 'SumOffsetLag'],
      statistic: 'Maximum',
      tone: '--tone-waiting',
    },
    {
      title: 'Failures to deliver',
      names: ['DeadLetterErrors', 'DestinationDeliveryFailures'],
      statistic: 'Sum',
      tone: '--tone-error',
    },
    {
      title: 'Provisioned concurrency',
      names: ['ProvisionedConcurrencyInvocations', 'ProvisionedConcurrencySpilloverInvocations'],
      statistic: 'Sum',
      tone: '--tone-init',
    },
    {
      title: 'Recursive invocations dropped',
      names: ['RecursiveInvocationsDropped'],
      statistic: 'Sum',
      tone: '--tone-error',
    },
  ],
  'AWS/SQS': [
    {
      title: 'Messages',
      names: ['NumberOfMessagesSent', 'NumberOfMessagesReceived', 'NumberOfMessagesDeleted'],
      statistic: 'Sum',
      tone: '--tone-queue',
      always: true,
    },
  ],
  'AWS/ApiGateway': [
    { title: 'Requests', names: ['Count'], statistic: 'Sum', tone: '--tone-running', always: true },
    { title: 'Errors', names: ['4XXError', '5XXError', '4xx', '5xx'], statistic: 'Sum', tone: '--tone-error' },
    { title: 'Latency', names: ['Latency', 'IntegrationLatency'], statistic: 'p99', tone: '--tone-success', ms: true },
  ],
}

interface ChartTemplate {
  readonly title: string
  readonly names: readonly string[]
  readonly statistic: 'Sum' | 'Maximum' | 'percentiles' | 'p99'
  readonly tone: string
  readonly ms?: boolean
  readonly always?: boolean
}

/** Lines of one chart, told apart by colour and dashes. */
const COLOURS: readonly string[] = [
  '--tone-running',
  '--tone-throttle',
  '--tone-queue',
  '--tone-error',
  '--tone-success',
]
const DASHES: readonly (readonly number[] | undefined)[] = [undefined, [6, 3], [2, 2], [8, 3, 2, 3]]
const PERCENTILES: readonly string[] = ['p50', 'p90', 'p99', 'Maximum']

/**
 * @param metrics that have values
 * @param label what the page calls a function or queue
 */
export function subjects(metrics: readonly MetricName[], label: (name: string) => string): readonly Subject[] {
  const own = new Map<string, MetricName[]>()
  const found = new Map<string, { readonly text: string; readonly metrics: MetricName[] }>([
    ['AWS/Lambda', { text: 'All functions', metrics: [] }],
  ])
  for (const metric of metrics) {
    const { namespace, dimensions } = metric
    if (CHARTS[namespace] === undefined) {
      own.set(namespace, [...(own.get(namespace) ?? []), metric])
      continue
    }
    // One by name or not at all: versions, event sources and stages are parts of it.
    const name = dimensions.map(({ Value }) => Value).join(' · ')
    const id = name === '' ? namespace : `${namespace}/${name}`
    const text = name === '' ? `All of ${namespace}` : dimensions.map(({ Value }) => label(Value)).join(' · ')
    const subject = found.get(id) ?? { text, metrics: [] }
    subject.metrics.push(metric)
    found.set(id, subject)
  }
  return [
    ...[...found].map(([id, { text, metrics: its }]) => ({ id, text, charts: chartsOf(namespaceOf(id), its) })),
    ...[...own].map(([namespace, its]) => ({ id: namespace, text: namespace, charts: its.map(ownChart) })),
  ].filter(({ charts }) => charts.length > 0)
}

const namespaceOf = (id: string): string => id.split('/').slice(0, 2).join('/')

function chartsOf(namespace: string, metrics: readonly MetricName[]): readonly ChartDefinition[] {
  const dimensions = metrics[0]?.dimensions ?? []
  return (CHARTS[namespace] ?? []).flatMap(
    ({ title, names, statistic, tone, ms, always }): readonly ChartDefinition[] => {
      const known = names.filter((name) => metrics.some((metric) => metric.name === name))
      if (known.length === 0 && !always) return []
      const shown = known.length > 0 ? known : names.slice(0, 1)
      const statistics = statistic === 'percentiles' ? PERCENTILES : [statistic]
      const lines = shown.flatMap((name) => statistics.map((one) => ({ name, statistic: one })))
      return [
        {
          title,
          kind: statistic === 'Sum' && lines.length === 1 ? 'bars' : 'line',
          valueText: ms ? durationText : quantityText,
          lines: lines.map((line, index) => {
            const dash = DASHES[index % DASHES.length]
            return {
              metric: { namespace, name: line.name, dimensions },
              statistic: line.statistic,
              label: statistic === 'percentiles' ? line.statistic.replace('Maximum', 'max') : line.name,
              colour: index === 0 ? tone : (COLOURS.filter((one) => one !== tone)[index - 1] ?? tone),
              ...(dash && { dash }),
            }
          }),
        },
      ]
    },
  )
}

function ownChart(metric: MetricName): ChartDefinition {
  const dimensions = metric.dimensions.map(({ Name, Value }) => `${Name} ${Value}`).join(', ')
  return {
    title: dimensions === '' ? metric.name : `${metric.name} · ${dimensions}`,
    kind: 'line',
    valueText: quantityText,
    lines: [
      { metric, statistic: 'Sum', label: 'sum', colour: '--tone-running' },
      { metric, statistic: 'Average', label: 'average', colour: '--tone-queue', dash: [6, 3] },
    ],
  }
}

/** Puts values of lines onto common periods from the first to the last. @param results one for each line, in order */
export function chartData(
  definition: ChartDefinition,
  results: readonly MetricValues[],
  { from, to, periodMs }: { readonly from: number; readonly to: number; readonly periodMs: number },
): ChartData {
  const times: number[] = []
  for (let at = Math.floor(from / periodMs) * periodMs; at <= to; at += periodMs) times.push(at)
  const values = definition.lines.map(({ statistic }, index) =>
    times.map((at) => results[index]?.get(at) ?? (statistic === 'Sum' ? 0 : null)),
  )
  return { definition, times, values }
}

/** What a chart says, for those who do not see it. */
export function summary({ definition, values }: ChartData): string {
  const lines = definition.lines.map(({ label, statistic }, index) => {
    const known = (values[index] ?? []).filter((value) => value !== null)
    if (known.length === 0) return `${label} no values`
    const all = statistic === 'Sum' ? known.reduce((sum, value) => sum + value, 0) : Math.max(...known)
    return `${label} ${definition.valueText(all)} ${statistic === 'Sum' ? 'in all' : 'at most'}`
  })
  return `${definition.title}: ${lines.join(', ')}`
}

/** CloudWatch as the page's user asks it: the same numbers that GetMetricData gives to an SDK client. */

import type { ColdstartApi } from '../../api/api'

export interface MetricName {
  readonly namespace: string
  readonly name: string
  readonly dimensions: readonly { readonly Name: string; readonly Value: string }[]
}

export interface MetricQuery {
  readonly metric: MetricName
  /** `Sum`, `Average`, `Maximum`, `p99`, … */
  readonly statistic: string
}

/** Values by period: virtual milliseconds since the epoch of its start → value. */
export type MetricValues = ReadonlyMap<number, number>

const ENDPOINT = 'https://monitoring.us-east-1.amazonaws.com/'
const TARGET = 'GraniteServiceVersion20100801'

type Aws = ColdstartApi['aws']

export async function listMetrics(aws: Aws): Promise<readonly MetricName[]> {
  const found: MetricName[] = []
  let token: string | undefined
  do {
    const page = await call<{
      readonly Metrics: readonly {
        readonly Namespace: string
        readonly MetricName: string
        readonly Dimensions: MetricName['dimensions']
      }[]
      readonly NextToken?: string
    }>(aws, 'ListMetrics', token === undefined ? {} : { NextToken: token })
    for (const { Namespace, MetricName, Dimensions } of page.Metrics) {
      found.push({ namespace: Namespace, name: MetricName, dimensions: Dimensions })
    }
    token = page.NextToken
  } while (token !== undefined)
  return found
}

/** @param from, to virtual milliseconds since the epoch @param periodMs 1, 5, 10, 20 or 30 seconds, or minutes */
export async function metricData(
  aws: Aws,
  queries: readonly MetricQuery[],
  { from, to, periodMs }: { readonly from: number; readonly to: number; readonly periodMs: number },
): Promise<readonly MetricValues[]> {
  if (queries.length === 0) return []
  const { MetricDataResults } = await call<{
    readonly MetricDataResults: readonly {
      readonly Timestamps: readonly number[]
      readonly Values: readonly number[]
    }[]
  }>(aws, 'GetMetricData', {
    StartTime: from / 1000,
    EndTime: Math.max(from + 1, to) / 1000,
    ScanBy: 'TimestampAscending',
    MetricDataQueries: queries.map(({ metric, statistic }, index) => ({
      Id: `m${index}`,
      MetricStat: {
        Metric: { Namespace: metric.namespace, MetricName: metric.name, Dimensions: metric.dimensions },
        Period: periodMs / 1000,
        Stat: statistic,
      },
    })),
  })
  return MetricDataResults.map(
    ({ Timestamps, Values }) => new Map(Timestamps.map((at, index) => [at * 1000, Values[index] ?? 0])),
  )
}

async function call<Answer>(aws: Aws, operation: string, input: object): Promise<Answer> {
  const response = await aws({
    method: 'POST',
    url: ENDPOINT,
    headers: { 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': `${TARGET}.${operation}` },
    body: JSON.stringify(input),
  })
  const text = typeof response.body === 'string' ? response.body : new TextDecoder().decode(response.body)
  const answer = JSON.parse(text) as Answer & { readonly message?: string; readonly Message?: string }
  if (response.status === 200) return answer
  throw new Error(`CloudWatch refused ${operation}: ${answer.message ?? answer.Message ?? `status ${response.status}`}`)
}

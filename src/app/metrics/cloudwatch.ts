/** CloudWatch as the page's user asks it: the same numbers that GetMetricData gives to an SDK client. */

import { type Aws, jsonCall, type JsonService } from '../aws/json-call'

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

const CLOUDWATCH: JsonService = { endpoint: 'monitoring', target: 'GraniteServiceVersion20100801' }

export async function listMetrics(aws: Aws): Promise<readonly MetricName[]> {
  const found: MetricName[] = []
  let token: string | undefined
  do {
    const page = await jsonCall<{
      readonly Metrics: readonly {
        readonly Namespace: string
        readonly MetricName: string
        readonly Dimensions: MetricName['dimensions']
      }[]
      readonly NextToken?: string
    }>(aws, CLOUDWATCH, 'ListMetrics', token === undefined ? {} : { NextToken: token })
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
  const { MetricDataResults } = await jsonCall<{
    readonly MetricDataResults: readonly {
      readonly Timestamps: readonly number[]
      readonly Values: readonly number[]
    }[]
  }>(aws, CLOUDWATCH, 'GetMetricData', {
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

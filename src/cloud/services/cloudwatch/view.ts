/** What the page's inspectors show of metrics: one view for each namespace that is not AWS's own. */

import { formatArn, type Account } from '../../aws/arn'
import { VIEW_ROWS_MAX, type ResourceView } from '../contract'
import type { Metric, MetricStore } from './state'

export function createViews(store: MetricStore, account: Account): readonly ResourceView[] {
  const byNamespace = new Map<string, Metric[]>()
  for (const metric of store.all())
    byNamespace.set(metric.namespace, [...(byNamespace.get(metric.namespace) ?? []), metric])
  return [...byNamespace].map(([namespace, metrics]) => ({
    // Namespaces have no ARN; this one only tells them apart.
    arn: formatArn('cloudwatch', account, `namespace/${namespace}`),
    kind: 'Metrics',
    name: namespace,
    facts: [],
    tables: [
      {
        title: 'Metrics',
        columns: ['Metric', 'Dimensions', 'Samples', 'Sum', 'Average', 'Maximum', 'Unit'],
        rows: metrics.slice(0, VIEW_ROWS_MAX).map(rowOf),
        total: metrics.length,
      },
    ],
  }))
}

function rowOf({ name, dimensions, samples, totals }: Metric): readonly string[] {
  const number = (value: number): string => String(Math.round(value * 1000) / 1000)
  return [
    name,
    dimensions.map(({ Name, Value }) => `${Name}=${Value}`).join(', '),
    number(totals.count),
    number(totals.sum),
    number(totals.sum / totals.count),
    number(totals.maximum),
    samples[0]?.unit ?? '',
  ]
}

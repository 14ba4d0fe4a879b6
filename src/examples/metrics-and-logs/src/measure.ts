import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics'
import { CloudWatchClient, PutMetricDataCommand } from '@aws-sdk/client-cloudwatch'
import { CloudWatchLogsClient, FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs'
import type { Context } from 'aws-lambda'

const metrics = new Metrics()
const cloudWatch = new CloudWatchClient({})
const logs = new CloudWatchLogsClient({})

export const handler = async (event: { readonly total: number }, context: Context) => {
  // A line of JSON on standard output: costs no call.
  metrics.addMetric('OrderTotal', MetricUnit.Count, event.total)
  metrics.publishStoredMetrics()
  // The same through the API.
  const MetricData = [{ MetricName: 'Checkouts', Value: 1, Unit: 'Count' as const }]
  await cloudWatch.send(new PutMetricDataCommand({ Namespace: 'Shop', MetricData }))
  const { events = [] } = await logs.send(
    new FilterLogEventsCommand({ logGroupName: context.logGroupName, filterPattern: '{ $.OrderTotal > 0 }' }),
  )
  return { linesWithMetrics: events.length }
}

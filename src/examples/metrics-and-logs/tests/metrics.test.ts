import { CloudWatchClient, GetMetricStatisticsCommand } from '@aws-sdk/client-cloudwatch'
import { clock, cloud, expect, test } from 'coldstart/test'
import order from '../events/order.json'

const sumOf = async (MetricName: string, Dimensions: readonly { Name: string; Value: string }[]) => {
  const { Datapoints = [] } = await new CloudWatchClient({}).send(
    new GetMetricStatisticsCommand({
      Namespace: 'Shop',
      MetricName,
      Dimensions: [...Dimensions],
      Statistics: ['Sum'],
      Period: 60,
      StartTime: new Date(clock.now() - 600_000),
      EndTime: new Date(clock.now() + 600_000),
    }),
  )
  return Datapoints.map(({ Sum }) => Sum)
}

test('both metrics are counted, and the line is found', async () => {
  expect((await cloud.invoke('Measure', order)).payload).toEqual({ linesWithMetrics: 1 })
  await clock.runUntilIdle()
  expect(await sumOf('OrderTotal', [{ Name: 'service', Value: 'checkout' }])).toEqual([42])
  expect(await sumOf('Checkouts', [])).toEqual([1])
})

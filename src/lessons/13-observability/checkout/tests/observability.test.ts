import { CloudWatchClient, GetMetricStatisticsCommand } from '@aws-sdk/client-cloudwatch'
import { CloudWatchLogsClient, FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs'
import { BatchGetTracesCommand, GetTraceSummariesCommand, XRayClient } from '@aws-sdk/client-xray'
import { beforeEach, clock, cloud, expect, test } from 'coldstart/test'

const logs = new CloudWatchLogsClient({})
const cloudWatch = new CloudWatchClient({})
const xray = new XRayClient({})

const orders = [
  { order: 'A-1', total: 40 },
  { order: 'A-2', total: 9000 },
  { order: 'A-3', total: 25 },
  { order: 'A-4', total: 7000 },
]
let begin: Date

beforeEach(async () => {
  begin = new Date(clock.now())
  for (const order of orders) await cloud.invoke('Checkout', order)
  await clock.advance('1m')
})

test('every line about an order says which order, in a field of its own', async () => {
  for (const [order, last] of [
    ['A-1', 'ordered'],
    ['A-2', 'declined'],
    ['A-3', 'ordered'],
  ]) {
    const { events = [] } = await logs.send(
      new FilterLogEventsCommand({
        logGroupName: `/aws/lambda/${cloud.resource('Checkout').name}`,
        filterPattern: `{ $.order = "${order}" }`,
      }),
    )
    expect(events.map(({ message }) => JSON.parse(message ?? '{}').message)).toEqual(['asking the bank', last])
  }
})

test('the metric Declined in the namespace Shop counts two of four orders', async () => {
  const { Datapoints = [] } = await cloudWatch.send(
    new GetMetricStatisticsCommand({
      Namespace: 'Shop',
      MetricName: 'Declined',
      Dimensions: [{ Name: 'service', Value: 'checkout' }],
      StartTime: begin,
      EndTime: new Date(clock.now()),
      Period: 3600,
      Statistics: ['Sum', 'SampleCount'],
    }),
  )
  expect(Datapoints).toMatchObject([{ Sum: 2, SampleCount: 4 }])
})

test('X-Ray has a trace of the first order, with its call to DynamoDB', async () => {
  const { TraceSummaries = [] } = await xray.send(
    new GetTraceSummariesCommand({ StartTime: begin, EndTime: new Date(clock.now()) }),
  )
  const { Traces = [] } = await xray.send(
    new BatchGetTracesCommand({ TraceIds: TraceSummaries.map(({ Id = '' }) => Id) }),
  )
  const documents = Traces.flatMap(({ Segments = [] }) => Segments.map(({ Document }) => Document ?? ''))
  expect(documents.some((document) => document.includes('"operation":"PutItem"'))).toBe(true)
})

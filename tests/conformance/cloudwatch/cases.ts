import {
  CloudWatchClient,
  GetMetricDataCommand,
  GetMetricStatisticsCommand,
  ListMetricsCommand,
  PutMetricDataCommand,
  type Dimension,
  type GetMetricStatisticsCommandInput,
  type MetricDatum,
} from '@aws-sdk/client-cloudwatch'
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda'
import { CreateQueueCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs'
import assert from 'node:assert/strict'
import { casesOf, type Aws } from '../sdk/case'

const REFERENCE = 'CloudWatch API Reference'
const Namespace = 'Shop'
const MetricName = 'Orders'

const clientOf = (aws: Aws) => new CloudWatchClient(aws.config)

const put = (aws: Aws, ...MetricData: MetricDatum[]) =>
  clientOf(aws).send(new PutMetricDataCommand({ Namespace, MetricData }))

async function statistics(aws: Aws, more: Partial<GetMetricStatisticsCommandInput> = {}) {
  const now = await aws.now()
  const { Datapoints = [] } = await clientOf(aws).send(
    new GetMetricStatisticsCommand({
      Namespace,
      MetricName,
      StartTime: new Date(now - 3_600_000),
      EndTime: new Date(now + 60_000),
      Period: 60,
      Statistics: ['SampleCount', 'Sum', 'Average', 'Minimum', 'Maximum'],
      ...more,
    }),
  )
  return Datapoints
}

async function failing(promise: Promise<unknown>, name: string, message?: RegExp): Promise<void> {
  await assert.rejects(promise, (error: Error) => {
    assert.equal(error.name, name)
    if (message) assert.match(error.message, message)
    return true
  })
}

async function sumOf(aws: Aws, namespace: string, name: string, Dimensions: Dimension[]): Promise<number | undefined> {
  const [point] = await statistics(aws, {
    Namespace: namespace,
    MetricName: name,
    Dimensions,
    Statistics: ['Sum'],
    Period: 7200,
  })
  return point?.Sum
}

export default casesOf('cloudwatch', {
  'PutMetricData: values of a period become statistics': {
    source: `${REFERENCE}, PutMetricData, GetMetricStatistics`,
    async run(aws) {
      await put(aws, { MetricName, Value: 1 }, { MetricName, Value: 4 })
      const [point, ...others] = await statistics(aws)
      assert.deepEqual(others, [])
      assert.deepEqual(
        { ...point, Timestamp: undefined },
        { Timestamp: undefined, SampleCount: 2, Sum: 5, Average: 2.5, Minimum: 1, Maximum: 4, Unit: 'None' },
      )
      assert.equal(point?.Timestamp?.getTime(), Math.floor((await aws.now()) / 60_000) * 60_000)
    },
  },
  'PutMetricData: Values with Counts': {
    source: `${REFERENCE}, MetricDatum, Values and Counts`,
    async run(aws) {
      await put(aws, { MetricName, Values: [1, 2], Counts: [3, 1] })
      const [point] = await statistics(aws)
      assert.equal(point?.SampleCount, 4)
      assert.equal(point.Sum, 5)
    },
  },
  'PutMetricData: a statistic set': {
    source: `${REFERENCE}, MetricDatum, StatisticValues`,
    async run(aws) {
      await put(aws, { MetricName, StatisticValues: { SampleCount: 4, Sum: 10, Minimum: 1, Maximum: 4 } })
      const [point] = await statistics(aws)
      assert.equal(point?.Average, 2.5)
    },
  },
  'PutMetricData refuses a value and values': {
    source: `${REFERENCE}, PutMetricData, InvalidParameterCombination`,
    run: (aws) =>
      failing(
        put(aws, { MetricName, Value: 1, Values: [2] }),
        'InvalidParameterCombinationException',
        /mutually exclusive/,
      ),
  },
  'PutMetricData refuses a datum without a value': {
    source: `${REFERENCE}, MetricDatum: Value, Values or StatisticValues`,
    run: (aws) => failing(put(aws, { MetricName }), 'InvalidParameterCombinationException'),
  },
  "PutMetricData refuses AWS's own namespaces": {
    source: `${REFERENCE}, PutMetricData, Namespace: do not specify a namespace that begins with "AWS/"`,
    run: (aws) =>
      failing(
        clientOf(aws).send(new PutMetricDataCommand({ Namespace: 'AWS/Shop', MetricData: [{ MetricName, Value: 1 }] })),
        'InvalidParameterValueException',
        /Namespace is invalid/,
      ),
  },
  'PutMetricData refuses a resolution that does not exist': {
    source: 'boto/botocore issue 1671, the text',
    run: (aws) =>
      failing(
        put(aws, { MetricName, Value: 1, StorageResolution: 300 }),
        'InvalidParameterValueException',
        /^The parameter MetricData\.member\.1\.StorageResolution must be a value in the set \[ 1, 60 \]\.$/,
      ),
  },
  'PutMetricData refuses times too far away': {
    source: `${REFERENCE}, PutMetricData: two weeks before, two hours after now`,
    async run(aws) {
      const now = await aws.now()
      await failing(
        put(aws, { MetricName, Value: 1, Timestamp: new Date(now - 15 * 86_400_000) }),
        'InvalidParameterValueException',
      )
      await failing(
        put(aws, { MetricName, Value: 1, Timestamp: new Date(now + 3 * 3_600_000) }),
        'InvalidParameterValueException',
      )
      await put(aws, { MetricName, Value: 1, Timestamp: new Date(now - 13 * 86_400_000) })
    },
  },
  'PutMetricData refuses more than 1,000 data, 30 dimensions, 150 values': {
    source: `${REFERENCE}, PutMetricData; CloudWatch quotas`,
    async run(aws) {
      const data = Array.from({ length: 1001 }, () => ({ MetricName, Value: 1 }))
      await failing(put(aws, ...data), 'InvalidParameterValueException')
      const Dimensions = Array.from({ length: 31 }, (_, index) => ({ Name: `d${index}`, Value: 'v' }))
      await failing(put(aws, { MetricName, Value: 1, Dimensions }), 'InvalidParameterValueException')
      await failing(
        put(aws, { MetricName, Values: Array.from({ length: 151 }, () => 1) }),
        'InvalidParameterValueException',
      )
    },
  },
  'PutMetricData refuses a unit that does not exist': {
    source: `${REFERENCE}, MetricDatum, Unit`,
    run: (aws) =>
      failing(put(aws, { MetricName, Value: 1, Unit: 'Parsec' as 'Count' }), 'InvalidParameterValueException'),
  },
  'Each combination of dimensions is a metric of its own': {
    source: 'CloudWatch User Guide, Metrics concepts, Dimension combinations',
    async run(aws) {
      const Dimensions = [
        { Name: 'Server', Value: 'Prod' },
        { Name: 'Domain', Value: 'Frankfurt' },
      ]
      await put(aws, { MetricName, Value: 105, Dimensions })
      assert.equal(await sumOf(aws, Namespace, MetricName, Dimensions.toReversed()), 105)
      assert.equal(await sumOf(aws, Namespace, MetricName, Dimensions.slice(0, 1)), undefined)
      assert.equal(await sumOf(aws, Namespace, MetricName, []), undefined)
    },
  },
  'Values of two periods are two data points': {
    source: 'CloudWatch User Guide, Metrics concepts, Periods',
    async run(aws) {
      await put(aws, { MetricName, Value: 1 })
      await aws.advance(60_000)
      await put(aws, { MetricName, Value: 2 })
      const points = await statistics(aws, { Statistics: ['Sum'] })
      assert.deepEqual(
        points.map(({ Sum }) => Sum),
        [1, 2],
      )
    },
  },
  'Values of two units are two data points': {
    source: 'CloudWatch User Guide, Metrics concepts, Units',
    async run(aws) {
      await put(aws, { MetricName, Value: 1, Unit: 'Count' }, { MetricName, Value: 2, Unit: 'Seconds' })
      assert.equal((await statistics(aws)).length, 2)
      const [seconds, ...others] = await statistics(aws, { Unit: 'Seconds' })
      assert.equal(seconds?.Sum, 2)
      assert.deepEqual(others, [])
    },
  },
  Percentiles: {
    source: 'CloudWatch statistics definitions, Percentile',
    async run(aws) {
      await put(aws, { MetricName, Values: Array.from({ length: 100 }, (_, index) => index + 1) })
      const [point] = await statistics(aws, { Statistics: undefined, ExtendedStatistics: ['p95', 'p50', 'p100'] })
      assert.deepEqual(point?.ExtendedStatistics, { p95: 95, p50: 50, p100: 100 })
    },
  },
  'GetMetricStatistics refuses too many data points': {
    source: 'cloud-custodian issue 7683, the text',
    async run(aws) {
      const now = await aws.now()
      const many = statistics(aws, { StartTime: new Date(now - 86_400_000), EndTime: new Date(now), Period: 1 })
      await failing(
        many,
        'InvalidParameterCombinationException',
        /^You have requested up to 86400 datapoints, which exceeds the limit of 1440\./,
      )
    },
  },
  'GetMetricStatistics refuses a start after the end, a period of 90 s, no statistic': {
    source: `${REFERENCE}, GetMetricStatistics`,
    async run(aws) {
      const now = new Date(await aws.now())
      await failing(statistics(aws, { StartTime: now, EndTime: now }), 'InvalidParameterValueException')
      await failing(statistics(aws, { Period: 90 }), 'InvalidParameterValueException')
      await failing(statistics(aws, { Statistics: undefined }), 'InvalidParameterCombinationException')
    },
  },
  'GetMetricData: newest first, unless it is told otherwise': {
    source: `${REFERENCE}, GetMetricData, ScanBy: default TimestampDescending`,
    async run(aws) {
      await put(aws, { MetricName, Value: 1 })
      await aws.advance(60_000)
      await put(aws, { MetricName, Value: 2 })
      const now = await aws.now()
      const get = async (ScanBy?: 'TimestampAscending') => {
        const { MetricDataResults } = await clientOf(aws).send(
          new GetMetricDataCommand({
            StartTime: new Date(now - 3_600_000),
            EndTime: new Date(now + 1000),
            MetricDataQueries: [
              { Id: 'a', MetricStat: { Metric: { Namespace, MetricName }, Period: 60, Stat: 'Sum' } },
            ],
            ...(ScanBy && { ScanBy }),
          }),
        )
        return MetricDataResults?.[0]
      }
      const descending = await get()
      assert.deepEqual(descending?.Values, [2, 1])
      assert.equal(descending.StatusCode, 'Complete')
      assert.equal(descending.Label, MetricName)
      assert.deepEqual((await get('TimestampAscending'))?.Values, [1, 2])
    },
  },
  'GetMetricData refuses ids twice, and with a capital': {
    source: `${REFERENCE}, MetricDataQuery, Id`,
    async run(aws) {
      const now = await aws.now()
      const get = (...ids: string[]) =>
        clientOf(aws).send(
          new GetMetricDataCommand({
            StartTime: new Date(now - 1000),
            EndTime: new Date(now),
            MetricDataQueries: ids.map((Id) => {
              return { Id, MetricStat: { Metric: { Namespace, MetricName }, Period: 60, Stat: 'Sum' } }
            }),
          }),
        )
      await failing(get('a', 'a'), 'ValidationException')
      await failing(get('A'), 'ValidationException')
    },
  },
  'GetMetricData says that expressions are not simulated': {
    source: 'README, fidelity table: no metric math',
    async run(aws) {
      const now = await aws.now()
      const command = new GetMetricDataCommand({
        StartTime: new Date(now - 1000),
        EndTime: new Date(now),
        MetricDataQueries: [{ Id: 'a', Expression: 'm1 + m2' }],
      })
      await failing(clientOf(aws).send(command), 'ValidationException', /not simulated/)
    },
  },
  'ListMetrics filters by namespace, name and dimension': {
    source: `${REFERENCE}, ListMetrics`,
    async run(aws) {
      await put(
        aws,
        { MetricName, Value: 1, Dimensions: [{ Name: 'Shop', Value: 'a' }] },
        { MetricName: 'Other', Value: 1 },
      )
      const names = async (input: object) => {
        const { Metrics = [] } = await clientOf(aws).send(new ListMetricsCommand(input))
        return Metrics.map((metric) => metric.MetricName)
      }
      assert.deepEqual(await names({ Namespace }), [MetricName, 'Other'])
      assert.deepEqual(await names({ Namespace, Dimensions: [{ Name: 'Shop' }] }), [MetricName])
      assert.deepEqual(await names({ Namespace, Dimensions: [{ Name: 'Shop', Value: 'b' }] }), [])
      assert.deepEqual(await names({ Namespace, MetricName: 'Other' }), ['Other'])
    },
  },
  'ListMetrics: what was active within three hours': {
    source: `${REFERENCE}, ListMetrics, RecentlyActive PT3H`,
    async run(aws) {
      await put(aws, { MetricName, Value: 1 })
      await aws.advance(3 * 3_600_000 + 1)
      const { Metrics } = await clientOf(aws).send(new ListMetricsCommand({ Namespace, RecentlyActive: 'PT3H' }))
      assert.deepEqual(Metrics, [])
    },
  },
  'ListMetrics refuses a token that it never gave': {
    source: `${REFERENCE}, ListMetrics, InvalidNextToken`,
    run: (aws) => failing(clientOf(aws).send(new ListMetricsCommand({ NextToken: 'x' })), 'InvalidNextToken'),
  },
  'AWS/Lambda: an invocation counts by function and in all': {
    source: 'Lambda Developer Guide, Types of metrics for Lambda functions',
    async run(aws) {
      await aws.during(
        new LambdaClient(aws.config).send(new InvokeCommand({ FunctionName: 'echo', Payload: '{}' })),
        5000,
      )
      const Dimensions = [{ Name: 'FunctionName', Value: 'echo' }]
      assert.equal(await sumOf(aws, 'AWS/Lambda', 'Invocations', Dimensions), 1)
      assert.equal(await sumOf(aws, 'AWS/Lambda', 'Errors', Dimensions), 0)
      assert.equal(await sumOf(aws, 'AWS/Lambda', 'Invocations', []), 1)
      assert.equal(await sumOf(aws, 'AWS/Lambda', 'ConcurrentExecutions', Dimensions), 1)
    },
  },
  'AWS/SQS: messages sent count by queue': {
    source: 'SQS Developer Guide, Available CloudWatch metrics for Amazon SQS',
    async run(aws) {
      const sqs = new SQSClient(aws.config)
      const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: 'q' }))
      await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'm' }))
      assert.equal(await sumOf(aws, 'AWS/SQS', 'NumberOfMessagesSent', [{ Name: 'QueueName', Value: 'q' }]), 1)
    },
  },
  'PutMetricData may be allowed for a namespace': {
    source: 'CloudWatch User Guide, Using condition keys to limit access to CloudWatch namespaces',
    async run(aws) {
      const config = await aws.role({
        Version: '2012-10-17',
        Statement: [
          {
            Effect: 'Allow',
            Action: 'cloudwatch:PutMetricData',
            Resource: '*',
            Condition: { StringEquals: { 'cloudwatch:namespace': 'Shop' } },
          },
        ],
      })
      const client = new CloudWatchClient(config)
      await client.send(new PutMetricDataCommand({ Namespace, MetricData: [{ MetricName, Value: 1 }] }))
      const other = client.send(
        new PutMetricDataCommand({ Namespace: 'Other', MetricData: [{ MetricName, Value: 1 }] }),
      )
      await failing(other, 'AccessDeniedException', /is not authorized to perform: cloudwatch:PutMetricData/)
    },
  },
})

/**
 * Amazon MSK and self-managed Apache Kafka as event sources. Source: fact sheet §7.1, §7.4, §10.4; Guide, "Using Lambda with
 * Amazon MSK", "Configuring error handling controls for Kafka event sources", "Using a Kafka topic as an on-failure
 * destination". Waits between retries are those of the pollers of streams (MODEL).
 */

import { describe, expect, it } from 'vitest'
import { murmur2 } from '../../../src/cloud/services/kafka/partitioner'
import { fail, respond } from '../../unit/cloud/scripted-host'
import { arnOf, COLD, lambdaFunction, queue, resource, START_TIME } from '../../unit/cloud/stack'
import {
  BASIC_AUTH,
  deploy,
  kafkaStack,
  msk,
  ofTopic,
  produce,
  put,
  recordsOf,
  SECRET,
  text,
  values,
  type KafkaEvent,
} from './brokers'
import { playground } from './playground'
import { recorder } from './polling'

const kafka = recorder<KafkaEvent>

describe('§7.4 the event of Kafka', () => {
  it('has the cluster, its bootstrap servers, and the records by topic and partition', async () => {
    const { events, script } = kafka()
    const run = deploy(kafkaStack(), script)
    await put(run, 'Cluster/orders', { body: '{"id":1}', key: 'k', headers: { headerKey: 'he' }, partition: 1 })
    await run.idle()
    expect(events).toEqual([
      {
        eventSource: 'aws:kafka',
        eventSourceArn: expect.stringMatching(
          /^arn:aws:kafka:us-east-1:123456789012:cluster\/demo\/[0-9a-f-]+$/,
        ) as string,
        bootstrapServers: expect.stringMatching(
          /^b-1\.demo\.\w+\.c1\.kafka\.us-east-1\.amazonaws\.com:9092,b-2\.demo\.\w+\.c1\.kafka\.us-east-1\.amazonaws\.com:9092$/,
        ) as string,
        records: {
          'orders-1': [
            {
              topic: 'orders',
              partition: 1,
              offset: 0,
              timestamp: START_TIME,
              timestampType: 'CREATE_TIME',
              key: 'aw==',
              value: 'eyJpZCI6MX0=',
              headers: [{ headerKey: [104, 101] }],
            },
          ],
        },
      },
    ])
  })

  it('a record without a key has none', async () => {
    const { events, script } = kafka()
    const run = deploy(kafkaStack(), script)
    await put(run, 'Cluster/orders', { body: 'x' })
    await run.idle()
    expect(events.flatMap(recordsOf)[0]).not.toHaveProperty('key')
  })

  it('of self-managed Kafka it has another source and no ARN', async () => {
    const { events, script } = kafka()
    const mapping = resource('M', 'AWS::Lambda::EventSourceMapping', {
      FunctionName: { Ref: 'F' },
      SelfManagedEventSource: { Endpoints: { KafkaBootstrapServers: ['broker-1.example.com:9092'] } },
      Topics: ['orders'],
      StartingPosition: 'TRIM_HORIZON',
      SourceAccessConfigurations: [{ Type: 'SASL_SCRAM_512_AUTH', URI: SECRET }],
    })
    const run = deploy([lambdaFunction('F'), mapping], script)
    expect(run.diagnostics).toEqual([])
    const topic = 'arn:aws:kafka:us-east-1:123456789012:topic/self-managed/broker-1.example.com:9092/orders'
    await put(run, topic, { body: 'x' })
    await run.idle()
    expect(events[0]).toMatchObject({
      eventSource: 'SelfManagedKafka',
      bootstrapServers: 'broker-1.example.com:9092',
      records: { 'orders-0': [{ value: 'eA==' }] },
    })
    expect(events[0]).not.toHaveProperty('eventSourceArn')
  })

  it('reaches a real handler', async () => {
    const run = await playground(kafkaStack(), {
      F: `exports.handler = async (event) => {
        for (const [partition, records] of Object.entries(event.records))
          for (const { value } of records) console.log(partition, Buffer.from(value, 'base64').toString())
      }`,
    })
    await put(run, 'Cluster/orders', { body: 'hello', partition: 0 })
    await run.advance(5_000)
    expect(run.logs().join('\n')).toContain('orders-0 hello')
  })
})

describe('§7.1 batches of Kafka', () => {
  it('the window is 500 ms unless it is set', async () => {
    const { script } = kafka()
    const run = deploy(kafkaStack(), script)
    await run.advance(1_000)
    await produce(run, 1)
    await run.idle()
    expect(run.trace('mapping.batch-sent')).toMatchObject([{ at: 1_500, cause: 'batch-window' }])
  })

  it.each([
    [1, 1_000],
    [30, 30_000],
  ])('a window of %i s', async (MaximumBatchingWindowInSeconds, at) => {
    const run = deploy(kafkaStack({ MaximumBatchingWindowInSeconds }), kafka().script)
    await produce(run, 1)
    await run.idle()
    expect(run.trace('mapping.batch-sent')[0]?.at).toBe(at)
  })

  it('a batch has 100 records unless it is set', async () => {
    const { events, script } = kafka()
    const run = deploy(kafkaStack(), script)
    await produce(run, 130)
    await run.idle()
    expect(events.map((event) => recordsOf(event).length)).toEqual([100, 30])
  })

  it('BatchSize above ten needs no window, unlike that of SQS', async () => {
    expect(
      deploy(kafkaStack({ BatchSize: 10_000, MaximumBatchingWindowInSeconds: 0 }), kafka().script).diagnostics,
    ).toEqual([])
    expect(deploy(kafkaStack({ BatchSize: 10_001 }), kafka().script).diagnostics).toHaveLength(1)
  })

  it('partitions are processed beside each other, each in its order', async () => {
    const { events, script } = kafka(() => respond(null), 2_000)
    const run = deploy(kafkaStack({ BatchSize: 1 }), script)
    await produce(run, 2, 0)
    await produce(run, 2, 1)
    await run.idle()
    const sent = run.trace('mapping.batch-sent')
    expect(sent.map(({ at }) => at).slice(0, 2)).toEqual([0, 0])
    for (const partition of [0, 1]) {
      const offsets = events.flatMap(recordsOf).filter((record) => record.partition === partition)
      expect(offsets.map(({ offset }) => offset)).toEqual([0, 1])
    }
  })

  it('a partition never has two batches at a time', async () => {
    const { script } = kafka(() => respond(null), 2_000)
    const run = deploy(kafkaStack({ BatchSize: 1 }), script)
    await produce(run, 3)
    await run.idle()
    expect(run.trace('mapping.batch-sent').map(({ at }) => at)).toEqual([0, COLD + 2_000, COLD + 4_000])
  })

  it('a topic has as many partitions as its cluster has brokers; a key always leads to the same one', async () => {
    const { events, script } = kafka()
    const run = deploy([lambdaFunction('F'), msk({ NumberOfBrokerNodes: 3 }), ofTopic()], script)
    for (let index = 0; index < 30; index++)
      await put(run, 'Cluster/orders', { body: String(index), key: `k${index % 5}` })
    await run.idle()
    const partitions = new Map<string, Set<number>>()
    for (const { key = '', partition } of events.flatMap(recordsOf)) {
      partitions.set(key, (partitions.get(key) ?? new Set()).add(partition))
    }
    expect(partitions.size).toBe(5)
    expect([...partitions.values()].every(({ size }) => size === 1)).toBe(true)
    expect(run.trace('kafka.topic-created')).toMatchObject([{ partitions: 3 }])
  })

  it.each([
    // Of Kafka's own tests (UtilsTest.testMurmur2).
    ['21', -973932308],
    ['foobar', -790332482],
    ['a-little-bit-long-string', -985981536],
    ['a-little-bit-longer-string', -1486304829],
    ['lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8', -58897971],
    ['abc', 479470107],
  ])('the partitioner hashes %j as Kafka does', (given, hash) => {
    expect(murmur2(new TextEncoder().encode(given)) | 0).toBe(hash)
  })
})

describe('§7.1 starting positions of Kafka', () => {
  const positioned = async (properties: object): Promise<string[]> => {
    const { events, script } = kafka()
    const run = deploy([lambdaFunction('F'), msk()], script)
    await produce(run, 2)
    await run.advance(60_000)
    await put(run, 'Cluster/orders', { body: 'later', partition: 0 })
    const cluster = run.trace('kafka.topic-created')[0]?.topic.replace(':topic/', ':cluster/').replace('/orders', '')
    const answer = await run.cloud.aws({
      method: 'POST',
      url: 'https://lambda.us-east-1.amazonaws.com/2015-03-31/event-source-mappings/',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ FunctionName: 'F', EventSourceArn: cluster, Topics: ['orders'], ...properties }),
    })
    expect(answer.status, String(answer.body)).toBe(202)
    await run.advance(10_000)
    await put(run, 'Cluster/orders', { body: 'last', partition: 0 })
    await run.idle()
    return values(events).flat()
  }

  it('TRIM_HORIZON begins with the oldest record', async () => {
    expect(await positioned({ StartingPosition: 'TRIM_HORIZON' })).toEqual(['0', '1', 'later', 'last'])
  })

  it('LATEST with what comes after the mapping', async () => {
    expect(await positioned({ StartingPosition: 'LATEST' })).toEqual(['last'])
  })

  it('AT_TIMESTAMP with the first record of that time', async () => {
    const StartingPositionTimestamp = (START_TIME + 30_000) / 1000
    const position = { StartingPosition: 'AT_TIMESTAMP', StartingPositionTimestamp }
    expect(await positioned(position)).toEqual(['later', 'last'])
  })

  it('there must be one', () => {
    const { diagnostics } = deploy(
      [
        lambdaFunction('F'),
        msk(),
        resource('M', 'AWS::Lambda::EventSourceMapping', {
          FunctionName: 'F',
          EventSourceArn: { Ref: 'Cluster' },
          Topics: ['t'],
        }),
      ],
      kafka().script,
    )
    expect(diagnostics[0]?.message).toContain("Value null at 'startingPosition' failed to satisfy constraint")
  })
})

describe('§7.4 retries of Kafka', () => {
  it('go on for ever unless something limits them', async () => {
    const { events, script } = kafka(() => fail('no'))
    const run = deploy(kafkaStack({ MaximumBatchingWindowInSeconds: 0 }), script)
    await produce(run, 1)
    await run.advance(3_600_000)
    expect(events.length).toBeGreaterThan(15)
    expect(run.trace('mapping.discarded')).toEqual([])
  })

  it('block their partition and no other', async () => {
    const { events, script } = kafka((event) => (recordsOf(event)[0]?.partition === 0 ? fail('no') : respond(null)))
    const run = deploy(kafkaStack({ BatchSize: 1 }), script)
    await produce(run, 2, 0)
    await produce(run, 2, 1)
    await run.advance(20_000)
    const done = events.flatMap(recordsOf)
    expect(new Set(done.filter(({ partition }) => partition === 0).map(({ offset }) => offset))).toEqual(new Set([0]))
    expect(done.filter(({ partition }) => partition === 1).map(({ offset }) => offset)).toEqual([0, 1])
  })

  it('with an on-failure destination there are ten', async () => {
    const { events, script } = kafka(() => fail('no'))
    const destination = { DestinationConfig: { OnFailure: { Destination: arnOf('Dead') } } }
    const run = deploy([queue('Dead'), ...kafkaStack(destination)], script)
    await produce(run, 1)
    await run.idle()
    expect(events).toHaveLength(11)
    expect(run.trace('mapping.discarded')).toMatchObject([{ condition: 'RetryAttemptsExhausted', invokeCount: 11 }])
  })

  it.each([0, 2])('MaximumRetryAttempts %i', async (MaximumRetryAttempts) => {
    const { events, script } = kafka((event) => (text(recordsOf(event)[0]?.value) === '0' ? fail('no') : respond(null)))
    const run = deploy(kafkaStack({ MaximumRetryAttempts, BatchSize: 1 }), script)
    await produce(run, 2)
    await run.idle()
    expect(values(events).flat()).toEqual([...Array.from({ length: MaximumRetryAttempts + 1 }, () => '0'), '1'])
  })

  it('MaximumRecordAgeInSeconds gives up records that are older', async () => {
    const { script } = kafka(() => fail('no'))
    const run = deploy(kafkaStack({ MaximumRecordAgeInSeconds: 60 }), script)
    await produce(run, 1)
    await run.idle()
    expect(run.trace('mapping.discarded')).toMatchObject([{ condition: 'RecordAgeExceeded' }])
  })

  it('BisectBatchOnFunctionError isolates a poison record', async () => {
    const { events, script } = kafka((event) =>
      recordsOf(event).some(({ value }) => text(value) === '2') ? fail('poison') : respond(null),
    )
    const run = deploy(kafkaStack({ BisectBatchOnFunctionError: true, MaximumRetryAttempts: 0 }), script)
    await produce(run, 4)
    await run.idle()
    expect(values(events)).toEqual([['0', '1', '2', '3'], ['0', '1'], ['2', '3'], ['2'], ['3']])
    expect(run.trace('mapping.discarded')).toMatchObject([{ recordIds: ['2'] }])
  })

  it('a partial response names partition and offset: what precedes it is committed', async () => {
    const { events, script } = kafka((_, nth) =>
      nth === 1
        ? respond({ batchItemFailures: [{ itemIdentifier: { partition: 'orders-0', offset: 2 } }] })
        : respond({}),
    )
    const run = deploy(kafkaStack({ FunctionResponseTypes: ['ReportBatchItemFailures'] }), script)
    await produce(run, 4)
    await run.idle()
    expect(values(events)).toEqual([
      ['0', '1', '2', '3'],
      ['2', '3'],
    ])
  })

  it('an identifier of another partition fails the whole batch', async () => {
    const { events, script } = kafka((_, nth) =>
      nth === 1
        ? respond({ batchItemFailures: [{ itemIdentifier: { partition: 'orders-1', offset: 2 } }] })
        : respond({}),
    )
    const run = deploy(kafkaStack({ FunctionResponseTypes: ['ReportBatchItemFailures'] }), script)
    await produce(run, 2)
    await run.idle()
    expect(values(events)).toEqual([
      ['0', '1'],
      ['0', '1'],
    ])
  })
})

describe('§7.4 on-failure destinations of Kafka', () => {
  it('a queue gets KafkaBatchInfo', async () => {
    const { script } = kafka(() => fail('no'))
    const destination = { DestinationConfig: { OnFailure: { Destination: arnOf('Dead') } }, MaximumRetryAttempts: 1 }
    const run = deploy([queue('Dead'), ...kafkaStack(destination)], script)
    await produce(run, 2)
    await run.idle()
    const record = JSON.parse(run.trace('sqs.sent')[0]?.body ?? '') as Record<string, unknown>
    expect(record).toMatchObject({
      requestContext: { condition: 'RetryAttemptsExhausted', approximateInvokeCount: 2 },
      version: '1.0',
      KafkaBatchInfo: {
        batchSize: 2,
        eventSourceArn: expect.stringContaining(':cluster/demo/') as string,
        bootstrapServers: expect.stringContaining('b-1.demo') as string,
        payloadSize: expect.any(Number) as number,
        recordInfo: { 'orders-0': { firstRecordOffset: '0', lastRecordOffset: '1' } },
      },
    })
  })

  it('another topic of the cluster gets the records as well', async () => {
    const { script } = kafka(() => fail('no'))
    const destination = { DestinationConfig: { OnFailure: { Destination: 'kafka://dead' } }, MaximumRetryAttempts: 0 }
    const run = deploy(kafkaStack(destination), script)
    expect(run.diagnostics).toEqual([])
    await produce(run, 1)
    await run.idle()
    const produced = run.trace('kafka.produced').at(-1)
    expect(produced?.topic).toMatch(/\/dead$/)
    const { payload } = JSON.parse(produced?.value ?? '') as { payload: string }
    expect(JSON.parse(payload)).toMatchObject({ eventSource: 'aws:kafka', records: { 'orders-0': [{ offset: 0 }] } })
  })

  it('the topic itself is refused', () => {
    const destination = { DestinationConfig: { OnFailure: { Destination: 'kafka://orders' } } }
    expect(deploy(kafkaStack(destination), kafka().script).diagnostics).toHaveLength(1)
  })
})

describe('§7.5 filters of Kafka', () => {
  const filtered = async (pattern: object, ...bodies: string[]): Promise<string[]> => {
    const { events, script } = kafka()
    const run = deploy(kafkaStack({ FilterCriteria: { Filters: [{ Pattern: JSON.stringify(pattern) }] } }), script)
    for (const body of bodies) await put(run, 'Cluster/orders', { body, partition: 0 })
    await run.idle()
    return values(events).flat()
  }

  it('look at value, decoded', async () => {
    expect(await filtered({ value: { kind: ['order'] } }, '{"kind":"order"}', '{"kind":"x"}')).toEqual([
      '{"kind":"order"}',
    ])
  })

  it('may demand plain text', async () => {
    expect(await filtered({ value: [{ prefix: 'a' }] }, 'abc', 'xyz', '{"a":1}')).toEqual(['abc'])
  })

  it('commit the offset of what does not match', async () => {
    const { events, script } = kafka()
    const run = deploy(kafkaStack({ FilterCriteria: { Filters: [{ Pattern: '{"value":["never"]}' }] } }), script)
    await produce(run, 3)
    await run.idle()
    expect(events).toEqual([])
    expect(run.trace('mapping.checkpoint').at(-1)).toMatchObject({ shardId: '0', sequenceNumber: '2' })
  })
})

describe('§7.4 what a Kafka mapping must and may have', () => {
  const refusal = (properties: object): string | undefined =>
    deploy(kafkaStack(properties as never), kafka().script).diagnostics[0]?.message

  it.each<[string, object, RegExp]>([
    ['one topic, not two', { Topics: ['a', 'b'] }, /'topics' failed to satisfy constraint/],
    ['no queues', { Queues: ['q'] }, /Unsupported Queues parameter/],
    ['no tumbling window', { TumblingWindowInSeconds: 60 }, /Unsupported TumblingWindowInSeconds parameter/],
    ['no parallelization factor', { ParallelizationFactor: 2 }, /Unsupported ParallelizationFactor parameter/],
    ['no maximum concurrency', { ScalingConfig: { MaximumConcurrency: 2 } }, /Unsupported ScalingConfig parameter/],
    ['no access of another kind', { SourceAccessConfigurations: BASIC_AUTH }, /BASIC_AUTH/],
    ['not more than 200 pollers at least', { ProvisionedPollerConfig: { MinimumPollers: 201 } }, /MinimumPollers/],
    ['no retries over 10,000', { MaximumRetryAttempts: 10_001 }, /MaximumRetryAttempts/],
  ])('%s', (_, properties, message) => {
    expect(refusal(properties)).toMatch(message)
  })

  it('a consumer group, credentials and provisioned pollers, as the API shows them again', async () => {
    const properties = {
      AmazonManagedKafkaEventSourceConfig: { ConsumerGroupId: 'group' },
      SourceAccessConfigurations: [{ Type: 'SASL_SCRAM_512_AUTH', URI: SECRET }],
      ProvisionedPollerConfig: { MinimumPollers: 1, MaximumPollers: 5 },
    }
    const run = deploy(kafkaStack(properties), kafka().script)
    expect(run.diagnostics).toEqual([])
    const answer = await run.cloud.aws({
      method: 'GET',
      url: 'https://lambda.us-east-1.amazonaws.com/2015-03-31/event-source-mappings/',
      headers: {},
      body: '',
    })
    const { EventSourceMappings } = JSON.parse(String(answer.body)) as { EventSourceMappings: object[] }
    expect(EventSourceMappings[0]).toMatchObject({
      ...properties,
      EventSourceArn: expect.stringContaining(':cluster/demo/') as string,
      Topics: ['orders'],
      BatchSize: 100,
      StartingPosition: 'TRIM_HORIZON',
      MaximumRetryAttempts: -1,
      StateTransitionReason: 'User action',
      LastProcessingResult: 'No records processed',
    })
  })

  it('a cluster that is not there is refused', () => {
    const none = { EventSourceArn: 'arn:aws:kafka:us-east-1:123456789012:cluster/none/1' }
    expect(refusal(none)).toContain('does not exist')
  })
})

describe('§10.4 what the role of a Kafka mapping needs', () => {
  const role = (...actions: string[]) =>
    resource('R', 'AWS::IAM::Role', {
      AssumeRolePolicyDocument: {
        Version: '2012-10-17',
        Statement: [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }],
      },
      Policies: [
        {
          PolicyName: 'p',
          PolicyDocument: { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: actions, Resource: '*' }] },
        },
      ],
    })
  const FINDING = ['kafka:DescribeClusterV2', 'kafka:GetBootstrapBrokers']
  const NETWORK = ['ec2:*']
  const messages = (actions: string[], cluster = {}, mapping = {}): string[] =>
    deploy(
      [role(...actions), lambdaFunction('F', { Role: arnOf('R') }), msk(cluster), ofTopic(mapping)],
      kafka().script,
    ).diagnostics.map(({ message }) => message)
  const IAM = { ClientAuthentication: { Sasl: { Iam: { Enabled: true } } } }

  it('to find the cluster and to reach it', () => {
    expect(messages([...FINDING, ...NETWORK])).toEqual([])
    expect(messages(NETWORK)[0]).toBe(
      'The provided execution role does not have permissions to call DescribeClusterV2 on MSK',
    )
    expect(messages(FINDING)[0]).toBe(
      'The provided execution role does not have permissions to call CreateNetworkInterface on EC2',
    )
  })

  it('with IAM authentication to connect and to read the topic', () => {
    expect(messages([...FINDING, ...NETWORK], IAM)[0]).toContain('Connect on Kafka')
    const reading = ['kafka-cluster:Connect', 'kafka-cluster:DescribeTopic', 'kafka-cluster:ReadData']
    expect(messages([...FINDING, ...NETWORK, ...reading], IAM)).toEqual([])
  })

  it('to read the secret', () => {
    const secret = { SourceAccessConfigurations: [{ Type: 'SASL_SCRAM_512_AUTH', URI: SECRET }] }
    expect(messages([...FINDING, ...NETWORK], {}, secret)[0]).toContain('GetSecretValue on SecretsManager')
    expect(messages([...FINDING, ...NETWORK, 'secretsmanager:GetSecretValue'], {}, secret)).toEqual([])
  })

  it('AWSLambdaMSKExecutionRole has what a cluster without IAM authentication needs', () => {
    const managed = resource('R', 'AWS::IAM::Role', {
      AssumeRolePolicyDocument: {
        Version: '2012-10-17',
        Statement: [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }],
      },
      ManagedPolicyArns: ['arn:aws:iam::aws:policy/service-role/AWSLambdaMSKExecutionRole'],
    })
    const { diagnostics } = deploy(
      [managed, lambdaFunction('F', { Role: arnOf('R') }), msk(), ofTopic()],
      kafka().script,
    )
    expect(diagnostics).toEqual([])
  })
})

describe('clusters', () => {
  it('a serverless cluster authenticates with IAM and has one bootstrap server', async () => {
    const { events, script } = kafka()
    const serverless = resource('Cluster', 'AWS::MSK::ServerlessCluster', {
      ClusterName: 'small',
      ClientAuthentication: { Sasl: { Iam: { Enabled: true } } },
      VpcConfigs: [],
    })
    const run = deploy([lambdaFunction('F'), serverless, ofTopic()], script)
    expect(run.diagnostics).toEqual([])
    await produce(run, 1)
    await run.idle()
    expect(events[0]?.bootstrapServers).toMatch(/^boot-\w+\.c1\.kafka-serverless\.us-east-1\.amazonaws\.com:9098$/)
  })

  it('records are kept for a week, whoever has read them', async () => {
    const run = deploy([lambdaFunction('F'), msk()], kafka().script)
    await produce(run, 1)
    await run.advance(168 * 3_600_000)
    const shown = () => run.cloud.views().find(({ kind }) => kind === 'MSK cluster')?.tables[0]?.total
    expect(shown()).toBe(1)
    await run.advance(1)
    expect(shown()).toBe(0)
  })

  it('a disabled mapping goes on where it was when it is enabled again', async () => {
    const { events, script } = kafka()
    const run = deploy(kafkaStack(), script)
    await produce(run, 1)
    await run.idle()
    const uuid = run.trace('mapping.state')[0]?.mapping ?? ''
    const enable = async (Enabled: boolean): Promise<void> => {
      const answer = await run.cloud.aws({
        method: 'PUT',
        url: `https://lambda.us-east-1.amazonaws.com/2015-03-31/event-source-mappings/${uuid}`,
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ Enabled }),
      })
      expect(answer.status, String(answer.body)).toBe(202)
      await run.advance(10_000)
    }
    await enable(false)
    await put(run, 'Cluster/orders', { body: 'meanwhile', partition: 0 })
    await run.advance(60_000)
    expect(values(events)).toEqual([['0']])
    await enable(true)
    expect(values(events)).toEqual([['0'], ['meanwhile']])
  })
})

/** Streams from a template, as targets of deliveries, and what the trace tells of them. */

import { describe, expect, it } from 'vitest'
import { DEFAULT_ACCOUNT } from '../../../../../src/cloud/aws/arn'
import type { TemplateValue } from '../../../../../src/cloud/aws/template'
import type { TraceFact } from '../../../../../src/cloud/aws/trace-records'
import { Kernel } from '../../../../../src/cloud/kernel/kernel'
import {
  serviceCaller,
  type Delivery,
  type DeliveryTarget,
  type ServiceContext,
} from '../../../../../src/cloud/services/contract'
import { kinesis } from '../../../../../src/cloud/services/kinesis'
import { arnOf, deploy, resource, START_TIME } from '../../stack'
import { call } from '../json-api'

const ARN = 'arn:aws:kinesis:us-east-1:123456789012:stream/clicks'
const stream = (properties: Record<string, TemplateValue> = {}) =>
  resource('Clicks', 'AWS::Kinesis::Stream', { Name: 'clicks', ...properties })

const deployed = (properties: Record<string, TemplateValue> = {}, seed = 1) =>
  deploy([stream(properties)], { invoke: () => ({}) }, seed)

describe('a stream from a template', () => {
  it('is active at once, as CloudFormation waits until it is', async () => {
    const run = deployed({ ShardCount: 3, RetentionPeriodHours: 48, Tags: [{ Key: 'team', Value: 'red' }] })
    expect(run.diagnostics).toEqual([])
    const { StreamDescriptionSummary } = await call(run.cloud, 'kinesis', 'DescribeStreamSummary', {
      StreamName: 'clicks',
    })
    expect(StreamDescriptionSummary).toMatchObject({
      StreamARN: ARN,
      StreamStatus: 'ACTIVE',
      OpenShardCount: 3,
      RetentionPeriodHours: 48,
      StreamModeDetails: { StreamMode: 'PROVISIONED' },
    })
    expect(await call(run.cloud, 'kinesis', 'ListTagsForStream', { StreamName: 'clicks' })).toMatchObject({
      Tags: [{ Key: 'team', Value: 'red' }],
    })
  })

  it('is on demand with four shards, and then has no shard count', async () => {
    const run = deployed({ StreamModeDetails: { StreamMode: 'ON_DEMAND' } })
    const { Shards } = await call(run.cloud, 'kinesis', 'ListShards', { StreamName: 'clicks' })
    expect(Shards).toHaveLength(4)
    const both = deployed({ StreamModeDetails: { StreamMode: 'ON_DEMAND' }, ShardCount: 2 })
    expect(both.diagnostics).toMatchObject([{ path: ['ShardCount'] }])
  })

  it.each([
    ['Name', 'a b'],
    ['ShardCount', 0],
    ['RetentionPeriodHours', 23],
    ['MaxRecordSizeInKiB', 1000],
  ])('is refused for its %s', (name, value) => {
    expect(deployed({ [name]: value }).diagnostics).toMatchObject([{ path: [name] }])
  })

  it('changes without a replacement, and goes with the stack', async () => {
    const run = deployed({ ShardCount: 1 })
    const again = (properties: Record<string, TemplateValue> | null) =>
      run.cloud.deploy(
        {
          stackName: 'test',
          resources: properties ? [stream(properties)] : [],
          parameters: {},
          outputs: {},
        },
        new Map(),
      )
    again({ ShardCount: 2 })
    const { Shards } = await call(run.cloud, 'kinesis', 'ListShards', {
      StreamName: 'clicks',
      ShardFilter: { Type: 'AT_LATEST' },
    })
    expect(Shards).toHaveLength(2)
    again(null)
    await expect(call(run.cloud, 'kinesis', 'ListShards', { StreamName: 'clicks' })).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
    })
  })

  it('has consumers from the template', async () => {
    const run = deploy(
      [
        stream(),
        resource('Reader', 'AWS::Kinesis::StreamConsumer', { ConsumerName: 'reader', StreamARN: arnOf('Clicks') }),
      ],
      { invoke: () => ({}) },
    )
    expect(run.diagnostics).toEqual([])
    const { Consumers } = await call(run.cloud, 'kinesis', 'ListStreamConsumers', { StreamARN: ARN })
    expect(Consumers).toMatchObject([{ ConsumerName: 'reader', ConsumerStatus: 'ACTIVE' }])
  })
})

describe('a stream as a target', () => {
  /** A stream of two shards in a region of its own. */
  const start = () => {
    const kernel = new Kernel<TraceFact>({ seed: 1, startTime: START_TIME })
    const never = (): never => {
      throw new Error('not of this test')
    }
    const context: ServiceContext = {
      kernel,
      account: DEFAULT_ACCOUNT,
      deliver: never,
      canDeliver: never,
      call: never,
      callLater: never,
      authorize: never,
      assumeRole: never,
      credentials: never,
      delay: () => 0,
      isDuplicated: () => false,
    }
    const service = kinesis.create(context)
    const properties = { Name: 'clicks', ShardCount: 2 }
    const input = { logicalId: 'Clicks', properties, generatedName: 'x', code: null }
    service.resourceTypes['AWS::Kinesis::Stream']?.create(input)
    return { kernel, target: service.deliveryTarget as DeliveryTarget }
  }
  const delivery: Delivery = {
    body: 'grüße',
    attributes: {},
    traceHeader: null,
    caller: serviceCaller('events.amazonaws.com', 'arn:aws:events:us-east-1:123456789012:rule/r'),
  }

  it('asks for PutRecord on the stream', () => {
    const { target } = start()
    expect(target.access(ARN)).toEqual({ action: 'kinesis:PutRecord', resource: ARN })
    expect([target.exists(ARN), target.exists(`${ARN}s`)]).toEqual([true, false])
  })

  it('makes a record of a delivery, in the shard of its partition key', () => {
    const { kernel, target } = start()
    const { id } = target.deliver(ARN, { ...delivery, partitionKey: 'b' })
    expect(kernel.trace.since(0).at(-1)).toMatchObject({
      type: 'kinesis.put',
      shardId: 'shardId-000000000001',
      sequenceNumber: id,
      partitionKey: 'b',
      data: Buffer.from('grüße').toString('base64'),
      producer: 'events.amazonaws.com',
    })
    target.deliver(ARN, delivery)
    expect(kernel.trace.since(0).at(-1)).toMatchObject({ partitionKey: expect.stringMatching(/^[0-9a-f-]{36}$/) })
  })

  it('refuses what a shard does not take, and what is no stream', () => {
    const { target } = start()
    const large = { ...delivery, body: 'x'.repeat(1_048_570), partitionKey: 'a' }
    target.deliver(ARN, large)
    expect(() => target.deliver(ARN, large)).toThrow(/^Rate exceeded for shard shardId-000000000000 in stream clicks/)
    expect(() => target.deliver(ARN, { ...large, body: 'x'.repeat(1_048_577) })).toThrow(
      /less than or equal to 1048576/,
    )
    expect(() => target.deliver(`${ARN}s`, delivery)).toThrow('Stream clickss under account 123456789012 not found.')
  })
})

describe('the trace', () => {
  it('tells of puts, reads, throttling and shards', async () => {
    const run = deployed({ ShardCount: 1 })
    const put = await call(run.cloud, 'kinesis', 'PutRecord', {
      StreamName: 'clicks',
      Data: btoa('hello'),
      PartitionKey: 'k',
    })
    expect(run.trace('kinesis.put')).toMatchObject([
      {
        stream: 'clicks',
        shardId: 'shardId-000000000000',
        sequenceNumber: put['SequenceNumber'],
        partitionKey: 'k',
        data: btoa('hello'),
        size: 6,
      },
    ])
    const { ShardIterator } = await call(run.cloud, 'kinesis', 'GetShardIterator', {
      StreamName: 'clicks',
      ShardId: 'shardId-000000000000',
      ShardIteratorType: 'TRIM_HORIZON',
    })
    for (let count = 0; count < 5; count++) await call(run.cloud, 'kinesis', 'GetRecords', { ShardIterator })
    await expect(call(run.cloud, 'kinesis', 'GetRecords', { ShardIterator })).rejects.toMatchObject({
      name: 'ProvisionedThroughputExceededException',
    })
    expect(run.trace('kinesis.read')).toHaveLength(5)
    expect(run.trace('kinesis.throttled')).toMatchObject([{ operation: 'read' }])
    expect(run.trace('kinesis.shard')).toMatchObject([{ change: 'opened', parents: [] }])
  })

  it('tells when records are dropped, without keeping the run from being idle', async () => {
    const run = deployed()
    await call(run.cloud, 'kinesis', 'PutRecord', { StreamName: 'clicks', Data: 'AAAA', PartitionKey: 'k' })
    expect(run.cloud.kernel.nextForegroundAt).toBeNull()
    await run.advance(24 * 3_600_000 + 60_000)
    expect(run.trace('kinesis.trimmed')).toMatchObject([{ records: 1, at: 24 * 3_600_000 + 60_000 }])
  })
})

it('gives the same numbers with the same seed, and others with another', async () => {
  const numbers = async (seed: number) => {
    const run = deployed({}, seed)
    const put = () => call(run.cloud, 'kinesis', 'PutRecord', { StreamName: 'clicks', Data: 'AAAA', PartitionKey: 'k' })
    return [(await put())['SequenceNumber'], (await put())['SequenceNumber'], (await put())['SequenceNumber']]
  }
  expect(await numbers(1)).toEqual(await numbers(1))
  expect(await numbers(1)).not.toEqual(await numbers(3))
})

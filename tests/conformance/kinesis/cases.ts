/**
 * Kinesis Data Streams. Texts of errors: recorded from AWS by kinesalite's test suite (MIT) unless the case names another
 * source; behaviour: API Reference and Developer Guide (2026).
 */

import {
  AddTagsToStreamCommand,
  CreateStreamCommand,
  DecreaseStreamRetentionPeriodCommand,
  DeleteResourcePolicyCommand,
  DeleteStreamCommand,
  DeregisterStreamConsumerCommand,
  DescribeLimitsCommand,
  DescribeStreamCommand,
  DescribeStreamConsumerCommand,
  DescribeStreamSummaryCommand,
  GetRecordsCommand,
  GetResourcePolicyCommand,
  GetShardIteratorCommand,
  IncreaseStreamRetentionPeriodCommand,
  KinesisClient,
  ListShardsCommand,
  ListStreamConsumersCommand,
  ListStreamsCommand,
  ListTagsForResourceCommand,
  ListTagsForStreamCommand,
  MergeShardsCommand,
  PutRecordCommand,
  PutRecordsCommand,
  PutResourcePolicyCommand,
  RegisterStreamConsumerCommand,
  RemoveTagsFromStreamCommand,
  SplitShardCommand,
  StartStreamEncryptionCommand,
  StopStreamEncryptionCommand,
  SubscribeToShardCommand,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateMaxRecordSizeCommand,
  UpdateShardCountCommand,
  UpdateStreamModeCommand,
  paginateListStreams,
  type GetShardIteratorCommandInput,
} from '@aws-sdk/client-kinesis'
import assert from 'node:assert/strict'
import { casesOf, type Aws } from '../sdk/case'

const NAME = 'clicks'
const ARN = 'arn:aws:kinesis:us-east-1:123456789012:stream/clicks'
const SHARD = 'shardId-000000000000'
const MEBIBYTE = 1_048_576
const HALF = '170141183460469231731687303715884105728'
const LAST = '340282366920938463463374607431768211455'
/** Longer than any change of a stream takes. */
const TRANSITION = 60_000

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)
const texts = (records: readonly { Data?: Uint8Array | undefined }[] | undefined): string[] =>
  (records ?? []).map(({ Data }) => new TextDecoder().decode(Data))

/** A client, with an ACTIVE stream of so many shards. */
async function stream(aws: Aws, ShardCount = 1, StreamName = NAME): Promise<KinesisClient> {
  const client = new KinesisClient(aws.config)
  await client.send(new CreateStreamCommand({ StreamName, ShardCount }))
  await aws.advance(TRANSITION)
  return client
}

async function iterator(
  client: KinesisClient,
  input: Partial<GetShardIteratorCommandInput> = {},
): Promise<string | undefined> {
  const { ShardIterator } = await client.send(
    new GetShardIteratorCommand({ StreamName: NAME, ShardId: SHARD, ShardIteratorType: 'TRIM_HORIZON', ...input }),
  )
  return ShardIterator
}

const put = async (client: KinesisClient, text: string, PartitionKey = 'k') =>
  client.send(new PutRecordCommand({ StreamName: NAME, Data: bytes(text), PartitionKey }))

const read = async (client: KinesisClient, ShardIterator: string | undefined, Limit?: number) =>
  client.send(new GetRecordsCommand({ ShardIterator, ...(Limit !== undefined && { Limit }) }))

/** A refusal with status 400. */
const fails = (promise: Promise<unknown>, name: string, message?: string | RegExp): Promise<void> =>
  assert.rejects(promise, (error: Error & { $metadata: { httpStatusCode?: number } }) => {
    assert.equal(error.name, name)
    if (typeof message === 'string') assert.equal(error.message, message)
    if (message instanceof RegExp) assert.match(error.message, message)
    assert.equal(error.$metadata.httpStatusCode, 400)
    return true
  })

const REFERENCE = (action: string): string => `Kinesis Data Streams API Reference, ${action}`
const RECORDED = (action: string): string => `Recorded from AWS by kinesalite, test/${action}.js`
const QUOTAS = 'Kinesis Data Streams Developer Guide, Quotas and limits'

export default casesOf('kinesis', {
  'A stream is CREATING, then ACTIVE': {
    source: REFERENCE('CreateStream'),
    async run(aws) {
      const client = new KinesisClient(aws.config)
      await client.send(new CreateStreamCommand({ StreamName: NAME, ShardCount: 2 }))
      const status = async () =>
        (await client.send(new DescribeStreamSummaryCommand({ StreamName: NAME }))).StreamDescriptionSummary
      assert.equal((await status())?.StreamStatus, 'CREATING')
      await aws.advance(TRANSITION)
      const summary = await status()
      assert.equal(summary?.StreamStatus, 'ACTIVE')
      assert.equal(summary?.StreamARN, ARN)
      assert.equal(summary?.OpenShardCount, 2)
      assert.equal(summary?.RetentionPeriodHours, 24)
      assert.equal(summary?.EncryptionType, 'NONE')
      assert.equal(summary?.StreamModeDetails?.StreamMode, 'PROVISIONED')
      assert.equal(summary?.ConsumerCount, 0)
    },
  },
  'A stream being made takes no records': {
    source: REFERENCE('CreateStream'),
    async run(aws) {
      const client = new KinesisClient(aws.config)
      await client.send(new CreateStreamCommand({ StreamName: NAME, ShardCount: 1 }))
      await fails(put(client, 'x'), 'ResourceNotFoundException', 'Stream clicks under account 123456789012 not found.')
    },
  },
  'A name can be taken once': {
    source: RECORDED('createStream'),
    async run(aws) {
      const client = await stream(aws)
      await fails(
        client.send(new CreateStreamCommand({ StreamName: NAME, ShardCount: 1 })),
        'ResourceInUseException',
        'Stream clicks under account 123456789012 already exists.',
      )
    },
  },
  'A name has certain characters': {
    source: RECORDED('createStream'),
    async run(aws) {
      const client = new KinesisClient(aws.config)
      await fails(
        client.send(new CreateStreamCommand({ StreamName: 'abc;', ShardCount: 1 })),
        'ValidationException',
        "1 validation error detected: Value 'abc;' at 'streamName' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+",
      )
    },
  },
  'A stream has at least one shard': {
    source: RECORDED('createStream'),
    async run(aws) {
      const client = new KinesisClient(aws.config)
      await fails(
        client.send(new CreateStreamCommand({ StreamName: NAME, ShardCount: 0 })),
        'ValidationException',
        "1 validation error detected: Value '0' at 'shardCount' failed to satisfy constraint: Member must have value greater than or equal to 1",
      )
    },
  },
  'More shards than the account may have': {
    source: `${RECORDED('createStream')}; ${QUOTAS}`,
    async run(aws) {
      const client = new KinesisClient(aws.config)
      await fails(
        client.send(new CreateStreamCommand({ StreamName: NAME, ShardCount: 20_001 })),
        'LimitExceededException',
        /^This request would exceed the shard limit for the account 123456789012 in us-east-1\. Current shard count for the account: 0\. Limit: 20000\. Number of additional shards that would have resulted from this request: 20001\. /,
      )
    },
  },
  'Without a shard count a stream has four': {
    source: 'Recorded from AWS by LocalStack, test_kinesis.py::test_create_stream_without_shard_count, 2022-08-26',
    async run(aws) {
      const client = new KinesisClient(aws.config)
      await client.send(new CreateStreamCommand({ StreamName: NAME }))
      await aws.advance(TRANSITION)
      const { Shards } = await client.send(new ListShardsCommand({ StreamName: NAME }))
      assert.equal(Shards?.length, 4)
    },
  },
  'Shards of one size hold every hash key': {
    source: REFERENCE('HashKeyRange'),
    async run(aws) {
      const client = await stream(aws, 3)
      const { StreamDescription } = await client.send(new DescribeStreamCommand({ StreamName: NAME }))
      // 2^128 / 3, rounded down.
      assert.deepEqual(
        StreamDescription?.Shards?.map(({ ShardId, HashKeyRange }) => [ShardId, HashKeyRange]),
        [
          ['shardId-000000000000', { StartingHashKey: '0', EndingHashKey: '113427455640312821154458202477256070484' }],
          [
            'shardId-000000000001',
            {
              StartingHashKey: '113427455640312821154458202477256070485',
              EndingHashKey: '226854911280625642308916404954512140969',
            },
          ],
          ['shardId-000000000002', { StartingHashKey: '226854911280625642308916404954512140970', EndingHashKey: LAST }],
        ],
      )
      assert.equal(StreamDescription?.HasMoreShards, false)
    },
  },
  'DescribeStream gives shards by pages': {
    source: REFERENCE('DescribeStream'),
    async run(aws) {
      const client = await stream(aws, 3)
      const first = await client.send(new DescribeStreamCommand({ StreamName: NAME, Limit: 2 }))
      assert.equal(first.StreamDescription?.HasMoreShards, true)
      const second = await client.send(
        new DescribeStreamCommand({ StreamName: NAME, ExclusiveStartShardId: 'shardId-000000000001' }),
      )
      assert.deepEqual(
        second.StreamDescription?.Shards?.map(({ ShardId }) => ShardId),
        ['shardId-000000000002'],
      )
      assert.equal(second.StreamDescription?.HasMoreShards, false)
    },
  },
  'A stream that is not there': {
    source: RECORDED('describeStream'),
    async run(aws) {
      const client = new KinesisClient(aws.config)
      await fails(
        client.send(new DescribeStreamCommand({ StreamName: 'none' })),
        'ResourceNotFoundException',
        'Stream none under account 123456789012 not found.',
      )
    },
  },
  'A stream is found by its ARN': {
    source: REFERENCE('PutRecord'),
    async run(aws) {
      const client = await stream(aws)
      const { ShardId } = await client.send(
        new PutRecordCommand({ StreamARN: ARN, Data: bytes('x'), PartitionKey: 'k' }),
      )
      assert.equal(ShardId, SHARD)
      const { Shards } = await client.send(new ListShardsCommand({ StreamARN: ARN }))
      assert.equal(Shards?.length, 1)
    },
  },
  'ListStreams gives names in order, by pages': {
    source: REFERENCE('ListStreams'),
    async run(aws) {
      const client = new KinesisClient(aws.config)
      for (const StreamName of ['c', 'a', 'b'])
        await client.send(new CreateStreamCommand({ StreamName, ShardCount: 1 }))
      const first = await client.send(new ListStreamsCommand({ Limit: 2 }))
      assert.deepEqual([first.StreamNames, first.HasMoreStreams], [['a', 'b'], true])
      const after = await client.send(new ListStreamsCommand({ ExclusiveStartStreamName: 'b' }))
      assert.deepEqual([after.StreamNames, after.HasMoreStreams], [['c'], false])
      const names: string[] = []
      for await (const page of paginateListStreams({ client, pageSize: 1 }, {})) names.push(...(page.StreamNames ?? []))
      assert.deepEqual(names, ['a', 'b', 'c'])
    },
  },
  'A deleted stream is DELETING, then gone': {
    source: REFERENCE('DeleteStream'),
    async run(aws) {
      const client = await stream(aws)
      await client.send(new DeleteStreamCommand({ StreamName: NAME }))
      const { StreamDescriptionSummary } = await client.send(new DescribeStreamSummaryCommand({ StreamName: NAME }))
      assert.equal(StreamDescriptionSummary?.StreamStatus, 'DELETING')
      await aws.advance(TRANSITION)
      await fails(
        client.send(new DescribeStreamSummaryCommand({ StreamName: NAME })),
        'ResourceNotFoundException',
        'Stream clicks under account 123456789012 not found.',
      )
    },
  },
  'DescribeLimits counts open shards': {
    source: REFERENCE('DescribeLimits'),
    async run(aws) {
      const client = await stream(aws, 3)
      const limits = await client.send(new DescribeLimitsCommand({}))
      assert.deepEqual(
        [limits.OpenShardCount, limits.ShardLimit, limits.OnDemandStreamCount, limits.OnDemandStreamCountLimit],
        [3, 20_000, 0, 50],
      )
    },
  },

  'The MD5 of the partition key chooses the shard': {
    source: REFERENCE('PutRecord'),
    async run(aws) {
      const client = await stream(aws, 2)
      // MD5('a') = 0cc175b9…, MD5('b') = 92eb5ffe…: first and second half.
      assert.equal((await put(client, 'x', 'a')).ShardId, 'shardId-000000000000')
      assert.equal((await put(client, 'x', 'b')).ShardId, 'shardId-000000000001')
    },
  },
  'An explicit hash key overrides the partition key': {
    source: REFERENCE('PutRecord'),
    async run(aws) {
      const client = await stream(aws, 2)
      const ShardIds = await Promise.all(
        ['0', '170141183460469231731687303715884105727', HALF, LAST].map(
          async (ExplicitHashKey) =>
            (
              await client.send(
                new PutRecordCommand({ StreamName: NAME, Data: bytes('x'), PartitionKey: 'b', ExplicitHashKey }),
              )
            ).ShardId,
        ),
      )
      assert.deepEqual(ShardIds, [SHARD, SHARD, 'shardId-000000000001', 'shardId-000000000001'])
    },
  },
  'An explicit hash key is less than 2^128': {
    source: RECORDED('putRecord'),
    async run(aws) {
      const client = await stream(aws)
      const ExplicitHashKey = '340282366920938463463374607431768211456'
      await fails(
        client.send(new PutRecordCommand({ StreamName: NAME, Data: bytes('x'), PartitionKey: 'k', ExplicitHashKey })),
        'InvalidArgumentException',
        'Invalid ExplicitHashKey. ExplicitHashKey must be in the range: [0, 2^128-1]. Specified value was 340282366920938463463374607431768211456',
      )
    },
  },
  'A partition key has at most 256 characters': {
    source: RECORDED('putRecord'),
    async run(aws) {
      const client = await stream(aws)
      await fails(
        put(client, 'x', 'k'.repeat(257)),
        'ValidationException',
        `1 validation error detected: Value '${'k'.repeat(257)}' at 'partitionKey' failed to satisfy constraint: Member must have length less than or equal to 256`,
      )
      await put(client, 'x', 'k'.repeat(256))
    },
  },
  'Sequence numbers grow within a shard, have 56 digits and need no neighbours': {
    source: `${REFERENCE('PutRecord')}; ${RECORDED('putRecord')}`,
    async run(aws) {
      const client = await stream(aws)
      const numbers: bigint[] = []
      for (let index = 0; index < 5; index++) {
        const { SequenceNumber = '' } = await put(client, 'x')
        assert.match(SequenceNumber, /^\d{56}$/)
        numbers.push(BigInt(SequenceNumber))
      }
      assert.deepEqual(
        numbers,
        [...numbers].sort((one, other) => (one < other ? -1 : 1)),
      )
      assert.equal(new Set(numbers).size, 5)
    },
  },
  'SequenceNumberForOrdering must be a sequence number': {
    source: RECORDED('putRecord'),
    async run(aws) {
      const client = await stream(aws)
      await fails(
        client.send(
          new PutRecordCommand({
            StreamName: NAME,
            Data: bytes('x'),
            PartitionKey: 'k',
            SequenceNumberForOrdering: '7',
          }),
        ),
        'InvalidArgumentException',
        'ExclusiveMinimumSequenceNumber 7 used in PutRecord on stream clicks under account 123456789012 is invalid.',
      )
    },
  },
  'PutRecords takes 500 records at most': {
    source: RECORDED('putRecords'),
    async run(aws) {
      const client = await stream(aws)
      const Records = Array.from({ length: 501 }, () => ({ Data: bytes('x'), PartitionKey: 'k' }))
      await fails(
        client.send(new PutRecordsCommand({ StreamName: NAME, Records })),
        'ValidationException',
        /at 'records' failed to satisfy constraint: Member must have length less than or equal to 500$/,
      )
      const { FailedRecordCount } = await client.send(
        new PutRecordsCommand({ StreamName: NAME, Records: Records.slice(0, 500) }),
      )
      assert.equal(FailedRecordCount, 0)
    },
  },
  'PutRecords names the record that is at fault': {
    source: RECORDED('putRecords'),
    async run(aws) {
      const client = await stream(aws)
      await fails(
        client.send(
          new PutRecordsCommand({
            StreamName: NAME,
            Records: [
              { Data: bytes('x'), PartitionKey: 'k' },
              { Data: bytes('x'), PartitionKey: 'k', ExplicitHashKey: '01' },
            ],
          }),
        ),
        'ValidationException',
        /Value '01' at 'records\.2\.member\.explicitHashKey' failed to satisfy constraint: Member must satisfy regular expression pattern/,
      )
    },
  },
  'PutRecords answers record by record, in their order': {
    source: REFERENCE('PutRecords'),
    async run(aws) {
      const client = await stream(aws, 2)
      const { FailedRecordCount, Records } = await client.send(
        new PutRecordsCommand({
          StreamName: NAME,
          Records: [
            { Data: bytes('1'), PartitionKey: 'b' },
            { Data: bytes('2'), PartitionKey: 'a' },
          ],
        }),
      )
      assert.equal(FailedRecordCount, 0)
      assert.deepEqual(
        Records?.map(({ ShardId }) => ShardId),
        ['shardId-000000000001', 'shardId-000000000000'],
      )
    },
  },
  'A record has at most 1 MiB with its key': {
    source: REFERENCE('PutRecord'),
    async run(aws) {
      const client = await stream(aws)
      const of = (size: number) =>
        client.send(new PutRecordCommand({ StreamName: NAME, Data: new Uint8Array(size), PartitionKey: 'k' }))
      await fails(of(MEBIBYTE), 'ValidationException')
      await of(MEBIBYTE - 1)
    },
  },
  'A stream may allow larger records': {
    source: REFERENCE('UpdateMaxRecordSize'),
    async run(aws) {
      const client = await stream(aws)
      await client.send(new UpdateMaxRecordSizeCommand({ StreamARN: ARN, MaxRecordSizeInKiB: 2048 }))
      await aws.advance(TRANSITION)
      const { StreamDescriptionSummary } = await client.send(new DescribeStreamSummaryCommand({ StreamName: NAME }))
      assert.equal(StreamDescriptionSummary?.MaxRecordSizeInKiB, 2048)
      await client.send(
        new PutRecordCommand({ StreamName: NAME, Data: new Uint8Array(2 * MEBIBYTE - 1), PartitionKey: 'k' }),
      )
    },
  },
  'PutRecords takes 10 MiB at most, keys included': {
    source: REFERENCE('PutRecords'),
    async run(aws) {
      const client = await stream(aws, 20)
      const Records = Array.from({ length: 11 }, (_, index) => ({
        Data: new Uint8Array(MEBIBYTE - 1),
        PartitionKey: String(index % 10),
      }))
      await fails(client.send(new PutRecordsCommand({ StreamName: NAME, Records })), 'InvalidArgumentException')
      await client.send(new PutRecordsCommand({ StreamName: NAME, Records: Records.slice(0, 10) }))
    },
  },
  'A shard takes 1,000 records a second': {
    source: `${QUOTAS}; ${REFERENCE('PutRecords')}`,
    async run(aws) {
      const client = await stream(aws)
      const Records = Array.from({ length: 500 }, () => ({ Data: bytes('x'), PartitionKey: 'k' }))
      const send = () => client.send(new PutRecordsCommand({ StreamName: NAME, Records }))
      await send()
      await send()
      const { FailedRecordCount, Records: results } = await send()
      assert.equal(FailedRecordCount, 500)
      assert.equal(results?.[0]?.ErrorCode, 'ProvisionedThroughputExceededException')
      assert.equal(
        results?.[0]?.ErrorMessage,
        'Rate exceeded for shard shardId-000000000000 in stream clicks under account 123456789012.',
      )
      assert.equal(results?.[0]?.SequenceNumber, undefined)
      await aws.advance(1000)
      assert.equal((await send()).FailedRecordCount, 0)
    },
  },
  'A shard takes 1 MiB a second': {
    source: QUOTAS,
    async run(aws) {
      const client = await stream(aws)
      const half = () =>
        client.send(
          new PutRecordCommand({ StreamName: NAME, Data: new Uint8Array(MEBIBYTE / 2 - 1), PartitionKey: 'k' }),
        )
      await half()
      await half()
      await fails(
        put(client, 'x'),
        'ProvisionedThroughputExceededException',
        'Rate exceeded for shard shardId-000000000000 in stream clicks under account 123456789012.',
      )
      await aws.advance(1000)
      await half()
    },
  },
  'Some records of PutRecords may fail': {
    source: REFERENCE('PutRecords'),
    async run(aws) {
      const client = await stream(aws, 2)
      await client.send(
        new PutRecordCommand({ StreamName: NAME, Data: new Uint8Array(MEBIBYTE - 1), PartitionKey: 'a' }),
      )
      const { FailedRecordCount, Records } = await client.send(
        new PutRecordsCommand({
          StreamName: NAME,
          Records: [
            { Data: bytes('full'), PartitionKey: 'a' },
            { Data: bytes('free'), PartitionKey: 'b' },
          ],
        }),
      )
      assert.equal(FailedRecordCount, 1)
      assert.equal(Records?.[0]?.ErrorCode, 'ProvisionedThroughputExceededException')
      assert.equal(Records?.[1]?.ShardId, 'shardId-000000000001')
    },
  },

  'TRIM_HORIZON reads from the oldest record, in order': {
    source: REFERENCE('GetShardIterator'),
    async run(aws) {
      const client = await stream(aws)
      for (const text of ['1', '2', '3']) await put(client, text, text)
      const answer = await read(client, await iterator(client))
      assert.deepEqual(texts(answer.Records), ['1', '2', '3'])
      assert.equal(answer.MillisBehindLatest, 0)
      const [record] = answer.Records ?? []
      assert.equal(record?.PartitionKey, '1')
      assert.equal(record?.EncryptionType, undefined)
      assert.equal(record?.ApproximateArrivalTimestamp?.getTime(), await aws.now())
      assert.deepEqual(texts((await read(client, answer.NextShardIterator)).Records), [])
    },
  },
  'LATEST reads what comes afterwards': {
    source: REFERENCE('GetShardIterator'),
    async run(aws) {
      const client = await stream(aws)
      await put(client, 'before')
      const latest = await iterator(client, { ShardIteratorType: 'LATEST' })
      await put(client, 'after')
      assert.deepEqual(texts((await read(client, latest)).Records), ['after'])
    },
  },
  'AT_ and AFTER_SEQUENCE_NUMBER': {
    source: REFERENCE('GetShardIterator'),
    async run(aws) {
      const client = await stream(aws)
      await put(client, '1')
      const { SequenceNumber } = await put(client, '2')
      await put(client, '3')
      const from = async (type: 'AT_SEQUENCE_NUMBER' | 'AFTER_SEQUENCE_NUMBER') =>
        texts(
          (
            await read(
              client,
              await iterator(client, { ShardIteratorType: type, StartingSequenceNumber: SequenceNumber }),
            )
          ).Records,
        )
      assert.deepEqual(await from('AT_SEQUENCE_NUMBER'), ['2', '3'])
      assert.deepEqual(await from('AFTER_SEQUENCE_NUMBER'), ['3'])
    },
  },
  'AT_TIMESTAMP reads from an instant': {
    source: REFERENCE('GetShardIterator'),
    async run(aws) {
      const client = await stream(aws)
      await put(client, '1')
      await aws.advance(5000)
      const Timestamp = new Date(await aws.now())
      await put(client, '2')
      const at = await iterator(client, { ShardIteratorType: 'AT_TIMESTAMP', Timestamp })
      assert.deepEqual(texts((await read(client, at)).Records), ['2'])
    },
  },
  'AT_TIMESTAMP cannot lie ahead': {
    source: 'aws/aws-sdk issues: text of GetShardIterator with a future timestamp',
    async run(aws) {
      const client = await stream(aws)
      const now = await aws.now()
      await fails(
        iterator(client, { ShardIteratorType: 'AT_TIMESTAMP', Timestamp: new Date(now + 60_000) }),
        'InvalidArgumentException',
        `The timestampInMillis parameter cannot be greater than the currentTimestampInMillis. timestampInMillis: ${now + 60_000}, currentTimestampInMillis: ${now}`,
      )
    },
  },
  'A sequence number belongs to some types of iterator': {
    source: RECORDED('getShardIterator'),
    async run(aws) {
      const client = await stream(aws)
      const { SequenceNumber } = await put(client, 'x')
      await fails(
        iterator(client, { ShardIteratorType: 'LATEST', StartingSequenceNumber: SequenceNumber }),
        'InvalidArgumentException',
        'Must either specify (1) AT_SEQUENCE_NUMBER or AFTER_SEQUENCE_NUMBER and StartingSequenceNumber or (2) TRIM_HORIZON or LATEST and no StartingSequenceNumber. Request specified LATEST and also a StartingSequenceNumber.',
      )
      await fails(
        iterator(client, { ShardIteratorType: 'AT_SEQUENCE_NUMBER' }),
        'InvalidArgumentException',
        'Must either specify (1) AT_SEQUENCE_NUMBER or AFTER_SEQUENCE_NUMBER and StartingSequenceNumber or (2) TRIM_HORIZON or LATEST and no StartingSequenceNumber. Request specified AT_SEQUENCE_NUMBER and no StartingSequenceNumber.',
      )
    },
  },
  'A sequence number of another shard': {
    source: RECORDED('getShardIterator'),
    async run(aws) {
      const client = await stream(aws, 2)
      const { SequenceNumber } = await put(client, 'x', 'b')
      await fails(
        iterator(client, { ShardIteratorType: 'AT_SEQUENCE_NUMBER', StartingSequenceNumber: SequenceNumber }),
        'InvalidArgumentException',
        'Invalid StartingSequenceNumber. It encodes shardId-000000000001, while it was used in a call to a shard with shardId-000000000000',
      )
    },
  },
  'A type of iterator that there is not': {
    source: RECORDED('getShardIterator'),
    async run(aws) {
      const client = await stream(aws)
      await fails(
        iterator(client, { ShardIteratorType: 'OLDEST' as never }),
        'ValidationException',
        "1 validation error detected: Value 'OLDEST' at 'shardIteratorType' failed to satisfy constraint: Member must satisfy enum value set: [AFTER_SEQUENCE_NUMBER, LATEST, AT_TIMESTAMP, AT_SEQUENCE_NUMBER, TRIM_HORIZON]",
      )
    },
  },
  'A shard that is not there': {
    source: RECORDED('getShardIterator'),
    async run(aws) {
      const client = await stream(aws)
      await fails(
        iterator(client, { ShardId: 'shardId-5' }),
        'ResourceNotFoundException',
        'Shard shardId-000000000005 in stream clicks under account 123456789012 does not exist',
      )
      await fails(
        iterator(client, { ShardId: 'ding' }),
        'ResourceNotFoundException',
        'Could not find shard ding in stream clicks under account 123456789012.',
      )
    },
  },
  'An iterator that is none': {
    source: RECORDED('getRecords'),
    async run(aws) {
      const client = await stream(aws)
      await fails(read(client, 'AAAA'), 'InvalidArgumentException', 'Invalid ShardIterator.')
    },
  },
  'An iterator ends after 5 minutes': {
    source: RECORDED('getRecords'),
    async run(aws) {
      const client = await stream(aws)
      const old = await iterator(client)
      await aws.advance(300_000)
      await read(client, old)
      await aws.advance(1)
      await fails(
        read(client, old),
        'ExpiredIteratorException',
        /^Iterator expired\. The iterator was created at time [A-Z][a-z]{2} [A-Z][a-z]{2} \d\d \d\d:\d\d:\d\d UTC \d{4} while right now it is [A-Z][a-z]{2} [A-Z][a-z]{2} \d\d \d\d:\d\d:\d\d UTC \d{4} which is further in the future than the tolerated delay of 300000 milliseconds\.$/,
      )
    },
  },
  'GetRecords gives so many and says how far behind': {
    source: REFERENCE('GetRecords'),
    async run(aws) {
      const client = await stream(aws)
      await put(client, '1')
      await aws.advance(2000)
      await put(client, '2')
      await aws.advance(1000)
      const first = await read(client, await iterator(client), 1)
      assert.deepEqual(texts(first.Records), ['1'])
      assert.equal(first.MillisBehindLatest, 3000)
      const second = await read(client, first.NextShardIterator, 1)
      assert.deepEqual(texts(second.Records), ['2'])
      assert.equal(second.MillisBehindLatest, 0)
    },
  },
  'GetRecords takes a limit up to 10,000': {
    source: RECORDED('getRecords'),
    async run(aws) {
      const client = await stream(aws)
      await fails(
        read(client, await iterator(client), 10_001),
        'ValidationException',
        "1 validation error detected: Value '10001' at 'limit' failed to satisfy constraint: Member must have value less than or equal to 10000",
      )
    },
  },
  'A shard is read five times a second': {
    source: `${QUOTAS}; ${REFERENCE('GetRecords')}`,
    async run(aws) {
      const client = await stream(aws)
      const at = await iterator(client)
      for (let count = 0; count < 5; count++) await read(client, at)
      await fails(
        read(client, at),
        'ProvisionedThroughputExceededException',
        'Rate exceeded for shard shardId-000000000000 in stream clicks under account 123456789012.',
      )
      await aws.advance(1000)
      await read(client, at)
    },
  },
  'After 10 MiB a shard is not read for 5 seconds': {
    source: REFERENCE('GetRecords'),
    async run(aws) {
      const client = await stream(aws)
      for (let count = 0; count < 11; count++) {
        await client.send(
          new PutRecordCommand({ StreamName: NAME, Data: new Uint8Array(MEBIBYTE - 1), PartitionKey: 'k' }),
        )
        await aws.advance(1000)
      }
      const first = await read(client, await iterator(client))
      assert.equal(first.Records?.length, 10)
      await aws.advance(4999)
      await fails(read(client, first.NextShardIterator), 'ProvisionedThroughputExceededException')
      await aws.advance(1)
      assert.equal((await read(client, first.NextShardIterator)).Records?.length, 1)
    },
  },
  'Records go after the retention period': {
    source: 'Kinesis Data Streams Developer Guide, Change the data retention period',
    async run(aws) {
      const client = await stream(aws)
      await put(client, 'old')
      await aws.advance(3_600_000)
      await put(client, 'young')
      await aws.advance(23 * 3_600_000)
      assert.deepEqual(texts((await read(client, await iterator(client))).Records), ['old', 'young'])
      await aws.advance(1)
      assert.deepEqual(texts((await read(client, await iterator(client))).Records), ['young'])
    },
  },
  'A longer retention period keeps records': {
    source: REFERENCE('IncreaseStreamRetentionPeriod'),
    async run(aws) {
      const client = await stream(aws)
      await put(client, 'kept')
      await client.send(new IncreaseStreamRetentionPeriodCommand({ StreamName: NAME, RetentionPeriodHours: 48 }))
      await aws.advance(47 * 3_600_000)
      assert.deepEqual(texts((await read(client, await iterator(client))).Records), ['kept'])
      await client.send(new DecreaseStreamRetentionPeriodCommand({ StreamName: NAME, RetentionPeriodHours: 24 }))
      await aws.advance(TRANSITION)
      assert.deepEqual(texts((await read(client, await iterator(client))).Records), [])
    },
  },
  'Retention periods from 24 to 8,760 hours, each way by its own action': {
    source: `${RECORDED('increaseStreamRetentionPeriod')}; maximum: ${QUOTAS}`,
    async run(aws) {
      const client = await stream(aws)
      const increase = (RetentionPeriodHours: number) =>
        client.send(new IncreaseStreamRetentionPeriodCommand({ StreamName: NAME, RetentionPeriodHours }))
      await fails(
        increase(23),
        'InvalidArgumentException',
        'Minimum allowed retention period is 24 hours. Requested retention period (23 hours) is too short.',
      )
      await fails(
        increase(8761),
        'InvalidArgumentException',
        'Maximum allowed retention period is 8760 hours. Requested retention period (8761 hours) is too long.',
      )
      await fails(
        client.send(new DecreaseStreamRetentionPeriodCommand({ StreamName: NAME, RetentionPeriodHours: 25 })),
        'InvalidArgumentException',
        'Requested retention period (25 hours) for stream clicks can not be longer than existing retention period (24 hours). Use IncreaseRetentionPeriod API.',
      )
    },
  },

  'SplitShard: a closed parent and two children': {
    source: 'Kinesis Data Streams Developer Guide, Split a shard; API Reference, SplitShard',
    async run(aws) {
      const client = await stream(aws)
      await put(client, 'parent', 'a')
      await client.send(new SplitShardCommand({ StreamName: NAME, ShardToSplit: SHARD, NewStartingHashKey: HALF }))
      const { StreamDescriptionSummary } = await client.send(new DescribeStreamSummaryCommand({ StreamName: NAME }))
      assert.equal(StreamDescriptionSummary?.StreamStatus, 'UPDATING')
      await aws.advance(TRANSITION)
      const { Shards } = await client.send(new ListShardsCommand({ StreamName: NAME }))
      assert.deepEqual(
        Shards?.map((shard) => [
          shard.ShardId,
          shard.ParentShardId,
          shard.HashKeyRange?.StartingHashKey,
          shard.HashKeyRange?.EndingHashKey,
          shard.SequenceNumberRange?.EndingSequenceNumber !== undefined,
        ]),
        [
          [SHARD, undefined, '0', LAST, true],
          ['shardId-000000000001', SHARD, '0', '170141183460469231731687303715884105727', false],
          ['shardId-000000000002', SHARD, HALF, LAST, false],
        ],
      )
      assert.equal((await put(client, 'child', 'a')).ShardId, 'shardId-000000000001')
    },
  },
  'The end of a closed shard names its children': {
    source: REFERENCE('GetRecords'),
    async run(aws) {
      const client = await stream(aws)
      await put(client, 'last')
      await client.send(new SplitShardCommand({ StreamName: NAME, ShardToSplit: SHARD, NewStartingHashKey: HALF }))
      await aws.advance(TRANSITION)
      const answer = await read(client, await iterator(client))
      assert.deepEqual(texts(answer.Records), ['last'])
      assert.equal(answer.NextShardIterator, undefined)
      assert.deepEqual(
        answer.ChildShards?.map(({ ShardId, ParentShards }) => [ShardId, ParentShards]),
        [
          ['shardId-000000000001', [SHARD]],
          ['shardId-000000000002', [SHARD]],
        ],
      )
    },
  },
  'A split lies inside of the shard': {
    source: RECORDED('splitShard'),
    async run(aws) {
      const client = await stream(aws)
      await fails(
        client.send(new SplitShardCommand({ StreamName: NAME, ShardToSplit: SHARD, NewStartingHashKey: '1' })),
        'InvalidArgumentException',
        `NewStartingHashKey 1 used in SplitShard() on shard shardId-000000000000 in stream clicks under account 123456789012 is not both greater than one plus the shard's StartingHashKey 0 and less than the shard's EndingHashKey ${LAST}.`,
      )
    },
  },
  'One change at a time': {
    source: RECORDED('splitShard'),
    async run(aws) {
      const client = await stream(aws)
      const split = () =>
        client.send(new SplitShardCommand({ StreamName: NAME, ShardToSplit: SHARD, NewStartingHashKey: HALF }))
      await split()
      await fails(
        split(),
        'ResourceInUseException',
        'Stream clicks under account 123456789012 not ACTIVE, instead in state UPDATING',
      )
    },
  },
  'MergeShards: one child of two parents': {
    source: REFERENCE('MergeShards'),
    async run(aws) {
      const client = await stream(aws, 2)
      await client.send(
        new MergeShardsCommand({
          StreamName: NAME,
          ShardToMerge: SHARD,
          AdjacentShardToMerge: 'shardId-000000000001',
        }),
      )
      await aws.advance(TRANSITION)
      const { Shards } = await client.send(
        new ListShardsCommand({ StreamName: NAME, ShardFilter: { Type: 'AT_LATEST' } }),
      )
      assert.equal(Shards?.length, 1)
      assert.equal(Shards?.[0]?.ShardId, 'shardId-000000000002')
      assert.equal(Shards?.[0]?.ParentShardId, SHARD)
      assert.equal(Shards?.[0]?.AdjacentParentShardId, 'shardId-000000000001')
      assert.deepEqual(Shards?.[0]?.HashKeyRange, { StartingHashKey: '0', EndingHashKey: LAST })
    },
  },
  'Only neighbours can be merged': {
    source: RECORDED('mergeShards'),
    async run(aws) {
      const client = await stream(aws, 3)
      await fails(
        client.send(
          new MergeShardsCommand({
            StreamName: NAME,
            ShardToMerge: SHARD,
            AdjacentShardToMerge: 'shardId-000000000002',
          }),
        ),
        'InvalidArgumentException',
        'Shards shardId-000000000000 and shardId-000000000002 in stream clicks under account 123456789012 are not an adjacent pair of shards eligible for merging',
      )
    },
  },
  'UpdateShardCount scales to shards of one size': {
    source: REFERENCE('UpdateShardCount'),
    async run(aws) {
      const client = await stream(aws, 2)
      const answer = await client.send(
        new UpdateShardCountCommand({ StreamName: NAME, TargetShardCount: 4, ScalingType: 'UNIFORM_SCALING' }),
      )
      assert.deepEqual([answer.CurrentShardCount, answer.TargetShardCount], [2, 4])
      await aws.advance(TRANSITION)
      const { Shards } = await client.send(
        new ListShardsCommand({ StreamName: NAME, ShardFilter: { Type: 'AT_LATEST' } }),
      )
      const quarter = 2n ** 126n
      assert.deepEqual(
        Shards?.map(({ HashKeyRange }) => HashKeyRange?.StartingHashKey).sort((one, other) =>
          BigInt(one ?? 0) < BigInt(other ?? 0) ? -1 : 1,
        ),
        ['0', `${quarter}`, `${quarter * 2n}`, `${quarter * 3n}`],
      )
    },
  },
  'UpdateShardCount at most doubles or halves': {
    source: `Recorded from AWS by a contributor of kinesalite, actions/updateShardCount.js; ${REFERENCE('UpdateShardCount')}`,
    async run(aws) {
      const client = await stream(aws, 4)
      const scale = (TargetShardCount: number) =>
        client.send(new UpdateShardCountCommand({ StreamName: NAME, TargetShardCount, ScalingType: 'UNIFORM_SCALING' }))
      await fails(
        scale(9),
        'LimitExceededException',
        'UpdateShardCount cannot scale up over double your current open shard count. Current open shard count: 4, Target shard count: 9',
      )
      await fails(
        scale(1),
        'LimitExceededException',
        'UpdateShardCount cannot scale down below half your current open shard count. Current open shard count: 4, Target shard count: 1',
      )
    },
  },
  'UpdateShardCount ten times a day': {
    source: REFERENCE('UpdateShardCount'),
    async run(aws) {
      const client = await stream(aws, 4)
      const scale = async (TargetShardCount: number) => {
        await client.send(
          new UpdateShardCountCommand({ StreamName: NAME, TargetShardCount, ScalingType: 'UNIFORM_SCALING' }),
        )
        await aws.advance(TRANSITION)
      }
      for (let count = 0; count < 10; count++) await scale(count % 2 === 0 ? 5 : 4)
      await fails(scale(5), 'LimitExceededException')
      await aws.advance(24 * 3_600_000)
      await scale(5)
    },
  },
  'ListShards gives pages by token alone': {
    source: `${REFERENCE('ListShards')}; text: ${RECORDED('listShards')}`,
    async run(aws) {
      const client = await stream(aws, 3)
      const first = await client.send(new ListShardsCommand({ StreamName: NAME, MaxResults: 2 }))
      assert.equal(first.Shards?.length, 2)
      const second = await client.send(new ListShardsCommand({ NextToken: first.NextToken }))
      assert.deepEqual(
        second.Shards?.map(({ ShardId }) => ShardId),
        ['shardId-000000000002'],
      )
      assert.equal(second.NextToken, undefined)
      await fails(
        client.send(new ListShardsCommand({ StreamName: NAME, NextToken: first.NextToken })),
        'InvalidArgumentException',
        'NextToken and StreamName cannot be provided together.',
      )
      await fails(
        client.send(new ListShardsCommand({})),
        'InvalidArgumentException',
        'Either NextToken or StreamName should be provided.',
      )
      await aws.advance(300_001)
      await fails(client.send(new ListShardsCommand({ NextToken: first.NextToken })), 'ExpiredNextTokenException')
    },
  },
  'ListShards by filter': {
    source: 'Kinesis Data Streams API Reference, ShardFilter',
    async run(aws) {
      const client = await stream(aws)
      await aws.advance(3_600_000)
      await client.send(new SplitShardCommand({ StreamName: NAME, ShardToSplit: SHARD, NewStartingHashKey: HALF }))
      await aws.advance(TRANSITION)
      const ids = async (ShardFilter: NonNullable<ConstructorParameters<typeof ListShardsCommand>[0]>['ShardFilter']) =>
        (await client.send(new ListShardsCommand({ StreamName: NAME, ShardFilter }))).Shards?.map(({ ShardId }) =>
          Number(ShardId?.slice(-1)),
        )
      const now = await aws.now()
      assert.deepEqual(await ids({ Type: 'FROM_TRIM_HORIZON' }), [0, 1, 2])
      assert.deepEqual(await ids({ Type: 'AT_TRIM_HORIZON' }), [0])
      assert.deepEqual(await ids({ Type: 'AT_LATEST' }), [1, 2])
      assert.deepEqual(await ids({ Type: 'AFTER_SHARD_ID', ShardId: SHARD }), [1, 2])
      assert.deepEqual(await ids({ Type: 'AT_TIMESTAMP', Timestamp: new Date(now - 1_800_000) }), [0])
      assert.deepEqual(await ids({ Type: 'FROM_TIMESTAMP', Timestamp: new Date(now - 1_800_000) }), [0, 1, 2])
    },
  },
  'A closed shard goes with its last record': {
    source: 'Kinesis Data Streams Developer Guide, After resharding',
    async run(aws) {
      const client = await stream(aws)
      await client.send(new SplitShardCommand({ StreamName: NAME, ShardToSplit: SHARD, NewStartingHashKey: HALF }))
      await aws.advance(TRANSITION)
      await aws.advance(24 * 3_600_000)
      const { Shards } = await client.send(new ListShardsCommand({ StreamName: NAME }))
      assert.deepEqual(
        Shards?.map(({ ShardId }) => ShardId),
        ['shardId-000000000001', 'shardId-000000000002'],
      )
    },
  },
  'A stream on demand is not resharded by hand': {
    source: REFERENCE('UpdateShardCount'),
    async run(aws) {
      const client = await stream(aws)
      await client.send(new UpdateStreamModeCommand({ StreamARN: ARN, StreamModeDetails: { StreamMode: 'ON_DEMAND' } }))
      await aws.advance(TRANSITION)
      const { StreamDescriptionSummary } = await client.send(new DescribeStreamSummaryCommand({ StreamName: NAME }))
      assert.equal(StreamDescriptionSummary?.StreamModeDetails?.StreamMode, 'ON_DEMAND')
      await fails(
        client.send(
          new UpdateShardCountCommand({ StreamName: NAME, TargetShardCount: 2, ScalingType: 'UNIFORM_SCALING' }),
        ),
        'ValidationException',
      )
    },
  },
  'The mode changes twice a day': {
    source: REFERENCE('UpdateStreamMode'),
    async run(aws) {
      const client = await stream(aws)
      const change = async (StreamMode: 'ON_DEMAND' | 'PROVISIONED') => {
        await client.send(new UpdateStreamModeCommand({ StreamARN: ARN, StreamModeDetails: { StreamMode } }))
        await aws.advance(TRANSITION)
      }
      await change('ON_DEMAND')
      await change('PROVISIONED')
      await fails(change('ON_DEMAND'), 'LimitExceededException')
    },
  },

  'Consumers: registered, described, listed, deregistered': {
    source: 'Recorded from AWS by LocalStack, test_kinesis.py::test_stream_consumers, 2022-08-26',
    async run(aws) {
      const client = await stream(aws)
      const { Consumer } = await client.send(
        new RegisterStreamConsumerCommand({ StreamARN: ARN, ConsumerName: 'consumer' }),
      )
      assert.equal(Consumer?.ConsumerStatus, 'CREATING')
      const ConsumerARN = Consumer?.ConsumerARN
      assert.match(
        ConsumerARN ?? '',
        /^arn:aws:kinesis:us-east-1:123456789012:stream\/clicks\/consumer\/consumer:\d{10}$/,
      )
      await aws.advance(TRANSITION)
      const { ConsumerDescription } = await client.send(new DescribeStreamConsumerCommand({ ConsumerARN }))
      assert.equal(ConsumerDescription?.ConsumerStatus, 'ACTIVE')
      assert.equal(ConsumerDescription?.StreamARN, ARN)
      const { Consumers } = await client.send(new ListStreamConsumersCommand({ StreamARN: ARN }))
      assert.deepEqual(
        Consumers?.map(({ ConsumerName }) => ConsumerName),
        ['consumer'],
      )
      await client.send(new DeregisterStreamConsumerCommand({ StreamARN: ARN, ConsumerName: 'consumer' }))
      await aws.advance(TRANSITION)
      await fails(client.send(new DescribeStreamConsumerCommand({ ConsumerARN })), 'ResourceNotFoundException')
    },
  },
  'A stream has 20 consumers': {
    source: QUOTAS,
    async run(aws) {
      const client = await stream(aws)
      const register = (index: number) =>
        client.send(new RegisterStreamConsumerCommand({ StreamARN: ARN, ConsumerName: `c${index}` }))
      for (let index = 0; index < 20; index++) await register(index)
      await fails(register(20), 'LimitExceededException')
      await fails(register(0), 'ResourceInUseException')
    },
  },
  'A stream with consumers is deleted only with them': {
    source: REFERENCE('DeleteStream'),
    async run(aws) {
      const client = await stream(aws)
      await client.send(new RegisterStreamConsumerCommand({ StreamARN: ARN, ConsumerName: 'c' }))
      await fails(client.send(new DeleteStreamCommand({ StreamName: NAME })), 'ResourceInUseException')
      await client.send(new DeleteStreamCommand({ StreamName: NAME, EnforceConsumerDeletion: true }))
    },
  },
  'SubscribeToShard is refused clearly': {
    source: 'Coldstart: an answer over HTTP/2 cannot be given; README of the service',
    async run(aws) {
      const client = await stream(aws)
      const { Consumer } = await client.send(new RegisterStreamConsumerCommand({ StreamARN: ARN, ConsumerName: 'c' }))
      await fails(
        client.send(
          new SubscribeToShardCommand({
            ConsumerARN: Consumer?.ConsumerARN,
            ShardId: SHARD,
            StartingPosition: { Type: 'LATEST' },
          }),
        ),
        'ValidationException',
        /SubscribeToShard is not simulated/,
      )
    },
  },

  'Tags of a stream, by both families of actions': {
    source: 'Kinesis Data Streams API Reference, AddTagsToStream and TagResource',
    async run(aws) {
      const client = await stream(aws)
      await client.send(new AddTagsToStreamCommand({ StreamName: NAME, Tags: { foo: 'bar', team: 'a' } }))
      await client.send(new TagResourceCommand({ ResourceARN: ARN, Tags: { stage: 'test' } }))
      const listed = await client.send(new ListTagsForStreamCommand({ StreamName: NAME, Limit: 2 }))
      assert.deepEqual(listed.Tags, [
        { Key: 'foo', Value: 'bar' },
        { Key: 'stage', Value: 'test' },
      ])
      assert.equal(listed.HasMoreTags, true)
      await client.send(new RemoveTagsFromStreamCommand({ StreamName: NAME, TagKeys: ['foo'] }))
      await client.send(new UntagResourceCommand({ ResourceARN: ARN, TagKeys: ['stage'] }))
      const { Tags } = await client.send(new ListTagsForResourceCommand({ ResourceARN: ARN }))
      assert.deepEqual(Tags, [{ Key: 'team', Value: 'a' }])
    },
  },
  'Tags have certain characters': {
    source: RECORDED('addTagsToStream'),
    async run(aws) {
      const client = await stream(aws)
      await fails(
        client.send(new AddTagsToStreamCommand({ StreamName: NAME, Tags: { 'a;b': 'c' } })),
        'InvalidArgumentException',
        'Some tags contain invalid characters. Valid characters: Unicode letters, digits, white space, _ . / = + - % @ :.',
      )
    },
  },
  'Encryption is shown on stream and records': {
    source: REFERENCE('StartStreamEncryption'),
    async run(aws) {
      const client = await stream(aws)
      const setting = { StreamName: NAME, EncryptionType: 'KMS', KeyId: 'alias/aws/kinesis' } as const
      await client.send(new StartStreamEncryptionCommand(setting))
      await aws.advance(TRANSITION)
      const { StreamDescriptionSummary } = await client.send(new DescribeStreamSummaryCommand({ StreamName: NAME }))
      assert.equal(StreamDescriptionSummary?.EncryptionType, 'KMS')
      assert.equal(StreamDescriptionSummary?.KeyId, 'alias/aws/kinesis')
      assert.equal((await put(client, 'x')).EncryptionType, 'KMS')
      await client.send(new StopStreamEncryptionCommand(setting))
      await aws.advance(TRANSITION)
      assert.equal((await put(client, 'x')).EncryptionType, undefined)
    },
  },
  'A resource policy is kept, and decides': {
    source: 'Kinesis Data Streams Developer Guide, Share your data stream with another account',
    async run(aws) {
      const client = await stream(aws)
      const Policy = JSON.stringify({
        Version: '2012-10-17',
        Statement: [{ Effect: 'Deny', Principal: '*', Action: 'kinesis:PutRecord', Resource: ARN }],
      })
      await client.send(new PutResourcePolicyCommand({ ResourceARN: ARN, Policy }))
      const got = await client.send(new GetResourcePolicyCommand({ ResourceARN: ARN }))
      assert.deepEqual(JSON.parse(got.Policy ?? ''), JSON.parse(Policy))
      const allowed = new KinesisClient(
        await aws.role({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 'kinesis:*', Resource: '*' }] }),
      )
      await fails(put(allowed, 'x'), 'AccessDeniedException', /explicit deny in a resource-based policy/)
      await client.send(new DeleteResourcePolicyCommand({ ResourceARN: ARN }))
      await put(allowed, 'x')
    },
  },
  'IAM decides on the stream that an iterator is for': {
    source: 'Service Authorization Reference, Amazon Kinesis Data Streams',
    async run(aws) {
      const client = await stream(aws)
      await stream(aws, 1, 'other')
      const limited = new KinesisClient(
        await aws.role({
          Version: '2012-10-17',
          Statement: [{ Effect: 'Allow', Action: 'kinesis:GetRecords', Resource: ARN }],
        }),
      )
      await read(limited, await iterator(client))
      await fails(
        read(limited, await iterator(client, { StreamName: 'other' })),
        'AccessDeniedException',
        /is not authorized to perform: kinesis:GetRecords on resource: arn:aws:kinesis:us-east-1:123456789012:stream\/other/,
      )
    },
  },
})

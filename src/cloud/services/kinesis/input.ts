/** What the API's model demands of its input, and reading it. Source: the service model (2013-12-02). */

import { checkConstraints, type Constraint, type Constraints } from '../../aws/constraints'
import { RECORD_KIB } from './limits'

export type Input = Readonly<Record<string, unknown>>

const NAME: Constraint = { length: [1, 128], pattern: '[a-zA-Z0-9_.-]+' }
const STREAM_ARN: Constraint = { length: [1, 2048], pattern: String.raw`arn:aws.*:kinesis:.*:\d{12}:stream/\S+` }
const CONSUMER_ARN: Constraint = {
  length: [1, 2048],
  pattern: String.raw`^(arn):aws.*:kinesis:.*:\d{12}:.*stream\/[a-zA-Z0-9_.-]+\/consumer\/[a-zA-Z0-9_.-]+:[0-9]+`,
}
const RESOURCE_ARN: Constraint = {
  required: true,
  length: [1, 2048],
  pattern: String.raw`arn:aws.*:kinesis:.*:\d{12}:.*(stream|channel)/\S+`,
}
const HASH_KEY: Constraint = { pattern: String.raw`^(0|([1-9]\d{0,38}))$` }
const SEQUENCE_NUMBER: Constraint = { pattern: String.raw`^(0|([1-9]\d{0,128}))$` }
const TOKEN: Constraint = { length: [1, 1_048_576] }
const PAGE: Constraint = { range: [1, 10_000] }
const TAGS: Constraint = { length: [1, 200], keys: { length: [1, 128] }, entries: { length: [0, 256] } }
const TAG_KEYS: Constraint = { required: true, length: [1, 50], entries: { length: [1, 128] } }
const MODE_DETAILS: Constraint = { members: { StreamMode: { required: true, values: ['PROVISIONED', 'ON_DEMAND'] } } }
const DATA: Constraint = { required: true, blob: true, sensitive: true, length: [0, RECORD_KIB.maximum * 1024] }
const PARTITION_KEY: Constraint = { required: true, length: [1, 256] }
const RECORD_SIZE: Constraint = { range: [RECORD_KIB.default, RECORD_KIB.maximum] }

const required = (constraint: Constraint): Constraint => ({ ...constraint, required: true })
/** Either is enough. */
const STREAM: Constraints = { StreamName: NAME, StreamARN: STREAM_ARN }

const CONSTRAINTS: Readonly<Record<string, Constraints>> = {
  AddTagsToStream: { ...STREAM, Tags: required(TAGS) },
  CreateStream: {
    StreamName: required(NAME),
    ShardCount: { range: [1, Infinity] },
    StreamModeDetails: MODE_DETAILS,
    Tags: TAGS,
    MaxRecordSizeInKiB: RECORD_SIZE,
    RecordDistributionStrategy: { values: ['AUTO', 'USER_PARTITION_KEY'] },
  },
  DecreaseStreamRetentionPeriod: { ...STREAM, RetentionPeriodHours: { required: true } },
  DeleteResourcePolicy: { ResourceARN: RESOURCE_ARN },
  DeleteStream: STREAM,
  DeregisterStreamConsumer: { StreamARN: STREAM_ARN, ConsumerName: NAME, ConsumerARN: CONSUMER_ARN },
  DescribeLimits: {},
  DescribeStream: { ...STREAM, Limit: PAGE, ExclusiveStartShardId: NAME },
  DescribeStreamConsumer: { StreamARN: STREAM_ARN, ConsumerName: NAME, ConsumerARN: CONSUMER_ARN },
  DescribeStreamSummary: STREAM,
  GetRecords: { ShardIterator: { required: true, length: [1, 512] }, Limit: PAGE, StreamARN: STREAM_ARN },
  GetResourcePolicy: { ResourceARN: RESOURCE_ARN },
  GetShardIterator: {
    ...STREAM,
    ShardId: required(NAME),
    ShardIteratorType: {
      required: true,
      values: ['AFTER_SEQUENCE_NUMBER', 'LATEST', 'AT_TIMESTAMP', 'AT_SEQUENCE_NUMBER', 'TRIM_HORIZON'],
    },
    StartingSequenceNumber: SEQUENCE_NUMBER,
  },
  IncreaseStreamRetentionPeriod: { ...STREAM, RetentionPeriodHours: { required: true } },
  ListShards: {
    ...STREAM,
    NextToken: TOKEN,
    ExclusiveStartShardId: NAME,
    MaxResults: PAGE,
    ShardFilter: {
      members: {
        Type: {
          required: true,
          values: [
            'AFTER_SHARD_ID',
            'AT_TRIM_HORIZON',
            'FROM_TRIM_HORIZON',
            'AT_LATEST',
            'AT_TIMESTAMP',
            'FROM_TIMESTAMP',
          ],
        },
        ShardId: NAME,
      },
    },
  },
  ListStreamConsumers: { StreamARN: required(STREAM_ARN), NextToken: TOKEN, MaxResults: PAGE },
  ListStreams: { Limit: PAGE, ExclusiveStartStreamName: NAME, NextToken: TOKEN },
  ListTagsForResource: { ResourceARN: RESOURCE_ARN },
  ListTagsForStream: { ...STREAM, ExclusiveStartTagKey: { length: [1, 128] }, Limit: { range: [1, 50] } },
  MergeShards: { ...STREAM, ShardToMerge: required(NAME), AdjacentShardToMerge: required(NAME) },
  PutRecord: {
    ...STREAM,
    Data: DATA,
    PartitionKey: PARTITION_KEY,
    ExplicitHashKey: HASH_KEY,
    SequenceNumberForOrdering: SEQUENCE_NUMBER,
  },
  PutRecords: {
    ...STREAM,
    Records: {
      required: true,
      length: [1, 500],
      entries: { members: { Data: DATA, ExplicitHashKey: HASH_KEY, PartitionKey: PARTITION_KEY } },
    },
  },
  PutResourcePolicy: { ResourceARN: RESOURCE_ARN, Policy: { required: true } },
  RegisterStreamConsumer: { StreamARN: required(STREAM_ARN), ConsumerName: required(NAME), Tags: TAGS },
  RemoveTagsFromStream: { ...STREAM, TagKeys: TAG_KEYS },
  SplitShard: { ...STREAM, ShardToSplit: required(NAME), NewStartingHashKey: required(HASH_KEY) },
  StartStreamEncryption: {
    ...STREAM,
    EncryptionType: { required: true, values: ['KMS', 'NONE'] },
    KeyId: { required: true, length: [1, 2048] },
  },
  StopStreamEncryption: {
    ...STREAM,
    EncryptionType: { required: true, values: ['KMS', 'NONE'] },
    KeyId: { required: true, length: [1, 2048] },
  },
  SubscribeToShard: {
    ConsumerARN: required(CONSUMER_ARN),
    ShardId: required(NAME),
    StartingPosition: { required: true },
  },
  TagResource: { Tags: required(TAGS), ResourceARN: RESOURCE_ARN },
  UntagResource: { TagKeys: TAG_KEYS, ResourceARN: RESOURCE_ARN },
  UpdateMaxRecordSize: { StreamARN: STREAM_ARN, MaxRecordSizeInKiB: required(RECORD_SIZE) },
  UpdateShardCount: {
    ...STREAM,
    TargetShardCount: { required: true, range: [1, Infinity] },
    ScalingType: { required: true, values: ['UNIFORM_SCALING'] },
  },
  UpdateStreamMode: { StreamARN: required(STREAM_ARN), StreamModeDetails: required(MODE_DETAILS) },
}

/** @throws AwsError ValidationException */
export function validate(operation: string, input: Input): void {
  checkConstraints(input, CONSTRAINTS[operation] ?? {})
}

/** Empty if it is not there. */
export const text = (input: Input, name: string): string => {
  const value = input[name]
  return typeof value === 'string' ? value : ''
}

export const number = (input: Input, name: string, fallback: number): number => {
  const value = input[name]
  return typeof value === 'number' ? value : fallback
}

export const record = (input: Input, name: string): Input => {
  const value = input[name]
  return typeof value === 'object' && value !== null ? (value as Input) : {}
}

export const strings = (input: Input, name: string): readonly string[] => {
  const value = input[name]
  return Array.isArray(value) ? value.map(String) : []
}

/**
 * How Kinesis's API is spoken, and its errors. Source: Kinesis Data Streams API Reference; texts recorded from AWS by
 * kinesalite's test suite, except where a comment says otherwise.
 */

import { AwsError } from '../../aws/aws-error'
import type { WireModel } from '../../aws/wire-model'
import type { WireDefinition } from '../contract'
import model from './model.json'

export const wire: WireDefinition = {
  endpointPrefix: 'kinesis',
  protocol: 'json-1.1',
  model: model as unknown as WireModel,
}

/** Where a stream is: what many texts end in. */
export interface Place {
  readonly stream: string
  readonly accountId: string
}

const within = ({ stream, accountId }: Place): string => `in stream ${stream} under account ${accountId}`
const invalidArgument = (message: string): AwsError => new AwsError('InvalidArgumentException', 400, message)
const notFound = (message: string): AwsError => new AwsError('ResourceNotFoundException', 400, message)
const inUse = (message: string): AwsError => new AwsError('ResourceInUseException', 400, message)
const limitExceeded = (message: string): AwsError => new AwsError('LimitExceededException', 400, message)
const validation = (message: string): AwsError => new AwsError('ValidationException', 400, message)

export const errors = {
  invalidArgument,
  limitExceeded,
  validation,
  streamNotFound: ({ stream, accountId }: Place) => notFound(`Stream ${stream} under account ${accountId} not found.`),
  streamExists: ({ stream, accountId }: Place) => inUse(`Stream ${stream} under account ${accountId} already exists.`),
  notActive: ({ stream, accountId }: Place, status: string) =>
    inUse(`Stream ${stream} under account ${accountId} not ACTIVE, instead in state ${status}`),
  /** Text not confirmed. */
  hasConsumers: ({ stream, accountId }: Place) =>
    inUse(`Stream ${stream} under account ${accountId} has enhanced fan-out consumers registered.`),
  shardNotFound: (shardId: string, place: Place) => notFound(`Could not find shard ${shardId} ${within(place)}.`),
  /** As GetShardIterator and GetRecords say it. */
  shardDoesNotExist: (shardId: string, place: Place) => notFound(`Shard ${shardId} ${within(place)} does not exist`),
  shardLimit: (accountId: string, region: string, current: number, limit: number, additional: number) =>
    limitExceeded(
      `This request would exceed the shard limit for the account ${accountId} in ${region}. Current shard count for the account: ${current}. Limit: ${limit}. Number of additional shards that would have resulted from this request: ${additional}. Refer to the AWS Service Limits page (http://docs.aws.amazon.com/general/latest/gr/aws_service_limits.html) for current limits and how to request higher limits.`,
    ),
  explicitHashKeyRange: (value: string) =>
    invalidArgument(
      `Invalid ExplicitHashKey. ExplicitHashKey must be in the range: [0, 2^128-1]. Specified value was ${value}`,
    ),
  orderingInvalid: (value: string, { stream, accountId }: Place) =>
    invalidArgument(
      `ExclusiveMinimumSequenceNumber ${value} used in PutRecord on stream ${stream} under account ${accountId} is invalid.`,
    ),
  /** The constraint's text is AWS's; that a stream's own maximum is told in it is not confirmed. */
  recordTooLarge: (member: string, maximum: number) =>
    validation(
      `1 validation error detected: Value at '${member}' failed to satisfy constraint: Member must have length less than or equal to ${maximum}`,
    ),
  /** Known with "5 MB" from the time of that limit. */
  recordsTooLarge: () => invalidArgument('Records size exceeds 10 MB limit'),
  rateExceeded: (shardId: string, place: Place) =>
    new AwsError('ProvisionedThroughputExceededException', 400, rateExceededText(shardId, place)),
  invalidIterator: () => invalidArgument('Invalid ShardIterator.'),
  expiredIterator: (createdAt: string, now: string) =>
    new AwsError(
      'ExpiredIteratorException',
      400,
      `Iterator expired. The iterator was created at time ${createdAt} while right now it is ${now} which is further in the future than the tolerated delay of 300000 milliseconds.`,
    ),
  iteratorType: (type: string, given: 'no StartingSequenceNumber' | 'also a StartingSequenceNumber') =>
    invalidArgument(
      `Must either specify (1) AT_SEQUENCE_NUMBER or AFTER_SEQUENCE_NUMBER and StartingSequenceNumber or (2) TRIM_HORIZON or LATEST and no StartingSequenceNumber. Request specified ${type} and ${given}.`,
    ),
  /** Text not confirmed. */
  timestampMissing: () => invalidArgument('Must specify a Timestamp with the AT_TIMESTAMP iterator type.'),
  timestampInFuture: (timestamp: number, now: number) =>
    invalidArgument(
      `The timestampInMillis parameter cannot be greater than the currentTimestampInMillis. timestampInMillis: ${timestamp}, currentTimestampInMillis: ${now}`,
    ),
  sequenceInvalid: (value: string, shardId: string, place: Place) =>
    invalidArgument(
      `StartingSequenceNumber ${value} used in GetShardIterator on shard ${shardId} ${within(place)} is invalid.`,
    ),
  sequenceOfAnotherShard: (encoded: string, shardId: string) =>
    invalidArgument(
      `Invalid StartingSequenceNumber. It encodes ${encoded}, while it was used in a call to a shard with ${shardId}`,
    ),
  sequenceOfAnotherStream: (value: string, shardId: string, place: Place) =>
    invalidArgument(
      `StartingSequenceNumber ${value} used in GetShardIterator on shard ${shardId} ${within(place)} is invalid because it did not come from this stream.`,
    ),
  newStartingHashKey: (value: string, shardId: string, place: Place, first: bigint, last: bigint) =>
    invalidArgument(
      `NewStartingHashKey ${value} used in SplitShard() on shard ${shardId} ${within(place)} is not both greater than one plus the shard's StartingHashKey ${first} and less than the shard's EndingHashKey ${last}.`,
    ),
  notAdjacent: (first: string, second: string, place: Place) =>
    invalidArgument(
      `Shards ${first} and ${second} ${within(place)} are not an adjacent pair of shards eligible for merging`,
    ),
  /** Text not confirmed. */
  shardClosed: (shardId: string, place: Place) =>
    invalidArgument(`Shard ${shardId} ${within(place)} is closed and cannot be split or merged.`),
  retentionTooShort: (hours: number, minimum: number) =>
    invalidArgument(
      `Minimum allowed retention period is ${minimum} hours. Requested retention period (${hours} hours) is too short.`,
    ),
  retentionTooLong: (hours: number, maximum: number) =>
    invalidArgument(
      `Maximum allowed retention period is ${maximum} hours. Requested retention period (${hours} hours) is too long.`,
    ),
  retentionNotLonger: (stream: string, hours: number, existing: number) =>
    invalidArgument(
      `Requested retention period (${hours} hours) for stream ${stream} can not be shorter than existing retention period (${existing} hours). Use DecreaseRetentionPeriod API.`,
    ),
  retentionNotShorter: (stream: string, hours: number, existing: number) =>
    invalidArgument(
      `Requested retention period (${hours} hours) for stream ${stream} can not be longer than existing retention period (${existing} hours). Use IncreaseRetentionPeriod API.`,
    ),
  scaleAboveDouble: (open: number, target: number) =>
    limitExceeded(
      `UpdateShardCount cannot scale up over double your current open shard count. Current open shard count: ${open}, Target shard count: ${target}`,
    ),
  scaleBelowHalf: (open: number, target: number) =>
    limitExceeded(
      `UpdateShardCount cannot scale down below half your current open shard count. Current open shard count: ${open}, Target shard count: ${target}`,
    ),
  /** Text not confirmed. */
  scaledTooOften: (operation: string, times: number) =>
    limitExceeded(`${operation} is allowed ${times} times per stream in a rolling period of 24 hours.`),
  /** Text not confirmed. */
  onDemand: (operation: string, { stream, accountId }: Place) =>
    validation(
      `Request is invalid. ${operation} is not supported for stream ${stream} under account ${accountId}, which is in ON_DEMAND mode.`,
    ),
  consumerNotFound: (name: string, { stream, accountId }: Place) =>
    notFound(`Consumer ${name} of stream ${stream} under account ${accountId} not found.`),
  consumerExists: (name: string, { stream, accountId }: Place) =>
    inUse(`Consumer ${name} under stream ${stream} under account ${accountId} already exists.`),
  invalidTags: () =>
    invalidArgument(
      'Some tags contain invalid characters. Valid characters: Unicode letters, digits, white space, _ . / = + - % @ :.',
    ),
  tooManyTags: ({ stream, accountId }: Place, maximum: number) =>
    invalidArgument(
      `Failed to add tags to stream ${stream} under account ${accountId} because a given stream cannot have more than ${maximum} tags associated with it.`,
    ),
  invalidToken: () => invalidArgument('Invalid NextToken.'),
  expiredToken: () => new AwsError('ExpiredNextTokenException', 400, 'The pagination token has expired.'),
  /** Ours: AWS answers with an event stream over HTTP/2. */
  eventStreamsNotSimulated: () =>
    validation(
      'SubscribeToShard is not simulated: its answer is an event stream over HTTP/2. Read the shard with GetShardIterator and GetRecords.',
    ),
  notSimulated: (what: string) => validation(`${what} is not simulated.`),
} as const

/** Also the ErrorMessage of a record that PutRecords could not take. */
export const rateExceededText = (shardId: string, place: Place): string =>
  `Rate exceeded for shard ${shardId} ${within(place)}.`

/** The operations of DynamoDB Streams. Source: Amazon DynamoDB Streams API Reference. */

import { AwsError } from '../../../aws/aws-error'
import { checkConstraints, type Constraints } from '../../../aws/constraints'
import { isoTimestamp } from '../../../aws/timestamps'
import type { Operation, ServiceContext } from '../../contract'
import { keyAttributes } from '../keys'
import * as limits from '../limits'
import { describeRecord } from '../records'
import { epochSeconds } from '../state'
import type { Stream } from '../stream'
import type { Tables } from '../tables'
import { errors } from '../wire'
import { decodeIterator, encodeIterator } from './iterators'

type Input = Readonly<Record<string, unknown>>

const STREAM_ARN = { required: true, length: [37, 1024] } as const
const SHARD_ID = { length: [28, 65] } as const

const LIST: Constraints = { Limit: { range: [1, 100] }, ExclusiveStartStreamArn: { length: [37, 1024] } }
const DESCRIBE: Constraints = { StreamArn: STREAM_ARN, Limit: { range: [1, 100] }, ExclusiveStartShardId: SHARD_ID }
const ITERATOR: Constraints = {
  StreamArn: STREAM_ARN,
  ShardId: { ...SHARD_ID, required: true },
  ShardIteratorType: {
    required: true,
    values: ['TRIM_HORIZON', 'LATEST', 'AT_SEQUENCE_NUMBER', 'AFTER_SEQUENCE_NUMBER'],
  },
  SequenceNumber: { length: [21, 40] },
}
const RECORDS: Constraints = {
  ShardIterator: { required: true, length: [1, 2048] },
  Limit: { range: [1, limits.GET_RECORDS_MAX] },
}

export function createOperations(tables: Tables, context: ServiceContext): Readonly<Record<string, Operation>> {
  const { kernel, account } = context

  const streamOf = (arn: string): Stream => {
    const stream = tables.findStream(arn)
    if (!stream) throw errors.streamNotFound(arn)
    return stream
  }

  return {
    ListStreams(input) {
      checkConstraints(input, LIST)
      const { TableName: table, ExclusiveStartStreamArn: after } = input
      const streams = tables.streams().filter(({ tableName }) => table === undefined || tableName === table)
      const start = after === undefined ? 0 : streams.findIndex(({ arn }) => arn === after) + 1
      const limit = Number(input['Limit'] ?? 100)
      const page = streams.slice(start, start + limit)
      return {
        Streams: page.map(({ arn, tableName, label }) => ({
          StreamArn: arn,
          TableName: tableName,
          StreamLabel: label,
        })),
        ...(streams.length > start + limit && { LastEvaluatedStreamArn: page.at(-1)?.arn }),
      }
    },

    DescribeStream(input) {
      checkConstraints(input, DESCRIBE)
      const stream = streamOf(String(input['StreamArn']))
      const shard = {
        ShardId: stream.shardId,
        SequenceNumberRange: {
          StartingSequenceNumber: stream.startSequenceNumber,
          ...(stream.closedAt !== null && { EndingSequenceNumber: stream.lastSequenceNumber }),
        },
      }
      return {
        StreamDescription: {
          StreamArn: stream.arn,
          StreamLabel: stream.label,
          StreamStatus: stream.closedAt === null ? 'ENABLED' : 'DISABLED',
          StreamViewType: stream.viewType,
          CreationRequestDateTime: epochSeconds(stream.createdAt),
          TableName: stream.tableName,
          KeySchema: keyAttributes(stream.keys).map(({ name }, index) => ({
            AttributeName: name,
            KeyType: index === 0 ? 'HASH' : 'RANGE',
          })),
          Shards: input['ExclusiveStartShardId'] === stream.shardId || isChildFilter(input) ? [] : [shard],
        },
      }
    },

    GetShardIterator(input) {
      checkConstraints(input, ITERATOR)
      const stream = streamOf(String(input['StreamArn']))
      const shardId = String(input['ShardId'])
      if (shardId !== stream.shardId) {
        throw errors.notFound(`Requested resource not found: Shard: ${shardId} in Stream: ${stream.arn} not found`)
      }
      return {
        ShardIterator: encodeIterator({
          streamArn: stream.arn,
          position: startOf(stream, input),
          createdAt: kernel.now,
        }),
      }
    },

    GetRecords(input) {
      checkConstraints(input, RECORDS)
      const iterator = decodeIterator(String(input['ShardIterator']))
      if (!iterator) throw errors.validation('Invalid ShardIterator')
      const { streamArn, position, createdAt } = iterator
      const stream = streamOf(streamArn)
      if (kernel.now - createdAt > limits.ITERATOR_LIFETIME) {
        // The error is documented, the sentence not confirmed.
        throw new AwsError(
          'ExpiredIteratorException',
          400,
          `Iterator expired. The iterator was created at time ${isoTimestamp(createdAt)} while right now it is ${isoTimestamp(kernel.now)} which is further in the future than the tolerated delay of ${limits.ITERATOR_LIFETIME} milliseconds.`,
        )
      }
      if (position < stream.start) throw trimmed()
      const limit = Number(input['Limit'] ?? limits.GET_RECORDS_MAX)
      const records = stream.read(position, limit, limits.GET_RECORDS_BYTES_MAX)
      const next = position + records.length
      const ended = stream.closedAt !== null && next >= stream.end
      return {
        Records: records.map((record) => describeRecord(stream, record, account.region)),
        ...(!ended && { NextShardIterator: encodeIterator({ streamArn, position: next, createdAt: kernel.now }) }),
      }
    },
  }
}

/** Since 2025 a consumer may ask for a shard's children alone; there are none. */
const isChildFilter = (input: Input): boolean =>
  (input['ShardFilter'] as { Type?: string } | undefined)?.Type === 'CHILD_SHARDS'

/** The error is documented, the sentence not confirmed. */
const trimmed = (): AwsError =>
  new AwsError(
    'TrimmedDataAccessException',
    400,
    'The operation attempted to read past the oldest stream record in a shard.',
  )

/** @throws AwsError ValidationException, TrimmedDataAccessException */
function startOf(stream: Stream, input: Input): number {
  const { ShardIteratorType: type, SequenceNumber: given } = input
  if (type === 'TRIM_HORIZON') return stream.start
  if (type === 'LATEST') return stream.end
  if (given === undefined) {
    // The sentence is not confirmed.
    throw errors.invalidParameter(`SequenceNumber must be specified when ShardIteratorType is ${String(type)}`)
  }
  const sequenceNumber = String(given)
  if (!stream.isSequenceNumber(sequenceNumber)) {
    throw errors.validation(`Invalid SequenceNumber: ${sequenceNumber}`)
  }
  const position = stream.positionOf(sequenceNumber)
  if (position === null) throw trimmed()
  const isThere = stream.sequenceNumberAt(position) === sequenceNumber
  return type === 'AFTER_SEQUENCE_NUMBER' && isThere ? position + 1 : position
}

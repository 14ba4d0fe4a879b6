/**
 * A table's stream as an event source of Lambda.
 * Record and batch shapes: Lambda Developer Guide, "Using AWS Lambda with Amazon DynamoDB"; recorded from AWS (LocalStack's
 * test suite, ls/esm/ddb-basic, ls/esm/ddb-onfailure-sqs).
 */

import { isoTimestamp } from '../../aws/timestamps'
import type { JsonValue } from '../../aws/json'
import type { PolledRecord, ServiceContext, StreamSource } from '../contract'
import * as limits from './limits'
import { lambdaRecord } from './records'
import type { Stream, StreamRecord } from './stream'
import type { Tables } from './tables'

export function createStreamSource(tables: Tables, context: ServiceContext): StreamSource {
  return {
    filterKey: 'dynamodb',
    // Guide, AWSLambdaDynamoDBExecutionRole. ListStreams knows no resource.
    actions: ['dynamodb:GetRecords', 'dynamodb:GetShardIterator', 'dynamodb:DescribeStream'],
    exists: (arn) => tables.findStream(arn) !== undefined,
    shards(arn) {
      const stream = tables.findStream(arn)
      return stream ? [{ id: stream.shardId, parents: [] }] : []
    },
    onRecords(arn, listener) {
      const stream = tables.findStream(arn)
      return stream?.onRecords(() => listener(stream.shardId)) ?? (() => undefined)
    },
    arrival: () => ({ every: limits.LAMBDA_POLL_INTERVAL }),
    start(arn, _shardId, from) {
      const stream = tables.findStream(arn)
      if (!stream) return null
      if (from.type === 'TRIM_HORIZON') return String(stream.start)
      return stream.closedAt === null ? String(stream.end) : null
    },
    read(arn, _shardId, position) {
      const stream = tables.findStream(arn)
      if (!stream) return { records: [], next: position, more: false, ended: true }
      const from = Math.max(Number(position), stream.start)
      const found = stream.read(from, limits.GET_RECORDS_MAX, limits.GET_RECORDS_BYTES_MAX)
      const next = from + found.length
      const records = found.map((record, index) => polled(stream, record, from + index + 1, context.account.region))
      const more = next < stream.end
      return { records, next: String(next), more, ended: stream.closedAt !== null && !more }
    },
    retention: () => limits.STREAM_RETENTION,
    event: (_arn, _shardId, records) => ({ Records: records.map(({ record }) => record) }),
    batchInfo(arn, shardId, records) {
      const [first, last] = [records[0], records.at(-1)]
      return {
        DDBStreamBatchInfo: {
          shardId,
          startSequenceNumber: first?.sequenceNumber,
          endSequenceNumber: last?.sequenceNumber,
          approximateArrivalOfFirstRecord: wholeSecond(first?.arrivedAt ?? 0),
          approximateArrivalOfLastRecord: wholeSecond(last?.arrivedAt ?? 0),
          batchSize: records.length,
          streamArn: arn,
        },
      }
    },
  }
}

function polled(stream: Stream, streamed: StreamRecord, next: number, region: string): PolledRecord {
  const record = lambdaRecord(stream, streamed, region)
  return {
    sequenceNumber: streamed.sequenceNumber,
    next: String(next),
    // "Lambda still ensures in-order processing at the item (partition and sort key) level."
    orderKey: JSON.stringify(streamed.keys),
    payload: record.dynamodb as unknown as JsonValue,
    size: utf8.encode(JSON.stringify(record)).length,
    arrivedAt: streamed.at,
    record,
  }
}

const utf8 = new TextEncoder()

/** `2019-11-14T00:13:19Z` (recorded: no fractions, unlike those of Kinesis). */
const wholeSecond = (instant: number): string => `${isoTimestamp(instant).slice(0, 19)}Z`

/**
 * A stream as an event source of Lambda, read by itself or through one of its consumers (enhanced fan-out).
 * Record and batch shapes: Lambda Developer Guide, "Process Amazon Kinesis Data Streams records with Lambda"; recorded
 * from AWS (LocalStack's test suite, ls/esm/kinesis-basic, ls/esm/kinesis-onfailure-sqs).
 */

import { isoTimestamp } from '../../aws/timestamps'
import { hours } from '../../aws/units'
import type { PolledRecord, ServiceContext, StreamSource } from '../contract'
import * as limits from './limits'
import { shardIndexOf } from './sequence'
import type { Shard, StreamRecord } from './shard'
import type { Stream } from './state'
import type { Streams } from './streams'

export function createStreamSource(streams: Streams, context: ServiceContext): StreamSource {
  /** @param arn of a stream, or of a consumer that is registered with it */
  const streamOf = (arn: string): Stream | undefined =>
    arn.includes('/consumer/') ? streams.findConsumer(arn)?.stream : streams.findByArn(arn)
  const shardOf = (arn: string, shardId: string): Shard | undefined => streamOf(arn)?.find(shardIndexOf(shardId))

  return {
    filterKey: 'data',
    // Guide, AWSLambdaKinesisExecutionRole. ListStreams knows no resource; SubscribeToShard is asked of consumers alone.
    actions: ['kinesis:GetRecords', 'kinesis:GetShardIterator', 'kinesis:DescribeStream', 'kinesis:ListShards'],
    exists: (arn) => streamOf(arn) !== undefined,
    shards(arn) {
      const stream = streamOf(arn)
      stream?.trim()
      return (stream?.shards ?? []).map(({ id, parents }) => ({ id, parents: parents.map((parent) => parent.id) }))
    },
    onRecords: (arn, listener) => streamOf(arn)?.onRecords(listener) ?? (() => undefined),
    arrival: (arn) =>
      arn.includes('/consumer/') ? { pushedAfter: limits.FAN_OUT_DELAY } : { every: limits.LAMBDA_POLL_INTERVAL },
    start(arn, shardId, from) {
      const shard = shardOf(arn, shardId)
      if (!shard) return null
      if (from.type === 'TRIM_HORIZON') return String(shard.firstSequenceNumber)
      if (from.type === 'AT_TIMESTAMP') return String(shard.positionAt(from.timestamp))
      return shard.isOpen ? String(shard.positionAfterLatest) : null
    },
    read(arn, shardId, position, caller) {
      const { kernel, account } = context
      const shard = shardOf(arn, shardId)
      if (!shard) return { records: [], next: position, more: false, ended: true }
      // A consumer has its own throughput.
      const shared = !arn.includes('/consumer/')
      if (shared && !shard.reads.admits(kernel.now)) return null
      streamOf(arn)?.trim()
      const found = shard.from(BigInt(position), limits.GET_RECORDS_MAX, limits.GET_RECORDS_BYTES_MAX)
      if (shared) {
        shard.reads.take(
          kernel.now,
          found.reduce((sum, { size }) => sum + size, 0),
        )
      }
      const records = found.map((record) =>
        polled(record, shard, { arn, region: account.region, role: caller.roleArn ?? caller.arn }),
      )
      const next = records.at(-1)?.next ?? position
      const more = shard.hasFrom(BigInt(next))
      return { records, next, more, ended: !shard.isOpen && !more }
    },
    retention: (arn) => hours(streamOf(arn)?.retentionHours ?? 0),
    event: (_arn, _shardId, records) => ({ Records: records.map(({ record }) => record) }),
    batchInfo(arn, shardId, records) {
      const [first, last] = [records[0], records.at(-1)]
      return {
        KinesisBatchInfo: {
          shardId,
          startSequenceNumber: first?.sequenceNumber,
          endSequenceNumber: last?.sequenceNumber,
          approximateArrivalOfFirstRecord: isoTimestamp(first?.arrivedAt ?? 0),
          approximateArrivalOfLastRecord: isoTimestamp(last?.arrivedAt ?? 0),
          batchSize: records.length,
          streamArn: arn,
        },
      }
    },
  }
}

function polled(
  { sequenceNumber, partitionKey, data, arrivedAt }: StreamRecord,
  shard: Shard,
  { arn, region, role }: { readonly arn: string; readonly region: string; readonly role: string },
): PolledRecord {
  const number = String(sequenceNumber)
  const record = {
    kinesis: {
      kinesisSchemaVersion: '1.0',
      partitionKey,
      sequenceNumber: number,
      data,
      approximateArrivalTimestamp: Math.floor(arrivedAt) / 1000,
    },
    eventSource: 'aws:kinesis',
    eventVersion: '1.0',
    eventID: `${shard.id}:${number}`,
    eventName: 'aws:kinesis:record',
    invokeIdentityArn: role,
    awsRegion: region,
    eventSourceARN: arn,
  }
  return {
    sequenceNumber: number,
    next: String(sequenceNumber + 1n),
    orderKey: partitionKey,
    payload: text(data),
    size: utf8.encode(JSON.stringify(record)).length,
    arrivedAt,
    record,
  }
}

const utf8 = new TextEncoder()

const text = (base64: string): string =>
  new TextDecoder().decode(Uint8Array.from(atob(base64), (character) => character.charCodeAt(0)))

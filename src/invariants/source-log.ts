/** What the shards of streams were given, in order, under the names that mappings have for them. */

import type { TraceRecord } from '../cloud/aws/trace-records'
import { nameOf } from './facts'

export interface SourceRecord {
  readonly id: string
  /** What order holds for; all of a shard together are '' . */
  readonly key: string
  readonly at: number
  readonly record: TraceRecord
}

/** @returns the shard's name, and what was put there */
export function sourceRecordOf(record: TraceRecord): readonly [string, SourceRecord] | null {
  const { at } = record
  switch (record.type) {
    case 'kinesis.put': {
      const { stream, shardId, sequenceNumber, partitionKey } = record
      return [`kinesis ${stream} ${shardId}`, { id: sequenceNumber, key: partitionKey, at, record }]
    }
    case 'dynamodb.stream-record':
      return [`dynamodb ${record.table}`, { id: record.sequenceNumber, key: record.key ?? '', at, record }]
    case 'kafka.produced':
      return [`kafka ${record.topic} ${record.partition}`, { id: String(record.offset), key: '', at, record }]
    default:
      return null
  }
}

/** @param source of a mapping @returns null for a source whose records are not in the trace */
export function shardNameOf(source: string, shardId: string): string | null {
  const [, , service, , , ...rest] = source.split(':')
  const resource = rest.join(':')
  switch (service) {
    case 'kinesis': {
      // A consumer's ARN names the stream, too.
      const stream = /^stream\/([^/]+)/.exec(resource)?.[1]
      return stream === undefined ? null : `kinesis ${stream} ${shardId}`
    }
    case 'dynamodb': {
      const table = /^table\/([^/]+)\/stream\//.exec(resource)?.[1]
      return table === undefined ? null : `dynamodb ${table}`
    }
    case 'kafka':
      return `kafka ${source} ${shardId}`
    default:
      return null
  }
}

export const sourceTitle = (source: string): string =>
  nameOf(source.replace(/\/stream\/[^/]*$/, '').replace(/\/consumer\/.*$/, ''))

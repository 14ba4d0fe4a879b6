import type { TraceRecord } from '../../cloud/aws/trace-records'

type Fact<T extends TraceRecord['type']> = Extract<TraceRecord, { type: T }>

/** Sequence numbers of streams are long and never the same; offsets of a partition mean something there alone. */
const OFFSET_DIGITS_MAX = 15
export const offsetId = (topic: string, partition: string | number, offset: string | number): string =>
  `${topic} ${partition} ${offset}`

/** An object of a bucket. */
export const objectId = (bucket: string, key: string): string => `${bucket}/${key}`

/** Ids of the records of a batch, as other records have them. */
export const batchRecordIds = ({ recordIds, source, stream }: Fact<'mapping.batch-sent'>): readonly string[] =>
  stream
    ? recordIds.map((id) => (id.length <= OFFSET_DIGITS_MAX ? offsetId(source, stream.shardId, id) : id))
    : recordIds

/** What a record is about: ids by which its story is put together. */
export function idsOf(record: TraceRecord): readonly string[] {
  switch (record.type) {
    // Of each call and each line of a log, and they lead nowhere else.
    case 'call.started':
    case 'call.ended':
    case 'log':
    case 'log.dropped':
    case 'invocation.streamed':
      return []
    case 'mapping.batch-sent':
      return [record.requestId, ...batchRecordIds(record)]
    case 'kinesis.put':
    case 'dynamodb.stream-record':
      return [record.sequenceNumber]
    case 'kafka.produced':
      return [offsetId(record.topic, record.partition, record.offset)]
    case 's3.object-created':
    case 's3.object-removed':
      return [objectId(record.bucket, record.key)]
    case 's3.notification-delivered':
      return [objectId(record.bucket, record.key), record.deliveryId]
    case 'scheduler.due':
    case 'scheduler.retry-scheduled':
      return [record.executionId]
    case 'scheduler.invoked':
    case 'scheduler.failed': {
      const to = record.type === 'scheduler.invoked' ? record.deliveryId : record.deadLetterId
      return to === null ? [record.executionId] : [record.executionId, to]
    }
    case 'events.failed':
      return record.deadLetterId === null ? [record.eventId] : [record.eventId, record.deadLetterId]
    default: {
      const ids: string[] = []
      for (const key of ['requestId', 'messageId', 'eventId', 'deliveryId'] as const) {
        const id = (record as Partial<Record<typeof key, unknown>>)[key]
        if (typeof id === 'string') ids.push(id)
      }
      return ids
    }
  }
}

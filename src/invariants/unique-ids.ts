import type { TraceRecord } from '../cloud/aws/trace-records'
import type { Invariant } from './contract'
import { Violations } from './violations'

/** What AWS gives out once. */
function idOf(record: TraceRecord): readonly [string, string] | null {
  switch (record.type) {
    case 'request.received':
      return ['request id', record.requestId]
    case 'environment.created':
      return ['environment', record.environment]
    case 'mapping.batch-sent':
      return ['batch of a mapping', record.requestId]
    case 'sqs.sent':
      return [`message of queue ${record.queue}`, record.messageId]
    case 'sns.published':
      return [`message of topic ${record.topic}`, record.messageId]
    case 'kinesis.put':
      return [`sequence number of stream ${record.stream}`, `${record.shardId} ${record.sequenceNumber}`]
    case 'dynamodb.stream-record':
      return [`sequence number of table ${record.table}`, record.sequenceNumber]
    case 'kafka.produced':
      return [`offset of topic ${record.topic}`, `${record.partition} ${record.offset}`]
    case 'mq.sent':
      return [`message of ${record.queue}`, record.messageId]
    case 'scheduler.due':
      return ['execution of a schedule', record.executionId]
    case 'http.received':
      return ['id of a web request', record.requestId]
    case 'durable.started':
      return ['durable execution', record.execution]
    default:
      return null
  }
}

export const uniqueIds: Invariant = {
  id: 'unique-ids',
  sentence: 'An id is given out once: to a request, an environment, a message, a record of a stream.',
  source: 'Fact sheet 2.2, 9.1, 9.2, 9.5: request ids, message ids and sequence numbers are unique',
  check({ records }) {
    const violations = new Violations()
    const first = new Map<string, TraceRecord>()
    for (const record of records) {
      const id = idOf(record)
      if (!id) continue
      const key = id.join(' ')
      const before = first.get(key)
      if (before) violations.add(`${id[0]} ${id[1]} is given out twice`, [before, record])
      else first.set(key, record)
    }
    return violations.found
  },
}

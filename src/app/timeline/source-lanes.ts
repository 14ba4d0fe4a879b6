/** Sources of events other than queues of SQS: one lane for each, or for each of its shards, partitions, collections. */

import type { TraceRecord } from '../../cloud/aws/trace-records'
import { bytesText, plural } from '../parts/quantities'
import { forgetOldest } from '../state/capped-list'
import { idsOf } from '../state/record-ids'
import { nameOf } from '../state/resource-names'
import { sourceLaneId, type SourceLane, type SourceMark, type SourceService } from './lanes'
import { pointList } from './timed-list'

interface Told {
  readonly service: SourceService
  readonly resource: string
  readonly part?: string | null
  readonly kind: SourceMark['kind']
  readonly text: string
}

const told = (
  service: SourceService,
  resource: string,
  kind: SourceMark['kind'],
  text: string,
  part: string | null = null,
): Told => ({ service, resource, kind, text, part })

/** What a record says about a source; null when it says nothing, or names the event alone. */
export function sourceFact(record: TraceRecord): Told | null {
  switch (record.type) {
    case 'kinesis.put':
      return told('Kinesis', record.stream, 'in', `Record put, partition key ${record.partitionKey}`, record.shardId)
    case 'kinesis.read':
      return told('Kinesis', record.stream, 'out', `${plural(record.records, 'record')} read`, record.shardId)
    case 'kinesis.throttled':
      return told('Kinesis', record.stream, 'failed', `A ${record.operation} was throttled`, record.shardId)
    case 'kinesis.trimmed':
      return told('Kinesis', record.stream, 'dropped', `${plural(record.records, 'record')} expired`, record.shardId)
    case 'dynamodb.stream-record':
      return told('DynamoDB stream', record.table, 'in', `${record.eventName} of an item`)
    case 'sns.published':
      return told('SNS topic', record.topic, 'in', 'Message published')
    case 'sns.delivered':
      return told('SNS topic', record.topic, 'out', `Delivered to ${record.protocol} ${nameOf(record.endpoint)}`)
    case 'sns.filtered':
      return told('SNS topic', record.topic, 'dropped', `Filtered out for ${nameOf(record.endpoint)}`)
    case 'sns.delivery-failed':
      return told('SNS topic', record.topic, 'failed', `Delivery failed: ${record.message}`)
    case 'sns.dead-lettered':
      return told('SNS topic', record.topic, 'failed', `Sent to the dead-letter queue ${record.queue}`)
    case 'events.put':
      return told('Event bus', record.bus, 'in', `${record.detailType} from ${record.source}`)
    case 'events.matched':
      return record.rules.length > 0
        ? told('Event bus', record.bus, 'out', `Matched ${record.rules.map(nameOf).join(', ')}`)
        : told('Event bus', record.bus, 'dropped', 'No rule matched')
    case 'events.schedule-due':
      return told('Schedule', record.rule, 'in', 'Due')
    case 'scheduler.due':
      return told('Schedule', record.schedule, 'in', 'Due')
    case 'scheduler.invoked':
      return told('Schedule', record.schedule, 'out', `Invoked ${nameOf(record.target)}`)
    case 'scheduler.retry-scheduled':
    case 'scheduler.failed':
      return told('Schedule', record.schedule, 'failed', `${record.code}: ${record.message}`)
    case 'http.received':
      return told('API', record.resource, 'in', `${record.method} ${record.path}`)
    case 'http.answered': {
      const kind = record.status === 0 || record.status >= 500 ? 'failed' : record.refused === null ? 'out' : 'dropped'
      return told('API', record.resource, kind, `${record.status} for ${record.method} ${record.path}`)
    }
    case 's3.object-created':
      return told('S3 bucket', record.bucket, 'in', `${record.creation} ${record.key}, ${bytesText(record.size)}`)
    case 's3.object-removed':
      return told('S3 bucket', record.bucket, 'in', `Removed ${record.key}`)
    case 's3.notification-delivered':
      return told('S3 bucket', record.bucket, 'out', `${record.event} to ${nameOf(record.target)}`)
    case 's3.notification-failed':
      return told('S3 bucket', record.bucket, 'failed', `${record.event} not delivered: ${record.message}`)
    case 'kafka.produced':
      return told('Kafka topic', record.topic, 'in', `Record ${record.offset}`, `partition ${record.partition}`)
    case 'mq.sent':
      return told('MQ queue', record.queue, 'in', 'Message sent')
    case 'mq.removed':
      return told('MQ queue', record.queue, record.cause === 'expired' ? 'dropped' : 'out', `Message ${record.cause}`)
    case 'docdb.changed':
      return told('DocumentDB', record.cluster, 'in', `${record.operationType} ${record.documentId}`, record.collection)
    default:
      return null
  }
}

/** Events of which it is remembered where they came from. */
const EVENTS_KEPT = 20_000

export class SourceLanes {
  readonly lanes = new Map<string, SourceLane>()
  /** Deliveries of EventBridge name the event, not its bus or schedule. */
  readonly #byEvent = new Map<string, SourceLane>()

  apply(record: TraceRecord): void {
    const fact = sourceFact(record)
    if (!fact) return this.#applyToEvent(record)
    const lane = this.#lane(fact)
    add(lane, fact, record)
    if (record.type !== 'events.put' && record.type !== 'events.schedule-due') return
    this.#byEvent.set(record.eventId, lane)
    if (this.#byEvent.size > EVENTS_KEPT * 1.1) forgetOldest(this.#byEvent, EVENTS_KEPT)
  }

  #applyToEvent(record: TraceRecord): void {
    if (
      record.type !== 'events.delivered' &&
      record.type !== 'events.failed' &&
      record.type !== 'events.retry-scheduled'
    )
      return
    const lane = this.#byEvent.get(record.eventId)
    if (!lane) return
    const delivered = record.type === 'events.delivered'
    const text = delivered ? `Delivered to ${nameOf(record.target)}` : `${record.code}: ${record.message}`
    add(lane, { kind: delivered ? 'out' : 'failed', text }, record)
  }

  #lane({ service, resource, part = null }: Told): SourceLane {
    const id = sourceLaneId(service, resource, part)
    const known = this.lanes.get(id)
    if (known) return known
    const [incoming, outgoing] = [pointList<SourceMark>(), pointList<SourceMark>()]
    const lane: SourceLane = { kind: 'source', id, service, resource, part, incoming, outgoing }
    this.lanes.set(id, lane)
    return lane
  }
}

function add(lane: SourceLane, { kind, text }: Pick<Told, 'kind' | 'text'>, record: TraceRecord): void {
  const list = kind === 'in' ? lane.incoming : lane.outgoing
  list.push({ kind, at: record.at, recordId: idsOf(record)[0] ?? null, text })
}

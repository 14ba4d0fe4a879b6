/**
 * Which invocation handled which event, as far as a trace can tell.
 *
 * An invocation has handled its events when it succeeded, but for those that its response named as failed. One that
 * failed has, too, when something was written before: its effects are there, and a retry makes them again. One that
 * called services and changed nothing (all it wanted to write was refused by a condition, or it only read) has noticed
 * that it was here before, and has handled nothing.
 */

import type { TraceRecord } from '../../cloud/aws/trace-records'
import type { Fact } from '../facts'

export interface TracedEvent {
  /** `message m-3 of queue orders` */
  readonly name: string
  /** What it belongs to and has an order in: a message group, a partition key, a queue, a function. */
  readonly lane: string
  /** For a reader. */
  readonly laneTitle: string
  readonly sent: TraceRecord
  /** In the order in which all events of the run were sent. */
  readonly index: number
}

export interface Handling {
  readonly event: TracedEvent
  readonly functionName: string
  readonly started: Fact<'invocation.started'>
  readonly ended: Fact<'invocation.ended'>
}

interface Running {
  readonly started: Fact<'invocation.started'>
  calls: number
  writes: number
}

const READS = /^(\w|-)+:(Get|List|Describe|Query|Scan|Head|BatchGet|TransactGet|Receive|Select|Lookup|Assume)/

/** Keeps the events that were sent, and hands out what became of them. */
export class Handlings {
  /** By how a mapping or a queue of events names them. */
  readonly #events = new Map<string, TracedEvent>()
  readonly #batches = new Map<string, Fact<'mapping.batch-sent'>>()
  readonly #running = new Map<string, Running>()
  /** Invocations of a mapping that have ended and whose batch has not. */
  readonly #finished = new Map<string, Running & { readonly ended: Fact<'invocation.ended'> }>()
  readonly #calls = new Map<string, Running>()
  #count = 0

  /** @returns what has been handled with this record, in the order in which the handler got it */
  apply(record: TraceRecord): readonly Handling[] {
    this.#remember(record)
    switch (record.type) {
      case 'mapping.batch-sent':
        this.#batches.set(record.requestId, record)
        return []
      case 'invocation.started':
        this.#running.set(record.environment, { started: record, calls: 0, writes: 0 })
        return []
      case 'call.started': {
        const running = this.#running.get(record.environment)
        if (!running || record.operation === null) return []
        running.calls++
        if (!READS.test(record.operation)) this.#calls.set(`${record.environment} ${record.callId}`, running)
        return []
      }
      case 'call.ended': {
        const key = `${record.environment} ${record.callId}`
        const running = this.#calls.get(key)
        this.#calls.delete(key)
        if (running && record.status >= 200 && record.status < 300) running.writes++
        return []
      }
      case 'invocation.ended':
        return this.#ended(record)
      case 'mapping.batch-ended':
        return this.#batchEnded(record)
      default:
        return []
    }
  }

  #ended(ended: Fact<'invocation.ended'>): readonly Handling[] {
    const running = this.#running.get(ended.environment)
    this.#running.delete(ended.environment)
    if (!running || running.started.requestId !== ended.requestId) return []
    if (ended.source === 'event-source-mapping') {
      this.#finished.set(ended.requestId, { ...running, ended })
      return []
    }
    const event = this.#events.get(`async ${ended.requestId}`)
    if (!event || !hasHandled(running, ended)) return []
    return [{ event, functionName: ended.functionName, started: running.started, ended }]
  }

  #batchEnded({ requestId, source, returned, mapping }: Fact<'mapping.batch-ended'>): readonly Handling[] {
    const [batch, run] = [this.#batches.get(requestId), this.#finished.get(requestId)]
    this.#batches.delete(requestId)
    this.#finished.delete(requestId)
    if (!batch || !run || !hasHandled(run, run.ended)) return []
    const named = new Set(run.ended.status === 'success' ? returned : [])
    return batch.recordIds.flatMap((id): readonly Handling[] => {
      const event = named.has(id) ? undefined : this.#events.get(keyInSource(source, batch.stream?.shardId ?? '', id))
      const { functionName } = batch
      return event
        ? [
            {
              event: { ...event, lane: `${mapping} ${event.lane}` },
              functionName,
              started: run.started,
              ended: run.ended,
            },
          ]
        : []
    })
  }

  #remember(record: TraceRecord): void {
    const add = (key: string, name: string, lane: string, laneTitle = lane): void => {
      this.#events.set(key, { name, lane, laneTitle, sent: record, index: this.#count++ })
    }
    switch (record.type) {
      case 'sqs.sent': {
        const { queue, messageId, groupId } = record
        const lane = groupId === undefined ? `queue ${queue}` : `group ${groupId} of queue ${queue}`
        return add(`sqs ${queue} ${messageId}`, `message ${messageId} of queue ${queue}`, lane)
      }
      case 'kinesis.put': {
        const { stream, shardId, sequenceNumber, partitionKey } = record
        const lane = `key ${partitionKey} of stream ${stream}`
        return add(
          `kinesis ${stream} ${shardId} ${sequenceNumber}`,
          `record ${sequenceNumber} of stream ${stream}`,
          lane,
        )
      }
      case 'dynamodb.stream-record': {
        const { table, sequenceNumber, key = '' } = record
        const lane = `item ${key} of table ${table}`
        return add(`dynamodb ${table} ${sequenceNumber}`, `change ${sequenceNumber} of table ${table}`, lane)
      }
      case 'kafka.produced': {
        const { topic, partition, offset } = record
        const title = topic.split('/').at(-1) ?? topic
        return add(
          `kafka ${topic} ${partition} ${offset}`,
          `record ${offset} of partition ${partition} of ${title}`,
          `partition ${partition} of ${title}`,
        )
      }
      case 'mq.sent':
        return add(
          `mq ${record.queue} ${record.messageId}`,
          `message ${record.messageId} of ${record.queue}`,
          `queue ${record.queue}`,
        )
      case 'async.queued': {
        const { requestId, functionName } = record
        return add(`async ${requestId}`, `asynchronous event ${requestId}`, `asynchronous events of ${functionName}`)
      }
    }
  }
}

function hasHandled({ calls, writes }: Running, { status }: Fact<'invocation.ended'>): boolean {
  return calls === 0 ? status === 'success' : writes > 0
}

/** @param source of a mapping: what its records are kept under */
function keyInSource(source: string, shardId: string, id: string): string {
  const [, , service = '', , , ...rest] = source.split(':')
  const resource = rest.join(':')
  switch (service) {
    case 'sqs':
      return `sqs ${resource} ${id}`
    case 'kinesis':
      return `kinesis ${resource.split('/')[1] ?? ''} ${shardId} ${id}`
    case 'dynamodb':
      return `dynamodb ${resource.split('/')[1] ?? ''} ${id}`
    case 'kafka':
      return `kafka ${source} ${shardId} ${id}`
    default:
      return `${service} ${source} ${id}`
  }
}

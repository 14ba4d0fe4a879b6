/** One event of a run: what came into being somewhere and is on its way to whoever handles it. */

import type { TraceRecord } from '../../../cloud/aws/trace-records'

/** Each has ids of its own: see `ids.ts`. */
export type EventKind =
  /** An invocation: by request id. */
  | 'request'
  /** Of SQS or Amazon MQ: by message id. */
  | 'message'
  /** A web request: `http/<request id>`. */
  | 'http'
  /** Of Kinesis, DynamoDB, Kafka or DocumentDB: `<source>/<sequence number>`. */
  | 'record'
  /** Of SNS: by message id. */
  | 'notification'
  /** Of EventBridge, schedules of rules included: by event id. */
  | 'bus-event'
  /** Of EventBridge Scheduler: by execution id. */
  | 'firing'
  /** An object that S3 got or lost: `s3/<bucket>/<key>/<seq of its record>`. */
  | 'object'
  /** A durable execution: by ARN. */
  | 'execution'

/** Where an event is now, or how it ended; of one with several ways, the one that most needs looking at. */
export type Fate =
  | 'waiting'
  | 'running'
  | 'retrying'
  | 'delivered'
  | 'failed'
  | 'throttled'
  | 'denied'
  | 'dead-lettered'
  | 'lost'
  | 'filtered'
  | 'unmatched'
  | 'deduplicated'

/** Most in need of being looked at first. */
export const FATES: readonly Fate[] = [
  'lost',
  'dead-lettered',
  'denied',
  'failed',
  'throttled',
  'retrying',
  'running',
  'waiting',
  'delivered',
  'deduplicated',
  'filtered',
  'unmatched',
]

export interface EventNode {
  readonly id: string
  readonly kind: EventKind
  /** When it came into being, virtual milliseconds. */
  readonly at: number
  /** Place of its first record in the trace. */
  readonly seq: number
  /** Who made it, as the trace names them: an ARN, a name; '' when that is its parent. */
  readonly source: string
  /** Where it went first, as the trace names it: a function, queue, topic, bus, stream, bucket. */
  readonly target: string
  /** What it says, to be searched: a body, `GET /orders`, a detail type. The first 200 characters. */
  readonly text: string
  /** In `Lineage.events`, as `CappedList.push` gave it; null for carriers. */
  place: number | null
  /** Only carries others: the invocation of a batch, a resumption of an execution. No line in lists of events. */
  carrier: boolean
  fate: Fate
  /** Attempts to have it handled, so far. */
  attempts: number
  /** When it came to its end, if it has. */
  endedAt: number | null
  /** Ids of what caused it, in the order in which that became known; a batch has many. */
  readonly parents: string[]
  /** Ids of what it caused. */
  readonly children: string[]
  /** What was recorded of it; of requests and messages only what `Requests` and `Queues` do not keep. */
  readonly records: TraceRecord[]
  /** Where it goes at the same time (targets, subscriptions, mappings), and what became of it there. */
  readonly ways: Map<string, Fate>
}

const ENDS: ReadonlySet<Fate> = new Set<Fate>([
  'delivered',
  'failed',
  'denied',
  'dead-lettered',
  'lost',
  'filtered',
  'unmatched',
  'deduplicated',
])

export const isEnd = (fate: Fate): boolean => ENDS.has(fate)

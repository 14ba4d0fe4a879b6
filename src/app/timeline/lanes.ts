/** What the timeline has lanes for. Each lane has an id of its own, by which other parts of the timeline refer to it. */

import type { InvocationStatus } from '../../cloud/aws/trace-records'
import type { SourcePlace } from '../result/handler-error'
import type { Tone } from '../parts/tone'
import type { DurableLane } from './durable-lanes'
import type { TimedList } from './timed-list'

export interface Span {
  /** `extensions`: what they do after the answer, within the invocation. */
  readonly kind: 'init' | 'invoke' | 'extensions' | 'shutdown'
  readonly start: number
  /** Null while it runs. */
  end: number | null
  status: 'running' | InvocationStatus
  /** Null for an Init outside an invocation. */
  readonly requestId: string | null
  readonly attempt: number
  /** Of an Init: its parts that have ended, with their durations. Of a Shutdown: its reason. */
  notes?: string[]
}

export interface EnvironmentLane {
  readonly kind: 'environment'
  readonly id: string
  readonly environment: string
  readonly functionName: string
  /** From 1, per function. */
  readonly number: number
  readonly createdAt: number
  shutdown: { readonly at: number; readonly reason: string } | null
  readonly spans: TimedList<Span>
  /** Those that did not succeed, so that they show however many lie around them. */
  readonly failures: TimedList<Span>
}

/** An event that was invoked asynchronously. */
export interface AsyncEvent {
  readonly requestId: string
  readonly start: number
  end: number | null
  /** Which line of the lane it is drawn in, from 0. */
  readonly line: number
  /** Waiting for the next attempt since … until it is due. */
  readonly waits: { readonly from: number; readonly due: number; readonly attempt: number }[]
  readonly attempts: Span[]
  condition: string | null
}

/** An attempt at an event, as a span of its own to be found by. */
export interface EventAttempt {
  readonly event: AsyncEvent
  readonly span: Span
}

export interface AsyncLane {
  readonly kind: 'async'
  readonly id: string
  readonly functionName: string
  readonly events: TimedList<AsyncEvent>
  readonly attempts: TimedList<EventAttempt>
  readonly byRequest: Map<string, AsyncEvent>
  /** What occupies each line. */
  readonly lines: (AsyncEvent | null)[]
}

export interface QueueMark {
  readonly kind: 'sent' | 'received' | 'returned' | 'deleted' | 'moved' | 'arrived'
  readonly at: number
  readonly messageId: string
}

export interface Depth {
  readonly at: number
  readonly depth: number
}

export interface QueueLane {
  readonly kind: 'queue'
  readonly id: string
  readonly queue: string
  /** What came in: sent, or arrived from another queue. */
  readonly incoming: TimedList<QueueMark>
  /** What became of it. */
  readonly outgoing: TimedList<QueueMark>
  /** Messages after each change. */
  readonly depths: TimedList<Depth>
  /** Where failures end up: drawn below the functions. */
  sink: boolean
}

export type SourceService =
  | 'Kinesis'
  | 'DynamoDB stream'
  | 'SNS topic'
  | 'Event bus'
  | 'Schedule'
  | 'API'
  | 'S3 bucket'
  | 'Kafka topic'
  | 'MQ queue'
  | 'DocumentDB'

export interface SourceMark {
  /** `dropped`: it went no further, by a rule that somebody wrote. */
  readonly kind: 'in' | 'out' | 'dropped' | 'failed'
  readonly at: number
  /** Of the record, event or request, as `recording.mentions` finds it. */
  readonly recordId: string | null
  readonly text: string
}

/** A source of events that is no queue of SQS, or a part of one: a shard, a partition, a collection. */
export interface SourceLane {
  readonly kind: 'source'
  readonly id: string
  readonly service: SourceService
  readonly resource: string
  readonly part: string | null
  readonly incoming: TimedList<SourceMark>
  readonly outgoing: TimedList<SourceMark>
}

/** All of a function, or all parts of a source: the lanes below it fold into it. */
export interface GroupLane {
  readonly kind: 'group'
  readonly id: string
  /** Function name, or the source's resource. */
  readonly resource: string
  readonly isFunction: boolean
  /** Every invocation of the function, in all environments. */
  readonly spans: TimedList<Span>
  readonly failures: TimedList<Span>
  /** Invocations that run at a time. */
  readonly load: TimedList<Depth>
}

/**
 * Something that a lane should point out beyond what it draws anyway: a timer that fires in a later invocation, work that
 * nobody awaited. Whoever finds such a thing says so with `TimelineModel.mark`; the lane shows a flag at that instant with
 * the text on hover, the text is in the list of what is in view, and a click goes to the place.
 */
export interface LaneMark {
  readonly at: number
  /** Id of the lane: `environmentLaneId(…)`, `queueLaneId(…)`, `functionLaneId(…)`. */
  readonly lane: string
  readonly tone: Tone
  /** A sentence. */
  readonly text: string
  /** The line of code that it is about. */
  readonly place?: SourcePlace
  readonly requestId?: string
}

export type Lane = EnvironmentLane | AsyncLane | QueueLane | DurableLane | SourceLane | GroupLane

export const environmentLaneId = (environment: string): string => `environment ${environment}`
export const queueLaneId = (queue: string): string => `queue ${queue}`
export const asyncLaneId = (functionName: string): string => `async ${functionName}`
export const functionLaneId = (functionName: string): string => `function ${functionName}`
export const sourceLaneId = (service: SourceService, resource: string, part: string | null): string =>
  `source ${service} ${resource}${part === null ? '' : ` ${part}`}`

/** What the timeline draws, kept up with the trace record by record. */

import type { InvocationStatus, TraceRecord } from '../../cloud/aws/trace-records'
import { durationText } from '../parts/quantities'
import { CappedList } from '../state/capped-list'
import type { Queues } from '../state/queues'
import { nameOf } from '../state/resource-names'
import { ActivityAxis } from './axis'
import { DurableLanes, type DurableLane } from './durable-lanes'

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
  readonly functionName: string
  /** From 1, per function. */
  readonly number: number
  readonly createdAt: number
  shutdown: { readonly at: number; readonly reason: string } | null
  readonly spans: CappedList<Span>
  /** Those that did not succeed, so that they show however many lie around them. */
  readonly failures: CappedList<Span>
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

export interface AsyncLane {
  readonly kind: 'async'
  readonly id: string
  readonly functionName: string
  readonly events: CappedList<AsyncEvent>
  readonly byRequest: Map<string, AsyncEvent>
  /** What occupies each line. */
  readonly lines: (AsyncEvent | null)[]
}

export interface Mark {
  readonly kind: 'sent' | 'received' | 'returned' | 'deleted' | 'moved' | 'arrived'
  readonly at: number
  readonly messageId: string
}

export interface QueueLane {
  readonly kind: 'queue'
  /** The queue's name. */
  readonly id: string
  /** What came in: sent, or arrived from another queue. */
  readonly incoming: CappedList<Mark>
  /** What became of it. */
  readonly outgoing: CappedList<Mark>
  /** Messages after each change. */
  readonly depths: CappedList<{ at: number; visible: number; inFlight: number }>
  /** Where failures end up: drawn below the functions. */
  sink: boolean
}

export type Lane = EnvironmentLane | AsyncLane | QueueLane | DurableLane

const SPANS_KEPT = 20_000
const ASYNC_LINES_MAX = 6

export class TimelineModel {
  readonly axis = new ActivityAxis()
  readonly queueLanes = new Map<string, QueueLane>()
  readonly asyncLanes = new Map<string, AsyncLane>()
  readonly environmentLanes = new Map<string, EnvironmentLane>()
  readonly durable = new DurableLanes()
  /** Functions in order of appearance. */
  readonly functions: string[] = []
  readonly #environmentCount = new Map<string, number>()

  /** @param queues already told of the record */
  apply(record: TraceRecord, queues: Queues): void {
    if (record.type === 'stack.resource' || record.type === 'mapping.state') return
    this.#applyToAxis(record)
    if (record.type.startsWith('sqs.')) this.#applyToQueues(record, queues)
    else if (record.type.startsWith('async.')) this.#applyToEvents(record)
    else if (record.type.startsWith('durable.')) this.#applyToDurable(record)
    // Where failures and results are sent belongs below the functions.
    else if (record.type === 'destination.delivered') this.#sink(record.target)
    else this.#applyToEnvironments(record)
  }

  #applyToAxis(record: TraceRecord): void {
    switch (record.type) {
      case 'invocation.started':
      case 'environment.init-started':
        this.axis.begin(record.at)
        break
      case 'invocation.ended':
      case 'environment.init-ended':
        this.axis.finish(record.at)
        break
      case 'environment.shutdown':
      case 'environment.shutdown-started':
      case 'environment.shutdown-ended':
        // Idle environments end minutes after the last thing worth looking at.
        break
      default:
        this.axis.touch(record.at)
    }
  }

  #applyToDurable(record: TraceRecord): void {
    if (record.type === 'durable.started') this.#noteFunction(record.functionName)
    this.durable.apply(record)
  }

  #applyToEnvironments(record: TraceRecord): void {
    switch (record.type) {
      case 'environment.created':
        this.#environment(record.environment, record.functionName, record.at)
        break
      case 'environment.init-started':
        this.#environments(record)?.spans.push({
          kind: 'init',
          start: record.at,
          end: null,
          status: 'running',
          requestId: null,
          attempt: 0,
        })
        break
      case 'environment.init-ended': {
        const lane = this.#environments(record)
        const span = lane && lastOpen(lane.spans, 'init')
        if (!span) break
        span.end = record.at
        span.status = record.status
        if (record.status !== 'success') lane.failures.push(span)
        break
      }
      case 'environment.init-step': {
        const lane = this.#environments(record)
        const span = lane && lastOpen(lane.spans, 'init')
        if (span) (span.notes ??= []).push(`${record.step} init ${durationText(record.duration)}`)
        break
      }
      case 'invocation.answered':
        this.#environments(record)?.spans.push({
          kind: 'extensions',
          start: record.at,
          end: null,
          status: 'running',
          requestId: record.requestId,
          attempt: 0,
        })
        break
      case 'environment.shutdown-started':
        this.#environments(record)?.spans.push({
          kind: 'shutdown',
          start: record.at,
          end: null,
          status: 'running',
          requestId: null,
          attempt: 0,
          notes: [record.reason],
        })
        break
      case 'environment.shutdown-ended': {
        const lane = this.#environments(record)
        const span = lane && lastOpen(lane.spans, 'shutdown')
        if (span) Object.assign(span, { end: record.at, status: 'success' })
        break
      }
      case 'environment.shutdown': {
        const lane = this.#environments(record)
        if (lane) lane.shutdown = { at: record.at, reason: record.reason }
        break
      }
      case 'invocation.started': {
        const { at, requestId, attempt } = record
        const span: Span = { kind: 'invoke', start: at, end: null, status: 'running', requestId, attempt }
        this.#environment(record.environment, record.functionName, at).spans.push(span)
        const lane = this.asyncLanes.get(record.functionName)
        lane?.byRequest.get(requestId)?.attempts.push(span)
        break
      }
      case 'invocation.ended': {
        const lane = this.#environments(record)
        const extensions = lane && lastOpen(lane.spans, 'extensions')
        if (extensions) Object.assign(extensions, { end: record.at, status: 'success' })
        const span = lane && lastOpen(lane.spans, 'invoke')
        if (!span) break
        span.end = record.at
        span.status = record.status
        if (record.status !== 'success') lane.failures.push(span)
        break
      }
    }
  }

  #applyToEvents(record: TraceRecord): void {
    switch (record.type) {
      case 'async.queued': {
        const lane = this.#asyncLane(record.functionName)
        const event: AsyncEvent = {
          requestId: record.requestId,
          start: record.at,
          end: null,
          line: freeLine(lane),
          waits: [],
          attempts: [],
          condition: null,
        }
        lane.lines[event.line] = event
        lane.events.push(event)
        lane.byRequest.set(event.requestId, event)
        break
      }
      case 'async.retry-scheduled': {
        const event = this.asyncLanes.get(record.functionName)?.byRequest.get(record.requestId)
        event?.waits.push({ from: record.at, due: record.due, attempt: record.attempt })
        break
      }
      case 'async.ended': {
        const lane = this.asyncLanes.get(record.functionName)
        const event = lane?.byRequest.get(record.requestId)
        if (!lane || !event) break
        event.end = record.at
        event.condition = record.condition
        lane.byRequest.delete(event.requestId)
        if (lane.lines[event.line] === event) lane.lines[event.line] = null
        break
      }
    }
  }

  #applyToQueues(record: TraceRecord, queues: Queues): void {
    if (!('queue' in record)) return
    const mark = (queue: string, kind: Mark['kind']) => {
      const lane = this.#queueLane(nameOf(queue))
      const list = kind === 'sent' || kind === 'arrived' ? lane.incoming : lane.outgoing
      list.push({ kind, at: record.at, messageId: record.messageId })
      const counts = queues.queue(lane.id)?.counts
      if (counts) lane.depths.push({ at: record.at, visible: counts.visible, inFlight: counts['in flight'] })
      return lane
    }
    switch (record.type) {
      case 'sqs.sent':
        mark(record.queue, 'sent')
        break
      case 'sqs.received':
        mark(record.queue, 'received')
        break
      case 'sqs.visible':
        mark(record.queue, 'returned')
        break
      case 'sqs.deleted':
        mark(record.queue, 'deleted')
        break
      case 'sqs.moved':
        mark(record.queue, 'moved')
        mark(record.to, 'arrived').sink = true
        break
    }
  }

  /** Whether the beginning of the run is no longer kept. */
  get isCut(): boolean {
    const lists = [
      ...[...this.queueLanes.values()].map((lane) => lane.incoming),
      ...[...this.asyncLanes.values()].map((lane) => lane.events),
      ...[...this.environmentLanes.values()].map((lane) => lane.spans),
    ]
    return lists.some((list) => list.dropped > 0)
  }

  #environments(record: { environment: string }): EnvironmentLane | undefined {
    return this.environmentLanes.get(record.environment)
  }

  #environment(id: string, functionName: string, at: number): EnvironmentLane {
    const known = this.environmentLanes.get(id)
    if (known) return known
    this.#noteFunction(functionName)
    const number = (this.#environmentCount.get(functionName) ?? 0) + 1
    this.#environmentCount.set(functionName, number)
    const lane: EnvironmentLane = {
      kind: 'environment',
      id,
      functionName,
      number,
      createdAt: at,
      shutdown: null,
      spans: new CappedList(SPANS_KEPT),
      failures: new CappedList(SPANS_KEPT),
    }
    this.environmentLanes.set(id, lane)
    return lane
  }

  #asyncLane(functionName: string): AsyncLane {
    const known = this.asyncLanes.get(functionName)
    if (known) return known
    this.#noteFunction(functionName)
    const lane: AsyncLane = {
      kind: 'async',
      id: `async ${functionName}`,
      functionName,
      events: new CappedList(SPANS_KEPT),
      byRequest: new Map(),
      lines: [],
    }
    this.asyncLanes.set(functionName, lane)
    return lane
  }

  #queueLane(id: string): QueueLane {
    const known = this.queueLanes.get(id)
    if (known) return known
    const lane: QueueLane = {
      kind: 'queue',
      id,
      incoming: new CappedList(SPANS_KEPT),
      outgoing: new CappedList(SPANS_KEPT),
      depths: new CappedList(SPANS_KEPT * 2),
      sink: false,
    }
    this.queueLanes.set(id, lane)
    return lane
  }

  #sink(target: string): void {
    const lane = this.queueLanes.get(nameOf(target))
    if (lane) lane.sink = true
  }

  #noteFunction(functionName: string): void {
    if (!this.functions.includes(functionName)) this.functions.push(functionName)
  }
}

function lastOpen(spans: CappedList<Span>, kind: Span['kind']): Span | null {
  for (let index = 1; index <= Math.min(4, spans.length); index++) {
    const span = spans.at(-index)
    if (span && span.kind === kind && span.end === null) return span
  }
  return null
}

function freeLine(lane: AsyncLane): number {
  const free = lane.lines.findIndex((event) => event === null)
  if (free >= 0) return free
  return lane.lines.length < ASYNC_LINES_MAX ? lane.lines.length : lane.events.length % ASYNC_LINES_MAX
}

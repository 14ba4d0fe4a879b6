/**
 * What AWS measures by itself, out of the trace. Sources: Lambda Developer Guide, "Types of metrics for Lambda
 * functions"; Amazon SQS Developer Guide, "Available CloudWatch metrics for Amazon SQS".
 */

import type { TraceRecord } from '../../aws/trace-records'
import type { ServiceContext } from '../contract'
import { embeddedMetrics } from './embedded'
import { LambdaMetrics } from './lambda-metrics'
import { OffsetLag } from './offset-lag'
import { single, type Dimension, type MetricStore } from './state'

/** Keeps the store up with the trace; it is asked before every answer. */
export class Observers {
  #read = 0
  readonly #invocations = new LambdaMetrics((name, dimensions, value, unit, at) =>
    this.#add('AWS/Lambda', name, dimensions, value, unit, at),
  )
  readonly #offsetLag = new OffsetLag((functionName, lag, at) =>
    this.#lambda(functionName, 'OffsetLag', lag, 'Count', at),
  )
  /** Request id → when the event was queued. */
  readonly #queuedAt = new Map<string, number>()

  constructor(
    readonly store: MetricStore,
    readonly context: ServiceContext,
  ) {}

  sync(): void {
    const { trace } = this.context.kernel
    if (this.#read === trace.length) return
    const fresh = trace.since(this.#read)
    this.#read = trace.length
    for (const record of fresh) this.#observe(record as TraceRecord)
  }

  #observe(record: TraceRecord): void {
    const { at } = record
    this.#invocations.observe(record)
    this.#offsetLag.observe(record)
    switch (record.type) {
      case 'invocation.started': {
        const queuedAt = this.#queuedAt.get(record.requestId)
        // Of every attempt: it grows with the retries.
        if (queuedAt !== undefined && record.source === 'async')
          this.#lambda(record.functionName, 'AsyncEventAge', at - queuedAt, 'Milliseconds', at)
        return
      }
      case 'request.throttled':
        return this.#lambda(record.functionName, 'Throttles', 1, 'Count', at)
      case 'request.loop-stopped':
        return this.#lambda(record.functionName, 'RecursiveInvocationsDropped', 1, 'Count', at)
      case 'async.queued':
        this.#queuedAt.set(record.requestId, at)
        return this.#lambda(record.functionName, 'AsyncEventsReceived', 1, 'Count', at)
      case 'async.ended':
        this.#queuedAt.delete(record.requestId)
        if (record.condition !== 'Success') this.#lambda(record.functionName, 'AsyncEventsDropped', 1, 'Count', at)
        return
      case 'destination.failed': {
        if (record.attempted === false) return
        const name = record.kind === 'dead-letter-queue' ? 'DeadLetterErrors' : 'DestinationDeliveryFailures'
        return this.#lambda(record.functionName, name, 1, 'Count', at)
      }
      case 'mapping.event-count': {
        const dimensions = [{ Name: 'EventSourceMappingUUID', Value: record.mapping }]
        return this.#add('AWS/Lambda', record.metric, dimensions, record.count, 'Count', at)
      }
      case 'mapping.batch-sent': {
        const age = record.stream?.iteratorAge ?? null
        if (age !== null) this.#lambda(record.functionName, 'IteratorAge', age, 'Milliseconds', at)
        return
      }
      case 'sqs.sent':
        return this.#queue(record.queue, 'NumberOfMessagesSent', at)
      case 'sqs.received':
        return this.#queue(record.queue, 'NumberOfMessagesReceived', at)
      case 'sqs.copy-kept':
        return this.#queue(record.queue, 'NumberOfMessagesDeleted', at)
      case 'sqs.deleted':
        if (record.cause === 'deleted') this.#queue(record.queue, 'NumberOfMessagesDeleted', at)
        return
      case 'http.answered':
        if (record.entrance === 'function-url') this.#functionUrl(record)
        else this.#api(record)
        return
      case 'log':
        if (record.kind === 'application') this.#embedded(record.message, at)
    }
  }

  #embedded(message: string, now: number): void {
    for (const { namespace, name, unit, dimensions, at, values } of embeddedMetrics(message)) {
      for (const value of values) this.store.add(namespace, name, dimensions, single(at, value, unit), now)
    }
  }

  /** Per function, and over all of them. */
  #lambda(functionName: string, name: string, value: number, unit: string, at: number): void {
    this.#add('AWS/Lambda', name, [{ Name: 'FunctionName', Value: functionName }], value, unit, at)
    this.#add('AWS/Lambda', name, [], value, unit, at)
  }

  #functionUrl({ resource, status, duration, at }: Extract<TraceRecord, { type: 'http.answered' }>): void {
    const functionName = resource.split(':')[6] ?? ''
    const count = (is: boolean): number => (is ? 1 : 0)
    this.#lambda(functionName, 'UrlRequestCount', 1, 'Count', at)
    this.#lambda(functionName, 'Url4xxCount', count(status >= 400 && status < 500), 'Count', at)
    this.#lambda(functionName, 'Url5xxCount', count(status >= 500), 'Count', at)
    this.#lambda(functionName, 'UrlRequestLatency', duration, 'Milliseconds', at)
  }

  /**
   * Of APIs, per stage and over all stages. Requests for no stage are counted nowhere: MODEL.
   * Source: API Gateway Developer Guide, "Amazon API Gateway dimensions and metrics", "Metrics for HTTP APIs".
   */
  #api(record: Extract<TraceRecord, { type: 'http.answered' }>): void {
    const { entrance, stage, status, duration, integrationDuration, at, bytes } = record
    const isRest = entrance === 'rest-api'
    if (stage === null || (!isRest && entrance !== 'http-api')) return
    const api = isRest
      ? { Name: 'ApiName', Value: record.apiName ?? '' }
      : { Name: 'ApiId', Value: record.resource.split('/').at(-1) ?? '' }
    const add = (name: string, value: number, unit: string): void => {
      for (const dimensions of [[api], [api, { Name: 'Stage', Value: stage }]]) {
        this.#add('AWS/ApiGateway', name, dimensions, value, unit, at)
      }
    }
    const within = (class_: number): number => (Math.floor(status / 100) === class_ ? 1 : 0)
    add('Count', 1, 'Count')
    add(isRest ? '4XXError' : '4xx', within(4), 'Count')
    add(isRest ? '5XXError' : '5xx', within(5), 'Count')
    add('Latency', duration, 'Milliseconds')
    if (integrationDuration !== null) add('IntegrationLatency', integrationDuration, 'Milliseconds')
    if (!isRest) add('DataProcessed', bytes, 'Bytes')
  }

  /** @param queue name, ARN or URL */
  #queue(queue: string, name: string, at: number): void {
    const Value = queue.slice(Math.max(queue.lastIndexOf(':'), queue.lastIndexOf('/')) + 1)
    this.#add('AWS/SQS', name, [{ Name: 'QueueName', Value }], 1, 'Count', at)
  }

  #add(
    namespace: string,
    name: string,
    dimensions: readonly Dimension[],
    value: number,
    unit: string,
    at: number,
  ): void {
    this.store.add(namespace, name, dimensions, single(at, value, unit), at)
  }
}

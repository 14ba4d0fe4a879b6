/** What a trial came to, in numbers. */

import { costOf } from '../cloud/aws/cost/prices'
import { UsageMeter } from '../cloud/aws/cost/usage'
import type { TraceRecord } from '../cloud/aws/trace-records'
import type { TrialRun } from './trial'

export interface Measures {
  /** Dollars, at the price list without free tier. */
  readonly cost: number
  /** Attempts that ran. */
  readonly invocations: number
  readonly errors: number
  readonly throttles: number
  readonly coldStarts: number
  /** Milliseconds, sorted: of each attempt. */
  readonly durations: Float64Array
  /** Milliseconds, sorted: from when an event came to when a function had succeeded with it, waits and retries included. */
  readonly latencies: Float64Array
  /** Events that ended nowhere. */
  readonly lost: number
  /** Events that ended in a dead-letter queue or an on-failure destination. */
  readonly deadLettered: number
  /** Events that had no end before the limit. */
  readonly unfinished: number
  /** Milliseconds from the first stimulus to the last end of an event. */
  readonly drained: number
  /** Whether the limit came before everything was at rest. */
  readonly cutOff: boolean
}

export function measure({ before, records, startedAt, endedAt, idle }: Omit<TrialRun, 'report'>): Measures {
  const meter = new UsageMeter()
  for (const record of before) meter.apply(record)
  const earlier = costOf(meter.total(startedAt)).dollars
  const events = new Events()
  const counts = { invocations: 0, errors: 0, throttles: 0, coldStarts: 0 }
  const durations: number[] = []
  for (const record of records) {
    meter.apply(record)
    events.apply(record)
    if (record.type === 'request.throttled') counts.throttles++
    if (record.type === 'invocation.started') {
      counts.invocations++
      if (record.cold) counts.coldStarts++
    }
    if (record.type === 'invocation.ended') {
      durations.push(record.duration)
      if (record.status !== 'success') counts.errors++
    }
  }
  return {
    cost: costOf(meter.total(endedAt)).dollars - earlier,
    ...counts,
    durations: Float64Array.from(durations).sort(),
    latencies: Float64Array.from(events.latencies).sort(),
    lost: events.lost,
    deadLettered: events.deadLettered,
    unfinished: events.waiting,
    drained: Math.max(0, events.lastEnd - startedAt),
    cutOff: !idle,
  }
}

/** Events by what they are called where they wait: a request's id, a message's id, a record's sequence number. */
class Events {
  readonly #cameAt = new Map<string, number>()
  /** Asynchronous events that Lambda gave up on, and those that were sent on to somewhere. */
  readonly #gaveUp = new Set<string>()
  readonly #delivered = new Set<string>()
  readonly latencies: number[] = []
  #lost = 0
  #deadLettered = 0
  lastEnd = 0

  get lost(): number {
    return this.#lost + [...this.#gaveUp].filter((id) => !this.#delivered.has(id)).length
  }

  get deadLettered(): number {
    return this.#deadLettered + [...this.#gaveUp].filter((id) => this.#delivered.has(id)).length
  }

  get waiting(): number {
    return this.#cameAt.size
  }

  apply(record: TraceRecord): void {
    switch (record.type) {
      case 'request.received':
        if (record.source === 'sync' && record.invocationType === 'RequestResponse')
          this.#came(record.requestId, record.at)
        break
      case 'request.answered':
        // Whoever called knows of a failure: nothing is lost.
        if (record.functionError === null && record.statusCode < 300) this.#succeeded(record.requestId, record.at)
        else this.#ended(record.requestId, record.at)
        break
      case 'async.queued':
        this.#came(record.requestId, record.at)
        break
      case 'destination.delivered':
        // In the same instant as the end of the event, before it or after.
        if (record.kind !== 'on-success') this.#delivered.add(record.requestId)
        break
      case 'async.ended':
        if (record.condition === 'Success') this.#succeeded(record.requestId, record.at)
        else if (this.#ended(record.requestId, record.at)) this.#gaveUp.add(record.requestId)
        break
      case 'sqs.sent':
        this.#came(record.messageId, record.at)
        break
      case 'sqs.deleted':
        if (record.cause === 'deleted') this.#succeeded(record.messageId, record.at)
        else if (this.#ended(record.messageId, record.at) && record.cause === 'expired') this.#lost++
        break
      case 'sqs.moved':
        if (this.#ended(record.messageId, record.at)) this.#deadLettered++
        break
      case 'kinesis.put':
        this.#came(record.sequenceNumber, record.at)
        break
      case 'dynamodb.stream-record':
        this.#came(record.sequenceNumber, record.at)
        break
      case 'mapping.batch-ended':
        for (const id of record.deleted) this.#succeeded(id, record.at)
        break
      case 'mapping.filtered':
        for (const id of record.recordIds) this.#ended(id, record.at)
        break
      case 'mapping.discarded':
        for (const id of record.recordIds) if (this.#ended(id, record.at)) this.#lost++
        break
      case 'events.failed':
      case 'scheduler.failed':
        if (record.deadLetterId === null) this.#lost++
        else this.#deadLettered++
        break
    }
  }
  #came(id: string, at: number): void {
    if (!this.#cameAt.has(id)) this.#cameAt.set(id, at)
  }

  #succeeded(id: string, at: number): void {
    const cameAt = this.#cameAt.get(id)
    if (cameAt !== undefined) this.latencies.push(at - cameAt)
    this.#ended(id, at)
  }

  /** @returns whether it was still waiting */
  #ended(id: string, at: number): boolean {
    this.lastEnd = at
    return this.#cameAt.delete(id)
  }
}

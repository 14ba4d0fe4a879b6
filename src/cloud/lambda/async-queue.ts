/**
 * Lambda's internal queue for asynchronous invocation.
 *
 * Source: Guide, "How Lambda handles errors and retries with asynchronous invocation"; timing and conditions recorded
 * from AWS (LocalStack's test suite, ls/dest/retry-timing, ls/dest/max-event-age).
 * - A function error is retried after 1 minute, then after 2 minutes, as often as configured.
 * - A throttle is retried with exponential waits, and takes no attempt.
 * - An event whose next attempt would come after its maximum age ends at once.
 * - Reserved concurrency 0 ends it at once, without an attempt; so does a recursive loop.
 * - Delivery is at least once: an event may be taken from the queue twice, even after success.
 */

import type { AttemptRequest, AttemptResult } from './attempt'
import { deliverEnd, type EndCondition } from './destinations'
import { LATEST, type EventInvokeConfiguration, type LambdaFunction } from './function'
import type { LambdaContext } from './lambda-context'
import type { AsyncRetryPolicy } from '../aws/trace-records'
import { seconds, type Milliseconds } from '../aws/units'
import * as limits from './limits'

/**
 * How the queue reaches the function: `throttled` and `loop` mean that no attempt was made, `gone` that the version or
 * alias does not exist any more.
 */
export type TryInvoke = (
  qualifier: string | null,
  request: AttemptRequest,
  done: (result: AttemptResult) => void,
) => 'started' | 'throttled' | 'loop' | 'gone'

interface QueuedEvent {
  /** As invoked: an alias draws its version for each attempt. */
  readonly qualifier: string | null
  readonly request: Omit<AttemptRequest, 'attempt' | 'source'>
  readonly queuedAt: number
  invokeCount: number
  throttles: number
  last: AttemptResult | null
}

export class AsyncQueue {
  constructor(
    readonly fn: LambdaFunction,
    readonly context: LambdaContext,
    readonly tryInvoke: TryInvoke,
  ) {}

  add(request: Omit<AttemptRequest, 'attempt' | 'source'>, qualifier: string | null): void {
    const { kernel } = this.context
    const copy = (): QueuedEvent => {
      return { qualifier, request, queuedAt: kernel.now, invokeCount: 0, throttles: 0, last: null }
    }
    kernel.trace.record({
      type: 'async.queued',
      requestId: request.requestId,
      functionName: this.fn.configuration.name,
      payload: request.payload,
    })
    const event = copy()
    kernel.after(0, () => this.#attempt(event))
    if (!this.context.isDuplicated('async-duplicates')) return
    const twin = copy()
    kernel.after(limits.ASYNC_DUPLICATE_DELAY, () => this.#attempt(twin))
  }

  #attempt(event: QueuedEvent): void {
    if (this.fn.deleted) return
    if (this.fn.reservedConcurrency === 0) {
      this.#end(event, 'ZeroReservedConcurrency')
      return
    }
    // Its maximum age may have been lowered since the attempt was planned.
    if (this.context.kernel.now - event.queuedAt > this.#maximumAge(event)) {
      this.#end(event, 'EventAgeExceeded')
      return
    }
    const request: AttemptRequest = { ...event.request, source: 'async', attempt: event.invokeCount + 1 }
    const started = this.tryInvoke(event.qualifier, request, (result) => {
      event.invokeCount++
      event.last = result
      if (result.functionError === null) this.#end(event, 'Success')
      else this.#afterError(event)
    })
    // What waits for a version or alias that was deleted goes where the events of a deleted function go: nowhere.
    if (started === 'throttled') this.#afterThrottle(event)
    else if (started === 'loop') this.#end(event, 'RecursiveInvocation')
  }

  #afterError(event: QueuedEvent): void {
    const retries = this.#policyOf(event).maximumRetryAttempts
    const wait = event.invokeCount <= retries ? limits.ASYNC_RETRY_WAITS[event.invokeCount - 1] : undefined
    if (wait === undefined) this.#end(event, 'RetriesExhausted')
    else this.#retryAfter(event, wait, 'function-error')
  }

  #afterThrottle(event: QueuedEvent): void {
    const wait = Math.min(limits.ASYNC_THROTTLE_WAIT_MIN * 2 ** event.throttles, limits.ASYNC_THROTTLE_WAIT_MAX)
    event.throttles++
    this.#retryAfter(event, wait, 'throttle')
  }

  #retryAfter(event: QueuedEvent, wait: number, cause: 'function-error' | 'throttle'): void {
    const { kernel } = this.context
    const { requestId } = event.request
    // A throttle that did not wait would meet the same instant again.
    const skipped = cause === 'function-error' ? this.context.faults.wait(this.fn.arn, requestId, wait) : wait
    const due = kernel.now + skipped
    if (due - event.queuedAt > this.#maximumAge(event)) {
      this.#end(event, 'EventAgeExceeded')
      return
    }
    kernel.trace.record({
      type: 'async.retry-scheduled',
      requestId,
      functionName: this.fn.configuration.name,
      attempt: event.invokeCount + 1,
      due,
      cause,
      policy: this.#policyOf(event),
    })
    kernel.at(due, () => this.#attempt(event))
  }

  #maximumAge(event: QueuedEvent): Milliseconds {
    return this.#policyOf(event).maximumEventAge
  }

  #policyOf(event: QueuedEvent): AsyncRetryPolicy {
    const { maximumRetryAttempts = null, maximumEventAge = null } = this.#configurationOf(event) ?? {}
    return {
      maximumRetryAttempts: maximumRetryAttempts ?? limits.ASYNC_RETRIES.default,
      maximumEventAge: seconds(maximumEventAge ?? limits.ASYNC_EVENT_AGE_SECONDS.default),
    }
  }

  /** Settings belong to the qualifier that was invoked: those of `$LATEST` do not hold for an alias. */
  #configurationOf({ qualifier }: QueuedEvent): EventInvokeConfiguration | null {
    return this.fn.eventInvoke.get(qualifier ?? LATEST) ?? null
  }

  #end(event: QueuedEvent, condition: EndCondition): void {
    const { requestId, payload, traceId } = event.request
    const { qualifier, invokeCount, last } = event
    this.context.kernel.trace.record({
      type: 'async.ended',
      requestId,
      functionName: this.fn.configuration.name,
      condition,
      invokeCount,
      policy: this.#policyOf(event),
    })
    const ended = { qualifier: qualifier ?? LATEST, requestId, payload, traceId, condition, invokeCount, last }
    deliverEnd(this.fn, this.#configurationOf(event), ended, this.context)
  }
}

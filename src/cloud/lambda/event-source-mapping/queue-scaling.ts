/**
 * How many batches of a queue a mapping has in flight at most, from moment to moment.
 *
 * Source: Guide, "Configuring scaling behavior for SQS event source mappings" and "Handling errors for an SQS event
 * source in Lambda".
 * - It starts low, and grows by a step every minute for as long as there are messages that it has no room for.
 * - When traffic is low it goes back to where it started, and then to fewer pollers still.
 * - Failed invocations, by errors or throttles, gradually take concurrency away. AWS says no more than that.
 *   MODEL: each failed batch takes one, each that succeeds gives one back; one always stays.
 */

import type { Kernel, Scheduled } from '../../kernel/kernel'
import type { TraceFact } from '../../aws/trace-records'
import * as limits from '../limits'
import type { MappingConfiguration } from './configuration'

/** Concurrent batches. */
export interface ScalingBounds {
  readonly initial: number
  /** After long without messages. */
  readonly idle: number
  /** Added every minute while there is a backlog. */
  readonly step: number
  readonly maximum: number
}

/** @param fixed what the source allows, when it does not scale: a broker's queue */
export function scalingBounds(
  { maximumConcurrency, provisionedPollers }: Pick<MappingConfiguration, 'maximumConcurrency' | 'provisionedPollers'>,
  fixed: number | undefined,
): ScalingBounds {
  if (fixed !== undefined) return { initial: fixed, idle: fixed, step: 0, maximum: fixed }
  if (provisionedPollers) {
    const minimum = provisionedPollers.minimum * limits.SQS_POLLER_CONCURRENCY
    const maximum = provisionedPollers.maximum * limits.SQS_POLLER_CONCURRENCY
    return { initial: minimum, idle: minimum, step: limits.SQS_PROVISIONED_CONCURRENCY_STEP, maximum }
  }
  const maximum = maximumConcurrency ?? limits.SQS_CONCURRENCY_MAX
  const initial = Math.min(limits.SQS_INITIAL_CONCURRENCY, maximum)
  // "This optimization is not available when you enable the maximum concurrency setting."
  const idle = maximumConcurrency === null ? limits.SQS_IDLE_CONCURRENCY : initial
  return { initial, idle, step: limits.SQS_CONCURRENCY_STEP, maximum }
}

/** Provisioned pollers that so many concurrent batches take; null without provisioned mode. */
export const pollersFor = (
  concurrency: number,
  { provisionedPollers }: Pick<MappingConfiguration, 'provisionedPollers'>,
): number | null =>
  provisionedPollers && Math.max(provisionedPollers.minimum, Math.ceil(concurrency / limits.SQS_POLLER_CONCURRENCY))

export type ScalingCause = 'backlog' | 'idle' | 'errors' | 'success'

export class QueueScaling {
  #level: number
  /** What failures have taken away. */
  #withheld = 0
  #growing: Scheduled | null = null
  #idling: Scheduled | null = null

  /** @param changed told of each new limit */
  constructor(
    readonly kernel: Kernel<TraceFact>,
    readonly bounds: ScalingBounds,
    readonly changed: (from: number, to: number, cause: ScalingCause) => void,
  ) {
    this.#level = bounds.initial
  }

  /** Batches that may be in flight. */
  get limit(): number {
    return Math.max(1, this.#level - this.#withheld)
  }

  /** To be told after every poll. @param backlog whether messages were left @param busy whether batches are in flight */
  observe(backlog: boolean, busy: boolean): void {
    if (!backlog) this.#stopGrowing()
    else if (!this.#growing && this.#level < this.bounds.maximum) this.#grow()
    if (backlog || busy) this.#stopIdling()
    else if (!this.#idling && (this.#level > this.bounds.idle || this.#withheld > 0)) this.#idle()
  }

  failed(): void {
    this.#change('errors', this.#level, Math.min(this.#withheld + 1, this.#level - 1))
  }

  succeeded(): void {
    this.#change('success', this.#level, Math.max(0, this.#withheld - 1))
  }

  close(): void {
    this.#stopGrowing()
    this.#stopIdling()
  }

  #grow(): void {
    const { step, maximum } = this.bounds
    this.#growing = this.#after(limits.SQS_CONCURRENCY_STEP_INTERVAL, () => {
      this.#growing = null
      this.#change('backlog', Math.min(this.#level + step, maximum), this.#withheld)
    })
  }

  /** To the start first, then to what stays. */
  #idle(): void {
    const { initial, idle } = this.bounds
    const isFirst = this.#level > initial || this.#withheld > 0
    this.#idling = this.#after(isFirst ? limits.SQS_IDLE_INTERVAL : limits.SQS_LONG_IDLE_INTERVAL, () => {
      this.#idling = null
      this.#change('idle', isFirst ? Math.min(this.#level, initial) : idle, 0)
      if (this.#level > idle) this.#idle()
    })
  }

  #change(cause: ScalingCause, level: number, withheld: number): void {
    const before = this.limit
    this.#level = level
    this.#withheld = withheld
    if (this.limit !== before) this.changed(before, this.limit, cause)
  }

  #after(interval: number, run: () => void): Scheduled {
    return this.kernel.after(interval, run, { background: true })
  }

  #stopGrowing(): void {
    this.kernel.cancel(this.#growing)
    this.#growing = null
  }

  #stopIdling(): void {
    this.kernel.cancel(this.#idling)
    this.#idling = null
  }
}

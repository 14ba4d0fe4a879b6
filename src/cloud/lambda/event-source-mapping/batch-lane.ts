/**
 * Batches of a shard, one after another: gathering, sending, what follows when the function fails. A shard has one lane,
 * or with a parallelization factor several, each with partition keys of its own.
 *
 * Source: Guide, "Configuring Kinesis event source parameters", "Retain discarded records" and the pages named in
 * `stream-response.ts` and `tumbling-window.ts`.
 * - A batch is sent when it is full, when its window has passed since its first record was read, or when it reaches 6 MB.
 * - A batch that fails is sent again, after a wait that doubles, until it succeeds, has used up its attempts, or its
 *   records are too old. Throttles do not use up attempts. Nothing else of the lane is sent meanwhile.
 * - With bisecting, a batch on which the function failed becomes two that are tried anew, which uses up no attempt.
 * - With partial responses, what precedes the first failed record is done with.
 */

import type { Scheduled } from '../../kernel/kernel'
import type { PolledRecord } from '../../services/contract'
import { seconds } from '../../aws/units'
import type { AttemptResult } from '../attempt'
import * as limits from '../limits'
import {
  batchOf,
  bisected,
  cut,
  idsOf,
  retryWait,
  type Batch,
  type Cut,
  type CutCause,
  type WaitingRecord,
} from './batches'
import { deliverDiscarded } from './on-failure'
import { recordFact, type StreamMapping } from './stream-mapping'
import type { ShardProgress } from './stream-progress'
import { verdictOf, type BatchVerdict } from './stream-response'
import { isoWindow, windowMembers, windowOf } from './tumbling-window'

export interface LaneListener {
  /** Records that are done with, whatever became of them. */
  finish(records: readonly PolledRecord[]): void
  /** Nothing is left to do. */
  idle(): void
  /** Whether the shard has been read to its end: only then no record of an open window can be left in it. */
  isCaughtUp(): boolean
}

export class BatchLane {
  #waiting: WaitingRecord[] = []
  /** What a batch that failed has become, in order: sent before anything that waits. */
  #remains: Batch[] = []
  /** A batch is being processed, or waits to be sent again. */
  #busy = false
  #timer: Scheduled | null = null
  #windowTimer: Scheduled | null = null
  #shardEnded = false
  #closed = false

  constructor(
    readonly mapping: StreamMapping,
    readonly shardId: string,
    readonly progress: ShardProgress,
    readonly listener: LaneListener,
  ) {
    if (progress.window) this.#awaitWindowEnd()
  }

  get idle(): boolean {
    return !this.#busy && this.#waiting.length + this.#remains.length === 0 && this.progress.window === null
  }

  /** @param shardEnded nothing will come after these */
  add(records: readonly PolledRecord[], shardEnded: boolean): void {
    const readAt = this.#kernel.now
    for (const record of records) this.#waiting.push({ record, readAt })
    this.#shardEnded = shardEnded
    this.#proceed()
  }

  close(): void {
    this.#closed = true
    this.#kernel.cancel(this.#timer)
    this.#kernel.cancel(this.#windowTimer)
  }

  get #kernel() {
    return this.mapping.context.kernel
  }

  #proceed(): void {
    while (!this.#closed && !this.#busy && this.#step());
  }

  /** @returns whether there may be more to do at once */
  #step(): boolean {
    this.#kernel.cancel(this.#timer)
    this.#timer = null
    const remains = this.#remains.shift()
    if (remains) return this.#attempt(remains, 'retry')
    if (this.#windowIsOver()) return this.#attempt(batchOf([]), 'tumbling-window')
    const next = this.#cut()
    if ('batch' in next) {
      this.#waiting = this.#waiting.slice(next.batch.records.length)
      return this.#attempt(next.batch, next.cause)
    }
    if (next.due !== null) this.#after(next.due - this.#kernel.now, () => this.#proceed())
    else this.listener.idle()
    return false
  }

  #cut(): Cut {
    const { batchSize, batchingWindow } = this.mapping.configuration
    return cut(this.#waiting, {
      batchSize,
      batchingWindow: seconds(batchingWindow),
      tumblingWindow: this.mapping.options.tumblingWindow,
      stateSize: this.progress.window ? jsonSize(this.progress.window.state) : 0,
      shardEnded: this.#shardEnded,
      now: this.#kernel.now,
    })
  }

  #after(delay: number, run: () => void): void {
    this.#timer = this.#kernel.after(delay, () => {
      this.#timer = null
      run()
    })
  }

  // --- An attempt

  /** @returns whether there is nothing left of it to send */
  #attempt(given: Batch, cause: CutCause | 'retry'): boolean {
    const batch = this.#withoutExpired(given)
    if (!batch) return true
    this.#busy = true
    this.#openWindow(batch)
    const { fn, progress, count, configuration } = this.mapping
    const requestId = this.#kernel.random('request-ids').uuid()
    const last = batch.records.at(-1)
    const window = this.progress.window
    recordFact(this.mapping, {
      type: 'mapping.batch-sent',
      requestId,
      recordIds: idsOf(batch.records),
      limits: { size: configuration.batchSize, window: seconds(configuration.batchingWindow) },
      cause,
      stream: {
        shardId: this.shardId,
        attempt: batch.attempts + 1,
        iteratorAge: last ? this.#kernel.now - last.arrivedAt : null,
        window: window && { ...isoWindow(window.window), final: batch.records.length === 0 && !window.outgrown },
      },
    })
    const attempted = { ...batch, attempts: batch.attempts + 1, requestId }
    progress.attemptStarted()
    const started = fn.invoke(this.#payload(batch), requestId, (result) => this.#ended(attempted, result))
    if (started) count('InvokedEventCount', batch.records.length)
    else this.#ended(attempted, null)
    return false
  }

  #payload({ records }: Batch): string {
    const { source, configuration } = this.mapping
    const { window } = this.progress
    return JSON.stringify({
      ...source.event(configuration.eventSourceArn, this.shardId, records),
      ...(window &&
        windowMembers(window, records.length === 0 && !window.outgrown, this.shardId, configuration.eventSourceArn)),
    })
  }

  /** @param result null when the invocation was throttled */
  #ended(batch: Batch, result: AttemptResult | null): void {
    this.#busy = false
    const verdict = this.#verdict(batch, result)
    const done = verdict ? batch.records.slice(0, verdict.failedFrom ?? undefined) : []
    const rest = batch.records.slice(done.length)
    const failed = !verdict || verdict.failedFrom !== null
    const outcome = !verdict ? 'throttled' : !failed ? 'success' : done.length === 0 ? 'failure' : 'partial'
    recordFact(this.mapping, {
      type: 'mapping.batch-ended',
      requestId: batch.requestId,
      outcome,
      deleted: idsOf(done),
      returned: idsOf(rest),
    })
    const { progress, count } = this.mapping
    count('FailedInvokeEventCount', rest.length)
    if (verdict) {
      progress.lastResult = failed ? 'PROBLEM: Function call failed' : 'OK'
      if (!failed || done.length > 0) this.#carryState(batch, verdict)
    }
    if (done.length > 0) this.listener.finish(done)
    if (!this.#closed) {
      if (failed) this.#failed({ ...batch, records: rest }, result, done.length > 0)
      else this.#proceed()
    }
    progress.attemptEnded()
  }

  #verdict(batch: Batch, result: AttemptResult | null): BatchVerdict | null {
    if (!result) return null
    if (result.functionError) return { failedFrom: 0, state: null }
    const { source, configuration } = this.mapping
    return verdictOf(result.payload, idsOf(batch.records), {
      itemFailures: configuration.reportBatchItemFailures,
      state: this.mapping.options.tumblingWindow > 0,
      ...(source.itemId && {
        itemId: (identifier) => source.itemId?.(identifier, configuration.eventSourceArn, this.shardId) ?? null,
      }),
    })
  }

  // --- After a failure

  #failed(batch: Batch, result: AttemptResult | null, partly: boolean): void {
    const { bisectBatchOnFunctionError: bisect, maximumRetryAttempts } = this.mapping.options
    if (!result) return this.#retry([batch], 'throttle')
    // At the first failed record it has been split already: what is left of it is tried anew.
    if (bisect && partly) return this.#retry([{ ...batch, last: result }], 'function-error')
    if (bisect && result.functionError && batch.records.length > 1) {
      const parts = bisected(batch, result)
      recordFact(this.mapping, {
        type: 'mapping.bisected',
        requestId: batch.requestId,
        shardId: this.shardId,
        parts: parts.map(({ records }) => idsOf(records)),
      })
      return this.#retry(parts, 'function-error', batch.requestId)
    }
    const tried = { ...batch, failures: batch.failures + 1, last: result }
    // The end of a window is tried until it succeeds.
    const limit = batch.records.length === 0 ? null : maximumRetryAttempts
    if (limit === null || tried.failures <= limit) return this.#retry([tried], 'function-error')
    this.#discard(tried, 'RetryAttemptsExhausted', tried.failures)
    this.#proceed()
  }

  #retry(batches: readonly Batch[], cause: 'function-error' | 'throttle', after?: string): void {
    const [first] = batches
    this.#remains.unshift(...batches)
    this.#busy = true
    const requestId = after ?? first?.requestId ?? ''
    const { fn, context } = this.mapping
    const asUsual = retryWait(first?.attempts ?? 0)
    // A throttle that did not wait would meet the same instant again.
    const wait = cause === 'function-error' ? context.faults.wait(fn.arn, requestId, asUsual) : asUsual
    recordFact(this.mapping, {
      type: 'mapping.retry-scheduled',
      requestId,
      shardId: this.shardId,
      recordIds: idsOf(first?.records ?? []),
      attempt: (first?.attempts ?? 0) + 1,
      due: this.#kernel.now + wait,
      cause,
    })
    this.#after(wait, () => {
      this.#busy = false
      this.#proceed()
    })
  }

  /** Gives up the records that are too old by now, which are the first ones. @returns null when none are left */
  #withoutExpired(batch: Batch): Batch | null {
    const { options, source, configuration } = this.mapping
    const now = this.#kernel.now
    const retention = source.retention(configuration.eventSourceArn)
    const age = Math.min(options.maximumRecordAge === null ? Infinity : seconds(options.maximumRecordAge), retention)
    if (batch.records.length === 0) {
      const window = this.progress.window?.window
      if (window && now - window.end <= retention) return batch
      this.progress.window = null
      return null
    }
    const fresh = batch.records.findIndex(({ arrivedAt }) => now - arrivedAt <= age)
    if (fresh === 0) return batch
    const expired = fresh < 0 ? batch.records : batch.records.slice(0, fresh)
    const requestId = batch.requestId || this.#kernel.random('request-ids').uuid()
    const condition = age === retention ? 'RetentionExceeded' : 'RecordAgeExceeded'
    // The attempt that is not made counts (recorded).
    this.#discard({ ...batch, records: expired, requestId }, condition, batch.failures + 1)
    return fresh < 0 ? null : { ...batch, records: batch.records.slice(fresh) }
  }

  #discard(
    batch: Batch,
    condition: 'RetryAttemptsExhausted' | 'RecordAgeExceeded' | 'RetentionExceeded',
    invokeCount: number,
  ): void {
    const { configuration, options, fn, source, context, count } = this.mapping
    const { eventSourceArn, uuid } = configuration
    const { shardId } = this
    const recordIds = idsOf(batch.records)
    const { requestId } = batch
    recordFact(this.mapping, { type: 'mapping.discarded', requestId, shardId, recordIds, condition, invokeCount })
    count('DroppedEventCount', recordIds.length)
    // What the stream itself no longer has is lost without a word: no on-failure record is documented for it.
    if (options.onFailure !== null && condition !== 'RetentionExceeded') {
      const facts = {
        condition,
        mapping: uuid,
        functionName: fn.name,
        functionArn: fn.arn,
        shardId,
        requestId,
        invokeCount,
        last: batch.last,
        batchInfo: source.batchInfo(eventSourceArn, shardId, batch.records),
        payload: this.#payload(batch),
      }
      const session = context.executionRole({ role: fn.role, name: fn.name })
      const delivered = deliverDiscarded(options.onFailure, facts, session, context)
      if (delivered) count('OnFailureDestinationDeliveredEventCount', recordIds.length)
    }
    this.listener.finish(batch.records)
  }

  // --- Tumbling windows

  #openWindow({ records: [first] }: Batch): void {
    const { tumblingWindow } = this.mapping.options
    if (tumblingWindow === 0 || this.progress.window || !first) return
    this.progress.window = { window: windowOf(first.arrivedAt, tumblingWindow), state: {}, outgrown: false }
    this.#awaitWindowEnd()
  }

  /** A window that gets no more records is closed some time after its end. */
  #awaitWindowEnd(): void {
    const end = this.progress.window?.window.end ?? 0
    const due = Math.max(end + limits.WINDOW_CLOSING, this.#kernel.now)
    this.#kernel.cancel(this.#windowTimer)
    this.#windowTimer = this.#kernel.at(due, () => {
      this.#windowTimer = null
      this.#proceed()
    })
  }

  /** Whether the function is to be told now: of the end of the window, or that its state is too large. */
  #windowIsOver(): boolean {
    const open = this.progress.window
    if (!open) return false
    const [next] = this.#waiting
    if (open.outgrown) return true
    if (next) return next.record.arrivedAt >= open.window.end
    if (this.#shardEnded) return true
    // A shard that is read late, behind batches that failed, still has what came in before the end of the window.
    return this.#kernel.now >= open.window.end + limits.WINDOW_CLOSING && this.listener.isCaughtUp()
  }

  #carryState({ records }: Batch, { state, failedFrom }: BatchVerdict): void {
    const open = this.progress.window
    if (!open || (failedFrom === 0 && records.length > 0)) return
    if (records.length > 0) {
      if (state) this.progress.window = { ...open, state, outgrown: jsonSize(state) > limits.WINDOW_STATE_MAX }
      return
    }
    // The window goes on with an empty state, or is over.
    this.progress.window = open.outgrown ? { ...open, state: {}, outgrown: false } : null
    if (open.outgrown) return
    this.#kernel.cancel(this.#windowTimer)
    this.#windowTimer = null
  }
}

const utf8 = new TextEncoder()
const jsonSize = (value: unknown): number => utf8.encode(JSON.stringify(value)).length

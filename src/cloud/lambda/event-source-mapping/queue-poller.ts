/**
 * Lambda polling a queue: batching, filtering, invoking, deleting what was processed, scaling.
 *
 * Source: Guide, "Using Lambda with Amazon SQS" and "Configuring scaling behavior for SQS event source mappings".
 * - A batch is sent when it is full, when its window has passed since its first message, or when it reaches 6 MB;
 *   without a window, with what is there.
 * - Success deletes the batch. A function error or a throttle leaves it: it is visible again when its visibility
 *   timeout ends. With partial responses only the failed messages stay.
 * - Messages that no filter matches are deleted.
 * - Messages beyond the concurrency limit are not read.
 * - Of a FIFO queue one batch of a message group is in flight at a time, in order: the queue locks the group, and what a
 *   batch had no room for waits here for the batch to end. It comes back to the queue when the group failed.
 *
 * Deliberate differences (README's fidelity table): polling takes no time of its own, and pollers do not back off
 * after errors.
 */

import { assert } from '../../kernel/assert'
import type { Scheduled } from '../../kernel/kernel'
import type { Caller, PolledMessage, QueueSource } from '../../services/contract'
import { seconds } from '../../aws/units'
import type { AttemptResult } from '../attempt'
import { refusalOfSource } from '../execution-role'
import type { LambdaContext } from '../lambda-context'
import * as limits from '../limits'
import { failedItems } from './batch-response'
import type { MappingConfiguration } from './configuration'

/** How the poller reaches the function. */
export interface PolledFunction {
  readonly name: string
  readonly role: string
  /** @param traceHeaders of whoever sent what the batch holds @returns false when throttled */
  invoke(
    payload: string,
    requestId: string,
    done: (result: AttemptResult) => void,
    traceHeaders?: readonly (string | null)[],
  ): boolean
}

type Cause = 'batch-size' | 'batch-window' | 'payload-size' | 'no-window'

export class QueuePoller {
  readonly #unsubscribe: () => void
  readonly #caller: Caller
  /** The batch that is being gathered: messages received, window running. */
  #gathering: PolledMessage[] = []
  #gatheringSize = 0
  /** Groups of the batches in flight, and messages of theirs that wait. */
  readonly #busyGroups = new Set<string>()
  #waiting: PolledMessage[] = []
  #window: Scheduled | null = null
  #inFlight = 0
  #limit: number
  #scaleUp: Scheduled | null = null
  #pumping: Scheduled | null = null
  /** Until it is looked into again whether the role may poll. */
  #refused: Scheduled | null = null
  #closed = false

  constructor(
    readonly configuration: MappingConfiguration,
    readonly fn: PolledFunction,
    readonly source: QueueSource,
    readonly context: LambdaContext,
  ) {
    this.#caller = context.executionRole({ role: fn.role, name: `awslambda_${configuration.uuid}` })
    this.#limit = Math.min(limits.SQS_INITIAL_CONCURRENCY, this.#maximum)
    this.#unsubscribe = source.onVisible(configuration.eventSourceArn, () => this.#pumpSoon())
    this.#pumpSoon()
  }

  /** Reads no more; what was gathered but not sent returns when its visibility timeout ends. */
  close(): void {
    this.#closed = true
    this.#unsubscribe()
    this.#gathering = []
    this.#waiting = []
    for (const event of [this.#window, this.#scaleUp, this.#pumping, this.#refused]) this.context.kernel.cancel(event)
  }

  get #maximum(): number {
    return this.configuration.maximumConcurrency ?? limits.SQS_CONCURRENCY_MAX
  }

  /** After everything else of this instant, so that messages sent together are received together. */
  #pumpSoon(): void {
    if (this.#closed || this.#pumping) return
    this.#pumping = this.context.kernel.after(0, () => {
      this.#pumping = null
      this.#pump()
    })
  }

  #pump(): void {
    const { batchSize, batchingWindow, eventSourceArn } = this.configuration
    while (!this.#closed && this.#inFlight < this.#limit && this.#mayPoll()) {
      const room = batchSize - this.#gathering.length
      const messages = this.source.receive(eventSourceArn, {
        maximum: room,
        caller: this.#caller,
        windowed: batchingWindow > 0,
      })
      if (messages.length === 0) break
      this.#gather(this.#filter(messages))
      if (batchingWindow === 0 && this.#gathering.length > 0) this.#send('no-window')
    }
    this.#considerScaling()
  }

  /** What the role may do can change while the mapping is there; a refusal is looked into again after a while. */
  #mayPoll(): boolean {
    if (this.#refused) return false
    const { eventSourceArn } = this.configuration
    if (refusalOfSource(this.context, eventSourceArn, this.source.actions, this.#caller) === null) return true
    const lookAgain = (): void => {
      this.#refused = null
      this.#pump()
    }
    this.#refused = this.context.kernel.after(limits.REFUSED_POLL_INTERVAL, lookAgain, { background: true })
    return false
  }

  #gather(messages: readonly PolledMessage[]): void {
    const { batchSize, batchingWindow } = this.configuration
    for (const message of messages) {
      if (this.#gathering.length > 0 && this.#gatheringSize + message.size > limits.BATCH_PAYLOAD_MAX)
        this.#send('payload-size')
      // What has just been sent may have been the group's.
      if (message.groupId !== null && this.#busyGroups.has(message.groupId)) {
        this.#waiting.push(message)
        continue
      }
      this.#gathering.push(message)
      this.#gatheringSize += message.size
      if (this.#gathering.length === 1 && batchingWindow > 0) {
        this.#window = this.context.kernel.after(seconds(batchingWindow), () => {
          this.#window = null
          this.#send('batch-window')
        })
      }
      if (this.#gathering.length === batchSize) this.#send('batch-size')
    }
  }

  #filter(messages: readonly PolledMessage[]): readonly PolledMessage[] {
    const { filter, eventSourceArn } = this.configuration
    if (!filter) return messages
    const kept = messages.filter((message) => filter.matches(message.record as Record<string, unknown>, message.body))
    const dropped = messages.filter((message) => !kept.includes(message))
    if (dropped.length > 0) {
      this.#record({ type: 'mapping.filtered', recordIds: dropped.map(({ id }) => id) })
      this.source.delete(
        eventSourceArn,
        dropped.map(({ receiptHandle }) => receiptHandle),
      )
    }
    return kept
  }

  #send(cause: Cause): void {
    const batch = this.#gathering
    assert(batch.length > 0, `mapping ${this.configuration.uuid} sent an empty batch`)
    this.#gathering = []
    this.#gatheringSize = 0
    this.context.kernel.cancel(this.#window)
    this.#window = null
    const { kernel } = this.context
    const requestId = kernel.random('request-ids').uuid()
    this.#record({ type: 'mapping.batch-sent', requestId, recordIds: batch.map(({ id }) => id), cause })
    this.#inFlight++
    for (const { groupId } of batch) if (groupId !== null) this.#busyGroups.add(groupId)
    const payload = JSON.stringify({ Records: batch.map(({ record }) => record) })
    const traceHeaders = batch.map(({ traceHeader = null }) => traceHeader)
    const started = this.fn.invoke(payload, requestId, (result) => this.#finish(batch, requestId, result), traceHeaders)
    if (!started) this.#finish(batch, requestId, null)
  }

  /** @param result null when the invocation was throttled */
  #finish(batch: readonly PolledMessage[], requestId: string, result: AttemptResult | null): void {
    this.#inFlight--
    const failed = this.#failedOf(batch, result)
    const done = batch.filter(({ id }) => failed !== 'all' && !failed.has(id))
    const returned = batch.filter((message) => !done.includes(message))
    const outcome =
      result === null ? 'throttled' : returned.length === 0 ? 'success' : done.length === 0 ? 'failure' : 'partial'
    this.#record({
      type: 'mapping.batch-ended',
      requestId,
      outcome,
      deleted: done.map(({ id }) => id),
      returned: returned.map(({ id }) => id),
    })
    this.source.delete(
      this.configuration.eventSourceArn,
      done.map(({ receiptHandle }) => receiptHandle),
    )
    this.#resume(batch, returned)
    this.#pumpSoon()
  }

  /** Goes on with the groups of a batch that has ended, but for those of which something returns to the queue. */
  #resume(batch: readonly PolledMessage[], returned: readonly PolledMessage[]): void {
    for (const { groupId } of batch) if (groupId !== null) this.#busyGroups.delete(groupId)
    const failed = new Set(returned.map(({ groupId }) => groupId))
    const waiting = this.#waiting.filter(({ groupId }) => !failed.has(groupId))
    this.#waiting = []
    if (this.#closed || waiting.length === 0) return
    this.#gather(waiting)
    if (this.configuration.batchingWindow === 0 && this.#gathering.length > 0) this.#send('no-window')
  }

  #failedOf(batch: readonly PolledMessage[], result: AttemptResult | null): ReadonlySet<string> | 'all' {
    if (!result || result.functionError) return 'all'
    if (!this.configuration.reportBatchItemFailures) return new Set()
    return failedItems(
      result.payload,
      batch.map(({ id }) => id),
    )
  }

  /** Every minute with a backlog, 300 more concurrent batches; back to the start when the queue has run dry. */
  #considerScaling(): void {
    const { kernel } = this.context
    const backlog = this.source.backlog(this.configuration.eventSourceArn)
    if (backlog === 0) {
      kernel.cancel(this.#scaleUp)
      this.#scaleUp = null
      if (this.#inFlight === 0) this.#limit = Math.min(limits.SQS_INITIAL_CONCURRENCY, this.#maximum)
    } else if (!this.#scaleUp && this.#limit < this.#maximum) {
      this.#scaleUp = kernel.after(
        limits.SQS_CONCURRENCY_STEP_INTERVAL,
        () => {
          this.#scaleUp = null
          this.#limit = Math.min(this.#limit + limits.SQS_CONCURRENCY_STEP, this.#maximum)
          this.#pump()
        },
        { background: true },
      )
    }
  }

  #record(
    fact:
      | { type: 'mapping.filtered'; recordIds: readonly string[] }
      | { type: 'mapping.batch-sent'; requestId: string; recordIds: readonly string[]; cause: Cause }
      | {
          type: 'mapping.batch-ended'
          requestId: string
          outcome: 'success' | 'partial' | 'failure' | 'throttled'
          deleted: readonly string[]
          returned: readonly string[]
        },
  ): void {
    this.context.kernel.trace.record({
      mapping: this.configuration.uuid,
      functionName: this.fn.name,
      source: this.configuration.eventSourceArn,
      ...fact,
    })
  }
}

/**
 * Lambda polling a queue: batching, filtering, invoking, deleting what was processed, scaling.
 *
 * Source: Guide, "Using Lambda with Amazon SQS", "Configuring scaling behavior for SQS event source mappings", "Handling
 * errors for an SQS event source in Lambda", "Using Lambda with Amazon MQ".
 * - A batch is sent when it is full, when its window has passed since its first message, or when it reaches 6 MB;
 *   without a window, with what is there.
 * - Success deletes the batch. A function error leaves it: it is visible again when its visibility timeout ends. With
 *   partial responses only the failed messages stay. A broker's batch is tried again until it succeeds or has expired.
 * - A throttled batch is tried again for as long as its messages are held; then they return to the queue.
 * - Messages that no filter matches are deleted.
 * - Gathering does not hold messages longer than their visibility timeout, which is why AWS has it include the window.
 * - Messages beyond the concurrency limit are not read.
 * - Of a FIFO queue one batch of a message group is in flight at a time, in order: the queue locks the group, and what a
 *   batch had no room for waits here for the batch to end. It comes back to the queue when the group failed.
 *
 * Deliberate difference (README's fidelity table): polling takes no time of its own.
 */

import { assert } from '../../kernel/assert'
import type { Scheduled } from '../../kernel/kernel'
import type { Caller, PolledMessage, QueueSource } from '../../services/contract'
import { seconds } from '../../aws/units'
import type { AttemptResult } from '../attempt'
import { refusalOfPolling } from '../execution-role'
import type { LambdaContext } from '../lambda-context'
import * as limits from '../limits'
import { failedItems } from './batch-response'
import type { MappingConfiguration } from './configuration'
import { eventCounts, type CountEvents } from './event-counts'
import { PollBudget } from './poll-budget'
import type { PolledFunction, Poller } from './poller'
import { pollersFor, QueueScaling, scalingBounds, type ScalingCause } from './queue-scaling'

type Cause = 'batch-size' | 'batch-window' | 'payload-size' | 'no-window'

interface Batch {
  readonly messages: readonly PolledMessage[]
  readonly payload: string
  readonly requestId: string
  /** How often it was tried in vain. */
  readonly retries: number
}

export class QueuePoller implements Poller {
  readonly #unsubscribe: () => void
  readonly #caller: Caller
  /** The batch that is being gathered: messages received, window running. */
  #gathering: PolledMessage[] = []
  #gatheringSize = 0
  /** Where in it a message is, by id. */
  readonly #gatheredAt = new Map<string, number>()
  /** Groups of the batches in flight, and messages of theirs that wait. */
  readonly #busyGroups = new Set<string>()
  #waiting: PolledMessage[] = []
  #window: Scheduled | null = null
  #inFlight = 0
  readonly #scaling: QueueScaling
  readonly #count: CountEvents
  /** Of provisioned pollers. */
  readonly #budget: PollBudget | null
  #pumping: Scheduled | null = null
  /** Until there may be another poll. */
  #paused: Scheduled | null = null
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
    const { kernel } = context
    const bounds = scalingBounds(configuration, source.concurrency?.(configuration.eventSourceArn))
    this.#scaling = new QueueScaling(kernel, bounds, (from, to, cause) => {
      const pollers = pollersFor(to, configuration)
      this.#record({ type: 'mapping.scaled', from, to, cause, ...(pollers !== null && { pollers }) })
      if (to > from) this.#pumpSoon()
    })
    this.#count = eventCounts(context, configuration)
    this.#budget = configuration.provisionedPollers ? new PollBudget(kernel.now) : null
    this.#unsubscribe = source.onVisible(configuration.eventSourceArn, () => this.#pumpSoon())
    this.#pumpSoon()
  }

  /** Reads no more; what was gathered but not sent returns when its visibility timeout ends. */
  close(): void {
    this.#closed = true
    this.#unsubscribe()
    this.#release([...this.#gathering, ...this.#waiting])
    this.#gathering = []
    this.#waiting = []
    this.#scaling.close()
    for (const event of [this.#window, this.#paused, this.#pumping, this.#refused]) this.context.kernel.cancel(event)
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
    while (!this.#closed && this.#inFlight < this.#scaling.limit && this.#mayPoll() && !this.#exhausted()) {
      const room = batchSize - this.#gathering.length
      const messages = this.source.receive(eventSourceArn, {
        maximum: this.#budget ? Math.min(room, limits.SQS_POLL_MESSAGES_MAX) : room,
        caller: this.#caller,
        windowed: batchingWindow > 0,
      })
      if (messages.length === 0) break
      this.#count('PolledEventCount', messages.length)
      this.#budget?.polled(messages.reduce((sum, { size }) => sum + size, 0))
      this.#gather(this.#filter(messages))
      if (batchingWindow === 0 && this.#gathering.length > 0) this.#send('no-window')
    }
    this.#scaling.observe(this.source.backlog(eventSourceArn) > 0, this.#inFlight > 0)
  }

  /** Whether provisioned pollers have taken all they can in this second; goes on in the next. */
  #exhausted(): boolean {
    if (!this.#budget) return false
    if (this.#paused) return true
    const { kernel } = this.context
    const pollers = Math.ceil(this.#scaling.limit / limits.SQS_POLLER_CONCURRENCY)
    const wait = this.#budget.wait(kernel.now, pollers)
    if (wait === 0) return false
    this.#paused = kernel.after(wait, () => {
      this.#paused = null
      this.#pump()
    })
    return true
  }

  /** What the role may do can change while the mapping is there; a refusal is looked into again after a while. */
  #mayPoll(): boolean {
    if (this.#refused) return false
    if (refusalOfPolling(this.context, this.source, this.configuration, this.#caller) === null) return true
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
      if (this.#replaces(message)) continue
      if (this.#gathering.length > 0 && this.#gatheringSize + message.size > limits.BATCH_PAYLOAD_MAX)
        this.#send('payload-size')
      // What has just been sent may have been the group's.
      if (message.groupId !== null && this.#busyGroups.has(message.groupId)) {
        this.#waiting.push(message)
        continue
      }
      this.#gatheredAt.set(message.id, this.#gathering.length)
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

  /**
   * A window that is longer than the visibility timeout: the queue hands over once more what is being gathered. The batch
   * has it once, by the last receipt handle, since SQS deletes by no other.
   */
  #replaces(message: PolledMessage): boolean {
    const index = this.#gatheredAt.get(message.id)
    if (index === undefined) return false
    this.#gatheringSize += message.size - (this.#gathering[index]?.size ?? 0)
    this.#gathering[index] = message
    return true
  }

  #filter(messages: readonly PolledMessage[]): readonly PolledMessage[] {
    const { filter, eventSourceArn } = this.configuration
    if (!filter) return messages
    const kept = messages.filter((message) => filter.matches(message.record as Record<string, unknown>, message.body))
    const dropped = messages.filter((message) => !kept.includes(message))
    if (dropped.length > 0) {
      const why = dropped.map(({ record, body }) => filter.whyNot(record as Record<string, unknown>, body))
      this.#record({ type: 'mapping.filtered', recordIds: dropped.map(({ id }) => id), why })
      this.#count('FilteredOutEventCount', dropped.length)
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
    this.#gatheredAt.clear()
    this.context.kernel.cancel(this.#window)
    this.#window = null
    this.#inFlight++
    for (const { groupId } of batch) if (groupId !== null) this.#busyGroups.add(groupId)
    const event = this.source.event?.(this.configuration.eventSourceArn, batch) ?? {
      Records: batch.map(({ record }) => record),
    }
    this.#invoke(
      { messages: batch, payload: JSON.stringify(event), requestId: this.#newRequestId(), retries: 0 },
      cause,
    )
  }

  #newRequestId(): string {
    return this.context.kernel.random('request-ids').uuid()
  }

  #invoke(batch: Batch, cause: Cause | 'retry'): void {
    const { messages, payload, requestId } = batch
    const { batchSize: size, batchingWindow } = this.configuration
    const recordIds = messages.map(({ id }) => id)
    const limits = { size, window: seconds(batchingWindow) }
    this.#record({ type: 'mapping.batch-sent', requestId, recordIds, limits, cause })
    const traceHeaders = messages.map(({ traceHeader = null }) => traceHeader)
    if (this.fn.invoke(payload, requestId, (result) => this.#finish(batch, result), traceHeaders)) {
      this.#count('InvokedEventCount', messages.length)
    } else {
      this.#finish(batch, null)
    }
  }

  /** @param result null when the invocation was throttled */
  #finish(batch: Batch, result: AttemptResult | null): void {
    const { messages, requestId } = batch
    const failed = this.#failedOf(messages, result)
    const done = messages.filter(({ id }) => failed !== 'all' && !failed.has(id))
    const returned = messages.filter((message) => !done.includes(message))
    const retryAt = returned.length === 0 ? null : this.#retryAt(batch, result)
    this.#record({
      type: 'mapping.batch-ended',
      requestId,
      outcome:
        result === null ? 'throttled' : returned.length === 0 ? 'success' : done.length === 0 ? 'failure' : 'partial',
      deleted: done.map(({ id }) => id),
      returned: retryAt === null ? returned.map(({ id }) => id) : [],
      ...(retryAt !== null && { retryAt }),
    })
    this.#count('FailedInvokeEventCount', returned.length)
    // Who reports failures one by one does not want them to slow down the rest: services-sqs-errorhandling.
    const isReported = result !== null && this.configuration.reportBatchItemFailures
    if (failed !== 'all') this.#scaling.succeeded()
    else if (!isReported) this.#scaling.failed()
    if (retryAt !== null) {
      this.context.kernel.at(retryAt, () => this.#retry(batch, messages))
      return
    }
    this.#inFlight--
    this.#delete(done)
    this.#release(returned)
    this.#resume(messages, returned)
    this.#pumpSoon()
  }

  /**
   * When a batch is tried again; null when its messages are left to the queue. Waits grow with each retry (MODEL).
   * A queue holds its messages until their visibility timeout ends, a broker until they expire.
   */
  #retryAt({ messages, retries }: Batch, result: AttemptResult | null): number | null {
    if (this.#closed || (result !== null && this.source.onFailure === 'return')) return null
    const wait = Math.min(limits.POLLER_RETRY_WAIT_MIN * 2 ** retries, limits.POLLER_RETRY_WAIT_MAX)
    const due = this.context.kernel.now + wait
    const heldUntil = Math.min(...messages.map((message) => message.heldUntil))
    if (due < heldUntil) return due
    return this.source.onFailure === 'retry' ? heldUntil : null
  }

  #retry(batch: Batch, messages: readonly PolledMessage[]): void {
    const { now } = this.context.kernel
    if (!this.#closed && messages.every(({ heldUntil }) => heldUntil > now)) {
      this.#invoke({ ...batch, requestId: this.#newRequestId(), retries: batch.retries + 1 }, 'retry')
      return
    }
    this.#inFlight--
    this.#release(messages)
    this.#resume(messages, messages)
    this.#pumpSoon()
  }

  #release(messages: readonly PolledMessage[]): void {
    const handles = messages.map(({ receiptHandle }) => receiptHandle)
    this.source.release?.(this.configuration.eventSourceArn, handles)
  }

  #delete(messages: readonly PolledMessage[]): void {
    const handles = messages.map(({ receiptHandle }) => receiptHandle)
    this.source.delete(this.configuration.eventSourceArn, handles)
    this.#count('DeletedEventCount', messages.length)
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

  #failedOf(messages: readonly PolledMessage[], result: AttemptResult | null): ReadonlySet<string> | 'all' {
    if (!result || result.functionError) return 'all'
    if (!this.configuration.reportBatchItemFailures) return new Set()
    return failedItems(
      result.payload,
      messages.map(({ id }) => id),
    )
  }

  #record(
    fact:
      | { type: 'mapping.filtered'; recordIds: readonly string[]; why: readonly string[] }
      | { type: 'mapping.scaled'; from: number; to: number; cause: ScalingCause; pollers?: number }
      | {
          type: 'mapping.batch-sent'
          requestId: string
          recordIds: readonly string[]
          limits: { readonly size: number; readonly window: number }
          cause: Cause | 'retry'
        }
      | {
          type: 'mapping.batch-ended'
          requestId: string
          outcome: 'success' | 'partial' | 'failure' | 'throttled'
          deleted: readonly string[]
          returned: readonly string[]
          retryAt?: number
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

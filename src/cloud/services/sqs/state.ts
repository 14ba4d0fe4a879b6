/**
 * A standard queue and the moves of its messages.
 *
 * A message is delayed, visible or in flight, and then gone: deleted, expired, or moved to the dead-letter queue.
 * - Each receive makes a new receipt handle, counts, and hides the message for the visibility timeout.
 * - A message whose next receive would be one too many is moved to the dead-letter queue by that receive, keeping its
 *   id, its time of sending and so its age.
 * - A handle deletes its message as long as it belongs to the last receive, or the message is still there.
 *
 * AWS promises no order for standard queues; this one hands out in order of becoming visible.
 */

import type { PolicyDocument } from '../../aws/policy'
import type { TraceFact } from '../../aws/trace-records'
import { seconds } from '../../aws/units'
import type { Kernel, Scheduled } from '../../kernel/kernel'
import type { Caller } from '../contract'

export interface MessageAttribute {
  readonly dataType: string
  readonly stringValue?: string
  /** Base64. */
  readonly binaryValue?: string
}

export interface QueueConfiguration {
  /** Seconds, as all durations in here: AWS's own unit for queue attributes. */
  readonly visibilityTimeout: number
  readonly delay: number
  readonly messageRetentionPeriod: number
  readonly maximumMessageSize: number
  readonly receiveMessageWaitTime: number
  /** Who else may use the queue. */
  readonly policy: PolicyDocument | null
  readonly redrivePolicy: { readonly deadLetterTargetArn: string; readonly maxReceiveCount: number } | null
}

export interface Message {
  readonly id: string
  readonly body: string
  readonly attributes: Readonly<Record<string, MessageAttribute>>
  readonly md5OfBody: string
  /** Null without attributes. */
  readonly md5OfAttributes: string | null
  readonly senderId: string
  readonly traceHeader: string | null
  /** Of a standard queue's message: a tenant, no order. */
  readonly groupId: string | null
  /** Virtual milliseconds since the epoch. */
  readonly sentAt: number
  firstReceivedAt: number | null
  lastReceivedAt: number | null
  receiveCount: number
  /** Of the last receive. */
  receiptHandle: string | null
  /** When it becomes visible; in the past when it is. */
  visibleAt: number
  /** The queue it was moved here from. */
  deadLetterSource: string | null
}

export interface NewMessage {
  readonly body: string
  readonly attributes: Readonly<Record<string, MessageAttribute>>
  readonly md5OfBody: string
  readonly md5OfAttributes: string | null
  readonly traceHeader: string | null
  readonly groupId: string | null
  /** Seconds; null for the queue's own delay. */
  readonly delay: number | null
}

interface Timers {
  visibility: Scheduled | null
  retention: Scheduled | null
}

const HANDLE_ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'

export class Queue {
  readonly #kernel: Kernel<TraceFact>
  /** Insertion order is the order of becoming visible. */
  readonly #visible = new Map<string, Message>()
  readonly #delayed = new Map<string, Message>()
  readonly #inFlight = new Map<string, Message>()
  readonly #timers = new Map<string, Timers>()
  readonly #byHandle = new Map<string, Message>()
  readonly #listeners = new Set<() => void>()
  /** Virtual milliseconds; for PurgeQueue's own limit. */
  purgedAt = -Infinity
  #configuration: QueueConfiguration
  /** Virtual milliseconds. */
  modifiedAt: number

  constructor(
    readonly name: string,
    readonly arn: string,
    readonly url: string,
    configuration: QueueConfiguration,
    /** Virtual milliseconds. */
    readonly createdAt: number,
    kernel: Kernel<TraceFact>,
    /** The queue with this ARN, for moves to the dead-letter queue. */
    private readonly sibling: (arn: string) => Queue | undefined,
  ) {
    this.#kernel = kernel
    this.#configuration = configuration
    this.modifiedAt = createdAt
  }

  get configuration(): QueueConfiguration {
    return this.#configuration
  }

  /** A new retention period holds for the messages that are here already, unlike a new delay or visibility timeout. */
  set configuration(configuration: QueueConfiguration) {
    const retention = this.#configuration.messageRetentionPeriod
    this.#configuration = configuration
    this.modifiedAt = this.#kernel.now
    if (configuration.messageRetentionPeriod === retention) return
    for (const message of this.messages()) this.#scheduleExpiry(message)
  }

  get visibleCount(): number {
    return this.#visible.size
  }

  get inFlightCount(): number {
    return this.#inFlight.size
  }

  get delayedCount(): number {
    return this.#delayed.size
  }

  /** Every message in the queue, visible ones first. */
  messages(): readonly Message[] {
    return [...this.#visible.values(), ...this.#delayed.values(), ...this.#inFlight.values()]
  }

  stateOf(message: Message): 'available' | 'delayed' | 'in flight' {
    if (this.#delayed.has(message.id)) return 'delayed'
    return this.#inFlight.has(message.id) ? 'in flight' : 'available'
  }

  onVisible(listener: () => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  send(input: NewMessage, caller: Caller): Message {
    const now = this.#kernel.now
    const message: Message = {
      id: this.#kernel.random('message-ids').uuid(),
      body: input.body,
      attributes: input.attributes,
      md5OfBody: input.md5OfBody,
      md5OfAttributes: input.md5OfAttributes,
      senderId: caller.principalId,
      traceHeader: input.traceHeader,
      groupId: input.groupId,
      sentAt: now,
      firstReceivedAt: null,
      lastReceivedAt: null,
      receiveCount: 0,
      receiptHandle: null,
      visibleAt: now + seconds(input.delay ?? this.configuration.delay),
      deadLetterSource: null,
    }
    this.#kernel.trace.record({
      type: 'sqs.sent',
      queue: this.name,
      messageId: message.id,
      body: message.body,
      visibleAt: message.visibleAt,
      sender: caller.arn,
    })
    this.#add(message)
    return message
  }

  /** Up to `maximum` visible messages, hidden for `visibilityTimeout` seconds (the queue's own by default). */
  receive(
    maximum: number,
    caller: Caller,
    visibilityTimeout = this.configuration.visibilityTimeout,
  ): readonly Message[] {
    const received: Message[] = []
    const redrive = this.configuration.redrivePolicy
    for (const message of this.#visible.values()) {
      if (received.length === maximum) break
      const deadLetters =
        redrive && message.receiveCount >= redrive.maxReceiveCount && this.sibling(redrive.deadLetterTargetArn)
      if (deadLetters) this.#moveTo(deadLetters, message)
      else received.push(message)
    }
    for (const message of received) this.#hide(message, caller, visibilityTimeout)
    return received
  }

  /** @returns false when the handle belongs to no message that is still here */
  delete(receiptHandle: string): boolean {
    const message = this.#byHandle.get(receiptHandle)
    if (!message) return false
    this.#remove(message)
    this.#recordDeleted(message, 'deleted')
    return true
  }

  /**
   * Sets the time until the message is visible again, in seconds from now.
   * @param totalMax seconds that a message may be in flight for after one receive
   * @returns `unknown` for a handle of no message here, `visible` when the message is not in flight, `too-long` when it
   *   would be for longer than `totalMax`
   */
  changeVisibility(
    receiptHandle: string,
    timeout: number,
    totalMax: number,
  ): 'changed' | 'unknown' | 'visible' | 'too-long' {
    const message = this.#byHandle.get(receiptHandle)
    if (!message) return 'unknown'
    if (!this.#inFlight.has(message.id)) return 'visible'
    const visibleAt = this.#kernel.now + seconds(timeout)
    if (visibleAt - (message.lastReceivedAt ?? 0) > seconds(totalMax)) return 'too-long'
    message.visibleAt = visibleAt
    if (timeout === 0) {
      this.#show(message, 'changed')
    } else {
      this.#kernel.trace.record({
        type: 'sqs.visibility-changed',
        queue: this.name,
        messageId: message.id,
        visibleAt: message.visibleAt,
      })
      this.#scheduleVisibility(message, 'timeout-ended')
    }
    return 'changed'
  }

  purge(): void {
    this.purgedAt = this.#kernel.now
    for (const message of this.messages()) {
      this.#remove(message)
      this.#recordDeleted(message, 'purged')
    }
  }

  /** Ends the queue: its messages are gone with it and nothing of it happens any more. */
  close(): void {
    for (const message of this.messages()) this.#remove(message)
    this.#listeners.clear()
  }

  #add(message: Message): void {
    this.#timers.set(message.id, { visibility: null, retention: null })
    this.#scheduleExpiry(message)
    if (message.visibleAt > this.#kernel.now) {
      this.#delayed.set(message.id, message)
      this.#scheduleVisibility(message, 'delay-ended')
    } else {
      this.#visible.set(message.id, message)
      this.#announce()
    }
  }

  /** The period counts from the time of sending, also in a dead-letter queue. */
  #scheduleExpiry(message: Message): void {
    const timers = this.#timers.get(message.id)
    if (!timers) return
    const expiresAt = message.sentAt + seconds(this.configuration.messageRetentionPeriod)
    const expire = (): void => {
      this.#remove(message)
      this.#recordDeleted(message, 'expired')
    }
    this.#kernel.cancel(timers.retention)
    timers.retention = this.#kernel.at(Math.max(expiresAt, this.#kernel.now), expire, { background: true })
  }

  #hide(message: Message, caller: Caller, visibilityTimeout: number): void {
    const now = this.#kernel.now
    if (message.receiptHandle !== null) this.#byHandle.delete(message.receiptHandle)
    message.receiptHandle = `AQEB${this.#kernel.random('receipt-handles').text(64, HANDLE_ALPHABET)}==`
    this.#byHandle.set(message.receiptHandle, message)
    message.receiveCount++
    message.firstReceivedAt ??= now
    message.lastReceivedAt = now
    message.visibleAt = now + seconds(visibilityTimeout)
    this.#kernel.trace.record({
      type: 'sqs.received',
      queue: this.name,
      messageId: message.id,
      receiveCount: message.receiveCount,
      visibleAt: message.visibleAt,
      receiver: caller.arn,
    })
    if (visibilityTimeout === 0) return
    this.#visible.delete(message.id)
    this.#inFlight.set(message.id, message)
    this.#scheduleVisibility(message, 'timeout-ended')
  }

  #show(message: Message, cause: 'delay-ended' | 'timeout-ended' | 'changed'): void {
    this.#cancelVisibility(message)
    this.#delayed.delete(message.id)
    this.#inFlight.delete(message.id)
    this.#visible.set(message.id, message)
    this.#kernel.trace.record({ type: 'sqs.visible', queue: this.name, messageId: message.id, cause })
    this.#announce()
  }

  #scheduleVisibility(message: Message, cause: 'delay-ended' | 'timeout-ended'): void {
    this.#cancelVisibility(message)
    const timers = this.#timers.get(message.id)
    if (timers) timers.visibility = this.#kernel.at(message.visibleAt, () => this.#show(message, cause))
  }

  #cancelVisibility(message: Message): void {
    const timers = this.#timers.get(message.id)
    if (!timers) return
    this.#kernel.cancel(timers.visibility)
    timers.visibility = null
  }

  #moveTo(target: Queue, message: Message): void {
    this.#remove(message)
    this.#kernel.trace.record({
      type: 'sqs.moved',
      queue: this.name,
      messageId: message.id,
      to: target.name,
      receiveCount: message.receiveCount,
    })
    target.#add({ ...message, receiptHandle: null, visibleAt: this.#kernel.now, deadLetterSource: this.arn })
  }

  #remove(message: Message): void {
    const timers = this.#timers.get(message.id)
    this.#kernel.cancel(timers?.visibility ?? null)
    this.#kernel.cancel(timers?.retention ?? null)
    this.#timers.delete(message.id)
    this.#visible.delete(message.id)
    this.#delayed.delete(message.id)
    this.#inFlight.delete(message.id)
    if (message.receiptHandle !== null) this.#byHandle.delete(message.receiptHandle)
  }

  #recordDeleted(message: Message, cause: 'deleted' | 'expired' | 'purged'): void {
    this.#kernel.trace.record({ type: 'sqs.deleted', queue: this.name, messageId: message.id, cause })
  }

  #announce(): void {
    for (const listener of this.#listeners) listener()
  }
}

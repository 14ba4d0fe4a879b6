/**
 * A standard queue and the moves of its messages.
 *
 * A message is delayed, visible or in flight, and then gone: deleted, expired, or moved to the dead-letter queue.
 * - Each receive makes a new receipt handle, counts, and hides the message for the visibility timeout.
 * - A message whose next receive would be one too many is moved to the dead-letter queue by that receive, keeping its
 *   id, its time of sending and so its age.
 * - A handle deletes its message as long as it belongs to the last receive, or the message is still there.
 *
 * At-least-once: a server of a standard queue may miss the deletion, and its copy is received again. Each message has one
 * such copy at most here, and only if the run has duplicates.
 *
 * AWS promises no order for standard queues; this one hands out in order of becoming visible. A FIFO queue hands out by
 * its message groups (`groups.ts`).
 */

import type { TraceFact } from '../../aws/trace-records'
import { seconds } from '../../aws/units'
import type { Kernel, Scheduled } from '../../kernel/kernel'
import type { Caller } from '../contract'
import { MessageGroups } from './groups'
import type { Message, NewMessage, QueueConfiguration, Sent } from './model'

interface Bookkeeping {
  visibility: Scheduled | null
  retention: Scheduled | null
  /** Receipt handles that lead to the message; of a standard queue only the last one does. */
  readonly handles: string[]
}

/** First number of a FIFO queue's messages, and the distance between two: 20 digits, as AWS's have. */
const SEQUENCE_START = 18_849_496_460_467_696_128n
const SEQUENCE_STEP = 256n

const HANDLE_ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'

export class Queue {
  readonly #kernel: Kernel<TraceFact>
  /** Insertion order is the order of becoming visible. */
  readonly #visible = new Map<string, Message>()
  readonly #delayed = new Map<string, Message>()
  readonly #inFlight = new Map<string, Message>()
  readonly #books = new Map<string, Bookkeeping>()
  /** Of a FIFO queue. */
  readonly #groups = new MessageGroups()
  readonly #deduplicated = new Map<string, Sent>()
  #sequence = 0
  tags: ReadonlyMap<string, string> = new Map()
  readonly #byHandle = new Map<string, Message>()
  /** Ids of deleted messages of which a copy is left: it is received once more when its visibility timeout ends. */
  readonly #copies = new Set<string>()
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
    /** Whether a copy of a message outlives its deletion. */
    private readonly keepsCopy: () => boolean = () => false,
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

  get isFifo(): boolean {
    return this.#configuration.fifo !== null
  }

  /** Messages that a receive could get now: of a FIFO queue without those behind others in flight. */
  get receivableCount(): number {
    return this.isFifo ? this.#groups.receivableCount : this.#visible.size
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

  /**
   * A FIFO queue accepts a duplicate and keeps only the original.
   * @param deduplicationWindow milliseconds for which duplicates of this message are known; 0 when it is none whatever
   *   its id
   */
  send(input: NewMessage, caller: Caller, deduplicationWindow: number): Sent {
    const now = this.#kernel.now
    const key = deduplicationWindow > 0 ? this.#deduplicationKey(input) : null
    const original = key === null ? undefined : this.#deduplicated.get(key)
    if (original) {
      this.#kernel.trace.record({
        type: 'sqs.deduplicated',
        queue: this.name,
        messageId: original.id,
        sender: caller.arn,
      })
      return original
    }
    const message: Message = {
      id: this.#kernel.random('message-ids').uuid(),
      body: input.body,
      attributes: input.attributes,
      md5OfBody: input.md5OfBody,
      md5OfAttributes: input.md5OfAttributes,
      senderId: caller.principalId,
      traceHeader: input.traceHeader,
      groupId: input.groupId,
      deduplicationId: input.deduplicationId,
      sequenceNumber: this.#nextSequenceNumber(),
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
      ...(this.isFifo && message.groupId !== null && { groupId: message.groupId }),
      ...(this.isFifo && message.deduplicationId !== null && { deduplicationId: message.deduplicationId }),
    })
    this.#add(message)
    if (key !== null) {
      this.#deduplicated.set(key, message)
      this.#kernel.after(deduplicationWindow, () => this.#deduplicated.delete(key), { background: true })
    }
    return message
  }

  #deduplicationKey({ deduplicationId, groupId }: NewMessage): string | null {
    const { fifo } = this.#configuration
    if (!fifo || deduplicationId === null) return null
    return JSON.stringify(fifo.deduplicationScope === 'queue' ? deduplicationId : [groupId, deduplicationId])
  }

  #nextSequenceNumber(): string | null {
    return this.isFifo ? String(SEQUENCE_START + SEQUENCE_STEP * BigInt(this.#sequence++)) : null
  }

  /** Up to `maximum` visible messages, hidden for `visibilityTimeout` seconds (the queue's own by default). */
  receive(
    maximum: number,
    caller: Caller,
    visibilityTimeout = this.configuration.visibilityTimeout,
  ): readonly Message[] {
    const received: Message[] = []
    const redrive = this.configuration.redrivePolicy
    for (const message of this.isFifo ? this.#groups.receivable() : this.#visible.values()) {
      if (received.length === maximum) break
      const deadLetters =
        redrive && message.receiveCount >= redrive.maxReceiveCount && this.sibling(redrive.deadLetterTargetArn)
      if (deadLetters) this.#moveTo(deadLetters, message)
      else received.push(message)
    }
    for (const message of received) this.#hide(message, caller, visibilityTimeout)
    return received
  }

  /** Whether the message is in flight after the receive that gave out this handle. */
  isHeld(receiptHandle: string): boolean {
    const message = this.#byHandle.get(receiptHandle)
    return message !== undefined && message.receiptHandle === receiptHandle && this.#inFlight.has(message.id)
  }

  /** Starts the visibility timeout again, without another receive. */
  renew(receiptHandle: string, visibilityTimeout: number): Message | null {
    const message = this.#byHandle.get(receiptHandle)
    if (!message || !this.isHeld(receiptHandle)) return null
    message.visibleAt = this.#kernel.now + seconds(visibilityTimeout)
    this.#recordVisibility(message)
    this.#scheduleVisibility(message, 'timeout-ended')
    return message
  }

  /**
   * @returns `unknown` when the handle belongs to no message that is still here, `expired` when a FIFO queue's message is
   *   no longer in flight by it
   */
  delete(receiptHandle: string): 'deleted' | 'unknown' | 'expired' {
    const message = this.#byHandle.get(receiptHandle)
    if (!message) return 'unknown'
    if (this.isFifo && !this.isHeld(receiptHandle)) return 'expired'
    if (!this.isFifo && this.isHeld(receiptHandle) && !this.#copies.has(message.id) && this.keepsCopy()) {
      this.#copies.add(message.id)
      const { id: messageId, visibleAt } = message
      this.#kernel.trace.record({ type: 'sqs.copy-kept', queue: this.name, messageId, visibleAt })
      return 'deleted'
    }
    this.#remove(message)
    this.#recordDeleted(message, 'deleted')
    return 'deleted'
  }

  /** The message that a message move task takes next; null when there is none to be had. */
  nextToRedrive(): Message | null {
    const [message = null] = this.isFifo ? this.#groups.receivable() : this.#visible.values()
    return message
  }

  /** Takes a message out, to be sent elsewhere. */
  redrive(message: Message): void {
    this.#remove(message)
    this.#recordDeleted(message, 'redriven')
  }

  /**
   * Sets the time until the message is visible again, in seconds from now.
   * @param totalMax seconds that a message may be in flight for after one receive
   * @returns `unknown` for a handle of no message here, `visible` when the message is not in flight, `expired` when that
   *   is so in a FIFO queue, `too-long` when it would be for longer than `totalMax`
   */
  changeVisibility(
    receiptHandle: string,
    timeout: number,
    totalMax: number,
  ): 'changed' | 'unknown' | 'visible' | 'expired' | 'too-long' {
    const message = this.#byHandle.get(receiptHandle)
    if (!message) return 'unknown'
    if (this.isFifo && !this.isHeld(receiptHandle)) return 'expired'
    if (!this.#inFlight.has(message.id)) return 'visible'
    const visibleAt = this.#kernel.now + seconds(timeout)
    if (visibleAt - (message.lastReceivedAt ?? 0) > seconds(totalMax)) return 'too-long'
    message.visibleAt = visibleAt
    if (timeout === 0) {
      this.#show(message, 'changed')
    } else {
      this.#recordVisibility(message)
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
    this.#books.set(message.id, { visibility: null, retention: null, handles: [] })
    this.#scheduleExpiry(message)
    const isDelayed = message.visibleAt > this.#kernel.now
    const isReceivable = this.isFifo ? this.#groups.add(message, isDelayed) : !isDelayed
    if (isDelayed) {
      this.#delayed.set(message.id, message)
      this.#scheduleVisibility(message, 'delay-ended')
    } else {
      this.#visible.set(message.id, message)
    }
    if (isReceivable) this.#announce()
  }

  /** The period counts from the time of sending, also in a dead-letter queue. */
  #scheduleExpiry(message: Message): void {
    const book = this.#books.get(message.id)
    if (!book) return
    const expiresAt = message.sentAt + seconds(this.configuration.messageRetentionPeriod)
    const expire = (): void => {
      this.#remove(message)
      this.#recordDeleted(message, 'expired')
    }
    this.#kernel.cancel(book.retention)
    book.retention = this.#kernel.at(Math.max(expiresAt, this.#kernel.now), expire, { background: true })
  }

  #hide(message: Message, caller: Caller, visibilityTimeout: number): void {
    const now = this.#kernel.now
    const handle = `AQEB${this.#kernel.random('receipt-handles').text(64, HANDLE_ALPHABET)}==`
    const handles = this.#books.get(message.id)?.handles ?? []
    if (!this.isFifo) for (const old of handles.splice(0)) this.#byHandle.delete(old)
    handles.push(handle)
    message.receiptHandle = handle
    this.#byHandle.set(handle, message)
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
    if (this.isFifo) this.#groups.lock(message)
    this.#scheduleVisibility(message, 'timeout-ended')
  }

  #show(message: Message, cause: 'delay-ended' | 'timeout-ended' | 'changed'): void {
    this.#cancelVisibility(message)
    this.#delayed.delete(message.id)
    this.#inFlight.delete(message.id)
    this.#visible.set(message.id, message)
    this.#kernel.trace.record({ type: 'sqs.visible', queue: this.name, messageId: message.id, cause })
    if (!this.isFifo || this.#groups.show(message)) this.#announce()
  }

  #scheduleVisibility(message: Message, cause: 'delay-ended' | 'timeout-ended'): void {
    this.#cancelVisibility(message)
    const book = this.#books.get(message.id)
    if (book) book.visibility = this.#kernel.at(message.visibleAt, () => this.#show(message, cause))
  }

  #cancelVisibility(message: Message): void {
    const book = this.#books.get(message.id)
    if (!book) return
    this.#kernel.cancel(book.visibility)
    book.visibility = null
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
    target.#add({
      ...message,
      receiptHandle: null,
      visibleAt: this.#kernel.now,
      deadLetterSource: this.arn,
      sequenceNumber: target.#nextSequenceNumber(),
      // "For FIFO queues, the enqueue timestamp resets when the message is moved to a dead-letter queue."
      sentAt: target.isFifo ? this.#kernel.now : message.sentAt,
    })
  }

  #remove(message: Message): void {
    const book = this.#books.get(message.id)
    this.#kernel.cancel(book?.visibility ?? null)
    this.#kernel.cancel(book?.retention ?? null)
    for (const handle of book?.handles ?? []) this.#byHandle.delete(handle)
    this.#books.delete(message.id)
    this.#copies.delete(message.id)
    this.#visible.delete(message.id)
    this.#delayed.delete(message.id)
    this.#inFlight.delete(message.id)
    if (this.isFifo && this.#groups.remove(message)) this.#announce()
  }

  #recordVisibility({ id: messageId, visibleAt }: Message): void {
    this.#kernel.trace.record({ type: 'sqs.visibility-changed', queue: this.name, messageId, visibleAt })
  }

  #recordDeleted(message: Message, cause: 'deleted' | 'expired' | 'purged' | 'redriven'): void {
    this.#kernel.trace.record({ type: 'sqs.deleted', queue: this.name, messageId: message.id, cause })
  }

  #announce(): void {
    for (const listener of this.#listeners) listener()
  }
}

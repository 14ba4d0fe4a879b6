import type { TraceRecord } from '../../cloud/aws/trace-records'
import { forgetOldest } from './capped-list'
import { ForkableMap } from './forkable-map'
import { nameOf } from './resource-names'

type MessageRecord = Extract<TraceRecord, { type: `sqs.${string}`; messageId: string }>

export type MessageState = 'delayed' | 'visible' | 'in flight' | 'deleted'

export interface Message {
  readonly messageId: string
  /** Name of the queue where it is, or was when it was deleted. */
  queue: string
  readonly body: string
  readonly sentAt: number
  readonly sender: string
  state: MessageState
  /** When it becomes visible (again), while delayed or in flight. */
  visibleAt: number
  receiveCount: number
  /** The batches it was part of, by request id. */
  readonly requests: string[]
  readonly history: MessageRecord[]
}

export interface Queue {
  readonly name: string
  /** In the queue now, by message id, oldest first. */
  readonly messages: Map<string, Message>
  readonly counts: { visible: number; 'in flight': number; delayed: number }
  sent: number
  deleted: number
  movedOut: number
  /** Whether messages came here from another queue: it is somebody's dead-letter queue. */
  deadLetter: boolean
}

const FINISHED_KEPT = 5000
const HISTORY_KEPT = 200

/** The queues, what is in them, and what became of each message. */
export class Queues {
  #queues = new ForkableMap<string, Queue>((queue) => ({
    ...queue,
    messages: new Map(queue.messages),
    counts: { ...queue.counts },
  }))
  /** In a queue. */
  #messages = new ForkableMap<string, Message>((message) => ({
    ...message,
    requests: message.requests.slice(),
    history: message.history.slice(),
  }))
  /** Deleted: nothing about them changes any more. */
  #finished = new Map<string, Message>()

  fork(): Queues {
    const fork = new Queues()
    fork.#queues = this.#queues.fork()
    fork.#messages = this.#messages.fork()
    fork.#finished = new Map(this.#finished)
    return fork
  }

  apply(record: TraceRecord): void {
    switch (record.type) {
      case 'stack.resource':
        if (record.resourceType === 'AWS::SQS::Queue' && record.action === 'create') this.#open(nameOf(record.arn))
        break
      case 'sqs.sent':
        this.#sent(record)
        break
      case 'sqs.received':
        this.#change(record, (message) => {
          message.receiveCount = record.receiveCount
          this.#become(message, 'in flight', record.visibleAt)
        })
        break
      case 'sqs.visible':
        this.#change(record, (message) => this.#become(message, 'visible', record.at))
        break
      case 'sqs.copy-kept':
        this.#change(record, (message) => this.#become(message, 'in flight', record.visibleAt))
        break
      case 'sqs.visibility-changed':
        this.#change(record, (message) => {
          const seen = record.visibleAt <= record.at
          this.#become(message, seen ? 'visible' : message.state, record.visibleAt)
        })
        break
      case 'sqs.deleted':
        this.#change(record, (message) => {
          this.#leave(message)
          this.#open(nameOf(record.queue)).deleted++
          message.state = 'deleted'
          this.#messages.delete(message.messageId)
          this.#finished.set(message.messageId, message)
          forgetOldest(this.#finished, FINISHED_KEPT)
        })
        break
      case 'sqs.moved':
        this.#change(record, (message) => this.#move(message, nameOf(record.to), record.at))
        break
      case 'mapping.batch-sent':
        for (const id of record.recordIds) this.#own(id)?.requests.push(record.requestId)
        break
    }
  }

  #sent(record: Extract<TraceRecord, { type: 'sqs.sent' }>): void {
    const known = this.#own(record.messageId)
    if (known) {
      // Arrives in a dead-letter queue under its own id.
      this.#move(known, nameOf(record.queue), record.at)
      known.history.push(record)
      return
    }
    const delayed = record.visibleAt > record.at
    const message: Message = {
      messageId: record.messageId,
      queue: nameOf(record.queue),
      body: record.body,
      sentAt: record.at,
      sender: record.sender,
      state: delayed ? 'delayed' : 'visible',
      visibleAt: record.visibleAt,
      receiveCount: 0,
      requests: [],
      history: [record],
    }
    this.#messages.set(record.messageId, message)
    this.#enter(message)
    this.#open(nameOf(record.queue)).sent++
  }

  #move(message: Message, to: string, at: number): void {
    if (message.queue === to) return
    this.#leave(message)
    this.#open(message.queue).movedOut++
    message.queue = to
    message.state = 'visible'
    message.visibleAt = at
    this.#enter(message)
    const target = this.#open(to)
    target.sent++
    target.deadLetter = true
  }

  #change(record: MessageRecord, change: (message: Message) => void): void {
    const message = this.#own(record.messageId)
    if (!message) return
    if (message.history.length < HISTORY_KEPT) message.history.push(record)
    change(message)
  }

  /** To be changed. */
  #own(messageId: string): Message | undefined {
    const message = this.#messages.own(messageId)
    // A queue has the same one.
    if (message) this.#open(message.queue).messages.set(messageId, message)
    return message
  }

  #become(message: Message, state: MessageState, visibleAt: number): void {
    const { counts } = this.#open(message.queue)
    if (message.state !== 'deleted') counts[message.state]--
    if (state !== 'deleted') counts[state]++
    message.state = state
    message.visibleAt = visibleAt
  }

  #enter(message: Message): void {
    const queue = this.#open(message.queue)
    queue.messages.set(message.messageId, message)
    if (message.state !== 'deleted') queue.counts[message.state]++
  }

  #leave(message: Message): void {
    const queue = this.#open(message.queue)
    queue.messages.delete(message.messageId)
    if (message.state !== 'deleted') queue.counts[message.state]--
  }

  #open(name: string): Queue {
    const known = this.#queues.own(name)
    if (known) return known
    const counts = { visible: 0, 'in flight': 0, delayed: 0 }
    const queue: Queue = { name, messages: new Map(), counts, sent: 0, deleted: 0, movedOut: 0, deadLetter: false }
    return this.#queues.set(name, queue)
  }

  message(messageId: string): Message | undefined {
    return this.#messages.get(messageId) ?? this.#finished.get(messageId)
  }

  queue(name: string): Queue | undefined {
    return this.#queues.get(name)
  }

  all(): Iterable<Queue> {
    return this.#queues.values()
  }
}

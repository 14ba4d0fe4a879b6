/**
 * Brokers and their queues. A queue is there with its first message or consumer. A consumer holds the messages it got until
 * it acknowledges them or lets go of them; those come back to the front of the queue, marked as redelivered. A message
 * with a time to live is dropped when that is over.
 */

import type { TraceFact } from '../../aws/trace-records'
import type { Kernel, Scheduled } from '../../kernel/kernel'

export interface Broker {
  readonly name: string
  readonly id: string
  readonly arn: string
  readonly engine: 'ACTIVEMQ' | 'RABBITMQ'
}

export interface Message {
  readonly id: string
  readonly body: string
  readonly headers: Readonly<Record<string, string>>
  /** Virtual milliseconds. */
  readonly sentAt: number
  /** Milliseconds; null for ever. */
  readonly timeToLive: number | null
  redelivered: boolean
}

export const expiryOf = ({ sentAt, timeToLive }: Message): number =>
  timeToLive === null ? Infinity : sentAt + timeToLive

export class BrokerQueue {
  #waiting: Message[] = []
  readonly #held = new Map<string, Message>()
  readonly #expiries = new Map<string, Scheduled>()
  readonly #listeners = new Set<() => void>()
  #count = 0

  /** @param key `<broker>/<queue>`, see `queueKey` */
  constructor(
    readonly broker: Broker,
    readonly name: string,
    readonly virtualHost: string,
    readonly key: string,
    readonly kernel: Kernel<TraceFact>,
  ) {}

  get waiting(): readonly Message[] {
    return this.#waiting
  }

  get held(): readonly Message[] {
    return [...this.#held.values()]
  }

  onMessage(listener: () => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  send(body: string, headers: Message['headers'], timeToLive: number | null, by: string): Message {
    const { kernel, broker } = this
    const number = ++this.#count
    const id =
      broker.engine === 'ACTIVEMQ'
        ? `ID:${broker.id}-1.mq.amazonaws.com-37557-${Math.floor(kernel.now)}-4:1:1:1:${number}`
        : kernel.random('mq-message-ids').uuid()
    const message: Message = { id, body, headers, sentAt: kernel.now, timeToLive, redelivered: false }
    this.#waiting.push(message)
    kernel.trace.record({ type: 'mq.sent', queue: this.key, messageId: id, body, by })
    if (timeToLive !== null)
      this.#expiries.set(
        id,
        kernel.after(timeToLive, () => this.#expire(message)),
      )
    for (const listener of this.#listeners) listener()
    return message
  }

  receive(maximum: number): readonly Message[] {
    const received = this.#waiting.splice(0, maximum)
    for (const message of received) this.#held.set(message.id, message)
    return received
  }

  acknowledge(id: string): void {
    if (this.#held.delete(id)) this.#forget(id, 'acknowledged')
  }

  /** Back to the front, in the order they were in. */
  release(ids: readonly string[]): void {
    const back = ids.flatMap((id) => this.#held.get(id) ?? [])
    for (const { id } of back) this.#held.delete(id)
    const alive = back.filter((message) => expiryOf(message) > this.kernel.now)
    for (const message of alive) message.redelivered = true
    this.#waiting.unshift(...alive)
    for (const { id } of back) {
      if (alive.every((message) => message.id !== id)) this.#forget(id, 'expired')
    }
    if (alive.length > 0) for (const listener of this.#listeners) listener()
  }

  /** What a consumer holds is its own until it lets go. */
  #expire(message: Message): void {
    const index = this.#waiting.indexOf(message)
    if (index < 0) return
    this.#waiting.splice(index, 1)
    this.#forget(message.id, 'expired')
  }

  #forget(id: string, cause: 'acknowledged' | 'expired'): void {
    this.kernel.cancel(this.#expiries.get(id) ?? null)
    this.#expiries.delete(id)
    this.kernel.trace.record({ type: 'mq.removed', queue: this.key, messageId: id, cause })
  }
}

export class Brokers {
  readonly #brokers = new Map<string, Broker>()
  readonly #queues = new Map<string, BrokerQueue>()

  constructor(readonly kernel: Kernel<TraceFact>) {}

  add(broker: Broker): void {
    this.#brokers.set(broker.arn, broker)
  }

  remove(arn: string): void {
    this.#brokers.delete(arn)
    for (const [key, queue] of this.#queues) if (queue.broker.arn === arn) this.#queues.delete(key)
  }

  find(arn: string): Broker | undefined {
    return this.#brokers.get(arn)
  }

  all(): readonly Broker[] {
    return [...this.#brokers.values()]
  }

  queuesOf(broker: Broker): readonly BrokerQueue[] {
    return [...this.#queues.values()].filter((queue) => queue.broker === broker)
  }

  brokerOf(key: string): Broker | undefined {
    return this.#brokers.get(key.slice(0, Math.max(0, key.indexOf('/'))))
  }

  /** The queue, made if need be; undefined without its broker. */
  queue(key: string): BrokerQueue | undefined {
    const broker = this.brokerOf(key)
    const { name, virtualHost } = splitQueueKey(key)
    if (!broker || name === '') return undefined
    let queue = this.#queues.get(key)
    if (!queue) {
      queue = new BrokerQueue(broker, name, virtualHost, key, this.kernel)
      this.#queues.set(key, queue)
    }
    return queue
  }
}

/** `<broker's ARN>/<queue>`, and `?virtualHost=<name>` behind it where RabbitMQ's is not `/`. */
export function splitQueueKey(key: string): { readonly name: string; readonly virtualHost: string } {
  const [name = '', virtualHost = '/'] = key.slice(key.indexOf('/') + 1).split('?virtualHost=')
  return { name, virtualHost }
}

/** node:diagnostics_channel. */

import { invalidArgumentType, requireFunction } from './node-error'
import process from './process'

type Name = string | symbol
type Subscriber = (message: unknown, name: Name) => void
interface Storage {
  run<T>(store: unknown, run: () => T): T
}

class Channel {
  #subscribers: Subscriber[] = []
  readonly #stores = new Map<Storage, ((message: unknown) => unknown) | undefined>()

  constructor(readonly name: Name) {}

  get hasSubscribers(): boolean {
    return this.#subscribers.length > 0 || this.#stores.size > 0
  }
  subscribe(subscriber: Subscriber): void {
    requireFunction(subscriber, 'subscription')
    this.#subscribers = [...this.#subscribers, subscriber]
  }
  unsubscribe(subscriber: Subscriber): boolean {
    const index = this.#subscribers.indexOf(subscriber)
    if (index < 0) return false
    this.#subscribers = this.#subscribers.filter((_, position) => position !== index)
    return true
  }
  publish(message: unknown): void {
    for (const subscriber of this.#subscribers) {
      try {
        subscriber(message, this.name)
      } catch (error) {
        // Subscribers must not break what they watch.
        process.nextTick(() => {
          throw error
        })
      }
    }
  }
  bindStore(store: Storage, transform?: (message: unknown) => unknown): void {
    this.#stores.set(store, transform)
  }
  unbindStore(store: Storage): boolean {
    return this.#stores.delete(store)
  }
  runStores<T>(message: unknown, run: (...values: never[]) => T, receiver?: unknown, ...values: unknown[]): T {
    let inner = (): T => {
      this.publish(message)
      return Reflect.apply(run, receiver, values as never) as T
    }
    for (const [store, transform] of this.#stores) {
      const next = inner
      inner = () => store.run(transform ? transform(message) : message, next)
    }
    return inner()
  }
}

const channels = new Map<Name, Channel>()

function channel(name: Name): Channel {
  if (typeof name !== 'string' && typeof name !== 'symbol') {
    throw invalidArgumentType('channel', 'of type string or symbol', name)
  }
  const present = channels.get(name)
  if (present) return present
  const made = new Channel(name)
  channels.set(name, made)
  return made
}

const EVENTS = ['start', 'end', 'asyncStart', 'asyncEnd', 'error'] as const
type Event = (typeof EVENTS)[number]
type Channels = Record<Event, Channel>
type Subscribers = Partial<Record<Event, Subscriber>>
type AnyFunction = (...values: never[]) => unknown

class TracingChannel {
  readonly start: Channel
  readonly end: Channel
  readonly asyncStart: Channel
  readonly asyncEnd: Channel
  readonly error: Channel

  constructor(nameOrChannels: string | Channels) {
    const of = (event: Event) =>
      typeof nameOrChannels === 'string' ? channel(`tracing:${nameOrChannels}:${event}`) : nameOrChannels[event]
    this.start = of('start')
    this.end = of('end')
    this.asyncStart = of('asyncStart')
    this.asyncEnd = of('asyncEnd')
    this.error = of('error')
  }
  get hasSubscribers(): boolean {
    return EVENTS.some((event) => this[event].hasSubscribers)
  }
  subscribe(subscribers: Subscribers): void {
    for (const event of EVENTS) if (subscribers[event]) this[event].subscribe(subscribers[event])
  }
  unsubscribe(subscribers: Subscribers): boolean {
    return EVENTS.map((event) => !subscribers[event] || this[event].unsubscribe(subscribers[event])).every(Boolean)
  }
  traceSync(
    run: AnyFunction,
    context: Record<string, unknown> = {},
    receiver?: unknown,
    ...values: unknown[]
  ): unknown {
    return this.start.runStores(context, () => {
      try {
        return (context['result'] = Reflect.apply(run, receiver, values as never) as unknown)
      } catch (error) {
        context['error'] = error
        this.error.publish(context)
        throw error
      } finally {
        this.end.publish(context)
      }
    })
  }
  tracePromise(
    run: AnyFunction,
    context: Record<string, unknown> = {},
    receiver?: unknown,
    ...values: unknown[]
  ): unknown {
    const settled = (key: 'result' | 'error', value: unknown) => {
      context[key] = value
      if (key === 'error') this.error.publish(context)
      this.asyncStart.publish(context)
      this.asyncEnd.publish(context)
    }
    return this.start.runStores(context, () => {
      try {
        return Promise.resolve(Reflect.apply(run, receiver, values as never)).then(
          (value) => {
            settled('result', value)
            return value
          },
          (error: unknown) => {
            settled('error', error)
            throw error
          },
        )
      } catch (error) {
        context['error'] = error
        this.error.publish(context)
        throw error
      } finally {
        this.end.publish(context)
      }
    })
  }
  traceCallback(
    run: AnyFunction,
    position = -1,
    context: Record<string, unknown> = {},
    receiver?: unknown,
    ...values: unknown[]
  ): unknown {
    const original = values.at(position)
    requireFunction(original, 'callback')
    const wrapped = (error: unknown, result: unknown, ...rest: unknown[]) => {
      if (error) {
        context['error'] = error
        this.error.publish(context)
      } else {
        context['result'] = result
      }
      this.asyncStart.runStores(context, () => {
        try {
          Reflect.apply(original as AnyFunction, receiver, [error, result, ...rest] as never)
        } finally {
          this.asyncEnd.publish(context)
        }
      })
    }
    values.splice(position, 1, wrapped)
    return this.start.runStores(context, () => {
      try {
        return Reflect.apply(run, receiver, values as never) as unknown
      } catch (error) {
        context['error'] = error
        this.error.publish(context)
        throw error
      } finally {
        this.end.publish(context)
      }
    })
  }
}

export default {
  Channel,
  channel,
  hasSubscribers: (name: Name) => channels.get(name)?.hasSubscribers ?? false,
  subscribe: (name: Name, subscriber: Subscriber) => channel(name).subscribe(subscriber),
  unsubscribe: (name: Name, subscriber: Subscriber) => channel(name).unsubscribe(subscriber),
  tracingChannel: (nameOrChannels: string | Channels) => new TracingChannel(nameOrChannels),
}

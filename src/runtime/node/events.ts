/** node:events. */

import type nodeEvents from 'node:events'
import type * as AsyncHooks from './async_hooks'
import type * as Inspect from './inspect'
import { abortError, invalidArgumentType, nodeError, outOfRange, requireFunction } from './node-error'

type Key = string | symbol
type Listener = ((...values: unknown[]) => unknown) & { listener?: Listener; warned?: boolean }

/** The fields have Node's names: libraries look at them. */
interface Emitter {
  _events: Record<Key, Listener | Listener[]>
  _eventsCount: number
  _maxListeners: number | undefined
  [capturing]?: boolean
  [rejection]?: (error: unknown, event: Key, ...values: unknown[]) => void
  emit(event: Key, ...values: unknown[]): boolean
  on(event: Key, listener: Listener): this
  removeListener(event: Key, listener: Listener): this
}

const capturing = Symbol('kCapture')
const rejection = Symbol.for('nodejs.rejection')
export const errorMonitor = Symbol('events.errorMonitor')
export const captureRejectionSymbol = rejection

let defaultMaxListeners = 10
let captureByDefault = false

function initialize(this: Emitter, options?: { captureRejections?: boolean }): void {
  if (this._events === undefined || this._events === Object.getPrototypeOf(this)?._events) {
    this._events = Object.create(null) as Emitter['_events']
    this._eventsCount = 0
  }
  this._maxListeners ||= undefined
  // A plain function, callable without `new`, because of util.inherits and `EventEmitter.call(this)`.
  this[capturing] = options?.captureRejections ?? captureByDefault
}

const EventEmitterFunction = function EventEmitter(this: Emitter, options?: { captureRejections?: boolean }) {
  initialize.call(this, options)
}

export const EventEmitter = EventEmitterFunction as unknown as typeof nodeEvents

function requireListener(listener: unknown): asserts listener is Listener {
  requireFunction(listener, 'listener')
}

function listenersOf(emitter: Emitter, event: Key): Listener[] {
  const found = emitter._events?.[event]
  return found === undefined ? [] : typeof found === 'function' ? [found] : found
}

function maxListenersOf(emitter: Emitter): number {
  return emitter._maxListeners === undefined ? defaultMaxListeners : emitter._maxListeners
}

function add(emitter: Emitter, event: Key, listener: Listener, prepend: boolean): void {
  requireListener(listener)
  if (emitter._events === undefined) initialize.call(emitter)
  // Before adding, so that a listener for newListener does not hear of itself.
  if (emitter._events['newListener'] !== undefined) emitter.emit('newListener', event, listener.listener ?? listener)
  const present = emitter._events[event]
  if (present === undefined) {
    emitter._events[event] = listener
    emitter._eventsCount++
    return
  }
  const all = typeof present === 'function' ? [present] : present
  emitter._events[event] = all
  if (prepend) all.unshift(listener)
  else all.push(listener)
  const limit = maxListenersOf(emitter)
  if (limit > 0 && all.length > limit && !(all as { warned?: boolean }).warned) {
    Object.defineProperty(all, 'warned', { value: true, configurable: true })
    warnOfLeak(emitter, event, all.length, limit)
  }
}

function warnOfLeak(emitter: Emitter, event: Key, count: number, limit: number): void {
  const name = (emitter as object).constructor.name
  const warning = new Error(
    `Possible EventEmitter memory leak detected. ${count} ${String(event)} listeners added to [${name}]. ` +
      `MaxListeners is ${limit}. Use emitter.setMaxListeners() to increase limit`,
  )
  const details = { name: 'MaxListenersExceededWarning', emitter, type: event, count }
  const process = (globalThis as { process?: { emitWarning?(warning: Error): void } }).process
  process?.emitWarning?.(Object.assign(warning, details))
}

function onceWrapper(emitter: Emitter, event: Key, listener: Listener): Listener {
  requireListener(listener)
  let fired = false
  const wrapper: Listener = function (this: unknown, ...values: unknown[]) {
    if (fired) return undefined
    fired = true
    emitter.removeListener(event, wrapper)
    return listener.apply(emitter, values)
  }
  wrapper.listener = listener
  return wrapper
}

function throwUnhandled(value: unknown): never {
  if (value instanceof Error) throw value
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  const { inspect } = require('./inspect') as typeof Inspect
  throw nodeError(Error, 'ERR_UNHANDLED_ERROR', `Unhandled error. (${inspect(value)})`, { context: value })
}

function captureRejection(emitter: Emitter, result: unknown, event: Key, values: unknown[]): void {
  if (result === null || typeof result !== 'object' || typeof (result as PromiseLike<unknown>).then !== 'function')
    return
  void (result as PromiseLike<unknown>).then(undefined, (error: unknown) => {
    queueMicrotask(() => {
      if (typeof emitter[rejection] === 'function') {
        emitter[rejection](error, event, ...values)
        return
      }
      // An error of the error listener must not come back to it.
      const before = emitter[capturing]
      emitter[capturing] = false
      try {
        emitter.emit('error', error)
      } finally {
        if (before === undefined) Reflect.deleteProperty(emitter, capturing)
        else emitter[capturing] = before
      }
    })
  })
}

const methods = {
  setMaxListeners(this: Emitter, count: number) {
    if (typeof count !== 'number' || count < 0 || Number.isNaN(count)) {
      if (typeof count !== 'number') throw invalidArgumentType('setMaxListeners', 'of type number', count)
      throw outOfRange('setMaxListeners', '>= 0', count)
    }
    this._maxListeners = count
    return this
  },
  getMaxListeners(this: Emitter) {
    return maxListenersOf(this)
  },
  emit(this: Emitter, event: Key, ...values: unknown[]) {
    const events = this._events
    if (event === 'error') {
      if (events?.[errorMonitor] !== undefined) this.emit(errorMonitor, ...values)
      if (events?.['error'] === undefined) throwUnhandled(values[0])
    }
    const present = events?.[event]
    if (present === undefined) return false
    // A copy: listeners may remove themselves or others while they run.
    for (const listener of typeof present === 'function' ? [present] : present.slice()) {
      const result = listener.apply(this, values)
      if (result !== undefined && this[capturing]) captureRejection(this, result, event, values)
    }
    return true
  },
  addListener(this: Emitter, event: Key, listener: Listener) {
    add(this, event, listener, false)
    return this
  },
  prependListener(this: Emitter, event: Key, listener: Listener) {
    add(this, event, listener, true)
    return this
  },
  once(this: Emitter, event: Key, listener: Listener) {
    this.on(event, onceWrapper(this, event, listener))
    return this
  },
  prependOnceListener(this: Emitter, event: Key, listener: Listener) {
    add(this, event, onceWrapper(this, event, listener), true)
    return this
  },
  removeListener(this: Emitter, event: Key, listener: Listener) {
    requireListener(listener)
    const all = listenersOf(this, event)
    const index = all.findLastIndex((present) => present === listener || present.listener === listener)
    if (index < 0) return this
    const removed = all[index]
    if (all.length === 1) {
      Reflect.deleteProperty(this._events, event)
      this._eventsCount--
    } else {
      all.splice(index, 1)
      const [only] = all
      if (all.length === 1 && only) this._events[event] = only
    }
    if (this._events['removeListener'] !== undefined) this.emit('removeListener', event, removed?.listener ?? listener)
    return this
  },
  removeAllListeners(this: Emitter, ...events: [Key?]) {
    if (this._events === undefined) return this
    const [event] = events
    if (this._events['removeListener'] === undefined) {
      if (events.length === 0) {
        this._events = Object.create(null) as Emitter['_events']
        this._eventsCount = 0
      } else if (event !== undefined && this._events[event] !== undefined) {
        Reflect.deleteProperty(this._events, event)
        this._eventsCount--
      }
      return this
    }
    if (event === undefined) {
      for (const name of Reflect.ownKeys(this._events)) {
        if (name !== 'removeListener') methods.removeAllListeners.call(this, name)
      }
      methods.removeAllListeners.call(this, 'removeListener')
      return this
    }
    for (const listener of listenersOf(this, event).slice().reverse()) this.removeListener(event, listener)
    return this
  },
  listeners(this: Emitter, event: Key) {
    return listenersOf(this, event).map((listener) => listener.listener ?? listener)
  },
  rawListeners(this: Emitter, event: Key) {
    return listenersOf(this, event).slice()
  },
  listenerCount(this: Emitter, event: Key, listener?: Listener) {
    const all = listenersOf(this, event)
    return listener == null
      ? all.length
      : all.filter((present) => present === listener || present.listener === listener).length
  },
  eventNames(this: Emitter) {
    return this._eventsCount > 0 ? Reflect.ownKeys(this._events) : []
  },
}

for (const [name, value] of Object.entries({
  _events: undefined,
  _eventsCount: 0,
  _maxListeners: undefined,
  ...methods,
  on: methods.addListener,
  off: methods.removeListener,
})) {
  Object.defineProperty(EventEmitter.prototype, name, { value, writable: true, configurable: true, enumerable: true })
}

/** EventEmitters and EventTargets alike. */
function listen(source: object, event: Key, listener: Listener, once: boolean): () => void {
  if (typeof (source as Emitter).on === 'function') {
    const emitter = source as Emitter
    if (once) (emitter as unknown as NodeJS.EventEmitter).once(event, listener)
    else emitter.on(event, listener)
    return () => void emitter.removeListener(event, listener)
  }
  if (typeof (source as EventTarget).addEventListener === 'function') {
    const target = source as EventTarget
    target.addEventListener(event as string, listener as EventListener, { once })
    return () => target.removeEventListener(event as string, listener as EventListener)
  }
  throw invalidArgumentType('emitter', 'an instance of EventEmitter or EventTarget', source)
}

function requireSignal(signal: AbortSignal | undefined): void {
  if (signal !== undefined && (typeof signal !== 'object' || !('aborted' in signal))) {
    throw invalidArgumentType('options.signal', 'an instance of AbortSignal', signal)
  }
}

export async function once(source: object, event: Key, options: { signal?: AbortSignal } = {}): Promise<unknown[]> {
  const { signal } = options
  requireSignal(signal)
  if (signal?.aborted) throw abortError(signal.reason)
  return new Promise((resolve, reject) => {
    const releases: (() => void)[] = []
    const settle = (finish: () => void) => {
      for (const release of releases) release()
      finish()
    }
    releases.push(listen(source, event, (...values) => settle(() => resolve(values)), true))
    if (event !== 'error' && typeof (source as Emitter).on === 'function') {
      releases.push(listen(source, 'error', (error) => settle(() => reject(error)), true))
    }
    if (signal) {
      const abort = () => settle(() => reject(abortError(signal.reason)))
      signal.addEventListener('abort', abort, { once: true })
      releases.push(() => signal.removeEventListener('abort', abort))
    }
  })
}

interface OnOptions {
  signal?: AbortSignal
  close?: readonly Key[]
}

/** An async iterator over the events' arguments. */
export function on(source: object, event: Key, options: OnOptions = {}): AsyncIterableIterator<unknown[]> {
  const { signal } = options
  requireSignal(signal)
  if (signal?.aborted) throw abortError(signal.reason)
  const ready: unknown[][] = []
  const waiting: { resolve(result: IteratorResult<unknown[]>): void; reject(error: unknown): void }[] = []
  const releases: (() => void)[] = []
  let failure: { error: unknown } | undefined
  let finished = false

  const finish = () => {
    for (const release of releases.splice(0)) release()
    finished = true
    for (const { resolve } of waiting.splice(0)) resolve({ value: undefined, done: true })
    return Promise.resolve({ value: undefined, done: true as const })
  }
  const fail = (error: unknown) => {
    const next = waiting.shift()
    if (next) next.reject(error)
    else failure = { error }
    void finish()
  }
  releases.push(
    listen(
      source,
      event,
      (...values) => {
        const next = waiting.shift()
        if (next) next.resolve({ value: values, done: false })
        else ready.push(values)
      },
      false,
    ),
  )
  if (event !== 'error' && typeof (source as Emitter).on === 'function')
    releases.push(listen(source, 'error', fail, false))
  for (const name of options.close ?? []) releases.push(listen(source, name, () => void finish(), false))
  if (signal) {
    const abort = () => fail(abortError(signal.reason))
    signal.addEventListener('abort', abort, { once: true })
    releases.push(() => signal.removeEventListener('abort', abort))
  }

  return {
    next() {
      const value = ready.shift()
      if (value) return Promise.resolve({ value, done: false })
      if (failure) {
        const { error } = failure
        failure = undefined
        return Promise.reject(error)
      }
      if (finished) return finish()
      return new Promise((resolve, reject) => void waiting.push({ resolve, reject }))
    },
    return: finish,
    throw(error: unknown) {
      fail(error)
      return finish()
    },
    [Symbol.asyncIterator]() {
      return this
    },
  }
}

export function getEventListeners(source: object, event: Key): unknown[] {
  if (typeof (source as NodeJS.EventEmitter).listeners === 'function') {
    return (source as NodeJS.EventEmitter).listeners(event)
  }
  // A browser does not tell the listeners of an EventTarget.
  if (source instanceof EventTarget) return []
  throw invalidArgumentType('emitter', 'an instance of EventEmitter or EventTarget', source)
}

export function getMaxListeners(source: object): number {
  if (typeof (source as NodeJS.EventEmitter).getMaxListeners === 'function') {
    return (source as NodeJS.EventEmitter).getMaxListeners()
  }
  if (source instanceof EventTarget) return defaultMaxListeners
  throw invalidArgumentType('emitter', 'an instance of EventEmitter or EventTarget', source)
}

export function setMaxListeners(count: number = defaultMaxListeners, ...sources: object[]): void {
  if (typeof count !== 'number') throw invalidArgumentType('setMaxListeners', 'of type number', count)
  if (count < 0 || Number.isNaN(count)) throw outOfRange('setMaxListeners', '>= 0', count)
  if (sources.length === 0) defaultMaxListeners = count
  for (const source of sources) {
    if (typeof (source as NodeJS.EventEmitter).setMaxListeners === 'function') {
      ;(source as NodeJS.EventEmitter).setMaxListeners(count)
    }
  }
}

export function addAbortListener(signal: AbortSignal, listener: (event: Event) => void): Disposable {
  if (signal === undefined) throw invalidArgumentType('signal', 'an instance of AbortSignal', signal)
  requireSignal(signal)
  requireFunction(listener, 'listener')
  if (signal.aborted) queueMicrotask(() => listener(new Event('abort')))
  else signal.addEventListener('abort', listener, { once: true })
  const release = () => signal.removeEventListener('abort', listener)
  return { [Symbol.dispose ?? Symbol.for('nodejs.dispose')]: release } as unknown as Disposable
}

export function listenerCount(emitter: NodeJS.EventEmitter, event: Key): number {
  return emitter.listenerCount(event)
}

class EventEmitterAsyncResource extends EventEmitter {
  readonly asyncResource: { runInAsyncScope(run: () => boolean): boolean; emitDestroy(): unknown }

  constructor(options: { name?: string } = {}) {
    super()
    // Only here: patching promises is left to those who use async_hooks.
    // eslint-disable-next-line @typescript-eslint/no-require-imports
    const { AsyncResource } = require('./async_hooks') as typeof AsyncHooks
    this.asyncResource = new AsyncResource(options.name ?? new.target.name)
  }

  override emit(event: Key, ...values: unknown[]): boolean {
    return this.asyncResource.runInAsyncScope(() => super.emit(event as string, ...(values as never[])))
  }

  emitDestroy(): void {
    this.asyncResource.emitDestroy()
  }
}

Object.assign(EventEmitter, {
  EventEmitter,
  EventEmitterAsyncResource,
  once,
  on,
  getEventListeners,
  getMaxListeners,
  setMaxListeners,
  listenerCount,
  addAbortListener,
  errorMonitor,
  captureRejectionSymbol,
  usingDomains: false,
  init: initialize,
})
Object.defineProperties(EventEmitter, {
  defaultMaxListeners: {
    enumerable: true,
    configurable: true,
    get: () => defaultMaxListeners,
    set(count: number) {
      if (typeof count !== 'number') throw invalidArgumentType('defaultMaxListeners', 'of type number', count)
      if (count < 0 || Number.isNaN(count)) throw outOfRange('defaultMaxListeners', '>= 0', count)
      defaultMaxListeners = count
    },
  },
  captureRejections: {
    enumerable: true,
    configurable: true,
    get: () => captureByDefault,
    set(capture: boolean) {
      captureByDefault = capture
    },
  },
})

export default EventEmitter

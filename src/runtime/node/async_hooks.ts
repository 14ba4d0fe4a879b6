/**
 * node:async_hooks. A context is an immutable map from storage to value; whatever takes a callback for later captures
 * the context and restores it around the call.
 *
 * JavaScript cannot intercept a native `await`, so that code which uses this module is compiled with async functions
 * lowered to generators, whose steps go through `Promise.prototype.then`. That, timers and queueMicrotask are replaced
 * when the module is first evaluated; ticks are made of microtasks.
 */

import { invalidArgumentType, requireFunction, requireString } from './node-error'

type AnyFunction = (...values: never[]) => unknown
type Context = ReadonlyMap<AsyncLocalStorage, unknown>

const EMPTY: Context = new Map()
let current: Context = EMPTY
let currentResource: AsyncResource | undefined

function runIn<T>(context: Context, run: () => T): T {
  const previous = current
  current = context
  try {
    return run()
  } finally {
    current = previous
  }
}

/** The function, in the context of now whenever it is called. Others than functions pass. */
function captured<Value>(value: Value): Value {
  if (typeof value !== 'function') return value
  const context = current
  const bound = function (this: unknown, ...values: unknown[]): unknown {
    return runIn(context, () => Reflect.apply(value as unknown as AnyFunction, this, values as never) as unknown)
  }
  return bound as Value
}

const queueNativeMicrotask = globalThis.queueMicrotask.bind(globalThis)

patch(
  Promise.prototype,
  'then',
  (then) =>
    function (this: Promise<unknown>, onFulfilled: unknown, onRejected: unknown) {
      return Reflect.apply(then, this, [captured(onFulfilled), captured(onRejected)] as never)
    },
)
for (const name of ['setTimeout', 'setInterval', 'setImmediate', 'queueMicrotask']) {
  patch(
    globalThis,
    name,
    (original) =>
      function (callback: unknown, ...values: unknown[]) {
        return Reflect.apply(original, globalThis, [captured(callback), ...values] as never)
      },
  )
}

/** Keeps what hangs on the original, such as util.promisify's symbol. */
function patch(
  target: object,
  name: string,
  replace: (original: AnyFunction) => (...values: never[]) => unknown,
): void {
  const original = Reflect.get(target, name) as AnyFunction
  const value = Object.defineProperties(replace(original), Object.getOwnPropertyDescriptors(original))
  Object.defineProperty(target, name, { value, writable: true, configurable: true, enumerable: target === globalThis })
}

interface StorageOptions {
  defaultValue?: unknown
  name?: string
}

export class AsyncLocalStorage {
  readonly name: string
  readonly #defaultValue: unknown

  constructor(options: StorageOptions = {}) {
    this.name = options.name ?? ''
    this.#defaultValue = options.defaultValue
  }

  getStore(): unknown {
    return current.has(this) ? current.get(this) : this.#defaultValue
  }
  run<T>(store: unknown, run: (...values: never[]) => T, ...values: unknown[]): T {
    return runIn(new Map(current).set(this, store), () => Reflect.apply(run, undefined, values as never) as T)
  }
  exit<T>(run: (...values: never[]) => T, ...values: unknown[]): T {
    return this.run(undefined, run, ...values)
  }
  /** For the rest of the running code and all that it starts. */
  enterWith(store: unknown): void {
    current = new Map(current).set(this, store)
    forgetAfterThisJob()
  }
  disable(): void {
    const rest = new Map(current)
    rest.delete(this)
    current = rest
    forgetAfterThisJob()
  }
  static bind<Bound extends AnyFunction>(run: Bound): Bound {
    requireFunction(run, 'fn')
    return captured(run)
  }
  static snapshot(): (run: AnyFunction, ...values: unknown[]) => unknown {
    const context = current
    return (run, ...values) => runIn(context, () => Reflect.apply(run, undefined, values as never) as unknown)
  }
}

/**
 * Code that was not called back (an invocation that the environment starts) has nobody who restores the context. All
 * callbacks carry theirs, so that between two jobs there need not be one.
 */
function forgetAfterThisJob(): void {
  queueNativeMicrotask(() => (current = EMPTY))
}

/** Node's own resources have numbers too; 1 is the main script. */
let lastId = 1

interface ResourceOptions {
  triggerAsyncId?: number
  requireManualDestroy?: boolean
}

export class AsyncResource {
  readonly #context = current
  readonly #id = ++lastId
  readonly #triggerId: number

  constructor(
    readonly type: string,
    options: ResourceOptions | number = {},
  ) {
    requireString(type, 'type')
    this.#triggerId = (typeof options === 'number' ? options : options.triggerAsyncId) ?? executionAsyncId()
  }

  runInAsyncScope<T>(run: (...values: never[]) => T, receiver?: unknown, ...values: unknown[]): T {
    return withResource(this, () => runIn(this.#context, () => Reflect.apply(run, receiver, values as never) as T))
  }
  bind(run: AnyFunction, receiver?: unknown): AnyFunction {
    requireFunction(run, 'fn')
    const scope = (to: unknown, values: unknown[]) => this.runInAsyncScope(run, to, ...values)
    const bound = function (this: unknown, ...values: unknown[]) {
      return scope(receiver ?? this, values)
    }
    return Object.defineProperty(bound, 'length', { value: run.length, configurable: true })
  }
  static bind(run: AnyFunction, type?: string, receiver?: unknown): AnyFunction {
    return new AsyncResource(type || run.name || 'bound-anonymous-fn').bind(run, receiver)
  }
  emitDestroy(): this {
    return this
  }
  asyncId(): number {
    return this.#id
  }
  triggerAsyncId(): number {
    return this.#triggerId
  }
}

function withResource<T>(resource: AsyncResource, run: () => T): T {
  const previous = currentResource
  currentResource = resource
  try {
    return run()
  } finally {
    currentResource = previous
  }
}

export const executionAsyncId = (): number => currentResource?.asyncId() ?? 1
const triggerAsyncId = (): number => currentResource?.triggerAsyncId() ?? 0
const topResource = {}
const executionAsyncResource = (): object => currentResource ?? topResource

/** Nothing tells when a browser makes or settles a promise: hooks can be made and are never called. */
function createHook(callbacks: object) {
  if (callbacks === null || typeof callbacks !== 'object') {
    throw invalidArgumentType('hook', 'of type object', callbacks)
  }
  const hook = { enable: () => hook, disable: () => hook }
  return hook
}

export default {
  AsyncLocalStorage,
  AsyncResource,
  createHook,
  executionAsyncId,
  executionAsyncResource,
  triggerAsyncId,
  asyncWrapProviders: Object.freeze({ NONE: 0 }),
}

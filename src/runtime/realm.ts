/**
 * What the core keeps from user code: every primitive that it will ever call is captured here, when the script is
 * evaluated and no user code exists yet.
 *
 * The rule for the rest of this folder: code that handles a way out of the environment (the control channel, the real
 * clock, real timers) or somebody's pending promise uses only what is captured here, null-prototype collections, own
 * properties and array literals; no patched prototype, iterator or accessor can then see or replace them. Code that
 * handles mere data (log texts, stacks, headers) may use ordinary methods: who patches these harms only himself.
 */

export const {
  apply,
  construct,
  ownKeys,
  getPrototypeOf,
  setPrototypeOf,
  getOwnPropertyDescriptor,
  defineProperty,
  deleteProperty,
} = Reflect

/** The parts of DedicatedWorkerGlobalScope that the core uses. */
interface WorkerScope {
  postMessage(message: unknown): void
  addEventListener(type: string, listener: (event: never) => void): void
  readonly performance: Performance & { readonly memory?: { readonly usedJSHeapSize: number } }
}

const scope = globalThis as unknown as WorkerScope

/** `method(receiver, ...values)` for a method that was read now, whatever becomes of its prototype. */
export function uncurry<This, Values extends unknown[], Result>(
  method: (this: This, ...values: Values) => Result,
): (receiver: This, ...values: Values) => Result {
  return (receiver, ...values) => apply(method, receiver, values) as Result
}

export function getterOf(prototype: object, name: string): (this: unknown) => unknown {
  const getter = getOwnPropertyDescriptor(prototype, name)?.get
  if (!getter) throw new Error(`The browser has no accessor ${name}`)
  return getter
}

export const NativeDate = Date
export const NativePromise = Promise
export const NativeError = Error
export const NativeTypeError = TypeError
export const NativeFunction = Function
export const NativeArray = Array
export const evaluate = globalThis.eval
export const parseJson = JSON.parse
export const stringifyJson = JSON.stringify
export const floor = Math.floor
export const max = Math.max
export const min = Math.min
export const trunc = Math.trunc
export const freeze = Object.freeze
export const createObject = Object.create
export const functionText = uncurry(Function.prototype.toString)
export const messageData = uncurry(getterOf(MessageEvent.prototype, 'data'))
export const preventDefault = uncurry(Event.prototype.preventDefault)

/** A promise's own `then`: async_hooks replaces the one on the prototype. */
export const whenSettled = uncurry(Promise.prototype.then) as <T>(
  promise: Promise<T>,
  resolved: (value: T) => unknown,
  rejected: (reason: unknown) => unknown,
) => Promise<unknown>

const { postMessage, addEventListener } = scope
const performance = scope.performance
const performanceNow = performance.now

/** Sends to the cloud. */
export function post(message: unknown): void {
  apply(postMessage, globalThis, [message])
}

export function listen(type: string, listener: (event: never) => void): void {
  apply(addEventListener, globalThis, [type, listener])
}

/** Real milliseconds, from an arbitrary start. */
export function realNow(): number {
  return apply(performanceNow, performance, []) as number
}

const memory = performance.memory
const usedHeap = memory && getOwnPropertyDescriptor(getPrototypeOf(memory) ?? {}, 'usedJSHeapSize')?.get

/** Megabytes of the JavaScript heap; null where the browser does not tell. */
export function heapMB(): number | null {
  return usedHeap ? (apply(usedHeap, memory, []) as number) / 2 ** 20 : null
}

/** Gives a subclass of a collection its parent's methods as its own, and cuts it off from every other prototype. */
function isolate(subclass: { prototype: object }, parent: { prototype: object }): void {
  for (const key of ownKeys(parent.prototype)) {
    const descriptor = getOwnPropertyDescriptor(parent.prototype, key)
    if (descriptor && key !== 'constructor') defineProperty(subclass.prototype, key, descriptor)
  }
  Object.setPrototypeOf(subclass.prototype, null)
}

/** A Map that shares nothing with user code. Iterate with `forEach` only: iterators have a shared prototype. */
export class SafeMap<K, V> extends Map<K, V> {}
export class SafeSet<T> extends Set<T> {}
export class SafeWeakMap<K extends WeakKey, V> extends WeakMap<K, V> {}
/** An Array that shares nothing with user code. Read by index. */
export class SafeList<T> extends Array<T> {}
isolate(SafeMap, Map)
isolate(SafeSet, Set)
isolate(SafeWeakMap, WeakMap)
isolate(SafeList, Array)
// What methods such as splice give is a plain array: Array's own species can be replaced.
defineProperty(SafeList, Symbol.species, { value: undefined })

/** Cuts a message off from Object.prototype: what is not in it would be looked for there, by whatever getter is there. */
export function withoutPrototype<T extends object>(message: T): T {
  setPrototypeOf(message, null)
  return message
}

const channel = new MessageChannel()
const hopSender = channel.port2
const portPost = MessagePort.prototype.postMessage

/**
 * A way to come back in a task of its own: after the running one, and after the microtasks that it leaves behind.
 * The listener is set once; there is one hop under way at a time.
 */
export function onHop(listener: () => void): void {
  channel.port1.onmessage = listener
}

export function hop(): void {
  apply(portPost, hopSender, [0])
}

/** Defines a global as Node.js has them: not enumerable, replaceable. */
export function defineGlobal(name: PropertyKey, value: unknown): void {
  define(globalThis, name, value)
}

/** Defines a writable, configurable, non-enumerable property. Only before user code runs. */
export function define(target: object, name: PropertyKey, value: unknown): void {
  defineProperty(target, name, { value, writable: true, configurable: true, enumerable: false })
}

/** Replaces a method by one of the same name that gets the original. Only before user code runs. */
export function replaceMethod(
  target: object,
  name: PropertyKey,
  make: (original: (this: unknown, ...values: unknown[]) => unknown) => (this: never, ...values: never[]) => unknown,
): void {
  const descriptor = getOwnPropertyDescriptor(target, name)
  if (typeof descriptor?.value !== 'function') return
  const original = descriptor.value as (this: unknown, ...values: unknown[]) => unknown
  const replacement = make(original)
  defineProperty(replacement, 'name', { value: original.name, configurable: true })
  defineProperty(replacement, 'length', { value: original.length, configurable: true })
  defineProperty(target, name, { ...descriptor, value: replacement })
}

/**
 * In place of the package cls-hooked, which the X-Ray SDK keeps its segments in and which follows promises by
 * async_hooks.createHook: the same contexts over AsyncLocalStorage. A context inherits what the outer one holds.
 */

import { AsyncLocalStorage } from 'async_hooks'

type Context = Record<string, unknown>
type AnyFunction = (...values: unknown[]) => unknown

class Namespace {
  readonly #storage = new AsyncLocalStorage<Context>()
  #outermost: Context = {}

  constructor(readonly name: string) {}

  get active(): Context {
    return this.#storage.getStore() ?? this.#outermost
  }
  get(key: string): unknown {
    return this.active[key]
  }
  set(key: string, value: unknown): unknown {
    this.active[key] = value
    return value
  }
  createContext(): Context {
    return Object.create(this.active) as Context
  }
  run(work: (context: Context) => unknown): Context {
    const context = this.createContext()
    this.#storage.run(context, () => work(context))
    return context
  }
  runAndReturn(work: (context: Context) => unknown): unknown {
    const context = this.createContext()
    return this.#storage.run(context, () => work(context))
  }
  runPromise(work: (context: Context) => unknown): unknown {
    return this.runAndReturn(work)
  }
  bind(work: AnyFunction, context = this.active): AnyFunction {
    const storage = this.#storage
    return function (this: unknown, ...values) {
      return storage.run(context, () => work.apply(this, values))
    }
  }
  /** Listeners run in the context of whoever emits. */
  bindEmitter(): void {}
  /** Outside of any `run` (the X-Ray SDK does it when it is loaded) this is where all that comes later begins. */
  enter(context: Context): void {
    if (this.#storage.getStore() === undefined) this.#outermost = context
    else this.#storage.enterWith(context)
  }
  exit(): void {
    this.#storage.enterWith(this.#outermost)
  }
}

const namespaces = new Map<string, Namespace>()

export function createNamespace(name: string): Namespace {
  const namespace = new Namespace(name)
  namespaces.set(name, namespace)
  return namespace
}
export const getNamespace = (name: string): Namespace | undefined => namespaces.get(name)
export const destroyNamespace = (name: string): boolean => namespaces.delete(name)
export const reset = (): void => namespaces.clear()

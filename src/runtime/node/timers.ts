/** node:timers: the environment's virtual timers, and immediates on top of them. */

import { requireFunction } from './node-error'
import { immediate as immediateLater, interval, timeout } from './timers-promises'

const customPromisify = Symbol.for('nodejs.util.promisify.custom')

type Callback = (...values: unknown[]) => void

export class Immediate {
  _onImmediate: Callback | null
  readonly #timer: ReturnType<typeof globalThis.setTimeout>
  #referenced = true

  constructor(callback: Callback, values: unknown[]) {
    this._onImmediate = callback
    // A timer that is due at once: microtasks come first, timers that are due later come after.
    this.#timer = globalThis.setTimeout(() => {
      this._onImmediate = null
      callback(...values)
    }, 0)
  }
  cancel(): void {
    this._onImmediate = null
    globalThis.clearTimeout(this.#timer)
  }
  ref(): this {
    this.#referenced = true
    return this
  }
  unref(): this {
    this.#referenced = false
    return this
  }
  hasRef(): boolean {
    return this.#referenced
  }
  [Symbol.dispose ?? Symbol.for('nodejs.dispose')](): void {
    this.cancel()
  }
}

export function setImmediate(callback: Callback, ...values: unknown[]): Immediate {
  requireFunction(callback, 'callback')
  return new Immediate(callback, values)
}

export function clearImmediate(immediate: unknown): void {
  if (immediate instanceof Immediate) immediate.cancel()
}

Object.defineProperty(setImmediate, customPromisify, {
  get: () => immediateLater,
  enumerable: true,
  configurable: true,
})

/** Looked up when called: async_hooks replaces the globals on its first use. */
const timers = {
  setTimeout: (...values: Parameters<typeof globalThis.setTimeout>) => globalThis.setTimeout(...values),
  clearTimeout: (timer?: number) => globalThis.clearTimeout(timer),
  setInterval: (...values: Parameters<typeof globalThis.setInterval>) => globalThis.setInterval(...values),
  clearInterval: (timer?: number) => globalThis.clearInterval(timer),
  setImmediate,
  clearImmediate,
  promises: { setTimeout: timeout, setImmediate: immediateLater, setInterval: interval },
}
Object.defineProperty(timers.setTimeout, customPromisify, { get: () => timeout, enumerable: true, configurable: true })

export default timers

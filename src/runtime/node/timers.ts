/** node:timers: the environment's virtual timers, which are its globals. */

import { immediate, interval, timeout } from './timers-promises'

const customPromisify = Symbol.for('nodejs.util.promisify.custom')

/** Looked up when called: async_hooks replaces the globals when it is first used. */
const timers = {
  setTimeout: (...values: Parameters<typeof globalThis.setTimeout>) => globalThis.setTimeout(...values),
  clearTimeout: (timer?: number) => globalThis.clearTimeout(timer),
  setInterval: (...values: Parameters<typeof globalThis.setInterval>) => globalThis.setInterval(...values),
  clearInterval: (timer?: number) => globalThis.clearInterval(timer),
  setImmediate: (...values: Parameters<typeof globalThis.setImmediate>) => globalThis.setImmediate(...values),
  clearImmediate: (timer?: NodeJS.Immediate) => globalThis.clearImmediate(timer),
  promises: { setTimeout: timeout, setImmediate: immediate, setInterval: interval },
}

/** util.promisify(setTimeout) is an old way to sleep. */
for (const { setTimeout, setImmediate } of [timers, globalThis]) {
  Reflect.defineProperty(setTimeout, customPromisify, { value: timeout, configurable: true })
  Reflect.defineProperty(setImmediate, customPromisify, { value: immediate, configurable: true })
}

export default timers

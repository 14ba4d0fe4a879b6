/**
 * Garbage collection is not seen: when it happens differs from run to run, and its callbacks would come while the
 * environment is frozen. A registry that never calls back, and a reference whose target stays, are what the language
 * allows and what a process sees that never runs short of memory.
 */

import { define, defineGlobal, SafeWeakMap } from './realm'

export function hideGarbageCollection(): void {
  const targets = new SafeWeakMap<object, WeakKey>()

  class WeakRef {
    constructor(target: WeakKey) {
      if (!isWeakKey(target)) throw new TypeError('WeakRef: target must be an object')
      targets.set(this, target)
    }
    deref(): WeakKey | undefined {
      if (!targets.has(this)) throw new TypeError(incompatible('WeakRef.prototype.deref', this))
      return targets.get(this)
    }
  }

  class FinalizationRegistry {
    readonly #tokens = new SafeWeakMap<WeakKey, true>()
    constructor(cleanup: unknown) {
      if (typeof cleanup !== 'function') throw new TypeError('FinalizationRegistry: cleanup must be callable')
    }
    register(target: WeakKey, held?: unknown, token?: WeakKey): void {
      if (!isWeakKey(target)) throw new TypeError('FinalizationRegistry.prototype.register: invalid target')
      if (target === held) {
        throw new TypeError('FinalizationRegistry.prototype.register: target and holdings must not be same')
      }
      if (token !== undefined) this.#tokens.set(token, true)
    }
    unregister(token: WeakKey): boolean {
      return this.#tokens.delete(token)
    }
  }

  for (const [name, value] of Object.entries({ WeakRef, FinalizationRegistry })) {
    define(value.prototype, Symbol.toStringTag, name)
    defineGlobal(name, value)
  }
}

const isWeakKey = (value: unknown): boolean =>
  (typeof value === 'object' && value !== null) ||
  typeof value === 'function' ||
  (typeof value === 'symbol' && Symbol.keyFor(value) === undefined)

const incompatible = (method: string, receiver: unknown): string =>
  `Method ${method} called on incompatible receiver ${String(receiver)}`

/**
 * When the garbage collector takes something away depends on the machine, and so would a handler that asks. ECMAScript
 * lets it never be seen (9.9.3): weak references hold, and nobody is told of what is gone.
 */

import { define, defineGlobal, NativeTypeError } from './realm'

export function installCollection(): void {
  class WeakRef {
    readonly #target: object
    constructor(target: unknown) {
      if (!canBeHeldWeakly(target)) throw new NativeTypeError('WeakRef: target must be an object')
      this.#target = target
    }
    deref(): object {
      return this.#target
    }
  }
  class FinalizationRegistry {
    constructor(cleanup: unknown) {
      if (typeof cleanup !== 'function') {
        throw new NativeTypeError('FinalizationRegistry: cleanup must be callable')
      }
    }
    register(target: unknown, held?: unknown): void {
      if (!canBeHeldWeakly(target) || target === held) {
        throw new NativeTypeError('FinalizationRegistry.prototype.register: invalid target')
      }
    }
    unregister(token: unknown): boolean {
      if (!canBeHeldWeakly(token)) throw new NativeTypeError('Invalid unregisterToken')
      return false
    }
  }
  for (const type of [WeakRef, FinalizationRegistry]) {
    define(type.prototype, Symbol.toStringTag, type.name)
    defineGlobal(type.name, type)
  }
}

function canBeHeldWeakly(value: unknown): value is object {
  return (typeof value === 'object' && value !== null) || typeof value === 'function' || typeof value === 'symbol'
}

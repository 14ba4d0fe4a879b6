/** The automation API while what is behind it still loads: what is asked of it waits, and is asked in order. */

import type { ColdstartApi } from './api'

type Method = (...args: readonly unknown[]) => unknown

/** @param loading when it rejects, so does everything that was asked */
export function deferredApi(loading: Promise<ColdstartApi>): ColdstartApi {
  const deferred = {
    ready: loading.then((api) => api.ready),
    clock: methodsOf(loading.then((api) => api.clock)),
    // The only method that answers at once.
    subscribe(...args: Parameters<ColdstartApi['subscribe']>) {
      let end: (() => void) | null = null
      let ended = false
      loading.then(
        (api) => ended || (end = api.subscribe(...args)),
        () => undefined,
      )
      return () => {
        ended = true
        end?.()
      }
    },
  }
  // Whoever wants to know hears it from the first call.
  deferred.ready.catch(() => undefined)
  return methodsOf(loading, deferred)
}

/** An object whose every method waits for the object that really has it. @param own what it has already */
function methodsOf<T extends object>(loading: Promise<T>, own: object = {}): T {
  loading.catch(() => undefined)
  return new Proxy(own, {
    get(target, key) {
      if (key in target) return target[key as keyof typeof target]
      // Not a promise itself, whatever is awaited with it.
      if (key === 'then' || typeof key === 'symbol') return undefined
      return async (...args: readonly unknown[]) => {
        const object = (await loading) as Record<string, Method>
        return object[key]?.(...args)
      }
    },
  }) as T
}

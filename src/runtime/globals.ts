/**
 * Takes from the global object what an execution environment must not have: everything but ECMAScript and what
 * Node.js has too. A second wall behind the sandbox's content security policy, and one of its own against reading the
 * real clock, other contexts, and the control channel.
 */

import { apply, define, defineProperty, deleteProperty, getPrototypeOf, ownKeys } from './realm'

const ECMASCRIPT =
  'Object Function Array Number parseFloat parseInt Infinity NaN undefined Boolean String Symbol Date Promise RegExp ' +
  'Error AggregateError EvalError RangeError ReferenceError SyntaxError TypeError URIError SuppressedError ' +
  'DisposableStack AsyncDisposableStack globalThis JSON Math Intl ArrayBuffer SharedArrayBuffer Atomics Uint8Array ' +
  'Int8Array Uint16Array Int16Array Uint32Array Int32Array Float16Array Float32Array Float64Array Uint8ClampedArray ' +
  'BigUint64Array BigInt64Array DataView Map BigInt Set Iterator WeakMap WeakSet WeakRef Proxy Reflect ' +
  'FinalizationRegistry decodeURI decodeURIComponent encodeURI encodeURIComponent escape unescape eval isFinite isNaN ' +
  'WebAssembly'

/** Globals of Node.js that a worker has as well. Timers, console, fetch, performance and MessageChannel are replaced. */
const SHARED_WITH_NODE =
  'AbortController AbortSignal Blob ByteLengthQueuingStrategy CountQueuingStrategy CompressionStream ' +
  'DecompressionStream CustomEvent DOMException Event EventTarget File FormData Headers MessageEvent ReadableStream ' +
  'ReadableStreamBYOBReader ReadableStreamBYOBRequest ReadableStreamDefaultController ReadableStreamDefaultReader ' +
  'ReadableByteStreamController Request Response TextDecoder TextDecoderStream TextEncoder TextEncoderStream ' +
  'TransformStream TransformStreamDefaultController URL URLSearchParams WritableStream ' +
  'WritableStreamDefaultController WritableStreamDefaultWriter atob btoa structuredClone queueMicrotask crypto Crypto ' +
  'CryptoKey SubtleCrypto'

const EVENT_TARGET_METHODS = ['addEventListener', 'removeEventListener', 'dispatchEvent'] as const

/** Names that could not be removed. */
export function removeForeignGlobals(): readonly PropertyKey[] {
  const kept = new Set<PropertyKey>(`${ECMASCRIPT} ${SHARED_WITH_NODE}`.split(' '))
  const left: PropertyKey[] = []
  for (let holder: object | null = globalThis; holder && holder !== Object.prototype; holder = getPrototypeOf(holder)) {
    if (holder === EventTarget.prototype) continue
    for (const name of ownKeys(holder)) {
      if (typeof name === 'symbol' || name === 'constructor' || kept.has(name)) continue
      if (deleteProperty(holder, name)) continue
      if (!defineProperty(holder, name, { value: undefined, writable: false })) left.push(name)
    }
    // WorkerGlobalScope and its relatives are reached through `constructor`.
    if (holder !== globalThis) define(holder, 'constructor', Object)
  }
  hideGlobalEvents()
  define(globalThis, Symbol.toStringTag, 'global')
  return left
}

/** Messages of the cloud arrive as events of the global: in Node.js it is no event target. */
function hideGlobalEvents(): void {
  const prototype = EventTarget.prototype
  for (const name of EVENT_TARGET_METHODS) {
    const original = prototype[name]
    define(globalThis, name, undefined)
    const guarded = {
      [name](this: unknown, ...values: unknown[]): unknown {
        if (this === undefined || this === null || this === globalThis) throw new TypeError('Illegal invocation')
        return apply(original, this, values)
      },
    }[name]
    define(prototype, name, guarded)
  }
}

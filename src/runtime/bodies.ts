/**
 * Request and Response as Node has them, made from the browser's own: with every header (browsers drop `set-cookie`,
 * `host`, `cookie` and others), with a URL for answers of the simulated network, and with bodies whose reading is a
 * tracked operation.
 */

import type { Operations } from './operations'
import {
  apply,
  construct,
  define,
  defineGlobal,
  defineProperty,
  getOwnPropertyDescriptor,
  ownKeys,
  replaceMethod,
  SafeWeakMap,
  uncurry,
} from './realm'

const NativeRequest = Request
const NativeResponse = Response
const NativeHeaders = Headers
const NativeStream = ReadableStream

const READERS = ['arrayBuffer', 'blob', 'bytes', 'formData', 'json', 'text']

type Holder = Request | Response

function getter<T>(prototype: object, name: string): (receiver: object) => T {
  const get = getOwnPropertyDescriptor(prototype, name)?.get
  if (!get) throw new Error(`The browser has no accessor ${name}`)
  return (receiver) => apply(get, receiver, []) as T
}

const nativeHeaders = {
  request: getter<Headers>(NativeRequest.prototype, 'headers'),
  response: getter<Headers>(NativeResponse.prototype, 'headers'),
}
const nativeBody = {
  request: getter<ReadableStream<Uint8Array> | null>(NativeRequest.prototype, 'body'),
  response: getter<ReadableStream<Uint8Array> | null>(NativeResponse.prototype, 'body'),
}
const bodyUsed = getter<boolean>(NativeRequest.prototype, 'bodyUsed')
const readRequest = uncurry(NativeRequest.prototype.arrayBuffer)
const cancelStream = uncurry(NativeStream.prototype.cancel)
const getHeader = uncurry(NativeHeaders.prototype.get)
const setHeader = uncurry(NativeHeaders.prototype.set)
const forEachHeader = uncurry(NativeHeaders.prototype.forEach)

/** What the browser's objects do not keep. */
interface Kept {
  readonly headers: Headers
  /** The body as it was given. */
  readonly source: unknown
  url?: string
}

export class Bodies {
  readonly #kept = new SafeWeakMap<object, Kept>()
  readonly #operations: Operations

  constructor(operations: Operations) {
    this.#operations = operations
  }

  /** Replaces the globals. */
  install(): void {
    this.#replaceConstructor(NativeRequest, 'request')
    this.#replaceConstructor(NativeResponse, 'response')
    this.#replaceAccessors(NativeRequest.prototype, 'request')
    this.#replaceAccessors(NativeResponse.prototype, 'response')
    const kept = this.#kept
    const nativeUrl = getter<string>(NativeResponse.prototype, 'url')
    defineProperty(NativeResponse.prototype, 'url', {
      ...getOwnPropertyDescriptor(NativeResponse.prototype, 'url'),
      get(this: object) {
        return kept.get(this)?.url ?? nativeUrl(this)
      },
    })
  }

  /** What fetch was called with, as one request. @throws TypeError as the constructor does */
  request(input: unknown, init: unknown): Request {
    return this.#make(NativeRequest, 'request', [input, init], NativeRequest) as Request
  }

  /** An answer of the simulated network. */
  response(body: string | Uint8Array | null, init: ResponseInit, url: string): Response {
    const response = this.#make(NativeResponse, 'response', [body, init], NativeResponse) as Response
    const kept = this.#kept.get(response)
    if (kept) kept.url = url
    return response
  }

  /** Lower-case names; several values of one name are joined. */
  headersOf(request: Request): Record<string, string> {
    const all: Record<string, string> = {}
    forEachHeader(this.#kept.get(request)?.headers ?? nativeHeaders.request(request), (value, name) => {
      defineProperty(all, name, { value, enumerable: true, configurable: true, writable: true })
    })
    return all
  }

  /** The body, at once where that is possible. Afterwards it counts as used. */
  bodyOf(request: Request): string | Uint8Array | Promise<Uint8Array> {
    const stream = nativeBody.request(request)
    const source = this.#kept.get(request)?.source
    if (bodyUsed(request))
      throw new TypeError('Cannot construct a Request with a Request object that has already been used.')
    if (stream === null && (source === undefined || source === null)) return ''
    const known = typeof source === 'string' ? source : bytesOf(source)
    if (known === null) return this.#read(request, source)
    if (stream) cancelStream(stream).catch(() => undefined)
    return known
  }

  async #read(request: Request, source: unknown): Promise<Uint8Array> {
    const work = source instanceof NativeStream ? readAll(nativeBody.request(request)) : this.#track(request)
    return new Uint8Array(await work)
  }

  #track(request: Request): Promise<ArrayBuffer> {
    return this.#operations.track(readRequest(request))
  }

  #make(
    Native: typeof Request | typeof Response,
    kind: 'request' | 'response',
    values: unknown[],
    target: object,
  ): object {
    const [first, init] = values as [unknown, { headers?: HeadersInit; body?: unknown } | undefined]
    const made = construct(Native, values, target as () => void) as Holder
    const inherited =
      kind === 'request' && typeof first === 'object' && first !== null ? this.#kept.get(first) : undefined
    const given = init?.headers ?? inherited?.headers
    const headers = given === undefined ? new NativeHeaders() : new NativeHeaders(given)
    // The type of a body that tells it by itself.
    const type = getHeader(nativeHeaders[kind](made), 'content-type')
    if (type !== null && getHeader(headers, 'content-type') === null) setHeader(headers, 'content-type', type)
    const source = kind === 'response' ? first : (init?.body ?? inherited?.source)
    this.#kept.set(made, { headers, source })
    return made
  }

  #replaceConstructor(Native: typeof Request | typeof Response, kind: 'request' | 'response'): void {
    const make = (values: unknown[], target: object): object => this.#make(Native, kind, values, target)
    const Replacement = function (...values: unknown[]): object {
      if (!new.target) throw new TypeError(`Class constructor ${Native.name} cannot be invoked without 'new'`)
      return make(values, new.target)
    }
    for (const key of ownKeys(Native)) {
      const descriptor = getOwnPropertyDescriptor(Native, key)
      if (descriptor) defineProperty(Replacement, key, descriptor)
    }
    define(Native.prototype, 'constructor', Replacement)
    defineGlobal(Native.name, Replacement)
  }

  #replaceAccessors(prototype: object, kind: 'request' | 'response'): void {
    const kept = this.#kept
    const operations = this.#operations
    defineProperty(prototype, 'headers', {
      ...getOwnPropertyDescriptor(prototype, 'headers'),
      get(this: object) {
        return kept.get(this)?.headers ?? nativeHeaders[kind](this)
      },
    })
    for (const name of READERS) {
      replaceMethod(prototype, name, (read) => {
        return function (this: object): unknown {
          const result = apply(read, this, []) as Promise<unknown>
          // A stream of the user's may wait for virtual time: the clock must go on.
          return kept.get(this)?.source instanceof NativeStream ? result : operations.track(result)
        }
      })
    }
    replaceMethod(prototype, 'clone', (clone) => {
      return function (this: object): object {
        const copy = apply(clone, this, []) as object
        const original = kept.get(this)
        if (original) kept.set(copy, { ...original, headers: new NativeHeaders(original.headers) })
        return copy
      }
    })
  }
}

/** A copy of the bytes of a buffer or view; null for anything else. */
function bytesOf(source: unknown): Uint8Array | null {
  if (source instanceof ArrayBuffer) return new Uint8Array(source.slice(0))
  if (ArrayBuffer.isView(source)) {
    return new Uint8Array(source.buffer.slice(source.byteOffset, source.byteOffset + source.byteLength) as ArrayBuffer)
  }
  return null
}

/** Reads a stream with its own microtasks only: it may wait for timers, which a tracked operation would hold up. */
async function readAll(stream: ReadableStream<Uint8Array> | null): Promise<ArrayBuffer> {
  const chunks: Uint8Array[] = []
  let length = 0
  const reader = stream?.getReader()
  for (let part = await reader?.read(); part && !part.done; part = await reader?.read()) {
    chunks.push(part.value)
    length += part.value.byteLength
  }
  const all = new Uint8Array(length)
  let offset = 0
  for (const chunk of chunks) {
    all.set(chunk, offset)
    offset += chunk.byteLength
  }
  return all.buffer
}

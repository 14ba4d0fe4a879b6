/**
 * Request and Response as Node has them, made from the browser's own: with every header (browsers drop `set-cookie`,
 * `host`, `cookie` and others), with a URL for answers of the simulated network, and with bodies whose reading is a
 * tracked operation.
 */

// Before this takes its own view of Request.
import './request-body'
import type { Operations } from './operations'
import {
  apply,
  construct,
  define,
  defineGlobal,
  defineProperty,
  getOwnPropertyDescriptor,
  ownKeys,
  parseJson,
  replaceMethod,
  SafeWeakMap,
  uncurry,
} from './realm'

const NativeRequest = Request
const NativeResponse = Response
const NativeHeaders = Headers
const NativeStream = ReadableStream
const NativeBlob = Blob
const NativeFormData = FormData
const NativeDecoder = TextDecoder

/** How a body can be read at once, from its bytes and its type. */
const READERS: Readonly<Record<string, (bytes: Uint8Array<ArrayBuffer>, type: string) => unknown>> = {
  arrayBuffer: (bytes) => bytes.buffer,
  blob: (bytes, type) => new NativeBlob([bytes], { type }),
  bytes: (bytes) => bytes,
  formData: (bytes, type) => readForm(new NativeResponse(bytes, { headers: { 'content-type': type } })),
  json: (bytes) => parseJson(decode(bytes)) as unknown,
  text: (bytes) => decode(bytes),
}

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
const readResponse = uncurry(NativeResponse.prototype.arrayBuffer)
const readForm = uncurry(NativeResponse.prototype.formData)
const cancelStream = uncurry(NativeStream.prototype.cancel)
const getHeader = uncurry(NativeHeaders.prototype.get)
const setHeader = uncurry(NativeHeaders.prototype.set)
const forEachHeader = uncurry(NativeHeaders.prototype.forEach)

interface Initial {
  readonly headers?: HeadersInit
  readonly body?: unknown
}

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
    if (source instanceof NativeStream) return readAll(nativeBody.request(request))
    return new Uint8Array(await this.#operations.track(readRequest(request)))
  }

  #make(
    Native: typeof Request | typeof Response,
    kind: 'request' | 'response',
    values: unknown[],
    target: object,
  ): object {
    const [first, init] = values as [unknown, Initial | undefined]
    const inherited =
      kind === 'request' && typeof first === 'object' && first !== null ? this.#kept.get(first) : undefined
    const given = kind === 'response' ? first : (init?.body ?? undefined)
    const slow = given instanceof NativeBlob || given instanceof NativeFormData ? new NativeResponse(given) : null
    const body = slow ? this.#streamOf(slow) : given
    let all = values
    if (slow) all = kind === 'response' ? [body, init] : [first, { ...init, body, duplex: 'half' }]

    const made = construct(Native, all, target as () => void) as Holder
    const initialHeaders = init?.headers ?? inherited?.headers
    const headers = initialHeaders === undefined ? new NativeHeaders() : new NativeHeaders(initialHeaders)
    // The type of a body that tells it by itself.
    const type = getHeader(slow ? nativeHeaders.response(slow) : nativeHeaders[kind](made), 'content-type')
    if (type !== null && getHeader(headers, 'content-type') === null) setHeader(headers, 'content-type', type)
    this.#kept.set(made, { headers, source: kind === 'response' ? body : (body ?? inherited?.source) })
    return made
  }

  /** The browser reads blobs behind the scenes: the stream of such a body gives all of it, as one operation. */
  #streamOf(body: Response): ReadableStream<Uint8Array> {
    return new NativeStream<Uint8Array>(
      {
        pull: async (controller) => {
          const bytes = new Uint8Array(await this.#operations.track(readResponse(body)))
          if (bytes.length > 0) controller.enqueue(bytes)
          controller.close()
        },
      },
      { highWaterMark: 0 },
    )
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
    for (const [name, convert] of Object.entries(READERS)) {
      replaceMethod(prototype, name, (read) => {
        return function (this: object): unknown {
          const { source, headers } = kept.get(this) ?? {}
          if (!(source instanceof NativeStream)) return operations.track(apply(read, this, []) as Promise<unknown>)
          // A stream may wait for virtual time: the clock must go on.
          return readAll(nativeBody[kind](this)).then((bytes) =>
            convert(bytes, (headers && getHeader(headers, 'content-type')) ?? ''),
          )
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

function decode(bytes: Uint8Array<ArrayBuffer>): string {
  return new NativeDecoder().decode(bytes)
}

/** Reads a stream with its own microtasks only: it may wait for timers, which a tracked operation would hold up. */
async function readAll(stream: ReadableStream<Uint8Array> | null): Promise<Uint8Array<ArrayBuffer>> {
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
  return all
}

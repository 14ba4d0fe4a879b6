/**
 * Request and Response as Node has them, made from the browser's own: with every header (browsers drop `set-cookie`,
 * `host`, `cookie` and others), with a URL for answers of the simulated network, and with bodies whose reading is a
 * tracked operation.
 *
 * Every body is a stream of ours, so that reading it takes microtasks alone: the browsers' own bodies are read behind the
 * scenes, in their own time. The body of a Request is that of a Response beside it: Firefox has no `Request.body`.
 */

import { bytesOf, type BodySource, plainBody } from './body-sources'
import { readAll, READERS } from './body-readers'
import type { Operations } from './operations'
import type { RandomSource } from './random'
import {
  apply,
  construct,
  define,
  defineGlobal,
  defineProperty,
  getOwnPropertyDescriptor,
  NativePromise,
  ownKeys,
  replaceMethod,
  SafeWeakMap,
  stringifyJson,
  uncurry,
} from './realm'

const NativeRequest = Request
const NativeResponse = Response
const NativeHeaders = Headers
const NativeStream = ReadableStream

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
const nativeBody = getter<ReadableStream<Uint8Array> | null>(NativeResponse.prototype, 'body')
const bodyUsed = getter<boolean>(NativeResponse.prototype, 'bodyUsed')
const methodOf = getter<string>(NativeRequest.prototype, 'method')
const cloneResponse = uncurry(NativeResponse.prototype.clone)
const cancelStream = uncurry(NativeStream.prototype.cancel)
const getHeader = uncurry(NativeHeaders.prototype.get)
const setHeader = uncurry(NativeHeaders.prototype.set)
const forEachHeader = uncurry(NativeHeaders.prototype.forEach)

const UNUSABLE = 'Body is unusable: Body has already been read'
const ALREADY_USED = 'Cannot construct a Request with a Request object that has already been used.'

interface Initial {
  readonly headers?: HeadersInit
  readonly body?: unknown
  readonly duplex?: unknown
}

/** What the browser's objects do not keep. */
interface Kept {
  readonly headers: Headers
  readonly known: BodySource['known']
  /** What has the body: of a Response itself. */
  carrier: Response
  url?: string
}

export class Bodies {
  readonly #kept = new SafeWeakMap<object, Kept>()
  readonly #operations: Operations
  readonly #random: RandomSource

  constructor(operations: Operations, random: RandomSource) {
    this.#operations = operations
    this.#random = random
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
    return this.#make(NativeRequest, 'request', [input, init as Initial | undefined], NativeRequest) as Request
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
    const { carrier, known } = this.#kept.get(request) as Kept
    const stream = nativeBody(carrier)
    if (bodyUsed(carrier)) throw new TypeError(ALREADY_USED)
    if (stream === null) return ''
    if (known === null) return readAll(stream)
    cancelStream(stream).catch(() => undefined)
    return typeof known === 'string' ? known : bytesOf(known)
  }

  #make(
    Native: typeof Request | typeof Response,
    kind: 'request' | 'response',
    [first, init]: readonly [unknown, Initial | undefined],
    target: object,
  ): object {
    const inherited =
      kind === 'request' && typeof first === 'object' && first !== null ? this.#kept.get(first) : undefined
    const given = plainBody(kind === 'response' ? first : init?.body, this.#operations, this.#random)
    const stream = given?.stream() ?? null
    const values = kind === 'response' ? [stream, init] : [first, withoutBody(init)]
    const made = construct(Native, values, target as () => void) as Holder
    if (kind === 'request' && given) checkRequestBody(made as Request, init)

    const initialHeaders = init?.headers ?? inherited?.headers
    const headers = initialHeaders === undefined ? new NativeHeaders() : new NativeHeaders(initialHeaders)
    const type = given?.type ?? null
    if (type !== null && getHeader(headers, 'content-type') === null) setHeader(headers, 'content-type', type)
    const known = (given ?? inherited)?.known ?? null
    const carrier =
      kind === 'response' ? (made as Response) : !given && inherited ? taken(inherited) : new NativeResponse(stream)
    this.#kept.set(made, { headers, carrier, known })
    return made
  }

  #replaceConstructor(Native: typeof Request | typeof Response, kind: 'request' | 'response'): void {
    const make = ([first, init]: unknown[], target: object): object =>
      this.#make(Native, kind, [first, init as Initial | undefined], target)
    const Replacement = function (...values: unknown[]): object {
      if (!new.target) throw new TypeError(`Class constructor ${Native.name} cannot be invoked without 'new'`)
      return make(values, new.target)
    }
    for (const key of ownKeys(Native)) {
      const descriptor = getOwnPropertyDescriptor(Native, key)
      if (descriptor) defineProperty(Replacement, key, descriptor)
    }
    if (kind === 'response')
      define(
        Replacement,
        'json',
        { json: (data: unknown, init?: ResponseInit) => make(jsonBody(data, init), Replacement) }.json,
      )
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
    if (kind === 'request') {
      const carrierOf = (request: object): Response => (kept.get(request) ?? raiseIllegalInvocation()).carrier
      for (const [name, get] of [
        ['body', nativeBody],
        ['bodyUsed', bodyUsed],
      ] as const) {
        const descriptor = getOwnPropertyDescriptor(NativeResponse.prototype, name)
        defineProperty(prototype, name, {
          ...descriptor,
          get(this: object) {
            return get(carrierOf(this))
          },
        })
      }
    }
    const read = (holder: object): Promise<Uint8Array<ArrayBuffer>> => {
      const { carrier, known } = kept.get(holder) ?? { carrier: holder as Response, known: null }
      const stream = nativeBody(carrier)
      if (!stream) return NativePromise.resolve(new Uint8Array())
      if (bodyUsed(carrier) || stream.locked) return NativePromise.reject(new TypeError(UNUSABLE))
      if (known === null) return readAll(stream)
      cancelStream(stream).catch(() => undefined)
      return NativePromise.resolve(bytesOf(known))
    }
    for (const [name, convert] of Object.entries(READERS)) {
      const replacement = {
        async [name](this: object): Promise<unknown> {
          const headers = kept.get(this)?.headers
          const type = (headers && getHeader(headers, 'content-type')) ?? ''
          return convert(await read(this), type, operations)
        },
      }[name]
      define(prototype, name, replacement)
    }
    replaceMethod(prototype, 'clone', (clone) => {
      return function (this: object): object {
        const original = kept.get(this)
        if (original && kind === 'request') {
          if (bodyUsed(original.carrier)) throw new TypeError('Response.clone: Body has already been consumed.')
          const copy = apply(clone, this, []) as object
          kept.set(copy, {
            ...original,
            headers: new NativeHeaders(original.headers),
            carrier: cloneResponse(original.carrier),
          })
          return copy
        }
        const copy = apply(clone, this, []) as Response
        if (original) kept.set(copy, { ...original, headers: new NativeHeaders(original.headers), carrier: copy })
        return copy
      }
    })
  }
}

/** What Response.json makes a response of. */
function jsonBody(data: unknown, init: ResponseInit | undefined): unknown[] {
  const headers = new NativeHeaders(init?.headers)
  if (getHeader(headers, 'content-type') === null) setHeader(headers, 'content-type', 'application/json')
  return [stringifyJson(data), { ...init, headers }]
}

function raiseIllegalInvocation(): never {
  throw new TypeError('Illegal invocation')
}

/** What a request is made of beside its body. */
function withoutBody(init: Initial | undefined): object | undefined {
  if (init?.body === undefined && init?.duplex === undefined) return init
  const { body: _, duplex: __, ...rest } = init
  return rest
}

/** As Node checks it. */
function checkRequestBody(request: Request, init: Initial | undefined): void {
  const method = methodOf(request)
  if (method === 'GET' || method === 'HEAD') throw new TypeError('Request with GET/HEAD method cannot have body.')
  if (init?.body instanceof NativeStream && init.duplex === undefined) {
    throw new TypeError('RequestInit: duplex option is required when sending a body.')
  }
}

/** The body goes over to another request. */
function taken(kept: Kept): Response {
  const { carrier } = kept
  if (bodyUsed(carrier)) throw new TypeError(ALREADY_USED)
  if (nativeBody(carrier) === null) return carrier
  kept.carrier = new NativeResponse('')
  cancelStream(nativeBody(kept.carrier) as ReadableStream).catch(() => undefined)
  return carrier
}

/**
 * Firefox has requests whose body cannot be seen, and takes no stream for one. There the body is carried by a response
 * beside the request; everywhere else nothing is changed.
 */

import {
  apply,
  construct,
  define,
  defineGlobal,
  defineProperty,
  getOwnPropertyDescriptor,
  getterOf,
  ownKeys,
  replaceMethod,
  SafeWeakMap,
  uncurry,
} from './realm'

const NativeRequest = Request
const NativeResponse = Response
const NativeHeaders = Headers

const READERS = ['arrayBuffer', 'blob', 'bytes', 'formData', 'json', 'text'] as const

if (!getOwnPropertyDescriptor(NativeRequest.prototype, 'body')) installRequestBody()

function installRequestBody(): void {
  const carriers = new SafeWeakMap<object, Response>()
  const headersOf = uncurry(getterOf(NativeRequest.prototype, 'headers')) as (request: object) => Headers
  const typeOf = uncurry(getterOf(NativeResponse.prototype, 'headers')) as (response: object) => Headers
  const bodyOf = uncurry(getterOf(NativeResponse.prototype, 'body')) as (response: object) => ReadableStream | null
  const getHeader = uncurry(NativeHeaders.prototype.get)
  const setHeader = uncurry(NativeHeaders.prototype.set)
  const copy = uncurry(NativeResponse.prototype.clone)
  const TYPE = 'content-type'

  const RequestWithBody = function (input: unknown, init?: RequestInit): object {
    if (!new.target) throw new TypeError("Class constructor Request cannot be invoked without 'new'")
    const inherited = typeof input === 'object' && input !== null ? carriers.get(input) : undefined
    const body = init?.body ?? (inherited && bodyOf(inherited))
    const isGiven = body !== undefined && body !== null
    // A body without a type of its own: the browser still refuses it where there must be none.
    const all = isGiven ? { ...init, body: new Uint8Array() } : init
    const made = construct(NativeRequest, [input, all], new.target) as object
    if (!isGiven) return made
    const headers = headersOf(made)
    const type = getHeader(headers, TYPE)
    const carrier = new NativeResponse(body, type === null ? {} : { headers: { [TYPE]: type } })
    const ownType = getHeader(typeOf(carrier), TYPE)
    if (type === null && ownType !== null) setHeader(headers, TYPE, ownType)
    carriers.set(made, carrier)
    return made
  }
  for (const key of ownKeys(NativeRequest)) {
    const descriptor = getOwnPropertyDescriptor(NativeRequest, key)
    if (descriptor) defineProperty(RequestWithBody, key, descriptor)
  }
  const { prototype } = NativeRequest
  define(prototype, 'constructor', RequestWithBody)
  defineGlobal('Request', RequestWithBody)

  defineProperty(prototype, 'body', {
    configurable: true,
    enumerable: true,
    get(this: object) {
      const carrier = carriers.get(this)
      return carrier ? bodyOf(carrier) : null
    },
  })
  const used = getterOf(prototype, 'bodyUsed')
  const carrierUsed = getterOf(NativeResponse.prototype, 'bodyUsed')
  defineProperty(prototype, 'bodyUsed', {
    ...getOwnPropertyDescriptor(prototype, 'bodyUsed'),
    get(this: object) {
      const carrier = carriers.get(this)
      return carrier ? apply(carrierUsed, carrier, []) : apply(used, this, [])
    },
  })
  for (const name of READERS) {
    const read = getOwnPropertyDescriptor(NativeResponse.prototype, name)?.value as (() => unknown) | undefined
    if (!read) continue
    replaceMethod(prototype, name, (original) => {
      return function (this: object): unknown {
        const carrier = carriers.get(this)
        return carrier ? apply(read, carrier, []) : apply(original, this, [])
      }
    })
  }
  replaceMethod(prototype, 'clone', (clone) => {
    return function (this: object): unknown {
      const made = apply(clone, this, []) as object
      const carrier = carriers.get(this)
      if (carrier) carriers.set(made, copy(carrier))
      return made
    }
  })
}

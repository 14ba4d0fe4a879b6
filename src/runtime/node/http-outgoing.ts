/** What requests and responses share when they are written: header fields and a body. */

import { Buffer } from './buffer'
import { nodeError, invalidArgumentType } from './node-error'
import { Writable } from './stream'

export type HeaderValue = string | number | readonly string[]

const TOKEN = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/
const INVALID_VALUE = /[^\t\x20-\x7e\x80-\xff]/

export function validateHeaderName(name: string, label = 'Header name'): void {
  if (typeof name !== 'string' || !TOKEN.test(name)) {
    throw nodeError(TypeError, 'ERR_INVALID_HTTP_TOKEN', `${label} must be a valid HTTP token ["${name}"]`)
  }
}

export function validateHeaderValue(name: string, value: unknown): void {
  if (value === undefined) {
    throw nodeError(TypeError, 'ERR_HTTP_INVALID_HEADER_VALUE', `Invalid value "undefined" for header "${name}"`)
  }
  if (INVALID_VALUE.test(String(value))) {
    throw nodeError(TypeError, 'ERR_INVALID_CHAR', `Invalid character in header content ["${name}"]`)
  }
}

export class OutgoingMessage extends Writable {
  readonly #fields = new Map<string, { name: string; value: HeaderValue }>()
  headersSent = false
  sendDate = true
  chunkedEncoding = false
  shouldKeepAlive = true
  finished = false

  constructor() {
    // What is written is over long before the answer is.
    super({ autoDestroy: false })
  }

  setHeader(name: string, value: HeaderValue): this {
    if (this.headersSent) {
      const message = 'Cannot set headers after they are sent to the client'
      throw nodeError(Error, 'ERR_HTTP_HEADERS_SENT', message)
    }
    validateHeaderName(name)
    validateHeaderValue(name, value)
    this.#fields.set(name.toLowerCase(), { name, value })
    return this
  }
  setHeaders(headers: Iterable<[string, HeaderValue]>): this {
    for (const [name, value] of headers) this.setHeader(name, value)
    return this
  }
  appendHeader(name: string, value: HeaderValue): this {
    const present = this.getHeader(name)
    const values = [present ?? [], value].flat().map(String)
    return this.setHeader(name, values)
  }
  getHeader(name: string): HeaderValue | undefined {
    if (typeof name !== 'string') throw invalidArgumentType('name', 'of type string', name)
    return this.#fields.get(name.toLowerCase())?.value
  }
  hasHeader(name: string): boolean {
    return this.#fields.has(String(name).toLowerCase())
  }
  removeHeader(name: string): void {
    if (this.headersSent) {
      const message = 'Cannot remove headers after they are sent to the client'
      throw nodeError(Error, 'ERR_HTTP_HEADERS_SENT', message)
    }
    this.#fields.delete(String(name).toLowerCase())
  }
  getHeaderNames(): string[] {
    return [...this.#fields.keys()]
  }
  getRawHeaderNames(): string[] {
    return [...this.#fields.values()].map(({ name }) => name)
  }
  getHeaders(): Record<string, HeaderValue> {
    const headers = Object.create(null) as Record<string, HeaderValue>
    for (const [key, { value }] of this.#fields) headers[key] = value
    return headers
  }
  /** One line for each value, in the case they were set. */
  protected headerLines(): [string, string][] {
    return [...this.#fields.values()].flatMap(({ name, value }) =>
      (Array.isArray(value) ? value : [value]).map((one): [string, string] => [name, String(one)]),
    )
  }
  addTrailers(): void {
    // Nobody reads them.
  }
  flushHeaders(): void {
    // A request goes out as a whole.
  }
  setNoDelay(): void {
    // There is no socket.
  }
  setSocketKeepAlive(): void {
    // There is no socket.
  }
}

export function bytesOfChunk(chunk: string | Uint8Array, encoding: BufferEncoding): Uint8Array {
  return typeof chunk === 'string' ? Buffer.from(chunk, encoding) : chunk
}

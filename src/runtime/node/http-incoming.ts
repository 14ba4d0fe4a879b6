/** http.IncomingMessage: a response to read, or a request that an adapter makes up. */

import { EventEmitter } from './events'
import { Readable } from './stream'

/** Code looks at sockets for addresses and encryption, and waits for their events. */
export class FakeSocket extends EventEmitter {
  readonly remoteAddress = '127.0.0.1'
  readonly remoteFamily = 'IPv4'
  readonly connecting = false
  readonly writable = true
  destroyed = false
  constructor(readonly encrypted: boolean) {
    super()
  }
  get authorized(): boolean {
    return this.encrypted
  }
  setTimeout(): this {
    return this
  }
  setNoDelay(): this {
    return this
  }
  setKeepAlive(): this {
    return this
  }
  ref(): this {
    return this
  }
  unref(): this {
    return this
  }
  destroy(): this {
    this.destroyed = true
    return this
  }
}

/** Of these a second value is dropped; others are joined with commas. */
const SINGLE = new Set(
  (
    'age authorization content-length content-type etag expires from host if-modified-since if-unmodified-since ' +
    'last-modified location max-forwards proxy-authorization referer retry-after server user-agent'
  ).split(' '),
)

export class IncomingMessage extends Readable {
  aborted = false
  complete = false
  httpVersion = '1.1'
  httpVersionMajor = 1
  httpVersionMinor = 1
  headers: Record<string, string | string[]> = {}
  rawHeaders: string[] = []
  trailers: Record<string, string> = {}
  rawTrailers: string[] = []
  method: string | null = null
  url = ''
  statusCode: number | null = null
  statusMessage: string | null = null
  socket: unknown

  constructor(socket?: unknown) {
    super()
    this.socket = socket
  }

  get connection(): unknown {
    return this.socket
  }
  get headersDistinct(): Record<string, string[]> {
    return Object.fromEntries(Object.entries(this.headers).map(([name, value]) => [name, [value].flat()]))
  }

  /** Adds a header field as a parser would. */
  addHeader(name: string, value: string): void {
    this.rawHeaders.push(name, value)
    const key = name.toLowerCase()
    const present = this.headers[key]
    if (key === 'set-cookie') this.headers[key] = [...(Array.isArray(present) ? present : []), value]
    else if (present === undefined) this.headers[key] = value
    else if (!SINGLE.has(key)) this.headers[key] = `${String(present)}${key === 'cookie' ? ';' : ','} ${value}`
  }

  setTimeout(_ms: number, callback?: () => void): this {
    if (callback) this.on('timeout', callback)
    return this
  }

  /** Whoever makes a message pushes its body. */
  override _read(): void {
    // Nothing is fetched on demand.
  }
}

/**
 * http.ServerResponse. There is no server here, but adapters that run Express and the like on Lambda make responses
 * and give them a socket of their own, which wants the bytes as they would go over the wire.
 */

import { Buffer } from './buffer'
import { STATUS_CODES } from './http-client'
import { bytesOfChunk, OutgoingMessage, type HeaderValue } from './http-outgoing'
import { nodeError, outOfRange } from './node-error'

interface WireSocket {
  write(data: string | Uint8Array, encoding?: string, callback?: () => void): unknown
}

export class ServerResponse extends OutgoingMessage {
  statusCode = 200
  statusMessage = ''
  socket: WireSocket | null = null
  readonly req: unknown
  /** The header block once it is made; adapters look at it. */
  _header: string | null = null
  readonly #waiting: (string | Uint8Array)[] = []

  constructor(request: unknown) {
    super()
    this.req = request
  }

  get connection(): WireSocket | null {
    return this.socket
  }

  assignSocket(socket: WireSocket): void {
    this.socket = socket
    for (const chunk of this.#waiting.splice(0)) socket.write(chunk)
    this.emit('socket', socket)
  }
  detachSocket(): void {
    this.socket = null
  }

  writeHead(status: number, reasonOrHeaders?: string | object, headers?: object): this {
    if (this.headersSent)
      throw nodeError(Error, 'ERR_HTTP_HEADERS_SENT', 'Cannot write headers after they are sent to the client')
    if (!Number.isInteger(status) || status < 100 || status > 999) {
      throw nodeError(RangeError, 'ERR_HTTP_INVALID_STATUS_CODE', `Invalid status code: ${status}`)
    }
    this.statusCode = status
    if (typeof reasonOrHeaders === 'string') this.statusMessage = reasonOrHeaders
    const fields = typeof reasonOrHeaders === 'object' ? reasonOrHeaders : headers
    for (const [name, value] of Object.entries(fields ?? {})) this.setHeader(name, value as HeaderValue)
    this.#sendHeader()
    return this
  }
  writeContinue(): void {
    this.#wire('HTTP/1.1 100 Continue\r\n\r\n')
  }
  writeEarlyHints(): void {
    // A hint may be left out.
  }
  override flushHeaders(): void {
    this.#sendHeader()
  }

  #sendHeader(): void {
    if (this.headersSent) return
    this.statusMessage ||= STATUS_CODES[this.statusCode] ?? 'unknown'
    const lines = this.headerLines().map(([name, value]) => `${name}: ${value}\r\n`)
    this._header = `HTTP/1.1 ${this.statusCode} ${this.statusMessage}\r\n${lines.join('')}\r\n`
    this.headersSent = true
    this.#wire(this._header)
  }

  #wire(data: string | Uint8Array): void {
    if (this.socket) this.socket.write(data)
    else this.#waiting.push(data)
  }

  override _write(chunk: string | Uint8Array, encoding: BufferEncoding, done: () => void): void {
    this.#sendHeader()
    this.#wire(Buffer.from(bytesOfChunk(chunk, encoding)))
    done()
  }
  override _final(done: () => void): void {
    this.#sendHeader()
    this.finished = true
    done()
  }
  setTimeout(milliseconds: number): this {
    if (milliseconds < 0) throw outOfRange('msecs', '>= 0', milliseconds)
    return this
  }
}

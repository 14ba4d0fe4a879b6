/**
 * http.Server: requests come from the platform (telemetry) and from other processes of the environment; nothing else
 * reaches a function's ports. A request is there as a whole, and so is its response when it goes out.
 */

import { Buffer } from './buffer'
import { EventEmitter } from './events'
import { host } from './host'
import { FakeSocket, IncomingMessage } from './http-incoming'
import { ServerResponse } from './http-response'
import { nodeError } from './node-error'
import process from './process'
import { systemError } from './system-errors'
import type { IncomingRequest } from '../protocol'

type Listener = (request: IncomingMessage, response: ServerResponse) => void
interface ListenOptions {
  readonly port?: number | string
  readonly host?: string
}

export class Server extends EventEmitter {
  listening = false
  timeout = 0
  headersTimeout = 60_000
  requestTimeout = 300_000
  keepAliveTimeout = 5_000
  maxHeadersCount: number | null = null
  maxRequestsPerSocket = 0
  #port = 0
  #host = '::'
  readonly #entry = { referenced: true, receive: (request: IncomingRequest) => this.#receive(request) }

  constructor(options?: object | Listener, listener?: Listener) {
    super()
    const onRequest = typeof options === 'function' ? (options as Listener) : listener
    if (onRequest) this.on('request', onRequest)
  }

  listen(...values: unknown[]): this {
    if (this.listening) {
      throw nodeError(
        Error,
        'ERR_SERVER_ALREADY_LISTEN',
        'Listen method has been called more than once without closing.',
      )
    }
    const [first, second] = values
    const options: ListenOptions =
      typeof first === 'object' && first !== null
        ? (first as ListenOptions)
        : {
            ...((typeof first === 'number' || typeof first === 'string') && { port: first }),
            ...(typeof second === 'string' && { host: second }),
          }
    const callback = values.find((value) => typeof value === 'function') as (() => void) | undefined
    const wanted = Number(options.port ?? 0)
    if (!Number.isInteger(wanted) || wanted < 0 || wanted > 65_535) {
      const message = `options.port should be >= 0 and < 65536. Received type ${typeof options.port} (${options.port}).`
      throw nodeError(RangeError, 'ERR_SOCKET_BAD_PORT', message)
    }
    const port = host().servers.listen(wanted, this.#entry)
    if (port === null) {
      const error = Object.assign(systemError('EADDRINUSE', 'listen'), { address: '::', port: wanted })
      error.message = `listen EADDRINUSE: address already in use :::${wanted}`
      process.nextTick(() => this.emit('error', error))
      return this
    }
    if (callback) this.once('listening', callback)
    this.#port = port
    this.#host = options.host ?? '::'
    this.listening = true
    process.nextTick(() => this.emit('listening'))
    return this
  }

  address(): { address: string; family: string; port: number } | null {
    if (!this.listening) return null
    return { address: this.#host, family: this.#host.includes(':') ? 'IPv6' : 'IPv4', port: this.#port }
  }

  close(callback?: (error?: Error) => void): this {
    if (!this.listening) {
      const error = nodeError(Error, 'ERR_SERVER_NOT_RUNNING', 'Server is not running.')
      if (callback) process.nextTick(() => callback(error))
      return this
    }
    if (callback) this.once('close', callback)
    this.listening = false
    host().servers.close(this.#port)
    process.nextTick(() => this.emit('close'))
    return this
  }
  closeAllConnections(): void {
    // No connection outlives its request.
  }
  closeIdleConnections(): void {
    // No connection outlives its request.
  }
  getConnections(callback: (error: Error | null, count: number) => void): this {
    process.nextTick(() => callback(null, 0))
    return this
  }
  setTimeout(): this {
    return this
  }
  ref(): this {
    this.#entry.referenced = true
    return this
  }
  unref(): this {
    this.#entry.referenced = false
    return this
  }
  [Symbol.asyncDispose](): Promise<void> {
    return new Promise((resolve) => void this.close(() => resolve()))
  }

  #receive(incoming: IncomingRequest): void {
    const socket = new FakeSocket(false)
    const request = new IncomingMessage(socket)
    request.method = incoming.method
    request.url = incoming.url
    for (const [name, value] of Object.entries(incoming.headers)) request.addHeader(name, value)
    const response = new ServerResponse(request)
    const chunks: Uint8Array[] = []
    response.assignSocket({
      write(data) {
        if (data !== response._header) chunks.push(typeof data === 'string' ? Buffer.from(data) : data.slice())
      },
    })
    response.once('finish', () => {
      const headers: Record<string, string> = {}
      for (const [name, value] of Object.entries(response.getHeaders())) headers[name] = [value].flat().join(', ')
      const body = Uint8Array.from(Buffer.concat(chunks))
      host().servers.reply({
        requestId: incoming.id,
        at: host().now(),
        status: response.statusCode,
        headers,
        body,
      })
    })
    request.complete = true
    const body = Buffer.from(incoming.body as string)
    if (body.length > 0) request.push(body)
    request.push(null)
    this.emit('request', request, response)
  }
}

/** http.ClientRequest, over fetch. */

import { Buffer } from './buffer'
import { host } from './host'
import { FakeSocket, IncomingMessage } from './http-incoming'
import { bytesOfChunk, OutgoingMessage, validateHeaderName, type HeaderValue } from './http-outgoing'
import { abortError, invalidArgumentType, nodeError } from './node-error'
import process from './process'
import { urlToHttpOptions } from './url'

export interface RequestOptions {
  protocol?: string | null
  host?: string | null
  hostname?: string | null
  port?: number | string | null
  defaultPort?: number | string
  path?: string | null
  method?: string
  headers?: Record<string, HeaderValue | undefined> | readonly string[]
  auth?: string | null
  agent?: { protocol?: string; defaultPort?: number } | boolean
  timeout?: number
  signal?: AbortSignal
  setHost?: boolean
}

type ResponseListener = (response: IncomingMessage) => void

/** fetch takes no body with these, and adds these header fields itself. */
const BODILESS = new Set(['GET', 'HEAD'])
const BROWSERS_OWN = new Set(['host', 'connection', 'content-length', 'transfer-encoding', 'expect', 'keep-alive'])

/** (url, options, callback), (url, callback), (options, callback). */
export function requestOptions(
  first: string | URL | RequestOptions,
  second?: RequestOptions | ResponseListener,
  third?: ResponseListener,
): { options: RequestOptions; listener: ResponseListener | undefined } {
  const listener = typeof second === 'function' ? second : third
  const more = typeof second === 'object' ? second : {}
  if (typeof first === 'string') return { options: { ...urlToHttpOptions(new URL(first)), ...more }, listener }
  if (first instanceof URL) return { options: { ...urlToHttpOptions(first), ...more }, listener }
  return { options: { ...first, ...more }, listener }
}

export class ClientRequest extends OutgoingMessage {
  readonly method: string
  readonly path: string
  readonly protocol: string
  readonly host: string
  readonly agent: unknown
  readonly reusedSocket = false
  readonly maxHeadersCount = null
  readonly socket: FakeSocket
  aborted = false
  res: IncomingMessage | null = null
  readonly #url: string
  readonly #chunks: Uint8Array[] = []
  readonly #controller = new AbortController()
  #timer: ReturnType<typeof setTimeout> | undefined

  constructor(options: RequestOptions, defaultProtocol: 'http:' | 'https:', listener?: ResponseListener) {
    super()
    const agent = typeof options.agent === 'object' ? options.agent : undefined
    const expected = agent?.protocol ?? defaultProtocol
    this.protocol = options.protocol ?? expected
    if (this.protocol !== expected) {
      const message = `Protocol "${this.protocol}" not supported. Expected "${expected}"`
      throw nodeError(TypeError, 'ERR_INVALID_PROTOCOL', message)
    }
    const { method = 'GET' } = options
    if (typeof method !== 'string') throw invalidArgumentType('options.method', 'of type string', method)
    validateHeaderName(method, 'Method')
    this.method = method.toUpperCase()
    this.path = options.path || '/'
    if (/[^\u0021-\u00ff]/.test(this.path)) {
      throw nodeError(TypeError, 'ERR_UNESCAPED_CHARACTERS', 'Request path contains unescaped characters')
    }
    this.host = String(options.hostname || options.host || 'localhost')
    this.agent = options.agent
    this.#url = this.#address(options)
    this.#setHeaders(options)
    this.socket = new FakeSocket(this.protocol === 'https:')
    if (listener) this.once('response', listener)
    if (options.timeout !== undefined) this.setTimeout(options.timeout)
    this.#obey(options.signal)
    process.nextTick(() => this.emit('socket', this.socket))
  }

  get connection(): FakeSocket {
    return this.socket
  }

  #address(options: RequestOptions): string {
    // An address has colons of its own, a name only that of its port.
    const bare = this.host.replace(/^([^:]+|\[.*\]):\d+$/, '$1')
    const hostname = bare.includes(':') && !bare.startsWith('[') ? `[${bare}]` : bare
    const standard = this.protocol === 'https:' ? 443 : 80
    const port = Number(options.port ?? options.defaultPort ?? standard)
    return `${this.protocol}//${hostname}${port === standard ? '' : `:${port}`}${this.path}`
  }

  #setHeaders(options: RequestOptions): void {
    const { headers = {}, auth } = options
    if (Array.isArray(headers)) {
      const flat = headers as readonly string[]
      for (let index = 0; index + 1 < flat.length; index += 2)
        this.appendHeader(flat[index] ?? '', flat[index + 1] ?? '')
    } else {
      for (const [name, value] of Object.entries(headers as Record<string, HeaderValue>)) {
        if (value !== undefined) this.setHeader(name, value)
      }
    }
    if (options.setHost !== false && !this.hasHeader('host')) this.setHeader('Host', new URL(this.#url).host)
    if (auth && !this.hasHeader('authorization')) {
      this.setHeader('Authorization', `Basic ${Buffer.from(auth).toString('base64')}`)
    }
  }

  #obey(signal: AbortSignal | undefined): void {
    if (!signal) return
    const abort = () => this.destroy(abortError(signal.reason))
    if (signal.aborted) process.nextTick(abort)
    else signal.addEventListener('abort', abort, { once: true })
  }

  setTimeout(milliseconds: number, callback?: () => void): this {
    if (callback) this.once('timeout', callback)
    globalThis.clearTimeout(this.#timer)
    // Only tells: it is the caller's to destroy the request.
    if (milliseconds > 0) this.#timer = globalThis.setTimeout(() => this.emit('timeout'), milliseconds)
    return this
  }

  abort(): void {
    if (this.aborted) return
    this.aborted = true
    process.nextTick(() => this.emit('abort'))
    this.destroy()
  }

  override flushHeaders(): void {
    if (String(this.getHeader('expect')).toLowerCase() === '100-continue') process.nextTick(() => this.emit('continue'))
  }

  override _write(chunk: string | Uint8Array, encoding: BufferEncoding, done: () => void): void {
    this.headersSent = true
    this.#chunks.push(bytesOfChunk(chunk, encoding).slice())
    done()
  }

  override _final(done: () => void): void {
    this.headersSent = true
    this.finished = true
    done()
    void this.#send()
  }

  async #send(): Promise<void> {
    const body = Buffer.concat(this.#chunks)
    if (body.length > 0 && BODILESS.has(this.method)) {
      const message = `A ${this.method} request cannot have a body in a browser`
      this.destroy(nodeError(Error, 'ERR_FEATURE_UNAVAILABLE_ON_PLATFORM', message))
      return
    }
    try {
      const response = await host().fetch(this.#url, {
        method: this.method,
        headers: this.headerLines().filter(([name]) => !BROWSERS_OWN.has(name.toLowerCase())),
        redirect: 'manual',
        signal: this.#controller.signal,
        ...(body.length > 0 ? { body: Uint8Array.from(body) } : {}),
      })
      // All at once: the environment's own responses are complete when they arrive.
      const bytes = new Uint8Array(await response.arrayBuffer())
      this.#receive(response, bytes)
    } catch (error) {
      if (!this.destroyed) this.destroy(connectionError(error, this.host))
    }
  }

  #receive(response: Response, bytes: Uint8Array): void {
    globalThis.clearTimeout(this.#timer)
    if (this.destroyed) return
    const message = new IncomingMessage(this.socket)
    message.statusCode = response.status
    message.statusMessage = response.statusText || (STATUS_CODES[response.status] ?? '')
    response.headers.forEach((value, name) => message.addHeader(name, value))
    message.once('end', () => process.nextTick(() => this.destroy()))
    this.res = message
    message.complete = true
    if (bytes.length > 0) message.push(Buffer.from(bytes.buffer))
    message.push(null)
    // Nobody listens: the body is thrown away, as Node does.
    if (!this.emit('response', message)) message.resume()
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    globalThis.clearTimeout(this.#timer)
    const open = !this.res
    if (open) this.#controller.abort()
    this.socket.destroy()
    done(error ?? (open ? socketHangUp() : null))
  }
}

function socketHangUp(): Error {
  return nodeError(Error, 'ECONNRESET', 'socket hang up')
}

/** fetch hides what happened in the cause of a TypeError; http gives it as the error. */
function connectionError(error: unknown, hostname: string): Error {
  const cause = (error as { cause?: { code?: string; message?: string } }).cause
  if (cause?.code) return Object.assign(new Error(cause.message ?? cause.code), { code: cause.code, hostname })
  if (error instanceof Error && error.name === 'AbortError') return error
  const message = error instanceof Error ? error.message : String(error)
  return Object.assign(new Error(message), { code: 'ECONNREFUSED', hostname })
}

export const STATUS_CODES: Readonly<Record<number, string>> = {
  100: 'Continue',
  101: 'Switching Protocols',
  102: 'Processing',
  103: 'Early Hints',
  200: 'OK',
  201: 'Created',
  202: 'Accepted',
  203: 'Non-Authoritative Information',
  204: 'No Content',
  205: 'Reset Content',
  206: 'Partial Content',
  207: 'Multi-Status',
  208: 'Already Reported',
  226: 'IM Used',
  300: 'Multiple Choices',
  301: 'Moved Permanently',
  302: 'Found',
  303: 'See Other',
  304: 'Not Modified',
  305: 'Use Proxy',
  307: 'Temporary Redirect',
  308: 'Permanent Redirect',
  400: 'Bad Request',
  401: 'Unauthorized',
  402: 'Payment Required',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  406: 'Not Acceptable',
  407: 'Proxy Authentication Required',
  408: 'Request Timeout',
  409: 'Conflict',
  410: 'Gone',
  411: 'Length Required',
  412: 'Precondition Failed',
  413: 'Payload Too Large',
  414: 'URI Too Long',
  415: 'Unsupported Media Type',
  416: 'Range Not Satisfiable',
  417: 'Expectation Failed',
  418: "I'm a Teapot",
  421: 'Misdirected Request',
  422: 'Unprocessable Entity',
  423: 'Locked',
  424: 'Failed Dependency',
  425: 'Too Early',
  426: 'Upgrade Required',
  428: 'Precondition Required',
  429: 'Too Many Requests',
  431: 'Request Header Fields Too Large',
  451: 'Unavailable For Legal Reasons',
  500: 'Internal Server Error',
  501: 'Not Implemented',
  502: 'Bad Gateway',
  503: 'Service Unavailable',
  504: 'Gateway Timeout',
  505: 'HTTP Version Not Supported',
  506: 'Variant Also Negotiates',
  507: 'Insufficient Storage',
  508: 'Loop Detected',
  509: 'Bandwidth Limit Exceeded',
  510: 'Not Extended',
  511: 'Network Authentication Required',
}

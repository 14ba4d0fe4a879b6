/**
 * Host names of the stack itself: APIs, function URLs, load balancers. Requests to them come from the page and from
 * handlers; services that have such names are their `httpEntrance`.
 */

import type { WebRequest, WebResponse } from './aws/web'
import type { Caller, HttpEntrance, HttpRequest } from './services/contract'
import { accessKeyOf } from './wire/caller'
import { bytesOf, readRequest } from './wire/request'
import type { Identity } from './wire/endpoint'

/** Where requests of the page come from: TEST-NET-3, which is nobody's. */
const PAGE_ADDRESS = '203.0.113.10'
/** Where requests of functions come from: TEST-NET-2. */
const FUNCTION_ADDRESS = '198.51.100.20'

export class Web {
  constructor(
    readonly entrances: () => readonly HttpEntrance[],
    readonly identify: (accessKeyId: string) => Identity,
    readonly user: Caller,
  ) {}

  /** Whether a host name is one of the stack's. */
  serves(url: string): boolean {
    return this.#entranceOf(url) !== undefined
  }

  /**
   * @param from the page, or a function's code
   * @param answer called once, at once or in a kernel event
   */
  send(request: WebRequest, from: 'page' | 'function', answer: (response: WebResponse) => void): void {
    const entrance = this.#entranceOf(request.url)
    const read = readRequest({ ...request, headers: joined(request.headers) })
    if (!entrance || !read) {
      const host = read?.host ?? request.url
      answer({ networkError: { code: 'ENOTFOUND', message: `getaddrinfo ENOTFOUND ${host}` } })
      return
    }
    const accessKey = accessKeyOf(read)
    const identity = request.signed ? this.user : accessKey === null ? null : this.identify(accessKey)
    const received: HttpRequest = {
      method: request.method.toUpperCase(),
      url: request.url,
      host: read.host,
      headers: pairs(request.headers),
      body: bytesOf(request.body),
      sourceIp: from === 'page' ? PAGE_ADDRESS : FUNCTION_ADDRESS,
      caller: typeof identity === 'string' ? null : identity,
    }
    entrance.handle(received, answer)
  }

  #entranceOf(url: string): HttpEntrance | undefined {
    const host = readRequest({ method: 'GET', url, headers: {}, body: '' })?.host
    return host === undefined ? undefined : this.entrances().find((entrance) => entrance.serves(host))
  }
}

const pairs = (headers: WebRequest['headers']): HttpRequest['headers'] =>
  Object.entries(headers).flatMap(([name, value]) =>
    (typeof value === 'string' ? [value] : value).map((one): readonly [string, string] => [name, one]),
  )

const joined = (headers: WebRequest['headers']): Record<string, string> =>
  Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, typeof value === 'string' ? value : value.join(', ')]),
  )

/** fetch: every request becomes a service call, which the cloud answers in a later turn. */

import type { Bodies } from './bodies'
import type { ServiceCall, ServiceResponse } from './protocol'
import { defineGlobal, NativePromise, SafeList, SafeMap, uncurry } from './realm'
import type { OpenWork } from './open-work'
import type { VirtualClock } from './virtual-time'

interface Waiting {
  answer(response: ServiceResponse): void
}

/** How undici limits redirects. */
const REDIRECTS_MAX = 20
const REDIRECT_STATUSES = [301, 302, 303, 307, 308]
/** Statuses of which a Response must have no body. */
const EMPTY_STATUSES = [101, 204, 205, 304]

/** Most turns make none, and a list costs more than the rest of the yield. */
const NO_CALLS: readonly ServiceCall[] = new SafeList<ServiceCall>()

const addListener = uncurry(EventTarget.prototype.addEventListener)
const removeListener = uncurry(EventTarget.prototype.removeEventListener)

/** The service calls of the environment. */
export class ServiceCalls {
  readonly #waiting = new SafeMap<number, Waiting>()
  #made = new SafeList<ServiceCall>()
  #ids = 0

  get inFlight(): number {
    return this.#waiting.size
  }

  /** Calls made since the last time. */
  take(): readonly ServiceCall[] {
    if (this.#made.length === 0) return NO_CALLS
    const made = this.#made
    this.#made = new SafeList()
    return made
  }

  make(call: Omit<ServiceCall, 'id'>, answer: (response: ServiceResponse) => void): number {
    const id = ++this.#ids
    this.#waiting.set(id, { answer })
    this.#made.push({ id, ...call })
    return id
  }

  /** Nobody waits for the answer any more. */
  abandon(id: number): void {
    this.#waiting.delete(id)
  }

  answer(response: ServiceResponse): void {
    const waiting = this.#waiting.get(response.callId)
    this.#waiting.delete(response.callId)
    waiting?.answer(response)
  }
}

export function installFetch(calls: ServiceCalls, bodies: Bodies, clock: VirtualClock, work: OpenWork): void {
  async function fetch(input: unknown, init?: { readonly signal?: AbortSignal | null }): Promise<Response> {
    let request = parseRequest(bodies, input, init)
    const signal = init?.signal === undefined ? request.signal : init.signal
    const open = work.start('request', `${request.method} ${withoutQuery(request.url)}`)
    try {
      for (let redirects = 0; ; redirects++) {
        signal?.throwIfAborted()
        const body = bodies.bodyOf(request)
        const bytes = typeof body === 'string' || body instanceof Uint8Array ? body : await body
        signal?.throwIfAborted()
        const { method, url } = request
        const headers = bodies.headersOf(request)
        const answer = await send({ at: clock.now(), method, url: withoutFragment(url), headers, body: bytes }, signal)
        if (answer.networkError) throw fetchFailed(answer.networkError)
        const location = headerOf(answer, 'location')
        const isRedirect = REDIRECT_STATUSES.includes(answer.status) && location !== undefined
        if (!isRedirect || request.redirect === 'manual') return toResponse(bodies, answer, url)
        if (request.redirect === 'error') throw fetchFailed({ message: 'unexpected redirect' })
        if (redirects >= REDIRECTS_MAX) throw fetchFailed({ message: 'redirect count exceeded' })
        const becomesGet =
          (answer.status === 303 && method !== 'HEAD') ||
          (method === 'POST' && (answer.status === 301 || answer.status === 302))
        const target = new URL(location, url)
        request = bodies.request(
          target,
          becomesGet
            ? { headers: withoutBodyHeaders(headers) }
            : { method, headers, ...(bytes !== '' && { body: bytes }) },
        )
      }
    } finally {
      work.resume(open, clock.now())
      work.end(open)
    }
  }

  /** Resolves with the answer; rejects when the signal aborts. */
  function send(call: Omit<ServiceCall, 'id'>, signal: AbortSignal | null): Promise<ServiceResponse> {
    return new NativePromise<ServiceResponse>((resolve, reject) => {
      const abort = (): void => {
        calls.abandon(id)
        reject(signal?.reason)
      }
      const id = calls.make(call, (response) => {
        if (signal) removeListener(signal, 'abort', abort)
        resolve(response)
      })
      if (signal) addListener(signal, 'abort', abort)
    })
  }

  defineGlobal('fetch', fetch)
}

function parseRequest(bodies: Bodies, input: unknown, init: unknown): Request {
  if (typeof input !== 'string' && !(input instanceof URL)) return bodies.request(input, init)
  try {
    new URL(String(input))
  } catch (cause) {
    throw new TypeError(`Failed to parse URL from ${String(input)}`, { cause })
  }
  return bodies.request(input, init)
}

function toResponse(bodies: Bodies, answer: ServiceResponse, url: string): Response {
  const { status, headers } = answer
  return bodies.response(EMPTY_STATUSES.includes(status) ? null : answer.body, { status, headers }, url)
}

/** As undici: the reason is in the cause. */
function fetchFailed(error: { readonly code?: string; readonly message: string }): TypeError {
  const cause = new Error(error.message)
  if (error.code !== undefined) Object.assign(cause, { code: error.code })
  return new TypeError('fetch failed', { cause })
}

function headerOf({ headers }: ServiceResponse, name: string): string | undefined {
  for (const [key, value] of Object.entries(headers)) if (key.toLowerCase() === name) return value
  return undefined
}

function withoutBodyHeaders(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !name.startsWith('content-')))
}

/** Queries are long, and may have signatures in them. */
function withoutQuery(url: string): string {
  return url.replace(/[?#].*$/s, '')
}

function withoutFragment(url: string): string {
  return url.replace(/#.*$/s, '')
}

/**
 * The Telemetry API of one environment: events are buffered for each subscriber and posted to it in batches, by count,
 * size or time.
 *
 * Source: Guide, "Accessing real-time telemetry data for extensions using the Telemetry API"; the older Logs API differs
 * in its version, its path and what it leaves out. Delivery is the platform's, inside the environment: nothing is
 * delivered while it is frozen.
 */

import type { Scheduled } from '../../kernel/kernel'
import type { LambdaContext } from '../lambda-context'
import * as limits from '../limits'
import { json, refused, type ApiResponse } from './api-answers'
import type { PlatformEvent } from '../platform-events'

export type TelemetryCategory = 'platform' | 'function' | 'extension'

const CATEGORIES: readonly string[] = ['platform', 'function', 'extension'] satisfies TelemetryCategory[]
const SCHEMA_VERSIONS = {
  telemetry: ['2022-07-01', '2022-12-13', '2025-01-29'],
  logs: ['2020-08-15', '2021-03-18'],
} as const

export interface TelemetrySurroundings {
  readonly kernel: LambdaContext['kernel']
  /** Posts a batch to a port of the environment. @param done true once it was acknowledged */
  post(port: number, path: string, body: string, done: (acknowledged: boolean) => void): void
  /** Tells what happened with the telemetry itself. */
  emit(event: PlatformEvent): void
}

interface Buffering {
  readonly maxItems: number
  readonly maxBytes: number
  readonly timeoutMs: number
}

interface Batch {
  readonly items: string[]
  bytes: number
}

/** What happened so far, for those who subscribe in the course of Init. */
interface Past {
  readonly category: TelemetryCategory
  readonly text: string
}

export class Telemetry {
  readonly #surroundings: TelemetrySurroundings
  readonly #subscribers = new Map<string, Subscriber>()
  #past: Past[] | null = []

  constructor(surroundings: TelemetrySurroundings) {
    this.#surroundings = surroundings
  }

  /** @param event `{time, type, record}` */
  publish(category: TelemetryCategory, event: object): void {
    const text = JSON.stringify(event)
    this.#past?.push({ category, text })
    for (const subscriber of this.#subscribers.values()) subscriber.add(category, text)
  }

  /** Init has ended: nobody can subscribe any more. */
  close(): void {
    this.#past = null
  }

  /** Sends what is buffered, at once. */
  flush(): void {
    for (const subscriber of this.#subscribers.values()) subscriber.flush()
  }

  /** @param name of the extension @param body JSON text of the request */
  subscribe(name: string, body: string, api: 'telemetry' | 'logs'): ApiResponse {
    if (!this.#past) {
      const title = api === 'telemetry' ? 'Telemetry' : 'Logs'
      return refused(403, `${title}.SubscriptionClosed`, `${title} API subscription is closed`)
    }
    const request = readSubscription(body, SCHEMA_VERSIONS[api])
    if (typeof request === 'string') return json(400, { errorType: 'ValidationError', errorMessage: request })
    this.#subscribers.get(name)?.stop()
    const subscriber = new Subscriber(request, this.#surroundings)
    this.#subscribers.set(name, subscriber)
    for (const { category, text } of this.#past) subscriber.add(category, text)
    const type = api === 'telemetry' ? 'platform.telemetrySubscription' : 'platform.logsSubscription'
    this.#surroundings.emit({ type, record: { name, state: 'Subscribed', types: request.types } })
    return json(200, 'OK')
  }

  stop(): void {
    for (const subscriber of this.#subscribers.values()) subscriber.stop()
    this.#subscribers.clear()
  }
}

interface Subscription extends Buffering {
  readonly types: readonly string[]
  readonly port: number
  readonly path: string
}

class Subscriber {
  readonly #subscription: Subscription
  readonly #surroundings: TelemetrySurroundings
  #batch: Batch = { items: [], bytes: 0 }
  #waiting: Batch[] = []
  #delivering = false
  #timer: Scheduled | null = null
  #dropped = { records: 0, bytes: 0 }

  constructor(subscription: Subscription, surroundings: TelemetrySurroundings) {
    this.#subscription = subscription
    this.#surroundings = surroundings
  }

  add(category: TelemetryCategory, text: string): void {
    const { types, maxItems, maxBytes, timeoutMs } = this.#subscription
    if (!types.includes(category)) return
    const bytes = utf8.encode(text).length
    if (this.#waiting.length >= limits.TELEMETRY_BATCHES_WAITING) {
      this.#dropped = { records: this.#dropped.records + 1, bytes: this.#dropped.bytes + bytes }
      return
    }
    if (this.#batch.bytes + bytes > maxBytes && this.#batch.items.length > 0) this.flush()
    this.#batch.items.push(text)
    this.#batch.bytes += bytes
    this.#timer ??= this.#surroundings.kernel.after(timeoutMs, () => this.flush(), { background: true })
    if (this.#batch.items.length >= maxItems || this.#batch.bytes >= maxBytes) this.flush()
  }

  flush(): void {
    this.#surroundings.kernel.cancel(this.#timer)
    this.#timer = null
    if (this.#batch.items.length === 0) return
    this.#waiting.push(this.#batch)
    this.#batch = { items: [], bytes: 0 }
    this.#deliver()
  }

  stop(): void {
    this.#surroundings.kernel.cancel(this.#timer)
    this.#timer = null
    this.#waiting = []
    this.#batch = { items: [], bytes: 0 }
  }

  /** One batch at a time: the next one when the subscriber has acknowledged. */
  #deliver(): void {
    const batch = this.#waiting[0]
    if (this.#delivering || !batch) return
    this.#delivering = true
    const { port, path } = this.#subscription
    this.#surroundings.post(port, path, `[${batch.items.join(',')}]`, (acknowledged) => {
      this.#delivering = false
      this.#waiting.shift()
      if (!acknowledged) this.#tellDropped(batch.items.length, batch.bytes)
      if (this.#dropped.records > 0) {
        const { records, bytes } = this.#dropped
        this.#dropped = { records: 0, bytes: 0 }
        this.#tellDropped(records, bytes)
      }
      this.#deliver()
    })
  }

  #tellDropped(droppedRecords: number, droppedBytes: number): void {
    const reason = 'Consumer seems to have fallen behind as it has not acknowledged receipt of logs.'
    this.#surroundings.emit({ type: 'platform.logsDropped', record: { droppedBytes, droppedRecords, reason } })
  }
}

const utf8 = new TextEncoder()

/** Or what is wrong with it. The texts are ours: AWS's are not known. */
function readSubscription(body: string, versions: readonly string[]): Subscription | string {
  let request: Record<string, unknown>
  try {
    request = JSON.parse(body) as Record<string, unknown>
  } catch {
    return 'The request body is not valid JSON'
  }
  const { schemaVersion = versions[0], types, buffering = {}, destination } = request
  if (!versions.includes(String(schemaVersion))) return `schemaVersion must be one of ${versions.join(', ')}`
  if (!Array.isArray(types) || types.length === 0 || !types.every((type) => CATEGORIES.includes(String(type)))) {
    return `types must name at least one of ${CATEGORIES.join(', ')}`
  }
  const { protocol, URI } = (destination ?? {}) as Record<string, unknown>
  if (protocol !== 'HTTP') return 'destination.protocol must be HTTP: TCP is not simulated'
  const address = typeof URI === 'string' && URL.canParse(URI) ? new URL(URI) : null
  if (address?.protocol !== 'http:' || !/^sandbox(\.localdomain)?$/.test(address.hostname)) {
    return 'destination.URI must be of the form http://sandbox.localdomain:<port>'
  }
  const given = buffering as Record<string, unknown>
  const read = (name: keyof Buffering, { minimum, maximum, default: otherwise }: typeof limits.TELEMETRY_TIMEOUT) => {
    const value = given[name] ?? otherwise
    return Number.isInteger(value) && Number(value) >= minimum && Number(value) <= maximum
      ? Number(value)
      : `buffering.${name} must be an integer from ${minimum} to ${maximum}`
  }
  const maxItems = read('maxItems', limits.TELEMETRY_MAX_ITEMS)
  const maxBytes = read('maxBytes', limits.TELEMETRY_MAX_BYTES)
  const timeoutMs = read('timeoutMs', limits.TELEMETRY_TIMEOUT)
  if (typeof maxItems === 'string') return maxItems
  if (typeof maxBytes === 'string') return maxBytes
  if (typeof timeoutMs === 'string') return timeoutMs
  const { port, pathname, search } = address
  return { types: types.map(String), port: Number(port || 80), path: pathname + search, maxItems, maxBytes, timeoutMs }
}

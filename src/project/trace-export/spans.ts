/**
 * A run as spans: requests to functions, the attempts they took, phases of environments, calls of handlers to services,
 * web requests; with what caused what. Formats are made of them.
 *
 * Names and attributes: OpenTelemetry's semantic conventions for FaaS, AWS Lambda, the AWS SDK, HTTP and messaging.
 */

import { DEFAULT_ACCOUNT } from '../../cloud/aws/arn'
import type { TraceRecord } from '../../cloud/aws/trace-records'

export type AttributeValue = string | number | boolean | readonly string[]

export interface Span {
  /** `seq` of the record that began it: unique, the same in every run of a seed. */
  readonly seq: number
  readonly what: 'request' | 'attempt' | 'phase' | 'call' | 'web'
  readonly name: string
  readonly kind: 'internal' | 'server' | 'client' | 'consumer'
  /** Virtual milliseconds since the epoch. */
  readonly start: number
  end: number
  readonly functionName: string | null
  /** Name of its log stream. */
  readonly environment: string | null
  readonly requestId: string | null
  readonly attributes: Record<string, AttributeValue>
  /** `error.type` */
  error: string | null
  parent: Span | null
  readonly links: Span[]
}

export interface SpanSet {
  readonly spans: readonly Span[]
  /** The X-Ray trace of a request, `1-5759e988-bd862e3fe1be46a994272793`. */
  readonly xray: ReadonlyMap<string, string>
  readonly environments: ReadonlyMap<string, Fact<'environment.created'>>
}

type Fact<T extends TraceRecord['type']> = Extract<TraceRecord, { type: T }>

const LINKS_MAX = 128
const CAUSES_MAX = 10

/** Service of an ARN → how OpenTelemetry calls its messages' system. */
export const MESSAGING: Readonly<Record<string, string>> = { sqs: 'aws_sqs', sns: 'aws.sns', kafka: 'kafka' }
const SENDS = /^(sqs|sns):(SendMessage|SendMessageBatch|Publish|PublishBatch)$/

export class SpanCollector {
  readonly #spans: Span[] = []
  readonly #requests = new Map<string, Span>()
  /** Of an environment, what runs in it. */
  readonly #attempts = new Map<string, Span>()
  readonly #calls = new Map<string, Span>()
  readonly #phases = new Map<string, Span>()
  /** Phases whose environment has had no invocation yet. */
  readonly #waiting = new Map<string, Span[]>()
  readonly #web = new Map<string, Span>()
  readonly #environments = new Map<string, Fact<'environment.created'>>()
  readonly #xray = new Map<string, string>()
  /** What came into being with a record: id of a message, an event, a request. */
  readonly #made: { readonly seq: number; readonly id: string }[] = []
  readonly #makers = new Map<string, Span>()
  /** Id at the target → the id of what was delivered. */
  readonly #deliveredFrom = new Map<string, string>()
  readonly #batches = new Map<Span, readonly string[]>()
  #forwarding: Span | null = null
  #now = 0

  apply(record: TraceRecord): void {
    this.#now = record.at
    switch (record.type) {
      case 'http.received':
        this.#web.set(
          record.requestId,
          this.#begin(record, 'web', `${record.method} ${record.path.replace(/\?.*/s, '')}`, 'server', {
            'http.request.method': record.method,
            'url.scheme': 'https',
            'url.path': record.path.replace(/\?.*/s, ''),
            'server.address': record.host,
            'client.address': record.sourceIp,
          }),
        )
        break
      case 'http.forwarded':
        this.#forwarding = this.#web.get(record.requestId) ?? null
        break
      case 'http.answered': {
        const span = this.#web.get(record.requestId)
        if (!span) break
        span.end = record.at
        span.attributes['http.response.status_code'] = record.status
        if (record.route !== null) span.attributes['http.route'] = record.route.replace(/^\S+\s/, '')
        if (record.status >= 500 || record.status === 0) span.error = String(record.status)
        break
      }
      case 'request.received':
      case 'async.queued': {
        this.#note(record.seq, record.requestId)
        const span = this.#request(record, record.type === 'request.received' ? record.source : 'async')
        if (this.#forwarding) span.parent = this.#forwarding
        this.#forwarding = null
        break
      }
      case 'mapping.batch-sent': {
        const span = this.#request(record, 'event-source-mapping')
        const service = record.source.split(':')[2] ?? ''
        span.attributes['faas.trigger'] = service === 'dynamodb' ? 'datasource' : 'pubsub'
        span.attributes['messaging.system'] = MESSAGING[service] ?? service
        span.attributes['messaging.operation.type'] = 'process'
        span.attributes['messaging.destination.name'] = record.source.split(/[:/]/).at(-1) ?? record.source
        span.attributes['messaging.batch.message_count'] = record.recordIds.length
        this.#batches.set(span, record.recordIds)
        break
      }
      case 'request.answered':
      case 'async.ended':
      case 'mapping.batch-ended':
        this.#touch(record.requestId, record.at)
        break
      case 'request.throttled': {
        const span = this.#request(record, record.source)
        span.error = 'TooManyRequestsException'
        span.end = record.at
        break
      }
      case 'environment.created':
        this.#environments.set(record.environment, record)
        break
      case 'environment.init-started': {
        const span = this.#begin(record, 'phase', 'Init', 'internal', { 'coldstart.phase': record.phase })
        this.#phases.set(record.environment, span)
        const running = this.#attempts.get(record.environment)
        if (running) span.parent = running
        else this.#waiting.set(record.environment, [...(this.#waiting.get(record.environment) ?? []), span])
        break
      }
      case 'environment.init-ended':
        this.#endPhase(
          record.environment,
          record.at,
          record.status === 'success' ? null : (record.errorType ?? record.status),
        )
        break
      case 'environment.shutdown-started':
        this.#phases.set(
          record.environment,
          this.#begin(record, 'phase', 'Shutdown', 'internal', { 'coldstart.reason': record.reason }),
        )
        break
      case 'environment.shutdown-ended':
        this.#endPhase(record.environment, record.at, null)
        break
      case 'invocation.started': {
        const parent = this.#request(record, record.source)
        const span = this.#begin(record, 'attempt', record.functionName, 'server', {
          'faas.invocation_id': record.requestId,
          'faas.coldstart': record.cold,
          'faas.trigger': parent.attributes['faas.trigger'] ?? (parent.parent?.what === 'web' ? 'http' : 'other'),
          'aws.lambda.invoked_arn': functionArn(record.functionName, record.qualifier),
          'coldstart.attempt': record.attempt,
        })
        span.parent = parent
        this.#attempts.set(record.environment, span)
        for (const phase of this.#waiting.get(record.environment) ?? []) phase.parent = parent
        this.#waiting.delete(record.environment)
        break
      }
      case 'invocation.ended': {
        const span = this.#attempts.get(record.environment)
        this.#attempts.delete(record.environment)
        if (!span) break
        span.end = record.at
        span.attributes['coldstart.billed_duration_ms'] = record.billedDuration
        span.attributes['coldstart.max_memory_used_mb'] = record.maxMemoryUsedMB
        if (record.status !== 'success') span.error = errorType(record.payload) ?? record.status
        if (span.parent) {
          span.parent.error = span.error
          span.parent.end = Math.max(span.parent.end, record.at)
        }
        break
      }
      case 'call.started':
        this.#call(record)
        break
      case 'call.ended': {
        const span = this.#calls.get(`${record.environment} ${record.callId}`)
        this.#calls.delete(`${record.environment} ${record.callId}`)
        if (!span) break
        span.end = record.at
        span.attributes['http.response.status_code'] = record.status
        if (record.status >= 400 || record.status === 0) span.error = String(record.status)
        break
      }
      case 'sqs.sent':
      case 'sns.published':
        this.#note(record.seq, record.messageId)
        break
      case 'events.put':
        this.#note(record.seq, record.eventId)
        break
      case 'kinesis.put':
      case 'dynamodb.stream-record':
        this.#note(record.seq, record.sequenceNumber)
        break
      case 's3.object-created':
        this.#note(record.seq, `${record.bucket}/${record.key}`)
        break
      case 'sns.delivered':
        this.#deliveredFrom.set(record.deliveryId, record.messageId)
        break
      case 'events.delivered':
        this.#deliveredFrom.set(record.deliveryId, record.eventId)
        break
      case 's3.notification-delivered':
        this.#deliveredFrom.set(record.deliveryId, `${record.bucket}/${record.key}`)
        break
      case 'destination.delivered':
        this.#deliveredFrom.set(record.deliveryId, record.requestId)
        break
      case 'xray.segment': {
        const requestId = /"request_id":"([^"]+)"/.exec(record.document)?.[1]
        if (requestId !== undefined) this.#xray.set(requestId, record.traceId)
        break
      }
    }
  }

  /** What is under way ends now. */
  finish(): SpanSet {
    for (const span of this.#spans) {
      if (span.end >= span.start) continue
      span.end = span.what === 'request' ? span.start : this.#now
      if (span.what !== 'request') span.attributes['coldstart.unfinished'] = true
    }
    for (const [requestId, span] of this.#requests) span.parent ??= this.#causeOf(requestId, span)
    for (const [span, ids] of this.#batches) {
      const causes = ids.flatMap((id) => this.#causeOf(id, span) ?? [])
      span.links.push(...[...new Set(causes)].slice(0, LINKS_MAX))
    }
    return { spans: this.#spans, xray: this.#xray, environments: this.#environments }
  }

  #begin(
    record: { seq: number; at: number; functionName?: string; environment?: string; requestId?: string | null },
    what: Span['what'],
    name: string,
    kind: Span['kind'],
    attributes: Record<string, AttributeValue>,
  ): Span {
    const { seq, at, functionName = null, environment = null, requestId = null } = record
    const span: Span = {
      ...{ seq, what, name, kind, start: at, end: -1, functionName, environment, requestId, attributes },
      ...{ error: null, parent: null, links: [] },
    }
    this.#spans.push(span)
    return span
  }

  #request(record: { seq: number; at: number; requestId: string; functionName: string }, source: string): Span {
    const known = this.#requests.get(record.requestId)
    if (known) return known
    const { seq, at, requestId, functionName } = record
    const span = this.#begin(
      { seq, at, requestId, functionName },
      'request',
      `invoke ${functionName}`,
      source === 'event-source-mapping' ? 'consumer' : 'internal',
      { 'faas.invocation_id': requestId, 'coldstart.source': source },
    )
    this.#requests.set(requestId, span)
    return span
  }

  #touch(requestId: string, at: number): void {
    const span = this.#requests.get(requestId)
    if (span) span.end = Math.max(span.end, at)
  }

  #endPhase(environment: string, at: number, error: string | null): void {
    const span = this.#phases.get(environment)
    this.#phases.delete(environment)
    if (!span) return
    span.end = at
    span.error = error
  }

  #call(record: Fact<'call.started'>): void {
    const attempt = this.#attempts.get(record.environment) ?? null
    const [service, method] = record.operation?.split(':') ?? []
    const isSend = record.operation !== null && SENDS.test(record.operation)
    const host = /^https?:\/\/([^/:?]+)/.exec(record.url)?.[1] ?? ''
    const span = this.#begin(
      { ...record, ...(attempt?.functionName != null && { functionName: attempt.functionName }) },
      'call',
      service !== undefined && method !== undefined ? `${service.toUpperCase()}.${method}` : record.method,
      'client',
      {
        ...(service !== undefined &&
          method !== undefined && {
            'rpc.system': 'aws-api',
            'rpc.service': service.toUpperCase(),
            'rpc.method': method,
          }),
        ...(isSend &&
          service !== undefined && {
            'messaging.system': MESSAGING[service] ?? service,
            'messaging.operation.name': method ?? '',
            'messaging.operation.type': 'send',
          }),
        'http.request.method': record.method,
        'url.full': record.url,
        'server.address': host,
      },
    )
    span.parent = attempt
    this.#calls.set(`${record.environment} ${record.callId}`, span)
    for (let index = this.#made.length - 1; record.from !== undefined && index >= 0; index--) {
      const made = this.#made[index]
      if (!made || made.seq < record.from) break
      if (!this.#makers.has(made.id)) this.#makers.set(made.id, span)
    }
  }

  #note(seq: number, id: string): void {
    this.#made.push({ seq, id })
  }

  /** The call that made it, or the request whose outcome it is. */
  #causeOf(id: string, of: Span): Span | null {
    let from: string | undefined = id
    for (let step = 0; from !== undefined && step < CAUSES_MAX; step++) {
      const found = this.#makers.get(from) ?? (step > 0 ? this.#requests.get(from) : undefined)
      // A cause comes first.
      if (found && found !== of) return isBelow(found, of) ? null : found
      from = this.#deliveredFrom.get(from)
    }
    return null
  }
}

function isBelow(span: Span, other: Span): boolean {
  for (let at: Span | null = span; at; at = at.parent) if (at === other) return true
  return false
}

export const functionArn = (name: string, qualifier?: string): string =>
  `arn:aws:lambda:${DEFAULT_ACCOUNT.region}:${DEFAULT_ACCOUNT.accountId}:function:${name}${qualifier === undefined ? '' : `:${qualifier}`}`

function errorType(payload: string): string | null {
  return /"errorType"\s*:\s*"([^"]+)"/.exec(payload)?.[1] ?? null
}

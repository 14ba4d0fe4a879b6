import type { InvocationSource, InvocationStatus, TraceRecord } from '../../cloud/aws/trace-records'
import type { KeptFact } from '../environments/words'
import { ForkableMap } from './forkable-map'

type Fact<T extends TraceRecord['type']> = Extract<TraceRecord, { type: T }>

export interface Attempt {
  readonly attempt: number
  readonly environment: string
  readonly cold: boolean
  readonly startedAt: number
  /** When the caller had its answer, if extensions went on after it. */
  answeredAt?: number
  end: Fact<'invocation.ended'> | null
}

/** Everything the trace says about one request id, in the order it was said. */
export interface RequestLog {
  readonly requestId: string
  readonly functionName: string
  readonly source: InvocationSource
  readonly receivedAt: number
  /** Place of its first record in the trace. */
  readonly seq: number
  payload: string
  readonly attempts: Attempt[]
  readonly throttles: Fact<'request.throttled'>[]
  readonly retries: Fact<'async.retry-scheduled'>[]
  readonly deliveries: (Fact<'destination.delivered'> | Fact<'destination.failed'>)[]
  /** Calls of its code to AWS services. */
  readonly calls: ServiceCall[]
  /** What IAM denied to its code. */
  readonly denials: Fact<'access.denied'>[]
  /** What the user made go wrong with it. */
  readonly faults: Fact<'fault.injected'>[]
  /** What it left to later invocations, or got from earlier ones. */
  readonly kept: KeptFact[]
  queuedAt: number | null
  answer: Fact<'request.answered'> | null
  asyncEnd: Fact<'async.ended'> | null
  batch: Fact<'mapping.batch-sent'> | null
  batchEnd: Fact<'mapping.batch-ended'> | null
  /** What became of a stream's batch that failed. */
  readonly afterBatch: (Fact<'mapping.retry-scheduled'> | Fact<'mapping.bisected'> | Fact<'mapping.discarded'>)[]
}

export interface ServiceCall {
  readonly start: Fact<'call.started'>
  end: Fact<'call.ended'> | null
}

const LIMIT = 20_000
/** Of one request: a handler may call in a loop. */
const CALLS_KEPT = 200
/** A throttled event may come back for hours; its story needs the latest returns only. */
const THROTTLES_KEPT = 200

/** Requests to the Invoke API, from any source, by request id. */
export class Requests {
  #all = new ForkableMap<string, RequestLog>(copyOf)
  /** Request ids, by source and function. */
  #latest = new Map<string, string>()
  #forgotten = 0
  #received = 0

  fork(): Requests {
    const fork = new Requests()
    fork.#all = this.#all.fork()
    fork.#latest = new Map(this.#latest)
    fork.#forgotten = this.#forgotten
    fork.#received = this.#received
    return fork
  }

  apply(record: TraceRecord): void {
    switch (record.type) {
      case 'request.received':
        this.#request(record, record.source).payload = record.payload
        break
      case 'request.answered':
        this.#known(record, (request) => (request.answer = record))
        break
      case 'request.throttled': {
        const { throttles } = this.#request(record, record.source)
        throttles.push(record)
        if (throttles.length > THROTTLES_KEPT) throttles.shift()
        break
      }
      case 'invocation.started': {
        const { attempt, environment, cold, at } = record
        this.#request(record, record.source).attempts.push({ attempt, environment, cold, startedAt: at, end: null })
        break
      }
      case 'invocation.answered':
        this.#known(record, (request) => {
          const attempt = request.attempts.findLast((one) => one.environment === record.environment && !one.end)
          if (attempt) attempt.answeredAt = record.at
        })
        break
      case 'invocation.ended':
        this.#known(record, (request) => {
          const attempt = request.attempts.findLast((one) => one.environment === record.environment && !one.end)
          if (attempt) attempt.end = record
        })
        break
      case 'async.queued': {
        const request = this.#request(record, 'async')
        request.payload = record.payload
        request.queuedAt = record.at
        break
      }
      case 'async.retry-scheduled':
        this.#known(record, (request) => request.retries.push(record))
        break
      case 'async.ended':
        this.#known(record, (request) => (request.asyncEnd = record))
        break
      case 'destination.delivered':
      case 'destination.failed':
        this.#known(record, (request) => request.deliveries.push(record))
        break
      case 'call.started':
        this.#known(record, ({ calls }) => {
          calls.push({ start: record, end: null })
          if (calls.length > CALLS_KEPT) calls.shift()
        })
        break
      case 'call.ended':
        this.#known(record, ({ calls }) => {
          const { environment, callId } = record
          const call = calls.findLast(({ start }) => start.environment === environment && start.callId === callId)
          if (call) call.end = record
        })
        break
      case 'access.denied': {
        const { requestId } = record
        if (requestId !== null) this.#known({ requestId }, ({ denials }) => void denials.push(record))
        break
      }
      case 'fault.injected': {
        const { requestId } = record
        if (requestId === null) break
        this.#known({ requestId }, ({ faults }) => {
          faults.push(record)
          if (faults.length > CALLS_KEPT) faults.shift()
        })
        break
      }
      case 'environment.left-behind':
      case 'environment.resumed-work':
      case 'environment.state-kept': {
        const { requestId } = record
        if (requestId !== null) this.#known({ requestId }, ({ kept }) => void kept.push(record))
        if (record.type !== 'environment.resumed-work') break
        const { leftBy } = record
        if (leftBy !== null && leftBy !== requestId)
          this.#known({ requestId: leftBy }, ({ kept }) => void kept.push(record))
        break
      }
      case 'mapping.batch-sent':
        this.#request(record, 'event-source-mapping').batch = record
        break
      case 'mapping.batch-ended':
        this.#known(record, (request) => (request.batchEnd = record))
        break
      case 'mapping.retry-scheduled':
      case 'mapping.bisected':
      case 'mapping.discarded':
        this.#known(record, (request) => request.afterBatch.push(record))
        break
    }
  }

  #request(record: { requestId: string; functionName: string; at: number; seq: number }, source: InvocationSource) {
    const known = this.#all.own(record.requestId)
    if (known) return known
    const request: RequestLog = {
      requestId: record.requestId,
      functionName: record.functionName,
      source,
      receivedAt: record.at,
      seq: record.seq,
      payload: '',
      attempts: [],
      throttles: [],
      retries: [],
      deliveries: [],
      calls: [],
      denials: [],
      faults: [],
      kept: [],
      queuedAt: null,
      answer: null,
      asyncEnd: null,
      batch: null,
      batchEnd: null,
      afterBatch: [],
    }
    this.#all.set(record.requestId, request)
    this.#latest.set(`${source} ${record.functionName}`, record.requestId)
    this.#received++
    if (this.#all.size > LIMIT * 1.1) this.#forgotten += this.#all.forgetOldest(LIMIT)
    return request
  }

  #known(record: { requestId: string }, change: (request: RequestLog) => void): void {
    const request = this.#all.own(record.requestId)
    if (request) change(request)
  }

  get(requestId: string): RequestLog | undefined {
    return this.#all.get(requestId)
  }

  /** The one that came last, unless it is forgotten. */
  latest(functionName: string, source: InvocationSource): RequestLog | undefined {
    return this.#all.get(this.#latest.get(`${source} ${functionName}`) ?? '')
  }

  /** How many there were in all, forgotten ones included. */
  get received(): number {
    return this.#received
  }

  get forgotten(): number {
    return this.#forgotten
  }

  all(): Iterable<RequestLog> {
    return this.#all.values()
  }
}

const copyOf = (request: RequestLog): RequestLog => ({
  ...request,
  attempts: request.attempts.map((attempt) => ({ ...attempt })),
  throttles: request.throttles.slice(),
  retries: request.retries.slice(),
  deliveries: request.deliveries.slice(),
  calls: request.calls.map((call) => ({ ...call })),
  denials: request.denials.slice(),
  faults: request.faults.slice(),
  kept: request.kept.slice(),
  afterBatch: request.afterBatch.slice(),
})

export type RequestState = 'waiting' | 'running' | InvocationStatus | 'throttled'

/** What a request is doing now, or how it ended. */
export function stateOf(request: RequestLog): RequestState {
  const last = request.attempts.at(-1)
  if (last && !last.end) return 'running'
  if (request.asyncEnd && request.asyncEnd.condition !== 'Success') return last?.end?.status ?? 'error'
  if (last?.end) return last.end.status
  if (request.answer) return request.answer.statusCode === 429 ? 'throttled' : 'error'
  return request.throttles.length > 0 ? 'throttled' : 'waiting'
}

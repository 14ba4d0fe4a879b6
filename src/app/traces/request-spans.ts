/** An invocation as spans: waits in Lambda's queue, attempts with their phases, calls, and what a tracer told. */

import { errorTitle, readHandlerError } from '../result/handler-error'
import { stateText } from '../parts/tone'
import { durationText } from '../parts/quantities'
import type { EventNode } from '../state/lineage'
import { stateOf, type Attempt, type RequestLog } from '../state/requests'
import type { TraceSnapshot } from '../state/trace.svelte'
import { callSpan } from './call-spans'
import { type Service, type Span, type SpanStatus, worst } from './span'
import { functionSegment, tracedRequest, tracerSpans, type TracedRequest } from './tracer-spans'

/** Makes spans of events that an event led to, unless they are told elsewhere. */
export type Below = (nodes: readonly EventNode[]) => readonly Span[]

interface Invocation {
  readonly request: RequestLog
  readonly node: EventNode
  readonly trace: TraceSnapshot
  readonly traced: TracedRequest | null
  readonly service: Service
}

export function requestSpan(request: RequestLog, node: EventNode, trace: TraceSnapshot, below: Below): Span {
  const { requestId, functionName, queuedAt, batch, receivedAt, attempts, throttles } = request
  const name = trace.names.label(functionName)
  const traced = tracedRequest(requestId, trace.segments)
  const invocation: Invocation = { request, node, trace, traced, service: { kind: 'function', name } }
  const children = node.children.flatMap((id) => trace.lineage.get(id) ?? [])
  const told = new Set<EventNode>()
  const attemptSpans = attempts.map((attempt) => attemptSpan(invocation, attempt, children, told, below))
  const rest = below(children.filter((child) => !told.has(child)))
  const start = batch?.at ?? queuedAt ?? receivedAt
  const all = [...waits(invocation, start), ...throttles.map((one) => throttleSpan(invocation, one)), ...attemptSpans]
  return {
    id: `request/${requestId}`,
    kind: 'invocation',
    name,
    detail: sourceText(request),
    start,
    end: endOf(request),
    status: statusOf(request),
    inXray: traced !== null,
    service: invocation.service,
    selection: { kind: 'request', id: requestId },
    resource: functionName,
    facts: [
      ['Request ID', requestId],
      ...(traced
        ? ([
            ['Trace ID', traced.traceId],
            ['Segment', traced.service.id],
          ] as const)
        : []),
      ...(batch ? ([['Records', String(batch.recordIds.length)]] as const) : []),
    ],
    children: [...all, ...rest].sort((a, b) => a.start - b.start),
  }
}

function sourceText({ source, batch }: RequestLog): string {
  if (source === 'async') return 'asynchronous'
  if (source === 'event-source-mapping') return batch ? `batch of ${batch.recordIds.length}` : 'batch'
  return source === 'durable' ? 'resumed' : 'synchronous'
}

function statusOf(request: RequestLog): SpanStatus {
  const state = stateOf(request)
  if (state === 'success') return 'ok'
  if (state === 'throttled') return 'throttle'
  return state === 'waiting' || state === 'running' ? 'open' : 'fault'
}

function endOf({ source, asyncEnd, attempts, answer, batchEnd, throttles }: RequestLog): number | null {
  if (source === 'async') return asyncEnd?.at ?? null
  if (batchEnd) return batchEnd.at
  const last = attempts.at(-1)
  return last ? (last.end?.at ?? null) : (answer?.at ?? throttles.at(-1)?.at ?? null)
}

/** When an attempt began, its Init included. */
function beginOf({ trace }: Invocation, attempt: Attempt): number {
  if (!attempt.cold) return attempt.startedAt
  if (attempt.end) return attempt.startedAt - (attempt.end.initDuration ?? 0)
  const created = trace.environments.get(attempt.environment)?.created
  return created && created.provisionedFor === undefined ? created.at : attempt.startedAt
}

/** Lambda's own queue: until the first attempt, and after each that did not work. */
function waits(invocation: Invocation, start: number): readonly Span[] {
  const { queuedAt, retries, attempts, asyncEnd, requestId } = invocation.request
  if (queuedAt === null) return []
  const begins = attempts.map((attempt) => beginOf(invocation, attempt))
  const wait = (from: number, due: number | null, nth: number, name: string, detail: string): readonly Span[] => {
    const end = begins.find((begin) => begin >= from) ?? asyncEnd?.at ?? null
    if (end === from) return []
    const facts = due === null ? [] : [['Due in', durationText(due - from)] as const]
    const id = `request/${requestId}/wait/${nth}`
    return [
      { ...span(invocation, id, 'wait', name), detail, start: from, end, facts, inXray: isDwell(nth, invocation) },
    ]
  }
  return [
    ...wait(start, null, 0, 'Dwell Time', 'in the event queue of the function'),
    ...retries.flatMap(({ at, due, cause, attempt }, index) =>
      wait(at, due, index + 1, 'Retry wait', `before attempt ${attempt}, after a ${cause.replace('-', ' ')}`),
    ),
  ]
}

const isDwell = (nth: number, { traced }: Invocation): boolean =>
  nth === 0 && (traced?.service.subsegments ?? []).some(({ name }) => name === 'Dwell Time')

function throttleSpan(invocation: Invocation, { at, seq, reason }: RequestLog['throttles'][number]): Span {
  const id = `request/${invocation.request.requestId}/throttle/${seq}`
  const base = span(invocation, id, 'mark', 'Throttled (429)')
  return { ...base, service: invocation.service, detail: reason, start: at, end: at, status: 'throttle' }
}

/** The parts that all spans of one request share. */
function span({ request }: Invocation, id: string, kind: Span['kind'], name: string): Omit<Span, 'start' | 'end'> {
  const selection = { kind: 'request', id: request.requestId } as const
  const rest = { detail: '', status: 'ok', inXray: false, service: null, facts: [], children: [] } as const
  return { id, kind, name, selection, resource: request.functionName, ...rest }
}

function attemptSpan(
  invocation: Invocation,
  attempt: Attempt,
  children: readonly EventNode[],
  told: Set<EventNode>,
  below: Below,
): Span {
  const { request, trace, traced } = invocation
  const { startedAt, end, cold, environment } = attempt
  const id = `request/${request.requestId}/attempt/${startedAt}`
  const segment = functionSegment(traced, startedAt)
  const error = end && end.status !== 'success' ? readHandlerError(end.payload) : null
  const number = trace.environments.get(environment)?.number
  const calls = request.calls
    .filter(
      ({ start }) => start.environment === environment && start.at >= startedAt && start.at <= (end?.at ?? Infinity),
    )
    .map((call) => {
      const own = children.filter(({ seq }) => seq >= (call.start.from ?? Infinity) && seq < call.start.seq)
      for (const node of own) told.add(node)
      return callSpan(call, trace.names, own, below)
    })
  const base = span(invocation, id, 'attempt', request.attempts.length > 1 ? `Attempt #${attempt.attempt}` : 'Attempt')
  const begin = beginOf(invocation, attempt)
  return {
    ...base,
    detail: [cold ? 'cold start' : '', number === undefined ? '' : `environment ${number}`].filter(Boolean).join(' · '),
    start: begin,
    end: end?.at ?? null,
    status: end ? (end.status === 'success' ? 'ok' : 'fault') : 'open',
    inXray: segment !== undefined,
    service: invocation.service,
    ...(error && { error }),
    ...(segment?.annotations && { annotations: segment.annotations }),
    facts: [
      ['Environment', environment],
      ...(segment ? ([['Segment', segment.id]] as const) : []),
      ...(end ? endFacts(end, error ? errorTitle(error) : '') : []),
    ],
    children: [
      ...phases(invocation, attempt, begin, id, segment !== undefined),
      ...merged(segment ? tracerSpans(segment, traced?.all ?? new Map()) : [], calls),
    ],
  }
}

function endFacts(end: NonNullable<Attempt['end']>, error: string): Span['facts'] {
  return [
    ['Duration', durationText(end.duration)],
    ['Billed duration', durationText(end.billedDuration)],
    ['Memory', `${end.maxMemoryUsedMB} of ${end.memorySizeMB} MB`],
    ...(end.status === 'success'
      ? []
      : ([['Outcome', [stateText(end.status), error].filter(Boolean).join(': ')]] as const)),
  ]
}

/** Init, the invocation itself and what extensions go on with; of an attempt that is nothing else, none. */
function phases(invocation: Invocation, attempt: Attempt, begin: number, id: string, inXray: boolean): readonly Span[] {
  const { startedAt, answeredAt, end } = attempt
  const answered = answeredAt ?? end?.at ?? null
  const phase = (name: string, start: number, until: number | null, status: SpanStatus, isSent = false): Span => {
    const base = span(invocation, `${id}/${name}`, 'phase', name)
    return { ...base, start, end: until, status, inXray: isSent }
  }
  const init = begin < startedAt ? [phase('Init', begin, startedAt, 'ok', inXray)] : []
  const over = answeredAt === undefined ? [] : [phase('Extensions', answeredAt, end?.at ?? null, end ? 'ok' : 'open')]
  if (init.length + over.length === 0) return []
  const status = end && end.status !== 'success' ? 'fault' : answered === null ? 'open' : 'ok'
  return [...init, phase('Invocation', startedAt, answered, status), ...over]
}

/** A call stands below the subsegment that a tracer made of it. */
function merged(subsegments: readonly Span[], calls: readonly Span[]): readonly Span[] {
  const left = new Set(calls)
  const place = (segment: Span): Span => {
    const children = segment.children.map(place)
    const own = [...left].filter((call) => isOf(segment, call))
    for (const call of own) left.delete(call)
    if (own.length === 0) return { ...segment, children }
    return {
      ...segment,
      status: worst([segment.status, ...own.map(({ status }) => status)]),
      children: [...children, ...own],
    }
  }
  const placed = subsegments.map(place)
  return [...placed, ...left].sort((a, b) => a.start - b.start)
}

/** Tracers name a subsegment by the service and its operation; clocks agree to a millisecond. */
function isOf({ start, end, detail }: Span, call: Span): boolean {
  const operation = call.name.slice(call.name.lastIndexOf(':') + 1).toLowerCase()
  const within = call.start >= start - 1 && (call.end ?? Infinity) <= (end ?? Infinity) + 1
  return within && (detail.toLowerCase() === operation || detail === 'remote call')
}

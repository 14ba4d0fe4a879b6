/** What X-Ray was sent of an invocation: the segments of Lambda and of the function, and a tracer's subsegments. */

import type { HandlerError } from '../result/handler-error'
import type { Segments, XraySegment } from '../state/segments'
import type { Span, SpanStatus } from './span'

export interface TracedRequest {
  readonly traceId: string
  /** Of AWS::Lambda. */
  readonly service: XraySegment
  /** Of AWS::Lambda::Function: one for each attempt. */
  readonly functions: readonly XraySegment[]
  readonly all: ReadonlyMap<string, XraySegment>
}

export function tracedRequest(requestId: string, segments: Segments): TracedRequest | null {
  const traceId = segments.traceIdOf(requestId)
  if (traceId === undefined) return null
  const all = segments.ofTrace(traceId)
  const service = [...all.values()].find(
    ({ origin, aws }) => origin === 'AWS::Lambda' && aws?.['request_id'] === requestId,
  )
  if (!service) return null
  const parents = new Set([service.id, ...(service.subsegments ?? []).map(({ id }) => id)])
  const functions = [...all.values()].filter(
    ({ origin, parent_id: parent }) => origin === 'AWS::Lambda::Function' && parents.has(parent ?? ''),
  )
  return { traceId, service, functions, all }
}

/** The function's segment of the attempt that began at an instant. */
export const functionSegment = (traced: TracedRequest | null, startedAt: number): XraySegment | undefined =>
  traced?.functions.find(({ start_time: start }) => Math.abs(start * 1000 - startedAt) < 0.01)

/** What the function's code told by itself; Lambda's own parts are told elsewhere. */
export function tracerSpans(segment: XraySegment, all: TracedRequest['all']): readonly Span[] {
  const told = new Set([segment.id])
  return partsOf(segment, all, told)
    .filter(({ name }) => name !== 'Init')
    .map((part) => spanOf(part, all, told))
}

/** Each is told once, whatever a tracer made of it: documents are the user's. */
function partsOf(segment: XraySegment, all: TracedRequest['all'], told: Set<string>): readonly XraySegment[] {
  const apart = [...all.values()].filter(
    ({ type, parent_id: parent }) => type === 'subsegment' && parent === segment.id,
  )
  const parts: XraySegment[] = []
  for (const part of [...(segment.subsegments ?? []), ...apart]) {
    if (told.has(part.id) || typeof part.start_time !== 'number') continue
    told.add(part.id)
    parts.push(part)
  }
  return parts
}

function spanOf(segment: XraySegment, all: TracedRequest['all'], told: Set<string>): Span {
  const { id, namespace, annotations, metadata, aws } = segment
  const operation = aws?.['operation']
  const error = errorOf(segment)
  return {
    id: `xray/${id}`,
    kind: 'subsegment',
    name: String(segment.name),
    detail: typeof operation === 'string' ? operation : namespace === 'remote' ? 'remote call' : 'subsegment',
    start: segment.start_time * 1000,
    end: segment.end_time === undefined ? null : segment.end_time * 1000,
    status: statusOf(segment),
    inXray: true,
    service: null,
    selection: null,
    facts: [['Subsegment', id]],
    ...(error && { error }),
    ...(annotations && { annotations }),
    ...(metadata && { metadata }),
    children: partsOf(segment, all, told).map((part) => spanOf(part, all, told)),
  }
}

export const statusOf = ({ fault, error, throttle, end_time: end }: XraySegment): SpanStatus =>
  throttle ? 'throttle' : fault ? 'fault' : error ? 'error' : end === undefined ? 'open' : 'ok'

/** The first exception, with its stack as a handler's error has it. */
export function errorOf({ cause }: XraySegment): HandlerError | null {
  const exception = typeof cause === 'object' ? cause.exceptions?.[0] : undefined
  if (!exception) return null
  const trace = (exception.stack ?? []).map(
    ({ path = '', line, label = '' }) => `at ${label} (${path}${line === undefined ? '' : `:${line}:1`})`,
  )
  return { errorType: exception.type ?? null, errorMessage: exception.message ?? '', trace }
}

/** A stretch of time in which something worked, or waited, on the way of one event; with what it brought about. */

import type { Tone } from '../parts/tone'
import type { HandlerError } from '../result/handler-error'
import type { Selection } from '../state/selection'
import type { NodeKind } from '../graph/kinds'

export type SpanKind =
  /** A web request at its entrance. */
  | 'http'
  /** A message, notification, event, record or object on its way. */
  | 'event'
  /** A request to invoke a function: a segment of AWS::Lambda. */
  | 'invocation'
  /** One attempt in an environment: a segment of AWS::Lambda::Function. */
  | 'attempt'
  /** A part of an attempt. */
  | 'phase'
  /** Nothing happens until something is due, or somebody takes it. */
  | 'wait'
  /** Code calls a service, or a web server. */
  | 'call'
  /** Of a tracer within the code. */
  | 'subsegment'
  /** A durable execution, or an operation of one. */
  | 'durable'
  /** Something was refused, dropped or given up at an instant. */
  | 'mark'

/** As X-Ray has it: `error` is the caller's doing (4xx), `fault` the service's (5xx, or the function's own). */
export type SpanStatus = 'ok' | 'error' | 'fault' | 'throttle' | 'open'

/** What a service map has as one node. */
export interface Service {
  readonly kind: NodeKind
  readonly name: string
}

export interface Span {
  readonly id: string
  readonly kind: SpanKind
  readonly name: string
  /** Beside the name: of what kind it is, or why it is so long. */
  readonly detail: string
  readonly start: number
  /** Null while it goes on. */
  readonly end: number | null
  readonly status: SpanStatus
  /** Whether AWS X-Ray was sent it. All else is what the simulation knows. */
  readonly inXray: boolean
  readonly service: Service | null
  /** What is selected with it; spans of the same event share it. */
  readonly selection: Selection | null
  readonly facts: readonly (readonly [label: string, value: string])[]
  /** As the trace names what it is about. */
  readonly resource?: string
  readonly error?: HandlerError
  readonly annotations?: Readonly<Record<string, unknown>>
  readonly metadata?: Readonly<Record<string, unknown>>
  readonly http?: { readonly method: string; readonly status: number }
  readonly children: readonly Span[]
}

export interface SpanTree {
  readonly root: Span
  /** How many there are. */
  readonly count: number
  /** Whether there are more than are kept. */
  readonly cut: boolean
}

export const KIND_WORDS: Readonly<Record<SpanKind, string>> = {
  http: 'Web request',
  event: 'Event',
  invocation: 'Invocation',
  attempt: 'Attempt',
  phase: 'Phase',
  wait: 'Wait',
  call: 'Call',
  subsegment: 'Subsegment',
  durable: 'Durable',
  mark: 'Note',
}

export const STATUS_WORDS: Readonly<Record<SpanStatus, { readonly text: string; readonly tone: Tone }>> = {
  ok: { text: 'OK', tone: 'success' },
  error: { text: 'Error', tone: 'error' },
  fault: { text: 'Fault', tone: 'error' },
  throttle: { text: 'Throttle', tone: 'throttle' },
  open: { text: 'In progress', tone: 'running' },
}

/** The worst first. */
export const STATUSES: readonly SpanStatus[] = ['fault', 'throttle', 'error', 'open', 'ok']

export const worst = (statuses: Iterable<SpanStatus>): SpanStatus => {
  const all = new Set(statuses)
  return STATUSES.find((status) => all.has(status)) ?? 'ok'
}

/** The colour of a span's bar. */
export function barTone({ kind, status, name }: Span): Tone {
  if (status === 'error' || status === 'fault' || status === 'throttle') return STATUS_WORDS[status].tone
  if (kind === 'wait') return 'waiting'
  if (kind === 'event') return 'queue'
  if (kind === 'phase') return name === 'Init' ? 'init' : 'neutral'
  if (kind === 'call' || kind === 'mark') return 'neutral'
  return status === 'open' ? 'running' : 'success'
}

export function* allSpans(span: Span): Generator<Span> {
  yield span
  for (const child of span.children) yield* allSpans(child)
}

/** The last instant of a span and of all below it. */
export function lastEnd(span: Span, now: number): number {
  let last = span.end ?? Math.max(span.start, now)
  for (const child of span.children) last = Math.max(last, lastEnd(child, now))
  return last
}

/** As X-Ray has it: what it was not sent is left out, and what that led to stands where it was. */
export function onlyXray(span: Span): readonly Span[] {
  const children = span.children.flatMap(onlyXray)
  return span.inXray ? [{ ...span, children }] : children
}

export const statusOfCode = (status: number): SpanStatus =>
  status === 429 ? 'throttle' : status === 0 || status >= 500 ? 'fault' : status >= 400 ? 'error' : 'ok'

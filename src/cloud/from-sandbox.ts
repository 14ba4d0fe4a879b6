/**
 * What comes from the sandbox is data from a stranger: it may be anything that can be cloned. Only what has the right shape
 * passes, and nothing here throws.
 */

import type { Outcome } from '../runtime/protocol'
import type { AccessDecision } from './aws/access'
import type { ResourceView } from './aws/resource-view'
import type { HttpEntranceKind, TraceRecord } from './aws/trace-records'
import type { WebEntrance } from './aws/web'
import type { CheckEnd, CheckReport, ClockState, PastViews, RestoreReport } from './protocol'
import type { Input, RecordingPart } from './replay/recording'

/** Of an object the empty text: it may have a `toString` that is none. */
const textOf = (value: unknown): string => (typeof value === 'object' && value !== null ? '' : String(value))

const numberOf = (value: unknown): number => (typeof value === 'number' ? value : NaN)

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

/** A broken invariant of the simulator. */
export function parseFault(given: unknown) {
  const { message, stack, seed, at } = (given ?? {}) as Record<string, unknown>
  return { message: textOf(message), stack: textOf(stack), seed: numberOf(seed), at: numberOf(at) }
}

/** Records are only ever shown; each must at least say what, when and in which place. */
export function parseRecords(text: unknown): readonly TraceRecord[] {
  const values = typeof text === 'string' ? parsed(text) : null
  if (!Array.isArray(values)) return []
  return values.filter(
    (value: { type?: unknown; seq?: unknown; at?: unknown } | null): value is TraceRecord =>
      typeof value?.type === 'string' && typeof value.seq === 'number' && typeof value.at === 'number',
  )
}

/** Resources are shown as texts, and only that: anything else in them is dropped. */
const KINDS: readonly HttpEntranceKind[] = ['rest-api', 'http-api', 'function-url', 'load-balancer']

export function parseEntrances(value: unknown): readonly WebEntrance[] {
  return records(value).flatMap(({ kind, name, arn, url, routes, signed }) => {
    const known = KINDS.find((one) => one === kind)
    if (!known) return []
    return {
      kind: known,
      name: textOf(name),
      arn: textOf(arn),
      url: textOf(url),
      routes: records(routes).map((route) => ({ method: textOf(route['method']), path: textOf(route['path']) })),
      signed: signed === true,
    }
  })
}

const records = (given: unknown): readonly Record<string, unknown>[] =>
  Array.isArray(given) ? given.filter((one) => typeof one === 'object' && one !== null) : []

export function parseViews(value: unknown): readonly ResourceView[] {
  const texts = (given: unknown): readonly string[] => (Array.isArray(given) ? given.map(textOf) : [])
  return records(value).map(({ arn, kind, name, facts, tables }) => ({
    arn: textOf(arn),
    kind: textOf(kind),
    name: textOf(name),
    facts: records(facts).map((fact) => ({ label: textOf(fact['label']), value: textOf(fact['value']) })),
    tables: records(tables).map(({ title, columns, rows, total }) => ({
      title: textOf(title),
      columns: texts(columns),
      rows: Array.isArray(rows) ? rows.map(texts) : [],
      total: numberOf(total),
    })),
  }))
}

export function parseDecisions(value: unknown): readonly AccessDecision[] {
  const text = (one: unknown): string | null => (one === null ? null : textOf(one))
  return records(value).map(({ decision, kind, policy, statement, reason, message }) => ({
    decision: decision === 'allowed' || decision === 'explicit-deny' ? decision : 'implicit-deny',
    kind: text(kind) as AccessDecision['kind'],
    policy: text(policy),
    statement: text(statement),
    reason: textOf(reason),
    message: textOf(message),
  }))
}

/** Of the harness' answer only the shape around it: whoever reads it checks the rest. */
export function parseCheckReport(value: unknown): CheckReport {
  const { end, log, startedAt, endedAt } = (value ?? {}) as Record<string, unknown>
  return {
    end: parseCheckEnd((end ?? {}) as Record<string, unknown>),
    log: Array.isArray(log) ? log.map(textOf) : [],
    startedAt: numberOf(startedAt),
    endedAt: numberOf(endedAt),
  }
}

function parseCheckEnd({ kind, outcome, waitsFor }: Record<string, unknown>): CheckEnd {
  const words = Array.isArray(waitsFor) ? waitsFor.map(textOf) : []
  switch (kind) {
    case 'outcome':
      return { kind, outcome: parseOutcome((outcome ?? {}) as Record<string, unknown>) }
    case 'stuck':
    case 'virtual-limit':
    case 'real-limit':
      return { kind, waitsFor: words }
    default:
      return { kind: kind === 'out-of-memory' ? kind : 'unresponsive' }
  }
}

function parseOutcome({ kind, payload, error, exitCode }: Record<string, unknown>): Outcome {
  if (kind === 'response') return { kind, payload: textOf(payload) }
  if (kind !== 'error') return { kind: 'exit', exitCode: numberOf(exitCode) }
  const { errorType, errorMessage, trace } = (error ?? {}) as Record<string, unknown>
  const lines = Array.isArray(trace) ? trace.map(textOf) : []
  return { kind, error: { errorType: textOf(errorType), errorMessage: textOf(errorMessage), trace: lines } }
}

export function parsePastViews(value: unknown): PastViews {
  const { state, at, from, views } = (value ?? {}) as Record<string, unknown>
  return state === 'known'
    ? { state, at: numberOf(at), views: parseViews(views) }
    : { state: 'not-recorded', from: numberOf(from) }
}

/** Kept unread, for another sandbox: only the shape around it must be right. */
export function parseRunPart(value: unknown): RecordingPart {
  const { inputs, turns, until } = (value ?? {}) as Record<string, unknown>
  const { at, steps } = (until ?? {}) as Record<string, unknown>
  return {
    inputs: records(inputs) as unknown as readonly Input[],
    turns: records(turns).filter(({ process }) => isIndex(process)) as unknown as RecordingPart['turns'],
    until: { at: numberOf(at), steps: numberOf(steps) },
  }
}

const PROCESSES_MAX = 1e7
const isIndex = (value: unknown): boolean => Number.isInteger(value) && Number(value) >= 0 && Number(value) < PROCESSES_MAX // prettier-ignore

export function parseRestoreReport(value: unknown): RestoreReport {
  const { ok, at, reason, running, paused, ...rest } = (value ?? {}) as Record<string, unknown>
  if (ok !== true) return { ok: false, reason: textOf(reason) }
  return {
    ok,
    at: numberOf(at),
    records: numberOf(rest['records']),
    running: records(running).map(({ requestId, functionName, computing }) => ({
      ...{ requestId: textOf(requestId), functionName: textOf(functionName), computing: computing === true },
    })),
    paused: paused === true,
  }
}

export function parseClock(value: unknown): ClockState | null {
  const { now, pace, nextEventAt, busy } = (value ?? {}) as Record<string, unknown>
  if (typeof now !== 'number' || !Number.isFinite(now) || typeof pace !== 'string') return null
  return {
    now,
    pace: pace as ClockState['pace'],
    nextEventAt: typeof nextEventAt === 'number' ? nextEventAt : null,
    busy: busy === true,
  }
}

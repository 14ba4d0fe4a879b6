/**
 * The trace of an event as a tree of spans: from where it came in through waits, attempts and calls to all that came of
 * it. Made of the simulation's own facts, whether X-Ray traces or not; what X-Ray was sent is merged in and says so.
 */

import { KIND_TEXT } from '../result/event-path'
import { eventStep } from '../result/event-steps'
import { isEnd, type EventNode, type Fate, type Lineage } from '../state/lineage'
import type { TraceSnapshot } from '../state/trace.svelte'
import type { NodeKind } from '../graph/kinds'
import { serviceOf } from './call-spans'
import { operationSpans } from './durable-spans'
import { messageWaits, pollWaits } from './wait-spans'
import { requestSpan } from './request-spans'
import { allSpans, type Span, type SpanStatus, type SpanTree, statusOfCode } from './span'

/** Of one trace; nobody reads more. */
const EVENTS_MAX = 600
const DEPTH_MAX = 40

/** The event that it all began with. */
export function rootOf(lineage: Lineage, id: string): EventNode | undefined {
  let node = lineage.get(id)
  const seen = new Set<EventNode>()
  while (node && !seen.has(node)) {
    seen.add(node)
    const parent = lineage.get(node.parents[0] ?? '')
    if (!parent) return node
    node = parent
  }
  return node
}

export function spanTree(root: EventNode, trace: TraceSnapshot): SpanTree {
  const told = new Set<EventNode>([root])
  let cut = false
  const make = (node: EventNode, depth: number): Span =>
    spanOf(node, trace, (nodes) => {
      const fresh = nodes.filter((one) => !told.has(one))
      const kept = depth >= DEPTH_MAX ? [] : fresh.slice(0, Math.max(0, EVENTS_MAX - told.size))
      cut ||= kept.length < fresh.length
      for (const one of kept) told.add(one)
      return kept.map((one) => make(one, depth + 1))
    })
  const span = make(root, 0)
  let count = 0
  for (const one of allSpans(span)) count += one ? 1 : 0
  return { root: span, count, cut }
}

type BelowOf = Parameters<typeof requestSpan>[3]

function spanOf(node: EventNode, trace: TraceSnapshot, below: BelowOf): Span {
  const request = node.kind === 'request' ? trace.requests.get(node.id) : undefined
  if (request) return requestSpan(request, node, trace, below)
  const { names, lineage } = trace
  const children = node.children.flatMap((id) => lineage.get(id) ?? [])
  const service = serviceOf(node.target, names, DRAWN_AS[node.kind])
  const base: Span = {
    id: `event/${node.id}`,
    kind: node.kind === 'http' ? 'http' : node.kind === 'execution' ? 'durable' : 'event',
    name: node.kind === 'http' ? node.text : service.name,
    detail: detailOf(node, service.name),
    start: node.at,
    end: node.endedAt,
    status: statusOf(node.fate),
    inXray: false,
    service,
    selection: { kind: node.kind, id: node.id },
    resource: node.target,
    facts: [
      ['ID', node.id],
      ...(node.text === '' ? [] : ([['Says', node.text]] as const)),
      ...(node.attempts > 1 ? ([['Attempts', String(node.attempts)]] as const) : []),
    ],
    children: [],
  }
  const spans = below(children)
  const own = ownSpans(node, trace, base, spans)
  return { ...base, ...httpOf(node), children: [...own, ...spans].sort((a, b) => a.start - b.start) }
}

const DRAWN_AS: Readonly<Record<EventNode['kind'], NodeKind>> = {
  request: 'function',
  message: 'queue',
  http: 'api',
  record: 'stream',
  notification: 'topic',
  'bus-event': 'bus',
  firing: 'schedule',
  object: 'bucket',
  execution: 'function',
}

const detailOf = (node: EventNode, target: string): string =>
  node.kind === 'http' ? target : [KIND_TEXT[node.kind].toLowerCase(), node.fate].join(' · ')

function statusOf(fate: Fate): SpanStatus {
  switch (fate) {
    case 'failed':
    case 'lost':
    case 'dead-lettered':
      return 'fault'
    case 'denied':
      return 'error'
    case 'throttled':
      return 'throttle'
    default:
      return isEnd(fate) ? 'ok' : 'open'
  }
}

function httpOf({ kind, records }: EventNode): Partial<Span> {
  const answered = kind === 'http' ? records.find((record) => record.type === 'http.answered') : undefined
  if (answered?.type !== 'http.answered') return {}
  const { status, method } = answered
  return { status: statusOfCode(status), http: { method, status } }
}

/** Waits, and what went wrong at an instant. */
function ownSpans(node: EventNode, trace: TraceSnapshot, base: Span, below: readonly Span[]): readonly Span[] {
  switch (node.kind) {
    case 'message': {
      const message = trace.queues.message(node.id)
      return message ? messageWaits(message, base, trace.names) : pollWaits(base, below)
    }
    case 'record':
      return [...pollWaits(base, below), ...marks(node, trace, base)]
    case 'execution': {
      const execution = trace.executions.get(node.id)
      return execution ? operationSpans(execution, base) : []
    }
    default:
      return marks(node, trace, base)
  }
}

/** Refused, filtered, given up; tried again later. */
function marks({ records }: EventNode, { names }: TraceSnapshot, base: Span): readonly Span[] {
  return records.flatMap((record): readonly Span[] => {
    const due = 'due' in record ? record.due : 'retryAt' in record ? record.retryAt : null
    const step = eventStep(record, names)
    if (!step || record.type === 'http.answered') return []
    const filtered = record.type === 'sns.filtered' || record.type === 'mapping.filtered'
    const failed = step.tone === 'error' || step.tone === 'timeout' || step.tone === 'throttle'
    if (!filtered && !failed && typeof due !== 'number') return []
    const isWait = typeof due === 'number'
    return [
      {
        ...base,
        id: `${base.id}/${record.seq}`,
        kind: isWait ? 'wait' : 'mark',
        name: step.title,
        detail: step.detail ?? '',
        start: record.at,
        end: isWait ? due : record.at,
        status: isWait || filtered ? 'ok' : step.tone === 'throttle' ? 'throttle' : 'fault',
        service: null,
        facts: [],
        children: [],
      },
    ]
  })
}

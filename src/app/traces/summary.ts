/** A trace in one line of the list. */

import type { EventNode, Lineage } from '../state/lineage'
import type { TraceSnapshot } from '../state/trace.svelte'
import { allSpans, lastEnd, type Span, type SpanStatus, worst } from './span'
import { spanTree } from './spans'

export interface TraceSummary {
  readonly root: EventNode
  readonly name: string
  readonly at: number
  /** To the last end of all spans, milliseconds. */
  readonly duration: number
  /** Of the root alone; null while it goes on. */
  readonly responseTime: number | null
  readonly status: SpanStatus
  readonly statuses: ReadonlySet<SpanStatus>
  readonly spans: number
  /** How many of them X-Ray was sent. */
  readonly inXray: number
  readonly services: ReadonlySet<string>
  /** `key=value` */
  readonly annotations: ReadonlySet<string>
  readonly http: Span['http'] | null
  /** To be searched, in lower case. */
  readonly text: string
}

export function summaryOf(root: EventNode, trace: TraceSnapshot, now: number): TraceSummary {
  const tree = spanTree(root, trace)
  const statuses = new Set<SpanStatus>()
  const services = new Set<string>()
  const annotations = new Set<string>()
  const texts = [root.id, root.text]
  let inXray = 0
  for (const span of allSpans(tree.root)) {
    statuses.add(span.status)
    if (span.service) services.add(span.service.name)
    if (span.inXray) inXray++
    texts.push(span.name)
    if (span.selection) texts.push(span.selection.id)
    for (const [key, value] of Object.entries(span.annotations ?? {})) annotations.add(`${key}=${String(value)}`)
  }
  const { name, start, end, http = null } = tree.root
  return {
    root,
    name,
    at: start,
    duration: lastEnd(tree.root, now) - start,
    responseTime: end === null ? null : end - start,
    status: worst(statuses),
    statuses,
    spans: tree.count,
    inXray,
    services,
    annotations,
    http,
    text: [...new Set(texts)].join('\n').toLowerCase(),
  }
}

/** Events that are looked at for whether a trace has changed. */
const STAMPED_MAX = 2000

/** Changes when the trace of an event may have changed: cheaper than making its spans. */
export function stampOf(root: EventNode, lineage: Lineage): string {
  const open = [root]
  const seen = new Set(open)
  let [sum, isOpen] = [0, false]
  for (const node of open) {
    if (open.length > STAMPED_MAX) break
    sum += node.attempts * 7 + node.records.length * 3 + node.children.length + node.ways.size
    isOpen ||= node.endedAt === null
    for (const id of node.children) {
      const child = lineage.get(id)
      if (child && !seen.has(child)) {
        seen.add(child)
        open.push(child)
      }
    }
  }
  // What goes on grows with the clock.
  return isOpen ? '' : `${open.length} ${sum}`
}

/** What traces begin with, the latest first. */
export function latestRoots({ events }: Lineage, count: number): readonly EventNode[] {
  const roots: EventNode[] = []
  for (let index = events.length - 1; index >= 0 && roots.length < count; index--) {
    const node = events.at(index)
    if (node?.parents.length === 0) roots.push(node)
  }
  return roots
}

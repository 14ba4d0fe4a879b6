/** The service map: what calls what, how often, how long it took and how it ended; added up over the spans of many traces. */

import { CLIENTS } from '../graph/kinds'
import type { Graph } from '../graph/model'
import { edgeId } from '../graph/kinds'
import type { Service, Span, SpanStatus } from './span'

export interface ServiceNode {
  readonly id: string
  readonly service: Service
  /** How the trace names it, where a span tells. */
  resource: string | null
  requests: number
  /** Of those that have ended and took time: their sum and number. */
  time: number
  timed: number
  readonly statuses: Record<SpanStatus, number>
}

export interface ServiceEdge {
  readonly id: string
  readonly from: string
  readonly to: string
  requests: number
  failed: number
}

/** As much as can be drawn. */
const NODES_MAX = 120

export class ServiceGraph {
  readonly nodes = new Map<string, ServiceNode>()
  readonly edges = new Map<string, ServiceEdge>()
  traces = 0

  add(root: Span): void {
    this.traces++
    const isOwn = root.service?.kind === 'schedule'
    const client = isOwn ? null : this.#node({ kind: 'clients', name: CLIENTS }, null)
    if (client) this.#count(client, root, true)
    this.#visit(root, client)
  }

  #visit(span: Span, caller: ServiceNode | null): void {
    const node = span.service ? this.#node(span.service, span.resource ?? null) : null
    if (node && caller && node !== caller) this.#connect(caller, node, span)
    // A function is asked as often as it is attempted; what a caller waits for is told by the call.
    const counts = span.kind === 'attempt' || span.kind === 'mark' || (span.kind !== 'invocation' && node !== caller)
    if (node && counts) this.#count(node, span, span.kind !== 'event')
    for (const child of span.children) this.#visit(child, node ?? caller)
  }

  #node(service: Service, resource: string | null): ServiceNode | null {
    const id = service.kind === 'clients' ? CLIENTS : `${service.kind}:${service.name}`
    let node = this.nodes.get(id)
    if (!node) {
      if (this.nodes.size >= NODES_MAX) return null
      const statuses = { ok: 0, error: 0, fault: 0, throttle: 0, open: 0 }
      node = { id, service, resource, requests: 0, time: 0, timed: 0, statuses }
      this.nodes.set(id, node)
    }
    return node
  }

  #count(node: ServiceNode, { start, end, status, kind }: Span, isTimed: boolean): void {
    node.requests++
    node.statuses[status]++
    if (!isTimed || end === null || kind === 'mark') return
    node.time += end - start
    node.timed++
  }

  #connect(from: ServiceNode, to: ServiceNode, { status }: Span): void {
    const id = edgeId(from.id, to.id)
    let edge = this.edges.get(id)
    if (!edge) this.edges.set(id, (edge = { id, from: from.id, to: to.id, requests: 0, failed: 0 }))
    edge.requests++
    if (status === 'fault' || status === 'error' || status === 'throttle') edge.failed++
  }

  /** To be laid out. */
  shape(): Graph {
    return {
      nodes: [...this.nodes.values()].map(({ id, service }) => ({
        id,
        kind: service.kind,
        name: service.name,
        type: '',
        resource: null,
      })),
      edges: [...this.edges.values()].map(({ id, from, to }) => ({ id, from, to, links: [] })),
    }
  }
}

/** Of a ring: where a part begins and ends, of 1. */
export interface Share {
  readonly status: SpanStatus
  readonly from: number
  readonly to: number
}

export function sharesOf({ requests, statuses }: ServiceNode): readonly Share[] {
  const shares: Share[] = []
  let from = 0
  for (const status of ['ok', 'open', 'error', 'fault', 'throttle'] as const) {
    if (statuses[status] === 0) continue
    const to = from + statuses[status] / Math.max(1, requests)
    shares.push({ status, from, to })
    from = to
  }
  return shares
}

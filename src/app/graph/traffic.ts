/**
 * What moves along each connection, and what state each resource is in: a projection of the trace. Memory is bounded,
 * each record takes the same time. `traffic-records.ts` says what a record means.
 */

import type { TraceRecord } from '../../cloud/aws/trace-records'
import { CappedList, forgetOldest } from '../state/capped-list'
import type { Queues } from '../state/queues'
import type { ResourceNames } from '../state/resource-names'
import type { Selection } from '../state/selection'
import { CLIENTS, edgeId, foundId, kindOf, type NodeKind } from './kinds'
import { EdgeRate } from './rate'
import { RecordReader } from './traffic-records'

/** How an event fares: each has a colour and a shape of its own. */
export type Fate = 'ok' | 'retry' | 'throttle' | 'error' | 'dead' | 'filtered'

/** Something moved along an edge. */
export interface Flow {
  /** From 0, without gaps. */
  readonly number: number
  readonly at: number
  /** `from>to` */
  readonly edge: string
  readonly fate: Fate
  readonly count: number
  /** Comes back: a batch that failed. */
  readonly back: boolean
}

export interface Happening {
  readonly at: number
  readonly text: string
  readonly fate: Fate
  readonly selection: Selection | null
}

export interface EdgeTraffic {
  total: number
  /** Of them, those that did not get through. */
  failed: number
  lastAt: number
  lastFate: Fate
  readonly rate: EdgeRate
  /** The latest first. */
  recent: readonly Happening[]
}

export interface NodeTraffic {
  initialising: number
  running: number
  frozen: number
  invocations: number
  errors: number
  throttles: number
  coldStarts: number
  /** Asynchronous events that wait for their (next) attempt. */
  waiting: number
  reserved: number | null
  /** Environments per qualifier that are kept ready. */
  readonly provisioned: Map<string, number>
  /** Items of a table, objects put into a bucket, records, messages, events or requests that came. */
  contents: number
  shards: number
  /** Age of the last record that a mapping read, milliseconds. */
  iteratorAge: number | null
  lastAt: number | null
  lastFate: Fate
  recent: readonly Happening[]
}

const FLOWS_KEPT = 600
const EDGES_KEPT = 400
const NODES_KEPT = 400
const FOUND_KEPT = 40
const RECENT_KEPT = 6
const NAMES_KEPT = 4000

export interface Move {
  readonly from: string
  readonly to: string
  readonly fate: Fate
  readonly text: string
  readonly selection?: Selection | null
  readonly count?: number
  readonly back?: boolean
}

export class Traffic {
  readonly nodes = new Map<string, NodeTraffic>()
  readonly edges = new Map<string, EdgeTraffic>()
  /** What the template does not have, by node id. */
  readonly found = new Map<string, { readonly kind: NodeKind; readonly name: string }>()
  readonly flows: CappedList<Flow>
  /** ARNs of rules that were due. */
  readonly scheduledRules = new Set<string>()
  /** Of the next flow. */
  next = 0
  #names: ResourceNames | null = null
  readonly #ids = new Map<string, string>()
  #reader = new RecordReader(this)

  constructor(flows = new CappedList<Flow>(FLOWS_KEPT)) {
    this.flows = flows
  }

  fork(): Traffic {
    const fork = new Traffic(this.flows.fork())
    for (const [id, node] of this.nodes) fork.nodes.set(id, { ...node, provisioned: new Map(node.provisioned) })
    for (const [id, edge] of this.edges) fork.edges.set(id, { ...edge, rate: edge.rate.fork() })
    for (const [id, found] of this.found) fork.found.set(id, found)
    for (const rule of this.scheduledRules) fork.scheduledRules.add(rule)
    for (const [name, id] of this.#ids) fork.#ids.set(name, id)
    fork.next = this.next
    fork.#reader = this.#reader.fork(fork)
    return fork
  }

  /** @param names @param queues already told of the record */
  apply(record: TraceRecord, names: ResourceNames, queues: Queues): void {
    this.#names = names
    if (record.type === 'stack.resource') this.#ids.clear()
    this.#reader.read(record, queues)
  }

  /** The node of a name, ARN or URL as the trace has it; made if there is none. */
  id(name: string, kind: NodeKind): string {
    const key = `${kind} ${name}`
    const known = this.#ids.get(key)
    if (known !== undefined) return known
    const id = this.#find(name, kind)
    this.#ids.set(key, id)
    forgetOldest(this.#ids, NAMES_KEPT)
    return id
  }

  #find(name: string, kind: NodeKind): string {
    const resource = this.#names?.find(name)
    if (resource && kindOf(resource.type) === kind) return resource.logicalId
    const last = name.slice(Math.max(name.lastIndexOf(':'), name.lastIndexOf('/')) + 1)
    const id = foundId(kind, last)
    this.found.set(id, { kind, name: last })
    forgetOldest(this.found, FOUND_KEPT)
    return id
  }

  /** The function of this name or ARN, with or without a qualifier; null if there is none. */
  functionId(name: string): string | null {
    const plain = name.startsWith('arn:') ? (name.split(':')[6] ?? name) : name
    const resource = this.#names?.find(plain)
    return resource?.type === 'AWS::Lambda::Function' ? resource.logicalId : null
  }

  node(id: string): NodeTraffic {
    let node = this.nodes.get(id)
    if (!node) {
      node = {
        initialising: 0,
        running: 0,
        frozen: 0,
        invocations: 0,
        errors: 0,
        throttles: 0,
        coldStarts: 0,
        waiting: 0,
        reserved: null,
        provisioned: new Map(),
        contents: 0,
        shards: 0,
        iteratorAge: null,
        lastAt: null,
        lastFate: 'ok',
        recent: [],
      }
      this.nodes.set(id, node)
      forgetOldest(this.nodes, NODES_KEPT)
    }
    return node
  }

  /** Something happened in a node. */
  note(id: string, at: number, fate: Fate, text: string, selection: Selection | null = null): void {
    if (id === CLIENTS) return
    const node = this.node(id)
    node.lastAt = at
    node.lastFate = fate
    node.recent = [{ at, text, fate, selection }, ...node.recent.slice(0, RECENT_KEPT - 1)]
  }

  /** Something moved from node to node. */
  move(at: number, { from, to, fate, text, selection = null, count = 1, back = false }: Move): void {
    const id = edgeId(from, to)
    let edge = this.edges.get(id)
    if (!edge) {
      edge = { total: 0, failed: 0, lastAt: at, lastFate: fate, rate: new EdgeRate(), recent: [] }
      this.edges.set(id, edge)
      forgetOldest(this.edges, EDGES_KEPT)
    }
    if (!back) {
      edge.total += count
      edge.rate.add(at, count)
    }
    if (back || fate === 'error' || fate === 'throttle') edge.failed += count
    edge.lastAt = at
    edge.lastFate = fate
    edge.recent = [{ at, text, fate, selection }, ...edge.recent.slice(0, RECENT_KEPT - 1)]
    this.flows.push({ number: this.next++, at, edge: id, fate, count, back })
  }

  /** Flows from a number on that are still kept. */
  since(number: number): readonly Flow[] {
    const first = this.next - this.flows.length
    return this.flows.slice(Math.max(0, number - first))
  }
}

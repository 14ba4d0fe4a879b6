/**
 * What became of every event, and what caused what: a causal index of the trace. For timeline, graph, lists and stories.
 *
 * - `get(id)`: an event with where it is now (`fate`), `parents` and `children`; ids are those of `Selection.id`.
 * - `events`: all of them but mere carriers, oldest first. `counts`: how many are where, or ended how.
 * - `walk(id)`: the whole path of one event: what led to it, and all that came of it, with the links between them, for
 *   cause-and-effect arrows.
 *
 * Constant time for each record, or for each id in it; the latest 20,000 events are kept.
 */

import type { TraceRecord } from '../../../cloud/aws/trace-records'
import { CappedList } from '../capped-list'
import { ForkableMap } from '../forkable-map'
import { isEnd, type EventKind, type EventNode, type Fate } from './event'
import { Between } from './between'
import { Fates } from './fates'
import { applyDelivery } from './deliveries'
import { applyInvocation } from './invocations'
import { applySource } from './sources'

export { FATES, isEnd, type EventKind, type EventNode, type Fate } from './event'

/** One event caused another. */
export interface Link {
  readonly from: EventNode
  readonly to: EventNode
}

interface Beginning {
  readonly id: string
  readonly kind: EventKind
  readonly record: TraceRecord
  readonly source?: string
  readonly target: string
  readonly text?: string
  readonly carrier?: boolean
  readonly fate?: Fate
}

const KEPT = 20_000
const TEXT_MAX = 200
/** Of one event. */
const RECORDS_KEPT = 200
const LINKS_KEPT = 200
/** How far back a call may reach that is told of after what it did. */
const RECENT = 2048
/** Events of one path. */
const PATH_MAX = 300

export class Lineage {
  #nodes = new ForkableMap<string, EventNode>(copyOf)
  #events = new CappedList<EventNode>(KEPT)
  /** Ids. */
  #recent = new CappedList<string>(RECENT)
  #fates = new Fates()
  /** What the next records may refer to. */
  readonly between: Between

  constructor(between = new Between()) {
    this.between = between
  }

  fork(): Lineage {
    const fork = new Lineage(this.between.fork())
    fork.#nodes = this.#nodes.fork()
    fork.#events = this.#events.fork()
    fork.#recent = this.#recent.fork()
    fork.#fates = this.#fates.fork()
    return fork
  }

  apply(record: TraceRecord): void {
    applyInvocation(this, record)
    applySource(this, record)
    applyDelivery(this, record)
  }

  // --- To be read

  get(id: string): EventNode | undefined {
    return this.#nodes.get(id)
  }

  /** Oldest first. `dropped` of them are forgotten. */
  get events(): CappedList<EventNode> {
    return this.#events
  }

  get counts(): Readonly<Record<Fate, number>> {
    return this.#fates.counts
  }

  /**
   * The path of an event: its causes, and all that came of it, in the order in which they came into being. Of a batch
   * only those members belong to it that caused the event or are it.
   */
  walk(id: string): { readonly nodes: readonly EventNode[]; readonly links: readonly Link[] } {
    const found = new Map<string, EventNode>()
    const links: Link[] = []
    const visit = (from: string, next: (node: EventNode) => readonly string[]): void => {
      const open = [from]
      for (let one = open.shift(); one !== undefined && found.size < PATH_MAX; one = open.shift()) {
        const node = this.#nodes.get(one)
        if (!node || (found.has(one) && one !== id)) continue
        found.set(one, node)
        open.push(...next(node))
      }
    }
    visit(id, ({ parents }) => parents)
    visit(id, ({ children }) => children)
    for (const to of found.values()) {
      for (const parent of to.parents) {
        const from = found.get(parent)
        if (from) links.push({ from, to })
      }
    }
    return { nodes: [...found.values()].sort((a, b) => a.seq - b.seq), links }
  }

  // --- For the rules

  /** An event that the record changes. */
  own(id: string): EventNode | undefined {
    const node = this.#nodes.own(id)
    // The list has the same one.
    if (node && node.place !== null) this.#events.replace(node.place, node)
    return node
  }

  /** An event that is known already stays as it is. */
  begin({ id, kind, record, source = '', target, text = '', carrier = false, fate = 'waiting' }: Beginning): EventNode {
    const known = this.own(id)
    if (known) return known
    const node: EventNode = {
      id,
      kind,
      source,
      target,
      place: null,
      carrier,
      fate,
      at: record.at,
      seq: record.seq,
      text: text.slice(0, TEXT_MAX),
      attempts: 0,
      endedAt: null,
      parents: [],
      children: [],
      records: [],
      ways: new Map(),
    }
    this.#nodes.set(id, node)
    this.#recent.push(id)
    if (!carrier) node.place = this.#events.push(node)
    this.#fates.enter(node)
    if (this.#nodes.size > KEPT * 1.1) this.#nodes.forgetOldest(KEPT)
    return node
  }

  /** A carrier has turned out to be of interest by itself. */
  promote(node: EventNode): void {
    if (!node.carrier) return
    node.carrier = false
    this.#fates.enter(node)
    node.place = this.#events.push(node)
  }

  note(node: EventNode | undefined, record: TraceRecord): void {
    if (!node) return
    node.records.push(record)
    // The beginning of a story is part of it; what goes is in the middle.
    if (node.records.length > RECORDS_KEPT) node.records.splice(RECORDS_KEPT / 4, RECORDS_KEPT / 4)
  }

  link(from: EventNode | undefined, to: EventNode | undefined): void {
    if (!from || !to || from === to || to.parents.length >= LINKS_KEPT || to.parents.includes(from.id)) return
    to.parents.push(from.id)
    if (from.children.length < LINKS_KEPT) from.children.push(to.id)
  }

  /** Everything that came into being since a record was one's doing. */
  linkSince(from: EventNode | undefined, seq: number): void {
    for (let index = -1; from; index--) {
      const id = this.#recent.at(index) ?? ''
      const node = this.#nodes.get(id)
      if (!node || node.seq < seq) return
      if (node.parents.length === 0) this.link(from, this.own(id))
    }
  }

  /** @param ended given for what ends some events and not others */
  become(node: EventNode | undefined, fate: Fate, at: number, ended = isEnd(fate)): void {
    if (node) this.#fates.set(node, fate, ended ? at : null)
  }

  /** @param way one of several that an event goes: a target, a subscription, a mapping */
  becomeOn(node: EventNode | undefined, way: string, fate: Fate, at: number): void {
    if (node) this.#fates.setWay(node, way, fate, at)
  }
}

const copyOf = (node: EventNode): EventNode => ({
  ...node,
  parents: node.parents.slice(),
  children: node.children.slice(),
  records: node.records.slice(),
  ways: new Map(node.ways),
})

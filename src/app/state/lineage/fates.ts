/** How many events came to which end, and where those are that have not. */

import { FATES, isEnd, type EventNode, type Fate } from './event'

export class Fates {
  #counts = Object.fromEntries(FATES.map((fate) => [fate, 0])) as Record<Fate, number>

  fork(): Fates {
    const fork = new Fates()
    fork.#counts = { ...this.#counts }
    return fork
  }

  /** Events of all kinds but carriers, forgotten ones included. */
  get counts(): Readonly<Record<Fate, number>> {
    return this.#counts
  }

  enter({ carrier, fate }: EventNode): void {
    if (!carrier) this.#counts[fate]++
  }

  leave({ carrier, fate }: EventNode): void {
    if (!carrier) this.#counts[fate]--
  }

  set(node: EventNode, fate: Fate, endedAt: number | null): void {
    node.endedAt = endedAt
    if (node.fate === fate) return
    this.leave(node)
    node.fate = fate
    this.enter(node)
  }

  /** Of an event that goes several ways: the one that needs most to be looked at stands for all. */
  setWay(node: EventNode, way: string, fate: Fate, at: number): void {
    if (!node.ways.has(way) && node.ways.size >= WAYS_KEPT) return
    node.ways.set(way, fate)
    const fates = new Set(node.ways.values())
    const worst = FATES.find((one) => fates.has(one)) ?? fate
    const ended = [...fates].every(isEnd)
    this.set(node, worst, ended ? at : null)
  }
}

/** A rule has 5 targets at most, a bus 300 rules; nobody reads so many. */
const WAYS_KEPT = 100

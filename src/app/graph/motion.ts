/**
 * What moves on the screen: events one by one while there are few, pulses with a count in a flood. An event leaves a
 * node no sooner than what brought it has arrived there, so that the eye can follow it.
 */

import type { Fate, Flow } from './traffic'

export interface Mover {
  readonly id: number
  readonly edge: string
  readonly fate: Fate
  readonly back: boolean
  count: number
  readonly startedAt: number
  readonly duration: number
}

interface Waiting {
  readonly edge: string
  readonly fate: Fate
  readonly back: boolean
  count: number
  readonly due: number
}

/** Of all edges together. */
export const MOVERS_MAX = 60
/** Real milliseconds between two movers of the same kind on one edge. */
const GAP_MS = 130
/** How far what is seen may lag behind what happens. */
const LAG_MAX_MS = 2500

export class Motion {
  readonly movers: Mover[] = []
  readonly #waiting = new Map<string, Waiting>()
  readonly #lastStart = new Map<string, number>()
  /** When the last mover towards a node will be there. */
  readonly #arrivals = new Map<string, number>()
  readonly #durationOf: (edge: string) => number | null
  #next = 0

  /** @param durationOf how long a mover takes along an edge, milliseconds; null for one that is not drawn */
  constructor(durationOf: (edge: string) => number | null) {
    this.#durationOf = durationOf
  }

  get isIdle(): boolean {
    return this.movers.length === 0 && this.#waiting.size === 0
  }

  add(flows: readonly Flow[], now: number): void {
    for (const { edge, fate, back, count } of flows) {
      const duration = this.#durationOf(edge)
      if (duration === null) continue
      const [source = '', target = ''] = edge.split('>')
      const [from, to] = back ? [target, source] : [source, target]
      const due = Math.min(now + LAG_MAX_MS, Math.max(now, this.#arrivals.get(from) ?? 0))
      const key = `${edge} ${fate} ${back}`
      const waiting = this.#waiting.get(key)
      if (waiting) waiting.count += count
      else this.#waiting.set(key, { edge, fate, back, count, due })
      this.#arrivals.set(to, Math.max(this.#arrivals.get(to) ?? 0, due + duration))
    }
  }

  /** Takes away what has arrived, and starts what is due. */
  step(now: number): void {
    for (let index = this.movers.length - 1; index >= 0; index--) {
      const mover = this.movers[index]
      if (mover && now >= mover.startedAt + mover.duration) this.movers.splice(index, 1)
    }
    for (const [key, waiting] of this.#waiting) {
      if (this.movers.length >= MOVERS_MAX) break
      if (waiting.due > now || (this.#lastStart.get(key) ?? -Infinity) + GAP_MS > now) continue
      const duration = this.#durationOf(waiting.edge)
      this.#waiting.delete(key)
      if (duration === null) continue
      const { edge, fate, back, count } = waiting
      this.movers.push({ id: this.#next++, edge, fate, back, count, startedAt: now, duration })
      this.#lastStart.set(key, now)
    }
  }

  clear(): void {
    this.movers.length = 0
    this.#waiting.clear()
    this.#arrivals.clear()
    this.#lastStart.clear()
  }
}

/** Where a mover is, 0 to 1 along its edge. */
export function progressOf({ startedAt, duration, back, fate }: Mover, now: number): number {
  const done = Math.min(1, Math.max(0, (now - startedAt) / duration))
  const eased = done < 0.5 ? 2 * done * done : 1 - (-2 * done + 2) ** 2 / 2
  // What does not pass a filter comes half way.
  const reached = fate === 'filtered' ? eased * 0.6 : eased
  return back ? 1 - reached : reached
}

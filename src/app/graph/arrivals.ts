/**
 * Who sent what has arrived. The trace says that something arrived before it says who brought it: a service's delivery,
 * or a call of a function's code, follows at the same instant. What nobody claims came from outside.
 */

import { CLIENTS } from './kinds'
import type { Move, Traffic } from './traffic'

export interface Arrival extends Omit<Move, 'from'> {
  readonly at: number
  /** Service prefix of the operation that would have brought it: `sqs`. */
  readonly service: string
  /** By which a delivery claims it: message or request id, or the host of a web request. */
  readonly key: string
  /** Who it looks like; null when only a claim can tell, and else it is not shown. */
  readonly from: string | null
}

/** Services whose arrivals do not say who called. */
const UNSIGNED: ReadonlySet<string> = new Set(['lambda', 'http', 'dynamodb'])

/** Of one instant: a batch of messages has ten, a batch of records 500. */
const WAITING_MAX = 600

export class Arrivals {
  readonly #traffic: Traffic
  #waiting: Arrival[] = []

  constructor(traffic: Traffic) {
    this.#traffic = traffic
  }

  fork(traffic: Traffic): Arrivals {
    const fork = new Arrivals(traffic)
    fork.#waiting = this.#waiting.slice()
    return fork
  }

  add(arrival: Arrival): void {
    if (this.#waiting.length >= WAITING_MAX) this.#settle(this.#waiting.splice(0, 1))
    this.#waiting.push(arrival)
  }

  /** Time went on: whoever claims something has done so. */
  passed(at: number): void {
    const [first] = this.#waiting
    if (first === undefined || first.at === at) return
    const settled = this.#waiting
    this.#waiting = []
    this.#settle(settled)
  }

  /** A service delivered it, and says so itself. */
  claim(key: string): void {
    if (this.#waiting.length === 0) return
    const index = this.#waiting.findIndex((one) => one.key === key)
    if (index >= 0) this.#waiting.splice(index, 1)
  }

  /**
   * A function's code called: what arrived at that service just now, and looks like nobody else's, is from there.
   * @param only of an invocation or a web request: where it went; one call brought one of them
   */
  claimByCall(caller: string, service: string, only: string | null): boolean {
    const fits = (one: Arrival): boolean =>
      one.service === service &&
      (one.from === null || one.from === caller || (one.from === CLIENTS && UNSIGNED.has(service))) &&
      (only === null || one.to === only || one.key === only)
    const claimed = only === null ? this.#waiting.filter(fits) : this.#waiting.filter(fits).slice(-1)
    if (claimed.length === 0) return false
    this.#waiting = this.#waiting.filter((one) => !claimed.includes(one))
    for (const one of claimed) this.#traffic.move(one.at, { ...one, from: caller })
    return true
  }

  #settle(arrivals: readonly Arrival[]): void {
    for (const one of arrivals) if (one.from !== null) this.#traffic.move(one.at, { ...one, from: one.from })
  }
}

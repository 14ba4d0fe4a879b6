/** What is paid for as long as it stands ready, used or not. */

import type { Milliseconds } from '../units'

/** An amount that changes over time, multiplied by the time. */
export class Standing {
  #amount = 0
  /** Since when it is more than nothing, virtual milliseconds. */
  #since = 0
  #changedAt = 0
  /** Amount × milliseconds, up to the last change. */
  #used = 0

  /** @param charged how much of a time from nothing to nothing is charged: rounded up, at least so much */
  constructor(readonly charged: (time: Milliseconds) => Milliseconds) {}

  fork(): Standing {
    const fork = new Standing(this.charged)
    fork.#amount = this.#amount
    fork.#since = this.#since
    fork.#changedAt = this.#changedAt
    fork.#used = this.#used
    return fork
  }

  /** @param at virtual milliseconds */
  set(amount: number, at: number): void {
    if (amount === this.#amount) return
    if (amount === 0) this.#used = this.used(at)
    else this.#used += this.#amount * (at - this.#changedAt)
    if (this.#amount === 0) this.#since = at
    this.#amount = amount
    this.#changedAt = at
  }

  /** Amount × milliseconds, as if it ended now. What the time is rounded up by counts with the last amount. */
  used(now: number): number {
    if (this.#amount === 0) return this.#used
    const end = this.#since + this.charged(now - this.#since)
    return this.#used + this.#amount * (end - this.#changedAt)
  }
}

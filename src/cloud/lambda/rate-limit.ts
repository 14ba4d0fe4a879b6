/**
 * Requests per second. MODEL: a bucket that holds one second's worth and is refilled all the time; AWS documents the
 * rate, not how it is measured.
 */

import type { TraceFact } from '../aws/trace-records'
import type { Kernel } from '../kernel/kernel'

export class RateLimit {
  #taken = 0
  #at = 0

  constructor(readonly kernel: Kernel<TraceFact>) {}

  /** Takes one request if there is room for it. @param perSecond may change from one to the next */
  take(perSecond: number): boolean {
    const { now } = this.kernel
    this.#taken = Math.max(0, this.#taken - ((now - this.#at) / 1000) * perSecond)
    this.#at = now
    if (this.#taken + 1 > perSecond + ROUNDING) return false
    this.#taken++
    return true
  }
}

/** Sums of fractions must not cost a request. */
const ROUNDING = 1e-6

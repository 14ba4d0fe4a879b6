const WINDOW_MS = 10_000

/** How many things a second, over the last ten seconds of virtual time: two buckets, however many things. */
export class EdgeRate {
  #start = 0
  #current = 0
  #previous = 0

  fork(): EdgeRate {
    const fork = new EdgeRate()
    fork.#start = this.#start
    fork.#current = this.#current
    fork.#previous = this.#previous
    return fork
  }

  add(at: number, count: number): void {
    this.#turn(at)
    this.#current += count
  }

  /** A second. */
  at(now: number): number {
    const start = Math.floor(now / WINDOW_MS) * WINDOW_MS
    const age = start - this.#start
    const current = age === 0 ? this.#current : 0
    const previous = age === 0 ? this.#previous : age === WINDOW_MS ? this.#current : 0
    const left = 1 - (now - start) / WINDOW_MS
    return ((current + previous * left) / WINDOW_MS) * 1000
  }

  #turn(at: number): void {
    const start = Math.floor(at / WINDOW_MS) * WINDOW_MS
    if (start === this.#start) return
    this.#previous = start - this.#start === WINDOW_MS ? this.#current : 0
    this.#current = 0
    this.#start = start
  }
}

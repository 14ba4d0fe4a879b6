/** The append-only list of facts. Everything anybody sees of a run is a projection of it. */

export class Trace<Fact extends object> {
  readonly #records: (Fact & { seq: number; at: number })[] = []
  readonly #now: () => number
  readonly #followers: ((fact: Fact) => void)[] = []

  constructor(now: () => number) {
    this.#now = now
  }

  /** Appends a fact that is true now. */
  record(fact: Fact): void {
    this.#records.push(Object.assign({ seq: this.#records.length, at: this.#now() }, fact))
    for (const follow of this.#followers) follow(fact)
  }

  /** For what happens because something was recorded. @param follow must record nothing itself: it schedules events */
  follow(follow: (fact: Fact) => void): void {
    this.#followers.push(follow)
  }

  get length(): number {
    return this.#records.length
  }

  /** Records from `seq` on, oldest first. */
  since(seq: number): readonly (Fact & { seq: number; at: number })[] {
    return this.#records.slice(seq)
  }
}

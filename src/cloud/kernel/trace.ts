/** The append-only list of facts. Everything anybody sees of a run is a projection of it. */

import { assert } from './assert'

type Recorded<Fact> = Fact & { seq: number; at: number }

export class Trace<Fact extends object> {
  readonly #records: Recorded<Fact>[] = []
  readonly #now: () => number
  readonly #followers: ((fact: Fact) => void)[] = []
  /** The run's own, in a run that is had again. */
  readonly #known: Trace<Fact> | null
  #length = 0

  /** @param known a trace whose first records are the ones to come: they are there once, and not made again */
  constructor(now: () => number, known: Trace<Fact> | null = null) {
    this.#now = now
    this.#known = known
  }

  /** Appends a fact that is true now. */
  record(fact: Fact): void {
    const seq = this.#length++
    if (!this.#known) this.#records.push(Object.assign({ seq, at: this.#now() }, fact))
    else
      assert(this.#known.#records[seq]?.at === this.#now(), () => `record ${seq} came at another time than in the run`)
    for (const follow of this.#followers) follow(fact)
  }

  /** For what happens because something was recorded. @param follow must record nothing itself: it schedules events */
  follow(follow: (fact: Fact) => void): void {
    this.#followers.push(follow)
  }

  get length(): number {
    return this.#length
  }

  /** Records from `seq` on, oldest first. @param count at most so many */
  since(seq: number, count = Infinity): readonly Recorded<Fact>[] {
    return (this.#known ?? this).#records.slice(seq, Math.min(seq + count, this.#length))
  }
}

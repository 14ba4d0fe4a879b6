/** A replay that goes after the run, and keeps what the resources looked like after every instant. */

import { PAGE_LIMITS } from '../aws/page-limits'
import type { ResourceView } from '../aws/resource-view'
import { hours } from '../aws/units'
import type { Replay } from './replay'
import { ViewHistory } from './view-history'

/** How much is kept, in bytes. From there on an earlier moment is replayed when somebody asks. */
export const HISTORY_BYTES_MAX = PAGE_LIMITS.historyBytes.value
/** What is kept for hours runs out by itself: over times as long as this it is looked whether something did. */
const STILL_MAX = hours(0.5)

export class Follower {
  readonly #history = new ViewHistory()
  /** Times in which nothing was done and yet something changed. */
  readonly #unsure: { readonly from: number; readonly until: number }[] = []
  /** Whether something may have changed since the last look. */
  #isChanged = true
  #isFull = false

  constructor(
    readonly replay: Replay,
    readonly bytesMax = HISTORY_BYTES_MAX,
  ) {}

  /** Whether it has as much as it may hold: it goes no further. */
  get isFull(): boolean {
    return this.#isFull
  }

  /** Whether there is something to go after. */
  get isBehind(): boolean {
    return !this.#isFull && (this.#isChanged || this.replay.nextAt !== null)
  }

  /** @returns what there was after an instant; null when that is not known (yet) */
  at(instant: number): readonly ResourceView[] | null {
    if (this.#isChanged || instant >= (this.replay.nextAt ?? this.replay.recording.until.at)) return null
    if (this.#unsure.some(({ from, until }) => instant > from && instant < until)) return null
    return this.#history.at(instant)
  }

  /** Goes on for as long as `may` says so; it is asked before every step. */
  async goOn(may: () => boolean): Promise<void> {
    while (this.isBehind && may()) {
      const { replay } = this
      const next = replay.nextAt
      if (this.#isChanged && next !== replay.cloud.kernel.now) this.#look(next)
      else {
        this.#isChanged = true
        const step = replay.step(Infinity)
        if (typeof step !== 'boolean') await step
      }
    }
  }

  /** After everything of an instant. @param next when something will be done again */
  #look(next: number | null): void {
    const { kernel } = this.replay.cloud
    this.#take()
    this.#isChanged = false
    const from = kernel.now
    if (next === null || next - from < STILL_MAX) return
    kernel.moveTo(next)
    if (this.#take()) this.#unsure.push({ from, until: next })
  }

  /** @returns whether something has changed */
  #take(): boolean {
    const { cloud } = this.replay
    const isChanged = this.#history.take(cloud.kernel.now, cloud.views())
    this.#isFull = this.#history.bytes > this.bytesMax
    return isChanged
  }
}

/** What there was at an earlier moment of the run that is under way: replays, kept where they are for the next question. */

import type { PastViews } from '../protocol'
import type { Recording } from './recording'
import { Replay } from './replay'

/** Replays that are kept. Each has as much in memory as the run had at its moment. */
const KEPT_MAX = 4

export class Past {
  readonly #kept: Replay[] = []
  #tail: Promise<unknown> = Promise.resolve()

  /** @param pause see `Replay.runTo` */
  constructor(
    readonly recording: Recording,
    readonly pause: () => Promise<void> | void,
  ) {}

  /** Questions are answered one after the other. @param at virtual milliseconds, before the run's own now */
  viewsAt(at: number): Promise<PastViews> {
    const answer = this.#tail.then(() => this.#viewsAt(at))
    this.#tail = answer.catch(() => undefined)
    return answer
  }

  async #viewsAt(at: number): Promise<PastViews> {
    const { end } = this.recording
    if (end && at >= end.at) return { state: 'not-recorded', from: end.at }
    const replay = this.#nearest(at)
    await replay.runTo({ at }, this.pause)
    return { state: 'known', at, views: replay.cloud.views() }
  }

  /** The replay that has the shortest way there. */
  #nearest(at: number): Replay {
    const before = this.#kept.filter((replay) => !replay.isBeyond({ at }))
    const nearest = before.sort((a, b) => b.position.steps - a.position.steps)[0]
    if (nearest) return nearest
    const fresh = new Replay(this.recording)
    this.#kept.push(fresh)
    if (this.#kept.length > KEPT_MAX) this.#drop()
    return fresh
  }

  /** Of two that are close to each other, the one that is further on: who looks for it finds the other one. */
  #drop(): void {
    const sorted = this.#kept.sort((a, b) => a.position.steps - b.position.steps)
    let closest = sorted.length - 1
    const gap = (index: number): number =>
      (sorted[index]?.position.steps ?? 0) - (sorted[index - 1]?.position.steps ?? 0)
    for (let index = 2; index < sorted.length; index++) if (gap(index) < gap(closest)) closest = index
    sorted.splice(closest, 1)
  }
}

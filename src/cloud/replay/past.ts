/** What there was at an earlier moment of the run that is under way. */

import type { ResourceView } from '../aws/resource-view'
import type { TraceFact } from '../aws/trace-records'
import type { Trace } from '../kernel/trace'
import type { PastViews } from '../protocol'
import { Follower } from './follower'
import type { Recording } from './recording'
import { Replay } from './replay'

/** Replays that are kept where they are, for the next question that the follower cannot answer. */
const KEPT_MAX = 2
/** A run of so many steps is replayed while one waits. A longer one is followed in time, whether somebody asks or not. */
const STEPS_AT_ONCE = 2000

export class Past {
  readonly #follower: Follower
  readonly #kept: Replay[] = []
  #tail: Promise<unknown> = Promise.resolve()
  #wasAsked = false

  /**
   * @param trace of the run
   * @param pause see `Replay.runTo`
   */
  constructor(
    readonly recording: Recording,
    readonly trace: Trace<TraceFact> | null,
    readonly pause: () => Promise<void> | void,
    bytesMax?: number,
  ) {
    this.#follower = new Follower(new Replay(recording, trace), bytesMax)
  }

  /** Whether there is work for when nothing else is to be done. */
  get isBehind(): boolean {
    return (this.#wasAsked || this.recording.until.steps > STEPS_AT_ONCE) && this.#follower.isBehind
  }

  /** Does of that work as much as `may` lets it: it is asked before every step. */
  follow(may: () => boolean): Promise<void> {
    return this.#follower.goOn(may)
  }

  /** @param at virtual milliseconds, before the run's own now */
  async viewsAt(at: number): Promise<PastViews> {
    this.#wasAsked = true
    const { end } = this.recording
    if (end && at >= end.at) return { state: 'not-recorded', from: end.at }
    return { state: 'known', at, views: this.#follower.at(at) ?? (await this.#replayedOneByOne(at)) }
  }

  #replayedOneByOne(at: number): Promise<readonly ResourceView[]> {
    const answer = this.#tail.then(() => this.#replayed(at))
    this.#tail = answer.catch(() => undefined)
    return answer
  }

  async #replayed(at: number): Promise<readonly ResourceView[]> {
    const replay = this.#nearest(at)
    await replay.runTo({ at }, this.pause)
    return replay.cloud.views()
  }

  /** The replay that has the shortest way there. */
  #nearest(at: number): Replay {
    const before = this.#kept.filter((replay) => !replay.isBeyond({ at }))
    const nearest = before.sort((a, b) => b.position.steps - a.position.steps)[0]
    if (nearest) return nearest
    const fresh = new Replay(this.recording, this.trace)
    this.#kept.push(fresh)
    if (this.#kept.length > KEPT_MAX) this.#kept.shift()
    return fresh
  }
}

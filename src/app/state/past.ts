import type { TimelineModel } from '../timeline/model'
import { Projections } from './projections'
import type { Recording } from './recording'

/** Records between two looks at the clock. */
const CHUNK = 100

/**
 * What the page showed at earlier moments. Forward from where it is, it takes in the records in between; back, it begins
 * anew. Either way in slices, so that the page goes on meanwhile. A target that moves back while it is on its way costs
 * nothing as long as it has not passed it.
 */
export class Past {
  #projections: Projections

  /** @param timeline of the whole run: it shows what was before and after a moment, so it is not made again */
  constructor(
    readonly recording: Recording,
    readonly timeline: TimelineModel,
  ) {
    this.#projections = new Projections(timeline)
  }

  /** As far as it has come. */
  get projections(): Projections {
    return this.#projections
  }

  /**
   * Goes towards the moment after `next` records.
   * @param budgetMs real milliseconds
   * @param clock real milliseconds
   * @returns whether it is there
   */
  advance(next: number, budgetMs: number, clock = () => performance.now()): boolean {
    const until = clock() + budgetMs
    if (this.#projections.next > next) this.#projections = new Projections(this.timeline)
    const end = Math.min(next, this.recording.length)
    while (this.#projections.next < end && clock() < until) {
      const chunkEnd = Math.min(end, this.#projections.next + CHUNK)
      while (this.#projections.next < chunkEnd) {
        const record = this.recording.get(this.#projections.next)
        if (!record) return true
        this.#projections.apply(record)
      }
    }
    return this.#projections.next >= end
  }
}

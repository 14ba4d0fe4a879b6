import type { TimelineModel } from '../timeline/model'
import { Projections } from './projections'
import type { Recording } from './recording'

/** Records between two looks at the clock. */
const CHUNK = 100
/** Moments beside the shown one that are kept, spread over the run. Each costs memory as the run itself does. */
const STATIONS = 4

/**
 * What the page showed at earlier moments. Forward from where it is, it takes in the records in between; back, it goes on
 * from the nearest station before, or begins anew. Either way in slices, so that the page goes on meanwhile. A target
 * that moves back while it is on its way costs nothing as long as it has not passed it.
 */
export class Past {
  #projections: Projections
  /** Of moments spread over the run, from where others are near. */
  #stations: Projections[] = []

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
    this.#startFromNearest(next)
    return this.#apply(this.#projections, Math.min(next, this.recording.length), clock() + budgetMs, clock)
  }

  /**
   * Brings the stations to where they belong.
   * @returns whether they are there
   */
  prepare(budgetMs: number, clock = () => performance.now()): boolean {
    const until = clock() + budgetMs
    const spacing = Math.floor(this.recording.length / (STATIONS + 1))
    const kept: Projections[] = []
    let done = true
    for (let place = spacing, from = 0; kept.length < STATIONS; from = place, place += spacing) {
      // The first stretch is near to the beginning, where everything can start anew.
      const found = this.#stations.find(({ next }) => next > from && next <= place) ?? new Projections(this.timeline)
      kept.push(found)
      if (done) done = this.#apply(found, place, until, clock)
    }
    this.#stations = kept
    return done
  }

  #startFromNearest(next: number): void {
    const candidates = [this.#projections, ...this.#stations].filter((one) => one.next <= next)
    const nearest = candidates.reduce<Projections | null>((a, b) => (a && a.next >= b.next ? a : b), null)
    if (nearest === this.#projections) return
    // What was shown takes the place of the station that is left; `prepare` puts it where it is of use.
    this.#stations = this.#stations.map((one) => (one === nearest ? this.#projections : one))
    this.#projections = nearest ?? new Projections(this.timeline)
  }

  /** @returns whether it is there */
  #apply(projections: Projections, end: number, until: number, clock: () => number): boolean {
    while (projections.next < end && clock() < until) {
      const chunkEnd = Math.min(end, projections.next + CHUNK)
      while (projections.next < chunkEnd) {
        const record = this.recording.get(projections.next)
        if (!record) return true
        projections.apply(record)
      }
    }
    return projections.next >= end
  }
}

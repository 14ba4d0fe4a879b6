import type { TimelineModel } from '../timeline/model'
import { Projections } from './projections'
import type { Recording } from './recording'

/** Records between two looks at the clock. */
const CHUNK = 100
/** Records from one station to the next: applying them takes some tens of milliseconds. */
const SPACING = 4000
/** Beyond that every second one is given up, and they are twice as far apart. */
const STATIONS_MAX = 32

/**
 * What the page showed at earlier moments. While the run goes on, forks of what the page shows are put aside at even
 * distances: stations. An earlier moment is a fork of the station before it, and the records in between. They are taken in
 * in slices, so that the page goes on meanwhile; going on from what is shown costs only what lies between, and so does a
 * target that moves back while it is on its way, as long as it has not passed it.
 */
export class Past {
  #shown: Projections
  /** In the order of the run. Nothing is applied to them: they are forked. */
  #stations: Projections[] = []
  #spacing: number

  /**
   * @param timeline of the whole run: it shows what was before and after a moment, so it is not made again
   * @param spacing records from one station to the next, to begin with
   */
  constructor(
    readonly recording: Recording,
    readonly timeline: TimelineModel,
    spacing = SPACING,
  ) {
    this.#shown = new Projections(timeline)
    this.#spacing = spacing
  }

  /** As far as it has come. */
  get projections(): Projections {
    return this.#shown
  }

  /** Makes a station where one belongs. @param live told of one more record of the run */
  pass(live: Projections): void {
    if (live.next % this.#spacing !== 0) return
    this.#stations.push(live.fork())
    if (this.#stations.length <= STATIONS_MAX) return
    this.#spacing *= 2
    this.#stations = this.#stations.filter(({ next }) => next % this.#spacing === 0)
  }

  /**
   * Goes towards the moment after `next` records.
   * @param budgetMs real milliseconds
   * @param clock real milliseconds
   * @returns whether it is there
   */
  advance(next: number, budgetMs: number, clock = () => performance.now()): boolean {
    this.#startFromNearest(next)
    const until = clock() + budgetMs
    const end = Math.min(next, this.recording.length)
    while (this.#shown.next < end && clock() < until) this.#apply(Math.min(end, this.#shown.next + CHUNK))
    return this.#shown.next >= end
  }

  #startFromNearest(next: number): void {
    const station = this.#stations.findLast((one) => one.next <= next)
    const isOnTheWay = this.#shown.next <= next && this.#shown.next >= (station?.next ?? 0)
    if (!isOnTheWay) this.#shown = station?.fork() ?? new Projections(this.timeline)
  }

  #apply(end: number): void {
    for (const record of this.recording.records.slice(this.#shown.next, end)) this.#shown.apply(record)
  }
}

import type { TraceRecord } from '../../cloud/aws/trace-records'
import { Projections } from './projections'

/** What the panels read. A new object after each change, around the same projections. */
export type TraceSnapshot = Pick<
  Projections,
  'names' | 'environments' | 'requests' | 'queues' | 'logs' | 'timeline' | 'next'
>

/** Real milliseconds of a frame that may go into taking in records; what is left over waits for the next frame. */
const BUDGET_MS = 8
const CHUNK = 500

/** Takes records in as they come, and lets the panels see them once per animation frame. */
export class Trace {
  current = $state.raw<TraceSnapshot>(new Projections())
  /** Grows by one with every new run. */
  run = $state(0)
  #projections = new Projections()
  #waiting: TraceRecord[] = []
  #read = 0
  #frame: number | null = null

  /** @param records new ones, in order; a record 0 begins a new run */
  feed(records: readonly TraceRecord[]): void {
    for (const record of records) this.#waiting.push(record)
    // A hidden page has no frames: takes in at once what would otherwise pile up.
    if (document.visibilityState === 'hidden') this.#takeIn(Infinity)
    else this.#schedule()
  }

  #schedule(): void {
    if (this.#read < this.#waiting.length)
      this.#frame ??= requestAnimationFrame(() => {
        this.#frame = null
        this.#takeIn(BUDGET_MS)
      })
  }

  #takeIn(budgetMs: number): void {
    const until = performance.now() + budgetMs
    while (this.#read < this.#waiting.length && performance.now() < until) {
      const end = Math.min(this.#waiting.length, this.#read + CHUNK)
      for (; this.#read < end; this.#read++) this.#apply(this.#waiting[this.#read])
    }
    if (this.#read === this.#waiting.length) {
      this.#waiting = []
      this.#read = 0
    }
    const { names, environments, requests, queues, logs, timeline, next } = this.#projections
    this.current = { names, environments, requests, queues, logs, timeline, next }
    this.#schedule()
  }

  #apply(record: TraceRecord | undefined): void {
    if (!record) return
    if (record.seq === 0 && this.#projections.next > 0) {
      this.#projections = new Projections()
      this.run++
    }
    this.#projections.apply(record)
  }
}

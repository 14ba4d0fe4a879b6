import type { TraceRecord } from '../../cloud/aws/trace-records'
import type { ClockState } from '../../cloud/protocol'
import { Projections } from './projections'

/** What the panels read. A new object after each change, around the same projections. */
export type TraceSnapshot = Pick<
  Projections,
  'names' | 'environments' | 'requests' | 'queues' | 'logs' | 'timeline' | 'next'
>

/** Real milliseconds of a frame that may go into taking in records; what is left over waits for the next frame. */
const BUDGET_MS = 8
/** Real milliseconds between two updates of the panels, so that a flood of records leaves time for all else. */
const UPDATE_MS = 40
const CHUNK = 500
const FIND_MS = 2000
const FIND_AGAIN_MS = 10

/** Takes in what the cloud says as it comes, and lets the panels see it some 25 times a second. */
export class Trace {
  current = $state.raw<TraceSnapshot>(new Projections())
  clock = $state.raw<ClockState | null>(null)
  /** Grows by one with every new run. */
  run = $state(0)
  #projections = new Projections()
  #waiting: TraceRecord[] = []
  #read = 0
  #nextClock: ClockState | null = null
  #frame: number | null = null
  #updatedAt = 0
  #changed = false

  /** @param records new ones, in order; a record 0 begins a new run */
  feed(records: readonly TraceRecord[]): void {
    for (const record of records) this.#waiting.push(record)
    // A hidden page has no frames: takes in at once what would otherwise pile up.
    if (document.visibilityState === 'hidden') this.#takeIn(Infinity)
    this.#schedule()
  }

  feedClock(clock: ClockState): void {
    this.#nextClock = clock
    this.#schedule()
  }

  /** Waits for what records that are on their way will tell. @returns undefined when they do not */
  async find<T>(look: (projections: TraceSnapshot) => T | undefined): Promise<T | undefined> {
    const until = performance.now() + FIND_MS
    for (;;) {
      this.#takeIn(Infinity)
      const found = look(this.#projections)
      if (found !== undefined || performance.now() > until) return found
      await new Promise((resolve) => setTimeout(resolve, FIND_AGAIN_MS))
    }
  }

  #schedule(): void {
    this.#frame ??= requestAnimationFrame((now) => {
      this.#frame = null
      this.#takeIn(BUDGET_MS)
      if (now - this.#updatedAt >= UPDATE_MS) this.#update(now)
      if (this.#changed || this.#nextClock || this.#read < this.#waiting.length) this.#schedule()
    })
  }

  #takeIn(budgetMs: number): void {
    const until = performance.now() + budgetMs
    while (this.#read < this.#waiting.length && performance.now() < until) {
      const end = Math.min(this.#waiting.length, this.#read + CHUNK)
      for (; this.#read < end; this.#read++) this.#apply(this.#waiting[this.#read])
    }
    if (this.#read < this.#waiting.length) return
    this.#waiting = []
    this.#read = 0
  }

  #apply(record: TraceRecord | undefined): void {
    if (!record) return
    if (record.seq === 0 && this.#projections.next > 0) this.#projections = new Projections()
    this.#projections.apply(record)
    this.#changed = true
  }

  #update(now: number): void {
    this.#updatedAt = now
    if (this.#nextClock) this.clock = this.#nextClock
    this.#nextClock = null
    if (!this.#changed) return
    this.#changed = false
    if (this.#projections.logs !== this.current.logs) this.run++
    const { names, environments, requests, queues, logs, timeline, next } = this.#projections
    this.current = { names, environments, requests, queues, logs, timeline, next }
  }
}

import type { TraceRecord } from '../../cloud/aws/trace-records'
import type { ClockState } from '../../cloud/protocol'
import { Projections } from './projections'

/** What the panels read. A new object after each change, around the same projections. */
export type TraceSnapshot = Pick<
  Projections,
  'names' | 'environments' | 'requests' | 'exchanges' | 'executions' | 'queues' | 'logs' | 'timeline' | 'usage' | 'next'
>

/** Real milliseconds of a frame that may go into taking in records; what is left over waits for the next frame. */
const BUDGET_MS = 8
/** Real milliseconds between two updates of the panels. */
const UPDATE_MS = 40
/** The same in a flood, which nobody can follow record by record: what draws it takes time from what runs it. */
const FLOOD_UPDATE_MS = 120
/** Records between two updates that make a flood. */
const FLOOD = 100
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
  #scheduled = false
  #updatedAt = 0
  /** Records taken in since the last update. */
  #taken = 0
  #flooded = false

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

  /** A frame is asked for when an update is due and no earlier: each one costs, whatever it draws. */
  #schedule(): void {
    if (this.#scheduled) return
    this.#scheduled = true
    const wait = this.#updatedAt + (this.#flooded ? FLOOD_UPDATE_MS : UPDATE_MS) - performance.now()
    if (wait > 0) setTimeout(() => this.#requestFrame(), wait)
    else this.#requestFrame()
  }

  #requestFrame(): void {
    requestAnimationFrame(() => {
      this.#takeIn(BUDGET_MS)
      const behind = this.#read < this.#waiting.length
      if (!behind || performance.now() - this.#updatedAt > FLOOD_UPDATE_MS) this.#update()
      this.#scheduled = behind
      if (behind) this.#requestFrame()
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
    this.#taken++
  }

  #update(): void {
    this.#updatedAt = performance.now()
    if (this.#nextClock) this.clock = this.#nextClock
    this.#nextClock = null
    this.#flooded = this.#taken > FLOOD
    if (this.#taken === 0) return
    this.#taken = 0
    if (this.#projections.logs !== this.current.logs) this.run++
    const { names, environments, requests, exchanges, executions, queues, logs, timeline, usage, next } =
      this.#projections
    this.current = { names, environments, requests, exchanges, executions, queues, logs, timeline, usage, next }
  }
}

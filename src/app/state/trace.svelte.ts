import type { TraceRecord } from '../../cloud/aws/trace-records'
import type { ClockState } from '../../cloud/protocol'
import type { RecordedRun } from '../../project/share-url'
import { Past } from './past'
import { Projections } from './projections'
import { type Moment, Recording } from './recording'

/** What the panels read. A new object after each change, around the same projections. */
export type TraceSnapshot = Readonly<Omit<Projections, 'apply' | 'fork'>>

const snapshotOf = (projections: Projections): TraceSnapshot => ({ ...projections, next: projections.next })

/** Real milliseconds of a frame that may go into taking in records; what is left over waits for the next frame. */
const BUDGET_MS = 8
/** The same for going to an earlier moment, which somebody waits for. */
const PURSUIT_MS = 20
/** Real milliseconds between two updates of the panels. */
const UPDATE_MS = 40
/** The same in a flood, which nobody can follow record by record: what draws it takes time from what runs it. */
const FLOOD_UPDATE_MS = 120
/** Records between two updates that make a flood. */
const FLOOD = 100
/** Records between two looks at the clock. */
const CHUNK = 100
const FIND_MS = 2000
const FIND_AGAIN_MS = 10

/**
 * Takes in what the cloud says as it comes, and lets the panels see it some 25 times a second. It keeps the run's records:
 * while somebody looks at an earlier moment, `current` is as of that moment and `live` goes on.
 */
export class Trace {
  live = $state.raw<TraceSnapshot>(new Projections())
  #past = $state.raw<TraceSnapshot | null>(null)
  readonly current = $derived(this.#past ?? this.live)
  /** What is looked at; null while it is now. `current` follows within a few frames. */
  moment = $state.raw<Moment | null>(null)
  /** As it is now, whatever is looked at. */
  clock = $state.raw<ClockState | null>(null)
  /** The run that came with a link and is shown as long as there is no other one. */
  recorded = $state.raw<RecordedRun | null>(null)
  /** Grows by one with every new run. */
  run = $state(0)
  #projections = new Projections()
  #recording = new Recording()
  #replay = new Past(this.#recording, this.#projections.timeline)
  #pursuing = false
  #waiting: TraceRecord[] = []
  #read = 0
  #nextClock: ClockState | null = null
  #scheduled = false
  #updatedAt = 0
  /** Records taken in since the last update. */
  #taken = 0
  #flooded = false

  /** When the run began, virtual milliseconds since the epoch; null before its first record. */
  get startedAt(): number | null {
    return this.#recording.get(0)?.at ?? null
  }

  /** @param records new ones, in order; a record 0 begins a new run */
  feed(records: readonly TraceRecord[]): void {
    if (this.recorded) {
      const first = records.findIndex(({ seq }) => seq === 0)
      // The rest of a run that is over.
      if (first < 0) return
      this.recorded = null
      records = records.slice(first)
    }
    for (const record of records) this.#waiting.push(record)
    // A hidden page has no frames: takes in at once what would otherwise pile up.
    if (document.visibilityState === 'hidden') this.#takeIn(Infinity)
    this.#schedule()
  }

  /**
   * Shows a run that came with a link, until another one begins.
   * @throws whatever a record that makes no sense leads to; then nothing has changed
   */
  async show(run: RecordedRun): Promise<void> {
    const projections = new Projections()
    const recording = new Recording()
    const replay = new Past(recording, projections.timeline)
    let until = performance.now() + PURSUIT_MS
    for (const record of run.records) {
      projections.apply(record)
      recording.append(record)
      replay.pass(projections)
      if (performance.now() < until) continue
      await new Promise((resolve) => setTimeout(resolve))
      until = performance.now() + PURSUIT_MS
    }
    const clock: ClockState = { now: run.now, pace: 'paused', nextEventAt: null, busy: false }
    this.#projections = projections
    this.#recording = recording
    this.#replay = replay
    this.#waiting = []
    this.#read = this.#taken = 0
    this.recorded = run
    this.clock = clock
    this.run++
    this.backToNow()
    this.live = snapshotOf(projections)
  }

  feedClock(clock: ClockState): void {
    this.#nextClock = clock
    this.#schedule()
  }

  /** Waits for what records that are on their way will tell. @returns undefined when they do not */
  async find<T>(look: (projections: TraceSnapshot) => T | undefined): Promise<T | undefined> {
    const until = performance.now() + FIND_MS
    for (;;) {
      this.#takeIn(BUDGET_MS)
      const found = look(this.#projections)
      if (found !== undefined || performance.now() > until) return found
      await new Promise((resolve) => setTimeout(resolve, FIND_AGAIN_MS))
    }
  }

  /** The records of this run; a new object with every run. */
  get recording(): Recording {
    return this.#recording
  }

  /** Looks at an instant of the run, with all that happened at it. Panels show it within a few frames. */
  lookAt(at: number): void {
    this.#look({ next: this.#recording.until(at), at })
  }

  /** Looks at the moment after the first `next` records. */
  lookAfter(next: number): void {
    this.#look(this.#recording.momentOf(next))
  }

  backToNow(): void {
    this.moment = null
    this.#past = null
  }

  #look(moment: Moment): void {
    if (this.#recording.length === 0) return
    this.moment = moment
    this.#pursue()
  }

  /** Goes towards the moment, a slice in each frame; meanwhile the panels show what they showed. */
  #pursue(): void {
    if (this.#pursuing) return
    this.#pursuing = true
    const slice = (): void => {
      this.#pursuing = this.moment !== null && !this.#replay.advance(this.moment.next, PURSUIT_MS)
      if (this.#pursuing) requestAnimationFrame(slice)
      else if (this.moment !== null) this.#past = snapshotOf(this.#replay.projections)
    }
    slice()
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
    if (record.seq === 0 && this.#projections.next > 0) {
      this.#projections = new Projections()
      this.#recording = new Recording()
      this.#replay = new Past(this.#recording, this.#projections.timeline)
    }
    this.#projections.apply(record)
    this.#recording.append(record)
    this.#replay.pass(this.#projections)
    this.#taken++
  }

  #update(): void {
    this.#updatedAt = performance.now()
    if (this.#nextClock && !this.recorded) {
      this.clock = this.#nextClock
      this.#nextClock = null
    }
    this.#flooded = this.#taken > FLOOD
    if (this.#taken === 0) return
    this.#taken = 0
    if (this.#projections.logs !== this.live.logs) {
      this.run++
      this.backToNow()
    }
    this.live = snapshotOf(this.#projections)
  }
}

/**
 * The discrete-event simulation: a virtual clock, events to come, random streams, a trace.
 *
 * Invariants:
 * - the clock never goes back; an event runs at exactly its own instant;
 * - events of one instant run in the order in which they were scheduled;
 * - a turn (work outside the simulation: an environment running user code) belongs to the instant at which it started.
 *   Turns of one instant run in parallel; the clock does not move before all of them have ended, and their ends are
 *   processed in the order in which they started. So parallelism never shows in the trace.
 */

import { assert } from './assert'
import { EventQueue, type ScheduledEvent } from './event-queue'
import { Random } from './random'
import { Trace } from './trace'

export interface KernelOptions {
  readonly seed: number
  /** Milliseconds since the Unix epoch. */
  readonly startTime: number
}

/** A scheduled event's handle; opaque, for `cancel`. */
export type Scheduled = ScheduledEvent

export class Kernel<Fact extends object> {
  readonly seed: number
  readonly trace: Trace<Fact>
  readonly #events = new EventQueue()
  readonly #streams = new Map<string, Random>()
  readonly #turns: { ended: boolean; finish: () => void }[] = []
  #now: number
  #steps = 0
  #turnEnded: (() => void) | null = null
  /** Called when an event was scheduled or a turn started: whoever drives the kernel may have to wake up. */
  onWork: (() => void) | null = null

  /** @param known the trace of the run that is had again */
  constructor(options: KernelOptions, known: Trace<Fact> | null = null) {
    this.seed = options.seed
    this.#now = options.startTime
    this.trace = new Trace<Fact>(() => this.#now, known)
  }

  /** Virtual now, milliseconds since the Unix epoch; fractions down to a microsecond. */
  get now(): number {
    return this.#now
  }

  /** Events and ends of turns so far. With `now` it says exactly where in a run something from outside came in. */
  get steps(): number {
    return this.#steps
  }

  /** When the next event is due; null when nothing but background events are left and none of them is due now. */
  get nextForegroundAt(): number | null {
    if (this.#turns.length > 0) return this.#now
    return this.#events.foreground > 0 ? (this.#events.peek()?.due ?? null) : null
  }

  /** When the next event of any kind is due. */
  get nextAt(): number | null {
    if (this.#turns.length > 0) return this.#now
    return this.#events.peek()?.due ?? null
  }

  /** The random stream of one concern. */
  random(stream: string): Random {
    let random = this.#streams.get(stream)
    if (!random) {
      random = new Random(this.seed, stream)
      this.#streams.set(stream, random)
    }
    return random
  }

  /** Runs `run` at the instant `due` (not before now). */
  at(due: number, run: () => void, options?: { background?: boolean }): Scheduled {
    const instant = microsecond(due)
    assert(instant >= this.#now, () => `an event was scheduled at ${instant}, before now (${this.#now})`)
    const event = this.#events.add(instant, run, options?.background ?? false)
    this.onWork?.()
    return event
  }

  /** Runs `run` after `delay` milliseconds. */
  after(delay: number, run: () => void, options?: { background?: boolean }): Scheduled {
    return this.at(this.#now + delay, run, options)
  }

  cancel(event: Scheduled | null): void {
    if (event) this.#events.cancel(event)
  }

  /** Starts a turn. `done` runs in this instant, after the turns that started before it. */
  turn<Result>(work: Promise<Result>, done: (result: Result) => void): void {
    const turn = { ended: false, finish: (): void => {} }
    this.#turns.push(turn)
    const end = (finish: () => void): void => {
      turn.finish = finish
      turn.ended = true
      this.#turnEnded?.()
    }
    work.then(
      (result) => end(() => done(result)),
      (error: unknown) =>
        end(() => {
          throw error
        }),
    )
    this.onWork?.()
  }

  /** Runs everything of the next instant, at most up to `limit`; false when nothing was due by then. */
  async runNextInstant(limit = Infinity): Promise<boolean> {
    const due = this.nextAt
    if (due === null || due > limit) return false
    this.#now = due
    for (;;) {
      if (this.#stepNow()) continue
      if (this.#turns.length === 0) return true
      await this.turnEnded()
    }
  }

  /** One step of the next instant, at most up to `limit`. `waits`: nothing can happen before a turn has ended. */
  runNextStep(limit = Infinity): 'ran' | 'waits' | 'nothing' {
    const due = this.nextAt
    if (due === null || due > limit) return 'nothing'
    this.#now = due
    return this.#stepNow() ? 'ran' : 'waits'
  }

  /** Resolves when one of the turns that are running has ended. One waits at a time. */
  turnEnded(): Promise<void> {
    return new Promise((resolve) => {
      this.#turnEnded = () => {
        this.#turnEnded = null
        resolve()
      }
    })
  }

  /** Moves the clock without running anything; nothing may be due before `instant`. */
  moveTo(instant: number): void {
    const target = microsecond(instant)
    if (target <= this.#now) return
    const next = this.nextAt
    assert(next === null || next >= target, () => `the clock was moved to ${target}, beyond an event due at ${next}`)
    this.#now = target
  }

  /**
   * An event of this instant, or else the end of the first turn. Which of them it is depends on nothing but the steps
   * and the input before it: also input that arrives while turns are running goes before their ends.
   */
  #stepNow(): boolean {
    const event = this.#events.take(this.#now)
    if (event) {
      this.#steps++
      event.run()
      return true
    }
    if (!this.#turns[0]?.ended) return false
    this.#steps++
    this.#turns.shift()?.finish()
    return true
  }
}

/** Instants are kept to the microsecond, so that sums of fractions do not depend on the order of adding. */
function microsecond(instant: number): number {
  return Math.round(instant * 1000) / 1000
}

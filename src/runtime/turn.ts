/**
 * The turn: runs the environment from a message of the cloud until it needs the outside again.
 *
 * Invariants:
 * - There is exactly one yield for each message, and nothing of the environment is seen after it (lines excepted,
 *   which come before it).
 * - One callback runs at a time (the invocation, a response, a timer, …), and the next one only when the environment
 *   is quiescent: no microtask is left and no tracked real operation is open.
 * - Virtual time moves only in that state; while a service call is in flight it does not move beyond what is due.
 * - Once the process has ended (exit, crash, a clock read beyond the deadline) nothing has an effect any more.
 *
 * Quiescence takes two tasks of our own, one after the other. The first starts when all microtasks are done. Promises
 * that were rejected in vain are reported by a task that the browser appends at that moment (in Chromium after the
 * first of ours, measured), so that the second one starts after the reports.
 */

import type { Operations } from './operations'
import type {
  KeptByEnvironment,
  LogLine,
  OutgoingResponse,
  Outcome,
  ResponseChunk,
  ServiceCall,
  Yield,
} from './protocol'
import { getOwnPropertyDescriptor, heapMB, hop, max, min, onHop, post, realNow, SafeList } from './realm'
import type { ImmediateQueue, TimerQueue, VirtualClock } from './virtual-time'

const HOPS_TO_QUIESCENCE = 2

/** Thrown through user code when the process has ended. Catching it helps nobody: nothing has an effect any more. */
export const PROCESS_ENDED: unknown = Object.freeze({ toString: () => 'The process has ended' })

export interface TurnHost {
  readonly clock: VirtualClock
  readonly timers: TimerQueue
  readonly immediates: ImmediateQueue
  readonly operations: Operations
  /** Whether the clock moves to a timer only when the cloud says so: other processes of the environment may act first. */
  readonly paced: boolean
  /** Calls that were made and not answered. */
  callsInFlight(): number
  takeCalls(): readonly ServiceCall[]
  takeLines(): readonly LogLine[]
  takeChunks(): readonly ResponseChunk[]
  /** Whether it listens on a port, which keeps the event loop alive. */
  listens(): boolean
  takeReplies(): readonly OutgoingResponse[] | undefined
  takeListening(): readonly number[] | undefined
  /** What is there to tell about the time between invocations. @param outcome null unless it freezes with this turn */
  takeKept(outcome: Outcome | null): KeptByEnvironment | undefined
  temporaryFiles(): Readonly<Record<string, string>>
  /** An exception that user code did not catch. */
  uncaught(error: unknown): void
  /** The event loop is empty and there is no outcome: settles one, gives the loop work, or ends the process. */
  drained(): void
}

export class Turn {
  readonly #host: TurnHost
  #state: 'frozen' | 'running' | 'ended' = 'frozen'
  #outcome: Outcome | null = null
  #deliveries = new SafeList<() => void>()
  /** Immediates that were queued when this round of the event loop began. */
  #batch = 0
  /** Rounds of immediates in this turn. */
  #rounds = 0
  /** Timers that were overdue when the environment was thawed fire even after the outcome. */
  #overdue = -Infinity
  /** Nothing was asked: what earlier code left behind goes on. */
  #background = false
  #lastBatchTaken = false
  #hops = 0
  /** User code ran outside of a step: quiescence has to be proven anew. */
  #disturbed = false
  #waiting = false
  #realStart = 0

  constructor(host: TurnHost) {
    this.#host = host
    onHop(() => this.#hopped())
    host.operations.onReady = () => {
      if (this.#waiting) this.#step()
    }
    host.clock.onDeadline = () => this.#endAtDeadline()
  }

  get running(): boolean {
    return this.#state === 'running'
  }

  /** Whether what was asked has ended (and the turn is about to). */
  get settled(): boolean {
    return this.#outcome !== null
  }

  /**
   * Starts a turn with what was delivered for it.
   * @param invokes whether an invocation starts: then timers that earlier ones left behind fire, whatever its outcome
   * @param background see ResumeMessage
   */
  begin(now: number, deadline: number, invokes: boolean, background = false): void {
    if (this.#state !== 'frozen') return
    const { clock } = this.#host
    this.#realStart = realNow()
    clock.startTurn(now, deadline)
    this.#state = 'running'
    this.#rounds = 0
    this.#batch = 0
    this.#background = background
    this.#overdue = invokes ? clock.now() : -Infinity
    this.#step()
  }

  /** Queues a callback of the event loop: an answer from outside. */
  deliver(callback: () => void): void {
    this.#deliveries.push(callback)
  }

  /** The first outcome counts; what comes beyond the deadline is not seen. */
  settle(outcome: Outcome): void {
    if (
      this.#outcome ||
      this.#background ||
      this.#state === 'ended' ||
      this.#host.clock.now() > this.#host.clock.deadline
    )
      return
    this.#outcome = outcome
    this.#lastBatchTaken = false
  }

  /** User code ran, or may have, in a task that is not the turn's own. */
  disturb(): void {
    this.#disturbed = true
  }

  /** Runs a callback of user code. */
  run(callback: () => void): void {
    if (this.#state === 'ended') return
    try {
      callback()
    } catch (error) {
      if (error !== PROCESS_ENDED) this.#host.uncaught(error)
    }
  }

  /**
   * The process ends: yields at once. With an outcome already settled, that one counts, and tells of the end.
   * @param ending `error` with an exit code, or `exit`
   */
  end(ending: Extract<Outcome, { kind: 'error' | 'exit' }>): void {
    if (this.#state !== 'running') return
    const settled = this.#outcome
    const answered = settled?.kind === 'response' || settled?.kind === 'error'
    const outcome = answered && ending.exitCode !== undefined ? { ...settled, exitCode: ending.exitCode } : ending
    this.#yield(outcome, null, true)
  }

  #endAtDeadline(): never {
    if (this.#state === 'running') this.#yield(this.#outcome, null, true)
    throw PROCESS_ENDED
  }

  #settleDown(): void {
    this.#hops = HOPS_TO_QUIESCENCE
    hop()
  }

  #hopped(): void {
    if (this.#state !== 'running') return
    if (--this.#hops > 0) hop()
    else if (this.#disturbed) {
      this.#disturbed = false
      this.#settleDown()
    } else this.#step()
  }

  /** Runs one callback and waits for quiescence, or yields. */
  #step(): void {
    this.#waiting = false
    if (this.#state !== 'running') return
    const next = this.#next()
    if (!next) return
    this.run(next)
    if (this.running) this.#settleDown()
  }

  /** What runs next; null if there is nothing (then the turn has yielded, or waits for a real operation). */
  #next(): (() => void) | null {
    const { clock, timers, immediates, operations } = this.#host
    if (clock.now() > clock.deadline) return this.#yield(this.#outcome, timers.nextDue(), false)
    const delivery = this.#deliveries.shift()
    if (delivery) {
      this.#batch = 0
      return delivery
    }
    if (operations.count > 0) {
      if (operations.releaseOldest()) return () => undefined
      this.#waiting = true
      return null
    }
    if (this.#outcome && !this.#lastBatchTaken) {
      this.#lastBatchTaken = true
      this.#batch = immediates.count
    }
    for (; this.#batch > 0; this.#batch--) {
      const immediate = immediates.take()
      if (!immediate) continue
      this.#batch--
      return immediate.fire
    }
    const due = timers.nextDue()
    const fire = (): void => timers.fireNext(() => clock.now())
    if (due !== null && due <= (this.#outcome ? this.#overdue : clock.now())) return fire
    if (this.#outcome) return this.#yield(this.#outcome, null, false)
    const waits = this.#waitsForOutside()
    if (immediates.count > 0 && (immediates.referenced || timers.referenced > 0 || waits)) return this.#nextRound(due)
    if (waits) return this.#yield(null, due, false)
    if (due !== null && timers.referenced > 0) {
      if (this.#host.paced) return this.#yield(null, due, false)
      if (due > clock.deadline) return this.#yieldAtDeadline(due)
      clock.advanceTo(due)
      return fire
    }
    return () => this.#host.drained()
  }

  /** Whether something may come from outside: an answer, a request, the next event. */
  #waitsForOutside(): boolean {
    return this.#background || this.#host.callsInFlight() > 0 || this.#host.listens()
  }

  /**
   * Code that polls with setImmediate must come to an end in virtual time: each round counts as a read of the clock,
   * and what it may be waiting for outside is given its chance.
   */
  #nextRound(due: number | null): (() => void) | null {
    const { clock, immediates } = this.#host
    if (this.#waitsForOutside() && ++this.#rounds > 1)
      return this.#yield(null, min(due ?? Infinity, clock.now()), false)
    this.#batch = immediates.count
    clock.read()
    return () => undefined
  }

  #yieldAtDeadline(wakeAt: number): null {
    const { clock } = this.#host
    clock.advanceTo(clock.deadline)
    return this.#yield(null, wakeAt, false)
  }

  #yield(outcome: Outcome | null, wakeAt: number | null, ended: boolean): null {
    const { clock } = this.#host
    const { deadline } = clock
    clock.endTurn()
    this.#state = ended ? 'ended' : 'frozen'
    this.#outcome = null
    const at = min(clock.now(), deadline)
    const processEnds =
      ended || (!outcome && at >= deadline) || (outcome && getOwnPropertyDescriptor(outcome, 'exitCode'))
    // A process that ends keeps nothing; what it got from before may be what ended it.
    const kept = this.#host.takeKept(processEnds ? null : outcome)
    const chunks = until(this.#host.takeChunks(), deadline)
    const replies = this.#host.takeReplies()
    const listening = this.#host.takeListening()
    const message: Yield = {
      type: 'yield',
      at,
      busyMs: max(0, realNow() - this.#realStart),
      calls: until(this.#host.takeCalls(), deadline),
      lines: until(this.#host.takeLines(), deadline),
      ...(chunks.length > 0 && { chunks }),
      ...(replies && { replies }),
      ...(listening && { listening }),
      wakeAt: outcome || wakeAt === null ? null : max(wakeAt, at),
      ...(outcome && { outcome }),
      memoryUsedMB: heapMB(),
      ...(ended && { ended }),
      ...(kept && { kept }),
      ...(processEnds && { temporaryFiles: this.#host.temporaryFiles() }),
    }
    post(message)
    return null
  }
}

/** What happened by the deadline: Lambda has stopped the process then. */
function until<T extends { readonly at: number }>(events: readonly T[], deadline: number): readonly T[] {
  const last = events[events.length - 1]
  if (!last || last.at <= deadline) return events
  const kept = new SafeList<T>()
  for (let index = 0; index < events.length; index++) {
    const event = events[index] as T
    if (event.at <= deadline) kept.push(event)
  }
  return kept
}

/**
 * Runs one test of a project's checks against a cloud.
 *
 * The check's process is no part of the simulation: it stands where the page's user stands, and what it asks comes in from
 * outside. It is driven by the turn protocol, in turns with the kernel: virtual time goes on as far as the process waits for
 * it (a timer, an answer), and no further. So it has no concurrency, no metrics and no bill, and takes no time itself.
 *
 * Invariants:
 * - the process never sees an instant before everything of that instant has happened in the cloud;
 * - what it asks comes in at its own instant, in order; answers come at the instant at which the cloud has them.
 */

import type {
  InitMessage,
  Invocation,
  ResumeMessage,
  ServiceCall,
  ServiceResponse,
  Yield,
} from '../../runtime/protocol'
import type { PacedKernel, RealTime } from '../kernel/pacer'
import type { EnvironmentProcess, TurnEnd } from '../lambda/host'
import type { CheckEnd, CheckReport } from '../protocol'
import { answerCheck, type CheckedCloud } from './answers'

export interface CheckRunOptions {
  readonly cloud: CheckedCloud
  readonly process: EnvironmentProcess
  readonly realTime: Pick<RealTime, 'now' | 'breathe'>
  /** What the process starts with; `deadline` ends the test. */
  readonly init: InitMessage
  /** JSON text for the handler. */
  readonly event: string
  /** Real milliseconds that it may take in all. */
  readonly realLimit: number
}

/** Microtasks that pass from the cloud's answer to us; an answer that took more would only be seen one instant later. */
const MICROTASKS = 10
const BREATH_MS = 8

/** Log lines of a test that are kept, and how long each. */
const LINES_MAX = 200
const LINE_LENGTH_MAX = 2_000

/** What is open: a request, and what it waits for in the words of the check. */
interface Open {
  readonly words: string
}

export class CheckRun {
  readonly #options: CheckRunOptions
  readonly #kernel: PacedKernel
  readonly #lines: string[] = []
  #dropped = 0
  #calls: ServiceCall[] = []
  #responses: ServiceResponse[] = []
  readonly #open = new Map<number, Open>()
  /** Requests that are answered once nothing is left to happen, or at their limit. */
  readonly #idle = new Set<{ readonly limit: number; readonly answer: (idle: boolean) => void }>()
  /** The process' own clock may be ahead. */
  #aheadUntil = 0
  #wakeAt: number | null = null
  #lastBreath: number
  readonly #startedReal: number

  constructor(options: CheckRunOptions) {
    this.#options = options
    this.#kernel = options.cloud.kernel
    this.#startedReal = this.#lastBreath = options.realTime.now()
  }

  async run(): Promise<CheckReport> {
    const { process, init } = this.#options
    const startedAt = this.#kernel.now
    const end = await this.#drive(init)
    process.terminate()
    if (this.#dropped > 0) this.#lines.push(`… ${this.#dropped} more lines`)
    return { end, log: this.#lines, startedAt, endedAt: this.#kernel.now }
  }

  async #drive(init: InitMessage): Promise<CheckEnd> {
    const loaded = await this.#until(init)
    if (loaded.kind !== 'outcome' || loaded.outcome.kind !== 'initialized') return loaded
    return this.#until(this.#resume({ invocation: invocation(this.#options.event) }))
  }

  /** Turns, until what was asked has an outcome or none can come. */
  async #until(first: InitMessage | ResumeMessage): Promise<CheckEnd> {
    for (let message: InitMessage | ResumeMessage | CheckEnd = first; ; message = await this.#next()) {
      if ('kind' in message) return message
      const end = await this.#options.process.turn(message)
      this.#keepLines(end)
      if (end.kind !== 'yield') return { kind: end.kind === 'unresponsive' ? end.kind : 'out-of-memory' }
      const result = end.yield
      this.#receive(result)
      if (result.outcome) {
        await this.#runTo(this.#aheadUntil)
        return { kind: 'outcome', outcome: result.outcome }
      }
      if (result.ended || result.at >= this.#options.init.deadline) return this.#outOfTime()
    }
  }

  #receive({ at, calls, lines, wakeAt }: Yield): void {
    this.#aheadUntil = Math.max(at, this.#kernel.now)
    this.#wakeAt = wakeAt
    this.#calls.push(...calls)
    this.#addLines(lines)
  }

  /** Lets the cloud go on until the process has something to do. */
  async #next(): Promise<ResumeMessage | CheckEnd> {
    const { deadline } = this.#options.init
    for (;;) {
      if (this.#options.realTime.now() - this.#startedReal > this.#options.realLimit) {
        return { kind: 'real-limit', waitsFor: this.#waitsFor }
      }
      const [call] = this.#calls
      const wake = this.#responses.length > 0 ? this.#aheadUntil : this.#wakeAt
      const target = Math.min(call?.at ?? Infinity, wake ?? Infinity)
      const { nextAt } = this.#kernel
      const isIdle = !call && this.#responses.length === 0 && this.#kernel.nextForegroundAt === null
      if (isIdle && this.#idle.size > 0) await this.#answerIdle(true)
      else if (nextAt !== null && nextAt <= Math.min(target, this.#idleLimit, deadline)) {
        // Only what goes on without end is left, such as environments that will be taken away.
        if (target === Infinity && isIdle) return { kind: 'stuck', waitsFor: this.#waitsFor }
        await this.#instant()
      } else if (target > this.#idleLimit) {
        this.#kernel.moveTo(this.#idleLimit)
        await this.#answerIdle(false)
      } else if (target === Infinity) {
        return nextAt === null ? { kind: 'stuck', waitsFor: this.#waitsFor } : this.#outOfTime()
      } else if (target > deadline) return this.#outOfTime()
      else {
        this.#kernel.moveTo(target)
        if (call && call.at <= target) await this.#perform(call)
        else return this.#resume({})
      }
    }
  }

  /** The end of a test: what happens until its last instant has happened. */
  async #runTo(instant: number): Promise<void> {
    for (;;) {
      const { nextAt } = this.#kernel
      const [call] = this.#calls
      if (nextAt !== null && nextAt <= Math.min(call?.at ?? Infinity, instant)) await this.#instant()
      else if (call && call.at <= instant) {
        this.#kernel.moveTo(call.at)
        await this.#perform(call)
      } else break
    }
    this.#kernel.moveTo(instant)
  }

  async #instant(): Promise<void> {
    await this.#kernel.runNextInstant()
    await this.#settle()
    const now = this.#options.realTime.now()
    if (now - this.#lastBreath < BREATH_MS) return
    await this.#options.realTime.breathe()
    this.#lastBreath = this.#options.realTime.now()
  }

  /** What the cloud has answered reaches us. */
  async #settle(): Promise<void> {
    for (let count = 0; count < MICROTASKS && this.#open.size > 0; count++) await Promise.resolve()
  }

  async #perform(call: ServiceCall): Promise<void> {
    this.#calls.shift()
    const answer = (response: Omit<ServiceResponse, 'callId'>): void => {
      this.#open.delete(call.id)
      this.#responses.push({ ...response, callId: call.id })
    }
    const words = answerCheck(this.#options.cloud, call, answer, (limitMs) => this.#untilIdle(limitMs))
    // It may have been answered at once.
    if (!this.#responses.some(({ callId }) => callId === call.id)) this.#open.set(call.id, { words })
    await this.#settle()
  }

  #untilIdle(limitMs: number): Promise<{ readonly idle: boolean; readonly now: number }> {
    return new Promise((resolve) => {
      const answer = (idle: boolean): void => resolve({ idle, now: this.#kernel.now })
      this.#idle.add({ limit: this.#kernel.now + limitMs, answer })
    })
  }

  get #idleLimit(): number {
    return Math.min(Infinity, ...[...this.#idle].map(({ limit }) => limit))
  }

  async #answerIdle(idle: boolean): Promise<void> {
    for (const waiting of this.#idle) {
      if (!idle && waiting.limit > this.#kernel.now) continue
      this.#idle.delete(waiting)
      waiting.answer(idle)
    }
    await this.#settle()
  }

  #resume(more: Partial<ResumeMessage>): ResumeMessage {
    const responses = this.#responses
    this.#responses = []
    return { type: 'resume', now: this.#kernel.now, deadline: this.#options.init.deadline, responses, ...more }
  }

  get #waitsFor(): readonly string[] {
    return [...this.#open.values()].map(({ words }) => words)
  }

  #outOfTime(): CheckEnd {
    return { kind: 'virtual-limit', waitsFor: this.#waitsFor }
  }

  #keepLines({ ahead }: TurnEnd): void {
    if (!ahead) return
    this.#addLines(ahead.lines)
    this.#dropped += ahead.dropped
  }

  #addLines(lines: Yield['lines']): void {
    const room = Math.max(0, LINES_MAX - this.#lines.length)
    for (const { message } of lines.slice(0, room)) this.#lines.push(message.slice(0, LINE_LENGTH_MAX))
    this.#dropped += Math.max(0, lines.length - room)
  }
}

/** The handler's event comes as an invocation: one that no function has. */
const invocation = (payload: string): Invocation => ({
  requestId: '00000000-0000-4000-8000-000000000000',
  payload,
  invokedFunctionArn: '',
  traceId: '',
})

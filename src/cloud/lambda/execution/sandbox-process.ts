/**
 * One process of an execution environment, driven in turns: the runtime with the function's code, or an extension.
 *
 * It is frozen or not. What arrives for a frozen process (answers to its requests, timers that are due) waits for the
 * thaw. The process' own clock may be ahead of the kernel's; then nothing reaches it before the kernel is there too.
 */

import type {
  IncomingRequest,
  InitMessage,
  Invocation,
  KeptByEnvironment,
  LogLine,
  Outcome,
  ResumeMessage,
  ServiceCall,
  ServiceResponse,
  ToEnvironment,
  Yield,
} from '../../../runtime/protocol'
import type { TurnLimit } from '../../aws/page-limits'
import { assert } from '../../kernel/assert'
import type { Scheduled } from '../../kernel/kernel'
import type { EnvironmentProcess, TurnEnd } from '../host'
import type { LambdaContext } from '../lambda-context'

/** What a process has around it. */
export interface ProcessSurroundings {
  readonly kernel: LambdaContext['kernel']
  start(): EnvironmentProcess
  /** A request leaves the process, at its own time. The answer may come at once or in a later event. */
  request(process: SandboxProcess, call: ServiceCall, answer: (response: ServiceResponse) => void): void
  /** Lines of the log; each has its own time, which may lie ahead. @param dropped how many more there were */
  write(process: SandboxProcess, lines: readonly LogLine[], dropped?: number): void
  /** It was ended for what it said in one turn. */
  overLimit(limit: TurnLimit, value: number): void
  /** A turn ended: what it says about memory and files. */
  observe(result: Yield): void
  /** The environment is about to be frozen, or went on with what it was frozen with. */
  keep(kept: KeptByEnvironment): void
}

/** What becomes of what it was asked. */
export interface ProcessListener {
  /** Of the runtime: what was asked ended. Of every process: it exited. */
  outcome(outcome: Outcome): void
  outOfMemory(): void
}

export class SandboxProcess {
  alive = true
  /** Whether it has had its first turn. */
  begun = false
  /** Ports on which it listens. */
  listening: readonly number[] = []
  readonly #process: EnvironmentProcess
  #frozen = true
  #inTurn = false
  /** An outcome of which the time has not come. */
  #outcomePending = false
  #deadline = Infinity
  #background = false
  #wakeAt: number | null = null
  #aheadUntil = 0
  #invocation: Invocation | null = null
  #responses: ServiceResponse[] = []
  #requests: IncomingRequest[] = []
  #signal: 'SIGTERM' | null = null
  readonly #answers = new Map<number, (response: ServiceResponse) => void>()
  #wake: Scheduled | null = null

  constructor(
    /** `runtime`, or the extension's name. */
    readonly name: string,
    readonly surroundings: ProcessSurroundings,
    readonly listener: ProcessListener,
  ) {
    this.#process = surroundings.start()
  }

  /** The first turn. */
  begin(message: InitMessage): void {
    this.begun = true
    this.#frozen = false
    this.#deadline = message.deadline
    this.#aheadUntil = this.#now
    this.#turn(message)
  }

  /** Thaws it for an invocation. @param deadline virtual milliseconds, as everywhere */
  invoke(invocation: Invocation, deadline: number): void {
    this.#cancelWake()
    this.#frozen = false
    this.#background = false
    this.#deadline = deadline
    this.#invocation = invocation
    if (!this.#inTurn) this.#resume()
  }

  /**
   * It may run until it is frozen.
   * @param background nothing is asked of it (see ResumeMessage)
   * @param look whether it gets a turn even if nothing is known to wait for it
   */
  thaw(deadline: number, { background = false, look = false } = {}): void {
    if (!this.alive) return
    this.#frozen = false
    this.#background = background
    this.#deadline = deadline
    if (look) this.#wakeAt ??= this.#now
    this.#schedule()
  }

  freeze(): void {
    this.#frozen = true
    this.#cancelWake()
  }

  signal(signal: 'SIGTERM'): void {
    this.#signal = signal
    this.#schedule()
  }

  /** A request to one of its ports. */
  deliver(request: IncomingRequest, answer: (response: ServiceResponse) => void): void {
    this.#requests.push(request)
    this.#answers.set(request.id, answer)
    this.#schedule()
  }

  kill(): void {
    if (!this.alive) return
    this.alive = false
    this.#cancelWake()
    this.#process.terminate()
  }

  /** Whether an outcome is on its way that has happened by now. */
  get settling(): boolean {
    return this.#outcomePending
  }

  /** Whether its code is running. */
  get computing(): boolean {
    return this.#inTurn
  }

  get #now(): number {
    return this.surroundings.kernel.now
  }

  /** Gives it a turn when there is something for it. */
  #schedule(): void {
    this.#cancelWake()
    if (!this.alive || this.#frozen || this.#inTurn || this.#outcomePending) return
    const waiting = this.#responses.length > 0 || this.#requests.length > 0 || this.#signal !== null
    const wanted = waiting ? this.#now : this.#wakeAt
    if (wanted === null || wanted > this.#deadline) return
    this.#wake = this.surroundings.kernel.at(Math.max(wanted, this.#aheadUntil, this.#now), () => {
      this.#wake = null
      this.#resume()
    })
  }

  #resume(): void {
    if (!this.alive || this.#inTurn) return
    const message: ResumeMessage = {
      type: 'resume',
      now: this.#now,
      deadline: this.#deadline,
      ...(this.#invocation && { invocation: this.#invocation }),
      responses: this.#responses,
      ...(this.#requests.length > 0 && { requests: this.#requests }),
      ...(this.#signal && { signal: this.#signal }),
      ...(this.#background && { background: true }),
    }
    if (this.#invocation) this.#aheadUntil = this.#now
    this.#invocation = null
    this.#responses = []
    this.#requests = []
    this.#signal = null
    this.#turn(message)
  }

  #turn(message: ToEnvironment): void {
    assert(!this.#inTurn, `process ${this.name} is in a turn already`)
    this.#inTurn = true
    this.#wakeAt = null
    this.surroundings.kernel.turn(this.#process.turn(message), (end) => this.#afterTurn(end))
  }

  #afterTurn(end: TurnEnd): void {
    this.#inTurn = false
    if (!this.alive) return
    if (end.ahead) this.surroundings.write(this, end.ahead.lines, end.ahead.dropped)
    // The watchdog stands for the deadline: virtual time reaches it without the process.
    if (end.kind === 'unresponsive') this.alive = false
    else if (end.kind !== 'yield') {
      this.alive = false
      if (end.kind === 'over-limit') this.surroundings.overLimit(end.limit, end.value)
      this.listener.outOfMemory()
    } else this.#afterYield(end.yield)
  }

  #afterYield(result: Yield): void {
    const { kernel } = this.surroundings
    this.#aheadUntil = Math.max(result.at, this.#now)
    this.#wakeAt = result.wakeAt
    if (result.listening) this.listening = result.listening
    this.surroundings.observe(result)
    this.surroundings.write(this, result.lines)
    for (const call of result.calls) this.#startCall(call)
    for (const { requestId, at, status, headers, body } of result.replies ?? []) {
      const answer = this.#answers.get(requestId)
      this.#answers.delete(requestId)
      kernel.at(Math.max(at, this.#now), () => answer?.({ callId: requestId, status, headers, body }))
    }
    const { outcome, kept } = result
    if (kept?.resumed) this.surroundings.keep({ resumed: kept.resumed })
    if (!outcome) {
      if (result.ended) this.kill()
      else if (this.#invocation) this.#resume()
      else this.#schedule()
      return
    }
    this.#outcomePending = true
    kernel.at(this.#aheadUntil, () => {
      this.#outcomePending = false
      if (!this.alive) return
      if (outcome.kind === 'exit' || ('exitCode' in outcome && outcome.exitCode !== undefined)) this.kill()
      else this.#frozen = true
      if (kept) this.surroundings.keep({ ...kept, resumed: [] })
      this.listener.outcome(outcome)
    })
  }

  /** A call leaves at its own time; its response wakes the process, or waits for the thaw. */
  #startCall(call: ServiceCall): void {
    this.surroundings.kernel.at(Math.max(call.at, this.#now), () => {
      if (!this.alive) return
      this.surroundings.request(this, call, (response) => {
        if (!this.alive) return
        this.#responses.push({ ...response, callId: call.id })
        this.#schedule()
      })
    })
  }

  #cancelWake(): void {
    this.surroundings.kernel.cancel(this.#wake)
    this.#wake = null
  }
}

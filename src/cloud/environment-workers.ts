/**
 * The environments' real home: one nested Worker each.
 *
 * A worker is started from a tiny `data:` URL (a `blob:` one is no secure context in an opaque origin) and given the
 * runtime as text. One is kept ready in reserve, because starting a worker costs far more than what Init does in it;
 * the reserve has seen no user code and belongs to nobody.
 */

import { PAGE_LIMITS } from './aws/page-limits'
import type { ToEnvironment } from '../runtime/protocol'
import { limitReached, readFromEnvironment } from './from-environment'
import { LinesCollector, type EnvironmentHost, type EnvironmentProcess, type TurnEnd } from './lambda/host'

/** Evaluates the first message it gets, once, and says when it has. */
const BOOTSTRAP = 'data:text/javascript,onmessage=e=>{const say=postMessage;onmessage=null;(0,eval)(e.data);say(0)}'

const RESERVE = 2
/** Real milliseconds before the reserve is filled up: starting a worker must not compete with the one that was needed. */
const REFILL_DELAY = 200

/** Real time a turn may take: what virtual time is left to the function, within these bounds (milliseconds). */
const TURN_REAL_MIN = 1000
const TURN_REAL_MAX = PAGE_LIMITS.turnTime.value
const WATCH_INTERVAL = 100
/** Real time until a worker has evaluated the runtime. A slow machine needs it, and no function is to pay for that. */
const BOOT_REAL_MAX = PAGE_LIMITS.bootTime.value

export interface WorkerHost extends EnvironmentHost {
  /** Ends everything that runs. The reserve stays for what starts next. */
  endAll(): void
}

/** A worker, and whether it has evaluated the runtime: no other code has run before. */
interface Booted {
  readonly worker: Worker
  isReady: boolean
}

/** @param runtime the text of the environment's runtime script */
export function createWorkerHost(runtime: string): WorkerHost {
  const reserve: Booted[] = []
  const running = new Set<WorkerProcess>()

  const boot = (): Booted => {
    const booted: Booted = { worker: new Worker(BOOTSTRAP), isReady: false }
    booted.worker.onmessage = () => (booted.isReady = true)
    booted.worker.postMessage(runtime)
    return booted
  }
  let refilling: ReturnType<typeof setTimeout> | null = null
  const refill = (): void => {
    refilling = null
    while (reserve.length < RESERVE) reserve.push(boot())
  }
  refill()

  setInterval(() => {
    const now = performance.now()
    for (const process of running) process.checkTime(now)
  }, WATCH_INTERVAL)

  return {
    start(turnRealMax = TURN_REAL_MAX) {
      const booted = reserve.shift() ?? boot()
      refilling ??= setTimeout(refill, REFILL_DELAY)
      const process = new WorkerProcess(booted, turnRealMax, () => running.delete(process))
      running.add(process)
      return process
    },
    endAll() {
      for (const process of running) process.terminate()
    },
  }
}

class WorkerProcess implements EnvironmentProcess {
  #turn: { end: (end: TurnEnd) => void; readonly realMax: number; limit: number } | null = null
  readonly #lines = new LinesCollector()
  #terminated = false

  constructor(
    readonly booted: Booted,
    readonly turnRealMax: number,
    readonly onTerminated: () => void,
  ) {
    const { worker } = booted
    worker.onmessage = (event: MessageEvent<unknown>) => this.#receive(event.data)
    worker.onerror = (event) => {
      event.preventDefault()
      if (/out of memory/i.test(event.message)) this.#end({ kind: 'out-of-memory' })
    }
  }

  turn(message: ToEnvironment): Promise<TurnEnd> {
    return new Promise((resolve) => {
      const realMax = Math.min(Math.max(message.deadline - message.now, TURN_REAL_MIN), this.turnRealMax)
      const limit = performance.now() + (this.booted.isReady ? realMax : BOOT_REAL_MAX)
      this.#turn = { end: resolve, realMax, limit }
      this.booted.worker.postMessage(message)
    })
  }

  /** Ends a turn that took too long. @param now real milliseconds */
  checkTime(now: number): void {
    if (this.#turn && now > this.#turn.limit) this.#end({ kind: 'unresponsive' })
  }

  terminate(): void {
    if (this.#terminated) return
    this.#terminated = true
    this.booted.worker.terminate()
    this.onTerminated()
  }

  #receive(said: unknown): void {
    if (!this.booted.isReady) return this.#start()
    const message = readFromEnvironment(said)
    // Nobody knows what has become of a process that speaks like this.
    if (!message) return this.#end({ kind: 'unresponsive' })
    const beyond = limitReached(message)
    if (beyond) return this.#end({ kind: 'over-limit', ...beyond })
    if (message.type === 'lines') {
      this.#lines.add(message.lines)
      return
    }
    const turn = this.#turn
    this.#turn = null
    turn?.end(this.#lines.finish({ kind: 'yield', yield: message }))
  }

  /** What the function does begins now. */
  #start(): void {
    this.booted.isReady = true
    if (this.#turn) this.#turn.limit = performance.now() + this.#turn.realMax
  }

  #end(end: TurnEnd): void {
    const turn = this.#turn
    this.#turn = null
    this.terminate()
    turn?.end(this.#lines.finish(end))
  }
}

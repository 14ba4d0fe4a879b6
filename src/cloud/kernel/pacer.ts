/**
 * How virtual time follows real time. The only piece that knows both, and it gets the real one as an argument.
 *
 * `max` jumps from event to event while there is one that keeps a run going; at 1x, 10x and 100x an event (of any
 * kind) runs when its real time has come; `paused` runs nothing by itself. Explicit commands (advance, step, run until
 * idle) run at full speed whatever the pace, one at a time.
 */

import type { Kernel } from './kernel'

/** What a pacer needs of a kernel, whatever its facts are. */
export type PacedKernel = Pick<
  Kernel<object>,
  'now' | 'nextAt' | 'nextForegroundAt' | 'runNextInstant' | 'runNextStep' | 'turnEnded' | 'moveTo' | 'onWork'
>

export type PaceName = '1x' | '10x' | '100x' | 'max' | 'paused'

export interface RealTime {
  /** Milliseconds, monotonic. */
  now(): number
  /** Resolves after `ms` of real time, or earlier when `wake` is called on it. */
  sleep(ms: number): { readonly ended: Promise<void>; wake(): void }
  /** Lets messages from outside in; resolves soon. */
  breathe(): Promise<void>
}

const RATES: Readonly<Record<Exclude<PaceName, 'max' | 'paused'>, number>> = { '1x': 1, '10x': 10, '100x': 100 }

/** How long a run of events goes on before messages from outside are let in, real milliseconds. */
const BREATH_MS = 8

export class Pacer {
  readonly #kernel: PacedKernel
  readonly #real: RealTime
  #pace: PaceName
  #anchorReal: number
  #anchorVirtual: number
  #asleep: { wake(): void } | null = null
  #commands = 0
  #tail: Promise<unknown> = Promise.resolve()
  #stopped = false
  #lastBreath: number

  constructor(kernel: PacedKernel, real: RealTime, pace: PaceName) {
    this.#kernel = kernel
    this.#real = real
    this.#pace = pace
    this.#anchorReal = this.#lastBreath = real.now()
    this.#anchorVirtual = kernel.now
    kernel.onWork = () => this.#asleep?.wake()
  }

  /** Whether nothing has to run now. */
  get isResting(): boolean {
    return this.#commands === 0 && this.#realMsToNext() > 0
  }

  get pace(): PaceName {
    return this.#pace
  }

  set pace(pace: PaceName) {
    this.synchronise()
    this.#pace = pace
    this.#anchor()
    this.#asleep?.wake()
  }

  stop(): void {
    this.#stopped = true
    this.#asleep?.wake()
  }

  /** Brings the clock to where the pace says it is, as far as no event is due before. For input from outside. */
  synchronise(): void {
    if (this.#commands > 0) return
    const paced = this.#pacedNow()
    if (paced === null) return
    const next = this.#kernel.nextAt
    this.#kernel.moveTo(next === null ? paced : Math.min(paced, next))
  }

  /** Drives the kernel until `stop`. Rejects with what an event threw. */
  async drive(): Promise<void> {
    while (!this.#stopped) {
      const wait = this.#commands > 0 ? Infinity : this.#realMsToNext()
      if (wait > 0) {
        const sleep = this.#real.sleep(wait)
        this.#asleep = sleep
        await sleep.ended
        this.#asleep = null
        continue
      }
      await this.#exclusively(async () => {
        await this.#kernel.runNextInstant()
        await this.#breatheNowAndThen()
      })
    }
  }

  /** Runs everything due within `ms` virtual milliseconds and leaves the clock there. */
  advance(ms: number): Promise<void> {
    return this.#command(async () => {
      const target = this.#kernel.now + ms
      while (await this.#kernel.runNextInstant(target)) await this.#breatheNowAndThen()
      this.#kernel.moveTo(target)
    })
  }

  /** Runs the next instant at which something happens. @returns false when nothing is left to happen */
  step(): Promise<boolean> {
    return this.#command(() => this.#kernel.runNextInstant())
  }

  /**
   * Runs step by step, also to the middle of an instant.
   * @param done asked after each step
   * @param limitMs virtual milliseconds, after which it stops in any case
   */
  stepUntil(done: () => boolean, limitMs: number): Promise<void> {
    return this.#command(async () => {
      const limit = this.#kernel.now + limitMs
      for (;;) {
        const step = this.#kernel.runNextStep(limit)
        if (step === 'nothing') return
        if (step === 'waits') await this.#kernel.turnEnded()
        else if (done()) return
        await this.#breatheNowAndThen()
      }
    })
  }

  /** Runs until nothing is left that keeps a run going, or `limitMs` virtual milliseconds have passed. */
  runUntilIdle(limitMs: number): Promise<void> {
    return this.#command(async () => {
      const limit = this.#kernel.now + limitMs
      for (;;) {
        const next = this.#kernel.nextForegroundAt
        if (next === null || next > limit) return
        await this.#kernel.runNextInstant(limit)
        await this.#breatheNowAndThen()
      }
    })
  }

  /** Somebody else drives the kernel for a while. */
  lend<Result>(work: () => Promise<Result>): Promise<Result> {
    return this.#command(work)
  }

  async #command<Result>(work: () => Promise<Result>): Promise<Result> {
    this.synchronise()
    this.#commands++
    try {
      return await this.#exclusively(work)
    } finally {
      this.#commands--
      this.#anchor()
      this.#asleep?.wake()
    }
  }

  #exclusively<Result>(work: () => Promise<Result>): Promise<Result> {
    const result = this.#tail.then(work)
    this.#tail = result.catch(() => undefined)
    return result
  }

  async #breatheNowAndThen(): Promise<void> {
    if (this.#real.now() - this.#lastBreath < BREATH_MS) return
    await this.#real.breathe()
    this.#lastBreath = this.#real.now()
  }

  #anchor(): void {
    this.#anchorReal = this.#real.now()
    this.#anchorVirtual = this.#kernel.now
  }

  /** The virtual instant that the pace has reached; null when real time does not drive the clock. */
  #pacedNow(): number | null {
    if (this.#pace === 'max' || this.#pace === 'paused') return null
    return this.#anchorVirtual + (this.#real.now() - this.#anchorReal) * RATES[this.#pace]
  }

  #realMsToNext(): number {
    switch (this.#pace) {
      case 'paused':
        return Infinity
      case 'max':
        return this.#kernel.nextForegroundAt === null ? Infinity : 0
      default: {
        const next = this.#kernel.nextAt
        if (next === null) return Infinity
        return this.#anchorReal + (next - this.#anchorVirtual) / RATES[this.#pace] - this.#real.now()
      }
    }
  }
}

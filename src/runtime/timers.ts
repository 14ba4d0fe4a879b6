/** setTimeout and its relatives, as Node.js has them: objects, not numbers. */

import type { OpenWork, Work } from './open-work'
import { apply, define, defineGlobal, SafeWeakMap } from './realm'
import {
  type Immediate as QueuedImmediate,
  type ImmediateQueue,
  type Timer,
  timerDelay,
  type TimerQueue,
  type VirtualClock,
} from './virtual-time'

export interface TimerHost {
  readonly clock: VirtualClock
  readonly timers: TimerQueue
  readonly immediates: ImmediateQueue
  readonly work: OpenWork
  /** Tells a callback's error to the process. */
  run(callback: () => void): void
}

interface TimerState {
  readonly timer: Timer
  readonly delay: number
  readonly open: Work
}

type Callback = (...values: unknown[]) => void

/** Defines the global timer functions. */
export function installTimers({ clock, timers, immediates, work, run }: TimerHost): void {
  const timerOf = new SafeWeakMap<object, TimerState>()
  const byTimer = new SafeWeakMap<Timer, TimerState>()
  const immediateOf = new SafeWeakMap<object, QueuedImmediate>()

  class Timeout {
    constructor(callback: Callback, milliseconds: unknown, values: unknown[], repeats: boolean) {
      const delay = timerDelay(milliseconds)
      const due = clock.now() + delay
      const open = work.start('timer', repeats ? 'setInterval' : 'setTimeout', due)
      const fire = (): void => {
        work.resume(open, clock.now())
        if (!repeats) work.end(open)
        run(() => apply(callback, this, values))
      }
      const timer = timers.create(fire, repeats ? delay : null)
      const state = { timer, delay, open }
      timerOf.set(this, state)
      byTimer.set(timer, state)
      timers.schedule(timer, due)
    }
    ref(): this {
      timers.setReferenced(stateOf(this).timer, true)
      return this
    }
    unref(): this {
      timers.setReferenced(stateOf(this).timer, false)
      return this
    }
    hasRef(): boolean {
      return stateOf(this).timer.referenced
    }
    /** Starts anew; a timer that has fired becomes active again. */
    refresh(): this {
      const { timer, delay, open } = stateOf(this)
      const due = clock.now() + delay
      timers.schedule(timer, due)
      if (timer.entry) work.again(open, due)
      return this
    }
    close(): this {
      cancel(stateOf(this))
      return this
    }
    [Symbol.toPrimitive](): number {
      return stateOf(this).timer.id
    }
  }

  class Immediate {
    constructor(callback: Callback, values: unknown[]) {
      immediateOf.set(
        this,
        immediates.add(() => run(() => apply(callback, this, values))),
      )
    }
    ref(): this {
      immediateStateOf(this).referenced = true
      return this
    }
    unref(): this {
      immediateStateOf(this).referenced = false
      return this
    }
    hasRef(): boolean {
      return immediateStateOf(this).referenced
    }
  }

  function cancel({ timer, open }: TimerState): void {
    timers.cancel(timer)
    work.end(open)
  }
  function stateOf(timeout: object): TimerState {
    const state = timerOf.get(timeout)
    if (!state) throw new TypeError('Value of "this" must be of type Timeout')
    return state
  }
  function immediateStateOf(immediate: object): QueuedImmediate {
    const state = immediateOf.get(immediate)
    if (!state) throw new TypeError('Value of "this" must be of type Immediate')
    return state
  }

  /** Accepts what Node accepts: a Timeout, or its number as number or text. Anything else is ignored. */
  function clear(timeout: unknown): void {
    let state: TimerState | undefined
    if (typeof timeout === 'object' && timeout !== null) state = timerOf.get(timeout)
    else if (typeof timeout === 'number' || typeof timeout === 'string') {
      const timer = timers.byId(Number(timeout))
      if (timer) state = byTimer.get(timer)
    }
    if (state) cancel(state)
  }

  function clearImmediate(immediate: unknown): void {
    if (typeof immediate !== 'object' || immediate === null) return
    const state = immediateOf.get(immediate)
    if (state) state.active = false
  }

  const dispose = (Symbol as { dispose?: symbol }).dispose
  if (dispose) {
    define(Timeout.prototype, dispose, { dispose(this: object) { clear(this) } }.dispose) // prettier-ignore
    define(Immediate.prototype, dispose, { dispose(this: object) { clearImmediate(this) } }.dispose) // prettier-ignore
  }

  const functions = {
    setTimeout: (callback: Callback, delay?: unknown, ...values: unknown[]) =>
      new Timeout(checked(callback), delay, values, false),
    setInterval: (callback: Callback, delay?: unknown, ...values: unknown[]) =>
      new Timeout(checked(callback), delay, values, true),
    clearTimeout: (timeout: unknown) => clear(timeout),
    clearInterval: (timeout: unknown) => clear(timeout),
    setImmediate: (callback: Callback, ...values: unknown[]) => new Immediate(checked(callback), values),
    clearImmediate,
  }
  for (const [name, value] of Object.entries(functions)) defineGlobal(name, value)
}

function checked(callback: unknown): Callback {
  if (typeof callback === 'function') return callback as Callback
  const received = callback === null || callback === undefined ? String(callback) : `type ${typeof callback}`
  const error = new TypeError(`The "callback" argument must be of type function. Received ${received}`)
  throw Object.assign(error, { code: 'ERR_INVALID_ARG_TYPE' })
}

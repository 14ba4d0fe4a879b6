/** The environment's clock and timers. All instants are virtual milliseconds since the Unix epoch. */

import type { CpuModel } from './protocol'
import { max, realNow, SafeList, SafeMap, trunc } from './realm'

/**
 * The clock moves in four ways: the cloud sets it when a turn starts, the turn moves it to the next timer, computing
 * makes it pass (see `CpuModel`), and reads advance it by a trifle so that waiting for it to pass ends.
 */
export class VirtualClock {
  #cpu: CpuModel = { mode: 'fixed', turnMs: 0, clockReadMs: 0 }
  #started = 0
  /** When the invocation that is running times out. */
  deadline = 0
  /** At `#realStart`, in the measured model. */
  #now = 0
  #realStart = 0
  #running = false
  /** Called by a read beyond the deadline: on Lambda the process does not see that time. Does not return. */
  onDeadline: () => void = () => undefined

  /** The process starts. Nobody reads the clock before. */
  start(cpu: CpuModel, now: number, deadline: number): void {
    this.#cpu = cpu
    this.#now = now
    this.#started = now
    this.deadline = deadline
  }

  /** When the process started. */
  get started(): number {
    return this.#started
  }

  /** Thaws. An environment that ran ahead keeps its later time. */
  startTurn(now: number, deadline: number): void {
    this.#now = max(this.#now, now)
    this.deadline = deadline
    this.#realStart = realNow()
    this.#running = true
  }

  /** Freezes, adding what the turn cost. */
  endTurn(): void {
    this.#now = this.now() + (this.#cpu.mode === 'fixed' ? this.#cpu.turnMs : 0)
    this.#running = false
  }

  /** Virtual now, without moving it. */
  now(): number {
    if (this.#cpu.mode === 'fixed' || !this.#running) return this.#now
    return this.#now + (realNow() - this.#realStart) * this.#cpu.factor
  }

  /** Virtual now as user code sees it. */
  read(): number {
    const now = this.now()
    if (now > this.deadline && this.#running) this.onDeadline()
    if (this.#cpu.mode === 'fixed') this.#now = now + this.#cpu.clockReadMs
    return now
  }

  advanceTo(instant: number): void {
    this.#now += max(0, instant - this.now())
  }

  /** Virtual milliseconds since the process started, as user code sees it. */
  uptime(): number {
    return this.read() - this.#started
  }
}

/** A callback that is due at some instant, once or again and again. */
export interface Timer {
  readonly id: number
  readonly fire: () => void
  /** Of an interval, milliseconds; null for a timeout. */
  readonly period: number | null
  /** Whether it keeps the event loop alive. */
  referenced: boolean
  /** For good: a cancelled timer cannot be scheduled again. */
  cancelled: boolean
  /** Its place in the queue; null while it is not scheduled. */
  entry: Entry | null
}

interface Entry {
  readonly timer: Timer
  readonly due: number
  /** Decides between timers that are due at the same instant. */
  readonly order: number
}

/** A binary heap, the earliest first. Entries that were cancelled or replaced stay in it until they come up. */
export class TimerQueue {
  readonly #heap = new SafeList<Entry>()
  readonly #byId = new SafeMap<number, Timer>()
  #order = 0
  #ids = 0
  #referenced = 0

  /** How many scheduled timers keep the event loop alive. */
  get referenced(): number {
    return this.#referenced
  }

  create(fire: () => void, period: number | null): Timer {
    return { id: ++this.#ids, fire, period, referenced: true, cancelled: false, entry: null }
  }

  byId(id: number): Timer | undefined {
    return this.#byId.get(id)
  }

  schedule(timer: Timer, due: number): void {
    if (timer.cancelled) return
    if (!timer.entry && timer.referenced) this.#referenced++
    timer.entry = { timer, due, order: ++this.#order }
    this.#byId.set(timer.id, timer)
    this.#heap.push(timer.entry)
    this.#rise(this.#heap.length - 1)
  }

  cancel(timer: Timer): void {
    timer.cancelled = true
    this.#byId.delete(timer.id)
    this.#unschedule(timer)
  }

  setReferenced(timer: Timer, referenced: boolean): void {
    if (timer.entry && timer.referenced !== referenced) this.#referenced += referenced ? 1 : -1
    timer.referenced = referenced
  }

  /** When the earliest timer is due. */
  nextDue(): number | null {
    for (let first = this.#heap[0]; first; first = this.#heap[0]) {
      if (first.timer.entry === first) return first.due
      this.#removeFirst()
    }
    return null
  }

  /** Runs the earliest timer; an interval counts anew from when its callback ends. */
  fireNext(now: () => number): void {
    if (this.nextDue() === null) return
    const { timer } = this.#heap[0] as Entry
    this.#removeFirst()
    this.#unschedule(timer)
    if (timer.period === null) this.#byId.delete(timer.id)
    timer.fire()
    if (timer.period !== null && !timer.entry) this.schedule(timer, now() + timer.period)
  }

  #unschedule(timer: Timer): void {
    if (timer.entry && timer.referenced) this.#referenced--
    timer.entry = null
  }

  #removeFirst(): void {
    const last = this.#heap.pop() as Entry
    if (this.#heap.length === 0) return
    this.#heap[0] = last
    this.#sink()
  }

  #rise(from: number): void {
    for (let index = from; index > 0;) {
      const parent = (index - 1) >> 1
      if (!this.#swapIfEarlier(index, parent)) return
      index = parent
    }
  }

  #sink(): void {
    for (let index = 0; ;) {
      const left = 2 * index + 1
      const right = left + 1
      const child = right < this.#heap.length && this.#earlier(right, left) ? right : left
      if (child >= this.#heap.length || !this.#swapIfEarlier(child, index)) return
      index = child
    }
  }

  #earlier(a: number, b: number): boolean {
    const first = this.#heap[a] as Entry
    const second = this.#heap[b] as Entry
    return first.due < second.due || (first.due === second.due && first.order < second.order)
  }

  #swapIfEarlier(child: number, parent: number): boolean {
    if (!this.#earlier(child, parent)) return false
    const entry = this.#heap[child] as Entry
    this.#heap[child] = this.#heap[parent] as Entry
    this.#heap[parent] = entry
    return true
  }
}

/** Callbacks for the next round of the event loop (setImmediate). */
export class ImmediateQueue {
  readonly #queue = new SafeList<Immediate>()
  #head = 0

  get count(): number {
    return this.#queue.length - this.#head
  }

  /** Whether one of them keeps the event loop alive. */
  get referenced(): boolean {
    for (let index = this.#head; index < this.#queue.length; index++) {
      const entry = this.#queue[index] as Immediate
      if (entry.active && entry.referenced) return true
    }
    return false
  }

  add(fire: () => void): Immediate {
    const entry = { fire, active: true, referenced: true }
    this.#queue.push(entry)
    return entry
  }

  /** Takes out the oldest; null if it was cancelled. */
  take(): Immediate | null {
    const entry = this.#queue[this.#head++] as Immediate
    if (this.#head > 1_000 || this.#head === this.#queue.length) {
      this.#queue.splice(0, this.#head)
      this.#head = 0
    }
    return entry.active ? entry : null
  }
}

export interface Immediate {
  readonly fire: () => void
  active: boolean
  referenced: boolean
}

/** Node's limits of a timer's delay: 1 ms, and what fits into 31 bits; beyond them it is 1 ms. */
export function timerDelay(milliseconds: unknown): number {
  const delay = Number(milliseconds)
  return delay >= 1 && delay <= 2 ** 31 - 1 ? trunc(delay) : 1
}

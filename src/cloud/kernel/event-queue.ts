/** Events to come, ordered by (time, sequence number): a binary heap. Ties are decided by the order of scheduling alone. */

export interface ScheduledEvent {
  readonly due: number
  readonly sequence: number
  /** Does not keep a run going by itself: reaping idle environments, expiry of old messages, recurring schedules. */
  readonly background: boolean
  readonly run: () => void
  cancelled: boolean
}

export class EventQueue {
  #heap: ScheduledEvent[] = []
  #sequence = 0
  #foreground = 0
  #cancelled = 0

  /** How many events are left that keep a run going. */
  get foreground(): number {
    return this.#foreground
  }

  add(due: number, run: () => void, background: boolean): ScheduledEvent {
    const event: ScheduledEvent = { due, sequence: this.#sequence++, background, run, cancelled: false }
    if (!background) this.#foreground++
    this.#heap.push(event)
    this.#up(this.#heap.length - 1)
    return event
  }

  cancel(event: ScheduledEvent): void {
    if (event.cancelled) return
    this.#retire(event)
    this.#cancelled++
    // Timeouts are mostly cancelled long before they are due: without this they would pile up.
    if (this.#cancelled > 1024 && this.#cancelled > this.#heap.length / 2) this.#compact()
  }

  /** The next event, left in the queue; undefined when there is none. */
  peek(): ScheduledEvent | undefined {
    while (this.#heap[0]?.cancelled) {
      this.#removeFirst()
      this.#cancelled--
    }
    return this.#heap[0]
  }

  /** Takes the next event out. It counts as no longer scheduled: cancelling it later has no effect. */
  take(): ScheduledEvent | undefined {
    const event = this.peek()
    if (!event) return undefined
    this.#removeFirst()
    this.#retire(event)
    return event
  }

  #retire(event: ScheduledEvent): void {
    event.cancelled = true
    if (!event.background) this.#foreground--
  }

  #compact(): void {
    // A sorted array is a heap.
    this.#heap = this.#heap.filter((event) => !event.cancelled).sort((a, b) => a.due - b.due || a.sequence - b.sequence)
    this.#cancelled = 0
  }

  #removeFirst(): void {
    const last = this.#heap.pop()
    if (last && this.#heap.length > 0) {
      this.#heap[0] = last
      this.#down()
    }
  }

  #up(start: number): void {
    const heap = this.#heap
    let index = start
    while (index > 0) {
      const parent = (index - 1) >> 1
      if (!before(heap, index, parent)) return
      swap(heap, index, parent)
      index = parent
    }
  }

  #down(): void {
    const heap = this.#heap
    let index = 0
    for (;;) {
      const left = 2 * index + 1
      if (left >= heap.length) return
      const right = left + 1
      const child = right < heap.length && before(heap, right, left) ? right : left
      if (!before(heap, child, index)) return
      swap(heap, child, index)
      index = child
    }
  }
}

function before(heap: ScheduledEvent[], first: number, second: number): boolean {
  const a = heap[first] as ScheduledEvent
  const b = heap[second] as ScheduledEvent
  return a.due !== b.due ? a.due < b.due : a.sequence < b.sequence
}

function swap(heap: ScheduledEvent[], first: number, second: number): void {
  const held = heap[first] as ScheduledEvent
  heap[first] = heap[second] as ScheduledEvent
  heap[second] = held
}

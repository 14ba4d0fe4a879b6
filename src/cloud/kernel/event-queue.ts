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
    this.#place(event)
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

  /**
   * Takes the next event out if it is due at an instant. It counts as no longer scheduled: cancelling it later has no
   * effect.
   */
  take(instant: number): ScheduledEvent | undefined {
    const event = this.peek()
    if (event?.due !== instant) return undefined
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
    if (last && this.#heap.length > 0) this.#sink(last)
  }

  /** Puts an event where it belongs: from the end up, each one that is later moves down by one. */
  #place(event: ScheduledEvent): void {
    const heap = this.#heap
    let index = heap.length
    heap.push(event)
    while (index > 0) {
      const parent = (index - 1) >> 1
      const above = heap[parent] as ScheduledEvent
      if (!isBefore(event, above)) break
      heap[index] = above
      index = parent
    }
    heap[index] = event
  }

  /** Puts an event where it belongs: from the place of the first down, each one that is earlier moves up by one. */
  #sink(event: ScheduledEvent): void {
    const heap = this.#heap
    const { length } = heap
    let index = 0
    for (let child = 1; child < length; child = 2 * index + 1) {
      let below = heap[child] as ScheduledEvent
      if (child + 1 < length && isBefore(heap[child + 1] as ScheduledEvent, below)) {
        child++
        below = heap[child] as ScheduledEvent
      }
      if (!isBefore(below, event)) break
      heap[index] = below
      index = child
    }
    heap[index] = event
  }
}

function isBefore(one: ScheduledEvent, other: ScheduledEvent): boolean {
  return one.due < other.due || (one.due === other.due && one.sequence < other.sequence)
}

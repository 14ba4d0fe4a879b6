/** Things in order of their start: found by binary search, those that are still going on when something begins included. */

const BLOCK = 64

export class TimedList<T> {
  readonly #items: T[] = []
  /** Of each block of items that have all ended: the latest end. Found out when it is asked for. */
  readonly #ends: (number | undefined)[] = []

  /**
   * @param start does not decrease from item to item
   * @param end null while it goes on; does not change afterwards
   */
  constructor(
    readonly start: (item: T) => number,
    readonly end: (item: T) => number | null,
  ) {}

  push(item: T): void {
    if (this.#items.length % BLOCK === 0) this.#ends.push(undefined)
    else this.#ends[this.#ends.length - 1] = undefined
    this.#items.push(item)
  }

  get length(): number {
    return this.#items.length
  }

  /** @param index from 0; negative counts from the end */
  at(index: number): T | undefined {
    return this.#items.at(index)
  }

  /** Index of the first item that starts at that instant or later. */
  from(at: number): number {
    let [low, high] = [0, this.#items.length]
    while (low < high) {
      const middle = (low + high) >> 1
      if (this.start(this.#items[middle] as T) < at) low = middle + 1
      else high = middle
    }
    return low
  }

  /** The same where it is known to be at an index or beyond, and most likely near. */
  fromNear(index: number, at: number): number {
    let step = 1
    let low = index
    while (low + step < this.#items.length && this.start(this.#items[low + step] as T) < at) {
      low += step
      step *= 2
    }
    let high = Math.min(this.#items.length, low + step)
    while (low < high) {
      const middle = (low + high) >> 1
      if (this.start(this.#items[middle] as T) < at) low = middle + 1
      else high = middle
    }
    return low
  }

  /** Index of the first item that starts after that instant. */
  after(at: number): number {
    let [low, high] = [0, this.#items.length]
    while (low < high) {
      const middle = (low + high) >> 1
      if (this.start(this.#items[middle] as T) <= at) low = middle + 1
      else high = middle
    }
    return low
  }

  /** How many items start between two instants, both included. */
  between(start: number, end: number): number {
    return Math.max(0, this.after(end) - this.from(start))
  }

  /** The latest end of a part of the items; Infinity while one of them goes on. */
  latestEnd(from: number, to: number): number {
    let latest = -Infinity
    for (let index = from; index < to;) {
      const whole = index % BLOCK === 0 && index + BLOCK <= to
      const end = whole ? this.#blockEnd(index / BLOCK) : this.#endAt(index)
      if (end > latest) latest = end
      index += whole ? BLOCK : 1
    }
    return latest
  }

  /** Visits the items before an index that last until an instant or longer. */
  reaching(before: number, at: number, visit: (item: T) => void): void {
    for (let block = 0; block * BLOCK < before; block++) {
      if (this.#blockEnd(block) < at) continue
      const end = Math.min(before, (block + 1) * BLOCK)
      for (let index = block * BLOCK; index < end; index++) {
        if (this.#endAt(index) >= at) visit(this.#items[index] as T)
      }
    }
  }

  #endAt(index: number): number {
    return this.end(this.#items[index] as T) ?? Infinity
  }

  #blockEnd(block: number): number {
    const known = this.#ends[block]
    if (known !== undefined) return known
    let latest = -Infinity
    const until = Math.min(this.#items.length, (block + 1) * BLOCK)
    for (let index = block * BLOCK; index < until; index++) latest = Math.max(latest, this.#endAt(index))
    if (latest < Infinity) this.#ends[block] = latest
    return latest
  }
}

export const pointList = <T extends { readonly at: number }>(): TimedList<T> =>
  new TimedList(
    ({ at }) => at,
    ({ at }) => at,
  )

export const spanList = <T extends { readonly start: number; readonly end: number | null }>(): TimedList<T> =>
  new TimedList(
    ({ start }) => start,
    ({ end }) => end,
  )

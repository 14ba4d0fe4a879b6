/** A list that forgets its oldest items beyond a limit, and says how many it forgot. */
export class CappedList<T> {
  readonly #limit: number
  #items: T[] = []
  #dropped = 0

  constructor(limit: number) {
    if (!(limit > 0)) throw new RangeError(`a limit of ${limit}`)
    this.#limit = limit
  }

  /** The same items; what is pushed later, only one of the two has. */
  fork(): CappedList<T> {
    const fork = new CappedList<T>(this.#limit)
    fork.#items = this.#items.slice()
    fork.#dropped = this.#dropped
    return fork
  }

  /**
   * Amortised constant time: cuts a quarter of the limit at once.
   * @returns the item's place, counted from the first that there ever was
   */
  push(item: T): number {
    const place = this.#dropped + this.#items.push(item) - 1
    const excess = this.#items.length - this.#limit
    if (excess < this.#limit / 4 + 1) return place
    this.#items.splice(0, excess)
    this.#dropped += excess
    return place
  }

  /** @param place as `push` gave it; nothing happens when it is forgotten */
  replace(place: number, item: T): void {
    const index = place - this.#dropped
    if (index >= 0 && index < this.#items.length) this.#items[index] = item
  }

  get length(): number {
    return this.#items.length
  }

  /** How many items were forgotten. */
  get dropped(): number {
    return this.#dropped
  }

  /** @param index from 0, the oldest that is kept; negative counts from the end */
  at(index: number): T | undefined {
    return this.#items.at(index)
  }

  slice(from: number, to?: number): readonly T[] {
    return this.#items.slice(from, to)
  }

  get items(): readonly T[] {
    return this.#items
  }
}

/** Deletes the oldest entries of a map beyond `limit`. @returns how many */
export function forgetOldest<K, V>(map: Map<K, V>, limit: number): number {
  let forgotten = 0
  for (const key of map.keys()) {
    if (map.size <= limit) break
    map.delete(key)
    forgotten++
  }
  return forgotten
}

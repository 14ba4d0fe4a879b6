/** A list that forgets its oldest items beyond a limit, and says how many it forgot. */
export class CappedList<T> {
  readonly #limit: number
  #items: T[] = []
  #dropped = 0

  constructor(limit: number) {
    if (!(limit > 0)) throw new RangeError(`a limit of ${limit}`)
    this.#limit = limit
  }

  /** Amortised constant time: cuts a quarter of the limit at once. */
  push(item: T): void {
    this.#items.push(item)
    const excess = this.#items.length - this.#limit
    if (excess < this.#limit / 4 + 1) return
    this.#items.splice(0, excess)
    this.#dropped += excess
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

import { forgetOldest } from './capped-list'

/**
 * A map of things that change. A fork of it has the same things; which of the two is about to change one first makes a
 * copy for itself. So a fork costs no more than a list of its keys, and a thing may be changed only right after `own`
 * gave it. Entries are in the order in which they were added.
 */
export class ForkableMap<K, V extends object> {
  #entries = new Map<K, V>()
  /** Of the things, those that no fork has; null while there never was a fork: all of them. */
  #owned: Set<V> | null = null
  readonly #copy: (value: V) => V

  /** @param copy made anew is what changes inside it */
  constructor(copy: (value: V) => V) {
    this.#copy = copy
  }

  fork(): ForkableMap<K, V> {
    const fork = new ForkableMap<K, V>(this.#copy)
    fork.#entries = new Map(this.#entries)
    fork.#owned = new Set()
    this.#owned = new Set()
    return fork
  }

  get size(): number {
    return this.#entries.size
  }

  /** To be read. */
  get(key: K): V | undefined {
    return this.#entries.get(key)
  }

  /** To be changed, at once. */
  own(key: K): V | undefined {
    const value = this.#entries.get(key)
    if (value === undefined || !this.#owned || this.#owned.has(value)) return value
    return this.set(key, this.#copy(value))
  }

  /** @param value nobody else's */
  set(key: K, value: V): V {
    this.#owned?.add(value)
    this.#entries.set(key, value)
    return value
  }

  delete(key: K): void {
    this.#entries.delete(key)
  }

  /** @returns how many entries beyond `limit`, the oldest, were deleted */
  forgetOldest(limit: number): number {
    return forgetOldest(this.#entries, limit)
  }

  values(): Iterable<V> {
    return this.#entries.values()
  }
}

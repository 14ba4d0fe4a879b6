/**
 * A map in the order of its keys' code units: sorted arrays in chunks. A change moves at most one chunk's entries, so its
 * cost grows with the logarithm of the size.
 */

/** Entries of a chunk; a chunk of twice as many is split. */
const CHUNK = 128

interface Chunk<Value> {
  readonly keys: string[]
  readonly values: Value[]
}

/** Where an entry is, or would be. */
interface Place<Value> {
  readonly chunk: Chunk<Value>
  readonly at: number
  readonly index: number
  readonly found: boolean
}

export class SortedMap<Value> {
  /** Never empty; no chunk is empty but the only one. */
  readonly #chunks: Chunk<Value>[] = [{ keys: [], values: [] }]
  #size = 0

  get size(): number {
    return this.#size
  }

  get(key: string): Value | undefined {
    const { chunk, index, found } = this.#place(key)
    return found ? chunk.values[index] : undefined
  }

  /** @returns the value that was there */
  set(key: string, value: Value): Value | undefined {
    const { chunk, at, index, found } = this.#place(key)
    if (found) {
      const previous = chunk.values[index]
      chunk.values[index] = value
      return previous
    }
    this.#size++
    if (index === chunk.keys.length) {
      chunk.keys.push(key)
      chunk.values.push(value)
    } else {
      chunk.keys.splice(index, 0, key)
      chunk.values.splice(index, 0, value)
    }
    if (chunk.keys.length >= 2 * CHUNK) {
      this.#chunks.splice(at + 1, 0, { keys: chunk.keys.splice(CHUNK), values: chunk.values.splice(CHUNK) })
    }
    return undefined
  }

  /** @returns the value that was there */
  delete(key: string): Value | undefined {
    const { chunk, at, index, found } = this.#place(key)
    if (!found) return undefined
    this.#size--
    chunk.keys.splice(index, 1)
    const [value] = chunk.values.splice(index, 1)
    if (chunk.keys.length === 0 && this.#chunks.length > 1) this.#chunks.splice(at, 1)
    return value
  }

  /** The entry with the smallest key. */
  first(): { readonly key: string; readonly value: Value } | undefined {
    const chunk = this.#chunks[0]
    const key = chunk?.keys[0]
    return key === undefined ? undefined : { key, value: chunk?.values[0] as Value }
  }

  /** Visits entries upwards from `from` until `visit` gives false. The map must not change meanwhile. */
  ascend(from: string, visit: (value: Value, key: string) => boolean): void {
    const place = this.#place(from)
    for (let at = place.at, index = place.index; at < this.#chunks.length; at++, index = 0) {
      const { keys, values } = this.#chunks[at] as Chunk<Value>
      for (; index < keys.length; index++) if (!visit(values[index] as Value, keys[index] as string)) return
    }
  }

  /** Visits entries downwards from the one before `before` until `visit` gives false. */
  descend(before: string, visit: (value: Value, key: string) => boolean): void {
    const place = this.#place(before)
    let index = place.index - 1
    for (let at = place.at; at >= 0; at--) {
      const { keys, values } = this.#chunks[at] as Chunk<Value>
      for (; index >= 0; index--) if (!visit(values[index] as Value, keys[index] as string)) return
      index = (this.#chunks[at - 1]?.keys.length ?? 0) - 1
    }
  }

  /** The first entry whose key is not below `key`. */
  #place(key: string): Place<Value> {
    const chunks = this.#chunks
    // The last chunk that does not begin beyond the key.
    let low = 0
    let high = chunks.length - 1
    while (low < high) {
      const middle = (low + high + 1) >> 1
      if ((chunks[middle]?.keys[0] as string) <= key) low = middle
      else high = middle - 1
    }
    const at = low
    const chunk = chunks[at] as Chunk<Value>
    const { keys } = chunk
    low = 0
    high = keys.length
    while (low < high) {
      const middle = (low + high) >> 1
      if ((keys[middle] as string) < key) low = middle + 1
      else high = middle
    }
    return { chunk, at, index: low, found: keys[low] === key }
  }
}

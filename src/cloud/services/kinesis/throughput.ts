/**
 * What a shard takes or gives per second. AWS does not say how it averages; here a second starts with its first request.
 * One request may be larger than a second's share (a 10 MB read, a large record): then the second lasts as much longer,
 * which is what the documentation says of GetRecords: after 10 MB, refused for 5 s.
 */

import { seconds, type Bytes, type Milliseconds } from '../../aws/units'

export class Throughput {
  #start: Milliseconds = -Infinity
  #bytes: Bytes = 0
  #count = 0

  constructor(readonly limit: { readonly bytes: Bytes; readonly count: number }) {}

  /** Whether one more request is let through. @param size known beforehand for writes */
  admits(now: Milliseconds, size: Bytes = 0): boolean {
    if (this.#isOver(now)) return true
    const fits = size > 0 ? this.#bytes === 0 || this.#bytes + size <= this.limit.bytes : this.#bytes < this.limit.bytes
    return fits && this.#count < this.limit.count
  }

  take(now: Milliseconds, size: Bytes): void {
    if (this.#isOver(now)) {
      this.#start = now
      this.#bytes = 0
      this.#count = 0
    }
    this.#bytes += size
    this.#count++
  }

  #isOver(now: Milliseconds): boolean {
    return now >= this.#start + seconds(Math.max(1, this.#bytes / this.limit.bytes))
  }
}

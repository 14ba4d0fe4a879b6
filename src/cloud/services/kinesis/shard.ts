/**
 * One shard: the records of a range of hash keys, in the order in which they came.
 *
 * - It is open until it is split or merged, then closed: it takes no more records, and its children take over.
 * - Records are dropped when they are older than the stream's retention period; a closed shard goes with its last ones.
 */

import { seconds, type Bytes, type Milliseconds } from '../../aws/units'
import { SHARD_READ, SHARD_WRITE } from './limits'
import { COUNTER_MAX, sequenceNumber, shardIdOf, type HashKeyRange } from './sequence'
import { Throughput } from './throughput'

export interface StreamRecord {
  readonly sequenceNumber: bigint
  readonly partitionKey: string
  /** Base64. */
  readonly data: string
  /** Of data and partition key. */
  readonly size: Bytes
  /** Virtual milliseconds since the epoch. */
  readonly arrivedAt: Milliseconds
}

/** Dropped records are cut off the array when there are so many of them. */
const COMPACT_AT = 1024

export class Shard {
  readonly id: string
  readonly writes = new Throughput(SHARD_WRITE)
  readonly reads = new Throughput(SHARD_READ)
  /** What its first record's number is at least. */
  readonly firstSequenceNumber: bigint
  /** Null while it is open. */
  lastSequenceNumber: bigint | null = null
  closedAt: Milliseconds | null = null
  /** Of the shards that took over. */
  readonly children: Shard[] = []
  #records: StreamRecord[] = []
  /** Records before it are dropped. */
  #head = 0
  /** Of the youngest record there ever was. */
  #latest: bigint
  readonly #numberedFrom: Milliseconds

  constructor(
    readonly index: number,
    readonly range: HashKeyRange,
    /** One after a split, two after a merge. */
    readonly parents: readonly Shard[],
    readonly openedAt: Milliseconds,
  ) {
    this.id = shardIdOf(index)
    // A child's numbers begin a second later, so that they are larger than its parents'.
    this.#numberedFrom = openedAt + (parents.length > 0 ? seconds(1) : 0)
    this.firstSequenceNumber = this.#number(0n, this.#numberedFrom)
    this.#latest = this.firstSequenceNumber
  }

  get isOpen(): boolean {
    return this.closedAt === null
  }

  get count(): number {
    return this.#records.length - this.#head
  }

  get oldest(): StreamRecord | undefined {
    return this.#records[this.#head]
  }

  holds(hashKey: bigint): boolean {
    return hashKey >= this.range.first && hashKey <= this.range.last
  }

  /** @param counter of the stream, larger than any before */
  put(record: Omit<StreamRecord, 'sequenceNumber'>, counter: bigint): StreamRecord {
    const put = { ...record, sequenceNumber: this.#number(counter, record.arrivedAt) }
    this.#records.push(put)
    this.#latest = put.sequenceNumber
    return put
  }

  close(now: Milliseconds): void {
    this.closedAt = now
    this.lastSequenceNumber = this.#number(COUNTER_MAX, now)
  }

  /** Drops what came before `instant`. @returns how many */
  trim(instant: Milliseconds): number {
    const before = this.#head
    while (this.#head < this.#records.length && (this.#records[this.#head]?.arrivedAt ?? 0) < instant) this.#head++
    const dropped = this.#head - before
    if (this.#head >= COMPACT_AT) {
      this.#records = this.#records.slice(this.#head)
      this.#head = 0
    }
    return dropped
  }

  /** Records from this number on, at most so many, and no more bytes once the first is taken. */
  from(position: bigint, maximum: number, bytesMax: Bytes): readonly StreamRecord[] {
    const start = this.#search(({ sequenceNumber }) => sequenceNumber >= position)
    let bytes = 0
    let end = start
    while (end < this.#records.length && end - start < maximum) {
      bytes += this.#records[end]?.size ?? 0
      if (bytes > bytesMax && end > start) break
      end++
    }
    return this.#records.slice(start, end)
  }

  /** Whether there is a record from this number on. */
  hasFrom(position: bigint): boolean {
    return this.count > 0 && this.#latest >= position
  }

  /** The position of the first record that came at this instant or later. */
  positionAt(instant: Milliseconds): bigint {
    const index = this.#search(({ arrivedAt }) => arrivedAt >= instant)
    return this.#records[index]?.sequenceNumber ?? this.positionAfterLatest
  }

  /** Where the next record will be. */
  get positionAfterLatest(): bigint {
    return this.#latest + 1n
  }

  /** The youngest records, for a view. */
  latest(count: number): readonly StreamRecord[] {
    return this.#records.slice(Math.max(this.#head, this.#records.length - count))
  }

  /** The first record that is still here and fulfils what all after it fulfil too. */
  #search(fulfils: (record: StreamRecord) => boolean): number {
    let low = this.#head
    let high = this.#records.length
    while (low < high) {
      const middle = (low + high) >>> 1
      if (fulfils(this.#records[middle] as StreamRecord)) high = middle
      else low = middle + 1
    }
    return low
  }

  #number(counter: bigint, at: Milliseconds): bigint {
    return sequenceNumber({ shardCreatedAt: this.#numberedFrom, shardIndex: this.index, counter, at })
  }
}

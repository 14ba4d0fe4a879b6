/**
 * A table's stream: what was changed, in order, for 24 hours. One shard, which is open while the stream is enabled.
 * Source: Developer Guide, "Change data capture for DynamoDB Streams"; DynamoDB Streams API Reference.
 */

import type { TraceFact } from '../../aws/trace-records'
import type { Kernel } from '../../kernel/kernel'
import type { KeySchema } from './keys'
import * as limits from './limits'
import { itemSize, type Item } from './values'

export const VIEW_TYPES = ['NEW_IMAGE', 'OLD_IMAGE', 'NEW_AND_OLD_IMAGES', 'KEYS_ONLY'] as const
export type ViewType = (typeof VIEW_TYPES)[number]

export interface StreamRecord {
  readonly eventId: string
  readonly eventName: 'INSERT' | 'MODIFY' | 'REMOVE'
  readonly keys: Item
  /** Null where the view type or the kind of change has none. */
  readonly newImage: Item | null
  readonly oldImage: Item | null
  readonly sequenceNumber: string
  /** Virtual milliseconds. */
  readonly at: number
  readonly sizeBytes: number
  /** DynamoDB itself deleted it: time to live. */
  readonly byService: boolean
}

/** Digits of a sequence number after the stream's own beginning. */
const SEQUENCE_DIGITS = 15

export class Stream {
  readonly #kernel: Kernel<TraceFact>
  readonly #records: StreamRecord[] = []
  readonly #listeners = new Set<() => void>()
  /** How many records were dropped from the front: the position of the first one still there. */
  #dropped = 0
  readonly #sequenceStart: string
  #sequence = 0
  readonly startSequenceNumber: string
  readonly shardId: string
  /** Virtual milliseconds; null while it is enabled. */
  closedAt: number | null = null

  constructor(
    readonly tableName: string,
    readonly arn: string,
    /** `2015-06-27T00:48:05.899` */
    readonly label: string,
    readonly viewType: ViewType,
    readonly keys: KeySchema,
    kernel: Kernel<TraceFact>,
  ) {
    this.#kernel = kernel
    const random = kernel.random('dynamodb-streams')
    this.#sequenceStart = `${random.integer(1000, 9999)}00000`
    this.startSequenceNumber = this.#nextSequenceNumber()
    this.shardId = `shardId-${String(Math.floor(kernel.now)).padStart(20, '0')}-${random.hex(8)}`
    this.createdAt = kernel.now
  }

  /** Virtual milliseconds. */
  readonly createdAt: number

  /** Calls back when there is a record more, or no more will come. @returns ends the subscription */
  onRecords(listener: () => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** The position after the last record. */
  get end(): number {
    return this.#dropped + this.#records.length
  }

  /** The position of the oldest record that has not been trimmed. */
  get start(): number {
    this.#trim()
    return this.#dropped
  }

  get lastSequenceNumber(): string {
    return this.#records.at(-1)?.sequenceNumber ?? this.startSequenceNumber
  }

  /** @param keys the item's key attributes */
  append(keys: Item, oldItem: Item | null, newItem: Item | null, byService: boolean): void {
    const { viewType } = this
    const newImage = viewType === 'NEW_IMAGE' || viewType === 'NEW_AND_OLD_IMAGES' ? newItem : null
    const oldImage = viewType === 'OLD_IMAGE' || viewType === 'NEW_AND_OLD_IMAGES' ? oldItem : null
    const eventName = oldItem === null ? 'INSERT' : newItem === null ? 'REMOVE' : 'MODIFY'
    const sizes = [keys, newImage, oldImage].map((image) => (image ? itemSize(image) : 0))
    const record: StreamRecord = {
      eventId: this.#kernel.random('dynamodb-streams').hex(32),
      eventName,
      keys,
      newImage,
      oldImage,
      sequenceNumber: this.#nextSequenceNumber(),
      at: this.#kernel.now,
      sizeBytes: sizes.reduce((total, size) => total + size, 0),
      byService,
    }
    this.#trim()
    this.#records.push(record)
    this.#kernel.trace.record({
      type: 'dynamodb.stream-record',
      table: this.tableName,
      sequenceNumber: record.sequenceNumber,
      eventName,
      key: JSON.stringify(keys),
    })
    this.#notify()
  }

  /** Records from a position on, oldest first. */
  read(position: number, maximum: number, bytesMax: number): readonly StreamRecord[] {
    this.#trim()
    const from = Math.max(0, position - this.#dropped)
    const records: StreamRecord[] = []
    let bytes = 0
    for (let index = from; index < this.#records.length && records.length < maximum; index++) {
      const record = this.#records[index] as StreamRecord
      bytes += record.sizeBytes
      if (bytes > bytesMax && records.length > 0) break
      records.push(record)
    }
    return records
  }

  /**
   * The position of the record with this sequence number, or of the first one after it.
   * @returns null when it lies before what is kept
   */
  positionOf(sequenceNumber: string): number | null {
    this.#trim()
    // All sequence numbers of a stream have the same length, so texts compare as numbers do.
    const first = this.#records[0]
    if (first && sequenceNumber < first.sequenceNumber) {
      return this.#dropped === 0 && sequenceNumber >= this.startSequenceNumber ? 0 : null
    }
    let low = 0
    let high = this.#records.length
    while (low < high) {
      const middle = (low + high) >> 1
      if ((this.#records[middle] as StreamRecord).sequenceNumber < sequenceNumber) low = middle + 1
      else high = middle
    }
    return this.#dropped + low
  }

  sequenceNumberAt(position: number): string | undefined {
    return this.#records[position - this.#dropped]?.sequenceNumber
  }

  isSequenceNumber(text: string): boolean {
    return text.length === this.startSequenceNumber.length && text.startsWith(this.#sequenceStart)
  }

  /** The shard ends; what is in it stays readable for as long as it is kept. */
  close(): void {
    this.closedAt ??= this.#kernel.now
    this.#notify()
  }

  /** Nothing can be read from it any more. */
  get expired(): boolean {
    return this.closedAt !== null && this.#kernel.now - this.closedAt > limits.STREAM_RETENTION
  }

  #notify(): void {
    for (const listener of [...this.#listeners]) listener()
  }

  #trim(): void {
    const oldest = this.#kernel.now - limits.STREAM_RETENTION
    let count = 0
    while (count < this.#records.length && (this.#records[count] as StreamRecord).at < oldest) count++
    if (count === 0) return
    this.#records.splice(0, count)
    this.#dropped += count
  }

  #nextSequenceNumber(): string {
    this.#sequence += this.#kernel.random('dynamodb-streams').integer(1, 100)
    return this.#sequenceStart + String(this.#sequence).padStart(SEQUENCE_DIGITS, '0')
  }
}

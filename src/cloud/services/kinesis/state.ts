/**
 * A stream: its shards, what happens to them, its consumers.
 *
 * - Creating, changing and deleting take a while; meanwhile the stream is CREATING, UPDATING or DELETING, and a change
 *   takes effect at its end. Records are put and read while it is UPDATING.
 * - The open shards together hold every hash key exactly once.
 */

import type { PolicyDocument } from '../../aws/policy'
import type { TraceFact } from '../../aws/trace-records'
import { hours, type Milliseconds } from '../../aws/units'
import type { Kernel, Scheduled } from '../../kernel/kernel'
import type { Caller } from '../contract'
import { CONSUMER_TRANSITION, STREAM_TRANSITION, TRIM_INTERVAL } from './limits'
import { evenRanges, hashKeyOf, type HashKeyRange } from './sequence'
import { Shard, type StreamRecord } from './shard'

export type StreamStatus = 'CREATING' | 'ACTIVE' | 'UPDATING' | 'DELETING'
export type StreamMode = 'PROVISIONED' | 'ON_DEMAND'

export interface StreamConfiguration {
  readonly mode: StreamMode
  readonly shardCount: number
  readonly retentionHours: number
  /** KiB of data and partition key. */
  readonly maxRecordKiB: number
  /** Server-side encryption: the key as it was named; null for none. */
  readonly encryptionKey: string | null
}

export interface Consumer {
  readonly name: string
  readonly arn: string
  readonly createdAt: Milliseconds
  status: 'CREATING' | 'ACTIVE' | 'DELETING'
}

export class Stream {
  status: StreamStatus = 'CREATING'
  mode: StreamMode
  retentionHours: number
  maxRecordKiB: number
  encryptionKey: string | null
  tags = new Map<string, string>()
  policy: PolicyDocument | null = null
  readonly consumers = new Map<string, Consumer>()
  /** When the shard count and the mode were changed, for the limits of a rolling day. */
  readonly shardCountUpdates: Milliseconds[] = []
  readonly modeUpdates: Milliseconds[] = []
  readonly #kernel: Kernel<TraceFact>
  #shards: Shard[] = []
  /** Shards that there ever were. */
  #shardsMade = 0
  #counter = 0n
  readonly #initialShards: number
  readonly #listeners = new Set<(shardId: string | null) => void>()
  #transition: Scheduled | null = null
  #trimming: Scheduled | null = null

  constructor(
    readonly name: string,
    readonly arn: string,
    configuration: StreamConfiguration,
    /** Virtual milliseconds. */
    readonly createdAt: Milliseconds,
    kernel: Kernel<TraceFact>,
  ) {
    this.#kernel = kernel
    this.mode = configuration.mode
    this.retentionHours = configuration.retentionHours
    this.maxRecordKiB = configuration.maxRecordKiB
    this.encryptionKey = configuration.encryptionKey
    this.#initialShards = configuration.shardCount
  }

  /** Calls back with the shard that got a record, with null when there are other shards. @returns ends the subscription */
  onRecords(listener: (shardId: string | null) => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** All within the retention period, by index. */
  get shards(): readonly Shard[] {
    return this.#shards
  }

  get openShards(): readonly Shard[] {
    return this.#shards.filter(({ isOpen }) => isOpen)
  }

  /** What counts against the account's shards, also while it is being made. */
  get shardCount(): number {
    return this.status === 'CREATING' ? this.#initialShards : this.openShards.length
  }

  get takesRecords(): boolean {
    return this.status === 'ACTIVE' || this.status === 'UPDATING'
  }

  /** Instant from which on records are kept. */
  get trimHorizon(): Milliseconds {
    return this.#kernel.now - hours(this.retentionHours)
  }

  /** @param done called when it is ACTIVE */
  create(done?: () => void): void {
    this.#become('CREATING')
    this.#after(() => {
      this.activate()
      done?.()
    })
  }

  /** Makes it ACTIVE at once: CloudFormation waits until it is. */
  activate(): void {
    this.#cancelTransition()
    for (const range of evenRanges(this.#initialShards)) this.#open(range, [])
    this.#become('ACTIVE')
  }

  delete(gone: () => void): void {
    this.#become('DELETING')
    this.#after(gone)
  }

  /** Nothing of it happens any more. */
  close(): void {
    this.#cancelTransition()
    this.#kernel.cancel(this.#trimming)
    this.#trimming = null
  }

  /** UPDATING for a while; then `change` takes effect. */
  update(change: () => void): void {
    this.#become('UPDATING')
    this.#after(() => {
      change()
      this.#become('ACTIVE')
    })
  }

  find(shardIndex: number): Shard | undefined {
    return this.#shards.find(({ index }) => index === shardIndex)
  }

  /** The open shard of a partition key, or of an explicit hash key. */
  shardOf(partitionKey: string, explicitHashKey: bigint | null): Shard {
    const hashKey = explicitHashKey ?? hashKeyOf(partitionKey)
    return this.openShards.find((shard) => shard.holds(hashKey)) as Shard
  }

  /** @param data base64 */
  put(shard: Shard, partitionKey: string, data: string, size: number, caller: Caller): StreamRecord {
    const now = this.#kernel.now
    // Numbers grow and have gaps, as on AWS.
    this.#counter += BigInt(this.#kernel.random('kinesis-sequence').integer(1, 4))
    shard.writes.take(now, size)
    const record = shard.put({ partitionKey, data, size, arrivedAt: now }, this.#counter)
    this.#kernel.trace.record({
      type: 'kinesis.put',
      stream: this.name,
      shardId: shard.id,
      sequenceNumber: record.sequenceNumber.toString(),
      partitionKey,
      data: excerpt(data),
      size,
      producer: caller.arn,
    })
    this.#scheduleTrim()
    this.#notify(shard.id)
    return record
  }

  /** Drops what is older than the retention period; a closed shard goes when nothing in it could still be read. */
  trim(): void {
    const horizon = this.trimHorizon
    for (const shard of this.#shards) {
      const records = shard.trim(horizon)
      if (records > 0) {
        this.#kernel.trace.record({ type: 'kinesis.trimmed', stream: this.name, shardId: shard.id, records })
      }
    }
    const expired = this.#shards.filter(({ closedAt }) => closedAt !== null && closedAt < horizon)
    if (expired.length === 0) return
    this.#shards = this.#shards.filter((shard) => !expired.includes(shard))
    for (const shard of expired) this.#recordShard(shard, 'expired')
  }

  split(shard: Shard, at: bigint): void {
    shard.close(this.#kernel.now)
    this.#recordShard(shard, 'closed')
    this.#open({ first: shard.range.first, last: at - 1n }, [shard])
    this.#open({ first: at, last: shard.range.last }, [shard])
    this.#scheduleTrim()
    this.#notify(null)
  }

  merge(first: Shard, second: Shard): void {
    for (const shard of [first, second]) {
      shard.close(this.#kernel.now)
      this.#recordShard(shard, 'closed')
    }
    this.#open({ first: first.range.first, last: second.range.last }, [first, second])
    this.#scheduleTrim()
    this.#notify(null)
  }

  /** Splits at the new boundaries and merges across the old ones, so that short-lived shards arise, as on AWS. */
  reshard(count: number): void {
    for (const target of evenRanges(count)) {
      const cut = this.openShards.find(({ range }) => range.first < target.first && range.last >= target.first)
      if (cut) this.split(cut, target.first)
    }
    for (const target of evenRanges(count)) {
      for (;;) {
        const [first, second] = this.openShards
          .filter(({ range }) => range.first >= target.first && range.last <= target.last)
          .sort((one, other) => (one.range.first < other.range.first ? -1 : 1))
        if (!first || !second) break
        this.merge(first, second)
      }
    }
  }

  register(consumer: Omit<Consumer, 'status'>): Consumer {
    const registered: Consumer = { ...consumer, status: 'CREATING' }
    this.consumers.set(consumer.name, registered)
    this.#recordConsumer(registered)
    this.#kernel.after(CONSUMER_TRANSITION, () => {
      if (registered.status !== 'CREATING') return
      registered.status = 'ACTIVE'
      this.#recordConsumer(registered)
    })
    return registered
  }

  deregister(consumer: Consumer): void {
    consumer.status = 'DELETING'
    this.#recordConsumer(consumer)
    this.#kernel.after(CONSUMER_TRANSITION, () => {
      if (this.consumers.get(consumer.name) === consumer) this.consumers.delete(consumer.name)
    })
  }

  #notify(shardId: string | null): void {
    for (const listener of [...this.#listeners]) listener(shardId)
  }

  #open(range: HashKeyRange, parents: readonly Shard[]): void {
    const shard = new Shard(this.#shardsMade++, range, parents, this.#kernel.now)
    for (const parent of parents) parent.children.push(shard)
    this.#shards.push(shard)
    this.#recordShard(shard, 'opened')
  }

  #become(status: StreamStatus): void {
    this.status = status
    this.#kernel.trace.record({ type: 'kinesis.stream', stream: this.name, status })
  }

  #after(run: () => void): void {
    this.#cancelTransition()
    this.#transition = this.#kernel.after(STREAM_TRANSITION, () => {
      this.#transition = null
      run()
    })
  }

  #cancelTransition(): void {
    this.#kernel.cancel(this.#transition)
    this.#transition = null
  }

  /** For memory's sake: whoever reads trims first. */
  #scheduleTrim(): void {
    if (this.#trimming) return
    const instants = this.#shards.flatMap((shard) => [
      ...(shard.oldest ? [shard.oldest.arrivedAt] : []),
      ...(shard.closedAt === null ? [] : [shard.closedAt]),
    ])
    if (instants.length === 0) return
    const due = Math.min(...instants) + hours(this.retentionHours) + TRIM_INTERVAL
    const trim = (): void => {
      this.#trimming = null
      this.trim()
      this.#scheduleTrim()
    }
    this.#trimming = this.#kernel.at(Math.max(due, this.#kernel.now), trim, { background: true })
  }

  #recordShard(shard: Shard, change: 'opened' | 'closed' | 'expired'): void {
    this.#kernel.trace.record({
      type: 'kinesis.shard',
      stream: this.name,
      shardId: shard.id,
      change,
      parents: shard.parents.map(({ id }) => id),
    })
  }

  #recordConsumer({ name, status }: Consumer): void {
    this.#kernel.trace.record({ type: 'kinesis.consumer', stream: this.name, consumer: name, status })
  }
}

/** Characters of base64 in the trace. */
const EXCERPT_MAX = 4096

const excerpt = (data: string): string => (data.length > EXCERPT_MAX ? data.slice(0, EXCERPT_MAX) : data)

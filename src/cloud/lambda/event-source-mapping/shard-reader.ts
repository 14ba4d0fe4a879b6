/**
 * Reading one shard: polling it, leaving out what no filter matches, handing the rest to the shard's lanes, moving the
 * checkpoint on behind what is done with.
 */

import type { Scheduled } from '../../kernel/kernel'
import type { PolledPage, PolledRecord } from '../../services/contract'
import { BatchLane } from './batch-lane'
import { recordFact, type StreamMapping } from './stream-mapping'
import { Outstanding, type ShardProgress } from './stream-progress'

/** The poller, as its readers see it. */
export interface ReadingScope {
  readonly mapping: StreamMapping
  /** Polls follow each other from this instant on. */
  readonly startedAt: number
  mayPoll(): boolean
  /** Everything of the shard is done with, and nothing more will come. */
  drained(shardId: string): void
}

export class ShardReader {
  readonly #lanes: readonly BatchLane[]
  readonly #outstanding = new Outstanding()
  /** Up to where it has been read; the progress says up to where it has been processed. */
  #position: string
  /** There may be something to read. */
  #dirty = true
  #ended = false
  #poll: Scheduled | null = null
  #polledAt = -Infinity
  #closed = false

  constructor(
    readonly scope: ReadingScope,
    readonly shardId: string,
    readonly progress: ShardProgress,
  ) {
    const { mapping } = scope
    this.#position = progress.position
    this.#lanes = Array.from({ length: mapping.options.parallelizationFactor }, () => {
      return new BatchLane(mapping, shardId, progress, {
        finish: (records) => this.#finish(records),
        idle: () => this.#considerDrained(),
        isCaughtUp: () => !this.#dirty,
      })
    })
    this.#schedulePoll()
  }

  wake(): void {
    this.#dirty = true
    this.#schedulePoll()
  }

  close(): void {
    this.#closed = true
    this.scope.mapping.context.kernel.cancel(this.#poll)
    for (const lane of this.#lanes) lane.close()
  }

  /** So much is read ahead that full batches can follow each other. */
  get #hasRoom(): boolean {
    const { configuration, options } = this.scope.mapping
    return this.#outstanding.count < configuration.batchSize * options.parallelizationFactor
  }

  #schedulePoll(): void {
    if (this.#closed || this.#poll || this.#ended || !this.#dirty || !this.#hasRoom) return
    const { kernel } = this.scope.mapping.context
    this.#poll = kernel.at(this.#nextPoll(kernel.now), () => {
      this.#poll = null
      this.#polledAt = kernel.now
      this.#read()
    })
  }

  #nextPoll(now: number): number {
    const { source, configuration } = this.scope.mapping
    const arrival = source.arrival(configuration.eventSourceArn)
    if ('pushedAfter' in arrival) return now + arrival.pushedAfter
    const { startedAt } = this.scope
    const next = startedAt + Math.ceil((now - startedAt) / arrival.every) * arrival.every
    return next > this.#polledAt ? next : next + arrival.every
  }

  #read(): void {
    if (!this.scope.mayPoll()) return
    const { source, configuration, caller } = this.scope.mapping
    const page = source.read(configuration.eventSourceArn, this.shardId, this.#position, caller)
    if (page) this.#take(page)
    this.#schedulePoll()
  }

  #take({ records, next, more, ended }: PolledPage): void {
    this.#dirty = more
    this.#position = next
    this.#ended = ended
    this.#outstanding.read(records)
    this.scope.mapping.count('PolledEventCount', records.length)
    const kept = this.#filter(records)
    const byLane = this.#lanes.map((): PolledRecord[] => [])
    for (const record of kept) byLane[laneOf(record.orderKey, byLane.length)]?.push(record)
    for (const [index, lane] of this.#lanes.entries()) lane.add(byLane[index] ?? [], ended)
    this.#considerDrained()
  }

  #filter(records: readonly PolledRecord[]): readonly PolledRecord[] {
    const { mapping } = this.scope
    const { filter } = mapping.configuration
    if (!filter || records.length === 0) return records
    const kept: PolledRecord[] = []
    const dropped: PolledRecord[] = []
    for (const read of records) {
      const matches = filter.matches(read.record as Record<string, unknown>, read.payload)
      ;(matches ? kept : dropped).push(read)
    }
    mapping.count('FilteredOutEventCount', dropped.length)
    if (dropped.length > 0) {
      const recordIds = dropped.map(({ sequenceNumber }) => sequenceNumber)
      const why = dropped.map(({ record, payload }) => filter.whyNot(record as Record<string, unknown>, payload))
      recordFact(mapping, { type: 'mapping.filtered', recordIds, shardId: this.shardId, why })
      this.#finish(dropped)
    }
    return kept
  }

  #finish(records: readonly PolledRecord[]): void {
    const last = this.#outstanding.finish(records)
    if (!last) return
    this.progress.position = last.next
    const { shardId } = this
    recordFact(this.scope.mapping, { type: 'mapping.checkpoint', shardId, sequenceNumber: last.sequenceNumber })
    this.#schedulePoll()
  }

  #considerDrained(): void {
    const drained = this.#ended && this.#outstanding.count === 0 && this.#lanes.every((lane) => lane.idle)
    if (!drained || this.#closed || this.progress.drained) return
    this.progress.drained = true
    recordFact(this.scope.mapping, { type: 'mapping.shard-drained', shardId: this.shardId })
    this.scope.drained(this.shardId)
  }
}

/** MODEL: which lane is AWS's secret; here a hash of the key (FNV-1a) decides. */
function laneOf(orderKey: string, lanes: number): number {
  if (lanes === 1) return 0
  let hash = 0x811c9dc5
  for (let index = 0; index < orderKey.length; index++) {
    hash = Math.imul(hash ^ orderKey.charCodeAt(index), 0x01000193)
  }
  return (hash >>> 0) % lanes
}

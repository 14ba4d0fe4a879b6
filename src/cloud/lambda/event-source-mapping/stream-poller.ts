/**
 * Lambda polling a stream: finding its shards and reading each of them, parents before their children.
 *
 * Source: Guide, "How Lambda processes records from stream and queue-based event sources", "Process Amazon Kinesis Data
 * Streams records with Lambda", "Process DynamoDB records with Lambda".
 * - A shard's records are processed in order, a batch at a time (`shard-reader.ts`, `batch-lane.ts`).
 * - A shard that was split or merged is drained before those that took over are read.
 * - The starting position counts for the shards that are there when the mapping begins; later ones are read from their
 *   beginning. A mapping that was disabled or changed goes on where it stopped (`stream-progress.ts`).
 *
 * Deliberate differences (README's fidelity table): a poll takes no time of its own, and one that would find nothing is
 * left out, so that the simulation can rest.
 */

import type { Scheduled } from '../../kernel/kernel'
import type { StreamSource } from '../../services/contract'
import { refusalOfPolling } from '../execution-role'
import type { LambdaContext } from '../lambda-context'
import * as limits from '../limits'
import type { MappingConfiguration, StreamOptions } from './configuration'
import { eventCounts } from './event-counts'
import type { PolledFunction, Poller } from './poller'
import { ShardReader, type ReadingScope } from './shard-reader'
import type { StreamMapping } from './stream-mapping'
import type { StreamProgress } from './stream-progress'

export class StreamPoller implements Poller, ReadingScope {
  readonly mapping: StreamMapping
  startedAt = 0
  readonly #readers = new Map<string, ShardReader>()
  #unsubscribe: (() => void) | null = null
  /** Until it is looked into again whether the role may poll. */
  #refused: Scheduled | null = null
  #closed = false

  constructor(
    configuration: MappingConfiguration & { readonly stream: StreamOptions },
    fn: PolledFunction,
    source: StreamSource,
    context: LambdaContext,
    progress: StreamProgress,
  ) {
    const caller = context.executionRole({ role: fn.role, name: `awslambda_${configuration.uuid}` })
    const count = eventCounts(context, configuration)
    this.mapping = { configuration, options: configuration.stream, fn, source, context, progress, caller, count }
    progress.whenSettled(() => this.#start())
  }

  /** Attempts that run come to their end, and count; nothing is sent again. */
  close(): void {
    this.#closed = true
    this.#unsubscribe?.()
    for (const reader of this.#readers.values()) reader.close()
    this.mapping.context.kernel.cancel(this.#refused)
  }

  /** What the role may do can change while the mapping is there; a refusal is looked into again after a while. */
  mayPoll(): boolean {
    if (this.#refused) return false
    const { context, source, configuration, caller } = this.mapping
    if (refusalOfPolling(context, source, configuration, caller) === null) return true
    const lookAgain = (): void => {
      this.#refused = null
      this.#wakeAll()
    }
    this.#refused = context.kernel.after(limits.REFUSED_POLL_INTERVAL, lookAgain, { background: true })
    return false
  }

  drained(shardId: string): void {
    this.#readers.delete(shardId)
    this.#discover()
  }

  #start(): void {
    if (this.#closed) return
    const { source, configuration, context } = this.mapping
    if (!source.exists(configuration.eventSourceArn)) return
    this.startedAt = context.kernel.now
    this.#unsubscribe = source.onRecords(configuration.eventSourceArn, (shardId) => {
      if (shardId !== null) return this.#readers.get(shardId)?.wake()
      this.#discover()
      this.#wakeAll()
    })
    this.#discover()
  }

  #wakeAll(): void {
    for (const reader of [...this.#readers.values()]) reader.wake()
  }

  /** Takes note of new shards, forgets those that are gone, and reads those whose turn it is. */
  #discover(): void {
    if (this.#closed) return
    const { source, configuration, options, progress } = this.mapping
    const { eventSourceArn } = configuration
    const shards = source.shards(eventSourceArn)
    const ids = new Set(shards.map(({ id }) => id))
    for (const id of [...progress.shards.keys()]) {
      if (ids.has(id)) continue
      progress.shards.delete(id)
      this.#readers.get(id)?.close()
      this.#readers.delete(id)
    }
    const from = progress.begun ? ({ type: 'TRIM_HORIZON' } as const) : options.startingPosition
    for (const { id } of shards) {
      if (progress.shards.has(id)) continue
      const position = source.start(eventSourceArn, id, from)
      progress.shards.set(id, { position: position ?? '', drained: position === null, window: null })
    }
    progress.begun = true
    for (const { id, parents } of shards) {
      const shard = progress.shards.get(id)
      if (!shard || shard.drained || this.#readers.has(id)) continue
      if (parents.some((parent) => progress.shards.get(parent)?.drained === false)) continue
      this.#readers.set(id, new ShardReader(this, id, shard))
    }
  }
}

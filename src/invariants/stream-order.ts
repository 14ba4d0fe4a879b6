import { STREAM_RETENTION_MIN } from './aws-limits'
import type { FinishedRun, Invariant } from './contract'
import { entry, type Fact } from './facts'
import { mappingOf } from './mapping-concurrency'
import { numberOf, textOf } from './resources'
import { shardNameOf, sourceRecordOf, sourceTitle, type SourceRecord } from './source-log'
import { Violations } from './violations'

/** Records for which one order holds: of a shard, or of one key in it. */
interface Lane {
  readonly records: SourceRecord[]
  readonly indexOf: Map<string, number>
}

interface Shard {
  readonly whole: Lane
  readonly byKey: Map<string, Lane>
  readonly keyOf: Map<string, string>
}

/** How far a mapping has come with a lane. */
interface Progress {
  /** Index of the first record that is not done with; null before anything was. */
  next: number | null
  readonly done: Set<number>
}

type MappingFact = { readonly mapping: string; readonly functionName: string; readonly source: string }

/** What all mappings have done with the records of their shards. Also what `stream-fate.ts` asks. */
export class StreamProgress {
  readonly #shards = new Map<string, Shard>()
  readonly #progress = new Map<string, Progress>()
  readonly #parallel = new Map<string, boolean>()
  readonly #fromStart = new Map<string, boolean>()
  readonly #shardOfBatch = new Map<string, string>()

  constructor(readonly run: FinishedRun) {}

  /** @param unordered told of a record that is sent although another one is to be sent first, or none any more */
  apply(
    record: FinishedRun['records'][number],
    unordered: (sent: Fact<'mapping.batch-sent'>, one: SourceRecord, expected?: SourceRecord) => void = () => undefined,
  ): void {
    const put = sourceRecordOf(record)
    if (put) {
      const shard = entry(this.#shards, put[0], newShard)
      shard.keyOf.set(put[1].id, put[1].key)
      add(shard.whole, put[1])
      add(entry(shard.byKey, put[1].key, newLane), put[1])
    } else if (record.type === 'mapping.batch-sent' && record.stream) {
      this.#shardOfBatch.set(record.requestId, record.stream.shardId)
      this.#sent(record, record.stream.shardId, (one, expected) => unordered(record, one, expected))
    } else if (record.type === 'mapping.batch-ended') {
      this.#done(record, this.#shardOfBatch.get(record.requestId), record.deleted)
    } else if (record.type === 'mapping.discarded' || record.type === 'mapping.filtered') {
      this.#done(record, record.shardId, record.recordIds)
    }
  }

  /** Those that the mapping has not done with, of what came since `from`. */
  pending({ mapping, source }: MappingFact, from: number): readonly SourceRecord[] {
    const left: SourceRecord[] = []
    for (const [name, { whole, byKey }] of this.#shards) {
      const shardId = name.split(' ')[2] ?? ''
      if (shardNameOf(source, shardId) !== name) continue
      const isParallel = this.#parallel.get(mapping) ?? true
      for (const [key, lane] of isParallel ? byKey : new Map([['', whole]])) {
        const progress = this.#progress.get(laneName(mapping, name, key))
        for (const [index, one] of lane.records.entries()) {
          if (one.at >= from && !isDone(progress, index)) left.push(one)
        }
      }
    }
    return left
  }

  #isParallel({ mapping, functionName, source }: MappingFact): boolean {
    return entry(this.#parallel, mapping, () => {
      if (source.includes(':kafka:')) return false
      const found = mappingOf(this.run, functionName, source)
      // When the template does not tell, order is asked for where it holds in any case.
      return found === undefined || (numberOf(found.property('ParallelizationFactor')) ?? 1) > 1
    })
  }

  #isFromStart({ mapping, functionName, source }: MappingFact): boolean {
    return entry(this.#fromStart, mapping, () => {
      const found = mappingOf(this.run, functionName, source)
      return textOf(found?.property('StartingPosition')) === 'TRIM_HORIZON'
    })
  }

  #lanes(
    fact: MappingFact,
    shardId: string,
    ids: readonly string[],
    visit: (lane: Lane, progress: Progress, index: number) => void,
  ): void {
    const name = shardNameOf(fact.source, shardId)
    const shard = name === null ? undefined : this.#shards.get(name)
    if (name === null || !shard) return
    const isParallel = this.#isParallel(fact)
    for (const id of ids) {
      const key = isParallel ? shard.keyOf.get(id) : ''
      const lane = isParallel ? shard.byKey.get(key ?? '') : shard.whole
      const index = lane?.indexOf.get(id)
      if (!lane || index === undefined) continue
      visit(lane, entry(this.#progress, laneName(fact.mapping, name, key ?? ''), newProgress), index)
    }
  }

  #sent(
    fact: MappingFact & { readonly at: number; readonly recordIds: readonly string[] },
    shardId: string,
    unordered: (one: SourceRecord, expected?: SourceRecord) => void,
  ): void {
    /** Of each lane, behind what this batch has of it. */
    const behind = new Map<Lane, number>()
    this.#lanes(fact, shardId, fact.recordIds, (lane, progress, index) => {
      // With LATEST or a timestamp, a mapping begins where it does.
      progress.next ??= this.#isFromStart(fact) ? oldest(lane, fact.at) : index
      let expected = behind.get(lane) ?? progress.next
      while (progress.done.has(expected)) expected++
      const [one, other] = [lane.records[index], lane.records[expected]]
      if (index !== expected && one) unordered(one, other)
      behind.set(lane, index + 1)
    })
  }

  #done(fact: MappingFact, shardId: string | undefined, ids: readonly string[]): void {
    if (shardId === undefined) return
    this.#lanes(fact, shardId, ids, (_lane, progress, index) => {
      progress.done.add(index)
      // What a filter leaves out comes to be known before what it lets through, and does not say where a mapping begins.
      while (progress.next !== null && progress.done.delete(progress.next)) progress.next++
    })
  }
}

const newLane = (): Lane => ({ records: [], indexOf: new Map() })
const newShard = (): Shard => ({ whole: newLane(), byKey: new Map(), keyOf: new Map() })
const newProgress = (): Progress => ({ next: null, done: new Set() })
const laneName = (mapping: string, shard: string, key: string): string => `${mapping} ${shard} ${key}`
/** Index of the first record that no stream can have lost by its retention period. */
const oldest = ({ records }: Lane, now: number): number =>
  records.findIndex(({ at }) => now - at < STREAM_RETENTION_MIN)
const isDone = (progress: Progress | undefined, index: number): boolean =>
  progress !== undefined && (progress.done.has(index) || (progress.next !== null && index < progress.next))

function add({ records, indexOf }: Lane, one: SourceRecord): void {
  indexOf.set(one.id, records.length)
  records.push(one)
}

export const streamOrder: Invariant = {
  id: 'stream-order',
  sentence:
    'A mapping sends the records of a shard in order and leaves none out: what follows a record is sent when the record is processed, filtered out or discarded. With a ParallelizationFactor that holds for each partition key.',
  source:
    'Fact sheet 7.3 and 7.4; Lambda Developer Guide, "Using Lambda to process records from Amazon Kinesis Data Streams"',
  check(run) {
    const violations = new Violations()
    const progress = new StreamProgress(run)
    for (const record of run.records) {
      progress.apply(record, (sent, one, expected) => {
        const { source, functionName } = sent
        const where = `shard ${sent.stream?.shardId ?? ''} of ${sourceTitle(source)}`
        const key = one.key === '' ? '' : ` (key ${one.key})`
        const instead = expected ? `while ${expected.id} is to be sent` : 'although it was done with'
        violations.add(
          `${functionName} is sent ${one.id} of ${where}${key} ${instead}`,
          [...(expected ? [expected.record] : []), one.record, sent],
          functionName,
        )
      })
    }
    return violations.found
  },
}

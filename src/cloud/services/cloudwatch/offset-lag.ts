/**
 * How far a function's consumer group is behind a Kafka topic, over all partitions, out of the trace.
 * Source: Lambda Developer Guide, "Types of metrics for Lambda functions" (OffsetLag). MODEL: a data point whenever a
 * batch is sent or done with.
 */

import type { TraceRecord } from '../../aws/trace-records'

type AddLag = (functionName: string, lag: number, at: number) => void

export class OffsetLag {
  /** Topic's ARN → partition → offset of the last record. */
  readonly #written = new Map<string, Map<string, number>>()
  /** Mapping → partition → offset of the last record that is done with. */
  readonly #processed = new Map<string, Map<string, number>>()

  constructor(readonly add: AddLag) {}

  observe(record: TraceRecord): void {
    switch (record.type) {
      case 'kafka.produced':
        within(this.#written, record.topic).set(String(record.partition), record.offset)
        return
      case 'mapping.batch-sent': {
        if (!record.stream || !this.#written.has(record.source)) return
        const processed = within(this.#processed, record.mapping)
        // Where the mapping began in this partition.
        const { shardId } = record.stream
        if (!processed.has(shardId)) processed.set(shardId, Number(record.recordIds[0]) - 1)
        return this.#measure(record)
      }
      case 'mapping.checkpoint':
        if (!this.#written.has(record.source)) return
        within(this.#processed, record.mapping).set(record.shardId, Number(record.sequenceNumber))
        return this.#measure(record)
    }
  }

  #measure(record: Extract<TraceRecord, { type: 'mapping.batch-sent' | 'mapping.checkpoint' }>): void {
    const written = within(this.#written, record.source)
    let lag = 0
    for (const [partition, offset] of within(this.#processed, record.mapping)) {
      lag += Math.max(0, (written.get(partition) ?? offset) - offset)
    }
    this.add(record.functionName, lag, record.at)
  }
}

function within(maps: Map<string, Map<string, number>>, key: string): Map<string, number> {
  const known = maps.get(key) ?? new Map<string, number>()
  maps.set(key, known)
  return known
}

/** How batches of a stream are cut, split and timed; no state. */

import type { PolledRecord } from '../../services/contract'
import type { AttemptResult } from '../attempt'
import * as limits from '../limits'
import { windowOf } from './tumbling-window'

export interface Batch {
  /** Empty for the invocation that ends a tumbling window. */
  readonly records: readonly PolledRecord[]
  /** Times it was sent as it is, throttled or not. */
  readonly attempts: number
  /** Times that the function failed on it: what counts against MaximumRetryAttempts. */
  readonly failures: number
  /** Of the last attempt; empty before the first. */
  readonly requestId: string
  readonly last: AttemptResult | null
}

export const batchOf = (records: readonly PolledRecord[], last: AttemptResult | null = null): Batch => ({
  records,
  attempts: 0,
  failures: 0,
  requestId: '',
  last,
})

export const idsOf = (records: readonly PolledRecord[]): readonly string[] =>
  records.map(({ sequenceNumber }) => sequenceNumber)

/** Two batches that know nothing of earlier attempts. MODEL: of an odd number the first gets one more. */
export function bisected({ records }: Batch, last: AttemptResult): readonly Batch[] {
  const middle = Math.ceil(records.length / 2)
  return [batchOf(records.slice(0, middle), last), batchOf(records.slice(middle), last)]
}

/** @param attempts that were made @returns milliseconds until the next */
export const retryWait = (attempts: number): number =>
  Math.min(limits.STREAM_RETRY_WAIT_MIN * 2 ** Math.max(0, attempts - 1), limits.STREAM_RETRY_WAIT_MAX)

export interface WaitingRecord {
  readonly record: PolledRecord
  /** When the poller got it: a batch window begins with that of its first record. */
  readonly readAt: number
}

export type CutCause = 'batch-size' | 'payload-size' | 'batch-window' | 'no-window' | 'tumbling-window' | 'shard-end'

/** The next batch, or when it will be due at the latest; null when nothing waits. */
export type Cut = { readonly batch: Batch; readonly cause: CutCause } | { readonly due: number | null }

export function cut(
  waiting: readonly WaitingRecord[],
  options: {
    readonly batchSize: number
    /** Milliseconds. */
    readonly batchingWindow: number
    /** Seconds; 0 for none. */
    readonly tumblingWindow: number
    /** Bytes of a tumbling window's state. */
    readonly stateSize: number
    readonly shardEnded: boolean
    readonly now: number
  },
): Cut {
  const [first] = waiting
  if (!first) return { due: null }
  const { batchSize, tumblingWindow } = options
  const end = tumblingWindow > 0 ? windowOf(first.record.arrivedAt, tumblingWindow).end : Infinity
  let size = tumblingWindow > 0 ? limits.WINDOW_MEMBERS + options.stateSize : 0
  let count = 0
  let cause: CutCause | null = null
  for (const { record } of waiting) {
    if (record.arrivedAt >= end) cause = 'tumbling-window'
    // The comma between two records counts too.
    else if (count > 0 && size + record.size + 1 > limits.BATCH_PAYLOAD_MAX) cause = 'payload-size'
    if (cause) break
    size += record.size + 1
    count++
    if (count === batchSize) {
      cause = 'batch-size'
      break
    }
  }
  const due = first.readAt + options.batchingWindow
  if (!cause && options.shardEnded) cause = 'shard-end'
  if (!cause && options.batchingWindow === 0) cause = 'no-window'
  if (!cause && options.now >= due) cause = 'batch-window'
  if (!cause) return { due }
  return { batch: batchOf(waiting.slice(0, count).map(({ record }) => record)), cause }
}

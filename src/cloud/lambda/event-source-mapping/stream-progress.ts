/**
 * How far a mapping has come in its stream. It outlives the poller: a mapping that was disabled or changed goes on where
 * it stopped. Attempts of an earlier poller that still run are waited for, so that a change makes no duplicates.
 */

import type { PolledRecord } from '../../services/contract'
import type { WindowState } from './tumbling-window'

export type ProcessingResult = 'No records processed' | 'OK' | 'PROBLEM: Function call failed'

export interface ShardProgress {
  /** Where reading goes on: behind everything that is done with. */
  position: string
  /** Nothing will come from it any more: its children may be read. */
  drained: boolean
  /** Of the tumbling window that is open. */
  window: WindowState | null
}

export class StreamProgress {
  readonly shards = new Map<string, ShardProgress>()
  lastResult: ProcessingResult = 'No records processed'
  /** Whether the starting position has been looked up: shards that come to light later are read from their beginning. */
  begun = false
  #running = 0
  #settled: (() => void) | null = null

  attemptStarted(): void {
    this.#running++
  }

  attemptEnded(): void {
    this.#running--
    if (this.#running > 0 || !this.#settled) return
    const settled = this.#settled
    this.#settled = null
    settled()
  }

  /** Calls back, at once or later, when no attempt runs; a later wish replaces an earlier one. */
  whenSettled(settled: () => void): void {
    if (this.#running === 0) settled()
    else this.#settled = settled
  }
}

/** The records of a shard that have been read and not been done with, in order. */
export class Outstanding {
  readonly #records: PolledRecord[] = []
  readonly #done = new Set<PolledRecord>()

  get count(): number {
    return this.#records.length
  }

  read(records: readonly PolledRecord[]): void {
    for (const record of records) this.#records.push(record)
  }

  /** @returns the last record up to which now everything is done with; null when that has not changed */
  finish(records: readonly PolledRecord[]): PolledRecord | null {
    for (const record of records) this.#done.add(record)
    let count = 0
    for (const record of this.#records) {
      if (!this.#done.delete(record)) break
      count++
    }
    return count === 0 ? null : (this.#records.splice(0, count).at(-1) ?? null)
  }
}

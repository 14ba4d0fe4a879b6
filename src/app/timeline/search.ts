/** Finds records by a request id, a function, a type or any other text in them; goes on as the run does. */

import type { TraceRecord } from '../../cloud/aws/trace-records'
import type { Recording } from '../state/recording'

const CHUNK = 200

export class Search {
  readonly #wanted: string
  readonly #found: number[] = []
  #read = 0

  constructor(
    readonly recording: Recording,
    text: string,
  ) {
    this.#wanted = text.trim().toLowerCase()
  }

  /** @param budgetMs real milliseconds. @returns whether it has seen all there is */
  advance(budgetMs: number, clock = () => performance.now()): boolean {
    const until = clock() + budgetMs
    const end = this.recording.length
    while (this.#read < end && clock() < until) {
      const chunkEnd = Math.min(end, this.#read + CHUNK)
      for (; this.#read < chunkEnd; this.#read++) {
        const record = this.recording.get(this.#read)
        if (record && says(record, this.#wanted)) this.#found.push(record.seq)
      }
    }
    return this.#read >= end
  }

  get count(): number {
    return this.#found.length
  }

  /** `seq` of the match of a number, from 0. */
  match(index: number): number | undefined {
    return this.#found[index]
  }

  /** The number of the first match at a place in the run or after it; of the first of all if there is none. */
  numberFrom(seq: number): number {
    const index = this.#found.findIndex((one) => one >= seq)
    return Math.max(0, index)
  }
}

/** Whether a text is somewhere in a record: in its type or in what it says. */
function says(record: TraceRecord, wanted: string): boolean {
  for (const key in record) {
    const value: unknown = record[key as keyof TraceRecord]
    if (typeof value === 'string') {
      if (value.toLowerCase().includes(wanted)) return true
    } else if (
      Array.isArray(value) &&
      value.some((one) => typeof one === 'string' && one.toLowerCase().includes(wanted))
    )
      return true
  }
  return false
}

import type { TraceRecord } from '../../cloud/aws/trace-records'
import { idsOf } from './record-ids'

/** A place in the run: after `next` records, at a virtual time. */
export interface Moment {
  /** `seq` of the first record that has not been told yet. */
  readonly next: number
  readonly at: number
}

/** Every record of one run, to go back to; found by place, by time and by the ids they are about. */
export class Recording {
  readonly #records: TraceRecord[] = []
  /** Places of the records that mention an id, ascending. Read when somebody asks: most runs are never looked into. */
  readonly #mentions = new Map<string, number[]>()
  #indexed = 0

  /** Ignores a record that it has. */
  append(record: TraceRecord): void {
    if (record.seq === this.#records.length) this.#records.push(record)
  }

  get length(): number {
    return this.#records.length
  }

  get records(): readonly TraceRecord[] {
    return this.#records
  }

  get(seq: number): TraceRecord | undefined {
    return this.#records[seq]
  }

  /** How many records had been told by then, those of that instant included. */
  until(at: number): number {
    return this.#count((record) => record.at <= at)
  }

  /** How many records had been told before. */
  from(at: number): number {
    return this.#count((record) => record.at < at)
  }

  /** How many of the first records are as said; all after them are not. */
  #count(isBefore: (record: TraceRecord) => boolean): number {
    let [low, high] = [0, this.#records.length]
    while (low < high) {
      const middle = (low + high) >> 1
      if (isBefore(this.#records[middle] as TraceRecord)) low = middle + 1
      else high = middle
    }
    return low
  }

  /** After `next` records. */
  momentOf(next: number): Moment {
    const within = Math.max(0, Math.min(next, this.#records.length))
    return { next: within, at: (this.#records[within - 1] ?? this.#records[0])?.at ?? 0 }
  }

  /** The nearest record beyond a place, in either direction, that is wanted. @returns its `seq`, or null */
  seek(from: number, step: 1 | -1, wanted: (record: TraceRecord) => boolean): number | null {
    for (let seq = from; seq >= 0 && seq < this.#records.length; seq += step) {
      const record = this.#records[seq]
      if (record && wanted(record)) return seq
    }
    return null
  }

  /** Places of the records about an id: of a request, a message, an event, a record of a stream. */
  mentions(id: string): readonly number[] {
    this.index(Infinity)
    return this.#mentions.get(id) ?? []
  }

  /** Reads what has come since the last time. @param budget records at most. @returns whether all are read */
  index(budget: number): boolean {
    const end = Math.min(this.#records.length, this.#indexed + budget)
    for (; this.#indexed < end; this.#indexed++) {
      const record = this.#records[this.#indexed]
      if (!record) continue
      for (const id of idsOf(record)) {
        const known = this.#mentions.get(id)
        if (!known) this.#mentions.set(id, [record.seq])
        else if (known.at(-1) !== record.seq) known.push(record.seq)
      }
    }
    return this.#indexed === this.#records.length
  }
}

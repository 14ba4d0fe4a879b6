/** What happened between two instants, in numbers. */

import { costOf } from '../../cloud/aws/cost/prices'
import { UsageMeter } from '../../cloud/aws/cost/usage'
import type { Recording } from '../state/recording'
import type { TimelineModel } from './model'

export interface Range {
  readonly start: number
  readonly end: number
}

export interface RangeCounts {
  readonly records: number
  readonly invocations: number
  readonly failures: number
}

export function countsIn(model: TimelineModel, recording: Recording, { start, end }: Range): RangeCounts {
  let [invocations, failures] = [0, 0]
  for (const { spans, failures: failed } of model.environments.functions.values()) {
    invocations += spans.between(start, end)
    failures += failed.between(start, end)
  }
  return { records: recording.until(end) - recording.from(start), invocations, failures }
}

/** What the invocations that ended in it cost, at the price list; in slices, since it reads every record. */
export class RangeCost {
  readonly #meter = new UsageMeter()
  readonly #recording: Recording
  readonly #end: number
  #next: number

  constructor(recording: Recording, { start, end }: Range) {
    this.#recording = recording
    this.#next = recording.from(start)
    this.#end = recording.until(end)
  }

  /** @returns dollars, or null while it is not through */
  advance(budgetMs: number, clock = () => performance.now()): number | null {
    const until = clock() + budgetMs
    while (this.#next < this.#end) {
      const record = this.#recording.get(this.#next++)
      if (record) this.#meter.apply(record)
      if (this.#next % 100 === 0 && clock() > until) return null
    }
    return costOf(this.#meter.total()).dollars
  }
}

/** Which of a project's earlier states are kept: all of the last minutes, then fewer and fewer. */

import { PAGE_LIMITS } from '../../cloud/aws/page-limits'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

/** Of states younger than `until`, the last one of each `every` milliseconds. */
const STEPS: readonly { readonly until: number; readonly every: number }[] = [
  { until: 5 * MINUTE, every: 1 },
  { until: HOUR, every: 5 * MINUTE },
  { until: DAY, every: HOUR },
  { until: Infinity, every: DAY },
]

/** Of one project; the oldest go first. */
export const REVISIONS_MAX = PAGE_LIMITS.revisions.value
/** UTF-16 units of one project's earlier states together; at least one is kept, however large. */
export const HISTORY_SIZE_MAX = 20_000_000

export interface Dated {
  readonly at: number
  /** UTF-16 units. */
  readonly size: number
}

/**
 * @param states the oldest first
 * @returns those that go
 */
export function thinned<State extends Dated>(states: readonly State[], now: number): readonly State[] {
  const kept: State[] = []
  let last: string | null = null
  let size = 0
  for (const state of states.toReversed()) {
    const span = spanOf(state.at, now)
    size += state.size
    const isFirst = kept.length === 0
    if (!isFirst && (span === last || kept.length >= REVISIONS_MAX || size > HISTORY_SIZE_MAX)) {
      size -= state.size
      continue
    }
    kept.push(state)
    last = span
  }
  return states.filter((state) => !kept.includes(state))
}

/** Of which only one is kept. */
function spanOf(at: number, now: number): string {
  const { every } = STEPS.find(({ until }) => now - at < until) ?? { every: DAY }
  // Spans of the clock and not of the age: those of an older state do not move with every look.
  return every === 1 ? `each ${at}` : `${every} ${Math.floor(at / every)}`
}

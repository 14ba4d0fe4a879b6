/** When the events of a burst come. */

import type { Random } from '../../kernel/random'
import type { Milliseconds } from '../units'

export const SPREADS = ['at-once', 'evenly', 'poisson', 'ramp'] as const
/**
 * `evenly`: the same time between any two. `poisson`: independent of each other, as callers that do not know of each other
 * are. `ramp`: the rate grows steadily from nothing, to twice the mean.
 */
export type Spread = (typeof SPREADS)[number]

/**
 * Milliseconds from the start, growing; none beyond `over`.
 *
 * A Poisson process of which the number of events is known is that many draws, uniform over the time and sorted.
 */
export function arrivals(count: number, over: Milliseconds, spread: Spread, random: Random): Float64Array {
  const instants = new Float64Array(count)
  switch (spread) {
    case 'at-once':
      break
    case 'evenly':
      for (let index = 0; index < count; index++) instants[index] = (index * over) / count
      break
    case 'poisson':
      for (let index = 0; index < count; index++) instants[index] = random.fraction() * over
      instants.sort()
      break
    case 'ramp':
      // The number of events by then grows with the square of the time.
      for (let index = 0; index < count; index++) instants[index] = over * Math.sqrt((index + 0.5) / count)
  }
  return instants.map(microseconds)
}

/** As the clock counts. */
const microseconds = (instant: number): number => Math.round(instant * 1000) / 1000

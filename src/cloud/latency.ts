/** How long a service takes to answer: a seeded draw around what is typical. */

import type { Random } from './kernel/random'
import type { Latency } from './services/contract'

/** Below the median answers come at most this much faster; beyond the 99th percentile this much later. */
const FASTEST = 0.7
const SLOWEST = 1.5

/**
 * Linear between the quantiles: no function whose last digit could differ from browser to browser.
 * @returns milliseconds, to the tenth
 */
export function drawLatency({ p50, p90, p99 }: Latency, random: Random): number {
  const points = [
    [0, p50 * FASTEST],
    [0.5, p50],
    [0.9, p90],
    [0.99, p99],
    [1, p99 * SLOWEST],
  ] as const
  const fraction = random.fraction()
  const index = points.findIndex(([quantile]) => fraction < quantile)
  const [toQuantile, to] = points[index] ?? [1, p99 * SLOWEST]
  const [fromQuantile, from] = points[index - 1] ?? [0, p50 * FASTEST]
  const drawn = from + ((fraction - fromQuantile) / (toQuantile - fromQuantile)) * (to - from)
  return Math.round(drawn * 10) / 10
}

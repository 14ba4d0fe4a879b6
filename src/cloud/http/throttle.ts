/** Rate and burst of a stage, route, method or usage plan, as CloudFormation has them. */

import { numberOr, type Values } from './properties'

export interface Throttle {
  /** Requests per second. */
  readonly rate: number
  readonly burst: number
}

/** Without a burst it is the rate, at least 1: MODEL. @returns null when neither is given */
export function throttleOf(
  rateLimit: Values[string] | undefined,
  burstLimit: Values[string] | undefined,
): Throttle | null {
  const rate = numberOr(rateLimit, NaN)
  const burst = numberOr(burstLimit, NaN)
  if (Number.isNaN(rate) && Number.isNaN(burst)) return null
  return {
    rate: Number.isNaN(rate) ? 10_000 : rate,
    burst: Number.isNaN(burst) ? Math.max(1, Math.ceil(rate)) : burst,
  }
}

import { SCALING } from './aws-limits'
import type { Invariant } from './contract'
import { Violations } from './violations'

export const scalingRate: Invariant = {
  id: 'scaling-rate',
  sentence: 'A function gets 1,000 new environments at once at most, and then 1,000 more every 10 seconds.',
  source: 'Fact sheet 4; Lambda Developer Guide, "Understanding Lambda function scaling"',
  check({ records }) {
    const violations = new Violations()
    const buckets = new Map<string, { tokens: number; at: number }>()
    for (const record of records) {
      if (record.type !== 'environment.created' || record.provisionedFor !== undefined) continue
      const { functionName, at } = record
      const bucket = buckets.get(functionName) ?? { tokens: SCALING.burst, at }
      const refilled = bucket.tokens + ((at - bucket.at) / 1000) * SCALING.perSecond
      const tokens = Math.min(SCALING.burst, refilled) - 1
      buckets.set(functionName, { tokens, at })
      if (tokens < -1e-6) {
        violations.add(`${functionName} gets more than 1,000 new environments in 10 seconds`, [record], functionName)
      }
    }
    return violations.found
  },
}

/** All rules, and what finds the runs that break one. See `contract.ts`. */

import type { FinishedRun, Invariant, UserCheck, Violation } from './contract'
import { virtualTime } from './virtual-time'

export type * from './contract'

export const INVARIANTS: readonly Invariant[] = [virtualTime]

export const USER_CHECKS: readonly UserCheck[] = []

export interface BrokenInvariant {
  readonly invariant: Invariant
  readonly violations: readonly Violation[]
}

/** Those that the run breaks. */
export function brokenInvariants(run: FinishedRun): readonly BrokenInvariant[] {
  return INVARIANTS.map((invariant) => ({ invariant, violations: invariant.check(run) })).filter(
    ({ violations }) => violations.length > 0,
  )
}

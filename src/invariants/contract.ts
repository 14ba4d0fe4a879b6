/**
 * What holds in every run, whatever the project is, as pure functions over a run that is over. Used by the simulation
 * tests, and by Explore in the page, so nothing here knows a cloud, a page or Node.
 */

import type { Fault } from '../cloud/aws/faults'
import type { StackModel } from '../cloud/aws/template'
import type { TraceRecord } from '../cloud/aws/trace-records'
import type { Milliseconds } from '../cloud/aws/units'

/** What the run was set to: the part of the cloud's options that rules depend on. */
export interface RunSettings {
  /** Concurrent executions of the account; AWS's default without it. */
  readonly accountConcurrency?: number
  /** Whether what is delivered at least once may come twice. */
  readonly duplicates: 'never' | 'sometimes'
  /** What went wrong on purpose. */
  readonly faults?: readonly Fault[]
}

export interface FinishedRun {
  /** All of them, from `seq` 0. */
  readonly records: readonly TraceRecord[]
  /** As it was deployed. */
  readonly stack: StackModel
  readonly settings: RunSettings
  /** Nothing was left to happen. Otherwise the run was stopped, and what is under way is no fault. */
  readonly idle: boolean
  /** Virtual time. */
  readonly startedAt: Milliseconds
  readonly endedAt: Milliseconds
}

export interface Violation {
  /** For a reader: `message m-3 of queue orders was received 4 times, although its maxReceiveCount is 3`. */
  readonly message: string
  /** `seq` of the records that show it, the decisive one last; at least one. */
  readonly records: readonly number[]
  /** As the records name it: a function's or a queue's name, an ARN. */
  readonly resource?: string
}

/** A rule that no run may break: if one does, the simulator is wrong. */
export interface Invariant {
  /** `sqs-visibility` */
  readonly id: string
  /** The rule in AWS's terms. */
  readonly sentence: string
  /** Where AWS says so: a section of the fact sheet, or of AWS's documentation. */
  readonly source: string
  /** In time linear in the number of records. At most `VIOLATIONS_MAX` of them. */
  readonly check: (run: FinishedRun) => readonly Violation[]
}

/** Of one invariant in one run: one is enough to know, and a broken rule is broken often. */
export const VIOLATIONS_MAX = 20

export type UserCheckId = 'lost' | 'duplicated' | 'reordered' | 'over-budget'

/** What a user allows the whole run; null or absent: anything. */
export interface Budget {
  readonly dollars?: number | null
  /** From the first stimulus to the last thing that happened, virtual time. */
  readonly duration?: Milliseconds | null
}

/** A judgement of the user's system, not of the simulator: AWS allows what it finds. */
export interface UserCheck {
  readonly id: UserCheckId
  /** `Nothing is lost` */
  readonly title: string
  /** What is looked for. */
  readonly sentence: string
  /** What AWS promises about it, and what it does not. */
  readonly promise: string
  readonly check: (run: FinishedRun, budget: Budget) => readonly Violation[]
}

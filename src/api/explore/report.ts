/** What `explore` is asked, what it tells on the way, and what it answers. */

import type { Fault } from '../../cloud/aws/faults'
import type { Budget, UserCheckId } from '../../invariants/contract'
import type { Diagnostic } from '../../project/model'
import type { TimedStimulus } from '../../project/stimuli'
import type { TestPlace } from '../../checks/protocol'
import type { Drawn, FaultLevel } from './draw'

export type { Budget, Drawn, FaultLevel, UserCheckId }

export const SEEDS_MAX = 1000

export interface ExploreOptions {
  /** How many, from 1 on, or which. Default 50. */
  readonly seeds?: number | readonly number[]
  /**
   * What may go wrong: each run draws some of it from its seed. A level for all resources of the stack (`mild`: at most one
   * fault in a run, `rough`: three, `chaos`: any number), or faults of one's own. Default `rough`.
   */
  readonly faults?: FaultLevel | readonly Fault[]
  /** Whether a run may draw that what is delivered at least once arrives twice now and then. Default `sometimes`. */
  readonly duplicates?: 'never' | 'sometimes'
  /** Default: `lost` and `duplicated`, with a budget `over-budget`, too. Of runs of the project's checks: none of them. */
  readonly checks?: readonly UserCheckId[]
  /** What a run may cost, and how long it may take. */
  readonly budget?: Budget
  /** What is sent: the path of a script, or one as `play` takes it. */
  readonly script?: string | { readonly stimuli: readonly (Pick<TimedStimulus, 'to'> & Partial<TimedStimulus>)[] }
  /** … or one stimulus; `file` is the path of its body, under `events/`. */
  readonly event?: Pick<TimedStimulus, 'to'> & Partial<TimedStimulus> & { readonly file?: string }
  /** … or what the project's checks send, which have to hold whatever goes wrong: paths of `tests/*.test.ts`, or all. */
  readonly tests?: true | readonly string[]
  /** Virtual milliseconds that a run may take. Default: an hour. */
  readonly limitMs?: number
}

export interface FoundViolation {
  /** A built-in check, or `test` for one of the project's. */
  readonly check: UserCheckId | 'test'
  /** What was violated: the check's title, or the test's name. */
  readonly title: string
  /** What happened, with ids of this run. */
  readonly message: string
  /** Logical id where it can be told, else as the trace names it; of a test its file. */
  readonly resource: string | null
  /** `seq` of the records that show it, the decisive one last. */
  readonly records: readonly number[]
  /** When, virtual milliseconds; null when the run has no record of it. */
  readonly at: number | null
  /** Of a test. */
  readonly place: TestPlace | null
  /** Which of the project's checks was running; each has a stack of its own. */
  readonly test: { readonly file: string; readonly name: string } | null
}

/** What a run came to. */
export interface Figures {
  readonly records: number
  readonly invocations: number
  readonly errors: number
  readonly throttles: number
  /** Faults that struck. */
  readonly injected: number
  /** Events that were tried more than once, counted by their further attempts. */
  readonly retries: number
  /** How long the slowest event took from when it came to when it was done with, virtual milliseconds. */
  readonly maxAge: number
  /** Dollars, at the price list without free tier. */
  readonly cost: number
  /** From the first stimulus to the last end of an event, virtual milliseconds. */
  readonly duration: number
}

export interface ExploredRun {
  readonly seed: number
  /** `broken`: there is no verdict, `problem` says why. */
  readonly state: 'passed' | 'failed' | 'broken'
  readonly drawn: Drawn
  readonly violations: readonly FoundViolation[]
  /** Of how many violations; some dozens are kept. */
  readonly found: number
  readonly figures: Figures | null
  /** Whether nothing was left to happen before the limit. */
  readonly idle: boolean
  /** Of all records: two runs with the same are the same. */
  readonly fingerprint: string
  readonly problem: string | null
}

/** The same violation in several runs. */
export interface ViolationGroup {
  readonly check: FoundViolation['check']
  readonly title: string
  readonly resource: string | null
  readonly seeds: readonly number[]
  /** Of the first seed. */
  readonly example: FoundViolation
}

/** Over the runs that have a verdict. */
export interface Distribution {
  readonly least: number
  readonly p50: number
  readonly p99: number
  readonly most: number
}

export type SpreadName = 'retries' | 'maxAge' | 'cost' | 'duration'

export interface ExploreReport {
  /** Whether all runs have a verdict, and it is good. */
  readonly ok: boolean
  readonly passed: number
  readonly failed: number
  readonly broken: number
  readonly runs: readonly ExploredRun[]
  readonly groups: readonly ViolationGroup[]
  readonly spread: Readonly<Record<SpreadName, Distribution>> | null
  /** Why something could not be bundled or deployed; with an error, nothing has run. */
  readonly diagnostics: readonly Diagnostic[]
}

/** Progress. */
export type ExploreEvent =
  | { readonly type: 'started'; readonly seeds: readonly number[] }
  | { readonly type: 'run'; readonly run: ExploredRun }
  /** `report` is null when it was stopped, or could not be made. */
  | { readonly type: 'ended'; readonly report: ExploreReport | null }

/** What was asked for cannot be explored. */
export class ExploreError extends Error {
  override readonly name = 'ExploreError'
}

/** @param runs in any order */
export function exploreReport(
  seeds: readonly number[],
  runs: readonly ExploredRun[],
  diagnostics: readonly Diagnostic[] = [],
): ExploreReport {
  const bySeed = new Map(runs.map((run) => [run.seed, run]))
  const ordered = seeds.flatMap((seed) => bySeed.get(seed) ?? [])
  const count = (state: ExploredRun['state']): number => ordered.filter((run) => run.state === state).length
  return {
    ok: ordered.length === seeds.length && ordered.length > 0 && count('passed') === ordered.length,
    passed: count('passed'),
    failed: count('failed'),
    broken: count('broken'),
    runs: ordered,
    groups: groupsOf(ordered),
    spread: spreadOf(ordered),
    diagnostics,
  }
}

/** Those that most runs have first. */
export function groupsOf(runs: readonly ExploredRun[]): readonly ViolationGroup[] {
  const groups = new Map<string, ViolationGroup>()
  for (const { seed, violations } of runs) {
    for (const violation of violations) {
      const { check, title, resource } = violation
      const key = JSON.stringify([check, title, resource])
      const known = groups.get(key)
      if (!known) groups.set(key, { check, title, resource, seeds: [seed], example: violation })
      else if (known.seeds.at(-1) !== seed) groups.set(key, { ...known, seeds: [...known.seeds, seed] })
    }
  }
  return [...groups.values()].sort((a, b) => b.seeds.length - a.seeds.length)
}

const SPREAD: readonly SpreadName[] = ['retries', 'maxAge', 'cost', 'duration']

export function spreadOf(runs: readonly ExploredRun[]): ExploreReport['spread'] {
  const figures = runs.flatMap((run) => run.figures ?? [])
  if (figures.length === 0) return null
  const entries = SPREAD.map((name) => [name, distribution(figures.map((one) => one[name]))] as const)
  return Object.fromEntries(entries) as Record<SpreadName, Distribution>
}

/** Quantiles are values that occurred ("nearest rank"). */
function distribution(values: readonly number[]): Distribution {
  const sorted = values.toSorted((a, b) => a - b)
  const at = (quantile: number): number => sorted[Math.max(0, Math.ceil(quantile * sorted.length) - 1)] ?? 0
  return { least: at(0), p50: at(0.5), p99: at(0.99), most: at(1) }
}

/** What can be chosen in Explore, and how its results are said. */

import type { ExploreOptions, ExploreReport } from '../../api/api'
import type { FaultLevel } from '../../api/explore/draw'
import { type ExploredRun, type FoundViolation, SEEDS_MAX, type SpreadName } from '../../api/explore/report'
import { checkFilesOf } from '../../project/check-files'
import type { ProjectFiles, Stimulus } from '../../project/model'
import { countText, durationText, moneyText, plural } from '../parts/quantities'
import { timedStimulus } from '../stimulus/script'
import type { Repeat } from '../stimulus/send'
import { eventFiles, scriptFiles } from '../stimulus/stimulus'

/** What is sent: `script:<path>`, `event:<path>`, `tests:<path>`, all `tests`, or what the Send panel has. */
export type Source = 'panel' | 'tests' | `${'script' | 'event' | 'tests'}:${string}`

export interface SourceGroup {
  readonly label: string
  readonly sources: readonly { readonly value: Source; readonly text: string }[]
}

/** @param stimulus of the Send panel; null when there is nothing to send to */
export function sourcesOf(files: ProjectFiles, stimulus: Stimulus | null): readonly SourceGroup[] {
  const scripts = scriptFiles(files).map((path) => ({ value: `script:${path}` as const, text: path }))
  const events = stimulus ? eventFiles(files).map((path) => ({ value: `event:${path}` as const, text: path })) : []
  const tests = checkFilesOf(files).map((path) => ({ value: `tests:${path}` as const, text: path }))
  const panel =
    stimulus && stimulus.script === undefined ? [{ value: 'panel' as const, text: 'As in the Send panel' }] : []
  const all = tests.length > 1 ? [{ value: 'tests' as const, text: 'All checks' }, ...tests] : tests
  return [
    { label: 'Scripts', sources: scripts },
    { label: 'Events', sources: [...panel, ...events] },
    { label: 'Checks of the project', sources: all },
  ].filter(({ sources }) => sources.length > 0)
}

/** As long as it is one of them; else the first. */
export function knownSource(groups: readonly SourceGroup[], chosen: Source | null): Source | null {
  const all = groups.flatMap(({ sources }) => sources.map(({ value }) => value))
  return all.find((value) => value === chosen) ?? all[0] ?? null
}

export const isOneEvent = (source: Source): boolean => source === 'panel' || source.startsWith('event:')
export const isTests = (source: Source): boolean => source === 'tests' || source.startsWith('tests:')

/** What is sent, as `explore` takes it. @throws SyntaxError when an event has to be JSON and is not */
export function sentBy(
  source: Source,
  {
    files,
    stimulus,
    repeat,
    qualifier,
  }: {
    readonly files: ProjectFiles
    readonly stimulus: Stimulus | null
    readonly repeat: Repeat
    readonly qualifier: string | undefined
  },
): Pick<ExploreOptions, 'script' | 'tests'> {
  if (source === 'tests') return { tests: true }
  const [kind, path = ''] = splitAt(source)
  if (kind === 'script') return { script: path }
  if (kind === 'tests') return { tests: [path] }
  if (!stimulus) return {}
  const event = kind === 'event' ? { ...stimulus, payload: files[path] ?? '' } : stimulus
  return { script: { stimuli: [timedStimulus(event, repeat, qualifier)] } }
}

function splitAt(source: Source): readonly [string, string?] {
  const colon = source.indexOf(':')
  return colon < 0 ? [source] : [source.slice(0, colon), source.slice(colon + 1)]
}

export const SEED_COUNTS = ['10', '50', '200'] as const
export const seedsText = (count: number): string => plural(Math.min(SEEDS_MAX, count), 'seed')

export const LEVEL_WORDS: Readonly<Record<FaultLevel | 'own', { readonly text: string; readonly says: string }>> = {
  none: { text: 'Nothing', says: 'Only chance differs: latencies, which is first, what arrives twice.' },
  mild: { text: 'Mild', says: 'At most one fault in a run: 5 % of the calls of a service fail or take longer.' },
  rough: { text: 'Rough', says: 'Up to three faults in a run: 20 % of calls, crashes, an event that never succeeds.' },
  chaos: { text: 'Chaos', says: 'Any number of faults in a run, 40 % of calls, and retries without back-off.' },
  own: { text: 'Own', says: 'Each run draws some of those that are on here.' },
}

/** Of runs that fail: `lose something`. */
const DOES: Readonly<Record<FoundViolation['check'], string>> = {
  lost: 'lose something',
  duplicated: 'do something twice',
  reordered: 'change an order',
  'over-budget': 'exceed the budget',
  test: 'fail a check',
}

/** Where it stands alone. */
const TITLES: Readonly<Record<FoundViolation['check'], string>> = {
  lost: 'Lost',
  duplicated: 'Handled twice',
  reordered: 'Out of order',
  'over-budget': 'Over budget',
  test: 'Check fails',
}

/** `Lost · OrdersQueue` */
export function violationTitle({
  check,
  title,
  resource,
}: Pick<FoundViolation, 'check' | 'title' | 'resource'>): string {
  return [TITLES[check], ...(check === 'test' ? [title] : []), ...(resource === null ? [] : [resource])].join(' · ')
}

/** `3 of 50 seeds lose something, 1 does something twice.` */
export function summaryOf(runs: readonly ExploredRun[], total: number): string {
  const failed = runs.filter(({ state }) => state === 'failed')
  const broken = runs.filter(({ state }) => state === 'broken').length
  const without = broken > 0 ? ` ${plural(broken, 'run')} could not be judged.` : ''
  if (failed.length === 0) {
    const all =
      runs.length === total
        ? `All ${seedsText(total)} hold.`
        : `${countText(runs.length)} of ${seedsText(total)} ran, none fails.`
    return (
      (broken === runs.length && broken > 0 ? 'No run could be judged.' : all) + (broken < runs.length ? without : '')
    )
  }
  const checks = [...new Set(failed.flatMap(({ violations }) => violations.map(({ check }) => check)))]
  const parts = checks.map((check) => {
    const count = failed.filter(({ violations }) => violations.some((one) => one.check === check)).length
    return { count, does: DOES[check] }
  })
  parts.sort((a, b) => b.count - a.count)
  const [first, ...others] = parts.map(({ count, does }, index) =>
    index === 0 ? `${countText(count)} of ${seedsText(total)} ${does}` : `${countText(count)} ${does}`,
  )
  return `${[first, ...others].join(', ')}.${without}`
}

const SPREAD_ROWS: readonly (readonly [SpreadName, string, (value: number) => string])[] = [
  ['retries', 'Retries', countText],
  ['maxAge', 'Oldest event', durationText],
  ['cost', 'Cost', moneyText],
  ['duration', 'Duration', durationText],
]

export const spreadRows = (spread: NonNullable<ExploreReport['spread']>) =>
  SPREAD_ROWS.map(([name, label, text]) => {
    const { least, p50, p99, most } = spread[name]
    return { label, values: [least, p50, p99, most].map(text) }
  })

/** By their seeds. */
export type Runs = ReadonlyMap<number, ExploredRun>
export const NO_RUNS: Runs = new Map()
export const withRun = (runs: Runs, run: ExploredRun): Runs => new Map([...runs, [run.seed, run]])

/** `Seed 7, fails: 2 violations` */
export function runLabel(seed: number, run: ExploredRun | undefined): string {
  if (!run) return `Seed ${seed}, not run yet`
  if (run.state === 'broken') return `Seed ${seed}, not judged`
  return run.state === 'passed' ? `Seed ${seed}, holds` : `Seed ${seed}, fails: ${plural(run.found, 'violation')}`
}

const FIRST_SEEDS = 8
export const firstSeeds = (seeds: readonly number[]): readonly number[] => seeds.slice(0, FIRST_SEEDS)

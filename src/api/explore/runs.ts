/** One run of an exploration: a fresh stack, a seed, what it draws, what is sent, and what is said of it. */

import { failureOf, NONE, runOne, type CheckFile } from '../checks'
import type { Judge } from './judge-client'
import type { Question, Verdict } from './judge'
import type { ListedTest, TestFilter } from '../../checks/protocol'
import type { Project } from '../../project/model'
import type { StimulusScript } from '../../project/stimuli'
import type { PreparedDeployment } from '../deployment'
import { playRequest } from '../script'
import { SETTLE_MS, type Stage, TrialError } from '../trial'
import { drawFor, type Choice, type Drawn } from './draw'
import type { Plan } from './plan'
import { ExploreError, type ExploredRun, type Figures, type FoundViolation } from './report'

/** What all runs have in common. */
export interface Exploration {
  readonly project: Project
  readonly plan: Plan
  readonly choice: Choice
  readonly prepared: PreparedDeployment
  readonly judge: Judge
}

/** A check file with its tests, as far as they run. */
export interface ListedFile {
  readonly file: CheckFile
  readonly tests: readonly { readonly index: number; readonly name: string; readonly place: ListedTest['place'] }[]
}

const ALL: TestFilter = { contains: null, names: null }

/** The project as a run has it. CPU time is fixed: measured, no two runs are the same. */
export function settingsOfRun({ project, choice }: Pick<Exploration, 'project' | 'choice'>, seed: number) {
  const drawn = drawFor(seed, choice)
  const { faults, duplicates } = drawn
  const settings = { ...project.settings, seed, faults, duplicates, cpu: 'fixed', latency: 'typical' } as const
  return { drawn, project: { ...project, settings } }
}

/** A run whose stage is free again. The verdict may come later. */
export interface Ended {
  readonly run: Promise<ExploredRun>
}

/** @throws TrialError when the stack cannot be deployed */
export async function runScript(
  exploration: Exploration,
  stage: Stage,
  seed: number,
  script: StimulusScript,
): Promise<Ended> {
  const { plan, prepared, judge } = exploration
  const { drawn, project } = settingsOfRun(exploration, seed)
  const api = await stage.restart(project)
  const { ok, diagnostics } = await stage.deployment.apply(prepared)
  if (!ok) throw new TrialError(diagnostics)
  const { now: startedAt } = await api.runUntilIdle(SETTLE_MS)
  const { length: before } = await api.trace(0)
  const playing = api.play(playRequest(script))
  playing.catch(() => undefined)
  const { now: endedAt, nextEventAt } = await api.runUntilIdle(plan.limitMs)
  const idle = nextEventAt === null
  const { verdict } = await judge.ask(api, {
    ...questionOf(exploration, drawn),
    ...{ startedAt, endedAt, idle, before },
  })
  return { run: verdict.then((said) => ({ ...runOf(seed, drawn, said), idle })) }
}

/** Each test on a stack of its own. @throws TrialError when the stack cannot be deployed */
export async function runTests(
  exploration: Exploration,
  stage: Stage,
  seed: number,
  files: readonly ListedFile[],
): Promise<Ended> {
  const { prepared, judge } = exploration
  const { drawn, project } = settingsOfRun(exploration, seed)
  const failures: FoundViolation[] = []
  const verdicts: Promise<Verdict>[] = []
  const inTest = (verdict: Verdict, test: FoundViolation['test']): Verdict => ({
    ...verdict,
    violations: verdict.violations.map((one) => ({ ...one, test })),
  })
  for (const { file, tests } of files) {
    for (const { index, name, place } of tests) {
      const ran = await runOne({ stage, project, prepared }, file, { test: index, filter: ALL })
      if ('refused' in ran) throw new TrialError(ran.refused)
      const test = { file: file.path, name }
      const failed = failureOf(place, ran)
      const { startedAt, endedAt } = ran.report
      if (failed) {
        failures.push({
          ...{ check: 'test', title: name, message: failed.message, resource: file.path },
          ...{ records: [], at: null, place: failed.place ?? place, test },
        })
      }
      const about = { ...questionOf(exploration, drawn), startedAt, endedAt, before: 0 }
      const asked = await judge.ask(ran.api, { ...about, idle: (await ran.api.clock()).nextEventAt === null })
      verdicts.push(asked.verdict.then((verdict) => inTest(verdict, test)))
    }
  }
  const judged = async (): Promise<ExploredRun> => {
    const all = together(await Promise.all(verdicts))
    const found = failures.length + all.found
    return { ...runOf(seed, drawn, { ...all, found, violations: [...failures, ...all.violations] }), idle: true }
  }
  return { run: judged() }
}

/** Which tests a file has that run. @returns why it cannot be told @throws TrialError */
export async function listTests(
  exploration: Exploration,
  stage: Stage,
  file: CheckFile,
): Promise<ListedFile | { readonly problem: string }> {
  const { project } = settingsOfRun({ ...exploration, choice: { faults: [], atMost: 0, duplicates: 'never' } }, 1)
  const at = { stage, project, prepared: exploration.prepared }
  const ran = await runOne(at, file, { test: NONE, filter: ALL })
  if ('refused' in ran) throw new TrialError(ran.refused)
  if (!ran.answer) return { problem: failureOf(null, ran)?.message ?? 'The file could not be loaded.' }
  const tests = ran.answer.tests.flatMap(({ name, runs, place }, index) => (runs ? [{ index, name, place }] : []))
  return { file, tests }
}

export const brokenRun = (seed: number, { choice }: Exploration, problem: string): ExploredRun => ({
  ...{ seed, state: 'broken', drawn: drawFor(seed, choice), violations: [], found: 0 },
  ...{ figures: null, idle: false, fingerprint: '', problem },
})

function questionOf({ project, plan, prepared }: Exploration, { faults, duplicates }: Drawn) {
  const { accountConcurrency } = project.settings
  if (!prepared.request) throw new ExploreError('template.yaml says nothing that could be deployed.')
  return {
    stack: prepared.request.stack,
    settings: { faults, duplicates, ...(accountConcurrency !== null && { accountConcurrency }) },
    checks: plan.checks,
    budget: plan.budget,
  } satisfies Partial<Question>
}

const runOf = (seed: number, drawn: Drawn, verdict: Verdict): Omit<ExploredRun, 'idle'> => ({
  ...{ seed, drawn, problem: null, ...verdict },
  state: verdict.violations.length > 0 ? 'failed' : 'passed',
})

/** Of the stacks of one seed: sums, of times the longest. */
function together(verdicts: readonly Verdict[]): Verdict {
  const figures = verdicts.map((verdict) => verdict.figures)
  const sum = (name: keyof Figures): number => figures.reduce((total, one) => total + one[name], 0)
  const most = (name: keyof Figures): number => figures.reduce((longest, one) => Math.max(longest, one[name]), 0)
  return {
    violations: verdicts.flatMap(({ violations }) => violations),
    found: verdicts.reduce((total, { found }) => total + found, 0),
    fingerprint: verdicts.map(({ fingerprint }) => fingerprint).join('-'),
    figures: {
      ...{ records: sum('records'), invocations: sum('invocations'), errors: sum('errors') },
      ...{ throttles: sum('throttles'), injected: sum('injected'), retries: sum('retries'), cost: sum('cost') },
      ...{ maxAge: most('maxAge'), duration: most('duration') },
    },
  }
}

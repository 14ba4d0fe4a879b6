/**
 * Runs a project's checks: each test against a freshly deployed stack in a cloud of its own, beside the one that the page
 * runs. Everything is bundled once; what repeats for each test is the restart, the deployment and a new process.
 */

import type { Bundle, BundlerApi } from '../bundler/protocol'
import { readAnswer } from '../checks/answer'
import { failure, failureOfEnd } from '../checks/ending'
import type { ListedTest, RunTest, TestFailure } from '../checks/protocol'
import type { CheckReport, CloudApi } from '../cloud/protocol'
import type { Layers } from '../layers/client'
import { checkFilesOf } from '../project/check-files'
import type { Diagnostic, Project, ProjectFiles, ProjectSettings } from '../project/model'
import type { PreparedDeployment } from './deployment'
import {
  reportOf,
  type RunTestsOptions,
  type TestEvent,
  type TestFileReport,
  type TestReport,
  type TestResult,
} from './test-report'
import type { Stage } from './trial'

export interface Checks {
  /**
   * Runs wait for each other. What is wrong with the project is in the report.
   * @throws Error named `AbortError` when it was stopped
   */
  run(project: Project, options: RunTestsOptions, tell: (event: TestEvent) => void): Promise<TestReport>
  /** Ends the runs that are under way or wait. */
  stop(): void
}

/** Where a test runs: what is deployed for it, and with what settings. */
export interface TestStage {
  readonly stage: Stage
  readonly project: Project
  readonly prepared: PreparedDeployment
}

interface Run extends TestStage {
  readonly filter: RunTest['filter']
  readonly tell: (event: TestEvent) => void
}

/** A check file, ready to run. */
export interface CheckFile {
  readonly path: string
  readonly bundle: Bundle
  readonly layers: { readonly names: readonly string[]; readonly texts: Readonly<Record<string, string>> }
}

/** For the harness: lists the tests, and runs none. */
export const NONE = -1

/** What a check runs on: its bundle is made for it. */
const RUNTIME = 'nodejs24.x'

/** @param createStage a cloud beside the running one; it starts with the first test */
export function createChecks(bundler: BundlerApi, layers: Layers, createStage: () => Stage): Checks {
  let tail: Promise<unknown> = Promise.resolve()
  let stage: Stage | null = null
  /** Grows when everything is stopped. */
  let generation = 0

  const run = async (
    project: Project,
    { files: wanted, only }: RunTestsOptions,
    tell: (event: TestEvent) => void,
  ): Promise<TestReport> => {
    const paths = checkFilesOf(project.files).filter((path) => wanted?.includes(path) ?? true)
    tell({ type: 'started', files: paths })
    stage ??= createStage()
    const prepared = await stage.deployment.prepare(project.files)
    const diagnostics = prepared.diagnostics.filter(isError)
    const bundles = await bundleChecks(bundler, project.files, paths)
    diagnostics.push(...bundles.flatMap((bundle) => bundle.diagnostics.filter(isError)))
    if (prepared.request === null || prepared.diagnostics.some(isError)) return reportOf([], diagnostics)
    const filter = { contains: typeof only === 'string' ? only : null, names: typeof only === 'object' ? only : null }
    const settings: ProjectSettings = { ...project.settings, cpu: 'fixed', faults: [] }
    const context: Run = { stage, project: { ...project, settings }, prepared, filter, tell }
    const reports: TestFileReport[] = []
    for (const bundle of bundles) {
      const report = await runFile(context, bundle)
      if ('refused' in report) return reportOf(reports, [...diagnostics, ...report.refused])
      reports.push(report)
      tell({ type: 'file', report })
    }
    return reportOf(reports, diagnostics)
  }

  /** @returns `refused` when the stack cannot be deployed */
  const runFile = async (
    context: Run,
    bundle: Bundle,
  ): Promise<TestFileReport | { readonly refused: readonly Diagnostic[] }> => {
    const file = await readyFile(layers, bundle)
    return 'failure' in file ? { path: bundle.id, tests: [], failure: file.failure } : runTests(context, file)
  }

  return {
    run(project, options, tell) {
      const started = generation
      const alive = (event: TestEvent): void => {
        if (started === generation) tell(event)
      }
      const result = tail
        .then(() => {
          if (started !== generation) throw stopped()
          return run(project, options, alive)
        })
        .then(
          (report) => {
            tell({ type: 'ended', report })
            return report
          },
          (error: unknown) => {
            tell({ type: 'ended', report: null })
            throw started === generation ? error : stopped()
          },
        )
      tail = result.catch(() => undefined)
      return result
    },
    stop() {
      generation++
      stage?.dispose()
      stage = null
      tail = Promise.resolve()
    },
  }
}

const stopped = (): Error => Object.assign(new Error('The tests were stopped.'), { name: 'AbortError' })

export const isError = ({ severity }: Diagnostic): boolean => severity === 'error'

export const bundleChecks = (
  bundler: BundlerApi,
  files: ProjectFiles,
  paths: readonly string[],
): Promise<readonly Bundle[]> =>
  bundler.build(
    files,
    paths.map((path) => ({
      id: path,
      codeUri: '',
      handler: path,
      buildProperties: {},
      runtime: RUNTIME,
      kind: 'check',
    })),
  )

/** With the layers that it needs, or why it cannot run. */
export async function readyFile(
  layers: Layers,
  bundle: Bundle,
): Promise<CheckFile | { readonly failure: TestFailure }> {
  const path = bundle.id
  const broken = bundle.diagnostics.find(isError)
  if (broken) return { failure: failureOfDiagnostic(broken, path) }
  const needed = await layers.load(bundle.imports)
  const [missing] = needed.missing
  if (!missing) return { path, bundle, layers: needed }
  const message = `"${missing.specifier}" could not be downloaded: ${missing.reason}`
  return { failure: failure(message, { file: path, line: 1, column: 1 }) }
}

async function runTests(
  context: Run,
  file: CheckFile,
): Promise<TestFileReport | { readonly refused: readonly Diagnostic[] }> {
  const { path } = file
  const { tell, filter } = context
  const results = new Map<number, TestResult>()
  let listed: readonly ListedTest[] | null = null

  const list = (tests: readonly ListedTest[]): void => {
    if (listed) return
    listed = tests
    tell({ type: 'listed', file: path, tests: tests.map(({ name, place }) => ({ name, place })) })
  }
  const keep = (index: number, result: TestResult): void => {
    results.set(index, result)
    tell({ type: 'result', file: path, result })
  }

  const first = await runOne(context, file, { test: null, filter })
  if ('refused' in first) return first
  if (first.answer) list(first.answer.tests)
  else {
    // What went wrong may be the first test's, or the file's.
    const listing = await runOne(context, file, { test: NONE, filter })
    if ('refused' in listing) return listing
    if (!listing.answer) {
      const found = failureOfEnd(listing.report.end, { file: path, line: 1, column: 1 })
      return { path, tests: [], failure: { ...found, message: `The file could not be loaded: ${found.message}` } }
    }
    list(listing.answer.tests)
  }
  const tests: readonly ListedTest[] = listed ?? []
  const index = first.answer?.ran ?? tests.findIndex(({ runs }) => runs)
  if (tests[index]) keep(index, resultOf(tests[index], first))
  for (const [next, test] of tests.entries()) {
    if (!test.runs || results.has(next)) continue
    tell({ type: 'running', file: path, name: test.name })
    const ran = await runOne(context, file, { test: next, filter })
    if ('refused' in ran) return ran
    keep(next, resultOf(test, ran))
  }
  const none = tests.length === 0 ? failure('There are no tests in this file.', null) : null
  return { path, tests: tests.map((test, at) => results.get(at) ?? skipped(test)), failure: none }
}

interface Ran {
  readonly report: CheckReport
  readonly answer: ReturnType<typeof readAnswer>
  /** Where it ran. */
  readonly api: CloudApi
}

/** One test, on a stack of its own. */
export async function runOne(
  { stage, project, prepared }: TestStage,
  { bundle, layers }: CheckFile,
  event: RunTest,
): Promise<Ran | { readonly refused: readonly Diagnostic[] }> {
  const api = await stage.restart(project)
  const { ok, diagnostics } = await stage.deployment.apply(prepared)
  if (!ok) return { refused: diagnostics.filter(isError) }
  const report = await check(api, bundle, layers, event)
  const { end } = report
  const payload = end.kind === 'outcome' && end.outcome.kind === 'response' ? end.outcome.payload : ''
  return { report, answer: readAnswer(payload), api }
}

export function check(
  api: CloudApi,
  { files }: Pick<Bundle, 'files'>,
  { names, texts }: CheckFile['layers'],
  event: RunTest,
): Promise<CheckReport> {
  return api.check({ files, layers: names, layerTexts: texts, event: JSON.stringify(event) })
}

/** Why it failed; null when it passed. */
export const failureOf = (place: ListedTest['place'], { report, answer }: Ran): TestFailure | null =>
  answer ? answer.failure : failureOfEnd(report.end, place)

function resultOf({ name, place }: ListedTest, ran: Ran): TestResult {
  const { report } = ran
  const found = failureOf(place, ran)
  return {
    name,
    state: found ? 'failed' : 'passed',
    place,
    failure: found,
    // To the microsecond, as the clock has it.
    virtualMs: Math.round((report.endedAt - report.startedAt) * 1000) / 1000,
    log: report.log,
  }
}

const skipped = ({ name, place }: ListedTest): TestResult => ({
  name,
  state: 'skipped',
  place,
  failure: null,
  virtualMs: 0,
  log: [],
})

function failureOfDiagnostic({ message, file, range }: Diagnostic, path: string): TestFailure {
  const { startLine: line, startColumn: column } = range ?? { startLine: 1, startColumn: 1 }
  return { ...failure(message, { file: file ?? path, line, column }), name: 'SyntaxError' }
}

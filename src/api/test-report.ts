/** What `runTests` answers, and what it tells on the way. */

import type { Diagnostic } from '../project/model'
import type { TestFailure, TestPlace } from '../checks/protocol'

export type { TestFailure, TestPlace }

export interface RunTestsOptions {
  /** Paths of check files, `tests/orders.test.ts`; all of them without it. */
  readonly files?: readonly string[]
  /** A text that is part of the tests' names, or their full names (`describe > test`). */
  readonly only?: string | readonly string[]
}

export interface TestResult {
  /** With the names of its `describe`s: `describe > test`. */
  readonly name: string
  readonly state: 'passed' | 'failed' | 'skipped'
  /** Where it is declared. */
  readonly place: TestPlace | null
  /** Of a failed one. */
  readonly failure: TestFailure | null
  /** Virtual time that it took, milliseconds. */
  readonly virtualMs: number
  /** What it wrote with `console`. */
  readonly log: readonly string[]
}

export interface TestFileReport {
  readonly path: string
  readonly tests: readonly TestResult[]
  /** Of the file itself: it could not be bundled or loaded, or has no tests. */
  readonly failure: TestFailure | null
}

export interface TestReport {
  /** Whether there were tests, and nothing failed. */
  readonly ok: boolean
  readonly passed: number
  readonly failed: number
  readonly skipped: number
  readonly files: readonly TestFileReport[]
  /** Why something could not be bundled or deployed. When the stack could not be deployed, no test has run. */
  readonly diagnostics: readonly Diagnostic[]
}

/** Progress of a run. */
export type TestEvent =
  | { readonly type: 'started'; readonly files: readonly string[] }
  /** The tests of a file are known. */
  | { readonly type: 'listed'; readonly file: string; readonly tests: readonly Pick<TestResult, 'name' | 'place'>[] }
  | { readonly type: 'running'; readonly file: string; readonly name: string }
  | { readonly type: 'result'; readonly file: string; readonly result: TestResult }
  | { readonly type: 'file'; readonly report: TestFileReport }
  /** `report` is null when the run was stopped, or could not be made. */
  | { readonly type: 'ended'; readonly report: TestReport | null }

export function reportOf(files: readonly TestFileReport[], diagnostics: readonly Diagnostic[]): TestReport {
  const tests = files.flatMap((file) => file.tests)
  const count = (state: TestResult['state']): number => tests.filter((test) => test.state === state).length
  const isBroken = diagnostics.some(({ severity }) => severity === 'error') || files.some(({ failure }) => failure)
  return {
    ok: tests.length > 0 && count('failed') === 0 && !isBroken,
    passed: count('passed'),
    failed: count('failed'),
    skipped: count('skipped'),
    files,
    diagnostics,
  }
}

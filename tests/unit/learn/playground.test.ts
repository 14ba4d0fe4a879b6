import { expect, it } from 'vitest'
import { reportOf } from '../../../src/learn/playground'
import { reportOf as testReport, type TestFileReport, type TestResult } from '../../../src/api/test-report'

const result = (name: string, message?: string): TestResult => ({
  name,
  state: message === undefined ? 'passed' : 'failed',
  place: null,
  failure:
    message === undefined
      ? null
      : { name: 'AssertionError', message, expected: null, actual: null, diff: null, stack: '', place: null },
  virtualMs: 0,
  log: [],
})
const file = (...tests: readonly TestResult[]): TestFileReport => ({ path: 'tests/a.test.ts', tests, failure: null })

it('is passed when all checks have passed', () => {
  expect(reportOf(testReport([file(result('one'))], []))).toEqual({
    passed: true,
    checks: [{ name: 'one', passed: true, message: '' }],
    problem: null,
  })
})

it('says why a check failed', () => {
  const report = reportOf(testReport([file(result('one'), result('two', 'expected 1 to be 2'))], []))
  expect(report.passed).toBe(false)
  expect(report.checks[1]).toEqual({ name: 'two', passed: false, message: 'expected 1 to be 2' })
})

it('says why nothing could be run', () => {
  const diagnostic = {
    severity: 'error',
    code: 'bundle/syntax',
    message: 'Unexpected }',
    file: 'src/a.ts',
    range: null,
  }
  const report = reportOf(testReport([], [diagnostic as never]))
  expect(report).toEqual({ passed: false, checks: [], problem: 'src/a.ts: Unexpected }' })
})

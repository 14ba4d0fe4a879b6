import { expect, test } from 'vitest'
import type { TestResult } from '../../../../src/api/api'
import { learn, NOTHING_KNOWN, rowsOf } from '../../../../src/app/checks/rows'
import { declaredTests } from '../../../../src/project/check-files'

const FILES = {
  'src/index.ts': '',
  'tests/helper.ts': '',
  'tests/a.test.ts': `test('one', () => {})\n  test.skip("two's", () => {})\n// test(nothing)`,
}

const result = (name: string, state: TestResult['state']): TestResult => ({
  name,
  state,
  place: null,
  failure: null,
  virtualMs: 1,
  log: [],
})

const shown = (known = NOTHING_KNOWN) => rowsOf(FILES, known).map(({ id, state }) => `${id}: ${state}`)

test('lists what files declare, until they have run', () => {
  expect(declaredTests(FILES['tests/a.test.ts'])).toEqual([
    { name: 'one', line: 1 },
    { name: "two's", line: 2 },
  ])
  expect(shown()).toEqual([
    'tests/a.test.ts: unknown',
    'tests/a.test.ts > one: unknown',
    "tests/a.test.ts > two's: unknown",
  ])
})

test('learns from a run, and keeps what another part of it was not asked about', () => {
  const file = 'tests/a.test.ts'
  const tests = [result('one', 'passed'), result('two', 'failed')]
  const failed = [
    { type: 'listed', file, tests },
    { type: 'result', file, result: tests[0] as TestResult },
    { type: 'running', file, name: 'two' },
  ].reduce((known, event) => learn(known, event as never, null), NOTHING_KNOWN)
  expect(shown(failed)).toEqual([`${file}: running`, `${file} > one: passed`, `${file} > two: running`])
  const ended = learn(failed, { type: 'file', report: { path: file, tests, failure: null } }, null)
  expect(shown(ended)).toEqual([`${file}: failed`, `${file} > one: passed`, `${file} > two: failed`])
  const again = [result('one', 'skipped'), result('two', 'passed')]
  const fixed = learn(ended, { type: 'file', report: { path: file, tests: again, failure: null } }, ['two'])
  expect(shown(fixed)).toEqual([`${file}: passed`, `${file} > one: passed`, `${file} > two: passed`])
})

/** What the Checks view lists: files and tests, with what is known of each. */

import type { TestEvent, TestFileReport, TestResult } from '../../api/api'
import { checkFilesOf, declaredTests } from '../../project/check-files'
import type { ProjectFiles } from '../../project/model'

export type CheckState = TestResult['state'] | 'unknown' | 'running'

export interface CheckRow {
  /** `file` or `file > test`. */
  readonly id: string
  readonly file: string
  /** Null for the file itself. */
  readonly name: string | null
  readonly state: CheckState
  readonly line: number
  /** Of a test that has run. */
  readonly result: TestResult | null
  /** Of a file that could not be run. */
  readonly failure: TestFileReport['failure']
}

interface KnownFile {
  readonly tests: readonly { readonly name: string; readonly line: number }[]
  readonly results: ReadonlyMap<string, TestResult>
  readonly failure: TestFileReport['failure']
  readonly running: string | null
}

/** File → what its last run told. */
export type Known = ReadonlyMap<string, KnownFile>

export const NOTHING_KNOWN: Known = new Map()

const NOTHING: KnownFile = { tests: [], results: new Map(), failure: null, running: null }

/** @param only full names of the tests that were asked for; null for all: others keep what is known of them */
export function learn(known: Known, event: TestEvent, only: readonly string[] | null): Known {
  const file = 'file' in event ? event.file : event.type === 'file' ? event.report.path : null
  if (file === null) return event.type === 'ended' ? withoutRunning(known) : known
  const before = known.get(file) ?? NOTHING
  const asked = (name: string): boolean => only?.includes(name) ?? true
  const changed = ((): KnownFile => {
    switch (event.type) {
      case 'listed':
        return {
          tests: event.tests.map(({ name, place }) => ({ name, line: place?.line ?? 1 })),
          results: new Map([...before.results].filter(([name]) => !asked(name))),
          failure: null,
          running: event.tests.find(({ name }) => asked(name))?.name ?? null,
        }
      case 'running':
        return { ...before, running: event.name }
      case 'result':
        return { ...before, running: null, results: new Map([...before.results, [event.result.name, event.result]]) }
      case 'file': {
        const results = event.report.tests.filter(({ name }) => asked(name)).map((one) => [one.name, one] as const)
        return {
          ...before,
          running: null,
          failure: event.report.failure,
          results: new Map([...before.results, ...results]),
        }
      }
      default:
        return before
    }
  })()
  return new Map([...known, [file, changed]])
}

const withoutRunning = (known: Known): Known =>
  new Map([...known].map(([file, one]) => [file, { ...one, running: null }]))

export const filesOf = (rows: readonly CheckRow[]): readonly string[] => [...new Set(rows.map(({ file }) => file))]

export function rowsOf(files: ProjectFiles, known: Known): readonly CheckRow[] {
  return checkFilesOf(files).flatMap((file) => {
    const { tests: ran, results, failure, running } = known.get(file) ?? NOTHING
    const tests = ran.length > 0 ? ran : declaredTests(files[file] ?? '')
    const rows = tests.map(({ name, line }): CheckRow => {
      const result = results.get(name) ?? null
      const state = running === name ? 'running' : (result?.state ?? 'unknown')
      return { id: `${file} > ${name}`, file, name, state, line, result, failure: null }
    })
    const whole: CheckRow = {
      id: file,
      file,
      name: null,
      state: stateOf(rows, failure),
      line: 1,
      result: null,
      failure,
    }
    return [whole, ...rows]
  })
}

function stateOf(rows: readonly CheckRow[], failure: TestFileReport['failure']): CheckState {
  const has = (state: CheckState): boolean => rows.some((row) => row.state === state)
  if (has('running')) return 'running'
  if (failure || has('failed')) return 'failed'
  if (has('unknown') || rows.length === 0) return 'unknown'
  return has('passed') ? 'passed' : 'skipped'
}

/** Lines of a difference, with what each is. */
export function diffLines(
  diff: string,
): readonly { readonly text: string; readonly kind: 'expected' | 'actual' | 'same' }[] {
  return diff.split('\n').map((text) => ({
    text,
    kind: text.startsWith('- ') ? 'expected' : text.startsWith('+ ') ? 'actual' : 'same',
  }))
}

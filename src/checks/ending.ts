/** What is said of a test that ended without an answer of the harness. */

import type { CheckEnd } from '../cloud/protocol'
import { durationText } from './duration'
import { TEST_TIMEOUT_MAX, type TestFailure, type TestPlace } from './protocol'

/** @param place of the test, for what has no other */
export function failureOfEnd(end: CheckEnd, place: TestPlace | null): TestFailure {
  switch (end.kind) {
    case 'outcome':
      return failureOfOutcome(end.outcome, place)
    case 'stuck':
      return failure(
        `The test waits for what never comes: nothing is left to happen in the stack.${waited(end.waitsFor)}`,
        place,
      )
    case 'virtual-limit':
      return failure(
        `The test did not end within ${durationText(TEST_TIMEOUT_MAX)} of virtual time.${waited(end.waitsFor)}`,
        place,
      )
    case 'real-limit':
      return failure(
        `The test took more than a minute of real time, and was ended.${waited(end.waitsFor)} ` +
          'Does it make too many events, or move the clock too far?',
        place,
      )
    case 'unresponsive':
      return failure('The test stopped answering: it ran for seconds without waiting. Is there an endless loop?', place)
    case 'out-of-memory':
      return failure('The test ran out of memory.', place)
  }
}

function failureOfOutcome(outcome: Extract<CheckEnd, { kind: 'outcome' }>['outcome'], place: TestPlace | null) {
  switch (outcome.kind) {
    case 'error': {
      const { errorType, errorMessage, trace } = outcome.error
      const frames = trace.filter((line) => line.includes('/var/task/')).map((line) => line.trim())
      const found = frames.map(placeOfFrame).find((one) => one !== null) ?? place
      const stack = frames.map((line) => line.replace('/var/task/', '')).join('\n')
      return { ...failure(errorMessage, found), name: errorType, stack }
    }
    case 'exit':
      return failure(
        outcome.exitCode === 0
          ? 'The process ended before the test did: process.exit() was called, or the test awaits what nothing settles.'
          : `The process ended before the test did, with exit code ${outcome.exitCode}.`,
        place,
      )
    default:
      return failure('The test gave no result: has it changed what tests are run with?', place)
  }
}

function placeOfFrame(line: string): TestPlace | null {
  const [, file, row, column] = /\/var\/task\/([^\s()]+):(\d+):(\d+)\)?$/.exec(line) ?? []
  return file === undefined ? null : { file, line: Number(row), column: Number(column) }
}

const waited = (words: readonly string[]): string => (words.length === 0 ? '' : ` It waited for ${words.join(', ')}.`)

export const failure = (message: string, place: TestPlace | null): TestFailure => ({
  name: 'Error',
  message,
  expected: null,
  actual: null,
  diff: null,
  stack: '',
  place,
})

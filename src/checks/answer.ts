/**
 * What came back from a check. The sandbox runs code that may have come with a link: only what has the right shape and
 * size passes, and all of it is text that is shown.
 */

import { TESTS_MAX, type ListedTest, type RunAnswer, type TestFailure, type TestPlace } from './protocol'

const NAME_MAX = 500
const TEXT_MAX = 24_000

type Unknown = Readonly<Record<string, unknown>>

const isObject = (value: unknown): value is Unknown => typeof value === 'object' && value !== null

const text = (value: unknown, length = TEXT_MAX): string => (typeof value === 'string' ? value.slice(0, length) : '')
const textOrNull = (value: unknown): string | null => (typeof value === 'string' ? text(value) : null)
const count = (value: unknown): number => (typeof value === 'number' && value >= 1 ? Math.floor(value) : 1)

/** @returns null for what no harness answers */
export function readAnswer(payload: string): RunAnswer | null {
  let answer: unknown
  try {
    answer = JSON.parse(payload)
  } catch {
    return null
  }
  if (!isObject(answer) || !Array.isArray(answer['tests']) || answer['tests'].length > TESTS_MAX) return null
  const tests = answer['tests'].map((test: unknown): ListedTest => {
    const { name, runs, place } = isObject(test) ? test : {}
    return { name: text(name, NAME_MAX), runs: runs === true, place: readPlace(place) }
  })
  const { ran, failure } = answer
  const isIndex = typeof ran === 'number' && Number.isInteger(ran) && ran >= 0 && ran < tests.length
  return { tests, ran: isIndex ? ran : null, failure: isObject(failure) ? readFailure(failure) : null }
}

function readPlace(value: unknown): TestPlace | null {
  if (!isObject(value) || typeof value['file'] !== 'string') return null
  return { file: text(value['file'], NAME_MAX), line: count(value['line']), column: count(value['column']) }
}

function readFailure({ name, message, expected, actual, diff, stack, place }: Unknown): TestFailure {
  return {
    name: text(name, NAME_MAX),
    message: text(message),
    expected: textOrNull(expected),
    actual: textOrNull(actual),
    diff: textOrNull(diff),
    stack: text(stack),
    place: readPlace(place),
  }
}

/** What was thrown, as data: message, values and their difference, place. Never throws, whatever was thrown. */

import { printDiffOrStringify } from '@vitest/utils/diff'
import { stringify } from '@vitest/utils/display'
import type { TestFailure, TestPlace } from '../protocol'
import { mapStack } from './runtime'

const TEXT_MAX = 20_000
const MESSAGE_MAX = 4_000
const STACK_LINES_MAX = 20
const VALUE_DEPTH_MAX = 12

const PLAIN = (text: string): string => text

/** Nobody colours these texts but the page. */
const DIFF_OPTIONS = {
  aAnnotation: 'expected',
  bAnnotation: 'actual',
  aColor: PLAIN,
  bColor: PLAIN,
  changeColor: PLAIN,
  changeLineTrailingSpaceColor: PLAIN,
  commonColor: PLAIN,
  patchColor: PLAIN,
  omitAnnotationLines: true,
  expand: false,
  contextLines: 3,
  truncateThreshold: 200,
  maxDepth: VALUE_DEPTH_MAX,
}

/** `at Object.handler (/var/task/tests/orders.test.ts:12:5)` */
const FRAME = /(?:\(|\s|^)(?:file:\/\/)?\/var\/task\/([^\s()]+):(\d+):(\d+)\)?$/

export function failureOf(thrown: unknown): TestFailure {
  try {
    return describe(thrown)
  } catch {
    return { name: 'Error', message: 'What was thrown cannot be read.', ...NO_COMPARISON, stack: '', place: null }
  }
}

const NO_COMPARISON = { expected: null, actual: null, diff: null } as const

function describe(thrown: unknown): TestFailure {
  if (!isError(thrown)) {
    return { name: 'Error', message: `A value was thrown that is no Error: ${text(thrown)}`, ...NO_COMPARISON, stack: '', place: null } // prettier-ignore
  }
  const stack = mapStack(String(thrown.stack))
  return {
    name: cut(String(thrown.name), 100),
    message: cut(String(thrown.message), MESSAGE_MAX),
    ...comparison(thrown),
    stack: cut(framesOf(stack), MESSAGE_MAX),
    place: placeOf(stack),
  }
}

interface ErrorLike {
  readonly name: unknown
  readonly message: unknown
  readonly stack?: unknown
  readonly showDiff?: boolean
  readonly expected?: unknown
  readonly actual?: unknown
}

const isError = (value: unknown): value is ErrorLike =>
  value instanceof Error || (typeof value === 'object' && value !== null && 'message' in value && 'name' in value)

function comparison(error: ErrorLike): Pick<TestFailure, 'expected' | 'actual' | 'diff'> {
  const { showDiff, expected, actual } = error
  if (!showDiff && (showDiff !== undefined || expected === undefined || actual === undefined)) return NO_COMPARISON
  return { expected: text(expected), actual: text(actual), diff: difference(expected, actual) }
}

function difference(expected: unknown, actual: unknown): string | null {
  try {
    return cut(printDiffOrStringify(actual, expected, DIFF_OPTIONS) ?? '', TEXT_MAX) || null
  } catch {
    return null
  }
}

function text(value: unknown): string {
  if (typeof value === 'string') return cut(value, TEXT_MAX)
  try {
    return cut(stringify(value, VALUE_DEPTH_MAX, { maxLength: TEXT_MAX }), TEXT_MAX)
  } catch {
    return String(typeof value)
  }
}

/** The frames in the project's own files. */
function framesOf(stack: string): string {
  return stack
    .split('\n')
    .filter((line) => FRAME.test(line))
    .slice(0, STACK_LINES_MAX)
    .map((line) => line.trim().replace('/var/task/', ''))
    .join('\n')
}

/** The innermost frame of a check, or else of the project. @param stack mapped, or as the engine writes it */
export function placeOf(stack: string): TestPlace | null {
  let first: TestPlace | null = null
  for (const line of mapStack(stack).split('\n')) {
    const [, file, row, column] = FRAME.exec(line) ?? []
    if (file === undefined) continue
    const place = { file, line: Number(row), column: Number(column) }
    if (file.startsWith('tests/')) return place
    first ??= place
  }
  return first
}

const cut = (long: string, length: number): string =>
  long.length > length ? `${long.slice(0, length)}… (${long.length - length} more characters)` : long

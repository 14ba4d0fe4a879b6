/** assert.AssertionError and the messages that show what differs. */

import { inspect } from './inspect'
import { invalidArgumentType } from './node-error'

const HEADINGS: Readonly<Record<string, string>> = {
  deepStrictEqual: 'Expected values to be strictly deep-equal:',
  strictEqual: 'Expected values to be strictly equal:',
  deepEqual: 'Expected values to be loosely deep-equal:',
  notDeepStrictEqual: 'Expected "actual" not to be strictly deep-equal to:',
  notStrictEqual: 'Expected "actual" to be strictly unequal to:',
  notDeepEqual: 'Expected "actual" not to be loosely deep-equal to:',
}

/** Together shorter than this, two primitive values fit on one line. */
const SHORT_LENGTH = 12
const LINE_LENGTH = 80
/** Beyond, comparing every line with every other would take too long. */
const MAX_COMPARED_LINES = 1000

function shown(value: unknown): string {
  return inspect(value, {
    compact: false,
    customInspect: false,
    depth: 1000,
    maxArrayLength: Infinity,
    showHidden: false,
    showProxy: false,
    sorted: true,
    getters: true,
  })
}

function sameStructure(value: unknown): string {
  return `Values have same structure but are not reference-equal:\n\n${shown(value)}\n`
}

const isPrimitive = (value: unknown) => typeof value !== 'object' || value === null

/** @param heading what stands above: the caller's own words, or ours */
function difference(actual: unknown, expected: unknown, heading: string): string {
  const [left, right] = [shown(actual), shown(expected)]
  if (left === right && !isPrimitive(actual)) return sameStructure(actual)
  const [leftLines, rightLines] = [left.split('\n'), right.split('\n')]
  let pointer = ''
  if (leftLines.length === 1 && rightLines.length === 1 && left !== right) {
    const length = left.length + right.length
    if (length <= SHORT_LENGTH && isPrimitive(actual) && isPrimitive(expected) && (actual !== 0 || expected !== 0)) {
      return `${heading}\n\n${left} !== ${right}\n`
    }
    if (length < LINE_LENGTH) {
      let same = 0
      while (left[same] === right[same]) same++
      // Only where counting would be a nuisance.
      if (same > 2) pointer = `\n  ${' '.repeat(same)}^`
    }
  }
  const { lines, skipped } = withoutLongRuns(compareLines(leftLines, rightLines))
  return `${heading}\n+ actual - expected${skipped ? ' ... Lines skipped' : ''}\n\n${lines.join('\n')}${pointer}`
}

type Line = readonly [mark: '+' | '-' | ' ', text: string]

/** The longest common subsequence stays, the rest is marked. */
function compareLines(left: readonly string[], right: readonly string[]): Line[] {
  if (left.length > MAX_COMPARED_LINES || right.length > MAX_COMPARED_LINES) {
    return [...left.map((text): Line => ['+', text]), ...right.map((text): Line => ['-', text])]
  }
  // A comma at the end comes and goes with the neighbours and is no difference.
  const same = (a: string | undefined, b: string | undefined) => a === b || `${a},` === b || a === `${b},`
  const lengths = Array.from({ length: left.length + 1 }, () => new Uint16Array(right.length + 1))
  const at = (i: number, j: number) => lengths[i]?.[j] ?? 0
  for (let i = left.length - 1; i >= 0; i--) {
    for (let j = right.length - 1; j >= 0; j--) {
      const row = lengths[i] as Uint16Array
      row[j] = same(left[i], right[j]) ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1))
    }
  }
  const lines: Line[] = []
  let [i, j] = [0, 0]
  while (i < left.length || j < right.length) {
    const [a = '', b = ''] = [left[i], right[j]]
    if (i < left.length && j < right.length && same(a, b)) {
      lines.push([' ', a.length >= b.length ? a : b])
      i++
      j++
    } else if (i < left.length && (j >= right.length || at(i + 1, j) >= at(i, j + 1))) {
      lines.push(['+', a])
      i++
    } else {
      lines.push(['-', b])
      j++
    }
  }
  return lines
}

/** Two lines around a difference are enough. */
function withoutLongRuns(lines: readonly Line[]): { lines: string[]; skipped: boolean } {
  const result: string[] = []
  let skipped = false
  let index = 0
  while (index < lines.length) {
    let end = index
    while (end < lines.length && lines[end]?.[0] === ' ') end++
    const run = end - index
    const text = (line: Line) => `${line[0]} ${line[1]}`
    if (run > 5) {
      const keepBefore = index === 0 ? 2 : 2
      result.push(...lines.slice(index, index + keepBefore).map(text), '...', ...lines.slice(end - 2, end).map(text))
      skipped = true
    } else {
      result.push(...lines.slice(index, end).map(text))
    }
    if (end < lines.length) result.push(text(lines[end] as Line))
    index = end + 1
  }
  return { lines: result, skipped }
}

function generate(actual: unknown, expected: unknown, operator: string, message: unknown): string {
  // Of the strict comparisons the difference is shown even below the caller's own words.
  if (operator === 'deepStrictEqual' || operator === 'strictEqual') {
    return difference(actual, expected, message ? String(message) : (HEADINGS[operator] ?? ''))
  }
  if (message !== undefined) return String(message)
  if (operator === 'notDeepStrictEqual' || operator === 'notStrictEqual') {
    const text = shown(actual)
    const separator = text.includes('\n') || operator === 'notDeepStrictEqual' ? '\n\n' : ' '
    return `${HEADINGS[operator]}${separator}${text}${separator === ' ' ? '' : '\n'}`
  }
  const [left, right] = [shown(actual), shown(expected)]
  if (operator === 'notDeepEqual') return `${HEADINGS[operator]}\n\n${left}`
  if (operator === 'deepEqual') return `${HEADINGS[operator]}\n\n${left}\n\nshould loosely deep-equal\n\n${right}`
  return `${left} ${operator} ${right}`
}

interface Options {
  message?: unknown
  actual?: unknown
  expected?: unknown
  operator?: string
}

export class AssertionError extends Error {
  generatedMessage: boolean
  readonly code = 'ERR_ASSERTION'
  readonly actual: unknown
  readonly expected: unknown
  operator: string | undefined

  constructor(options: Options) {
    if (typeof options !== 'object' || options === null) throw invalidArgumentType('options', 'of type object', options)
    const { message, actual, expected, operator } = options
    super(generate(actual, expected, operator ?? '', message))
    this.generatedMessage = !message
    this.actual = actual
    this.expected = expected
    this.operator = operator
    const stack = this.stack ?? ''
    const end = stack.indexOf(this.message)
    const hidden = { writable: true, configurable: true, enumerable: false }
    Object.defineProperty(this, 'name', { ...hidden, value: 'AssertionError' })
    if (end > 0)
      Object.defineProperty(this, 'stack', { ...hidden, value: `AssertionError [ERR_ASSERTION]: ${stack.slice(end)}` })
  }

  override toString(): string {
    return `${this.name} [${this.code}]: ${this.message}`
  }
}

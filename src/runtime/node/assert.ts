/** node:assert. */

import { AssertionError } from './assertion-error'
import { isDeepEqual, isDeepStrictEqual } from './deep-equal'
import { inspect } from './inspect'
import { describeReceived, invalidArgumentType, nodeError, requireFunction } from './node-error'
import { isRegExp } from './util-types'

type Message = string | Error | undefined
type AnyFunction = (...values: never[]) => unknown
type Expected = RegExp | AnyFunction | object | undefined

interface Failure {
  actual: unknown
  expected: unknown
  operator: string
  /** Instead of the message made from the values. */
  text?: string
}

function fail(message: Message, failure: Failure): never {
  if (message instanceof Error) throw message
  const { text, ...values } = failure
  // A text of ours is the whole message; the operator would add a comparison to it.
  if (message === undefined && text !== undefined) throw worded(text, values, true)
  throw new AssertionError(message === undefined ? values : { ...values, message })
}

/** An error with exactly this message. */
function worded(message: string, values: Failure, generated: boolean): AssertionError {
  const error = new AssertionError({ ...values, operator: '', message })
  return Object.assign(error, { operator: values.operator, generatedMessage: generated })
}

function requireTwo(count: number): void {
  if (count < 2) {
    const message = 'The "actual" and "expected" arguments must be specified'
    throw nodeError(TypeError, 'ERR_MISSING_ARGS', message)
  }
}

function ok(...values: [unknown?, Message?]): void {
  const [value, message] = values
  if (value) return
  if (values.length === 0) {
    fail(undefined, {
      actual: value,
      expected: true,
      operator: '==',
      text: 'No value argument passed to `assert.ok()`',
    })
  }
  fail(message, { actual: value, expected: true, operator: '==' })
}

type Compare = (...values: [unknown, unknown, Message?]) => void

function comparison(operator: string, holds: (actual: unknown, expected: unknown) => boolean): Compare {
  return (...values) => {
    requireTwo(values.length)
    const [actual, expected, message] = values
    if (!holds(actual, expected)) fail(message, { actual, expected, operator })
  }
}

const looselySame = (actual: unknown, expected: unknown) =>
  // The loose comparison is what assert.equal is documented to use.
  // eslint-disable-next-line eqeqeq
  actual == expected || (Number.isNaN(actual) && Number.isNaN(expected))

const equal = comparison('==', looselySame)
const notEqual = comparison('!=', (actual, expected) => !looselySame(actual, expected))
const strictEqual = comparison('strictEqual', Object.is)
const notStrictEqual = comparison('notStrictEqual', (actual, expected) => !Object.is(actual, expected))
const deepEqual = comparison('deepEqual', isDeepEqual)
const notDeepEqual = comparison('notDeepEqual', (actual, expected) => !isDeepEqual(actual, expected))
const deepStrictEqual = comparison('deepStrictEqual', isDeepStrictEqual)
const notDeepStrictEqual = comparison('notDeepStrictEqual', (actual, expected) => !isDeepStrictEqual(actual, expected))

function matching(operator: 'match' | 'doesNotMatch', wanted: boolean) {
  return (text: unknown, pattern: RegExp, message?: Message): void => {
    if (!isRegExp(pattern)) throw invalidArgumentType('regexp', 'an instance of RegExp', pattern)
    if (typeof text === 'string' && pattern.test(text) === wanted) return
    const wish = wanted ? 'did not match' : 'was expected to not match'
    const generated =
      typeof text === 'string'
        ? `The input ${wish} the regular expression ${inspect(pattern)}. Input:\n\n${inspect(text)}\n`
        : `The "string" argument must be of type string. ${describeReceived(text)}`
    fail(message, { actual: text, expected: pattern, operator, text: generated })
  }
}

function assertFail(message: Message = undefined): never {
  if (message instanceof Error) throw message
  const error = new AssertionError({ message: message ?? 'Failed', operator: 'fail' })
  error.generatedMessage = message === undefined
  throw error
}

function ifError(value: unknown): void {
  if (value === null || value === undefined) return
  const isError = typeof value === 'object' && 'message' in value && typeof value.message === 'string'
  const shown = isError ? value.message || (value as Error).constructor.name : inspect(value)
  const message = `ifError got unwanted exception: ${shown as string}`
  const error = worded(message, { actual: value, expected: null, operator: 'ifError' }, false)
  throw error
}

// Exceptions and rejections.

const isPromiseLike = (value: unknown): value is PromiseLike<unknown> =>
  value !== null && typeof value === 'object' && typeof (value as PromiseLike<unknown>).then === 'function'

type Outcome = { thrown: unknown } | undefined

function outcomeOf(run: unknown): Outcome {
  requireFunction(run, 'fn')
  try {
    ;(run as AnyFunction)()
  } catch (thrown) {
    return { thrown }
  }
  return undefined
}

async function outcomeOfPromise(source: unknown): Promise<Outcome> {
  let promise = source
  if (typeof source === 'function') {
    promise = (source as AnyFunction)()
    if (!isPromiseLike(promise)) {
      const got = describeReceived(promise).replace('Received ', '')
      const message = `Expected instance of Promise to be returned from the "promiseFn" function but got ${got}.`
      throw nodeError(TypeError, 'ERR_INVALID_RETURN_VALUE', message)
    }
  } else if (!isPromiseLike(source)) {
    throw invalidArgumentType('promiseFn', 'of type function or an instance of Promise', source)
  }
  try {
    await (promise as PromiseLike<unknown>)
  } catch (thrown) {
    return { thrown }
  }
  return undefined
}

function expectFailure(operator: 'throws' | 'rejects', outcome: Outcome, values: [Expected?, Message?]): void {
  let [expected, message] = values
  if (typeof expected === 'string') {
    if (values.length === 2)
      throw invalidArgumentType('error', 'of type function or an instance of Error, RegExp, or Object', expected)
    if (outcome) refuseAmbiguity(outcome.thrown, expected)
    message = expected
    expected = undefined
  } else if (
    expected !== undefined &&
    expected !== null &&
    typeof expected !== 'object' &&
    typeof expected !== 'function'
  ) {
    throw invalidArgumentType('error', 'of type function or an instance of Error, RegExp, or Object', expected)
  }
  if (!outcome) {
    const kind = operator === 'rejects' ? 'rejection' : 'exception'
    const name = typeof expected === 'function' && expected.name ? ` (${expected.name})` : ''
    const shown = typeof message === 'string' ? `: ${message}` : '.'
    if (message instanceof Error) throw message
    const error = new AssertionError({ message: `Missing expected ${kind}${name}${shown}`, expected, operator })
    throw Object.assign(error, { generatedMessage: false })
  }
  if (expected !== undefined && expected !== null) checkExpected(outcome.thrown, expected, message, operator)
}

/** A text in the place of the expectation is the message; that it is also the error's can only be a mistake. */
function refuseAmbiguity(thrown: unknown, text: string): void {
  const isSame = (thrown as { message?: unknown } | null)?.message === text || thrown === text
  if (!isSame) return
  const what = thrown === text ? `The error "${text}"` : `The error message "${text}"`
  const message = `The "error/message" argument is ambiguous. ${what} is identical to the message.`
  throw nodeError(TypeError, 'ERR_AMBIGUOUS_ARGUMENT', message)
}

function checkExpected(thrown: unknown, expected: NonNullable<Expected>, message: Message, operator: string): void {
  const failure = { actual: thrown, expected, operator }
  if (isRegExp(expected)) {
    const text = String(thrown)
    if ((expected as RegExp).test(text)) return
    fail(message, {
      ...failure,
      text: `The input did not match the regular expression ${inspect(expected)}. Input:\n\n${inspect(text)}\n`,
    })
  }
  if (typeof expected === 'object')
    return checkProperties(thrown, expected as Record<string, unknown>, message, operator)
  if (expected.prototype !== undefined && thrown instanceof expected) return
  if (Object.prototype.isPrototypeOf.call(Error, expected) || expected === (Error as unknown)) {
    const got = thrown instanceof Error ? `"${thrown.constructor.name}"` : `"${inspect(thrown, { depth: -1 })}"`
    const detail = thrown instanceof Error ? `\n\nError message:\n\n${thrown.message}` : ''
    fail(message, {
      ...failure,
      text: `The error is expected to be an instance of "${expected.name}". Received ${got}${detail}`,
    })
  }
  const verdict = Reflect.apply(expected, {}, [thrown] as never) as unknown
  if (verdict === true) return
  const name = expected.name ? `"${expected.name}" ` : ''
  fail(message, {
    ...failure,
    text: `The ${name}validation function is expected to return "true". Received ${inspect(verdict)}\n\nCaught error:\n\n${String(thrown)}`,
  })
}

/** How the compared properties of an error are shown; the name is part of the message. */
class Comparison {
  [key: string]: unknown

  constructor(source: object, keys: readonly string[], patterns: Record<string, unknown> = {}) {
    for (const key of keys) {
      if (!(key in source)) continue
      const value: unknown = Reflect.get(source, key)
      const pattern = patterns[key]
      // A pattern that matches shows as itself on both sides.
      this[key] = isRegExp(pattern) && typeof value === 'string' && (pattern as RegExp).test(value) ? pattern : value
    }
  }
}

function checkProperties(thrown: unknown, expected: Record<string, unknown>, message: Message, operator: string): void {
  const keys = Object.keys(expected)
  if (expected instanceof Error) keys.push('name', 'message')
  else if (keys.length === 0) {
    throw nodeError(TypeError, 'ERR_INVALID_ARG_VALUE', "The argument 'error' may not be an empty object. Received {}")
  }
  if (typeof thrown !== 'object' || thrown === null) {
    fail(message, { actual: thrown, expected, operator: 'deepStrictEqual' })
  }
  const holds = keys.every((key) => {
    if (!(key in thrown)) return false
    const [actual, wanted] = [Reflect.get(thrown, key) as unknown, expected[key]]
    if (isRegExp(wanted) && typeof actual === 'string') return (wanted as RegExp).test(actual)
    return isDeepStrictEqual(actual, wanted)
  })
  if (holds) return
  const shown = new AssertionError({
    actual: new Comparison(thrown, keys, expected),
    expected: new Comparison(expected, keys),
    operator: 'deepStrictEqual',
  })
  fail(message, { actual: thrown, expected, operator, text: shown.message })
}

function refuseFailure(
  operator: 'doesNotThrow' | 'doesNotReject',
  outcome: Outcome,
  values: [Expected?, Message?],
): void {
  if (!outcome) return
  const [expected, second] = values
  const message = typeof expected === 'string' ? expected : second
  const { thrown } = outcome
  const isExpected =
    typeof expected !== 'function' && !isRegExp(expected) ? true : matches(thrown, expected as AnyFunction | RegExp)
  if (!isExpected) throw thrown
  const kind = operator === 'doesNotReject' ? 'rejection' : 'exception'
  const detail = message === undefined ? '.' : `: ${String(message)}`
  const actual = (thrown as { message?: string } | null)?.message
  const text = `Got unwanted ${kind}${detail}\nActual message: "${String(actual)}"`
  const error = new AssertionError({ message: text, actual: thrown, expected, operator })
  throw Object.assign(error, { generatedMessage: false })
}

function matches(thrown: unknown, expected: AnyFunction | RegExp): boolean {
  if (typeof expected !== 'function') return expected.test(String(thrown))
  if (expected.prototype !== undefined && thrown instanceof expected) return true
  if (Object.prototype.isPrototypeOf.call(Error, expected)) return false
  return Reflect.apply(expected, {}, [thrown] as never) === true
}

type Expectation = [Expected?, Message?]

const methods = {
  fail: assertFail,
  AssertionError,
  ok,
  equal,
  notEqual,
  deepEqual,
  notDeepEqual,
  deepStrictEqual,
  notDeepStrictEqual,
  strictEqual,
  notStrictEqual,
  match: matching('match', true),
  doesNotMatch: matching('doesNotMatch', false),
  ifError,
  throws: (run: unknown, ...values: Expectation) => expectFailure('throws', outcomeOf(run), values),
  rejects: async (run: unknown, ...values: Expectation) =>
    expectFailure('rejects', await outcomeOfPromise(run), values),
  doesNotThrow: (run: unknown, ...values: Expectation) => refuseFailure('doesNotThrow', outcomeOf(run), values),
  doesNotReject: async (run: unknown, ...values: Expectation) =>
    refuseFailure('doesNotReject', await outcomeOfPromise(run), values),
}

/** The module is a function that carries the others. */
const assert = Object.assign((...values: Parameters<typeof ok>) => ok(...values), methods)

export const strict = Object.assign((...values: Parameters<typeof ok>) => ok(...values), methods, {
  equal: strictEqual,
  notEqual: notStrictEqual,
  deepEqual: deepStrictEqual,
  notDeepEqual: notDeepStrictEqual,
})
Object.assign(strict, { strict })

export default Object.assign(assert, { strict })

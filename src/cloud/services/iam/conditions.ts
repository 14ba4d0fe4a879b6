/**
 * Condition blocks. Source: IAM User Guide, "IAM JSON policy elements: Condition operators" and "Set operators for
 * multi-valued context keys".
 *
 * - All operators and all keys of a block must hold; of the values of one key, one is enough (for a negated operator:
 *   none may match).
 * - A key that the request does not have: the condition does not hold, except for a negated operator, `…IfExists`,
 *   `ForAllValues:` and `Null: true`.
 */

import { inRange, parseAddress, parseCidr, type AddressRange } from '../../aws/event-patterns/ip-address'
import type { OneOrMore, PolicyStatement } from '../../aws/policy'
import { parseInstant } from './dates'
import { matches, parsePattern, textOf, type Pattern, type VariableValue } from './wildcard'

/** What the request says: condition key in lower case → its values. */
export type RequestContext = Pick<ReadonlyMap<string, readonly string[]>, 'get'>

export interface Condition {
  readonly operator: string
  /** As written. */
  readonly key: string
  readonly holds: (context: RequestContext, valueOf: VariableValue) => boolean
}

/** Whether a value of the request fits one value of the policy. */
type Comparison = (requested: string, policy: Pattern, valueOf: VariableValue) => boolean

interface Operator {
  readonly compare: Comparison
  readonly negated: boolean
  /** Of the policy's value, and whether it may hold wildcards. */
  readonly wildcards: boolean
}

const compareText =
  (test: (requested: string, policy: string) => boolean): Comparison =>
  (requested, policy, valueOf) => {
    const text = textOf(policy, valueOf)
    return text !== null && test(requested, text)
  }

const compareNumbers = (test: (requested: number, policy: number) => boolean): Comparison =>
  compareText((requested, policy) => {
    const [left, right] = [numberOf(requested), numberOf(policy)]
    return left !== null && right !== null && test(left, right)
  })

const compareDates = (test: (requested: number, policy: number) => boolean): Comparison =>
  compareText((requested, policy) => {
    const [left, right] = [parseInstant(requested), parseInstant(policy)]
    return left !== null && right !== null && test(left, right)
  })

const numberOf = (text: string): number | null => (/^[+-]?\d+(\.\d+)?$/.test(text.trim()) ? Number(text) : null)

const equal = compareText((requested, policy) => requested === policy)
const equalIgnoringCase = compareText((requested, policy) => requested.toLowerCase() === policy.toLowerCase())
const like: Comparison = (requested, policy, valueOf) => matches(policy, requested, valueOf)

/** The six parts of an ARN are compared one by one; a wildcard does not reach from one part into the next. */
const arnLike: Comparison = (requested, policy, valueOf) => {
  if (policy.text === '*') return true
  const [parts, patterns] = [arnParts(requested), arnParts(policy.text)]
  if (!parts || !patterns) return false
  return patterns.every((pattern, index) =>
    matches(parsePattern(pattern, { wildcards: true, variables: true }), parts[index] ?? '', valueOf),
  )
}

/** A variable may hold colons, so those within `${…}` do not separate. */
function arnParts(text: string): readonly string[] | null {
  const parts = text.match(/(?:\$\{[^}]*\}|[^:])*(?::|$)/g)?.map((part) => part.replace(/:$/, '')) ?? []
  if (text !== '' && !text.endsWith(':') && parts.at(-1) === '') parts.pop()
  if (parts.length < 6 || parts[0] !== 'arn') return null
  return [...parts.slice(0, 5), parts.slice(5).join(':')]
}

const ipAddress = compareText((requested, policy) => {
  const [address, range] = [parseAddress(requested), addressRange(policy)]
  return address !== null && range !== null && inRange(address, range)
})

function addressRange(text: string): AddressRange | null {
  const [address = '', bits] = text.split('/')
  const bytes = parseAddress(address)
  if (bytes && (bits === undefined || Number(bits) === bytes.length * 8)) return { bottom: bytes, top: bytes }
  const range = parseCidr(text)
  return typeof range === 'string' ? null : range
}

const base = (compare: Comparison, negated = false, wildcards = false): Operator => ({ compare, negated, wildcards })

const OPERATORS: Readonly<Record<string, Operator>> = {
  StringEquals: base(equal),
  StringNotEquals: base(equal, true),
  StringEqualsIgnoreCase: base(equalIgnoringCase),
  StringNotEqualsIgnoreCase: base(equalIgnoringCase, true),
  StringLike: base(like, false, true),
  StringNotLike: base(like, true, true),
  NumericEquals: base(compareNumbers((left, right) => left === right)),
  NumericNotEquals: base(
    compareNumbers((left, right) => left === right),
    true,
  ),
  NumericLessThan: base(compareNumbers((left, right) => left < right)),
  NumericLessThanEquals: base(compareNumbers((left, right) => left <= right)),
  NumericGreaterThan: base(compareNumbers((left, right) => left > right)),
  NumericGreaterThanEquals: base(compareNumbers((left, right) => left >= right)),
  DateEquals: base(compareDates((left, right) => left === right)),
  DateNotEquals: base(
    compareDates((left, right) => left === right),
    true,
  ),
  DateLessThan: base(compareDates((left, right) => left < right)),
  DateLessThanEquals: base(compareDates((left, right) => left <= right)),
  DateGreaterThan: base(compareDates((left, right) => left > right)),
  DateGreaterThanEquals: base(compareDates((left, right) => left >= right)),
  Bool: base(equalIgnoringCase),
  BinaryEquals: base(equal),
  IpAddress: base(ipAddress),
  NotIpAddress: base(ipAddress, true),
  ArnEquals: base(arnLike, false, true),
  ArnLike: base(arnLike, false, true),
  ArnNotEquals: base(arnLike, true, true),
  ArnNotLike: base(arnLike, true, true),
}

const NAME = /^(?:(ForAllValues|ForAnyValue):)?([A-Za-z]+?)(IfExists)?$/

/** Whether AWS knows the operator, with its prefix and suffix. */
export function isOperator(text: string): boolean {
  const name = NAME.exec(text)?.[2] ?? ''
  return name === 'Null' ? !text.endsWith('IfExists') : Object.hasOwn(OPERATORS, name)
}

/** @param variables whether the document's version has policy variables */
export function compileConditions(condition: PolicyStatement['Condition'], variables: boolean): readonly Condition[] {
  // A document that a service lets through may hold anything.
  return Object.entries(condition ?? {}).flatMap(([operator, keys]: readonly [string, object | null]) =>
    Object.entries(keys ?? {}).map(([key, values]) => ({
      operator,
      key,
      holds: compile(operator, key.toLowerCase(), textsOf(values), variables),
    })),
  )
}

export const textsOf = (value: OneOrMore | undefined): readonly string[] =>
  value === undefined ? [] : (Array.isArray(value) ? (value as readonly unknown[]) : [value as unknown]).map(jsonOrText)

const jsonOrText = (value: unknown): string => (typeof value === 'object' ? JSON.stringify(value) : String(value))

function compile(text: string, key: string, values: readonly string[], variables: boolean): Condition['holds'] {
  const [, set, name = '', ifExists] = NAME.exec(text) ?? []
  if (name === 'Null') {
    const wanted = values.some((value) => value.toLowerCase() === 'true')
    return (context) => ((context.get(key)?.length ?? 0) === 0) === wanted
  }
  const operator = Object.hasOwn(OPERATORS, name) ? OPERATORS[name] : undefined
  // Documents are validated when they come in; one that a service lets through grants and denies nothing here.
  if (!operator) return () => false
  const patterns = values.map((value) => parsePattern(value, { wildcards: operator.wildcards, variables }))
  const fits = (requested: string, valueOf: VariableValue): boolean =>
    patterns.some((pattern) => operator.compare(requested, pattern, valueOf)) !== operator.negated
  return (context, valueOf) => {
    const requested = context.get(key) ?? []
    if (set === 'ForAllValues') return requested.every((value) => fits(value, valueOf))
    if (requested.length === 0) return ifExists !== undefined || (operator.negated && set === undefined)
    if (set === 'ForAnyValue' || !operator.negated) return requested.some((value) => fits(value, valueOf))
    return requested.every((value) => fits(value, valueOf))
  }
}

/**
 * The validation that AWS's services do from their models before an operation sees its input: required members, lengths,
 * ranges, patterns, enumerations. All violations are told together, in one ValidationException.
 * Texts: recorded from Kinesis, KMS, Systems Manager and others (kinesalite's and LocalStack's test suites).
 */

import { AwsError } from './aws-error'

/** What a model says of one member. */
export interface Constraint {
  readonly required?: true
  /** Characters of a text, bytes of a blob, entries of a list or map: smallest and largest. */
  readonly length?: readonly [minimum: number, maximum: number]
  /** Of a number. */
  readonly range?: readonly [minimum: number, maximum: number]
  /** The whole text must match; as the model writes it, which is how the answer shows it. */
  readonly pattern?: string
  readonly values?: readonly string[]
  /** A value that the answer does not repeat. */
  readonly sensitive?: true
  /** Base64 of bytes. */
  readonly blob?: true
  /** Of each entry of a list, and each value of a map. */
  readonly entries?: Constraint
  /** Of each key of a map. */
  readonly keys?: Constraint
  /** Of a structure's members. */
  readonly members?: Constraints
}

/** By member, as the API spells it. */
export type Constraints = Readonly<Record<string, Constraint>>

/** AWS stops counting here. */
const VIOLATIONS_MAX = 10

/** @throws AwsError ValidationException */
export function checkConstraints(input: Readonly<Record<string, unknown>>, constraints: Constraints): void {
  const violations: string[] = []
  checkMembers(input, constraints, '', violations)
  if (violations.length === 0) return
  const told = violations.slice(0, VIOLATIONS_MAX)
  const count = `${told.length} validation error${told.length > 1 ? 's' : ''} detected`
  throw new AwsError('ValidationException', 400, `${count}: ${told.join('; ')}`)
}

function checkMembers(input: unknown, constraints: Constraints, path: string, violations: string[]): void {
  const members = input as Readonly<Record<string, unknown>>
  for (const [name, constraint] of Object.entries(constraints)) {
    check(members[name], constraint, `${path}${lowerFirst(name)}`, violations)
  }
}

function check(value: unknown, constraint: Constraint, path: string, violations: string[]): void {
  if (value === undefined || value === null) {
    if (constraint.required)
      violations.push(`Value null at '${path}' failed to satisfy constraint: Member must not be null`)
    return
  }
  for (const demand of unmet(value, constraint)) {
    const shown = constraint.sensitive ? 'Value' : `Value '${show(value, constraint)}'`
    violations.push(`${shown} at '${path}' failed to satisfy constraint: ${demand}`)
  }
  if (constraint.members) checkMembers(value, constraint.members, `${path}.`, violations)
  if (constraint.entries && Array.isArray(value)) {
    const entries: readonly unknown[] = value
    const { members } = constraint.entries
    // Entries with members of their own are named one by one; plain ones are told of together.
    if (members)
      entries.forEach((entry, index) => checkMembers(entry, members, `${path}.${index + 1}.member.`, violations))
    else checkPlainEntries(entries, constraint.entries, 'Member', show(value, constraint), path, violations)
  } else if (typeof value === 'object' && (constraint.keys ?? constraint.entries)) {
    const shown = show(value, constraint)
    if (constraint.keys) checkPlainEntries(Object.keys(value), constraint.keys, 'Map keys', shown, path, violations)
    if (constraint.entries)
      checkPlainEntries(Object.values(value), constraint.entries, 'Map value', shown, path, violations)
  }
}

function checkPlainEntries(
  entries: readonly unknown[],
  constraint: Constraint,
  who: string,
  shown: string,
  path: string,
  violations: string[],
): void {
  if (entries.every((entry) => unmet(entry, constraint).length === 0)) return
  violations.push(
    `Value '${shown}' at '${path}' failed to satisfy constraint: ${who} must satisfy constraint: [${demandsOf(constraint).join(', ')}]`,
  )
}

/** What the value does not satisfy, in AWS's words. */
function unmet(value: unknown, { length, range, pattern, values, blob }: Constraint): string[] {
  const demands: string[] = []
  if (values && !values.includes(String(value)))
    demands.push(`Member must satisfy enum value set: [${values.join(', ')}]`)
  if (pattern !== undefined && !compiled(pattern).test(String(value))) demands.push(matching(pattern))
  if (length) {
    const size = sizeOf(value, blob ?? false)
    if (size < length[0]) demands.push(atLeast('length', length[0]))
    if (size > length[1]) demands.push(atMost('length', length[1]))
  }
  if (range && Number(value) < range[0]) demands.push(atLeast('value', range[0]))
  if (range && Number(value) > range[1]) demands.push(atMost('value', range[1]))
  return demands
}

const expressions = new Map<string, RegExp>()

function compiled(pattern: string): RegExp {
  let expression = expressions.get(pattern)
  if (!expression) {
    expression = new RegExp(`^(?:${pattern})$`, 'su')
    expressions.set(pattern, expression)
  }
  return expression
}

const demandsOf = ({ length, pattern }: Constraint): string[] => [
  ...(length ? [atMost('length', length[1]), atLeast('length', length[0])] : []),
  ...(pattern === undefined ? [] : [matching(pattern)]),
]

const atLeast = (what: 'length' | 'value', bound: number): string =>
  `Member must have ${what} greater than or equal to ${bound}`
const atMost = (what: 'length' | 'value', bound: number): string =>
  `Member must have ${what} less than or equal to ${bound}`
const matching = (pattern: string): string => `Member must satisfy regular expression pattern: ${pattern}`

const lowerFirst = (name: string): string => name.charAt(0).toLowerCase() + name.slice(1)

function sizeOf(value: unknown, blob: boolean): number {
  if (blob) return blobSize(String(value))
  if (typeof value === 'string') return value.length
  return Array.isArray(value) ? value.length : Object.keys(value as object).length
}

/** Bytes that a base64 text stands for. */
export function blobSize(base64: string): number {
  const padding = base64.endsWith('==') ? 2 : base64.endsWith('=') ? 1 : 0
  return (base64.length / 4) * 3 - padding
}

/** As Java prints it. */
function show(value: unknown, { blob }: Constraint): string {
  if (blob) {
    const size = blobSize(String(value))
    return `java.nio.HeapByteBuffer[pos=0 lim=${size} cap=${size}]`
  }
  if (Array.isArray(value)) return `[${value.map((entry) => show(entry, {})).join(', ')}]`
  if (typeof value !== 'object' || value === null) return String(value)
  return `{${Object.entries(value)
    .map(([key, entry]) => `${key}=${show(entry, {})}`)
    .join(', ')}}`
}

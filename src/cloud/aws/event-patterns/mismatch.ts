/** Why a pattern does not match: the first of its fields that an event fails. For a reader; AWS never says. */

import type { JsonObject, JsonValue } from '../json'
import { compilePattern, type PatternDialect } from './index'

interface Field {
  readonly path: readonly string[]
  readonly wanted: JsonValue
  matches(event: JsonValue): boolean
}

/** @param text a pattern that compiles @returns what says of an event that does not match: `detail.amount is 5, not [{"numeric":[">",10]}]` */
export function mismatches(text: string, dialect: PatternDialect): (event: JsonValue) => string {
  let fields: readonly Field[] | null = null
  return (event) => {
    fields ??= fieldsOf(JSON.parse(text) as JsonObject, [], dialect)
    const failed = fields.find((field) => !field.matches(event))
    // Each field is in the event, but in different elements of an array.
    if (!failed) return 'no element of an array matches all fields'
    const { path, wanted } = failed
    const isChoice = path.at(-1) === '$or'
    const want = shortened(JSON.stringify(wanted))
    if (isChoice) return `no alternative of $or matches: ${want}`
    const found = valueAt(event, path)
    const name = path.join('.')
    return found === undefined
      ? `${name} is missing; wanted ${want}`
      : `${name} is ${shortened(JSON.stringify(found))}; wanted ${want}`
  }
}

function fieldsOf(pattern: JsonObject, above: readonly string[], dialect: PatternDialect): readonly Field[] {
  return Object.entries(pattern).flatMap(([name, wanted]): readonly Field[] => {
    const path = [...above, name]
    if (name !== '$or' && isObject(wanted)) return fieldsOf(wanted, path, dialect)
    const alone = path.reduceRight<JsonValue>((inner, step) => ({ [step]: inner }), wanted as JsonValue)
    const compiled = compilePattern(JSON.stringify(alone), dialect)
    return compiled.ok ? [{ path, wanted: wanted as JsonValue, matches: (event) => compiled.matches(event) }] : []
  })
}

function valueAt(event: JsonValue, path: readonly string[]): JsonValue | undefined {
  let value: JsonValue | undefined = event
  for (const step of path)
    value = isObject(value) && Object.hasOwn(value, step) ? (value[step] as JsonValue) : undefined
  return value
}

const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const SHOWN_MAX = 120
const shortened = (text: string): string => (text.length > SHOWN_MAX ? `${text.slice(0, SHOWN_MAX)}…` : text)

/**
 * Event patterns: EventBridge's language for choosing JSON objects, which Lambda's filter criteria share.
 *
 * A pattern names fields; every named field must accept, and accepts when one entry of its array does. Fields a pattern
 * does not name are ignored. Names and operators are case-sensitive.
 *
 * Sources: EventBridge User Guide, "Comparison operators for use in event patterns"; aws/event-ruler (README), which AWS
 * runs; behaviour and refusals recorded from AWS by LocalStack's test suite (tests/conformance/eventbridge/patterns.json).
 */

import type { JsonValue } from '../json'
import { parsePattern, type Branch, type Dialect } from './grammar'
import { findLeaves, pathsTowards, satisfies } from './match'
import { PatternError } from './tokens'

export type PatternDialect = Dialect

export interface Pattern {
  readonly ok: true
  /** @returns false for whatever is not a JSON object */
  matches(event: JsonValue): boolean
}

export interface PatternRefusal {
  readonly ok: false
  /** Why, in AWS's words: `Empty arrays are not allowed`; for a mapping `Invalid filter pattern definition.` */
  readonly reason: string
  /** The whole text of the API's answer; for rules it adds the place: `Event pattern is not valid. Reason: …\n at [Source: …]`. */
  readonly message: string
  /** What is wrong and where, also when AWS keeps it to itself: `Empty arrays are not allowed (line 1, column 17)`. */
  readonly hint: string
}

/**
 * Reads a pattern.
 *
 * - `eventbridge`: the whole language. Refusals are InvalidEventPatternException (400) with `message`.
 * - `event-source-mapping`: without `wildcard`, `cidr`, `anything-but` of anything but values, and `prefix`/`suffix` that
 *   ignore case, which Lambda does not document. Refusals are InvalidParameterValueException (400).
 * - `sns`: filter policies of subscriptions; without `exactly`, `wildcard`, `prefix`/`suffix` that ignore case, and
 *   `anything-but` of anything but values and prefixes. Refusals are InvalidParameter (400) with `message` after a prefix.
 *
 * The length of the text (4,096 characters in both APIs) is its caller's to check, as AWS does before it reads a pattern.
 *
 * Numbers are equal by value in both (300 equals 300.0, recorded for EventBridge; Lambda's guide says that mappings
 * compare numbers as text, which is not done here).
 */
export function compilePattern(text: string, dialect: PatternDialect): Pattern | PatternRefusal {
  let branches: readonly Branch[]
  try {
    branches = parsePattern(text, dialect)
  } catch (error) {
    if (error instanceof PatternError) return refusal(error, dialect)
    throw error
  }
  const paths = pathsTowards(branches)
  return {
    ok: true,
    matches(event) {
      if (event === null || typeof event !== 'object' || Array.isArray(event)) return false
      const leaves = findLeaves(event as Exclude<typeof event, readonly JsonValue[]>, paths)
      return branches.some((branch) => satisfies(leaves, branch))
    },
  }
}

/** The only text with which CreateEventSourceMapping refuses a filter (recorded). */
export const INVALID_FILTER_PATTERN = 'Invalid filter pattern definition.'

function refusal({ message: reason, place }: PatternError, dialect: PatternDialect): PatternRefusal {
  const [, line, column] = /line: (\d+), column: (\d+)\]$/.exec(place) ?? []
  const hint = line === undefined ? reason : `${reason} (line ${line}, column ${column})`
  if (dialect === 'event-source-mapping') {
    return { ok: false, reason: INVALID_FILTER_PATTERN, message: INVALID_FILTER_PATTERN, hint }
  }
  if (dialect === 'sns') return { ok: false, reason, message: `${reason}${place}`, hint }
  return { ok: false, reason, message: `Event pattern is not valid. Reason: ${reason}${place}`, hint }
}

/**
 * FilterCriteria of event source mappings: which records Lambda hands to the function.
 *
 * A record passes when one of at most five patterns matches it. Patterns look at the record's metadata and, under the
 * source's data key (`body` of SQS), at its payload. What a pattern says about the payload decides how it is read:
 *
 * | payload   | pattern on the data key        | verdict                                           |
 * | --------- | ------------------------------ | ------------------------------------------------- |
 * | JSON      | JSON: `{"body": {"a": [1]}}`   | evaluated on the parsed payload                   |
 * | JSON      | plain text: `{"body": ["x"]}`  | dropped                                           |
 * | plain     | JSON                           | dropped                                           |
 * | plain     | plain text                     | evaluated on the text                             |
 * | any       | none                           | evaluated on the metadata; the payload is not read |
 *
 * Kinesis and DynamoDB refuse plain text patterns when the mapping is made. What does not pass is gone: SQS deletes it,
 * streams and Kafka move on.
 *
 * Sources: Lambda Developer Guide, "Control which events Lambda sends to your function" and "Using event filtering with an
 * Amazon SQS event source" (properly filtering messages). Not stated there, our reading (unverified): a text that is a JSON
 * scalar, such as `42`, counts as plain.
 */

import { compilePattern, INVALID_FILTER_PATTERN, type Pattern } from './event-patterns'
import { mismatches } from './event-patterns/mismatch'
import type { JsonObject, JsonValue } from './json'

/** Lambda quotas: filters per mapping (5; up to 10 on request). Unit: filters. */
const FILTERS_MAX = 5
/** Lambda API, `Filter.Pattern`. Unit: characters. */
const PATTERN_LENGTH_MAX = 4096

/** Where a record's payload lies for patterns: SQS, Kinesis and Amazon MQ, DynamoDB Streams, Kafka. */
export type FilterDataKey = 'body' | 'data' | 'dynamodb' | 'value'

/** `dropped`: no filter could read the payload. For the record the same as `no-match`, but worth telling the user. */
export type FilterVerdict = 'match' | 'no-match' | 'dropped'

export interface FilterCriteria {
  /**
   * @param record its metadata, JSON values; what it has under the data key is replaced by the payload
   * @param payload a text (decoded, where the source has base64) that may or may not be JSON, or JSON already
   */
  evaluate(record: Readonly<Record<string, unknown>>, payload: JsonValue): FilterVerdict
  /** Whether `evaluate` says `match`. */
  matches(record: Readonly<Record<string, unknown>>, payload: JsonValue): boolean
  /** Of a record that does not match, for a reader. */
  whyNot(record: Readonly<Record<string, unknown>>, payload: JsonValue): string
}

export interface FilterCriteriaRefusal {
  readonly ok: false
  /** AWS's text: InvalidParameterValueException (400). */
  readonly reason: string
  /** From the criteria down to the value at fault: `['Filters', 0, 'Pattern']`. */
  readonly path: readonly (string | number)[]
  /** What is wrong with it, which AWS does not say. */
  readonly hint: string
}

type PayloadFormat = 'json' | 'plain'

interface Filter {
  readonly pattern: Pattern
  /** What the pattern expects of the payload; empty when it does not look at it, both with a `$or`. */
  readonly formats: ReadonlySet<PayloadFormat>
  readonly whyNot: (event: JsonValue) => string
}

/**
 * Reads criteria as templates and the API give them: `{ Filters: [{ Pattern: '{"body": …}' }] }`. Without filters every
 * record passes.
 *
 * @param plainText whether patterns may demand plain text of the payload; by default as the data key's usual source has
 *   it, so Amazon MQ, which shares `data` with Kinesis, has to say so
 */
export function compileFilterCriteria(
  criteria: unknown,
  dataKey: FilterDataKey | (string & {}),
  { plainText = dataKey === 'body' || dataKey === 'value' } = {},
): { readonly ok: true; readonly criteria: FilterCriteria } | FilterCriteriaRefusal {
  const given = isObject(criteria) ? (criteria['Filters'] ?? []) : null
  if (!Array.isArray(given)) {
    return refuse(INVALID_FILTER_PATTERN, ['Filters'], 'Expected { Filters: [{ Pattern: "…" }] }.')
  }
  if (given.length > FILTERS_MAX) {
    // AWS's text for this is not recorded (unverified).
    const reason = `The number of filters exceeds the maximum of ${FILTERS_MAX}.`
    return refuse(reason, ['Filters'], 'Filters are alternatives: entries of one array in a pattern often do the same.')
  }
  const filters: Filter[] = []
  for (const [index, entry] of (given as unknown[]).entries()) {
    const filter = compileFilter(isObject(entry) ? entry['Pattern'] : undefined, dataKey, plainText, index)
    if ('ok' in filter) return filter
    filters.push(filter)
  }
  const evaluate: FilterCriteria['evaluate'] = (record, payload) => evaluateFilters(filters, dataKey, record, payload)
  const matches: FilterCriteria['matches'] = (record, payload) => evaluate(record, payload) === 'match'
  const whyNot: FilterCriteria['whyNot'] = (record, payload) => explainFilters(filters, dataKey, record, payload)
  return { ok: true, criteria: { evaluate, matches, whyNot } }
}

function compileFilter(
  text: unknown,
  dataKey: string,
  plainText: boolean,
  index: number,
): Filter | FilterCriteriaRefusal {
  const path = ['Filters', index, 'Pattern']
  if (typeof text !== 'string') return refuse(INVALID_FILTER_PATTERN, path, 'A pattern is a string that holds JSON.')
  if (text.length > PATTERN_LENGTH_MAX) {
    const reason =
      `1 validation error detected: Value '${text}' at 'filterCriteria.filters.${index + 1}.member.pattern' failed to ` +
      `satisfy constraint: Member must have length less than or equal to ${PATTERN_LENGTH_MAX}`
    return refuse(reason, path, `The pattern has ${text.length} characters.`)
  }
  const pattern = compilePattern(text, 'event-source-mapping')
  if (!pattern.ok) return refuse(pattern.reason, path, pattern.hint)
  const formats = new Set(payloadFormats(JSON.parse(text) as JsonObject, dataKey))
  if (formats.has('plain') && !plainText) {
    return refuse(
      INVALID_FILTER_PATTERN,
      path,
      `"${dataKey}" must hold an object with the names of the payload's fields.`,
    )
  }
  return { pattern, formats, whyNot: mismatches(text, 'event-source-mapping') }
}

/** What a valid pattern says about the data key, at the top and in the alternatives of a `$or`. */
function payloadFormats(pattern: JsonObject, dataKey: string): readonly PayloadFormat[] {
  return Object.entries(pattern).flatMap(([name, value]): readonly PayloadFormat[] => {
    if (name === '$or') return (value as readonly JsonObject[]).flatMap((branch) => payloadFormats(branch, dataKey))
    if (name.startsWith(`${dataKey}.`)) return ['json']
    if (name !== dataKey) return []
    return [Array.isArray(value) ? 'plain' : 'json']
  })
}

function evaluateFilters(
  filters: readonly Filter[],
  dataKey: string,
  record: Readonly<Record<string, unknown>>,
  payload: JsonValue,
): FilterVerdict {
  if (filters.length === 0) return 'match'
  const data = parsePayload(payload)
  const format: PayloadFormat = typeof data === 'object' && data !== null ? 'json' : 'plain'
  const readable = filters.filter(({ formats }) => formats.size === 0 || formats.has(format))
  if (readable.length === 0) return 'dropped'
  const event = { ...record, [dataKey]: data } as JsonObject
  return readable.some(({ pattern }) => pattern.matches(event)) ? 'match' : 'no-match'
}

function explainFilters(
  filters: readonly Filter[],
  dataKey: string,
  record: Readonly<Record<string, unknown>>,
  payload: JsonValue,
): string {
  const data = parsePayload(payload)
  const format: PayloadFormat = typeof data === 'object' && data !== null ? 'json' : 'plain'
  const readable = filters.filter(({ formats }) => formats.size === 0 || formats.has(format))
  const [first] = readable
  if (!first) return `${dataKey} is ${format === 'json' ? 'JSON' : 'plain text'}, which no pattern asks for`
  const why = first.whyNot({ ...record, [dataKey]: data } as JsonObject)
  return filters.length === 1 ? why : `none of ${filters.length} patterns: ${why}`
}

/** @returns the object or array a text holds, otherwise the payload as it is */
function parsePayload(payload: JsonValue): JsonValue {
  if (typeof payload !== 'string') return payload
  try {
    const value = JSON.parse(payload) as JsonValue
    return typeof value === 'object' && value !== null ? value : payload
  } catch {
    return payload
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function refuse(reason: string, path: readonly (string | number)[], hint: string): FilterCriteriaRefusal {
  return { ok: false, reason, path, hint }
}

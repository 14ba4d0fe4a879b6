/**
 * Filter policies of subscriptions: which messages a subscriber gets.
 *
 * The language is the event patterns' of EventBridge with fewer operators. What is matched depends on the scope:
 * - `MessageAttributes`: the attributes by name. A String is its text, a Number its number, a String.Array each of its
 *   elements; Binary attributes are ignored, as are attributes of the type String.Array that hold no JSON array.
 * - `MessageBody`: the message, when it is a JSON object; no other message passes.
 *
 * Sources: Amazon SNS Developer Guide, "Subscription filter policies" and "Filter policy constraints"; refusals recorded
 * from AWS (LocalStack's test suite, test_sns_filter_policy).
 */

import { compilePattern, type Pattern, type PatternRefusal } from '../../aws/event-patterns'
import { mismatches } from '../../aws/event-patterns/mismatch'
import type { JsonObject, JsonValue } from '../../aws/json'
import type { DeliveredAttribute } from '../contract'
import * as limits from './limits'

export type FilterScope = 'MessageAttributes' | 'MessageBody'

export interface MessageFilter {
  /** @param text as the subscriber's protocol gets it */
  accepts(text: string, attributes: Readonly<Record<string, DeliveredAttribute>>): boolean
  /** Of a message that is not accepted, for a reader. */
  whyNot(text: string, attributes: Readonly<Record<string, DeliveredAttribute>>): string
}

/**
 * @param policy JSON text
 * @param refuse is told AWS's reason, without any `Invalid parameter: `; must throw
 * @returns null for an empty policy, which lets everything pass
 */
export function compileFilter(
  policy: string,
  scope: FilterScope,
  refuse: (reason: string) => never,
): MessageFilter | null {
  const pattern = compilePattern(policy, 'sns')
  const parsed = parseObject(policy)
  if (parsed && Object.keys(parsed).length === 0) return null
  if (policy.length > limits.FILTER_POLICY_MAX) refuse('FilterPolicy: Filter policy is too complex')
  if (parsed && Object.keys(parsed).length > limits.FILTER_KEYS_MAX) {
    refuse(`FilterPolicy: Filter policy can not have more than ${limits.FILTER_KEYS_MAX} keys`)
  }
  if (!pattern.ok) refuse(`FilterPolicy: ${isJson(policy) ? pattern.message : notParsed(pattern)}`)
  if (scope === 'MessageAttributes' && parsed && isNested(parsed)) {
    refuse('Filter policy scope MessageAttributes does not support nested filter policy')
  }
  if (parsed && combinations(parsed, 1, 1) > limits.FILTER_COMBINATIONS_MAX) {
    refuse('FilterPolicy: Filter policy is too complex')
  }
  const whyNot = mismatches(policy, 'sns')
  return scope === 'MessageBody' ? bodyFilter(pattern, whyNot) : attributeFilter(pattern, whyNot)
}

type WhyNot = (event: JsonValue) => string

function bodyFilter(pattern: Pattern, whyNot: WhyNot): MessageFilter {
  return {
    accepts(text) {
      const body = parseObject(text)
      return body !== null && pattern.matches(body)
    },
    whyNot(text) {
      const body = parseObject(text)
      return body === null ? 'the message is no JSON object' : whyNot(body)
    },
  }
}

function attributeFilter(pattern: Pattern, whyNot: WhyNot): MessageFilter {
  return {
    accepts: (_text, attributes) => pattern.matches(attributeValues(attributes)),
    whyNot: (_text, attributes) => `of the message attributes, ${whyNot(attributeValues(attributes))}`,
  }
}

function attributeValues(attributes: Readonly<Record<string, DeliveredAttribute>>): JsonObject {
  const values: Record<string, JsonValue> = {}
  for (const [name, attribute] of Object.entries(attributes)) {
    const value = attributeValue(attribute)
    if (value !== undefined) values[name] = value
  }
  return values
}

function attributeValue({ dataType, stringValue }: DeliveredAttribute): JsonValue | undefined {
  if (stringValue === undefined || dataType.startsWith('Binary')) return undefined
  if (dataType.startsWith('Number')) return Number(stringValue)
  if (dataType !== 'String.Array') return stringValue
  try {
    const values = JSON.parse(stringValue) as JsonValue
    return Array.isArray(values) ? values : undefined
  } catch {
    return undefined
  }
}

function parseObject(text: string): JsonObject | null {
  try {
    const value = JSON.parse(text) as JsonValue
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : null
  } catch {
    return null
  }
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

/** AWS's parser names the place, not the source. */
function notParsed({ reason, hint }: PatternRefusal): string {
  const [, line, column] = /\(line (\d+), column (\d+)\)$/.exec(hint) ?? []
  const place = `Source: REDACTED (\`StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION\` disabled); line: ${line}, column: ${column}`
  return `failed to parse JSON. ${reason}\n at [${place}]`
}

function isNested(policy: JsonObject): boolean {
  return Object.entries(policy).some(([name, value]) =>
    name === '$or' && Array.isArray(value)
      ? value.some((branch) => isObject(branch) && isNested(branch))
      : isObject(value),
  )
}

const isObject = (value: JsonValue): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** The number of values of each array times how deep it lies, multiplied; alternatives of a `$or` are added. */
function combinations(policy: JsonObject, depth: number, before: number): number {
  let product = before
  for (const [name, value] of Object.entries(policy)) {
    if (isObject(value)) {
      product = combinations(value, depth + 1, product)
    } else if (Array.isArray(value) && name === '$or') {
      const soFar = product
      product = (value as readonly JsonValue[]).reduce(
        (sum: number, branch) => sum + (isObject(branch) ? combinations(branch, depth, soFar) : 0),
        0,
      )
    } else if (Array.isArray(value)) {
      product *= value.length * depth
    }
  }
  return product
}

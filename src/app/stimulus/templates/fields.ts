/** Between values of an event and the texts of a form. */

import type { JsonValue } from '../../../cloud/aws/json'
import { gunzipped, gzipped } from './others'
import { base64, type Field, fromBase64 } from './template'

/** As the form shows it; a value that is not encoded as it should be is shown as it is. */
export function fieldText({ encoding }: Field, value: JsonValue | undefined): string {
  if (value === undefined || value === null) return ''
  if (typeof value !== 'string') return JSON.stringify(value)
  if (encoding === 'base64') return fromBase64(value) ?? value
  return encoding === 'gzip' ? (gunzipped(value) ?? value) : value
}

/**
 * What a text of the form means.
 * @param before the value in its place: it keeps its type
 * @returns undefined for a text that is no value of that type
 */
export function fieldValue({ encoding }: Field, before: JsonValue | undefined, text: string): JsonValue | undefined {
  if (encoding === 'base64') return base64(text)
  if (encoding === 'gzip') return gzipped(text)
  if (before === undefined || before === null || typeof before === 'string') return text
  try {
    const value = JSON.parse(text) as JsonValue
    return kindOf(value) === kindOf(before) ? value : undefined
  } catch {
    return undefined
  }
}

const kindOf = (value: JsonValue): string => (Array.isArray(value) ? 'array' : value === null ? 'null' : typeof value)

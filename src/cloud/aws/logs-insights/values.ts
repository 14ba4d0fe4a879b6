/** Values of a query, and how one is taken for another. */

import { isoTimestamp } from '../timestamps'

/** A point in time: shown as one, and a number of milliseconds in sums. */
export class Instant {
  constructor(readonly at: number) {}
}

/** Null: there is no such field. Objects are lists and maps of JSON. */
export type Value = string | number | boolean | Instant | object | null

/** @returns NaN for what is no number */
export function numberOf(value: Value): number {
  if (typeof value === 'number') return value
  if (typeof value === 'boolean') return value ? 1 : 0
  if (value instanceof Instant) return value.at
  return typeof value === 'string' && value.trim() !== '' ? Number(value) : NaN
}

/** As results have it; an empty text for what is missing. */
export function textOf(value: Value): string {
  if (value === null) return ''
  if (typeof value === 'string') return value
  if (typeof value === 'number') return numberText(value)
  if (typeof value === 'boolean') return value ? '1' : '0'
  if (value instanceof Instant) return isoTimestamp(value.at).slice(0, 23).replace('T', ' ')
  return JSON.stringify(value)
}

/** MODEL: four decimals at most, as the console has them. */
const numberText = (value: number): string =>
  Number.isFinite(value) && !Number.isInteger(value) ? String(Number(value.toFixed(4))) : String(value)

export const isTrue = (value: Value): boolean =>
  value === true || (typeof value === 'number' && value !== 0 && !Number.isNaN(value)) || value === 'true'

/** Numbers if both are, else texts; a boolean is 1 or 0, and `true` or `false` as text. */
export function compareValues(a: Value, b: Value): number {
  if (typeof a === 'boolean' && typeof b === 'string' && Number.isNaN(numberOf(b))) return compareTexts(String(a), b)
  if (typeof b === 'boolean' && typeof a === 'string' && Number.isNaN(numberOf(a))) return compareTexts(a, String(b))
  const [left, right] = [numberOf(a), numberOf(b)]
  if (!Number.isNaN(left) && !Number.isNaN(right)) return left - right
  return compareTexts(textOf(a), textOf(b))
}

const compareTexts = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

/** What is missing comes first in ascending order. */
export function compareForSort(a: Value, b: Value): number {
  if (a === null || b === null) return a === b ? 0 : a === null ? -1 : 1
  return compareValues(a, b)
}

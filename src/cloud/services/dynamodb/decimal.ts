/**
 * DynamoDB's numbers: exact decimals of up to 38 significant digits. Source: Amazon DynamoDB Developer Guide, "Supported
 * data types and naming rules", Number.
 */

import * as limits from './limits'

/** `sign × 0.digits × 10^exponent`; the digits neither begin nor end with 0. Zero has none. */
export interface Decimal {
  readonly sign: -1 | 0 | 1
  readonly digits: string
  readonly exponent: number
}

/** What makes a text no number of DynamoDB's. */
export type NumberProblem = 'not-a-number' | 'precision' | 'overflow' | 'underflow'

const ZERO: Decimal = { sign: 0, digits: '', exponent: 0 }
const NUMBER = /^(-?)(?=\.?\d)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d+))?$/
/** Most numbers are these, and stay as they are. */
const PLAIN_INTEGER = /^(?:0|-?[1-9]\d{0,14})$/

export function parseDecimal(text: string): Decimal | NumberProblem {
  const match = NUMBER.exec(text)
  if (!match) return 'not-a-number'
  const [, minus, whole = '', fraction = '', power = '0'] = match
  return within(normalised(minus === '-' ? -1 : 1, whole + fraction, whole.length + Number(power)))
}

/** @returns the number as DynamoDB gives it back: plain digits, no superfluous zeros, no exponent */
export function normaliseNumber(text: string): { readonly text: string } | NumberProblem {
  if (PLAIN_INTEGER.test(text)) return { text }
  const decimal = parseDecimal(text)
  return typeof decimal === 'string' ? decimal : { text: formatDecimal(decimal) }
}

export function formatDecimal({ sign, digits, exponent }: Decimal): string {
  if (sign === 0) return '0'
  const minus = sign < 0 ? '-' : ''
  if (exponent <= 0) return `${minus}0.${'0'.repeat(-exponent)}${digits}`
  if (digits.length <= exponent) return minus + digits + '0'.repeat(exponent - digits.length)
  return `${minus}${digits.slice(0, exponent)}.${digits.slice(exponent)}`
}

/** The exact sum, or why DynamoDB cannot hold it. */
export function addDecimals(a: Decimal, b: Decimal): Decimal | NumberProblem {
  if (a.sign === 0) return b
  if (b.sign === 0) return a
  const unit = Math.min(a.exponent - a.digits.length, b.exponent - b.digits.length)
  const sum = inUnits(a, unit) + inUnits(b, unit)
  const digits = (sum < 0n ? -sum : sum).toString()
  return within(normalised(sum < 0n ? -1 : 1, digits, digits.length + unit))
}

export const negateDecimal = (decimal: Decimal): Decimal =>
  decimal.sign === 0 ? decimal : { ...decimal, sign: decimal.sign === 1 ? -1 : 1 }

/** Less than, equal to, greater than 0 as `a` is to `b`. */
export function compareDecimals(a: Decimal, b: Decimal): number {
  if (a.sign !== b.sign || a.sign === 0) return a.sign - b.sign
  const magnitude = a.exponent - b.exponent || (a.digits === b.digits ? 0 : a.digits < b.digits ? -1 : 1)
  return a.sign * magnitude
}

/** Bytes a number takes: one per two digits (pairs are aligned to the decimal point), one, and one for a minus. */
export function decimalSize({ sign, digits, exponent }: Decimal): number {
  if (sign === 0) return 1
  const pairs = exponent % 2 === 0 ? Math.ceil(digits.length / 2) : 1 + Math.ceil((digits.length - 1) / 2)
  return 1 + pairs + (sign < 0 ? 1 : 0)
}

/** Texts in the order of the numbers, by code units. */
export function sortableNumber({ sign, digits, exponent }: Decimal): string {
  if (sign === 0) return '1'
  const place = sign * exponent + EXPONENT_OFFSET
  if (sign > 0) return `2${String.fromCharCode(place)}${digits}`
  // A number further below zero comes first, so each digit is turned round, and fewer digits come after more.
  const turned = digits.replace(/\d/g, (digit) => String(9 - Number(digit)))
  return `0${String.fromCharCode(place)}${turned}~`
}

/** Makes every exponent a printable code unit. */
const EXPONENT_OFFSET = 1000

function normalised(sign: -1 | 1, allDigits: string, exponent: number): Decimal {
  let start = 0
  while (allDigits[start] === '0') start++
  let end = allDigits.length
  while (end > start && allDigits[end - 1] === '0') end--
  return start === end ? ZERO : { sign, digits: allDigits.slice(start, end), exponent: exponent - start }
}

function within(decimal: Decimal): Decimal | NumberProblem {
  if (decimal.sign === 0) return decimal
  if (decimal.digits.length > limits.NUMBER_DIGITS_MAX) return 'precision'
  if (decimal.exponent - 1 > limits.NUMBER_EXPONENT_MAX) return 'overflow'
  if (decimal.exponent - 1 < limits.NUMBER_EXPONENT_MIN) return 'underflow'
  return decimal
}

const inUnits = ({ sign, digits, exponent }: Decimal, unit: number): bigint =>
  BigInt(sign) * BigInt(digits) * 10n ** BigInt(exponent - digits.length - unit)

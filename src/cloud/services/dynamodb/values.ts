/**
 * Attribute values, in the form that AWS JSON has: `{ S: 'text' }`, `{ N: '1.5' }`, `{ M: { … } }`. Values inside the
 * engine have been through `readValue`: one type each, numbers normalised, never changed once they are made.
 */

import { AwsError } from '../../aws/aws-error'
import { flawOfBase64 } from '../../aws/base64'
import {
  compareDecimals,
  decimalSize,
  normaliseNumber,
  parseDecimal,
  type Decimal,
  type NumberProblem,
} from './decimal'
import * as limits from './limits'
import { errors } from './wire'

export interface AttributeValue {
  readonly S?: string
  readonly N?: string
  /** Base64, as in BS. */
  readonly B?: string
  readonly SS?: readonly string[]
  readonly NS?: readonly string[]
  readonly BS?: readonly string[]
  readonly M?: Item
  readonly L?: readonly AttributeValue[]
  readonly BOOL?: boolean
  readonly NULL?: boolean
}

/** Attributes by name; names may be anything, `__proto__` too, so use `attributeOf` and `setAttribute`. */
export type Item = Readonly<Record<string, AttributeValue>>

export const TYPES = ['S', 'N', 'B', 'SS', 'NS', 'BS', 'M', 'L', 'BOOL', 'NULL'] as const
export type ValueType = (typeof TYPES)[number]

export function typeOf(value: AttributeValue): ValueType {
  for (const type in value) return type as ValueType
  throw new AwsError('InternalServerError', 500, 'A stored value has no type.')
}

export function attributeOf(item: Item, name: string): AttributeValue | undefined {
  return Object.hasOwn(item, name) ? item[name] : undefined
}

export function setAttribute(target: Record<string, AttributeValue>, name: string, value: AttributeValue): void {
  if (name === '__proto__') Object.defineProperty(target, name, { value, enumerable: true, configurable: true })
  else target[name] = value
}

/** A copy, so that nobody outside can change what is stored. @throws AwsError ValidationException */
export function readItem(input: Readonly<Record<string, unknown>>): Item {
  return readMap(input, 0)
}

function readMap(input: Readonly<Record<string, unknown>>, depth: number): Item {
  const item: Record<string, AttributeValue> = {}
  for (const name of Object.keys(input)) setAttribute(item, name, readValue(input[name], depth))
  return item
}

/** @param depth lists and maps that it lies in. @throws AwsError ValidationException */
export function readValue(input: unknown, depth = 0): AttributeValue {
  let type: string | null = null
  let given: unknown
  if (typeof input === 'object' && input !== null) {
    for (const name of Object.keys(input)) {
      const value = (input as Record<string, unknown>)[name]
      if (value === undefined || value === null) continue
      if (type !== null) throw errors.severalTypes()
      type = name
      given = value
    }
  }
  switch (type) {
    case 'S':
      return { S: given as string }
    case 'N':
      return { N: readNumber(given as string) }
    case 'BOOL':
      return { BOOL: given === true || given === 'true' }
    case 'B':
      return { B: readBinary(given as string) }
    case 'NULL':
      if (given !== true && given !== 'true') throw errors.nullMustBeTrue()
      return { NULL: true }
    case 'M':
      return { M: readMap(given as Readonly<Record<string, unknown>>, deeper(depth)) }
    case 'L': {
      const inside = deeper(depth)
      return { L: (given as readonly unknown[]).map((entry) => readValue(entry, inside)) }
    }
    case 'SS':
      return { SS: readSet(given as readonly string[], 'SS') }
    case 'NS':
      return { NS: readSet((given as readonly string[]).map(readNumber), 'NS') }
    case 'BS':
      return { BS: readSet((given as readonly string[]).map(readBinary), 'BS') }
    default:
      throw errors.noType()
  }
}

function deeper(depth: number): number {
  if (depth >= limits.NESTING_MAX) throw errors.nestedTooDeep()
  return depth + 1
}

function readNumber(text: string | null): string {
  if (text === null) throw errors.noType()
  const number = normaliseNumber(text)
  if (typeof number === 'string') throw numberError(number, text)
  return number.text
}

export function numberError(problem: NumberProblem, text: string): AwsError {
  switch (problem) {
    case 'not-a-number':
      return errors.notANumber(text)
    case 'precision':
      return errors.tooManyDigits()
    case 'overflow':
      return errors.numberOverflow()
    case 'underflow':
      return errors.numberUnderflow()
  }
}

function readBinary(text: string | null): string {
  if (text === null) throw errors.noType()
  const flaw = flawOfBase64(text)
  if (flaw !== null) throw errors.notBase64(flaw)
  return text
}

function readSet(entries: readonly string[], type: 'SS' | 'NS' | 'BS'): readonly string[] {
  if (entries.length === 0) throw errors.emptySet(type)
  if (!entries.every((entry) => typeof entry === 'string')) throw errors.noType()
  if (new Set(entries).size < entries.length) throw errors.duplicatesInSet(type, entries)
  return [...entries]
}

// --- Sizes

/** Bytes of the text as UTF-8. */
export function textSize(text: string): number {
  let size = text.length
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index)
    if (unit < 0x80) continue
    // Two halves of a pair take four bytes together; any other unit from U+0800 takes three.
    size += unit < 0x800 || (unit >= 0xd800 && unit <= 0xdfff) ? 1 : 2
  }
  return size
}

export function binarySize(base64: string): number {
  const padding = base64.endsWith('==') ? 2 : base64.endsWith('=') ? 1 : 0
  return (base64.length / 4) * 3 - padding
}

const numberSize = (text: string): number => decimalSize(decimalOf(text))

/** Of a number that `readValue` has let through. */
export function decimalOf(text: string): Decimal {
  const decimal = parseDecimal(text)
  if (typeof decimal === 'string') throw numberError(decimal, text)
  return decimal
}

const sum = <Entry>(entries: readonly Entry[], sizeOf: (entry: Entry) => number): number =>
  entries.reduce((total, entry) => total + sizeOf(entry), 0)

export function valueSize(value: AttributeValue): number {
  if (value.S !== undefined) return textSize(value.S)
  if (value.N !== undefined) return numberSize(value.N)
  if (value.B !== undefined) return binarySize(value.B)
  if (value.M !== undefined) return limits.DOCUMENT_BYTES + itemSize(value.M) + Object.keys(value.M).length
  if (value.L !== undefined) return limits.DOCUMENT_BYTES + sum(value.L, valueSize) + value.L.length
  if (value.SS !== undefined) return sum(value.SS, textSize)
  if (value.NS !== undefined) return sum(value.NS, numberSize)
  if (value.BS !== undefined) return sum(value.BS, binarySize)
  return 1
}

/** Names and values. Source: Developer Guide, "Capacity unit consumption", item sizes and formats. */
export function itemSize(item: Item): number {
  let size = 0
  for (const name of Object.keys(item)) size += textSize(name) + valueSize(item[name] as AttributeValue)
  return size
}

// --- Comparing

/** Exact equality; sets and maps without order. */
export function equalValues(a: AttributeValue, b: AttributeValue): boolean {
  if (a === b) return true
  const type = typeOf(a)
  if (type !== typeOf(b)) return false
  switch (type) {
    case 'M':
      return equalItems(a.M as Item, b.M as Item)
    case 'L': {
      const [left, right] = [a.L as readonly AttributeValue[], b.L as readonly AttributeValue[]]
      return left.length === right.length && left.every((entry, index) => equalValues(entry, right[index] ?? {}))
    }
    case 'SS':
    case 'NS':
    case 'BS': {
      const [left, right] = [a[type] ?? [], new Set(b[type])]
      return left.length === right.size && left.every((entry) => right.has(entry))
    }
    default:
      return a[type] === b[type]
  }
}

export function equalItems(a: Item, b: Item): boolean {
  const names = Object.keys(a)
  return (
    names.length === Object.keys(b).length &&
    names.every((name) => Object.hasOwn(b, name) && equalValues(a[name] as AttributeValue, b[name] as AttributeValue))
  )
}

/** As `<` has it: null when the two cannot be compared. */
export function compareValues(a: AttributeValue, b: AttributeValue): number | null {
  if (a.N !== undefined && b.N !== undefined) return compareDecimals(decimalOf(a.N), decimalOf(b.N))
  if (a.S !== undefined && b.S !== undefined) return compareTexts(codePointOrder(a.S), codePointOrder(b.S))
  if (a.B !== undefined && b.B !== undefined) return compareTexts(bytesOf(a.B), bytesOf(b.B))
  return null
}

export const compareTexts = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

/** One character per byte. */
export const bytesOf = (base64: string): string => atob(base64)

const BEYOND_SURROGATES = /[\uD800-\uFFFF]/

/**
 * A text whose code units are in the order of the text's code points, which is that of its UTF-8 bytes: surrogates are
 * moved behind the units that stand for themselves.
 */
export function codePointOrder(text: string): string {
  if (!BEYOND_SURROGATES.test(text)) return text
  let moved = ''
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index)
    moved += String.fromCharCode(unit < 0xd800 ? unit : unit >= 0xe000 ? unit - 0x800 : unit + 0x2000)
  }
  return moved
}

/** The comparison behind assert.deepEqual, assert.deepStrictEqual and util.isDeepStrictEqual. */

import * as types from './util-types'

type Mode = 'strict' | 'loose'
/** Pairs under comparison: meeting a pair again means a cycle, which is equal if the rest is. */
type OpenPairs = Map<object, Set<object>>

export function isDeepEqual(left: unknown, right: unknown): boolean {
  return equal(left, right, 'loose', new Map())
}

export function isDeepStrictEqual(left: unknown, right: unknown): boolean {
  return equal(left, right, 'strict', new Map())
}

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null

function equal(left: unknown, right: unknown, mode: Mode, open: OpenPairs): boolean {
  if (left === right) return left !== 0 || mode === 'loose' || Object.is(left, right)
  if (mode === 'strict') {
    if (!isObject(left) || !isObject(right)) return Object.is(left, right)
    if (Object.getPrototypeOf(left) !== Object.getPrototypeOf(right)) return false
  } else {
    if (!isObject(left)) {
      if (isObject(right)) return false
      // The loose comparison is what deepEqual is documented to use.
      // eslint-disable-next-line eqeqeq
      return left == right || (Number.isNaN(left) && Number.isNaN(right))
    }
    if (!isObject(right)) return false
  }
  return sameKind(left, right, mode) && withOpenPair(left, right, open, () => sameContents(left, right, mode, open))
}

/** Everything about two objects except what they hold. */
function sameKind(left: object, right: object, mode: Mode): boolean {
  if (Object.prototype.toString.call(left) !== Object.prototype.toString.call(right)) return false
  if (Array.isArray(left) !== Array.isArray(right)) return false
  if (Array.isArray(left)) return left.length === (right as unknown[]).length
  if (types.isDate(left)) return types.isDate(right) && Object.is((left as Date).getTime(), (right as Date).getTime())
  if (types.isRegExp(left)) return types.isRegExp(right) && sameRegExp(left as RegExp, right as RegExp)
  if (types.isNativeError(left) || left instanceof Error) {
    if (!types.isNativeError(right) && !(right instanceof Error)) return false
    return (left as Error).message === (right as Error).message && (left as Error).name === (right as Error).name
  }
  if (types.isArrayBufferView(left)) return types.isArrayBufferView(right) && sameView(left, right, mode)
  if (types.isAnyArrayBuffer(left)) return types.isAnyArrayBuffer(right) && sameBytes(bytesOf(left), bytesOf(right))
  if (types.isSet(left)) return types.isSet(right) && (left as Set<unknown>).size === (right as Set<unknown>).size
  if (types.isMap(left)) return types.isMap(right) && (left as Set<unknown>).size === (right as Set<unknown>).size
  if (types.isBoxedPrimitive(left)) return types.isBoxedPrimitive(right) && Object.is(left.valueOf(), right.valueOf())
  // Their contents cannot be seen; identical ones have been told apart from others before.
  if (types.isWeakMap(left) || types.isWeakSet(left) || types.isPromise(left)) return false
  return ![types.isDate, types.isRegExp, types.isSet, types.isMap, types.isBoxedPrimitive].some((is) => is(right))
}

function sameRegExp(left: RegExp, right: RegExp): boolean {
  return left.source === right.source && left.flags === right.flags && left.lastIndex === right.lastIndex
}

function bytesOf(value: object): Uint8Array {
  if (!ArrayBuffer.isView(value)) return new Uint8Array(value as ArrayBuffer)
  return new Uint8Array(value.buffer, value.byteOffset, value.byteLength)
}

function sameBytes(left: Uint8Array, right: Uint8Array): boolean {
  return left.length === right.length && left.every((byte, index) => byte === right[index])
}

function sameView(left: object, right: object, mode: Mode): boolean {
  const floats = types.isFloat32Array(left) || types.isFloat64Array(left)
  // Loosely, the two zeros are equal although their bytes differ.
  if (!floats || mode === 'strict') return sameBytes(bytesOf(left), bytesOf(right))
  const [a, b] = [left as Float64Array, right as Float64Array]
  return a.length === b.length && a.every((value, index) => value === b[index] || Object.is(value, b[index]))
}

function withOpenPair(left: object, right: object, open: OpenPairs, compare: () => boolean): boolean {
  const partners = open.get(left) ?? new Set()
  if (partners.has(right)) return true
  open.set(left, partners.add(right))
  try {
    return compare()
  } finally {
    partners.delete(right)
  }
}

function sameContents(left: object, right: object, mode: Mode, open: OpenPairs): boolean {
  const keys = keysOf(left, mode)
  if (keys.length !== keysOf(right, mode).length) return false
  const enumerable = (key: PropertyKey) => Object.prototype.propertyIsEnumerable.call(right, key)
  if (!keys.every(enumerable)) return false
  if (types.isSet(left) && !sameSet(left as Set<unknown>, right as Set<unknown>, mode, open)) return false
  if (types.isMap(left) && !sameMap(left as Map<unknown, unknown>, right as Map<unknown, unknown>, mode, open))
    return false
  if (left instanceof Error && !sameCauses(left, right as Error, mode, open)) return false
  return keys.every((key) => equal(Reflect.get(left, key), Reflect.get(right, key), mode, open))
}

/** Own enumerable keys, without the elements of typed arrays (compared as bytes); symbols count strictly only. */
function keysOf(value: object, mode: Mode): PropertyKey[] {
  const names: PropertyKey[] = types.isTypedArray(value)
    ? Object.keys(value).slice((value as Uint8Array).length)
    : Object.keys(value)
  if (mode === 'loose') return names
  return names.concat(
    Object.getOwnPropertySymbols(value).filter((key) => Object.prototype.propertyIsEnumerable.call(value, key)),
  )
}

/** `cause` and `errors` are not enumerable, yet part of what an error says. */
function sameCauses(left: Error, right: Error, mode: Mode, open: OpenPairs): boolean {
  return ['cause', 'errors'].every(
    (key) =>
      Object.hasOwn(left, key) === Object.hasOwn(right, key) &&
      equal(Reflect.get(left, key), Reflect.get(right, key), mode, open),
  )
}

/** Whether a value can only be equal to itself, so that a Set finds it. */
function foundByIdentity(value: unknown, mode: Mode): boolean {
  return mode === 'strict' ? !isObject(value) : typeof value === 'symbol' || typeof value === 'function'
}

function sameSet(left: Set<unknown>, right: Set<unknown>, mode: Mode, open: OpenPairs): boolean {
  const rest = [...right].filter((value) => !left.has(value))
  for (const value of left) {
    if (right.has(value)) continue
    if (foundByIdentity(value, mode)) return false
    const index = rest.findIndex((candidate) => equal(value, candidate, mode, open))
    if (index < 0) return false
    rest.splice(index, 1)
  }
  return true
}

function sameMap(left: Map<unknown, unknown>, right: Map<unknown, unknown>, mode: Mode, open: OpenPairs): boolean {
  const rest = [...right].filter(([key]) => isObject(key) || !left.has(key))
  for (const [key, value] of left) {
    if (!isObject(key) && right.has(key)) {
      if (!equal(value, right.get(key), mode, open)) return false
      continue
    }
    if (foundByIdentity(key, mode)) return false
    const index = rest.findIndex(
      ([otherKey, otherValue]) => equal(key, otherKey, mode, open) && equal(value, otherValue, mode, open),
    )
    if (index < 0) return false
    rest.splice(index, 1)
  }
  return true
}

/** The random functions of node:crypto, fed from the environment's seeded generator. */

import { Buffer } from './buffer'
import { host } from './host'
import { invalidArgumentType, outOfRange, requireFunction } from './node-error'
import process from './process'

type Callback<T> = (error: Error | null, value: T) => void

const MAX_SIZE = 2147483647
/** What randomInt can span: 48 bits. */
const MAX_RANGE = 281474976710655

/** Returns, or hands to the callback: most functions of crypto have both forms under one name. */
function deliver<T>(value: T, callback: Callback<T> | undefined): T | undefined {
  if (callback === undefined) return value
  requireFunction(callback, 'callback')
  process.nextTick(() => callback(null, value))
  return undefined
}

function checkSize(size: unknown, name: string, max: number): asserts size is number {
  if (typeof size !== 'number') throw invalidArgumentType(name, 'of type number', size)
  if (Number.isNaN(size) || size < 0 || size > max) throw outOfRange(name, `>= 0 && <= ${max}`, size)
}

export function randomBytes(size: number, callback?: Callback<Buffer>): Buffer | undefined {
  checkSize(size, 'size', MAX_SIZE)
  const bytes = Buffer.alloc(size)
  host().fillRandom(bytes)
  return deliver(bytes, callback)
}

type Fillable = ArrayBuffer | NodeJS.ArrayBufferView

function fill(target: Fillable, offset = 0, size?: number): void {
  if (!ArrayBuffer.isView(target) && !(target instanceof ArrayBuffer)) {
    throw invalidArgumentType('buf', 'an instance of ArrayBuffer or ArrayBufferView', target)
  }
  const unit = (target as Uint8Array).BYTES_PER_ELEMENT ?? 1
  const start = offset * unit
  checkSize(offset, 'offset', target.byteLength / unit)
  const length = size === undefined ? target.byteLength - start : size * unit
  if (start + length > target.byteLength) throw outOfRange('size + offset', `<= ${target.byteLength}`, start + length)
  const [buffer, base] = ArrayBuffer.isView(target) ? [target.buffer, target.byteOffset] : [target, 0]
  host().fillRandom(new Uint8Array(buffer, base + start, length))
}

export function randomFillSync<T extends Fillable>(target: T, offset?: number, size?: number): T {
  fill(target, offset, size)
  return target
}

export function randomFill<T extends Fillable>(target: T, ...rest: unknown[]): void {
  const callback = rest.pop() as Callback<T>
  requireFunction(callback, 'callback')
  fill(target, ...(rest as [number?, number?]))
  process.nextTick(() => callback(null, target))
}

export function randomInt(
  min: number,
  max?: number | Callback<number>,
  callback?: Callback<number>,
): number | undefined {
  const single = max === undefined || typeof max === 'function'
  const [low, high] = single ? [0, min] : [min, max]
  const done = single ? (max as Callback<number> | undefined) : callback
  if (!Number.isSafeInteger(low)) throw invalidArgumentType('min', 'a safe integer', low)
  if (!Number.isSafeInteger(high)) throw invalidArgumentType('max', 'a safe integer', high)
  if (high <= low) throw outOfRange('max', `greater than the value of "min" (${low})`, high)
  const range = high - low
  if (range > MAX_RANGE) throw outOfRange(single ? 'max' : 'max - min', `<= ${MAX_RANGE}`, range)
  // Values at the end of the 48 bits, which would make small results likelier, are drawn again.
  const limit = MAX_RANGE + 1 - ((MAX_RANGE + 1) % range)
  const bytes = Buffer.alloc(6)
  let drawn: number
  do {
    host().fillRandom(bytes)
    drawn = bytes.readUIntBE(0, 6)
  } while (drawn >= limit)
  return deliver(low + (drawn % range), done)
}

export function randomUUID(): string {
  const bytes = Buffer.alloc(16)
  host().fillRandom(bytes)
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')
}

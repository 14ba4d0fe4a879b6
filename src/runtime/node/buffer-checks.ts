/** Node's complaints about arguments, in front of the methods of the `buffer` package, which says less or other. */

import { invalidArgumentType, nodeError, outOfRange } from './node-error'

type Method = (...values: never[]) => unknown
type BufferClass = typeof globalThis.Buffer

const MAX_SIZE = 4294967296
const BYTES = 'an instance of Buffer or Uint8Array'

export function replaceMethod(target: object, name: string, value: unknown): void {
  Object.defineProperty(target, name, { value, writable: true, configurable: true, enumerable: false })
}

function precede(target: object, name: string, check: (self: never, values: never[]) => void): void {
  const method = Reflect.get(target, name) as Method
  const checked = function (this: never, ...values: never[]): unknown {
    check(this, values)
    return Reflect.apply(method, this, values) as unknown
  }
  Object.defineProperty(checked, 'name', { value: name })
  replaceMethod(target, name, checked)
}

export function addArgumentChecks(Buffer: BufferClass): void {
  for (const name of ['alloc', 'allocUnsafe', 'allocUnsafeSlow']) {
    precede(Buffer, name, (_self, [size]) => {
      if (typeof size !== 'number') throw invalidArgumentType('size', 'of type number', size)
      if (!(size >= 0 && size <= MAX_SIZE)) throw outOfRange('size', `>= 0 && <= ${MAX_SIZE}`, size)
    })
  }
  precede(Buffer, 'concat', (_self, [list]) => {
    if (!Array.isArray(list)) throw invalidArgumentType('list', 'an instance of Array', list)
    for (const [index, item] of (list as unknown[]).entries()) requireBytes(item, `list[${index}]`)
  })
  precede(Buffer, 'compare', (_self, [first, second]) => {
    requireBytes(first, 'buf1')
    requireBytes(second, 'buf2')
  })
  const prototype = Buffer.prototype
  precede(prototype, 'copy', (_self, [target]) => requireBytes(target, 'target'))
  precede(prototype, 'compare', (_self, [target]) => requireBytes(target, 'target'))
  precede(prototype, 'equals', (_self, [other]) => requireBytes(other, 'otherBuffer'))
  for (const name of Object.getOwnPropertyNames(prototype)) {
    const access = /^(read|write)(Big)?(U?[Ii]nt|Float|Double)(8|16|32|64)?(BE|LE)?$/.exec(name)
    if (!access) continue
    const [, direction, big, kind = '', bits] = access
    const size = kind === 'Float' ? 4 : kind === 'Double' ? 8 : bits ? Number(bits) / 8 : undefined
    const isInteger = kind.endsWith('nt')
    const signed = kind === 'Int'
    precede(prototype, name, (self: Uint8Array, values: never[]) => {
      const [value, ...rest] = direction === 'write' ? values : [undefined, ...values]
      const [offset, length] = rest
      const bytes = size ?? accessLength(length)
      if (direction === 'write' && isInteger) checkValue(value, bytes, signed, Boolean(big))
      checkOffset(offset, bytes, self.length, size === undefined)
    })
  }
}

function requireBytes(value: unknown, name: string): void {
  if (!(value instanceof Uint8Array)) throw invalidArgumentType(name, BYTES, value)
}

function accessLength(length: unknown): number {
  if (length === undefined) throw invalidArgumentType('byteLength', 'of type number', length)
  if (typeof length !== 'number') throw invalidArgumentType('byteLength', 'of type number', length)
  if (!(Number.isInteger(length) && length >= 1 && length <= 6)) throw outOfRange('byteLength', '>= 1 and <= 6', length)
  return length
}

function checkOffset(offset: unknown, size: number, length: number, required: boolean): void {
  if (offset === undefined && !required) offset = 0
  if (typeof offset !== 'number') throw invalidArgumentType('offset', 'of type number', offset)
  if (offset >= 0 && offset + size <= length && Number.isInteger(offset)) return
  if (!Number.isInteger(offset)) throw outOfRange('offset', 'an integer', offset)
  if (length - size < 0) {
    throw nodeError(RangeError, 'ERR_BUFFER_OUT_OF_BOUNDS', 'Attempt to access memory outside buffer bounds')
  }
  throw outOfRange('offset', `>= 0 and <= ${length - size}`, offset)
}

function checkValue(value: unknown, bytes: number, signed: boolean, big: boolean): void {
  const bits = BigInt(bytes * 8)
  const [min, max] = signed ? [-(2n ** (bits - 1n)), 2n ** (bits - 1n) - 1n] : [0n, 2n ** bits - 1n]
  const number = value as number | bigint
  if (number >= min && number <= max) return
  if (big ? typeof value !== 'bigint' : Number.isNaN(Number(value))) return
  const suffix = big ? 'n' : ''
  // Wide ranges are told as powers.
  const range =
    bytes <= 4
      ? `>= ${min}${suffix} and <= ${max}${suffix}`
      : signed
        ? `>= -(2${suffix} ** ${bits - 1n}${suffix}) and < 2${suffix} ** ${bits - 1n}${suffix}`
        : `>= 0${suffix} and < 2${suffix} ** ${bits}${suffix}`
  throw outOfRange('value', range, big ? `${String(value)}n` : value)
}

/** node:buffer: the `buffer` package, with the encodings and statics that it lacks. */

import * as base from 'buffer/'
import { resolveObjectURL } from '../object-urls'
import { addArgumentChecks, replaceMethod } from './buffer-checks'
import { invalidArgumentType, nodeError } from './node-error'

type BufferClass = typeof globalThis.Buffer
type Encoding = BufferEncoding | 'buffer'

export const Buffer = base.Buffer as unknown as BufferClass

const isUrlEncoding = (encoding: unknown) => typeof encoding === 'string' && encoding.toLowerCase() === 'base64url'

const toBase64 = (text: string) => text.replaceAll('-', '+').replaceAll('_', '/')
const fromBase64 = (text: string) => text.replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '')

const utf8Encoder = new TextEncoder()
/** A byte order mark is a character of the text, as in Node. */
const utf8Decoder = new TextDecoder('utf-8', { ignoreBOM: true })
const isUtf8Encoding = (encoding: unknown) => encoding == null || /^utf-?8$/i.test(encoding as string)

addUrlEncoding()
addArgumentChecks(Buffer)
addStatics()

/**
 * base64url, and UTF-8 by the browser's own converters: in place, because `readable-stream` and every library that has
 * the `buffer` package in it shall see them too, and there must be one Buffer only.
 */
function addUrlEncoding(): void {
  const { isEncoding, from, byteLength } = Buffer
  const { toString, write, fill, indexOf, lastIndexOf, includes } = Buffer.prototype
  const originalFrom = from as (...values: unknown[]) => Buffer
  const decode = (text: string) => originalFrom.call(Buffer, toBase64(text), 'base64')

  const statics = {
    isEncoding: (encoding: string) => isUrlEncoding(encoding) || isEncoding(encoding),
    from(value: unknown, ...rest: unknown[]) {
      const [encoding] = rest
      if (typeof value === 'string') {
        if (isUtf8Encoding(encoding)) return originalFrom.call(Buffer, utf8Encoder.encode(value).buffer)
        requireEncoding(encoding)
        // base64 text may use either alphabet.
        return isUrlEncoding(encoding) || encoding === 'base64'
          ? decode(value)
          : originalFrom.call(Buffer, value, encoding)
      }
      if (value == null || !['object', 'function'].includes(typeof value)) {
        throw invalidArgumentType(
          'first argument',
          'of type string or an instance of Buffer, ArrayBuffer, or Array or an Array-like Object',
          value,
        )
      }
      return originalFrom.call(Buffer, value, ...rest)
    },
    byteLength(value: unknown, encoding?: Encoding) {
      if (typeof value === 'string' && isUrlEncoding(encoding)) return byteLength(toBase64(value), 'base64')
      if (typeof value !== 'string' && !ArrayBuffer.isView(value) && !(value instanceof ArrayBuffer)) {
        throw invalidArgumentType('string', 'of type string or an instance of Buffer or ArrayBuffer', value)
      }
      return byteLength(value as string, encoding as BufferEncoding)
    },
  }
  for (const [name, value] of Object.entries(statics)) replaceMethod(Buffer, name, value)

  const translate = (method: (...values: never[]) => unknown) =>
    // Text in base64url becomes bytes before the method sees it.
    function (this: Buffer, ...values: unknown[]) {
      if (typeof values[0] === 'string' && isUrlEncoding(values.at(-1)) && values.length > 1) {
        values[0] = decode(values[0])
        values.pop()
      }
      return method.apply(this, values as never[])
    }
  const instance = {
    toString(this: Buffer, encoding?: Encoding, start = 0, end = this.length) {
      if (encoding === 'buffer' || isUtf8Encoding(encoding)) {
        const part = this.subarray(Math.max(0, start), Math.max(0, end))
        return utf8Decoder.decode(part)
      }
      requireEncoding(encoding)
      if (!isUrlEncoding(encoding)) return toString.call(this, encoding, start, end)
      return fromBase64(toString.call(this, 'base64', start, end))
    },
    write(this: Buffer, text: string, ...rest: unknown[]) {
      if (typeof text !== 'string') throw nodeError(TypeError, 'ERR_INVALID_ARG_TYPE', 'argument must be a string')
      if (!isUrlEncoding(rest.at(-1))) return (write as (...values: unknown[]) => number).call(this, text, ...rest)
      const bytes = decode(text)
      const offset = typeof rest[0] === 'number' ? rest[0] : 0
      const length = typeof rest[1] === 'number' ? rest[1] : this.length - offset
      return bytes.copy(this, offset, 0, length)
    },
    fill: translate(fill as never),
    indexOf: translate(indexOf as never),
    lastIndexOf: translate(lastIndexOf as never),
    includes: translate(includes as never),
  }
  for (const [name, value] of Object.entries(instance)) replaceMethod(Buffer.prototype, name, value)
  replaceMethod(Buffer.prototype, 'toLocaleString', instance.toString)
}

function requireEncoding(encoding: unknown): asserts encoding is BufferEncoding {
  if (!Buffer.isEncoding(encoding as string)) {
    throw nodeError(TypeError, 'ERR_UNKNOWN_ENCODING', `Unknown encoding: ${String(encoding)}`)
  }
}

function addStatics(): void {
  replaceMethod(
    Buffer,
    'copyBytesFrom',
    (view: NodeJS.TypedArray, offset = 0, length = view.length - offset): Buffer => {
      if (!ArrayBuffer.isView(view)) throw invalidArgumentType('view', 'an instance of TypedArray', view)
      const part = view.subarray(offset, offset + length)
      return Buffer.from(new Uint8Array(part.buffer, part.byteOffset, part.byteLength))
    },
  )
  replaceMethod(Buffer, 'of', (...bytes: number[]) => Buffer.from(bytes))
  const prototype = Buffer.prototype as unknown as Record<string, unknown>
  // Node has lower-case aliases for every read and write of an unsigned number.
  for (const name of Object.getOwnPropertyNames(prototype)) {
    const alias = name.replace('UInt', 'Uint')
    if (alias !== name && !(alias in prototype)) replaceMethod(prototype, alias, prototype[name])
  }
  // Undocumented, and used by parsers all the same.
  for (const encoding of ['ascii', 'base64', 'base64url', 'hex', 'latin1', 'ucs2', 'utf8'] as const) {
    replaceMethod(prototype, `${encoding}Slice`, function (this: Buffer, start?: number, end?: number) {
      return this.toString(encoding, start, end)
    })
    replaceMethod(prototype, `${encoding}Write`, function (this: Buffer, text: string, offset = 0, length?: number) {
      return this.write(text, offset, length ?? this.length - offset, encoding)
    })
  }
}

export const SlowBuffer = (base as unknown as { SlowBuffer: unknown }).SlowBuffer
export const INSPECT_MAX_BYTES = 50
/** As Node 20 has it. */
export const kMaxLength = 4294967296
export const kStringMaxLength = 536870888
export const constants = { MAX_LENGTH: kMaxLength, MAX_STRING_LENGTH: kStringMaxLength }

export const Blob = globalThis.Blob
export const File = globalThis.File
export const atob = (text: string): string => globalThis.atob(text)
export const btoa = (text: string): string => globalThis.btoa(text)

function bytesOf(input: ArrayBuffer | NodeJS.TypedArray): Uint8Array {
  if (ArrayBuffer.isView(input)) return new Uint8Array(input.buffer, input.byteOffset, input.byteLength)
  if (input instanceof ArrayBuffer) return new Uint8Array(input)
  throw invalidArgumentType('input', 'an instance of ArrayBuffer, Buffer, or TypedArray', input)
}

export function isUtf8(input: ArrayBuffer | NodeJS.TypedArray): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytesOf(input))
    return true
  } catch (error) {
    if ((error as { code?: unknown }).code === 'ERR_INVALID_ARG_TYPE') throw error
    return false
  }
}

export function isAscii(input: ArrayBuffer | NodeJS.TypedArray): boolean {
  return bytesOf(input).every((byte) => byte < 0x80)
}

const TRANSCODABLE = new Set(['utf8', 'utf-8', 'ucs2', 'ucs-2', 'utf16le', 'utf-16le', 'latin1', 'binary', 'ascii'])

export function transcode(source: Uint8Array, from: string, to: string): Buffer {
  if (!(source instanceof Uint8Array))
    throw invalidArgumentType('source', 'an instance of Buffer or Uint8Array', source)
  if (!TRANSCODABLE.has(from) || !TRANSCODABLE.has(to)) {
    const message = 'Unable to transcode Buffer [U_ILLEGAL_ARGUMENT_ERROR]'
    throw Object.assign(new Error(message), { code: 'U_ILLEGAL_ARGUMENT_ERROR', errno: 1 })
  }
  const text = Buffer.from(source.buffer, source.byteOffset, source.byteLength).toString(from as BufferEncoding)
  const limit = to === 'ascii' ? 0x7f : to === 'latin1' || to === 'binary' ? 0xff : undefined
  if (limit === undefined) return Buffer.from(text, to as BufferEncoding)
  // Whatever the target cannot say becomes a question mark, one for each character, not for each half of a pair.
  return Buffer.from(Array.from(text, (character) => codeWithin(character, limit)))
}

function codeWithin(character: string, limit: number): number {
  const code = character.codePointAt(0) ?? 0
  return code > limit ? '?'.charCodeAt(0) : code
}

/** The bytes of what Node takes as data: text in an encoding, or any view or buffer. */
export function toBytes(data: unknown, encoding: string | undefined, name: string, expected: string): Uint8Array {
  if (typeof data === 'string') {
    const known = encoding && encoding !== 'buffer' ? encoding : 'utf8'
    if (!Buffer.isEncoding(known)) throw nodeError(TypeError, 'ERR_UNKNOWN_ENCODING', `Unknown encoding: ${known}`)
    return Buffer.from(data, known)
  }
  if (ArrayBuffer.isView(data)) return new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
  if (data instanceof ArrayBuffer || Object.prototype.toString.call(data) === '[object SharedArrayBuffer]') {
    return new Uint8Array(data as ArrayBuffer)
  }
  throw invalidArgumentType(name, expected, data)
}

export default {
  Buffer,
  SlowBuffer,
  Blob,
  File,
  INSPECT_MAX_BYTES,
  kMaxLength,
  kStringMaxLength,
  constants,
  atob,
  btoa,
  isUtf8,
  isAscii,
  transcode,
  resolveObjectURL,
}

/** Keys from passwords and from keys: pbkdf2, scrypt, hkdf. */

import { hkdf as hkdfBytes } from '@noble/hashes/hkdf.js'
import { pbkdf2 as pbkdf2Bytes } from '@noble/hashes/pbkdf2.js'
import { scrypt as scryptBytes } from '@noble/hashes/scrypt.js'
import { Buffer, toBytes } from './buffer'
import { requireDigest } from './crypto-hash'
import { keyBytes } from './crypto-keys'
import { invalidArgumentType, nodeError, outOfRange, requireFunction } from './node-error'
import process from './process'

type Callback<T> = (error: Error | null, value?: T) => void

const BYTES = 'of type string or an instance of ArrayBuffer, Buffer, TypedArray, or DataView'
const MAX_INT = 2147483647
const SCRYPT_MAX_MEMORY_BYTES = 32 * 2 ** 20

function requireInteger(value: unknown, name: string, min: number): asserts value is number {
  if (typeof value !== 'number') throw invalidArgumentType(name, 'of type number', value)
  if (!Number.isInteger(value)) throw outOfRange(name, 'an integer', value)
  if (value < min || value > MAX_INT) throw outOfRange(name, `>= ${min} && <= ${MAX_INT}`, value)
}

const toBuffer = (bytes: Uint8Array) => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)

/** Wrong arguments throw before the callback is thought of. */
function later<T>(compute: () => T, callback: unknown): void {
  requireFunction(callback, 'callback')
  const value = compute()
  process.nextTick(() => (callback as unknown as Callback<T>)(null, value))
}

type Bytes = string | NodeJS.ArrayBufferView

export function pbkdf2Sync(password: Bytes, salt: Bytes, iterations: number, length: number, digest: string): Buffer {
  const passwordBytes = toBytes(password, undefined, 'password', BYTES)
  const saltBytes = toBytes(salt, undefined, 'salt', BYTES)
  requireInteger(iterations, 'iterations', 1)
  requireInteger(length, 'keylen', 0)
  const algorithm = requireDigest(digest)
  if (length === 0) return Buffer.alloc(0)
  return toBuffer(pbkdf2Bytes(algorithm, passwordBytes, saltBytes, { c: iterations, dkLen: length }))
}

export function pbkdf2(
  password: Bytes,
  salt: Bytes,
  iterations: number,
  length: number,
  digest: string,
  callback: unknown,
): void {
  const done = typeof digest === 'function' ? digest : callback
  later(() => pbkdf2Sync(password, salt, iterations, length, digest), done)
}

interface ScryptOptions {
  N?: number
  cost?: number
  r?: number
  blockSize?: number
  p?: number
  parallelization?: number
  maxmem?: number
}

export function scryptSync(password: Bytes, salt: Bytes, length: number, options: ScryptOptions = {}): Buffer {
  const passwordBytes = toBytes(password, undefined, 'password', BYTES)
  const saltBytes = toBytes(salt, undefined, 'salt', BYTES)
  requireInteger(length, 'keylen', 0)
  const N = options.N ?? options.cost ?? 16384
  const r = options.r ?? options.blockSize ?? 8
  const p = options.p ?? options.parallelization ?? 1
  const maxmem = options.maxmem ?? SCRYPT_MAX_MEMORY_BYTES
  const invalid = (reason: string) =>
    nodeError(RangeError, 'ERR_CRYPTO_INVALID_SCRYPT_PARAMS', `Invalid scrypt params: ${reason}`)
  // OpenSSL counts the work areas too.
  if (128 * r * (N + p + 2) > maxmem) throw invalid('error:030000AC:digital envelope routines::memory limit exceeded')
  if (N < 2 || (N & (N - 1)) !== 0) throw invalid('error:030000AC:digital envelope routines::memory limit exceeded')
  if (length === 0) return Buffer.alloc(0)
  return toBuffer(scryptBytes(passwordBytes, saltBytes, { N, r, p, dkLen: length, maxmem: maxmem + 2 ** 20 }))
}

export function scrypt(password: Bytes, salt: Bytes, length: number, ...rest: unknown[]): void {
  const callback = rest.pop()
  later(() => scryptSync(password, salt, length, rest[0] as ScryptOptions | undefined), callback)
}

export function hkdfSync(digest: string, key: unknown, salt: Bytes, info: Bytes, length: number): ArrayBuffer {
  const secret = keyBytes(key, 'ikm')
  const saltBytes = toBytes(salt, undefined, 'salt', BYTES)
  const infoBytes = toBytes(info, undefined, 'info', BYTES)
  requireInteger(length, 'length', 0)
  if (infoBytes.length > 1024) throw outOfRange('info', 'must not contain more than 1024 bytes', infoBytes.length)
  const algorithm = requireDigest(digest)
  if (length > 255 * algorithm.outputLen) throw nodeError(RangeError, 'ERR_CRYPTO_INVALID_KEYLEN', 'Invalid key length')
  if (length === 0) return new ArrayBuffer(0)
  const bytes = hkdfBytes(algorithm, secret, saltBytes, infoBytes, length)
  return bytes.slice().buffer as ArrayBuffer
}

export function hkdf(digest: string, key: unknown, salt: Bytes, info: Bytes, length: number, callback: unknown): void {
  later(() => hkdfSync(digest, key, salt, info, length), callback)
}

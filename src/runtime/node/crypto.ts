/** node:crypto. */

import * as cryptoConstants from 'unenv/node/internal/crypto/constants'
import { Cipheriv, createCipheriv, createDecipheriv, Decipheriv, getCipherInfo, getCiphers } from './crypto-cipher'
import { hkdf, hkdfSync, pbkdf2, pbkdf2Sync, scrypt, scryptSync } from './crypto-derive'
import { createHash, createHmac, getHashes, Hash, hash, Hmac } from './crypto-hash'
import { asymmetric, createSecretKey, generateKeySync, KeyObject } from './crypto-keys'
import { randomBytes, randomFill, randomFillSync, randomInt, randomUUID } from './crypto-random'
import { invalidArgumentType, nodeError } from './node-error'
import process from './process'

function timingSafeEqual(left: unknown, right: unknown): boolean {
  const [a, b] = [viewBytes(left, 'buf1'), viewBytes(right, 'buf2')]
  if (a.length !== b.length) {
    const message = 'Input buffers must have the same byte length'
    throw nodeError(RangeError, 'ERR_CRYPTO_TIMING_SAFE_EQUAL_LENGTH', message)
  }
  return a.reduce((difference, byte, index) => difference | (byte ^ (b[index] ?? 0)), 0) === 0
}

function viewBytes(value: unknown, name: string): Uint8Array {
  if (ArrayBuffer.isView(value)) return new Uint8Array(value.buffer, value.byteOffset, value.byteLength)
  if (value instanceof ArrayBuffer) return new Uint8Array(value)
  throw invalidArgumentType(name, 'an instance of ArrayBuffer, Buffer, TypedArray, or DataView', value)
}

function generateKey(type: string, options: { length: number }, callback: (error: null, key: KeyObject) => void): void {
  const key = generateKeySync(type, options)
  process.nextTick(() => callback(null, key))
}

const webcrypto = globalThis.crypto

const constants = { ...cryptoConstants }

export default {
  ...asymmetric,
  Cipheriv,
  Decipheriv,
  Hash,
  Hmac,
  KeyObject,
  constants,
  createCipheriv,
  createDecipheriv,
  createHash,
  createHmac,
  createSecretKey,
  generateKey,
  generateKeySync,
  getCipherInfo,
  getCiphers,
  getCurves: () => [] as string[],
  getFips: () => 0,
  getHashes,
  getRandomValues: <T extends ArrayBufferView<ArrayBuffer>>(target: T): T => webcrypto.getRandomValues(target),
  hash,
  hkdf,
  hkdfSync,
  pbkdf2,
  pbkdf2Sync,
  randomBytes,
  randomFill,
  randomFillSync,
  randomInt,
  randomUUID,
  scrypt,
  scryptSync,
  secureHeapUsed: () => ({ total: 0, used: 0, utilization: 0, min: 0 }),
  setEngine: () => undefined,
  setFips: () => undefined,
  subtle: webcrypto.subtle,
  timingSafeEqual,
  webcrypto,
  pseudoRandomBytes: randomBytes,
  prng: randomBytes,
  rng: randomBytes,
}

/** KeyObject, for secrets only: a browser gives no synchronous public-key cryptography. */

import { Buffer, toBytes } from './buffer'
import { invalidArgumentType, nodeError, outOfRange, unavailableFunctions } from './node-error'
import { randomBytes } from './crypto-random'

const KEY_TYPES = 'of type string or an instance of ArrayBuffer, Buffer, TypedArray, DataView, KeyObject, or CryptoKey'

export class KeyObject {
  readonly #bytes: Uint8Array
  readonly type = 'secret'

  constructor(type: string, bytes: Uint8Array) {
    if (type !== 'secret')
      throw nodeError(TypeError, 'ERR_INVALID_ARG_VALUE', `The argument 'type' is invalid. Received '${type}'`)
    this.#bytes = bytes
  }

  get symmetricKeySize(): number {
    return this.#bytes.length
  }
  export(options?: { format?: 'buffer' | 'jwk' }): Buffer | { kty: string; k: string } {
    const copy = Buffer.from(this.#bytes)
    return options?.format === 'jwk' ? { kty: 'oct', k: copy.toString('base64url') } : copy
  }
  equals(other: unknown): boolean {
    return other instanceof KeyObject && Buffer.from(this.#bytes).equals(other.#bytes)
  }
  get [Symbol.toStringTag](): string {
    return 'KeyObject'
  }

  static from(): never {
    return asymmetric.createPrivateKey()
  }
}

export const asymmetric = unavailableFunctions(
  'crypto',
  [
    'Certificate',
    'DiffieHellman',
    'DiffieHellmanGroup',
    'ECDH',
    'Sign',
    'Verify',
    'X509Certificate',
    'checkPrime',
    'checkPrimeSync',
    'createDiffieHellman',
    'createDiffieHellmanGroup',
    'createECDH',
    'createPrivateKey',
    'createPublicKey',
    'createSign',
    'createVerify',
    'diffieHellman',
    'generateKeyPair',
    'generateKeyPairSync',
    'generatePrime',
    'generatePrimeSync',
    'getDiffieHellman',
    'privateDecrypt',
    'privateEncrypt',
    'publicDecrypt',
    'publicEncrypt',
    'sign',
    'verify',
  ],
  'use crypto.webcrypto.subtle (generateKey, importKey, sign, verify, encrypt, decrypt, deriveBits), which has RSA, ECDSA, Ed25519 and ECDH.',
)

/** The bytes of a key: text in UTF-8, bytes, or a secret KeyObject. */
export function keyBytes(key: unknown, name = 'key'): Uint8Array {
  if (key instanceof KeyObject) return key.export() as Buffer
  return toBytes(key, 'utf8', name, KEY_TYPES)
}

export function createSecretKey(key: unknown, encoding?: string): KeyObject {
  const expected = 'of type string or an instance of ArrayBuffer, Buffer, TypedArray, or DataView'
  return new KeyObject('secret', Buffer.from(toBytes(key, encoding, 'key', expected)))
}

const AES_BITS = [128, 192, 256]

export function generateKeySync(type: string, options: { length: number }): KeyObject {
  if (type !== 'hmac' && type !== 'aes') {
    throw nodeError(
      TypeError,
      'ERR_INVALID_ARG_VALUE',
      `The argument 'type' must be a supported key type. Received '${type}'`,
    )
  }
  const length = options?.length
  if (typeof length !== 'number') throw invalidArgumentType('options.length', 'of type number', length)
  if (type === 'aes' && !AES_BITS.includes(length)) {
    const message = `The property 'options.length' must be one of: 128, 192, 256. Received ${length}`
    throw nodeError(TypeError, 'ERR_INVALID_ARG_VALUE', message)
  }
  if (type === 'hmac' && (length < 8 || length > 2 ** 31 - 1)) {
    throw outOfRange('options.length', '>= 8 && <= 2147483647', length)
  }
  return new KeyObject('secret', randomBytes(Math.floor(length / 8)) as Buffer)
}

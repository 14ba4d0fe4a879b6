/** Hashes and message authentication codes of node:crypto. */

import { blake2b, blake2s } from '@noble/hashes/blake2.js'
import { hmac } from '@noble/hashes/hmac.js'
import { md5, ripemd160, sha1 } from '@noble/hashes/legacy.js'
import { sha224, sha256, sha384, sha512, sha512_224, sha512_256 } from '@noble/hashes/sha2.js'
import { sha3_224, sha3_256, sha3_384, sha3_512, shake128, shake256 } from '@noble/hashes/sha3.js'
import type { CHash, Hash as Hasher } from '@noble/hashes/utils.js'
import type { TransformCallback } from 'node:stream'
import { Buffer, toBytes } from './buffer'
import { keyBytes } from './crypto-keys'
import { nodeError, requireString } from './node-error'
import { Transform } from './stream'

const ALGORITHMS: Readonly<Record<string, unknown>> = {
  blake2b512: blake2b,
  blake2s256: blake2s,
  md5,
  ripemd: ripemd160,
  ripemd160,
  rmd160: ripemd160,
  sha1,
  sha224,
  sha256,
  sha384,
  sha512,
  'sha512-224': sha512_224,
  'sha512-256': sha512_256,
  'sha3-224': sha3_224,
  'sha3-256': sha3_256,
  'sha3-384': sha3_384,
  'sha3-512': sha3_512,
  shake128,
  shake256,
}

const DATA = 'of type string or an instance of Buffer, TypedArray, or DataView'

/** In any case, with `RSA-` before or a dash behind `sha`, as OpenSSL takes it. */
export function findAlgorithm(name: string): CHash | undefined {
  const plain = name
    .toLowerCase()
    .replace(/^rsa-/, '')
    .replace(/^sha-(\d)/, 'sha$1')
    .replace('/', '-')
  return Object.hasOwn(ALGORITHMS, plain) ? (ALGORITHMS[plain] as CHash) : undefined
}

export function requireDigest(name: unknown, argument = 'digest'): CHash {
  requireString(name, argument)
  const algorithm = findAlgorithm(name)
  if (!algorithm) throw nodeError(TypeError, 'ERR_CRYPTO_INVALID_DIGEST', `Invalid digest: ${name}`)
  return algorithm
}

export const getHashes = (): string[] => [
  'RSA-MD5',
  'RSA-SHA1',
  'RSA-SHA256',
  'RSA-SHA384',
  'RSA-SHA512',
  ...Object.keys(ALGORITHMS),
]

/** Bytes as a Buffer, or as text if an encoding asks for it. */
export function encodeBytes(bytes: Uint8Array, encoding?: string): Buffer | string {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  return encoding && encoding !== 'buffer' ? buffer.toString(encoding as BufferEncoding) : buffer
}

interface HashOptions {
  outputLength?: number
}

/** What Hash and Hmac share: a stream that is also fed directly. */
abstract class Digester extends Transform {
  protected abstract hasher: Hasher<Hasher<unknown>> | undefined

  update(data: unknown, encoding?: string): this {
    if (!this.hasher) throw nodeError(Error, 'ERR_CRYPTO_HASH_FINALIZED', 'Digest already called')
    this.hasher.update(toBytes(data, encoding, 'data', DATA))
    return this
  }

  override _transform(chunk: unknown, encoding: BufferEncoding, done: TransformCallback): void {
    this.update(chunk, encoding)
    done()
  }

  override _flush(done: TransformCallback): void {
    this.push((this as unknown as { digest(): Buffer }).digest())
    done()
  }
}

export class Hash extends Digester {
  protected hasher: Hasher<Hasher<unknown>> | undefined

  constructor(algorithm: string | Hasher<Hasher<unknown>>, options?: HashOptions) {
    super()
    if (typeof algorithm === 'object') {
      this.hasher = algorithm
      return
    }
    requireString(algorithm, 'algorithm')
    const found = findAlgorithm(algorithm)
    if (!found) throw new Error('Digest method not supported')
    const length = options?.outputLength
    const isExtendable = found === ALGORITHMS['shake128'] || found === ALGORITHMS['shake256']
    if (length !== undefined && length !== found.outputLen && !isExtendable)
      throw new Error('Unsupported state or unable to set output length')
    this.hasher = (found.create as (options?: object) => Hasher<Hasher<unknown>>)(
      isExtendable ? { dkLen: length ?? (found === ALGORITHMS['shake128'] ? 16 : 32) } : undefined,
    )
  }

  digest(encoding?: string): Buffer | string {
    if (!this.hasher) throw nodeError(Error, 'ERR_CRYPTO_HASH_FINALIZED', 'Digest already called')
    const bytes = this.hasher.digest()
    this.hasher = undefined
    return encodeBytes(bytes, encoding)
  }

  copy(): Hash {
    if (!this.hasher) throw nodeError(Error, 'ERR_CRYPTO_HASH_FINALIZED', 'Digest already called')
    return new Hash(this.hasher.clone() as Hasher<Hasher<unknown>>)
  }
}

export class Hmac extends Digester {
  protected hasher: Hasher<Hasher<unknown>> | undefined

  constructor(algorithm: string, key: unknown) {
    super()
    requireString(algorithm, 'hmac')
    const bytes = keyBytes(key)
    this.hasher = hmac.create(requireDigest(algorithm, 'hmac'), bytes) as unknown as Hasher<Hasher<unknown>>
  }

  /** Empty the second time, where a Hash throws: Node's difference. */
  digest(encoding?: string): Buffer | string {
    const bytes = this.hasher?.digest() ?? new Uint8Array()
    this.hasher = undefined
    return encodeBytes(bytes, encoding)
  }
}

export const createHash = (algorithm: string, options?: HashOptions): Hash => new Hash(algorithm, options)
export const createHmac = (algorithm: string, key: unknown): Hmac => new Hmac(algorithm, key)

/** In one call; hexadecimal by default. */
export function hash(algorithm: string, data: unknown, encoding = 'hex'): Buffer | string {
  return createHash(algorithm).update(data).digest(encoding)
}

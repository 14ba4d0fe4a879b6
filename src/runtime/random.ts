/** Seeded random numbers: Math.random and the random bytes of crypto, each from a stream of its own. */

import { apply, define, getOwnPropertyDescriptor, getPrototypeOf, replaceMethod } from './realm'

/** 32 random bits at a time (Chris Doty-Humphrey's sfc32). */
export function randomWords(seed: number): () => number {
  let a = seed | 0
  let b = (seed ^ 0x9e3779b9) | 0
  let c = 0x6a09e667
  let counter = 1
  const { imul } = Math
  const next = (): number => {
    const sum = (((a + b) | 0) + counter) | 0
    counter = (counter + 1) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = ((c << 21) | (c >>> 11)) + sum
    c |= 0
    return imul(sum, 1) >>> 0
  }
  for (let round = 0; round < 16; round++) next()
  return next
}

export class RandomSource {
  #numbers = randomWords(0)
  #bytes = randomWords(0)

  /** Before the first draw. */
  seed(seed: number): void {
    this.#numbers = randomWords(seed)
    this.#bytes = randomWords(seed ^ 0x5bd1e995)
  }

  /** In [0, 1), with 53 bits. */
  number(): number {
    const high = this.#numbers() >>> 5
    const low = this.#numbers() >>> 6
    return (high * 67108864 + low) / 9007199254740992
  }

  fill(bytes: Uint8Array): void {
    for (let index = 0; index < bytes.length; index++) bytes[index] = this.#bytes() & 0xff
  }
}

/** Key lengths of HMAC where none is given: the hash's block size, in bytes (Web Cryptography API, 31.6.1). */
const HMAC_BLOCK_BYTES: Readonly<Record<string, number>> = {
  'SHA-1': 64,
  'SHA-256': 64,
  'SHA-384': 128,
  'SHA-512': 128,
}

interface KeyAlgorithm {
  readonly name?: string
  readonly length?: number
  readonly hash?: string | { readonly name: string }
}

/** Math.random, crypto.getRandomValues, crypto.randomUUID and symmetric keys come from the seed. */
export function installRandom(random: RandomSource): void {
  define(Math, 'random', { random: () => random.number() }.random)
  const prototype = getPrototypeOf(crypto) as Crypto
  const TypedArray = getPrototypeOf(Uint8Array.prototype) as object
  const tagOf = getOwnPropertyDescriptor(TypedArray, Symbol.toStringTag)?.get ?? (() => undefined)
  const quota = 65_536
  replaceMethod(prototype, 'getRandomValues', () => <T extends ArrayBufferView>(array: T): T => {
    const tag = apply(tagOf, array, []) as string | undefined
    if (tag === undefined || tag.startsWith('Float')) {
      throw new DOMException('The data argument must be an integer-type TypedArray', 'TypeMismatchError')
    }
    if (array.byteLength > quota) {
      throw new DOMException(`The requested length exceeds ${quota} bytes`, 'QuotaExceededError')
    }
    random.fill(new Uint8Array(array.buffer, array.byteOffset, array.byteLength))
    return array
  })
  replaceMethod(prototype, 'randomUUID', () => () => uuid(random))
  // Keys of the other algorithms (RSA, EC) cannot be made from given bytes: they differ from run to run.
  const { importKey } = SubtleCrypto.prototype
  replaceMethod(SubtleCrypto.prototype, 'generateKey', (generateKey) => {
    return function (this: SubtleCrypto, algorithm: string | KeyAlgorithm, extractable: boolean, usages: KeyUsage[]) {
      const length = symmetricKeyBytes(algorithm)
      if (length === undefined) return apply(generateKey, this, [algorithm, extractable, usages])
      const bytes = new Uint8Array(length)
      random.fill(bytes)
      return apply(importKey, this, ['raw', bytes, algorithm, extractable, usages])
    }
  })
}

export function uuid(random: RandomSource): string {
  const bytes = new Uint8Array(16)
  random.fill(bytes)
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80
  let text = ''
  for (let index = 0; index < 16; index++) {
    if (index === 4 || index === 6 || index === 8 || index === 10) text += '-'
    text += ((bytes[index] ?? 0) + 0x100).toString(16).slice(1)
  }
  return text
}

/** Undefined for what is no symmetric key, or not well described: then the browser answers. */
function symmetricKeyBytes(algorithm: string | KeyAlgorithm): number | undefined {
  if (typeof algorithm !== 'object') return undefined
  const name = String(algorithm.name).toUpperCase()
  const { length } = algorithm
  if (/^AES-(CBC|CTR|GCM|KW)$/.test(name)) {
    return length === 128 || length === 192 || length === 256 ? length / 8 : undefined
  }
  if (name !== 'HMAC') return undefined
  if (length !== undefined) return length > 0 && length % 8 === 0 ? length / 8 : undefined
  const { hash } = algorithm
  return HMAC_BLOCK_BYTES[String(typeof hash === 'object' ? hash.name : hash).toUpperCase()]
}

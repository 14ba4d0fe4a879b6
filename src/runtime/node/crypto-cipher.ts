/** createCipheriv and createDecipheriv: AES in the modes CBC, CTR, ECB and GCM, in pieces as they come. */

import { ghash } from '@noble/ciphers/_polyval.js'
import { cbc, ctr, ecb, gcm } from '@noble/ciphers/aes.js'
import type { TransformCallback } from 'node:stream'
import { Buffer, toBytes } from './buffer'
import { encodeBytes } from './crypto-hash'
import { keyBytes } from './crypto-keys'
import { invalidArgumentType, nodeError, requireString } from './node-error'
import { Transform } from './stream'

type Mode = 'cbc' | 'ctr' | 'ecb' | 'gcm'
type Direction = 'encrypt' | 'decrypt'

const BLOCK_BYTES = 16
const DATA = 'of type string or an instance of Buffer, TypedArray, or DataView'
const BITS = [128, 192, 256]
const MODES: readonly Mode[] = ['cbc', 'ctr', 'ecb', 'gcm']
const TAG_LENGTHS = [4, 8, 12, 13, 14, 15, 16]

export const getCiphers = (): string[] => MODES.flatMap((mode) => BITS.map((bits) => `aes-${bits}-${mode}`))

export function getCipherInfo(
  name: string,
  options: { keyLength?: number; ivLength?: number } = {},
): object | undefined {
  const parsed = parseName(String(name))
  if (!parsed) return undefined
  const { keyLength, mode } = parsed
  const ivLength = mode === 'ecb' ? undefined : mode === 'gcm' ? (options.ivLength ?? 12) : BLOCK_BYTES
  if (options.keyLength !== undefined && options.keyLength !== keyLength) return undefined
  if (options.ivLength !== undefined && options.ivLength !== ivLength) return undefined
  const blockSize = mode === 'cbc' || mode === 'ecb' ? { blockSize: BLOCK_BYTES } : {}
  return { mode, name: `aes-${keyLength * 8}-${mode}`, ...blockSize, ...(ivLength ? { ivLength } : {}), keyLength }
}

function parseName(name: string): { keyLength: number; mode: Mode } | undefined {
  const parts = /^(?:id-)?aes-?(128|192|256)-?(cbc|ctr|ecb|gcm)$/i.exec(name)
  return parts ? { keyLength: Number(parts[1]) / 8, mode: parts[2]?.toLowerCase() as Mode } : undefined
}

/** A cipher's state: what goes in comes out as soon as it can. */
interface Pieces {
  update(data: Uint8Array): Uint8Array
  final(): Uint8Array
}

function opensslError(number: string, reason: string): Error {
  const code = `ERR_OSSL_${reason.toUpperCase().replaceAll(' ', '_')}`
  const message = `error:${number}:Provider routines::${reason}`
  return Object.assign(new Error(message), { library: 'Provider routines', reason, code })
}

/** CBC and ECB: whole blocks, the last one padded (PKCS #7). */
class Blocks implements Pieces {
  #pending = new Uint8Array()
  #previous: Uint8Array
  padding = true

  constructor(
    private readonly key: Uint8Array,
    iv: Uint8Array,
    private readonly mode: 'cbc' | 'ecb',
    private readonly direction: Direction,
  ) {
    this.#previous = iv
  }

  #run(blocks: Uint8Array): Uint8Array {
    if (blocks.length === 0) return blocks
    const options = { disablePadding: true }
    const cipher = this.mode === 'cbc' ? cbc(this.key, this.#previous, options) : ecb(this.key, options)
    const result = cipher[this.direction](blocks)
    this.#previous = (this.direction === 'encrypt' ? result : blocks).slice(-BLOCK_BYTES)
    return result
  }

  update(data: Uint8Array): Uint8Array {
    const all = Buffer.concat([this.#pending, data])
    // The last block may turn out to be the padded one, which final() takes off.
    const holdsBack = this.direction === 'decrypt' && this.padding && all.length > 0
    const whole = Math.floor((all.length - (holdsBack ? 1 : 0)) / BLOCK_BYTES) * BLOCK_BYTES
    this.#pending = Uint8Array.from(all.subarray(whole))
    return this.#run(Uint8Array.from(all.subarray(0, whole)))
  }

  final(): Uint8Array {
    const rest = this.#pending
    if (!this.padding) {
      if (rest.length > 0) throw opensslError('1C80006B', 'wrong final block length')
      return rest
    }
    if (this.direction === 'encrypt') {
      const missing = BLOCK_BYTES - rest.length
      return this.#run(Uint8Array.from([...rest, ...new Array<number>(missing).fill(missing)]))
    }
    if (rest.length !== BLOCK_BYTES) throw opensslError('1C80006B', 'wrong final block length')
    const block = this.#run(rest)
    const count = block[BLOCK_BYTES - 1] ?? 0
    const isPadding = count >= 1 && count <= BLOCK_BYTES && block.subarray(-count).every((byte) => byte === count)
    if (!isPadding) throw opensslError('1C800064', 'bad decrypt')
    return block.subarray(0, BLOCK_BYTES - count)
  }
}

/** CTR: a stream of key bytes, started anew for each piece at the block where the last one ended. */
class Counter implements Pieces {
  #block: bigint
  #offset = 0

  constructor(
    private readonly key: Uint8Array,
    start: Uint8Array,
    /** GCM's counter wraps within its last 32 bits. */
    private readonly counterBits: 32 | 128,
  ) {
    this.#block = BigInt(`0x${Buffer.from(start).toString('hex')}`)
  }

  update(data: Uint8Array): Uint8Array {
    const result = new Uint8Array(data.length)
    for (let done = 0; done < data.length;) {
      const room = Number(this.#blocksUntilWrap()) * BLOCK_BYTES - this.#offset
      const part = data.subarray(done, done + Math.min(room, data.length - done))
      const padded = new Uint8Array(this.#offset + part.length)
      padded.set(part, this.#offset)
      result.set(ctr(this.key, this.#counterBlock()).encrypt(padded).subarray(this.#offset), done)
      this.#advance(padded.length)
      done += part.length
    }
    return result
  }

  final(): Uint8Array {
    return new Uint8Array()
  }

  #blocksUntilWrap(): bigint {
    if (this.counterBits === 128) return 2n ** 32n
    return 2n ** 32n - (this.#block & 0xffffffffn)
  }

  #counterBlock(): Uint8Array {
    return Uint8Array.from(Buffer.from(this.#block.toString(16).padStart(2 * BLOCK_BYTES, '0'), 'hex'))
  }

  #advance(bytes: number): void {
    const step = BigInt(Math.floor(bytes / BLOCK_BYTES))
    this.#offset = bytes % BLOCK_BYTES
    const mask = 2n ** BigInt(this.counterBits) - 1n
    this.#block = (this.#block & ~mask) | ((this.#block + step) & mask)
    if (this.counterBits === 128) this.#block &= 2n ** 128n - 1n
  }
}

/** GCM: CTR for the data; the tag is computed over all of it at the end. */
class Authenticated implements Pieces {
  readonly #counter: Counter
  readonly #plain: Uint8Array[] = []
  additional: Uint8Array | undefined
  tag: Buffer | undefined

  constructor(
    private readonly key: Uint8Array,
    private readonly iv: Uint8Array,
    private readonly direction: Direction,
    private readonly tagLength: number,
  ) {
    this.#counter = new Counter(key, firstCounter(key, iv), 32)
  }

  update(data: Uint8Array): Uint8Array {
    const result = this.#counter.update(data)
    this.#plain.push(this.direction === 'encrypt' ? data.slice() : result)
    return result
  }

  final(): Uint8Array {
    const plain = Uint8Array.from(Buffer.concat(this.#plain))
    const sealed = gcm(this.key, this.iv, this.additional).encrypt(plain)
    const tag = Buffer.from(sealed.subarray(plain.length))
    if (this.direction === 'encrypt') {
      this.tag = Buffer.from(tag.subarray(0, this.tagLength))
    } else if (!this.tag || !tag.subarray(0, this.tag.length).equals(this.tag)) {
      throw new Error('Unsupported state or unable to authenticate data')
    }
    return new Uint8Array()
  }
}

/** The counter of the first block of data (NIST SP 800-38D, 7.1). */
function firstCounter(key: Uint8Array, iv: Uint8Array): Uint8Array {
  const counter = new Uint8Array(BLOCK_BYTES)
  const view = new DataView(counter.buffer)
  if (iv.length === 12) {
    counter.set(iv)
    view.setUint32(12, 1)
  } else {
    const hashKey = ecb(key, { disablePadding: true }).encrypt(new Uint8Array(BLOCK_BYTES))
    const lengths = new Uint8Array(BLOCK_BYTES)
    new DataView(lengths.buffer).setBigUint64(8, BigInt(iv.length * 8))
    const state = ghash.create(hashKey)
    state.update(iv).update(lengths)
    counter.set(state.digest())
  }
  view.setUint32(12, view.getUint32(12) + 1)
  return counter
}

interface CipherOptions {
  authTagLength?: number
}

class CipherStream extends Transform {
  readonly #pieces: Blocks | Counter | Authenticated
  readonly #direction: Direction
  #finished = false

  constructor(direction: Direction, name: string, key: unknown, iv: unknown, options: CipherOptions = {}) {
    super()
    requireString(name, 'cipher')
    const parsed = parseName(name)
    if (!parsed) throw nodeError(Error, 'ERR_CRYPTO_UNKNOWN_CIPHER', 'Unknown cipher')
    const { keyLength, mode } = parsed
    const bytes = Uint8Array.from(keyBytes(key))
    if (iv !== null && iv === undefined) throw invalidArgumentType('iv', DATA, iv)
    const vector = iv === null ? new Uint8Array() : Uint8Array.from(toBytes(iv, undefined, 'iv', DATA))
    if (bytes.length !== keyLength) throw nodeError(RangeError, 'ERR_CRYPTO_INVALID_KEYLEN', 'Invalid key length')
    const fits = mode === 'gcm' ? vector.length > 0 : vector.length === (mode === 'ecb' ? 0 : BLOCK_BYTES)
    if (!fits) throw nodeError(TypeError, 'ERR_CRYPTO_INVALID_IV', 'Invalid initialization vector')
    const { authTagLength = BLOCK_BYTES } = options
    if (mode === 'gcm' && !TAG_LENGTHS.includes(authTagLength)) throw invalidTag(authTagLength)
    this.#direction = direction
    if (mode === 'gcm') this.#pieces = new Authenticated(bytes, vector, direction, authTagLength)
    else if (mode === 'ctr') this.#pieces = new Counter(bytes, vector, 128)
    else this.#pieces = new Blocks(bytes, vector, mode, direction)
  }

  update(data: unknown, inputEncoding?: string, outputEncoding?: string): Buffer | string {
    const bytes = toBytes(data, inputEncoding, 'data', DATA)
    if (this.#finished) throw new Error('Trying to add data in unsupported state')
    return encodeBytes(this.#pieces.update(bytes), outputEncoding)
  }

  final(outputEncoding?: string): Buffer | string {
    if (this.#finished) throw nodeError(Error, 'ERR_CRYPTO_INVALID_STATE', 'Invalid state')
    this.#finished = true
    return encodeBytes(this.#pieces.final(), outputEncoding)
  }

  setAutoPadding(padding = true): this {
    if (this.#pieces instanceof Blocks) this.#pieces.padding = padding
    return this
  }

  setAAD(data: unknown): this {
    const pieces = this.#authenticated('setAAD')
    pieces.additional = Buffer.concat([pieces.additional ?? new Uint8Array(), toBytes(data, undefined, 'aadbuf', DATA)])
    return this
  }

  getAuthTag(): Buffer {
    const { tag } = this.#authenticated('getAuthTag')
    if (this.#direction !== 'encrypt' || !this.#finished || !tag) throw invalidState('getAuthTag')
    return tag
  }

  setAuthTag(tag: unknown, encoding?: string): this {
    const pieces = this.#authenticated('setAuthTag')
    if (this.#direction !== 'decrypt' || this.#finished) throw invalidState('setAuthTag')
    const bytes = Buffer.from(toBytes(tag, encoding, 'buffer', DATA))
    if (!TAG_LENGTHS.includes(bytes.length)) throw invalidTag(bytes.length)
    pieces.tag = bytes
    return this
  }

  #authenticated(operation: string): Authenticated {
    if (this.#pieces instanceof Authenticated) return this.#pieces
    throw invalidState(operation)
  }

  override _transform(chunk: unknown, encoding: BufferEncoding, done: TransformCallback): void {
    this.push(this.update(chunk, encoding))
    done()
  }

  override _flush(done: TransformCallback): void {
    try {
      this.push(this.final())
    } catch (error) {
      done(error as Error)
      return
    }
    done()
  }
}

const invalidState = (operation: string) =>
  nodeError(Error, 'ERR_CRYPTO_INVALID_STATE', `Invalid state for operation ${operation}`)
const invalidTag = (length: number) =>
  nodeError(TypeError, 'ERR_CRYPTO_INVALID_AUTH_TAG', `Invalid authentication tag length: ${length}`)

export class Cipheriv extends CipherStream {
  constructor(name: string, key: unknown, iv: unknown, options?: CipherOptions) {
    super('encrypt', name, key, iv, options)
  }
}

export class Decipheriv extends CipherStream {
  constructor(name: string, key: unknown, iv: unknown, options?: CipherOptions) {
    super('decrypt', name, key, iv, options)
  }
}

type CipherArguments = ConstructorParameters<typeof Cipheriv>
export const createCipheriv = (...values: CipherArguments): Cipheriv => new Cipheriv(...values)
export const createDecipheriv = (...values: CipherArguments): Decipheriv => new Decipheriv(...values)

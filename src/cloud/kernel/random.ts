/**
 * Seeded random numbers, one independent stream per concern (ids, jitter, faults), so that one more draw for one
 * concern does not shift the others. Generator: xoshiro128** (public domain, Blackman & Vigna), seeded by SplitMix32
 * over the stream's name.
 */

export class Random {
  #a: number
  #b: number
  #c: number
  #d: number

  constructor(seed: number, stream: string) {
    let state = (seed ^ hash(stream)) >>> 0
    const next = (): number => {
      state = (state + 0x9e3779b9) >>> 0
      let mixed = state ^ (state >>> 16)
      mixed = Math.imul(mixed, 0x21f0aaad)
      mixed ^= mixed >>> 15
      mixed = Math.imul(mixed, 0x735a2d97)
      return (mixed ^ (mixed >>> 15)) >>> 0
    }
    this.#a = next()
    this.#b = next()
    this.#c = next()
    this.#d = next()
  }

  /** Uniform over 0 … 2³²−1. */
  uint32(): number {
    const product = Math.imul(this.#b, 5)
    const result = Math.imul((product << 7) | (product >>> 25), 9) >>> 0
    const shifted = this.#b << 9
    this.#c ^= this.#a
    this.#d ^= this.#b
    this.#b ^= this.#c
    this.#a ^= this.#d
    this.#c ^= shifted
    this.#d = (this.#d << 11) | (this.#d >>> 21)
    return result
  }

  /** Uniform over [0, 1). */
  fraction(): number {
    return this.uint32() / 0x1_0000_0000
  }

  /** Uniform over the integers from `low` to `high`, both included. */
  integer(low: number, high: number): number {
    return low + Math.floor(this.fraction() * (high - low + 1))
  }

  /** `length` lower-case hexadecimal digits. */
  hex(length: number): string {
    let text = ''
    while (text.length < length) text += this.uint32().toString(16).padStart(8, '0')
    return text.slice(0, length)
  }

  /** `length` characters of `alphabet`. */
  text(length: number, alphabet: string): string {
    let text = ''
    for (let index = 0; index < length; index++) text += alphabet[this.integer(0, alphabet.length - 1)] ?? ''
    return text
  }

  /** A version 4 UUID. */
  uuid(): string {
    const digits = this.hex(32)
    const variant = '89ab'[parseInt(digits[16] ?? '0', 16) & 3] ?? '8'
    return `${digits.slice(0, 8)}-${digits.slice(8, 12)}-4${digits.slice(13, 16)}-${variant}${digits.slice(17, 20)}-${digits.slice(20)}`
  }
}

/** FNV-1a over UTF-16 units. */
function hash(text: string): number {
  let value = 0x811c9dc5
  for (let index = 0; index < text.length; index++) value = Math.imul(value ^ text.charCodeAt(index), 0x01000193)
  return value >>> 0
}

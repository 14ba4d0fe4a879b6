/**
 * Decompression (RFC 1950, 1951, 1952) with zlib's words for what is wrong. Written out because Node tells the place
 * where a stream ends, checks sums and names each kind of damage, which small libraries do not.
 */

export type Container = 'raw' | 'zlib' | 'gzip' | 'any'

/** What is wrong with the data; `Z_BUF_ERROR` when it just stops. */
export class InflateError extends Error {
  constructor(
    message: string,
    readonly code: 'Z_DATA_ERROR' | 'Z_BUF_ERROR' | 'Z_NEED_DICT' = 'Z_DATA_ERROR',
  ) {
    super(message)
  }
}

const GZIP_MAGIC = 0x8b1f
const WINDOW_BYTES = 32768
/** Output is moved once so much of it lies behind the window. */
const KEPT_BYTES = 1 << 20

const LENGTH_BASE = [
  3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227, 258,
]
const LENGTH_EXTRA = [0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0]
const DISTANCE_BASE = [
  1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 193, 257, 385, 513, 769, 1025, 1537, 2049, 3073, 4097, 6145,
  8193, 12289, 16385, 24577,
]
const DISTANCE_EXTRA = [
  0, 0, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 8, 9, 9, 10, 10, 11, 11, 12, 12, 13, 13,
]
/** In which order a dynamic block gives the lengths of its code length codes. */
const CODE_LENGTH_ORDER = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15]
const END_OF_BLOCK = 256

/** Indexed by the next bits: symbol << 4 | length of its code; 0 where no code begins so. */
interface CodeTable {
  readonly entries: Uint16Array
  readonly mask: number
}

function codeTable(lengths: readonly number[], incomplete: string): CodeTable {
  const counts = new Array<number>(16).fill(0)
  for (const length of lengths) counts[length] = (counts[length] ?? 0) + 1
  counts[0] = 0
  const longest = counts.findLastIndex((count) => count > 0)
  if (longest < 1) return { entries: new Uint16Array(2), mask: 1 }
  const next: number[] = []
  let code = 0
  let left = 1
  for (let length = 1; length <= 15; length++) {
    code = (code + (counts[length - 1] ?? 0)) << 1
    next[length] = code
    left = (left << 1) - (counts[length] ?? 0)
    if (left < 0) throw new InflateError(incomplete)
  }
  // A single code of one bit is the only one that need not use all there is.
  if (left > 0 && longest !== 1) throw new InflateError(incomplete)
  const entries = new Uint16Array(1 << longest)
  for (const [symbol, length] of lengths.entries()) {
    if (length === 0) continue
    const value = next[length] ?? 0
    next[length] = value + 1
    // Codes are packed starting with their highest bit, everything else with the lowest.
    let reversed = 0
    for (let bit = 0; bit < length; bit++) reversed |= ((value >> bit) & 1) << (length - 1 - bit)
    for (let index = reversed; index < entries.length; index += 1 << length) entries[index] = (symbol << 4) | length
  }
  return { entries, mask: entries.length - 1 }
}

let fixedTables: { literals: CodeTable; distances: CodeTable } | undefined

function fixed(): { literals: CodeTable; distances: CodeTable } {
  const lengths = Array.from({ length: 288 }, (_, symbol) =>
    symbol < 144 ? 8 : symbol < 256 ? 9 : symbol < 280 ? 7 : 8,
  )
  fixedTables ??= { literals: codeTable(lengths, ''), distances: codeTable(new Array<number>(32).fill(5), '') }
  return fixedTables
}

let crcTable: Uint32Array | undefined

/** @param previous the sum of the data before */
export function crc32(bytes: Uint8Array, previous = 0): number {
  crcTable ??= Uint32Array.from({ length: 256 }, (_, index) => {
    let value = index
    for (let bit = 0; bit < 8; bit++) value = value & 1 ? 0xedb88320 ^ (value >>> 1) : value >>> 1
    return value
  })
  let sum = ~previous
  for (const byte of bytes) sum = (crcTable[(sum ^ byte) & 0xff] ?? 0) ^ (sum >>> 8)
  return ~sum >>> 0
}

/** As crc32; the sum of nothing is 1. */
export function adler32(bytes: Uint8Array, previous = 1): number {
  let [low, high] = [previous & 0xffff, previous >>> 16]
  for (let start = 0; start < bytes.length; start += 3800) {
    for (const byte of bytes.subarray(start, start + 3800)) {
      low += byte
      high += low
    }
    low %= 65521
    high %= 65521
  }
  return ((high << 16) | low) >>> 0
}

/** Takes compressed bytes piece by piece, gives what they say. */
export class Inflater {
  #input: Uint8Array = new Uint8Array()
  #position = 0
  #bits = 0
  #bitCount = 0
  #output = new Uint8Array(WINDOW_BYTES)
  #end = 0
  /** Output before this has been given out. */
  #given = 0
  #sum = 0
  /** Output before this is in the sum. */
  #summed = 0
  #total = 0
  #member: 'raw' | 'zlib' | 'gzip' = 'raw'
  #finished = false
  readonly #steps: Generator<undefined, void, undefined>

  constructor(
    private readonly container: Container,
    private readonly dictionary?: Uint8Array,
  ) {
    this.#steps = this.#run()
  }

  /** Whether the compressed data has come to its end. */
  get finished(): boolean {
    return this.#finished
  }

  push(chunk: Uint8Array): Uint8Array {
    if (this.#finished && this.#member !== 'gzip') return new Uint8Array()
    const rest = this.#input.subarray(this.#position)
    const joined = new Uint8Array(rest.length + chunk.length)
    joined.set(rest)
    joined.set(chunk, rest.length)
    this.#input = joined
    this.#position = 0
    this.#steps.next()
    return this.#take()
  }

  /** Nothing more will come. */
  end(): void {
    if (!this.#finished) throw new InflateError('unexpected end of file', 'Z_BUF_ERROR')
  }

  #take(): Uint8Array {
    this.#checkpoint()
    const taken = this.#output.slice(this.#given, this.#end)
    this.#given = this.#end
    if (this.#end > KEPT_BYTES) {
      this.#output.copyWithin(0, this.#end - WINDOW_BYTES, this.#end)
      this.#end = this.#given = this.#summed = WINDOW_BYTES
    }
    return taken
  }

  /** Adds the output since the last time to the sum. */
  #checkpoint(): void {
    const fresh = this.#output.subarray(this.#summed, this.#end)
    if (this.#member === 'gzip') this.#sum = crc32(fresh, this.#sum)
    else if (this.#member === 'zlib') this.#sum = adler32(fresh, this.#sum)
    this.#total += fresh.length
    this.#summed = this.#end
  }

  #reserve(bytes: number): void {
    if (this.#end + bytes <= this.#output.length) return
    const larger = new Uint8Array(Math.max(this.#output.length * 2, this.#end + bytes))
    larger.set(this.#output.subarray(0, this.#end))
    this.#output = larger
  }

  *#need(count: number): Generator<undefined, number, undefined> {
    while (this.#bitCount < count) {
      if (this.#position >= this.#input.length) {
        yield
        continue
      }
      this.#bits |= (this.#input[this.#position++] ?? 0) << this.#bitCount
      this.#bitCount += 8
    }
    const value = this.#bits & ((1 << count) - 1)
    this.#bits >>>= count
    this.#bitCount -= count
    return value
  }

  *#run(): Generator<undefined, void, undefined> {
    for (;;) {
      yield* this.#header()
      let last: number
      do {
        last = yield* this.#need(1)
        yield* this.#block(yield* this.#need(2))
      } while (!last)
      // What is left of the last byte of the deflated data means nothing.
      this.#need(this.#bitCount % 8).next()
      yield* this.#trailer()
      this.#finished = true
      if (this.#member !== 'gzip') return
      // Another member may follow; a zero begins padding, which is ignored.
      while (this.#position >= this.#input.length) yield
      if (this.#input[this.#position] === 0) return
      this.#finished = false
    }
  }

  *#header(): Generator<undefined, void, undefined> {
    this.#sum = 0
    this.#total = 0
    if (this.container === 'raw') {
      this.#preset()
      return
    }
    const start = yield* this.#need(16)
    if (this.container !== 'zlib' && start === GZIP_MAGIC) {
      yield* this.#gzipHeader()
      return
    }
    if (this.container === 'gzip') throw new InflateError('incorrect header check')
    const [first, second] = [start & 0xff, start >> 8]
    if (((first << 8) | second) % 31 !== 0) throw new InflateError('incorrect header check')
    if ((first & 15) !== 8) throw new InflateError('unknown compression method')
    if (first >> 4 > 7) throw new InflateError('invalid window size')
    this.#member = 'zlib'
    this.#sum = 1
    if (second & 0x20) {
      const wanted = yield* this.#bigEndian()
      if (!this.dictionary) throw new InflateError('Missing dictionary', 'Z_NEED_DICT')
      if (adler32(this.dictionary) !== wanted) throw new InflateError('Bad dictionary', 'Z_NEED_DICT')
      this.#preset()
    }
  }

  /** Puts the dictionary where earlier output would be. */
  #preset(): void {
    if (!this.dictionary || this.#end > 0) return
    const window = this.dictionary.subarray(-WINDOW_BYTES)
    this.#reserve(window.length)
    this.#output.set(window)
    this.#end = this.#given = this.#summed = window.length
  }

  *#gzipHeader(): Generator<undefined, void, undefined> {
    this.#member = 'gzip'
    const header = [GZIP_MAGIC & 0xff, GZIP_MAGIC >> 8]
    const methodAndFlags = yield* this.#need(16)
    const [method, flags] = [methodAndFlags & 0xff, methodAndFlags >> 8]
    header.push(method, flags)
    if (method !== 8) throw new InflateError('unknown compression method')
    if (flags & 0xe0) throw new InflateError('unknown header flags set')
    // Time, extra flags, operating system.
    yield* this.#headerBytes(6, header)
    if (flags & 4) {
      yield* this.#headerBytes(2, header)
      const [low = 0, high = 0] = header.slice(-2)
      yield* this.#headerBytes(low + high * 256, header)
    }
    // Name and comment end with a zero.
    for (const flag of [8, 16]) {
      if (!(flags & flag)) continue
      do yield* this.#headerBytes(1, header)
      while (header.at(-1) !== 0)
    }
    if (flags & 2 && (yield* this.#need(16)) !== (crc32(Uint8Array.from(header)) & 0xffff)) {
      throw new InflateError('header crc mismatch')
    }
  }

  *#headerBytes(count: number, header: number[]): Generator<undefined, void, undefined> {
    for (let read = 0; read < count; read++) header.push(yield* this.#need(8))
  }

  *#trailer(): Generator<undefined, void, undefined> {
    this.#checkpoint()
    if (this.#member === 'zlib') {
      if ((yield* this.#bigEndian()) !== this.#sum) throw new InflateError('incorrect data check')
    } else if (this.#member === 'gzip') {
      if ((yield* this.#littleEndian()) !== this.#sum) throw new InflateError('incorrect data check')
      if ((yield* this.#littleEndian()) !== this.#total % 2 ** 32) throw new InflateError('incorrect length check')
    }
  }

  *#littleEndian(): Generator<undefined, number, undefined> {
    const low = yield* this.#need(16)
    return low + (yield* this.#need(16)) * 65536
  }

  *#bigEndian(): Generator<undefined, number, undefined> {
    let value = 0
    for (let count = 0; count < 4; count++) value = value * 256 + (yield* this.#need(8))
    return value
  }

  *#block(type: number): Generator<undefined, void, undefined> {
    if (type === 0) return yield* this.#stored()
    if (type === 3) throw new InflateError('invalid block type')
    const { literals, distances } = type === 1 ? fixed() : yield* this.#dynamicTables()
    yield* this.#codes(literals, distances)
  }

  *#stored(): Generator<undefined, void, undefined> {
    this.#need(this.#bitCount % 8).next()
    let length = yield* this.#need(16)
    if (((yield* this.#need(16)) ^ 0xffff) !== length) throw new InflateError('invalid stored block lengths')
    while (length > 0) {
      if (this.#position >= this.#input.length) {
        yield
        continue
      }
      const part = this.#input.subarray(this.#position, this.#position + length)
      this.#reserve(part.length)
      this.#output.set(part, this.#end)
      this.#end += part.length
      this.#position += part.length
      length -= part.length
    }
  }

  *#dynamicTables(): Generator<undefined, { literals: CodeTable; distances: CodeTable }, undefined> {
    const literalCount = (yield* this.#need(5)) + 257
    const distanceCount = (yield* this.#need(5)) + 1
    const codeCount = (yield* this.#need(4)) + 4
    if (literalCount > 286 || distanceCount > 30) throw new InflateError('too many length or distance symbols')
    const codeLengths = new Array<number>(19).fill(0)
    for (const symbol of CODE_LENGTH_ORDER.slice(0, codeCount)) codeLengths[symbol] = yield* this.#need(3)
    const codes = codeTable(codeLengths, 'invalid code lengths set')
    const lengths: number[] = []
    while (lengths.length < literalCount + distanceCount) {
      const symbol = yield* this.#symbol(codes, 'invalid code lengths set')
      if (symbol < 16) {
        lengths.push(symbol)
        continue
      }
      const previous = lengths.at(-1)
      if (symbol === 16 && previous === undefined) throw new InflateError('invalid bit length repeat')
      const repeated = symbol === 16 ? (previous ?? 0) : 0
      const count =
        symbol === 16
          ? 3 + (yield* this.#need(2))
          : symbol === 17
            ? 3 + (yield* this.#need(3))
            : 11 + (yield* this.#need(7))
      if (lengths.length + count > literalCount + distanceCount) throw new InflateError('invalid bit length repeat')
      for (let index = 0; index < count; index++) lengths.push(repeated)
    }
    if (lengths[END_OF_BLOCK] === 0) throw new InflateError('invalid code -- missing end-of-block')
    return {
      literals: codeTable(lengths.slice(0, literalCount), 'invalid literal/lengths set'),
      distances: codeTable(lengths.slice(literalCount), 'invalid distances set'),
    }
  }

  *#symbol(table: CodeTable, invalid: string): Generator<undefined, number, undefined> {
    for (;;) {
      const entry = table.entries[this.#bits & table.mask] ?? 0
      const length = entry & 15
      if (length > 0 && length <= this.#bitCount) {
        this.#bits >>>= length
        this.#bitCount -= length
        return entry >> 4
      }
      if (length === 0 && this.#bitCount >= 15) throw new InflateError(invalid)
      if (this.#position >= this.#input.length) {
        yield
        continue
      }
      this.#bits |= (this.#input[this.#position++] ?? 0) << this.#bitCount
      this.#bitCount += 8
    }
  }

  *#codes(literals: CodeTable, distances: CodeTable): Generator<undefined, void, undefined> {
    for (;;) {
      const symbol = this.#quickSymbol(literals) ?? (yield* this.#symbol(literals, 'invalid literal/length code'))
      if (symbol < END_OF_BLOCK) {
        if (this.#end >= this.#output.length) this.#reserve(1)
        this.#output[this.#end++] = symbol
        continue
      }
      if (symbol === END_OF_BLOCK) return
      const base = LENGTH_BASE[symbol - 257]
      if (base === undefined) throw new InflateError('invalid literal/length code')
      const length = base + (yield* this.#need(LENGTH_EXTRA[symbol - 257] ?? 0))
      const code = this.#quickSymbol(distances) ?? (yield* this.#symbol(distances, 'invalid distance code'))
      const distanceBase = DISTANCE_BASE[code]
      if (distanceBase === undefined) throw new InflateError('invalid distance code')
      this.#copy(length, distanceBase + (yield* this.#need(DISTANCE_EXTRA[code] ?? 0)))
    }
  }

  /** A symbol without starting a generator, where the input at hand suffices: nearly always. */
  #quickSymbol(table: CodeTable): number | undefined {
    while (this.#bitCount < 15 && this.#position < this.#input.length) {
      this.#bits |= (this.#input[this.#position++] ?? 0) << this.#bitCount
      this.#bitCount += 8
    }
    const entry = table.entries[this.#bits & table.mask] ?? 0
    const length = entry & 15
    if (length === 0 || length > this.#bitCount) return undefined
    this.#bits >>>= length
    this.#bitCount -= length
    return entry >> 4
  }

  #copy(length: number, distance: number): void {
    if (distance > this.#end) throw new InflateError('invalid distance too far back')
    this.#reserve(length)
    const output = this.#output
    let from = this.#end - distance
    // Byte by byte: the source may reach into what is being written.
    for (let count = 0; count < length; count++) output[this.#end++] = output[from++] ?? 0
  }
}

/** node:zlib: compression by fflate, decompression by our own; no Brotli and no Zstandard. */

import { Deflate as Compressor, Gzip as GzipCompressor, Zlib as ZlibCompressor } from 'fflate'
import type { Transform as TransformStream, TransformCallback, TransformOptions } from 'node:stream'
import { Buffer, toBytes } from './buffer'
import { crc32, Inflater, InflateError, type Container } from './inflate'
import { nodeError, outOfRange, requireFunction, unavailableFunctions } from './node-error'
import process from './process'
import { Transform } from './stream'

interface Options {
  level?: number
  memLevel?: number
  windowBits?: number
  chunkSize?: number
  finishFlush?: number
  maxOutputLength?: number
  dictionary?: Uint8Array
}

type Callback = (error: Error | null, result?: Buffer) => void

const constants = {
  Z_NO_FLUSH: 0,
  Z_PARTIAL_FLUSH: 1,
  Z_SYNC_FLUSH: 2,
  Z_FULL_FLUSH: 3,
  Z_FINISH: 4,
  Z_BLOCK: 5,
  Z_OK: 0,
  Z_STREAM_END: 1,
  Z_NEED_DICT: 2,
  Z_ERRNO: -1,
  Z_STREAM_ERROR: -2,
  Z_DATA_ERROR: -3,
  Z_MEM_ERROR: -4,
  Z_BUF_ERROR: -5,
  Z_VERSION_ERROR: -6,
  Z_NO_COMPRESSION: 0,
  Z_BEST_SPEED: 1,
  Z_BEST_COMPRESSION: 9,
  Z_DEFAULT_COMPRESSION: -1,
  Z_FILTERED: 1,
  Z_HUFFMAN_ONLY: 2,
  Z_RLE: 3,
  Z_FIXED: 4,
  Z_DEFAULT_STRATEGY: 0,
  ZLIB_VERNUM: 4880,
  DEFLATE: 1,
  INFLATE: 2,
  GZIP: 3,
  GUNZIP: 4,
  DEFLATERAW: 5,
  INFLATERAW: 6,
  UNZIP: 7,
  BROTLI_DECODE: 8,
  BROTLI_ENCODE: 9,
  Z_MIN_WINDOWBITS: 8,
  Z_MAX_WINDOWBITS: 15,
  Z_DEFAULT_WINDOWBITS: 15,
  Z_MIN_CHUNK: 64,
  Z_MAX_CHUNK: Infinity,
  Z_DEFAULT_CHUNK: 16384,
  Z_MIN_MEMLEVEL: 1,
  Z_MAX_MEMLEVEL: 9,
  Z_DEFAULT_MEMLEVEL: 8,
  Z_MIN_LEVEL: -1,
  Z_MAX_LEVEL: 9,
  Z_DEFAULT_LEVEL: -1,
  BROTLI_OPERATION_PROCESS: 0,
  BROTLI_OPERATION_FLUSH: 1,
  BROTLI_OPERATION_FINISH: 2,
  BROTLI_PARAM_MODE: 0,
  BROTLI_MODE_GENERIC: 0,
  BROTLI_MODE_TEXT: 1,
  BROTLI_PARAM_QUALITY: 1,
  BROTLI_MIN_QUALITY: 0,
  BROTLI_MAX_QUALITY: 11,
  BROTLI_DEFAULT_QUALITY: 11,
  BROTLI_PARAM_LGWIN: 2,
  BROTLI_PARAM_SIZE_HINT: 5,
}

const codes = {
  Z_OK: 0,
  Z_STREAM_END: 1,
  Z_NEED_DICT: 2,
  Z_ERRNO: -1,
  Z_STREAM_ERROR: -2,
  Z_DATA_ERROR: -3,
  Z_MEM_ERROR: -4,
  Z_BUF_ERROR: -5,
  Z_VERSION_ERROR: -6,
}

const DATA = 'of type string or an instance of Buffer, TypedArray, DataView, or ArrayBuffer'

/** Both directions look alike from outside: bytes in, bytes out. */
interface Engine {
  push(chunk: Uint8Array): Uint8Array[]
  flush(): Uint8Array[]
  finish(): Uint8Array[]
}

type CompressorClass = new (
  options: object,
  give: (chunk: Uint8Array) => void,
) => {
  push(chunk: Uint8Array, final?: boolean): void
  flush(sync?: boolean): void
}

function compression(Class: CompressorClass, options: Options): Engine {
  let given: Uint8Array[] = []
  const { level } = options
  const compressor = new Class(
    // A time in the header would make the result depend on the clock; Node writes none either.
    {
      mtime: 0,
      ...(level !== undefined && level >= 0 ? { level } : {}),
      ...(options.dictionary ? { dictionary: options.dictionary } : {}),
    },
    (chunk) => given.push(chunk),
  )
  const take = () => {
    const chunks = given.filter((chunk) => chunk.length > 0)
    given = []
    return chunks
  }
  return {
    push(chunk) {
      if (chunk.length > 0) compressor.push(chunk)
      return take()
    },
    flush() {
      compressor.flush(true)
      return take()
    },
    finish() {
      compressor.push(new Uint8Array(), true)
      return take()
    },
  }
}

function decompression(container: Container, options: Options): Engine {
  const inflater = new Inflater(container, options.dictionary)
  // Streams that are cut off on purpose are read with finishFlush: Z_SYNC_FLUSH.
  const tolerant = options.finishFlush !== undefined && options.finishFlush !== constants.Z_FINISH
  return {
    push: (chunk) => [inflater.push(chunk)],
    flush: () => [],
    finish() {
      if (!tolerant) inflater.end()
      return []
    },
  }
}

function checkOptions(options: Options): void {
  const check = (name: 'level' | 'windowBits' | 'memLevel', min: number, max: number) => {
    const value = options[name]
    if (value === undefined) return
    if (typeof value !== 'number') {
      throw nodeError(
        TypeError,
        'ERR_INVALID_ARG_TYPE',
        `The "options.${name}" property must be of type number. Received type ${typeof value} ('${String(value)}')`,
      )
    }
    if (Number.isNaN(value) || value < min || value > max)
      throw outOfRange(`options.${name}`, `>= ${min} and <= ${max}`, value)
  }
  check('level', -1, 9)
  check('windowBits', 8, 15)
  check('memLevel', 1, 9)
}

function zlibError(error: unknown): Error {
  if (!(error instanceof InflateError)) return error as Error
  return Object.assign(new Error(error.message), { errno: codes[error.code], code: error.code })
}

const kinds = {
  Gzip: (options: Options) => compression(GzipCompressor as unknown as CompressorClass, options),
  Deflate: (options: Options) => compression(ZlibCompressor as unknown as CompressorClass, options),
  DeflateRaw: (options: Options) => compression(Compressor as unknown as CompressorClass, options),
  Gunzip: (options: Options) => decompression('gzip', options),
  Inflate: (options: Options) => decompression('zlib', options),
  InflateRaw: (options: Options) => decompression('raw', options),
  Unzip: (options: Options) => decompression('any', options),
}

function runSync(kind: (options: Options) => Engine, data: unknown, options: Options = {}): Buffer {
  const bytes = toBytes(data, undefined, 'buffer', DATA)
  checkOptions(options)
  const engine = kind(options)
  let chunks: Uint8Array[]
  try {
    chunks = [...engine.push(bytes), ...engine.finish()]
  } catch (error) {
    throw zlibError(error)
  }
  const result = Buffer.concat(chunks)
  const limit = options.maxOutputLength ?? Infinity
  if (result.length > limit) {
    throw nodeError(RangeError, 'ERR_BUFFER_TOO_LARGE', `Cannot create a Buffer larger than ${limit} bytes`)
  }
  return result
}

function runLater(
  kind: (options: Options) => Engine,
  data: unknown,
  options: Options | Callback,
  done?: Callback,
): void {
  const callback = typeof options === 'function' ? options : done
  requireFunction(callback, 'callback')
  const settings = typeof options === 'function' ? {} : options
  // Wrong arguments throw; damaged data goes to the callback.
  const bytes = toBytes(data, undefined, 'buffer', DATA)
  checkOptions(settings ?? {})
  process.nextTick(() => {
    let result: Buffer
    try {
      result = runSync(kind, bytes, settings)
    } catch (error) {
      ;(callback as Callback)(error as Error)
      return
    }
    ;(callback as Callback)(null, result)
  })
}

class ZlibStream extends Transform {
  readonly #engine: Engine
  bytesWritten = 0

  constructor(kind: (options: Options) => Engine, options: Options) {
    super(options as TransformOptions)
    checkOptions(options)
    this.#engine = kind(options)
  }

  #give(run: () => Uint8Array[], done: TransformCallback): void {
    try {
      for (const chunk of run()) {
        if (chunk.length > 0) this.push(Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength))
      }
    } catch (error) {
      done(zlibError(error))
      return
    }
    done()
  }

  override _transform(chunk: unknown, encoding: BufferEncoding, done: TransformCallback): void {
    const bytes = toBytes(chunk, encoding, 'chunk', DATA)
    this.bytesWritten += bytes.length
    // The compressor keeps what it gets, and callers reuse their buffers.
    this.#give(() => this.#engine.push(bytes.slice()), done)
  }

  override _flush(done: TransformCallback): void {
    this.#give(() => this.#engine.finish(), done)
  }

  flush(kind?: number | (() => void), callback?: () => void): void {
    const done = typeof kind === 'function' ? kind : callback
    this.#give(
      () => this.#engine.flush(),
      () => done?.(),
    )
  }

  close(callback?: () => void): void {
    if (callback) this.once('close', callback)
    this.destroy()
  }

  params(_level: number, _strategy: number, callback: () => void): void {
    process.nextTick(callback)
  }

  reset(): void {
    throw nodeError(Error, 'ERR_METHOD_NOT_IMPLEMENTED', 'The reset() method is not implemented: make a new stream')
  }
}

type StreamClass = new (options?: Options) => TransformStream

/** Callable without `new`, as Node's. */
function streamClass(name: keyof typeof kinds): StreamClass {
  const kind = kinds[name]
  const Class = function (options: Options = {}) {
    const stream = new ZlibStream(kind, options)
    Object.setPrototypeOf(stream, Class.prototype as object)
    return stream
  }
  Class.prototype = Object.create(ZlibStream.prototype, {
    constructor: { value: Class, writable: true, configurable: true },
  })
  Object.defineProperty(Class, 'name', { value: name })
  return Class as unknown as StreamClass
}

const streams = Object.fromEntries(
  (Object.keys(kinds) as (keyof typeof kinds)[]).map((name) => [name, streamClass(name)]),
) as Record<keyof typeof kinds, StreamClass>

const forms: Record<string, unknown> = {}
for (const [name, kind] of Object.entries(kinds)) {
  const method = name.charAt(0).toLowerCase() + name.slice(1)
  const Class = streams[name as keyof typeof kinds]
  forms[`${method}Sync`] = (data: unknown, options?: Options) => runSync(kind, data, options)
  forms[method] = (data: unknown, options: Options | Callback, done?: Callback) => runLater(kind, data, options, done)
  forms[`create${name}`] = (options?: Options) => new Class(options)
}

const noBrotli = unavailableFunctions(
  'zlib',
  [
    'BrotliCompress',
    'BrotliDecompress',
    'brotliCompress',
    'brotliCompressSync',
    'brotliDecompress',
    'brotliDecompressSync',
    'createBrotliCompress',
    'createBrotliDecompress',
    'ZstdCompress',
    'ZstdDecompress',
    'createZstdCompress',
    'createZstdDecompress',
    'zstdCompress',
    'zstdCompressSync',
    'zstdDecompress',
    'zstdDecompressSync',
  ],
  'use gzip or deflate.',
)

export default {
  ...noBrotli,
  ...forms,
  ...streams,
  ...constants,
  codes: { ...codes, ...Object.fromEntries(Object.entries(codes).map(([name, number]) => [number, name])) },
  constants,
  crc32: (data: unknown, previous = 0) => crc32(toBytes(data, undefined, 'data', DATA), previous),
}

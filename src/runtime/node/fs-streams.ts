/** fs.createReadStream and fs.createWriteStream. */

import type { Readable as ReadableStream, Writable as WritableStream } from 'node:stream'
import { Buffer } from './buffer'
import { pathText, type PathLike } from './file-system'
import { optionsOf, sync } from './fs-sync'
import { invalidArgumentType, outOfRange } from './node-error'
import process from './process'
import { Readable, Writable } from './stream'

const CHUNK_BYTES = 64 * 1024

interface StreamOptions {
  flags?: string
  encoding?: BufferEncoding | null
  fd?: number | { fd: number } | null
  mode?: number
  autoClose?: boolean
  emitClose?: boolean
  start?: number
  end?: number
  highWaterMark?: number
  signal?: AbortSignal
}

interface FileStream {
  fd: number | null
  path: string
  pending: boolean
  /** Read or written, under both of Node's names. */
  bytesRead: number
  bytesWritten: number
}

function checkRange(options: StreamOptions): void {
  for (const name of ['start', 'end'] as const) {
    const value = options[name]
    if (value === undefined || value === Infinity) continue
    if (typeof value !== 'number') throw invalidArgumentType(name, 'of type number', value)
    if (!Number.isInteger(value) || value < 0) throw outOfRange(name, '>= 0 && <= 9007199254740991', value)
  }
  const { start, end } = options
  if (start !== undefined && end !== undefined && start > end) {
    throw outOfRange('start', `<= "end" (here: ${end})`, start)
  }
}

const given = (fd: StreamOptions['fd']) => (typeof fd === 'object' && fd ? fd.fd : (fd ?? null))

/** Opens the file and tells so as Node does: `open` and `ready`, before the first chunk. */
function opener(stream: FileStream & NodeJS.EventEmitter, flags: string, mode: number | undefined) {
  return (done: (error?: Error) => void) => {
    try {
      stream.fd ??= sync.open(stream.path, flags, mode)
    } catch (error) {
      done(error as Error)
      return
    }
    stream.pending = false
    done()
    stream.emit('open', stream.fd)
    stream.emit('ready')
  }
}

function closer(stream: FileStream, autoClose: boolean) {
  return (error: Error | null, done: (error?: Error | null) => void) => {
    const { fd } = stream
    stream.fd = null
    if (fd !== null && autoClose) {
      try {
        sync.close(fd)
      } catch (closeError) {
        done(error ?? (closeError as Error))
        return
      }
    }
    done(error)
  }
}

export function createReadStream(file: PathLike, options?: StreamOptions | string | null): ReadableStream {
  const settings = optionsOf<StreamOptions>(options)
  checkRange(settings)
  const fd = given(settings.fd)
  let position = settings.start ?? null
  let remaining = settings.end === undefined ? Infinity : settings.end - (settings.start ?? 0) + 1
  const stream: ReadableStream & FileStream = Object.assign(
    new Readable({
      highWaterMark: settings.highWaterMark ?? CHUNK_BYTES,
      emitClose: settings.emitClose ?? true,
      ...(settings.encoding ? { encoding: settings.encoding as BufferEncoding } : {}),
      ...(settings.signal ? { signal: settings.signal } : {}),
      construct: (done) => opener(stream, settings.flags ?? 'r', settings.mode)(done),
      // One chunk at a time, as from a disk: what is there already would be joined to one large chunk.
      read: (size) => process.nextTick(() => readChunk(size)),
      destroy: (error, done) => closer(stream, settings.autoClose ?? true)(error, done),
    }),
    { fd, path: fd === null ? pathText(file) : (file as string), pending: true, bytesRead: 0, bytesWritten: 0 },
  ) as ReadableStream & FileStream

  function readChunk(size: number): void {
    if (stream.fd === null) return
    const chunk = Buffer.alloc(Math.min(size, remaining))
    let count: number
    try {
      count = chunk.length === 0 ? 0 : sync.read(stream.fd, chunk, 0, chunk.length, position)
    } catch (error) {
      stream.destroy(error as Error)
      return
    }
    if (position !== null) position += count
    remaining -= count
    stream.bytesRead += count
    stream.push(count === 0 ? null : chunk.subarray(0, count))
  }

  return withClose(stream)
}

export function createWriteStream(file: PathLike, options?: StreamOptions | string | null): WritableStream {
  const settings = optionsOf<StreamOptions>(options)
  checkRange(settings)
  const fd = given(settings.fd)
  let position = settings.start ?? null
  const stream: WritableStream & FileStream = Object.assign(
    new Writable({
      decodeStrings: true,
      emitClose: settings.emitClose ?? true,
      ...(settings.highWaterMark === undefined ? {} : { highWaterMark: settings.highWaterMark }),
      ...(settings.encoding ? { defaultEncoding: settings.encoding as BufferEncoding } : {}),
      ...(settings.signal ? { signal: settings.signal } : {}),
      construct: (done) => opener(stream, settings.flags ?? 'w', settings.mode)(done),
      write(chunk: Uint8Array, _encoding, done) {
        try {
          sync.write(stream.fd as number, chunk, 0, chunk.length, position)
        } catch (error) {
          done(error as Error)
          return
        }
        if (position !== null) position += chunk.length
        stream.bytesWritten += chunk.length
        done()
      },
      destroy: (error, done) => closer(stream, settings.autoClose ?? true)(error, done),
    }),
    { fd, path: fd === null ? pathText(file) : (file as string), pending: true, bytesRead: 0, bytesWritten: 0 },
  ) as WritableStream & FileStream
  return withClose(stream)
}

function withClose<Stream extends ReadableStream | WritableStream>(stream: Stream): Stream {
  const close = (done?: () => void) => {
    if (done) stream.once('close', done)
    if ('end' in stream && !stream.writableEnded) stream.end()
    else stream.destroy()
  }
  return Object.assign(stream, { close })
}

/** Readable.toWeb, Writable.fromWeb and their kin. */

import type {
  Duplex as DuplexStream,
  Readable as ReadableStreamOfNode,
  Writable as WritableStreamOfNode,
} from 'node:stream'
import base from 'readable-stream'
import { Buffer } from './buffer'
import { abortError, invalidArgumentType } from './node-error'

type Options = Record<string, unknown>

export function toWebReadable(stream: ReadableStreamOfNode): ReadableStream {
  const chunks = stream[Symbol.asyncIterator]() as AsyncIterator<unknown>
  return new ReadableStream(
    {
      async pull(controller) {
        const { done, value } = await chunks.next()
        if (done) return controller.close()
        // Web streams carry plain bytes.
        controller.enqueue(
          Buffer.isBuffer(value) ? new Uint8Array(value.buffer, value.byteOffset, value.length) : value,
        )
      },
      cancel(reason?: unknown) {
        stream.destroy(reason instanceof Error ? reason : undefined)
      },
    },
    { highWaterMark: 0 },
  )
}

export function fromWebReadable(web: ReadableStream, options: Options = {}): ReadableStreamOfNode {
  if (typeof web?.getReader !== 'function') {
    throw invalidArgumentType('readableStream', 'an instance of ReadableStream', web)
  }
  const reader = web.getReader()
  const signal = options['signal'] as AbortSignal | undefined
  const stream = new base.Readable({
    ...options,
    read() {
      reader.read().then(
        ({ done, value }: ReadableStreamReadResult<unknown>) => stream.push(done ? null : value),
        (error: Error) => stream.destroy(error),
      )
    },
    destroy(error, done) {
      reader.cancel(error ?? undefined).then(
        () => done(error),
        () => done(error),
      )
    },
  })
  if (signal) base.addAbortSignal(signal, stream)
  return stream
}

export function toWebWritable(stream: WritableStreamOfNode): WritableStream {
  return new WritableStream({
    write: (chunk: unknown) =>
      new Promise<void>((resolve, reject) => void stream.write(chunk, (error) => (error ? reject(error) : resolve()))),
    close: () =>
      new Promise<void>((resolve, reject) => {
        stream.once('error', reject)
        stream.end(() => resolve())
      }),
    abort(reason?: unknown) {
      stream.destroy(reason instanceof Error ? reason : abortError(reason))
    },
  })
}

export function fromWebWritable(web: WritableStream, options: Options = {}): WritableStreamOfNode {
  if (typeof web?.getWriter !== 'function') {
    throw invalidArgumentType('writableStream', 'an instance of WritableStream', web)
  }
  const writer = web.getWriter()
  return new base.Writable({
    ...options,
    write(chunk: unknown, _encoding, done) {
      writer.write(chunk).then(() => done(), done)
    },
    final(done) {
      writer.close().then(() => done(), done)
    },
    destroy(error, done) {
      if (!error) return done(null)
      writer.abort(error).then(
        () => done(error),
        () => done(error),
      )
    },
  })
}

export function fromWebDuplex(
  pair: { readable: ReadableStream; writable: WritableStream },
  options: Options = {},
): DuplexStream {
  const readable = fromWebReadable(pair.readable, options)
  const writable = fromWebWritable(pair.writable, options)
  return (base.Duplex as unknown as { from(parts: object): DuplexStream }).from({ readable, writable })
}

export function toWebDuplex(stream: DuplexStream): { readable: ReadableStream; writable: WritableStream } {
  return { readable: toWebReadable(stream), writable: toWebWritable(stream) }
}

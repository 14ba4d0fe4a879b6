/**
 * Response streaming, buffered: what the handler writes is collected, and is the payload when the stream has ended.
 *
 * Source: ResponseStream, HttpResponseStream and the streaming part of Runtime in aws-lambda-ric.
 */

import { runtimeError } from './errors'

/** Between the JSON prelude of an HTTP response and its body. */
const PRELUDE_DELIMITER_BYTES = 8

interface Writable {
  write(chunk: unknown, encoding?: unknown, callback?: unknown): boolean
  once(name: string, listener: (error: unknown) => void): unknown
  readonly writableEnded: boolean
  readonly writableFinished: boolean
}
/** `stream.Writable` of Node. */
export interface WritableClass {
  new (options: { write(chunk: Uint8Array, encoding: unknown, done: () => void): void }): Writable
}

export interface ResponseStream extends Writable {
  setContentType(contentType: string): void
}

/** What to write before the first write of a stream. */
const preludes = new WeakMap<object, Uint8Array>()

export interface StreamedInvocation {
  readonly Writable: WritableClass
  /** Calls the handler. */
  start(stream: ResponseStream): unknown
  /** The runtime's own errors: texts before nodejs24.x, Error objects since then. */
  error(message: string): unknown
  warn(message: string): void
}

/** Resolves with the whole text that was written. Rejects with what the handler throws, or with a runtime's error. */
export async function streamResponse({ Writable, start, error, warn }: StreamedInvocation): Promise<string> {
  const { stream, text } = createResponseStream(Writable)
  const result = start(stream)
  const isPromise = typeof (result as { then?: unknown } | null | undefined)?.then === 'function'
  if (!isPromise) throw error('Streaming does not support non-async handlers.')
  if ((await result) !== undefined) warn('Streaming handlers ignore return values.')
  if (!stream.writableEnded) throw error('Response stream is not finished.')
  if (!stream.writableFinished) {
    await new Promise<unknown>((resolve, reject) => {
      stream.once('finish', resolve)
      stream.once('error', reject)
    })
  }
  return text()
}

function createResponseStream(Base: WritableClass) {
  const chunks: Uint8Array[] = []
  const stream = new Base({
    write(chunk, _encoding, done) {
      chunks.push(chunk)
      done()
    },
  }) as ResponseStream
  const { write } = stream
  let written = false
  stream.setContentType = () => {
    if (written) throw runtimeError('InvalidStreamingOperation', 'Cannot set content-type, too late.')
  }
  stream.write = function (chunk, ...rest): boolean {
    const isData = typeof chunk === 'string' || chunk instanceof Uint8Array
    if (!written) {
      written = true
      const prelude = preludes.get(this)
      if (prelude) write.call(this, prelude)
    }
    return write.call(this, isData ? chunk : JSON.stringify(chunk), ...rest)
  }
  const text = (): string => {
    const decoder = new TextDecoder()
    return chunks.map((chunk) => decoder.decode(chunk, { stream: true })).join('') + decoder.decode()
  }
  return { stream, text }
}

/** `awslambda.HttpResponseStream`. */
export const HttpResponseStream = {
  from(stream: ResponseStream, prelude: unknown): ResponseStream {
    stream.setContentType('application/vnd.awslambda.http-integration-response')
    const json = new TextEncoder().encode(JSON.stringify(prelude))
    const bytes = new Uint8Array(json.length + PRELUDE_DELIMITER_BYTES)
    bytes.set(json)
    preludes.set(stream, bytes)
    return stream
  },
}

/**
 * Response streaming: what the handler writes leaves at once, part by part, as fast as the bandwidth lets it.
 *
 * Source: ResponseStream, HttpResponseStream and the streaming part of Runtime in aws-lambda-ric; the bandwidth: Guide,
 * "Response streaming for Lambda functions".
 */

import { runtimeError } from './errors'
import type { ResponseChunk, ResponseRate } from './protocol'
import { min } from './realm'

/** Between the JSON prelude of an HTTP response and its body. */
const PRELUDE_DELIMITER_BYTES = 8
const MS_PER_SECOND = 1000

interface Writable {
  write(chunk: unknown, encoding?: unknown, callback?: unknown): boolean
  once(name: string, listener: (error: unknown) => void): unknown
  readonly writableEnded: boolean
  readonly writableFinished: boolean
}
interface WritableOptions {
  readonly highWaterMark?: number
  write(chunk: Uint8Array, encoding: unknown, done: () => void): void
  final(done: () => void): void
}
/** `stream.Writable` of Node. */
export type WritableClass = new (options: WritableOptions) => Writable

export interface ResponseStream extends Writable {
  setContentType(contentType: string): void
}

/** How a response leaves the environment. */
export interface ResponseTransport {
  readonly Writable: WritableClass
  readonly rate: ResponseRate | null
  /** Virtual milliseconds. */
  now(): number
  /** Calls back when virtual time has come there. */
  at(instant: number, callback: () => void): void
  send(chunk: ResponseChunk): void
}

/** What to write before the first write of a stream. */
const preludes = new WeakMap<object, Uint8Array>()

export interface StreamedInvocation {
  readonly transport: ResponseTransport
  readonly highWaterMark: number | null
  /** Calls the handler. */
  start(stream: ResponseStream): unknown
  /** The runtime's own errors: texts before nodejs24.x, Error objects since then. */
  error(message: string): unknown
  warn(message: string): void
}

/** Resolves when all that was written has left. Rejects with what the handler throws, or with a runtime's error. */
export async function streamResponse(invocation: StreamedInvocation): Promise<void> {
  const { start, error, warn } = invocation
  const { stream, close } = createResponseStream(invocation)
  try {
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
  } finally {
    close()
  }
}

function createResponseStream({ transport, highWaterMark }: StreamedInvocation) {
  const { Writable, rate } = transport
  /** After the invocation nobody listens any more. */
  let open = true
  let contentType: string | null = null
  let started = false
  let burst = rate?.burstBytes ?? Infinity

  const send = (bytes: Uint8Array): void => {
    if (!open) return
    transport.send({ at: transport.now(), bytes, ...(!started && { contentType }) })
    started = true
  }
  const stream = new Writable({
    ...(highWaterMark !== null && { highWaterMark }),
    write(chunk, _encoding, done) {
      // A copy: the handler may use its buffer again.
      const bytes = new Uint8Array(chunk)
      const atOnce = min(bytes.length, burst)
      burst -= atOnce
      const transmission = rate ? ((bytes.length - atOnce) / rate.bytesPerSecond) * MS_PER_SECOND : 0
      const leave = (): void => {
        send(bytes)
        done()
      }
      if (transmission > 0) transport.at(transport.now() + transmission, leave)
      else leave()
    },
    final(done) {
      if (!started) send(new Uint8Array())
      done()
    },
  }) as ResponseStream
  const { write } = stream
  let written = false
  stream.setContentType = (type) => {
    if (written) throw runtimeError('InvalidStreamingOperation', 'Cannot set content-type, too late.')
    contentType = type
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
  return {
    stream,
    close: () => {
      open = false
    },
  }
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

/** What a body can be given as, and the stream that it becomes. */

import { encodeForm } from './form-data'
import type { Operations } from './operations'
import type { RandomSource } from './random'
import { uncurry } from './realm'

const NativeStream = ReadableStream
const NativeBlob = Blob
const NativeFormData = FormData
const NativeEncoder = TextEncoder
const NativeQuery = URLSearchParams
const readBlob = uncurry(NativeBlob.prototype.arrayBuffer)

export interface BodySource {
  /** All of it, where that is known at once. */
  readonly known: string | Uint8Array | null
  /** Tells its type by itself. */
  readonly type: string | null
  stream(): ReadableStream<Uint8Array>
}

export function plainBody(body: unknown, operations: Operations, random: RandomSource): BodySource | null {
  if (body === undefined || body === null) return null
  if (body instanceof NativeStream) return { known: null, type: null, stream: () => body }
  if (body instanceof NativeFormData) {
    const form = encodeForm(body, random)
    return blobBody(form.body, form.type, operations)
  }
  if (body instanceof NativeBlob) return blobBody(body, body.type === '' ? null : body.type, operations)
  if (body instanceof ArrayBuffer || ArrayBuffer.isView(body)) return knownBody(bytesOf(body), null)
  const type = body instanceof NativeQuery ? 'application/x-www-form-urlencoded' : 'text/plain'
  return knownBody(String(body), `${type};charset=UTF-8`)
}

function knownBody(known: string | Uint8Array, type: string | null): BodySource {
  return { known, type, stream: () => streamOf((controller) => controller(bytesOf(known))) }
}

/** The browser reads blobs behind the scenes: the stream of such a body gives all of it, as one operation. */
function blobBody(blob: Blob, type: string | null, operations: Operations): BodySource {
  const stream = (): ReadableStream<Uint8Array> =>
    streamOf(async (give) => give(new Uint8Array(await operations.track(readBlob(blob)))))
  return { known: null, type, stream }
}

/** @param read gives all bytes when somebody wants them */
function streamOf(read: (give: (bytes: Uint8Array) => void) => void | Promise<void>): ReadableStream<Uint8Array> {
  const pull = (controller: ReadableStreamDefaultController<Uint8Array>): void | Promise<void> =>
    read((bytes) => {
      if (bytes.length > 0) controller.enqueue(bytes)
      controller.close()
    })
  return new NativeStream<Uint8Array>({ pull }, { highWaterMark: 0 })
}

/** A copy. */
export function bytesOf(source: string | ArrayBuffer | ArrayBufferView): Uint8Array<ArrayBuffer> {
  if (typeof source === 'string') return new NativeEncoder().encode(source)
  if (source instanceof ArrayBuffer) return new Uint8Array(source.slice(0))
  return new Uint8Array(source.buffer.slice(source.byteOffset, source.byteOffset + source.byteLength) as ArrayBuffer)
}

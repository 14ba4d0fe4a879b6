/** What bodies of requests and responses can be read as, and what reads them. */

import type { Operations } from './operations'
import { parseJson, uncurry } from './realm'

const NativeResponse = Response
const NativeBlob = Blob
const NativeDecoder = TextDecoder
const readForm = uncurry(NativeResponse.prototype.formData)

/** How a body can be read at once, from its bytes and its type. */
export const READERS: Readonly<
  Record<string, (bytes: Uint8Array<ArrayBuffer>, type: string, operations: Operations) => unknown>
> = {
  arrayBuffer: (bytes) => bytes.buffer,
  blob: (bytes, type) => new NativeBlob([bytes], { type }),
  bytes: (bytes) => bytes,
  formData: (bytes, type, operations) =>
    operations.track(readForm(new NativeResponse(bytes, { headers: { 'content-type': type } }))),
  json: (bytes) => parseJson(decode(bytes)) as unknown,
  text: (bytes) => decode(bytes),
}

function decode(bytes: Uint8Array<ArrayBuffer>): string {
  return new NativeDecoder().decode(bytes)
}

/** Reads a stream with its own microtasks only: it may wait for timers, which a tracked operation would hold up. */
export async function readAll(stream: ReadableStream<Uint8Array> | null): Promise<Uint8Array<ArrayBuffer>> {
  const chunks: Uint8Array[] = []
  let length = 0
  const reader = stream?.getReader()
  for (let part = await reader?.read(); part && !part.done; part = await reader?.read()) {
    chunks.push(part.value)
    length += part.value.byteLength
  }
  const all = new Uint8Array(length)
  let offset = 0
  for (const chunk of chunks) {
    all.set(chunk, offset)
    offset += chunk.byteLength
  }
  return all
}

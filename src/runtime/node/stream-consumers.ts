/** node:stream/consumers. */

import { Buffer } from './buffer'

type Source = AsyncIterable<unknown>

async function buffer(source: Source): Promise<Buffer> {
  const chunks: Uint8Array[] = []
  for await (const chunk of source) chunks.push(typeof chunk === 'string' ? Buffer.from(chunk) : (chunk as Uint8Array))
  return Buffer.concat(chunks)
}

async function text(source: Source): Promise<string> {
  const decoder = new TextDecoder()
  let result = ''
  for await (const chunk of source) {
    result += typeof chunk === 'string' ? chunk : decoder.decode(chunk as Uint8Array, { stream: true })
  }
  return result + decoder.decode()
}

async function arrayBuffer(source: Source): Promise<ArrayBufferLike> {
  const bytes = await buffer(source)
  return bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength)
}

const json = async (source: Source): Promise<unknown> => JSON.parse(await text(source)) as unknown
const blob = async (source: Source): Promise<Blob> => new Blob([(await arrayBuffer(source)) as ArrayBuffer])

export default { arrayBuffer, blob, buffer, json, text }

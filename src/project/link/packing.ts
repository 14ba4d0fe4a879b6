/** Texts as few bytes that notice when they were changed: a checksum, then raw DEFLATE from a dictionary. */

import { Inflate, deflateSync } from 'fflate'
import { type Carrier, LinkError, damaged, tooLarge } from './error'

/** How a version packs. Frozen with it. */
export interface Packing {
  /** What texts of the version have in common, the commonest last. */
  readonly dictionary: string
  readonly checksumBytes: number
}

export function pack(bytes: Uint8Array, { dictionary, checksumBytes }: Packing): Uint8Array {
  const packed = deflateSync(bytes, { level: 9, mem: 8, dictionary: utf8(dictionary) })
  return join([checksum(packed, checksumBytes), packed])
}

/** Bytes that are unfolded at a time: a bomb is noticed before it has gone off. */
const PIECE = 4096
/** Real milliseconds after which the page has a turn. */
const BUSY_MS = 30

/**
 * Stops as soon as the text is larger than said.
 * @param bytesMax of the text
 */
export async function unpack(
  bytes: Uint8Array,
  { dictionary, checksumBytes }: Packing,
  bytesMax: number,
  carrier: Carrier,
): Promise<string> {
  const packed = bytes.subarray(checksumBytes)
  if (!checksum(packed, checksumBytes).every((byte, index) => byte === bytes[index])) throw damaged(carrier)
  const parts: Uint8Array[] = []
  let size = 0
  let ended = false
  const stream = new Inflate({ dictionary: utf8(dictionary) }, (part, final) => {
    size += part.length
    if (size > bytesMax) throw tooLarge(carrier)
    parts.push(part)
    ended ||= final
  })
  try {
    let busySince = performance.now()
    for (let start = 0; start < packed.length; start += PIECE) {
      stream.push(packed.subarray(start, start + PIECE), start + PIECE >= packed.length)
      if (performance.now() - busySince < BUSY_MS) continue
      await new Promise((resolve) => setTimeout(resolve))
      busySince = performance.now()
    }
    if (!ended) throw damaged(carrier)
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(join(parts))
  } catch (error) {
    throw error instanceof LinkError ? error : damaged(carrier)
  }
}

/** FNV-1a, the lower bytes of its four. */
function checksum(bytes: Uint8Array, length: number): Uint8Array {
  let hash = 0x811c9dc5
  for (const byte of bytes) hash = Math.imul(hash ^ byte, 0x01000193)
  return Uint8Array.of(hash >>> 24, hash >>> 16, hash >>> 8, hash).subarray(4 - length)
}

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text)

export function join(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((size, part) => size + part.length, 0))
  let offset = 0
  for (const part of parts) {
    whole.set(part, offset)
    offset += part.length
  }
  return whole
}

export function toBase64Url(bytes: Uint8Array): string {
  let binary = ''
  for (const byte of bytes) binary += String.fromCharCode(byte)
  return btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')
}

export function fromBase64Url(text: string): Uint8Array {
  try {
    const binary = atob(text.replaceAll('-', '+').replaceAll('_', '/'))
    return Uint8Array.from(binary, (character) => character.charCodeAt(0))
  } catch {
    throw damaged('link')
  }
}

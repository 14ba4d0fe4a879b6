/**
 * Frames of an event stream (application/vnd.amazon.eventstream).
 * Source: Smithy, "Amazon Event Stream specification". Numbers are big-endian; both checksums are CRC-32.
 *
 *     total length (4) · headers' length (4) · CRC of these 8 bytes (4) · headers · payload · CRC of all before (4)
 *     header: name's length (1) · name · type 7 = text (1) · value's length (2) · value
 */

export const EVENT_STREAM_TYPE = 'application/vnd.amazon.eventstream'

const PRELUDE = 12
const CHECKSUM = 4
const TEXT = 7

const utf8 = new TextEncoder()

/** @param eventType `PayloadChunk` */
export function eventFrame(eventType: string, contentType: string, payload: Uint8Array): Uint8Array {
  const headers = concatenate([
    header(':event-type', eventType),
    header(':content-type', contentType),
    header(':message-type', 'event'),
  ])
  const total = PRELUDE + headers.length + payload.length + CHECKSUM
  const frame = new Uint8Array(total)
  const view = new DataView(frame.buffer)
  view.setUint32(0, total)
  view.setUint32(4, headers.length)
  view.setUint32(8, crc32(frame.subarray(0, 8)))
  frame.set(headers, PRELUDE)
  frame.set(payload, PRELUDE + headers.length)
  view.setUint32(total - CHECKSUM, crc32(frame.subarray(0, total - CHECKSUM)))
  return frame
}

function header(name: string, value: string): Uint8Array {
  const nameBytes = utf8.encode(name)
  const valueBytes = utf8.encode(value)
  const length = Uint8Array.of(TEXT, valueBytes.length >> 8, valueBytes.length & 0xff)
  return concatenate([Uint8Array.of(nameBytes.length), nameBytes, length, valueBytes])
}

export function concatenate(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0))
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}

const CRC_TABLE = Uint32Array.from({ length: 256 }, (_, index) => {
  let value = index
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1
  return value >>> 0
})

export function crc32(bytes: Uint8Array): number {
  let value = 0xffff_ffff
  for (const byte of bytes) value = (CRC_TABLE[(value ^ byte) & 0xff] ?? 0) ^ (value >>> 8)
  return (value ^ 0xffff_ffff) >>> 0
}

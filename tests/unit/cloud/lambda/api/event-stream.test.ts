import { EventStreamCodec } from '@smithy/core/event-streams'
import { describe, expect, it } from 'vitest'
import { crc32, eventFrame } from '../../../../../src/cloud/lambda/api/event-stream'

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)

describe('frames of an event stream', () => {
  it('CRC-32 of the catalogue’s check text (CRC RevEng, CRC-32/ISO-HDLC)', () => {
    expect(crc32(bytes('123456789')).toString(16)).toBe('cbf43926')
    expect(crc32(new Uint8Array())).toBe(0)
  })

  it('are read by the SDK’s own codec, checksums included', () => {
    const codec = new EventStreamCodec(
      (input) => new TextDecoder().decode(input as Uint8Array),
      (input) => bytes(input),
    )
    const frame = eventFrame('PayloadChunk', 'application/octet-stream', bytes('{"a":"ä"}'))
    const { headers, body } = codec.decode(frame)
    expect(Object.fromEntries(Object.entries(headers).map(([name, { value }]) => [name, value]))).toEqual({
      ':event-type': 'PayloadChunk',
      ':content-type': 'application/octet-stream',
      ':message-type': 'event',
    })
    expect(new TextDecoder().decode(body)).toBe('{"a":"ä"}')
  })
})

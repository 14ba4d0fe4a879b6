/** Check values: catalogue of parametrised CRC algorithms ("123456789"); RFC 1321; FIPS 180, by way of node:crypto. */

import { createHash, randomBytes } from 'node:crypto'
import { crc32 as zlibCrc32 } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import {
  checksumOf,
  compositeChecksum,
  md5Hex,
  multipartETag,
  type ChecksumAlgorithm,
} from '../../../../../src/cloud/services/s3/checksums'

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)
const hex = (base64: string): string => Buffer.from(base64, 'base64').toString('hex')

describe('checksums', () => {
  it.each([
    ['CRC32', '123456789', 'cbf43926'],
    ['CRC32C', '123456789', 'e3069283'],
    ['CRC64NVME', '123456789', 'ae8b14860a799888'],
    ['CRC32', '', '00000000'],
    ['CRC32C', '', '00000000'],
    ['CRC64NVME', '', '0000000000000000'],
    // RFC 3720, B.4: CRC32C of 32 bytes of zeros.
    ['CRC32C', '\0'.repeat(32), '8a9136aa'],
  ] as const)('%s of %j', (algorithm, text, expected) => {
    expect(hex(checksumOf(algorithm, bytes(text)))).toBe(expected)
  })

  it.each(['SHA1', 'SHA256'] as const)('%s is that of node:crypto', (algorithm) => {
    const content = randomBytes(1000)
    const expected = createHash(algorithm.toLowerCase()).update(content).digest('base64')
    expect(checksumOf(algorithm, content)).toBe(expected)
  })

  it('CRC32 of many bytes is that of zlib', () => {
    if (typeof zlibCrc32 !== 'function') return
    const content = randomBytes(100_000)
    expect(parseInt(hex(checksumOf('CRC32', content)), 16)).toBe(zlibCrc32(content))
  })

  it('of parts: over their checksums, with their number', () => {
    const parts = ['one', 'two'].map((part) => createHash('sha256').update(part).digest())
    const expected = createHash('sha256').update(Buffer.concat(parts)).digest('base64')
    const given = parts.map((part) => part.toString('base64'))
    expect(compositeChecksum('SHA256' satisfies ChecksumAlgorithm, given)).toBe(`${expected}-2`)
  })
})

describe('ETags', () => {
  it('are MD5', () => expect(md5Hex(bytes('abc'))).toBe('900150983cd24fb0d6963f7d28e17f72'))

  it('of parts are MD5 over their MD5s, with their number', () => {
    const parts = ['one', 'two', 'three'].map((part) => createHash('md5').update(part).digest())
    const expected = createHash('md5').update(Buffer.concat(parts)).digest('hex')
    expect(multipartETag(parts.map((part) => part.toString('hex')))).toBe(`${expected}-3`)
  })
})

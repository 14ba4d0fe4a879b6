/**
 * Digests of content: MD5 for ETag and Content-MD5, and the additional checksums of the x-amz-checksum-* headers.
 * Source: Amazon S3 User Guide, "Checking object integrity in Amazon S3".
 */

import { md5, sha1 } from '@noble/hashes/legacy.js'
import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex, concatBytes } from '@noble/hashes/utils.js'

export type ChecksumAlgorithm = 'CRC32' | 'CRC32C' | 'CRC64NVME' | 'SHA1' | 'SHA256'
/** Over the whole content, or over the checksums of its parts. */
export type ChecksumType = 'FULL_OBJECT' | 'COMPOSITE'

export interface Checksum {
  readonly algorithm: ChecksumAlgorithm
  readonly type: ChecksumType
  /** Base64; a composite one ends in `-` and the number of parts. */
  readonly value: string
}

interface Algorithm {
  /** Member of the API's structures. */
  readonly member: string
  readonly header: string
  readonly bytes: number
  readonly digest: (content: Uint8Array) => Uint8Array
  /** Of multipart uploads; the default first. */
  readonly types: readonly ChecksumType[]
}

export const CHECKSUM_ALGORITHMS: Readonly<Record<ChecksumAlgorithm, Algorithm>> = {
  CRC32: {
    member: 'ChecksumCRC32',
    header: 'x-amz-checksum-crc32',
    bytes: 4,
    digest: (content) => bigEndian(crc32(content)),
    types: ['COMPOSITE', 'FULL_OBJECT'],
  },
  CRC32C: {
    member: 'ChecksumCRC32C',
    header: 'x-amz-checksum-crc32c',
    bytes: 4,
    digest: (content) => bigEndian(crc32c(content)),
    types: ['COMPOSITE', 'FULL_OBJECT'],
  },
  CRC64NVME: {
    member: 'ChecksumCRC64NVME',
    header: 'x-amz-checksum-crc64nvme',
    bytes: 8,
    digest: (content) => bigEndian(...crc64nvme(content)),
    types: ['FULL_OBJECT'],
  },
  SHA1: { member: 'ChecksumSHA1', header: 'x-amz-checksum-sha1', bytes: 20, digest: sha1, types: ['COMPOSITE'] },
  SHA256: {
    member: 'ChecksumSHA256',
    header: 'x-amz-checksum-sha256',
    bytes: 32,
    digest: sha256,
    types: ['COMPOSITE'],
  },
}

export const CHECKSUM_NAMES = Object.keys(CHECKSUM_ALGORITHMS) as readonly ChecksumAlgorithm[]

export function isChecksumAlgorithm(name: string): name is ChecksumAlgorithm {
  return Object.hasOwn(CHECKSUM_ALGORITHMS, name)
}

/** @returns base64 */
export function checksumOf(algorithm: ChecksumAlgorithm, content: Uint8Array): string {
  return encodeBase64(CHECKSUM_ALGORITHMS[algorithm].digest(content))
}

/** Over the checksums of the parts, in order. @param parts base64 */
export function compositeChecksum(algorithm: ChecksumAlgorithm, parts: readonly string[]): string {
  const all = concatBytes(...parts.map((part) => decodeBase64(part) ?? new Uint8Array()))
  return `${checksumOf(algorithm, all)}-${parts.length}`
}

/** Hexadecimal, lower case. */
export function md5Hex(content: Uint8Array): string {
  return bytesToHex(md5(content))
}

/** The ETag of a multipart upload: MD5 over the parts' MD5s, hyphen, number of parts; without quotes. @param parts hexadecimal */
export function multipartETag(parts: readonly string[]): string {
  const all = concatBytes(...parts.map((part) => md5Bytes(part)))
  return `${md5Hex(all)}-${parts.length}`
}

const md5Bytes = (hex: string): Uint8Array =>
  Uint8Array.from({ length: 16 }, (_, index) => parseInt(hex.slice(index * 2, index * 2 + 2), 16))

/** @returns base64 of a hexadecimal MD5 */
export const base64OfMd5 = (hex: string): string => encodeBase64(md5Bytes(hex))

export function encodeBase64(bytes: Uint8Array): string {
  let binary = ''
  for (const byte of bytes) binary += String.fromCharCode(byte)
  return btoa(binary)
}

/** @returns null for what is not base64 */
export function decodeBase64(text: string): Uint8Array | null {
  try {
    return Uint8Array.from(atob(text), (char) => char.charCodeAt(0))
  } catch {
    return null
  }
}

function bigEndian(...words: readonly number[]): Uint8Array {
  const bytes = new Uint8Array(words.length * 4)
  const view = new DataView(bytes.buffer)
  words.forEach((word, index) => view.setUint32(index * 4, word))
  return bytes
}

// --- Cyclic redundancy checks: reflected, all ones before and after, a table of one byte. Polynomials: catalogue of
// parametrised CRC algorithms (CRC-32/ISO-HDLC, CRC-32/ISCSI, CRC-64/NVME).

const crc32 = crcOf32Bits(0xedb88320)
const crc32c = crcOf32Bits(0x82f63b78)
const crc64nvme = crcOf64Bits(0x9a6c9329, 0xac4bc9b5)

/** @param polynomial reflected */
function crcOf32Bits(polynomial: number): (content: Uint8Array) => number {
  const table = new Uint32Array(256)
  for (let index = 0; index < 256; index++) {
    let value = index
    for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ polynomial : value >>> 1
    table[index] = value
  }
  return (content) => {
    let crc = 0xffffffff
    for (const byte of content) crc = (crc >>> 8) ^ (table[(crc ^ byte) & 0xff] ?? 0)
    return ~crc >>> 0
  }
}

/** In two halves, because the bitwise operators know 32 bits. @returns high, low */
function crcOf64Bits(polynomialHigh: number, polynomialLow: number): (content: Uint8Array) => [number, number] {
  const highs = new Uint32Array(256)
  const lows = new Uint32Array(256)
  for (let index = 0; index < 256; index++) {
    let high = 0
    let low = index
    for (let bit = 0; bit < 8; bit++) {
      const odd = low & 1
      low = (low >>> 1) | (high << 31)
      high >>>= 1
      if (odd) {
        high ^= polynomialHigh
        low ^= polynomialLow
      }
    }
    highs[index] = high
    lows[index] = low
  }
  return (content) => {
    let high = 0xffffffff
    let low = 0xffffffff
    for (const byte of content) {
      const index = (low ^ byte) & 0xff
      low = ((low >>> 8) | (high << 24)) ^ (lows[index] ?? 0)
      high = (high >>> 8) ^ (highs[index] ?? 0)
    }
    return [~high >>> 0, ~low >>> 0]
  }
}

/**
 * Content as it comes in: its length, its MD5, and the checksum that the client states.
 * Sources: Amazon S3 User Guide, "Checking object integrity for data uploads"; texts recorded from AWS (LocalStack's test
 * suite, test_s3.py, January 2025).
 */

import {
  base64OfMd5,
  CHECKSUM_ALGORITHMS,
  CHECKSUM_NAMES,
  checksumOf,
  decodeBase64,
  isChecksumAlgorithm,
  md5Hex,
  type ChecksumAlgorithm,
} from './checksums'
import { bytes, optionalText, type Input } from './input'
import * as limits from './limits'
import { errors } from './wire'

export interface StatedChecksum {
  readonly algorithm: ChecksumAlgorithm
  /** Base64. */
  readonly value: string
}

export interface ReceivedContent {
  /** A copy: the request's own buffer may be handed on. */
  readonly content: Uint8Array
  /** Hexadecimal. */
  readonly md5: string
  /** What the client stated; it is true. */
  readonly checksum: StatedChecksum | null
}

/**
 * The content of PutObject and UploadPart.
 * @throws AwsError EntityTooLarge, InvalidDigest, BadDigest, InvalidRequest
 */
export function receiveContent(input: Input): ReceivedContent {
  const body = bytes(input, 'Body')
  if (body.length > limits.OBJECT_BYTES_MAX) throw errors.entityTooLarge(body.length)
  const md5 = md5Hex(body)
  checkContentMd5(input, md5)
  const checksum = statedChecksum(input)
  if (checksum && checksumOf(checksum.algorithm, body) !== checksum.value) throw errors.badChecksum(checksum.algorithm)
  return { content: body.slice(), md5, checksum }
}

function checkContentMd5(input: Input, md5: string): void {
  const stated = optionalText(input, 'ContentMD5')
  if (stated === undefined) return
  if (decodeBase64(stated)?.length !== 16) throw errors.invalidDigest(stated)
  const calculated = base64OfMd5(md5)
  if (stated !== calculated) throw errors.badDigest(stated, calculated)
}

/**
 * The checksum in the input, if there is one; not compared with anything yet.
 * @param parts whether it may be one of a multipart upload: `<base64>-<parts>`
 * @throws AwsError InvalidRequest for more than one, or one that cannot be
 */
export function statedChecksum(input: Input, parts = false): StatedChecksum | null {
  const stated = CHECKSUM_NAMES.filter((name) => input[CHECKSUM_ALGORITHMS[name].member] !== undefined)
  const [algorithm] = stated
  if (stated.length > 1) {
    throw errors.invalidRequest('Expecting a single x-amz-checksum- header. Multiple checksum Types are not allowed.')
  }
  if (algorithm === undefined) return null
  const { member, header, bytes: length } = CHECKSUM_ALGORITHMS[algorithm]
  const value = String(input[member])
  const plain = parts ? value.replace(/-\d+$/, '') : value
  if (decodeBase64(plain)?.length !== length) throw errors.invalidRequest(`Value for ${header} header is invalid.`)
  return { algorithm, value }
}

/** What x-amz-checksum-algorithm or x-amz-sdk-checksum-algorithm names. @throws AwsError InvalidRequest */
export function chosenAlgorithm(input: Input): ChecksumAlgorithm | null {
  const name = optionalText(input, 'ChecksumAlgorithm')?.toUpperCase()
  if (name === undefined) return null
  if (isChecksumAlgorithm(name)) return name
  if (/^(SHA512|MD5|XXHASH\d+)$/.test(name)) throw errors.notSimulated(`A checksum of type ${name}`)
  throw errors.invalidRequest(
    `Checksum algorithm provided is unsupported. Please try again with any of the valid types: [${CHECKSUM_NAMES.join(', ')}]`,
  )
}

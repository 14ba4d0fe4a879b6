/**
 * Multipart uploads. Sources: Amazon S3 API Reference; User Guide, "Uploading and copying objects using multipart upload";
 * texts recorded from AWS (LocalStack's test suite, test_s3.py, 2025).
 */

import type { Caller, Operation } from '../../contract'
import {
  checkKey,
  checksumMembers,
  encryptionMembers,
  newVersionMember,
  quoted,
  readAttributes,
  readTagsOfHeader,
  versionMember,
} from '../attributes'
import {
  CHECKSUM_ALGORITHMS,
  checksumOf,
  compositeChecksum,
  md5Hex,
  multipartETag,
  type Checksum,
  type ChecksumAlgorithm,
  type ChecksumType,
} from '../checksums'
import { checkWrite, lastModified, readRange } from '../conditions'
import { optionalText, record, records, text, type Input } from '../input'
import { chosenAlgorithm, receiveContent, statedChecksum } from '../integrity'
import * as limits from '../limits'
import { bucketOf, type S3 } from '../service'
import type { Bucket, Part, Upload } from '../state'
import { errors } from '../wire'
import { copySource } from './copy'

const ID_ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._'

export function createMultipartOperations(s3: S3): Readonly<Record<string, Operation>> {
  const { kernel } = s3.context
  return {
    CreateMultipartUpload(input, caller) {
      const bucket = bucketOf(s3, input)
      const key = text(input, 'Key')
      checkKey(key)
      const chosen = chosenAlgorithm(input)
      const checksumType = readChecksumType(input, chosen)
      const upload: Upload = {
        id: kernel.random('s3-upload-ids').text(128, ID_ALPHABET),
        key,
        initiatedAt: kernel.now,
        initiator: caller,
        attributes: readAttributes(input, bucket),
        tags: readTagsOfHeader(input),
        // Without a choice of the client's S3 calculates CRC64NVME over the whole.
        algorithm: chosen ?? 'CRC64NVME',
        checksumType,
        checksumChosen: chosen !== null,
        parts: new Map(),
      }
      bucket.uploads.set(upload.id, upload)
      return {
        Bucket: bucket.name,
        Key: key,
        UploadId: upload.id,
        ...encryptionMembers(upload.attributes.encryption),
        ...(chosen !== null && { ChecksumAlgorithm: chosen, ChecksumType: checksumType }),
      }
    },

    UploadPart(input) {
      const { upload } = uploadOf(s3, input)
      const number = partNumber(input)
      const { content, md5, checksum: stated } = receiveContent(input)
      if (stated && upload.checksumChosen && stated.algorithm !== upload.algorithm) {
        const [expected, actual] = [upload.algorithm, stated.algorithm].map((name) => name.toLowerCase())
        throw errors.invalidRequest(
          `Checksum Type mismatch occurred, expected checksum Type: ${expected}, actual checksum Type: ${actual}`,
        )
      }
      const part = addPart(s3, upload, number, content, md5)
      return {
        ETag: quoted(part.etag),
        ...(stated && { [CHECKSUM_ALGORITHMS[stated.algorithm].member]: stated.value }),
        ...encryptionMembers(upload.attributes.encryption),
      }
    },

    UploadPartCopy(input, caller) {
      const { upload } = uploadOf(s3, input)
      const number = partNumber(input)
      const source = copySource(s3, input, caller)
      const content = copiedRange(optionalText(input, 'CopySourceRange'), source.object.content)
      const part = addPart(s3, upload, number, content, md5Hex(content))
      const { VersionId } = versionMember(source.bucket, source.version)
      return {
        CopyPartResult: {
          ETag: quoted(part.etag),
          LastModified: lastModified(part) / 1000,
          ...(upload.checksumChosen && partChecksum(upload, part)),
        },
        ...(VersionId !== undefined && { CopySourceVersionId: VersionId }),
        ...encryptionMembers(upload.attributes.encryption),
      }
    },

    CompleteMultipartUpload(input, caller) {
      const { bucket, upload } = uploadOf(s3, input)
      const parts = completedParts(input, upload)
      const content = joined(parts)
      const size = input['MpuObjectSize']
      if (typeof size === 'number' && size !== content.length) {
        // AWS's text is not recorded (unverified).
        throw errors.invalidRequest(
          `The provided 'x-amz-mp-object-size' header value ${size} does not match what was computed: ${content.length}`,
        )
      }
      if (content.length > limits.OBJECT_BYTES_MAX) throw errors.entityTooLarge(content.length)
      const checksum = checksumOfUpload(upload, parts, content)
      checkStatedChecksum(input, checksum)
      checkWrite(input, bucket, upload.key)
      const etag = multipartETag(parts.map((part) => part.etag))
      bucket.uploads.delete(upload.id)
      const object = {
        ...upload.attributes,
        content,
        etag,
        checksum,
        parts: parts.map((part) => ({
          number: part.number,
          size: part.content.length,
          checksum: upload.checksumChosen ? part.checksum : null,
        })),
      }
      const version = bucket.put(upload.key, object, upload.tags, 'CompleteMultipartUpload', caller)
      s3.notifier.notify(bucket, 'ObjectCreated:CompleteMultipartUpload', upload.key, version, caller)
      return {
        Location: `https://${bucket.name}.s3.${s3.context.account.region}.amazonaws.com/${encodeURIComponent(upload.key)}`,
        Bucket: bucket.name,
        Key: upload.key,
        ETag: quoted(etag),
        ...checksumMembers(checksum),
        ...encryptionMembers(upload.attributes.encryption),
        ...newVersionMember(bucket, version),
      }
    },

    AbortMultipartUpload(input) {
      const { bucket, upload } = uploadOf(s3, input)
      bucket.uploads.delete(upload.id)
      return {}
    },

    ListParts(input) {
      const { bucket, upload } = uploadOf(s3, input)
      const maximum = partPageSize(input)
      const marker = Number(optionalText(input, 'PartNumberMarker') ?? 0)
      const rest = orderedParts(upload).filter(({ number }) => number > marker)
      const page = rest.slice(0, maximum)
      return {
        Bucket: bucket.name,
        Key: upload.key,
        UploadId: upload.id,
        PartNumberMarker: String(marker),
        NextPartNumberMarker: String(page.at(-1)?.number ?? 0),
        MaxParts: maximum,
        IsTruncated: rest.length > page.length,
        Parts: page.map((part) => ({
          PartNumber: part.number,
          LastModified: lastModified(part) / 1000,
          ETag: quoted(part.etag),
          Size: part.content.length,
          ...(upload.checksumChosen && partChecksum(upload, part)),
        })),
        Initiator: initiatorOf(upload.initiator),
        Owner: s3.buckets.owner,
        StorageClass: upload.attributes.storageClass,
        ...(upload.checksumChosen && {
          ChecksumAlgorithm: upload.algorithm,
          ChecksumType: upload.checksumType,
        }),
      }
    },
  }
}

/** Whoever began an upload, as lists show it. */
export const initiatorOf = ({ arn }: Caller): object => ({ ID: arn, DisplayName: arn.slice(arn.lastIndexOf('/') + 1) })

/** @throws AwsError NoSuchBucket, NoSuchUpload */
function uploadOf(s3: S3, input: Input): { readonly bucket: Bucket; readonly upload: Upload } {
  const bucket = bucketOf(s3, input)
  const id = text(input, 'UploadId')
  const upload = bucket.uploads.get(id)
  if (!upload || upload.key !== text(input, 'Key')) throw errors.noSuchUpload(id)
  return { bucket, upload }
}

function readChecksumType(input: Input, algorithm: ChecksumAlgorithm | null): ChecksumType {
  const type = optionalText(input, 'ChecksumType')
  if (type === undefined) return CHECKSUM_ALGORITHMS[algorithm ?? 'CRC64NVME'].types[0] ?? 'FULL_OBJECT'
  if (algorithm === null) {
    throw errors.invalidRequest(
      'The x-amz-checksum-type header can only be used with the x-amz-checksum-algorithm header.',
    )
  }
  if (type !== 'COMPOSITE' && type !== 'FULL_OBJECT') {
    throw errors.invalidRequest('Value for x-amz-checksum-type header is invalid.')
  }
  if (!CHECKSUM_ALGORITHMS[algorithm].types.includes(type)) {
    throw errors.invalidRequest(
      `The ${type} checksum type cannot be used with the ${algorithm.toLowerCase()} checksum algorithm.`,
    )
  }
  return type
}

/** @throws AwsError InvalidArgument */
function partNumber(input: Input): number {
  const number = input['PartNumber']
  if (typeof number === 'number' && Number.isInteger(number) && number >= 1 && number <= limits.PART_NUMBER_MAX) {
    return number
  }
  const message = `Part number must be an integer between 1 and ${limits.PART_NUMBER_MAX}, inclusive`
  throw errors.invalidArgument(message, 'partNumber', String(number))
}

function partPageSize(input: Input): number {
  const value = input['MaxParts'] ?? limits.PAGE_MAX
  if (typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= 2_147_483_647) {
    return Math.min(value, limits.PAGE_MAX)
  }
  const message = 'Argument max-parts must be an integer between 0 and 2147483647'
  throw errors.invalidArgument(message, 'max-parts', String(value))
}

/** A part uploaded again replaces the one before. */
function addPart(s3: S3, upload: Upload, number: number, content: Uint8Array, md5: string): Part {
  s3.buckets.reserve(content.length)
  const part: Part = {
    number,
    content,
    etag: md5,
    checksum: upload.checksumChosen ? checksumOf(upload.algorithm, content) : null,
    lastModified: s3.context.kernel.now,
  }
  upload.parts.set(number, part)
  return part
}

const partChecksum = ({ algorithm }: Upload, { checksum }: Part): Record<string, string> =>
  checksum === null ? {} : { [CHECKSUM_ALGORITHMS[algorithm].member]: checksum }

function copiedRange(header: string | undefined, content: Uint8Array): Uint8Array {
  if (header === undefined) return content
  const range = /^bytes=\d+-\d+$/.test(header) ? readRange(header, content.length) : null
  if (!range) {
    throw errors.invalidArgument(
      'The x-amz-copy-source-range value must be of the form bytes=first-last where first and last are the zero-based offsets of the first and last bytes to copy',
      'x-amz-copy-source-range',
      header,
    )
  }
  const last = Number(header.slice(header.indexOf('-') + 1))
  if (last >= content.length) {
    const message = `Range specified is not valid for source object of size: ${content.length}`
    throw errors.invalidArgument(message, 'x-amz-copy-source-range', header)
  }
  return content.slice(range.first, range.last + 1)
}

const orderedParts = (upload: Upload): readonly Part[] => [...upload.parts.values()].sort((a, b) => a.number - b.number)

/**
 * The parts that the request lists; others of the upload are dropped.
 * @throws AwsError MalformedXML, InvalidPartOrder, InvalidPart, EntityTooSmall, InvalidRequest
 */
function completedParts(input: Input, upload: Upload): readonly Part[] {
  const listed = records(record(input, 'MultipartUpload'), 'Parts')
  if (listed.length === 0) throw errors.malformedXml()
  let before = 0
  const parts = listed.map((entry) => {
    const number = Number(entry['PartNumber'])
    if (number <= before) throw errors.invalidPartOrder(upload.id)
    before = number
    const etag = text(entry, 'ETag').replace(/^"|"$/g, '')
    const part = upload.parts.get(number)
    if (!part || part.etag !== etag) throw errors.invalidPart(upload.id, number, etag)
    checkPartChecksum(upload, part, entry)
    return part
  })
  for (const part of parts.slice(0, -1)) {
    if (part.content.length < limits.PART_BYTES_MIN) {
      throw errors.entityTooSmall(part.content.length, part.number, part.etag)
    }
  }
  return parts
}

function checkPartChecksum(upload: Upload, part: Part, entry: Input): void {
  if (!upload.checksumChosen) return
  const stated = entry[CHECKSUM_ALGORITHMS[upload.algorithm].member]
  if (stated === undefined) {
    if (upload.checksumType === 'FULL_OBJECT') return
    throw errors.invalidRequest(
      `The upload was created using a ${upload.algorithm.toLowerCase()} checksum. The complete request must include the checksum for each part. It was missing for part ${part.number} in the request.`,
    )
  }
  if (stated !== part.checksum) throw errors.invalidPart(upload.id, part.number, part.etag)
}

function checksumOfUpload(upload: Upload, parts: readonly Part[], content: Uint8Array): Checksum {
  const { algorithm, checksumType: type } = upload
  const value =
    type === 'COMPOSITE'
      ? compositeChecksum(
          algorithm,
          parts.map((part) => part.checksum ?? checksumOf(algorithm, part.content)),
        )
      : checksumOf(algorithm, content)
  return { algorithm, type, value }
}

/** Of the whole, in the headers of the request that completes. */
function checkStatedChecksum(input: Input, calculated: Checksum): void {
  const stated = statedChecksum(input, true)
  if (!stated || stated.algorithm !== calculated.algorithm) return
  const value =
    calculated.type === 'COMPOSITE' && !stated.value.includes('-') ? stripCount(calculated) : calculated.value
  if (stated.value !== value) throw errors.badChecksum(calculated.algorithm)
}

const stripCount = ({ value }: Checksum): string => value.slice(0, value.lastIndexOf('-'))

function joined(parts: readonly Part[]): Uint8Array {
  const content = new Uint8Array(parts.reduce((total, part) => total + part.content.length, 0))
  let position = 0
  for (const part of parts) {
    content.set(part.content, position)
    position += part.content.length
  }
  return content
}

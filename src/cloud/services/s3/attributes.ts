/** What an object is besides its content, out of a request's headers and into an answer's. */

import { CHECKSUM_ALGORITHMS, type Checksum } from './checksums'
import { lastModified } from './conditions'
import { optionalText, record, text, type Input } from './input'
import { byteLength } from './keys'
import * as limits from './limits'
import type {
  Bucket,
  Encryption,
  EncryptionAlgorithm,
  ObjectAttributes,
  ObjectVersion,
  StoredObject,
  Tag,
} from './state'
import { readTagHeader } from './tags'
import { errors } from './wire'

/** Headers that are kept as they come. */
const HEADERS = [
  'CacheControl',
  'ContentDisposition',
  'ContentEncoding',
  'ContentLanguage',
  'ContentType',
  'Expires',
  'WebsiteRedirectLocation',
]

/** Of an object that came without a type. */
const DEFAULT_CONTENT_TYPE = 'binary/octet-stream'

/** @throws AwsError KeyTooLongError */
export function checkKey(key: string): void {
  const size = byteLength(key)
  if (size > limits.KEY_BYTES_MAX) throw errors.keyTooLong(size)
}

/** @throws AwsError MetadataTooLarge, InvalidStorageClass, InvalidArgument */
export function readAttributes(input: Input, bucket: Bucket): ObjectAttributes {
  return {
    headers: readHeaders(input),
    metadata: readMetadata(input),
    storageClass: readStorageClass(input) ?? 'STANDARD',
    encryption: readEncryption(input) ?? bucket.settings.encryption,
  }
}

export function readHeaders(input: Input): ObjectAttributes['headers'] {
  const headers: Record<string, string | number> = {}
  for (const name of HEADERS) {
    const value = input[name]
    if (typeof value === 'number' || (typeof value === 'string' && value !== '')) headers[name] = value
  }
  headers['ContentType'] ??= DEFAULT_CONTENT_TYPE
  return headers
}

export function readMetadata(input: Input): Readonly<Record<string, string>> {
  const metadata: Record<string, string> = {}
  let size = 0
  for (const [name, value] of Object.entries(record(input, 'Metadata'))) {
    metadata[name.toLowerCase()] = String(value)
    size += byteLength(name) + byteLength(String(value))
  }
  if (size > limits.METADATA_BYTES_MAX) throw errors.metadataTooLarge(size)
  return metadata
}

export function readStorageClass(input: Input): string | undefined {
  const storageClass = optionalText(input, 'StorageClass')
  if (storageClass !== undefined && !limits.STORAGE_CLASSES.has(storageClass)) {
    throw errors.invalidStorageClass(storageClass)
  }
  return storageClass
}

/** @returns undefined when the request says nothing */
export function readEncryption(input: Input): Encryption | undefined {
  const algorithm = optionalText(input, 'ServerSideEncryption')
  const keyId = optionalText(input, 'SSEKMSKeyId') ?? null
  if (algorithm === undefined && keyId === null) return undefined
  if (algorithm !== 'AES256' && algorithm !== 'aws:kms' && algorithm !== 'aws:kms:dsse') {
    const message = 'The encryption method specified is not supported'
    throw errors.invalidArgument(message, 'x-amz-server-side-encryption', algorithm ?? '')
  }
  return { algorithm, keyId, bucketKey: algorithm !== 'AES256' && input['BucketKeyEnabled'] === true }
}

/** The tags of the header x-amz-tagging. */
export const readTagsOfHeader = (input: Input): readonly Tag[] => readTagHeader(text(input, 'Tagging'))

/** ETag members have quotes. */
export const quoted = (etag: string): string => `"${etag}"`

export function encryptionMembers({ algorithm, keyId, bucketKey }: Encryption): Record<string, unknown> {
  const isKms = isKmsAlgorithm(algorithm)
  return {
    ServerSideEncryption: algorithm,
    ...(isKms && keyId !== null && { SSEKMSKeyId: keyId }),
    ...(isKms && bucketKey && { BucketKeyEnabled: true }),
  }
}

export const isKmsAlgorithm = (algorithm: EncryptionAlgorithm): boolean => algorithm !== 'AES256'

export const checksumMembers = ({ algorithm, type, value }: Checksum): Record<string, string> => ({
  [CHECKSUM_ALGORITHMS[algorithm].member]: value,
  ChecksumType: type,
})

/** Version id of an object's version as answers show it: none where versioning was never on. */
export function versionMember(bucket: Bucket, { id }: ObjectVersion): { readonly VersionId?: string } {
  return bucket.settings.versioning === null ? {} : { VersionId: id }
}

/** As `versionMember`, for answers to what puts an object: there the null version goes unnamed. */
export function newVersionMember(bucket: Bucket, { id }: ObjectVersion): { readonly VersionId?: string } {
  return bucket.settings.versioning === 'Enabled' ? { VersionId: id } : {}
}

/** What HeadObject gives, without length and range. */
export function describeObject(bucket: Bucket, version: ObjectVersion, object: StoredObject): Record<string, unknown> {
  return {
    AcceptRanges: 'bytes',
    LastModified: lastModified(version) / 1000,
    ETag: quoted(object.etag),
    ...object.headers,
    ...encryptionMembers(object.encryption),
    ...versionMember(bucket, version),
    ...(Object.keys(object.metadata).length > 0 && { Metadata: object.metadata }),
    // STANDARD goes without saying.
    ...(object.storageClass !== 'STANDARD' && { StorageClass: object.storageClass }),
  }
}

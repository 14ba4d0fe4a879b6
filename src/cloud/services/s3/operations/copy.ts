/** CopyObject, and the source that UploadPartCopy shares with it. Source: Amazon S3 API Reference. */

import type { Caller, Operation } from '../../contract'
import {
  checkKey,
  checksumMembers,
  encryptionMembers,
  isKmsAlgorithm,
  newVersionMember,
  quoted,
  readEncryption,
  readHeaders,
  readMetadata,
  readStorageClass,
  readTagsOfHeader,
  versionMember,
} from '../attributes'
import { checksumOf, md5Hex, type Checksum } from '../checksums'
import { checkCopySource, checkWrite, lastModified } from '../conditions'
import { optionalText, text, type Input } from '../input'
import { chosenAlgorithm } from '../integrity'
import * as limits from '../limits'
import { bucketOf, locate, type Located, type S3 } from '../service'
import type { Bucket, ObjectAttributes, StoredObject } from '../state'
import { errors } from '../wire'
import { etagOf } from './objects'

export function createCopyOperation(s3: S3): Readonly<Record<string, Operation>> {
  return {
    CopyObject(input, caller) {
      const bucket = bucketOf(s3, input)
      const key = text(input, 'Key')
      checkKey(key)
      const source = copySource(s3, input, caller)
      const replaceMetadata = directive(input, 'MetadataDirective', 'x-amz-metadata-directive') === 'REPLACE'
      const replaceTags = directive(input, 'TaggingDirective', 'x-amz-tagging-directive') === 'REPLACE'
      const tags = replaceTags ? readTagsOfHeader(input) : source.version.tags
      if (isIdle(source, bucket, key, input, replaceMetadata)) {
        throw errors.invalidRequest(
          "This copy request is illegal because it is trying to copy an object to itself without changing the object's metadata, storage class, website redirect location or encryption attributes.",
        )
      }
      checkWrite(input, bucket, key)
      s3.buckets.reserve(source.object.content.length)
      const object = copyOf(source.object, copiedAttributes(source.object, input, bucket, replaceMetadata), input)
      const version = bucket.put(key, object, tags, 'Copy', caller)
      s3.notifier.notify(bucket, 'ObjectCreated:Copy', key, version, caller)
      const sourceVersion = versionMember(source.bucket, source.version).VersionId
      return {
        CopyObjectResult: {
          ETag: quoted(object.etag),
          LastModified: lastModified(version) / 1000,
          ...checksumMembers(object.checksum),
        },
        ...(sourceVersion !== undefined && { CopySourceVersionId: sourceVersion }),
        ...newVersionMember(bucket, version),
        ...encryptionMembers(object.encryption),
      }
    },
  }
}

/**
 * The object that x-amz-copy-source names: `bucket/key`, with or without a leading slash, URL-encoded, and
 * `?versionId=…` for an older version.
 * @throws AwsError InvalidArgument, NoSuchBucket, NoSuchKey, PreconditionFailed, InvalidObjectState
 */
export function copySource(s3: S3, input: Input, caller: Caller): Located {
  const { bucket, key, versionId } = parseCopySource(text(input, 'CopySource'))
  const located = locate(
    s3,
    { Bucket: bucket, Key: key, ...(versionId !== undefined && { VersionId: versionId }) },
    caller,
    'GET',
  )
  checkCopySource(input, located.version, located.object, s3.context.kernel.now)
  if (limits.ARCHIVE_CLASSES.has(located.object.storageClass)) {
    throw errors.invalidObjectState(located.object.storageClass)
  }
  return located
}

/** @throws AwsError InvalidArgument */
export function parseCopySource(header: string): {
  readonly bucket: string
  readonly key: string
  readonly versionId: string | undefined
} {
  const [, path = '', versionId] = /^(.*?)(?:\?versionId=([^&]*))?$/s.exec(header) ?? []
  const decoded = decode(path).replace(/^\//, '')
  const slash = decoded.indexOf('/')
  if (decoded.startsWith('arn:')) throw errors.notSimulated('A copy source behind an access point')
  if (slash <= 0) throw errors.invalidArgument('Invalid copy source object key', 'x-amz-copy-source', header)
  const key = decoded.slice(slash + 1)
  if (key === '') throw errors.invalidArgument('Invalid copy source object key', 'x-amz-copy-source', header)
  return { bucket: decoded.slice(0, slash), key, versionId }
}

function decode(path: string): string {
  try {
    return decodeURIComponent(path)
  } catch {
    return path
  }
}

function directive(input: Input, name: string, header: string): 'COPY' | 'REPLACE' {
  const value = optionalText(input, name) ?? 'COPY'
  if (value !== 'COPY' && value !== 'REPLACE') {
    // AWS's text for the tagging directive is not recorded (unverified).
    throw errors.invalidArgument(`Unknown ${header.slice('x-amz-'.length).replace('-', ' ')}.`, header, value)
  }
  return value
}

/** Whether it would copy an object onto itself and change nothing. */
function isIdle(source: Located, bucket: Bucket, key: string, input: Input, replaceMetadata: boolean): boolean {
  return (
    source.bucket === bucket &&
    source.key === key &&
    source.version === bucket.current(key) &&
    !replaceMetadata &&
    ['StorageClass', 'WebsiteRedirectLocation', 'ServerSideEncryption', 'ChecksumAlgorithm'].every(
      (name) => input[name] === undefined,
    )
  )
}

/** Storage class and encryption are never taken from the source, nor is a redirect. */
function copiedAttributes(
  source: StoredObject,
  input: Input,
  bucket: Bucket,
  replaceMetadata: boolean,
): ObjectAttributes {
  const { WebsiteRedirectLocation: _, ...kept } = source.headers
  const redirect = optionalText(input, 'WebsiteRedirectLocation')
  return {
    headers: replaceMetadata
      ? readHeaders(input)
      : { ...kept, ...(redirect !== undefined && { WebsiteRedirectLocation: redirect }) },
    metadata: replaceMetadata ? readMetadata(input) : source.metadata,
    storageClass: readStorageClass(input) ?? 'STANDARD',
    encryption: readEncryption(input) ?? bucket.settings.encryption,
  }
}

/** A copy is made in one piece: it has the MD5 of its content, whatever its source came in. */
function copyOf(source: StoredObject, attributes: ObjectAttributes, input: Input): StoredObject {
  const { content } = source
  const algorithm = chosenAlgorithm(input) ?? source.checksum.algorithm
  const same = algorithm === source.checksum.algorithm && source.checksum.type === 'FULL_OBJECT'
  const checksum: Checksum = same
    ? source.checksum
    : { algorithm, type: 'FULL_OBJECT', value: checksumOf(algorithm, content) }
  // The ETag of what came in one piece, and is not encrypted with a key of KMS, is the MD5 already.
  const isMd5 = source.parts === null && !isKmsAlgorithm(source.encryption.algorithm)
  const md5 = isMd5 ? source.etag : md5Hex(content)
  return { ...attributes, content, etag: etagOf(md5, attributes.encryption), checksum, parts: null }
}

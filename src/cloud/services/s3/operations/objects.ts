/** PutObject, GetObject, HeadObject, DeleteObject, DeleteObjects. Source: Amazon S3 API Reference. */

import { AwsError } from '../../../aws/aws-error'
import type { Caller, Operation } from '../../contract'
import {
  checkKey,
  checksumMembers,
  describeObject,
  encryptionMembers,
  isKmsAlgorithm,
  newVersionMember,
  quoted,
  readAttributes,
  readTagsOfHeader,
} from '../attributes'
import { checksumOf, md5Hex, type Checksum } from '../checksums'
import { checkDelete, checkRead, checkWrite, readRange, type ByteRange } from '../conditions'
import { optionalText, record, records, text, type Input } from '../input'
import { chosenAlgorithm, receiveContent } from '../integrity'
import * as limits from '../limits'
import { authorize, bucketOf, locate, type Located, type S3 } from '../service'
import { NULL_VERSION, type Bucket, type Encryption, type StoredObject } from '../state'
import { errors } from '../wire'

export function createObjectOperations(s3: S3): Readonly<Record<string, Operation>> {
  return {
    PutObject(input, caller) {
      const bucket = bucketOf(s3, input)
      const key = text(input, 'Key')
      checkKey(key)
      const attributes = readAttributes(input, bucket)
      const tags = readTagsOfHeader(input)
      const { content, md5, checksum: stated } = receiveContent(input)
      const algorithm = chosenAlgorithm(input)
      checkWrite(input, bucket, key)
      s3.buckets.reserve(content.length)
      // Without a checksum of the client's S3 adds one of its own.
      const chosen = stated?.algorithm ?? algorithm ?? 'CRC64NVME'
      const value = stated?.value ?? checksumOf(chosen, content)
      const checksum: Checksum = { algorithm: chosen, type: 'FULL_OBJECT', value }
      const etag = etagOf(md5, attributes.encryption)
      const version = bucket.put(key, { content, etag, checksum, parts: null, ...attributes }, tags, 'Put', caller)
      s3.notifier.notify(bucket, 'ObjectCreated:Put', key, version, caller)
      return {
        ETag: quoted(etag),
        ...checksumMembers(checksum),
        ...encryptionMembers(attributes.encryption),
        ...newVersionMember(bucket, version),
      }
    },

    GetObject(input, caller) {
      const located = locate(s3, input, caller, 'GET')
      const { version, object } = located
      checkRead(input, version, object)
      if (limits.ARCHIVE_CLASSES.has(object.storageClass)) throw errors.invalidObjectState(object.storageClass)
      const { range, members } = readSelection(input, object)
      const body = range ? object.content.slice(range.first, range.last + 1) : object.content.slice()
      return { ...readAnswer(located, input, range), ...members, ContentLength: body.length, Body: body }
    },

    HeadObject(input, caller) {
      const located = locate(s3, input, caller, 'HEAD')
      const { version, object } = located
      checkRead(input, version, object)
      const { range, members } = readSelection(input, object)
      const length = range ? range.last - range.first + 1 : object.content.length
      return { ...readAnswer(located, input, range), ...members, ContentLength: length }
    },

    DeleteObject(input, caller) {
      const bucket = bucketOf(s3, input)
      return deleteObject(s3, bucket, text(input, 'Key'), optionalText(input, 'VersionId'), input, caller)
    },

    DeleteObjects(input, caller) {
      const bucket = bucketOf(s3, input)
      const request = record(input, 'Delete')
      const entries = records(request, 'Objects')
      if (entries.length === 0 || entries.length > limits.PAGE_MAX) throw errors.malformedXml()
      const deleted: object[] = []
      const failed: object[] = []
      for (const entry of entries) {
        const key = text(entry, 'Key')
        const id = optionalText(entry, 'VersionId')
        const named = { Key: key, ...(id !== undefined && { VersionId: id }) }
        try {
          // Each for itself: what is denied is an error of its entry, not of the request.
          const action = id === undefined ? 's3:DeleteObject' : 's3:DeleteObjectVersion'
          authorize(s3, caller, { action, resource: `${bucket.arn}/${key}` })
          const { DeleteMarker, VersionId } = deleteObject(s3, bucket, key, id, { IfMatch: entry['ETag'] }, caller)
          const marker = DeleteMarker && { DeleteMarker, DeleteMarkerVersionId: VersionId }
          deleted.push({ ...named, ...marker })
        } catch (error) {
          if (!(error instanceof AwsError)) throw error
          failed.push({ ...named, ...deletionProblem(error) })
        }
      }
      return {
        ...(deleted.length > 0 && request['Quiet'] !== true && { Deleted: deleted }),
        ...(failed.length > 0 && { Errors: failed }),
      }
    },
  }
}

/** An object encrypted with a key of KMS has an ETag that is no MD5 of its content. */
export function etagOf(md5: string, { algorithm, keyId }: Encryption): string {
  return isKmsAlgorithm(algorithm) ? md5Hex(new TextEncoder().encode(`${md5}:${algorithm}:${keyId ?? ''}`)) : md5
}

// --- Reading

interface Selection {
  /** Null: the whole. */
  readonly range: ByteRange | null
  readonly members: Record<string, unknown>
}

/** What Range or PartNumber select. @throws AwsError InvalidRange, InvalidPartNumber, InvalidRequest */
function readSelection(input: Input, object: StoredObject): Selection {
  const header = optionalText(input, 'Range')
  const number = input['PartNumber']
  const size = object.content.length
  if (typeof number !== 'number') {
    const range = readRange(header, size)
    return { range, members: contentRange(range, size) }
  }
  if (header !== undefined)
    throw errors.invalidRequest('Cannot specify both Range header and partNumber query parameter')
  const { parts } = object
  const index = parts ? parts.findIndex((part) => part.number === number) : number === 1 ? 0 : -1
  if (index < 0) throw errors.invalidPartNumber(number, parts?.length ?? 1)
  if (!parts) return { range: null, members: size > 0 ? contentRange({ first: 0, last: size - 1 }, size) : {} }
  const first = parts.slice(0, index).reduce((total, part) => total + part.size, 0)
  const range = { first, last: first + (parts[index]?.size ?? 0) - 1 }
  return { range, members: { ...contentRange(range, size), PartsCount: parts.length } }
}

const contentRange = (range: ByteRange | null, size: number): Record<string, unknown> =>
  range ? { ContentRange: `bytes ${range.first}-${range.last}/${size}` } : {}

/** Query parameters that replace a header of the answer. */
const OVERRIDES: Readonly<Record<string, string>> = {
  ResponseCacheControl: 'CacheControl',
  ResponseContentDisposition: 'ContentDisposition',
  ResponseContentEncoding: 'ContentEncoding',
  ResponseContentLanguage: 'ContentLanguage',
  ResponseContentType: 'ContentType',
  ResponseExpires: 'Expires',
}

function readAnswer({ bucket, version, object }: Located, input: Input, range: ByteRange | null): object {
  const overrides: Record<string, unknown> = {}
  for (const [parameter, header] of Object.entries(OVERRIDES)) {
    if (input[parameter] !== undefined) overrides[header] = input[parameter]
  }
  // The checksum is that of the whole: with a part of the content clients could not verify it.
  const whole = range === null || (range.first === 0 && range.last === object.content.length - 1)
  return {
    ...describeObject(bucket, version, object),
    ...overrides,
    ...(version.tags.length > 0 && { TagCount: version.tags.length }),
    ...(optionalText(input, 'ChecksumMode') === 'ENABLED' && whole && checksumMembers(object.checksum)),
  }
}

// --- Deleting

interface Deletion {
  readonly DeleteMarker?: true
  readonly VersionId?: string
}

function deleteObject(
  s3: S3,
  bucket: Bucket,
  key: string,
  id: string | undefined,
  conditions: Input,
  caller: Caller,
): Deletion {
  const match = optionalText(conditions, 'IfMatch')
  if (id === undefined || id === '') {
    checkDelete(match, bucket.current(key), key)
    const { marker, removed } = bucket.delete(key, caller)
    if (marker) s3.notifier.notify(bucket, 'ObjectRemoved:DeleteMarkerCreated', key, marker, caller)
    // Whether S3 tells of the deletion of what is not there, is not documented (unverified): here it does not.
    if (removed) s3.notifier.notify(bucket, 'ObjectRemoved:Delete', key, removed, caller)
    return marker ? { DeleteMarker: true, VersionId: marker.id } : {}
  }
  if (!bucket.isVersionId(key, id)) throw errors.invalidArgument('Invalid version id specified', 'versionId', id)
  checkDelete(match, bucket.version(key, id), key)
  const removed = bucket.deleteVersion(key, id, caller)
  if (removed) s3.notifier.notify(bucket, 'ObjectRemoved:Delete', key, removed, caller)
  if (bucket.settings.versioning === null && id === NULL_VERSION) return {}
  return { ...(removed && !removed.object && { DeleteMarker: true as const }), VersionId: id }
}

/** Entries of DeleteObjects call an impossible version id differently from DeleteObject. */
function deletionProblem({ code, message, details }: AwsError): object {
  if (code === 'InvalidArgument' && details['ArgumentName'] === 'versionId') {
    return { Code: 'NoSuchVersion', Message: 'The specified version does not exist.' }
  }
  return { Code: code, Message: message }
}

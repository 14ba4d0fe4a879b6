/** What an object has besides content: tags, attributes, access control list. Source: Amazon S3 API Reference. */

import type { Operation } from '../../contract'
import { checksumMembers, versionMember } from '../attributes'
import { CHECKSUM_ALGORITHMS } from '../checksums'
import { lastModified } from '../conditions'
import { optionalText, text, texts, type Input } from '../input'
import * as limits from '../limits'
import { bucketOf, locate, type S3 } from '../service'
import type { StoredObject } from '../state'
import { readTagging } from '../tags'
import { errors } from '../wire'

const ATTRIBUTES: ReadonlySet<string> = new Set(['ETag', 'Checksum', 'ObjectParts', 'StorageClass', 'ObjectSize'])

export function createDetailOperations(s3: S3): Readonly<Record<string, Operation>> {
  /** For tags a delete marker is no missing key, but the wrong thing to ask. */
  const tagged = (input: Input, caller: Parameters<Operation>[1], method: 'GET' | 'PUT' | 'DELETE') => {
    const current = bucketOf(s3, input).current(text(input, 'Key'))
    if (optionalText(input, 'VersionId') === undefined && current && !current.object) throw errors.deleteMarker(method)
    return locate(s3, input, caller, method)
  }

  return {
    GetObjectTagging(input, caller) {
      const { bucket, version } = tagged(input, caller, 'GET')
      return { TagSet: version.tags, ...versionMember(bucket, version) }
    },

    PutObjectTagging(input, caller) {
      const { bucket, key, version } = tagged(input, caller, 'PUT')
      version.tags = readTagging(input, 'object')
      s3.notifier.notify(bucket, 'ObjectTagging:Put', key, version, caller)
      return versionMember(bucket, version)
    },

    DeleteObjectTagging(input, caller) {
      const { bucket, key, version } = tagged(input, caller, 'DELETE')
      version.tags = []
      s3.notifier.notify(bucket, 'ObjectTagging:Delete', key, version, caller)
      return versionMember(bucket, version)
    },

    GetObjectAttributes(input, caller) {
      const names = texts(input, 'ObjectAttributes')
      if (names.length === 0 || !names.every((name) => ATTRIBUTES.has(name))) {
        throw errors.invalidArgument('Invalid attribute name specified.', 'x-amz-object-attributes')
      }
      const { bucket, version, object } = locate(s3, input, caller, 'GET')
      const wants = (name: string): boolean => names.includes(name)
      return {
        LastModified: lastModified(version) / 1000,
        ...versionMember(bucket, version),
        // Without quotes, unlike everywhere else.
        ...(wants('ETag') && { ETag: object.etag }),
        ...(wants('Checksum') && { Checksum: checksumMembers(object.checksum) }),
        ...(wants('ObjectParts') && object.parts && { ObjectParts: describeParts(object, object.parts, input) }),
        ...(wants('StorageClass') && { StorageClass: object.storageClass }),
        ...(wants('ObjectSize') && { ObjectSize: object.content.length }),
      }
    },

    GetObjectAcl(input, caller) {
      locate(s3, input, caller, 'GET')
      return ownerAcl(s3)
    },

    // Buckets with ACLs are not simulated: as of April 2023 new buckets have none unless asked for.
    PutObjectAcl(input, caller) {
      locate(s3, input, caller, 'PUT')
      throw errors.aclNotSupported()
    },
  }
}

/** The owner may do everything, and nobody else anything. */
export function ownerAcl({ buckets: { owner } }: S3): object {
  return { Owner: owner, Grants: [{ Grantee: { ...owner, Type: 'CanonicalUser' }, Permission: 'FULL_CONTROL' }] }
}

/** Only parts with checksums are listed one by one. */
function describeParts(object: StoredObject, parts: NonNullable<StoredObject['parts']>, input: Input): object {
  const marker = Number(optionalText(input, 'PartNumberMarker') ?? 0)
  const maximum = typeof input['MaxParts'] === 'number' ? Math.min(input['MaxParts'], limits.PAGE_MAX) : limits.PAGE_MAX
  const { member } = CHECKSUM_ALGORITHMS[object.checksum.algorithm]
  const rest = parts.filter(({ number, checksum }) => number > marker && checksum !== null)
  const page = rest.slice(0, maximum)
  if (rest.length === 0 && marker === 0) return { TotalPartsCount: parts.length }
  return {
    TotalPartsCount: parts.length,
    PartNumberMarker: String(marker),
    NextPartNumberMarker: String(page.at(-1)?.number ?? marker),
    MaxParts: maximum,
    IsTruncated: rest.length > page.length,
    Parts: page.map(({ number, size, checksum }) => ({ PartNumber: number, Size: size, [member]: checksum })),
  }
}

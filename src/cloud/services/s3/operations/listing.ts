/**
 * Lists of objects, versions and uploads.
 * Sources: Amazon S3 API Reference; User Guide, "Organizing objects using prefixes"; answers recorded from AWS (LocalStack's
 * test suite, test_s3_list_operations.py, January 2025).
 */

import type { Operation } from '../../contract'
import { quoted } from '../attributes'
import { decodeBase64, encodeBase64 } from '../checksums'
import { lastModified } from '../conditions'
import { optionalText, pageSize, text, type Input } from '../input'
import { compareKeys, encodeKey, lowerBound } from '../keys'
import * as limits from '../limits'
import { bucketOf, type S3 } from '../service'
import type { ObjectVersion, StoredObject } from '../state'
import { errors } from '../wire'
import { initiatorOf } from './multipart'

export function createListOperations(s3: S3): Readonly<Record<string, Operation>> {
  const { owner } = s3.buckets
  const content = (key: string, version: ObjectVersion, object: StoredObject, encode: Encode): object => ({
    Key: encode(key),
    LastModified: lastModified(version) / 1000,
    ETag: quoted(object.etag),
    ChecksumAlgorithm: [object.checksum.algorithm],
    ChecksumType: object.checksum.type,
    Size: object.content.length,
    StorageClass: object.storageClass,
  })

  return {
    ListObjects(input) {
      const bucket = bucketOf(s3, input)
      const request = readRequest(input)
      const marker = text(input, 'Marker')
      const found = collect(
        objectsAfter(bucket.keys, request.prefix, marker, (key) => bucket.current(key)),
        request,
        marker,
      )
      const { encode } = request
      return {
        Name: bucket.name,
        Marker: encode(marker),
        ...echo(request),
        IsTruncated: found.truncated,
        // Without a delimiter clients go on with the last key.
        ...(found.truncated && request.delimiter !== '' && { NextMarker: encode(found.last) }),
        Contents: found.entries.map(({ key, version, object }) => ({
          ...content(key, version, object, encode),
          Owner: owner,
        })),
        ...commonPrefixes(found, encode),
      }
    },

    ListObjectsV2(input) {
      const bucket = bucketOf(s3, input)
      const request = readRequest(input)
      const token = optionalText(input, 'ContinuationToken')
      const startAfter = optionalText(input, 'StartAfter')
      // Once there is a token, StartAfter means nothing and is not repeated.
      const after = token === undefined ? (startAfter ?? '') : readToken(token)
      const found = collect(
        objectsAfter(bucket.keys, request.prefix, after, (key) => bucket.current(key)),
        request,
        after,
      )
      const { encode } = request
      return {
        Name: bucket.name,
        ...echo(request),
        KeyCount: found.entries.length + found.prefixes.length,
        IsTruncated: found.truncated,
        ...(token !== undefined && { ContinuationToken: token }),
        ...(token === undefined && startAfter !== undefined && { StartAfter: encode(startAfter) }),
        ...(found.truncated && { NextContinuationToken: writeToken(found.last) }),
        Contents: found.entries.map(({ key, version, object }) => ({
          ...content(key, version, object, encode),
          ...(input['FetchOwner'] === true && { Owner: owner }),
        })),
        ...commonPrefixes(found, encode),
      }
    },

    ListObjectVersions(input) {
      const bucket = bucketOf(s3, input)
      const request = readRequest(input)
      const keyMarker = text(input, 'KeyMarker')
      const idMarker = text(input, 'VersionIdMarker')
      if (idMarker !== '' && keyMarker === '') {
        const message = 'A version-id marker cannot be specified without a key marker.'
        throw errors.invalidArgument(message, 'version-id-marker', idMarker)
      }
      const entries = function* (): Generator<VersionEntry> {
        const from = lowerBound(bucket.keys, compareKeys(keyMarker, request.prefix) > 0 ? keyMarker : request.prefix)
        for (const key of bucket.keys.slice(from)) {
          if (key === keyMarker && idMarker === '') continue
          if (!key.startsWith(request.prefix)) break
          const versions = bucket.versions(key)
          const first = key === keyMarker ? versions.findIndex(({ id }) => id === idMarker) + 1 : 0
          for (const version of versions.slice(first)) yield { key, version, isLatest: version === versions[0] }
        }
      }
      const found = collect(entries(), request, keyMarker)
      const { encode } = request
      const lastEntry = found.entries.at(-1)
      const described = found.entries.map(({ key, version, isLatest }) => ({
        isMarker: version.object === null,
        member: {
          ...(version.object
            ? content(key, version, version.object, encode)
            : { Key: encode(key), LastModified: lastModified(version) / 1000 }),
          VersionId: version.id,
          IsLatest: isLatest,
          Owner: owner,
        },
      }))
      return {
        Name: bucket.name,
        KeyMarker: encode(keyMarker),
        VersionIdMarker: idMarker,
        ...echo(request),
        IsTruncated: found.truncated,
        ...(found.truncated && { NextKeyMarker: encode(found.last) }),
        ...(found.truncated && lastEntry?.key === found.last && { NextVersionIdMarker: lastEntry.version.id }),
        Versions: described.filter(({ isMarker }) => !isMarker).map(({ member }) => member),
        DeleteMarkers: described.filter(({ isMarker }) => isMarker).map(({ member }) => member),
        ...commonPrefixes(found, encode),
      }
    },

    ListMultipartUploads(input) {
      const bucket = bucketOf(s3, input)
      const request = readRequest(input, 'MaxUploads', 'max-uploads')
      const keyMarker = text(input, 'KeyMarker')
      // Without a key marker an upload id marker means nothing.
      const idMarker = keyMarker === '' ? '' : text(input, 'UploadIdMarker')
      const inOrder = [...bucket.uploads.values()]
        .filter((upload) => upload.key.startsWith(request.prefix))
        // Those of one key stay in the order in which they were begun.
        .sort((a, b) => compareKeys(a.key, b.key))
      const marked = inOrder.findIndex(({ key, id }) => key === keyMarker && id === idMarker)
      const uploads =
        marked >= 0
          ? inOrder.slice(marked + 1)
          : inOrder.filter(({ key }) => keyMarker === '' || compareKeys(key, keyMarker) > 0)
      const found = collect(uploads, request, keyMarker)
      const { encode } = request
      const { MaxKeys: MaxUploads, ...echoed } = echo(request)
      const lastEntry = found.entries.at(-1)
      return {
        Bucket: bucket.name,
        KeyMarker: encode(keyMarker),
        UploadIdMarker: idMarker,
        ...echoed,
        MaxUploads,
        IsTruncated: found.truncated,
        NextKeyMarker: encode(found.truncated ? found.last : (lastEntry?.key ?? '')),
        NextUploadIdMarker: lastEntry?.id ?? '',
        Uploads: found.entries.map((upload) => ({
          UploadId: upload.id,
          Key: encode(upload.key),
          Initiated: Math.floor(upload.initiatedAt) / 1000,
          StorageClass: upload.attributes.storageClass,
          Owner: owner,
          Initiator: initiatorOf(upload.initiator),
          ChecksumAlgorithm: upload.algorithm,
          ChecksumType: upload.checksumType,
        })),
        ...commonPrefixes(found, encode),
      }
    },
  }
}

// --- What the lists share

type Encode = (key: string) => string

interface ListRequest {
  readonly prefix: string
  readonly delimiter: string
  readonly maximum: number
  readonly encoding: string | undefined
  readonly encode: Encode
}

/** @throws AwsError InvalidArgument */
function readRequest(input: Input, limitName = 'MaxKeys', parameter = 'max-keys'): ListRequest {
  const encoding = optionalText(input, 'EncodingType')
  if (encoding !== undefined && encoding !== 'url') {
    throw errors.invalidArgument('Invalid Encoding Method specified in Request', 'encoding-type', encoding)
  }
  return {
    prefix: text(input, 'Prefix'),
    delimiter: text(input, 'Delimiter'),
    maximum: pageSize(input, limitName, parameter, limits.PAGE_MAX),
    encoding,
    encode: encoding === 'url' ? encodeKey : (key) => key,
  }
}

function echo({ prefix, delimiter, maximum, encoding, encode }: ListRequest): Record<string, unknown> {
  return {
    Prefix: encode(prefix),
    ...(delimiter !== '' && { Delimiter: encode(delimiter) }),
    MaxKeys: maximum,
    ...(encoding !== undefined && { EncodingType: encoding }),
  }
}

interface VersionEntry {
  readonly key: string
  readonly version: ObjectVersion
  readonly isLatest: boolean
}

interface ObjectEntry {
  readonly key: string
  readonly version: ObjectVersion
  readonly object: StoredObject
}

/** Current objects with the prefix, behind the key `after`; without delete markers. */
function* objectsAfter(
  keys: readonly string[],
  prefix: string,
  after: string,
  current: (key: string) => ObjectVersion | undefined,
): Generator<ObjectEntry> {
  const start = compareKeys(after, prefix) > 0 ? after : prefix
  for (let index = lowerBound(keys, start); index < keys.length; index++) {
    const key = keys[index] as string
    if (!key.startsWith(prefix)) return
    const version = current(key)
    if (version?.object && (after === '' || compareKeys(key, after) > 0)) yield { key, version, object: version.object }
  }
}

interface Found<Entry> {
  readonly entries: readonly Entry[]
  /** Of keys that have the delimiter behind the prefix: up to and with it, each once. */
  readonly prefixes: readonly string[]
  readonly truncated: boolean
  /** Key or common prefix that the page ends with. */
  readonly last: string
}

/** A page: entries in their order, those with a common prefix rolled up into one. @param after where the page begins */
function collect<Entry extends { readonly key: string }>(
  source: Iterable<Entry>,
  { prefix, delimiter, maximum }: ListRequest,
  after: string,
): Found<Entry> {
  const entries: Entry[] = []
  const prefixes: string[] = []
  // A page that ended with a common prefix goes on behind everything in it.
  const passed = rolledUp(after, prefix, delimiter)
  let last = ''
  for (const entry of source) {
    const common = rolledUp(entry.key, prefix, delimiter)
    if (common !== null && (common === passed || common === prefixes.at(-1))) continue
    // Of zero entries none is missing: S3 says that such a page is complete.
    if (entries.length + prefixes.length === maximum) return { entries, prefixes, truncated: maximum > 0, last }
    if (common === null) entries.push(entry)
    else prefixes.push(common)
    last = common ?? entry.key
  }
  return { entries, prefixes, truncated: false, last }
}

/** The common prefix that a key falls under; null for none. */
function rolledUp(key: string, prefix: string, delimiter: string): string | null {
  if (delimiter === '' || !key.startsWith(prefix)) return null
  const end = key.indexOf(delimiter, prefix.length)
  return end < 0 ? null : key.slice(0, end + delimiter.length)
}

const commonPrefixes = ({ prefixes }: Found<unknown>, encode: Encode): object =>
  prefixes.length > 0 ? { CommonPrefixes: prefixes.map((prefix) => ({ Prefix: encode(prefix) })) } : {}

// --- Continuation tokens: opaque to clients

const TOKEN_MARK = '1'
const utf8 = { encode: new TextEncoder(), decode: new TextDecoder('utf-8', { fatal: true }) }

const writeToken = (key: string): string => TOKEN_MARK + encodeBase64(utf8.encode.encode(`\u0000${key}`))

/** @throws AwsError InvalidArgument */
function readToken(token: string): string {
  const bytes = token.startsWith(TOKEN_MARK) ? decodeBase64(token.slice(1)) : null
  if (!bytes || bytes[0] !== 0) {
    throw errors.invalidArgument('The continuation token provided is incorrect', 'continuation-token')
  }
  return utf8.decode.decode(bytes.subarray(1))
}

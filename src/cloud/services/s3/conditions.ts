/**
 * Conditional requests and ranges.
 * Sources: RFC 9110, "Preconditions" and "Range Requests"; Amazon S3 User Guide, "Conditional reads" and "Conditional
 * writes"; texts recorded from AWS (LocalStack's test suite, test_s3_preconditions.py, November 2025).
 */

import { instant, optionalText, type Input } from './input'
import type { Bucket, ObjectVersion, StoredObject } from './state'
import { errors } from './wire'

/** S3 keeps times of change to the second. @returns milliseconds */
export const lastModified = (version: { readonly lastModified: number }): number =>
  Math.floor(version.lastModified / 1000) * 1000

/** Lists of ETags are compared entry by entry; quotes may be left out. */
function etagMatches(header: string, etag: string): boolean {
  if (header.trim() === '*') return true
  return header.split(',').some((entry) => entry.trim().replace(/^W\//, '').replace(/^"|"$/g, '') === etag)
}

/**
 * Of GetObject and HeadObject: If-Match outdoes If-Unmodified-Since, If-None-Match outdoes If-Modified-Since.
 * @throws AwsError PreconditionFailed, NotModified
 */
export function checkRead(input: Input, version: ObjectVersion, object: StoredObject): void {
  const modified = lastModified(version)
  const match = optionalText(input, 'IfMatch')
  const noneMatch = optionalText(input, 'IfNoneMatch')
  const unmodifiedSince = instant(input, 'IfUnmodifiedSince')
  const modifiedSince = instant(input, 'IfModifiedSince')
  if (match !== undefined) {
    if (!etagMatches(match, object.etag)) throw errors.preconditionFailed('If-Match')
  } else if (unmodifiedSince !== undefined && modified > unmodifiedSince) {
    throw errors.preconditionFailed('If-Unmodified-Since')
  }
  if (noneMatch !== undefined) {
    if (etagMatches(noneMatch, object.etag)) throw errors.notModified()
  } else if (modifiedSince !== undefined && modified <= modifiedSince) {
    throw errors.notModified()
  }
}

/**
 * Of the source of a copy; there is no "not modified" here. A time to come counts as not given.
 * @param now virtual milliseconds
 * @throws AwsError PreconditionFailed
 */
export function checkCopySource(input: Input, version: ObjectVersion, object: StoredObject, now: number): void {
  const modified = lastModified(version)
  const match = optionalText(input, 'CopySourceIfMatch')
  const noneMatch = optionalText(input, 'CopySourceIfNoneMatch')
  const unmodifiedSince = instant(input, 'CopySourceIfUnmodifiedSince')
  const modifiedSince = instant(input, 'CopySourceIfModifiedSince')
  if (match !== undefined) {
    if (!etagMatches(match, object.etag)) throw errors.preconditionFailed('x-amz-copy-source-If-Match')
  } else if (unmodifiedSince !== undefined && modified > unmodifiedSince) {
    throw errors.preconditionFailed('x-amz-copy-source-If-Unmodified-Since')
  }
  if (noneMatch !== undefined) {
    if (etagMatches(noneMatch, object.etag)) throw errors.preconditionFailed('x-amz-copy-source-If-None-Match')
  } else if (modifiedSince !== undefined && modifiedSince <= now && modified <= modifiedSince) {
    throw errors.preconditionFailed('x-amz-copy-source-If-Modified-Since')
  }
}

/**
 * Of whatever puts an object: If-None-Match: * only if there is none, If-Match only over one with this ETag.
 * @throws AwsError PreconditionFailed, NoSuchKey, NotImplemented
 */
export function checkWrite(input: Input, bucket: Bucket, key: string): void {
  const noneMatch = optionalText(input, 'IfNoneMatch')
  const match = optionalText(input, 'IfMatch')
  const current = bucket.current(key)?.object
  if (noneMatch !== undefined) {
    if (noneMatch.trim() !== '*' || match !== undefined) throw errors.notImplemented('If-None-Match')
    if (current) throw errors.preconditionFailed('If-None-Match')
  }
  if (match === undefined) return
  if (match.trim() === '*') throw errors.notImplemented('If-Match')
  if (!current) throw errors.noSuchKey(key)
  if (!etagMatches(match, current.etag)) throw errors.preconditionFailed('If-Match')
}

/**
 * Of DeleteObject, and of each entry of DeleteObjects: If-Match takes `*` too, if only there is an object.
 * @throws AwsError PreconditionFailed, NoSuchKey
 */
export function checkDelete(match: string | undefined, version: ObjectVersion | undefined, key: string): void {
  if (match === undefined) return
  if (!version?.object) throw errors.noSuchKey(key)
  if (!etagMatches(match, version.object.etag)) throw errors.preconditionFailed('If-Match')
}

export interface ByteRange {
  /** From 0, both included. */
  readonly first: number
  readonly last: number
}

/**
 * The header Range. @returns null for the whole: without a range, with several, with one that is malformed
 * @throws AwsError InvalidRange
 */
export function readRange(header: string | undefined, size: number): ByteRange | null {
  const [, from, to] = /^bytes=(\d*)-(\d*)$/.exec(header?.trim() ?? '') ?? []
  if (header === undefined || from === undefined || to === undefined || (from === '' && to === '')) return null
  if (from === '') {
    if (Number(to) === 0 || size === 0) throw errors.invalidRange(header, size)
    return { first: Math.max(0, size - Number(to)), last: size - 1 }
  }
  const first = Number(from)
  if (to !== '' && Number(to) < first) return null
  if (first >= size) throw errors.invalidRange(header, size)
  return { first, last: to === '' ? size - 1 : Math.min(Number(to), size - 1) }
}

/** What every operation works with, and how an operation finds its bucket and object. */

import { AwsError } from '../../aws/aws-error'
import type { AccessNeed, Caller, ServiceContext } from '../contract'
import type { Buckets } from './buckets'
import { optionalText, text, type Input } from './input'
import type { Notifier } from './records'
import type { Bucket, ObjectVersion, StoredObject } from './state'
import { errors } from './wire'

export interface S3 {
  readonly context: ServiceContext
  readonly buckets: Buckets
  readonly notifier: Notifier
}

/** @throws AwsError NoSuchBucket */
export const bucketOf = ({ buckets }: S3, input: Input): Bucket => buckets.get(text(input, 'Bucket'))

/** Asks IAM where S3 asks by itself. @throws AwsError AccessDenied, as S3 says it */
export function authorize({ context }: S3, caller: Caller, need: AccessNeed): void {
  try {
    context.authorize(caller, need)
  } catch (error) {
    throw error instanceof AwsError ? errors.accessDenied(error.message) : error
  }
}

export interface Located {
  readonly bucket: Bucket
  readonly key: string
  readonly version: ObjectVersion
  readonly object: StoredObject
}

/**
 * The object that a request names with Bucket, Key and VersionId.
 * @param method of the request, for the answer to a delete marker
 * @throws AwsError NoSuchBucket, NoSuchKey, NoSuchVersion, MethodNotAllowed, AccessDenied; NotFound for HEAD
 */
export function locate(s3: S3, input: Input, caller: Caller, method: 'GET' | 'HEAD' | 'PUT' | 'DELETE'): Located {
  const bucket = bucketOf(s3, input)
  const key = text(input, 'Key')
  const id = optionalText(input, 'VersionId')
  if (id !== undefined && id !== '') return { bucket, key, ...locateVersion(bucket, key, id, method) }
  const version = bucket.current(key)
  if (version?.object) return { bucket, key, version, object: version.object }
  // Whoever may not list the bucket is not told whether there is such a key.
  authorize(s3, caller, { action: 's3:ListBucket', resource: bucket.arn })
  throw method === 'HEAD' ? errors.notFound() : errors.noSuchKey(key)
}

/** @throws AwsError InvalidArgument, NoSuchVersion, MethodNotAllowed */
export function locateVersion(
  bucket: Bucket,
  key: string,
  id: string,
  method: string,
): { readonly version: ObjectVersion; readonly object: StoredObject } {
  if (!bucket.isVersionId(key, id)) throw errors.invalidArgument('Invalid version id specified', 'versionId', id)
  const version = bucket.version(key, id)
  if (!version) throw method === 'HEAD' ? errors.notFound() : errors.noSuchVersion(key, id)
  if (!version.object) throw errors.deleteMarker(method)
  return { version, object: version.object }
}

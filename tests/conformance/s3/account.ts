/** Short ways into S3 for the cases. */

import { CreateBucketCommand, PutBucketVersioningCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import assert from 'node:assert/strict'
import type { Aws } from '../sdk/case'

export const Bucket = 'my-bucket'

/** A client, and the bucket `my-bucket`. */
export async function withBucket(aws: Aws): Promise<S3Client> {
  const s3 = new S3Client(aws.config)
  await s3.send(new CreateBucketCommand({ Bucket }))
  return s3
}

export async function withVersions(aws: Aws): Promise<S3Client> {
  const s3 = await withBucket(aws)
  await setVersioning(s3, 'Enabled')
  return s3
}

export const setVersioning = (s3: S3Client, Status: 'Enabled' | 'Suspended'): Promise<unknown> =>
  s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status } }))

export async function put(s3: S3Client, Key: string, Body: string | Uint8Array = 'x') {
  return s3.send(new PutObjectCommand({ Bucket, Key, Body }))
}

export interface Failure {
  readonly name: string
  readonly message: string
  readonly status: number | undefined
  /** The error as the client throws it, with the members that S3 adds. */
  readonly error: Readonly<Record<string, unknown>>
}

/** What a promise fails with. */
export async function failure(promise: Promise<unknown>): Promise<Failure> {
  try {
    await promise
  } catch (thrown) {
    const error = thrown as Error & { $metadata?: { httpStatusCode?: number } } & Record<string, unknown>
    return { name: error.name, message: error.message, status: error.$metadata?.httpStatusCode, error }
  }
  return assert.fail('nothing failed')
}

export async function assertFails(
  promise: Promise<unknown>,
  name: string,
  status: number,
  message?: string | RegExp,
): Promise<Failure> {
  const failed = await failure(promise)
  assert.deepEqual([failed.name, failed.status], [name, status], `${failed.name}: ${failed.message}`)
  if (typeof message === 'string') assert.equal(failed.message, message)
  else if (message) assert.match(failed.message, message)
  return failed
}

/** The source of most answers: recorded from AWS. */
export const recorded = (test: string): string => `recorded from AWS by LocalStack's test suite, ${test}`
export const api = (operation: string): string => `S3 API Reference, ${operation}`

/** The API's operations: what they have in common, and all of them together. */

import type { Operation } from '../../contract'
import { optionalText, type Input } from '../input'
import type { S3 } from '../service'
import { errors } from '../wire'
import { createBucketOperations } from './buckets'
import { createConfigurationOperations } from './configuration'
import { createCopyOperation } from './copy'
import { createDetailOperations } from './details'
import { createListOperations } from './listing'
import { createMultipartOperations } from './multipart'
import { createObjectOperations } from './objects'

export function createOperations(s3: S3): Readonly<Record<string, Operation>> {
  const operations: Record<string, Operation> = {
    ...createBucketOperations(s3),
    ...createConfigurationOperations(s3),
    ...createObjectOperations(s3),
    ...createCopyOperation(s3),
    ...createDetailOperations(s3),
    ...createListOperations(s3),
    ...createMultipartOperations(s3),
  }
  return Object.fromEntries(
    Object.entries(operations).map(([name, operation]): [string, Operation] => [
      name,
      (input, caller) => {
        checkOwner(input, s3.context.account.accountId)
        refuseNotSimulated(input)
        return operation(input, caller)
      },
    ]),
  )
}

/** All buckets here are the account's own. @throws AwsError AccessDenied */
function checkOwner(input: Input, accountId: string): void {
  for (const name of ['ExpectedBucketOwner', 'ExpectedSourceBucketOwner']) {
    const owner = optionalText(input, name)
    if (owner !== undefined && owner !== accountId) throw errors.accessDenied()
  }
}

const NOT_SIMULATED: readonly (readonly [pattern: RegExp, what: string])[] = [
  [/^(CopySource)?SSECustomer/, 'Encryption with keys of the client (SSE-C)'],
  [/^ObjectLock/, 'Object Lock'],
  [/^MFA$/, 'MFA delete'],
  [/^Checksum(SHA512|MD5|XXHASH)/, 'A checksum of type SHA512, MD5 or XXHASH'],
  [/^AnnotationDirective$/, 'Copying annotations'],
  [/^BucketNamespace$/, 'A bucket namespace of the account'],
  [/^(WriteOffsetBytes|IfMatchInitiatedTime|IfMatchLastModifiedTime|IfMatchSize)$/, 'A parameter of directory buckets'],
]

/** Canned ACLs that change nothing for a bucket that has no ACLs. */
const PLAIN_ACLS: ReadonlySet<unknown> = new Set(['private', 'bucket-owner-full-control'])

/** Nothing is dropped in silence. @throws AwsError NotImplemented, AccessControlListNotSupported */
function refuseNotSimulated(input: Input): void {
  for (const [name, value] of Object.entries(input)) {
    if (value === undefined || value === false) continue
    const found = NOT_SIMULATED.find(([pattern]) => pattern.test(name))
    if (found) throw errors.notSimulated(`${found[1]} (${name})`)
    if (/^Grant(FullControl|Read|ReadACP|Write|WriteACP)$/.test(name)) throw errors.aclNotSupported()
    if (name === 'ACL' && input['Key'] !== undefined && !PLAIN_ACLS.has(value)) throw errors.aclNotSupported()
  }
}

/**
 * What each operation needs of IAM.
 * Sources: Service Authorization Reference, "Actions, resources, and condition keys for Amazon S3"; User Guide, "Required
 * permissions for Amazon S3 API operations".
 */

import type { AccessNeed, AccessRule } from '../contract'
import type { Buckets } from './buckets'
import { optionalText, text, type Input } from './input'
import { parseCopySource } from './operations/copy'
import { readTagHeader } from './tags'

const ON_A_BUCKET: Readonly<Record<string, string>> = {
  CreateBucket: 's3:CreateBucket',
  DeleteBucket: 's3:DeleteBucket',
  DeleteBucketCors: 's3:PutBucketCORS',
  DeleteBucketEncryption: 's3:PutEncryptionConfiguration',
  DeleteBucketLifecycle: 's3:PutLifecycleConfiguration',
  DeleteBucketOwnershipControls: 's3:PutBucketOwnershipControls',
  DeleteBucketPolicy: 's3:DeleteBucketPolicy',
  DeleteBucketTagging: 's3:PutBucketTagging',
  DeletePublicAccessBlock: 's3:PutBucketPublicAccessBlock',
  GetBucketAcl: 's3:GetBucketAcl',
  GetBucketCors: 's3:GetBucketCORS',
  GetBucketEncryption: 's3:GetEncryptionConfiguration',
  GetBucketLifecycleConfiguration: 's3:GetLifecycleConfiguration',
  GetBucketLocation: 's3:GetBucketLocation',
  GetBucketNotificationConfiguration: 's3:GetBucketNotification',
  GetBucketOwnershipControls: 's3:GetBucketOwnershipControls',
  GetBucketPolicy: 's3:GetBucketPolicy',
  GetBucketPolicyStatus: 's3:GetBucketPolicyStatus',
  GetBucketTagging: 's3:GetBucketTagging',
  GetBucketVersioning: 's3:GetBucketVersioning',
  GetPublicAccessBlock: 's3:GetBucketPublicAccessBlock',
  HeadBucket: 's3:ListBucket',
  ListMultipartUploads: 's3:ListBucketMultipartUploads',
  PutBucketAcl: 's3:PutBucketAcl',
  PutBucketCors: 's3:PutBucketCORS',
  PutBucketEncryption: 's3:PutEncryptionConfiguration',
  PutBucketLifecycleConfiguration: 's3:PutLifecycleConfiguration',
  PutBucketNotificationConfiguration: 's3:PutBucketNotification',
  PutBucketOwnershipControls: 's3:PutBucketOwnershipControls',
  PutBucketPolicy: 's3:PutBucketPolicy',
  PutBucketTagging: 's3:PutBucketTagging',
  PutBucketVersioning: 's3:PutBucketVersioning',
  PutPublicAccessBlock: 's3:PutBucketPublicAccessBlock',
}

/** Lists that say what they look for: `s3:prefix` and its like can be conditions. */
const LISTING: Readonly<Record<string, string>> = {
  ListObjects: 's3:ListBucket',
  ListObjectsV2: 's3:ListBucket',
  ListObjectVersions: 's3:ListBucketVersions',
}

/** Of an object's current version, and of a version that is named. */
const ON_AN_OBJECT: Readonly<Record<string, readonly [current: string, version: string]>> = {
  AbortMultipartUpload: ['s3:AbortMultipartUpload', 's3:AbortMultipartUpload'],
  DeleteObject: ['s3:DeleteObject', 's3:DeleteObjectVersion'],
  DeleteObjectTagging: ['s3:DeleteObjectTagging', 's3:DeleteObjectVersionTagging'],
  GetObject: ['s3:GetObject', 's3:GetObjectVersion'],
  GetObjectAcl: ['s3:GetObjectAcl', 's3:GetObjectVersionAcl'],
  GetObjectTagging: ['s3:GetObjectTagging', 's3:GetObjectVersionTagging'],
  HeadObject: ['s3:GetObject', 's3:GetObjectVersion'],
  ListParts: ['s3:ListMultipartUploadParts', 's3:ListMultipartUploadParts'],
  PutObjectAcl: ['s3:PutObjectAcl', 's3:PutObjectVersionAcl'],
  PutObjectTagging: ['s3:PutObjectTagging', 's3:PutObjectVersionTagging'],
}

export function createAccess(buckets: Buckets): Readonly<Record<string, AccessRule>> {
  /** Tags that the object has already: `s3:ExistingObjectTag/<key>`. */
  const existingTags = (bucket: string, key: string, id: string | undefined): Record<string, string> => {
    const found = buckets.find(bucket)
    const version = id === undefined || id === '' ? found?.current(key) : found?.version(key, id)
    return Object.fromEntries((version?.tags ?? []).map((tag) => [`s3:ExistingObjectTag/${tag.Key}`, tag.Value]))
  }
  const onObject = (
    actions: readonly [current: string, version: string],
    bucket: string,
    key: string,
    id: string | undefined,
  ): AccessNeed => {
    const named = id !== undefined && id !== ''
    return {
      action: actions[named ? 1 : 0],
      resource: objectArn(bucket, key),
      context: { ...existingTags(bucket, key, id), ...(named && { 's3:VersionId': id }) },
    }
  }
  const ofInput = (actions: readonly [string, string], input: Input): AccessNeed =>
    onObject(actions, text(input, 'Bucket'), text(input, 'Key'), optionalText(input, 'VersionId'))
  /** Putting an object: with tags and an ACL it needs more. */
  const putting = (input: Input): readonly AccessNeed[] => {
    const need = { resource: objectArn(text(input, 'Bucket'), text(input, 'Key')), context: contextOfPut(input) }
    return [
      { action: 's3:PutObject', ...need },
      ...(text(input, 'Tagging') !== '' ? [{ action: 's3:PutObjectTagging', ...need }] : []),
      ...(optionalText(input, 'ACL') !== undefined ? [{ action: 's3:PutObjectAcl', ...need }] : []),
    ]
  }
  const copying = (input: Input): AccessNeed => {
    const { bucket, key, versionId } = sourceOf(input)
    return onObject(['s3:GetObject', 's3:GetObjectVersion'], bucket, key, versionId)
  }

  return {
    ...rules(ON_A_BUCKET, (action, input) => [{ action, resource: bucketArn(text(input, 'Bucket')) }]),
    ...rules(LISTING, (action, input) => [
      { action, resource: bucketArn(text(input, 'Bucket')), context: contextOfList(input) },
    ]),
    ...rules(ON_AN_OBJECT, (actions, input) => [ofInput(actions, input)]),
    ListBuckets: () => [{ action: 's3:ListAllMyBuckets', resource: '*' }],
    GetObjectAttributes: (input) => [
      ofInput(['s3:GetObject', 's3:GetObjectVersion'], input),
      ofInput(['s3:GetObjectAttributes', 's3:GetObjectVersionAttributes'], input),
    ],
    PutObject: putting,
    CreateMultipartUpload: putting,
    UploadPart: putting,
    CompleteMultipartUpload: putting,
    CopyObject: (input) => [copying(input), ...putting(input)],
    UploadPartCopy: (input) => [copying(input), ...putting(input)],
    // Each key is asked for by itself, and is denied by itself.
    DeleteObjects: () => [],
  }
}

const bucketArn = (name: string): string => `arn:aws:s3:::${name}`
const objectArn = (bucket: string, key: string): string => `${bucketArn(bucket)}/${key}`

function rules<Action>(
  table: Readonly<Record<string, Action>>,
  needs: (action: Action, input: Input) => readonly AccessNeed[],
): Record<string, AccessRule> {
  return Object.fromEntries(
    Object.entries(table).map(([operation, action]): [string, AccessRule] => [
      operation,
      (input) => needs(action, input),
    ]),
  )
}

/** A source that cannot be read is refused by the operation; here it is merely nothing that anybody could have. */
function sourceOf(input: Input): ReturnType<typeof parseCopySource> {
  try {
    return parseCopySource(text(input, 'CopySource'))
  } catch {
    return { bucket: '', key: '', versionId: undefined }
  }
}

function contextOfList(input: Input): Record<string, string> {
  const { MaxKeys: maximum } = input
  return {
    's3:prefix': text(input, 'Prefix'),
    ...(input['Delimiter'] !== undefined && { 's3:delimiter': text(input, 'Delimiter') }),
    ...(typeof maximum === 'number' && { 's3:max-keys': String(maximum) }),
  }
}

/** Headers that are condition keys. */
const HEADER_KEYS: Readonly<Record<string, string>> = {
  ACL: 's3:x-amz-acl',
  CopySource: 's3:x-amz-copy-source',
  MetadataDirective: 's3:x-amz-metadata-directive',
  SSEKMSKeyId: 's3:x-amz-server-side-encryption-aws-kms-key-id',
  ServerSideEncryption: 's3:x-amz-server-side-encryption',
  StorageClass: 's3:x-amz-storage-class',
  WebsiteRedirectLocation: 's3:x-amz-website-redirect-location',
  IfMatch: 's3:if-match',
  IfNoneMatch: 's3:if-none-match',
}

function contextOfPut(input: Input): Record<string, string | readonly string[]> {
  const context: Record<string, string | readonly string[]> = {}
  for (const [member, key] of Object.entries(HEADER_KEYS)) {
    const value = optionalText(input, member)
    if (value !== undefined) context[key] = value
  }
  const tags = requestTags(input)
  for (const [key, value] of tags) context[`s3:RequestObjectTag/${key}`] = value
  if (tags.length > 0) context['s3:RequestObjectTagKeys'] = tags.map(([key]) => key)
  return context
}

function requestTags(input: Input): readonly (readonly [string, string])[] {
  try {
    return readTagHeader(text(input, 'Tagging')).map(({ Key, Value }) => [Key, Value])
  } catch {
    return []
  }
}

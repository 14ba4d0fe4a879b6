/** What is done with objects: tags, deleting, copying, attributes. */

import {
  CopyObjectCommand,
  DeleteObjectCommand,
  DeleteObjectTaggingCommand,
  DeleteObjectsCommand,
  GetObjectAclCommand,
  GetObjectAttributesCommand,
  GetObjectCommand,
  GetObjectTaggingCommand,
  HeadObjectCommand,
  PutObjectAclCommand,
  PutObjectCommand,
  PutObjectTaggingCommand,
} from '@aws-sdk/client-s3'
import assert from 'node:assert/strict'
import type { Case } from '../sdk/case'
import { api, assertFails, Bucket, put, recorded, withBucket } from './account'

const Key = 'key'

export const objectDetails: Readonly<Record<string, Case>> = {
  'Object tags: put, counted, taken away': {
    source: recorded('test_s3_api.py::TestS3BucketObjectTagging::test_object_tagging_crud'),
    async run(aws) {
      const s3 = await withBucket(aws)
      const tags = async (): Promise<unknown> => (await s3.send(new GetObjectTaggingCommand({ Bucket, Key }))).TagSet
      await s3.send(new PutObjectCommand({ Bucket, Key, Tagging: 'tag1=tag1&tag2=tag%202&tag=' }))
      assert.deepEqual(await tags(), [
        { Key: 'tag1', Value: 'tag1' },
        { Key: 'tag2', Value: 'tag 2' },
        { Key: 'tag', Value: '' },
      ])
      const TagSet = [{ Key: 'tag3', Value: 'tag3' }]
      await s3.send(new PutObjectTaggingCommand({ Bucket, Key, Tagging: { TagSet } }))
      assert.deepEqual(await tags(), TagSet)
      assert.equal((await s3.send(new GetObjectCommand({ Bucket, Key }))).TagCount, 1)
      await s3.send(new DeleteObjectTaggingCommand({ Bucket, Key }))
      assert.deepEqual(await tags(), [])
      assert.equal((await s3.send(new GetObjectCommand({ Bucket, Key }))).TagCount, undefined)
    },
  },
  'Object tags: what is refused': {
    source: recorded('test_s3_api.py::TestS3BucketObjectTagging::test_tagging_validation, test_object_tagging_exc'),
    async run(aws) {
      const s3 = await withBucket(aws)
      await put(s3, Key)
      const set = (TagSet: { Key: string; Value: string }[]): Promise<unknown> =>
        s3.send(new PutObjectTaggingCommand({ Bucket, Key, Tagging: { TagSet } }))
      await assertFails(
        set([{ Key: 'aws:prefixed', Value: 'x' }]),
        'InvalidTag',
        400,
        'Your TagKey cannot be prefixed with aws:',
      )
      const eleven = Array.from({ length: 11 }, (_, index) => ({ Key: `k${index}`, Value: 'v' }))
      await assertFails(set(eleven), 'BadRequest', 400, 'Object tags cannot be greater than 10')
      const { error } = await assertFails(
        s3.send(new PutObjectCommand({ Bucket, Key, Tagging: 'key1=val1&key1=val2' })),
        'InvalidArgument',
        400,
        "The header 'x-amz-tagging' shall be encoded as UTF-8 then URLEncoded URL query parameters without tag name duplicates.",
      )
      assert.deepEqual([error['ArgumentName'], error['ArgumentValue']], ['x-amz-tagging', 'key1=val1&key1=val2'])
      await assertFails(s3.send(new GetObjectTaggingCommand({ Bucket, Key: 'none' })), 'NoSuchKey', 404)
    },
  },
  'DeleteObject succeeds whether there is one or not': {
    source: recorded('test_s3_api.py::TestS3ObjectCRUD::test_delete_object'),
    async run(aws) {
      const s3 = await withBucket(aws)
      await put(s3, Key)
      for (const key of [Key, Key, 'never']) {
        const { $metadata, DeleteMarker } = await s3.send(new DeleteObjectCommand({ Bucket, Key: key }))
        assert.deepEqual([$metadata.httpStatusCode, DeleteMarker], [204, undefined])
      }
      await assertFails(s3.send(new GetObjectCommand({ Bucket, Key })), 'NoSuchKey', 404)
    },
  },
  'DeleteObject with If-Match': {
    source: 'S3 User Guide, How to perform conditional deletes',
    async run(aws) {
      const s3 = await withBucket(aws)
      const { ETag = '' } = await put(s3, Key)
      const remove = (IfMatch: string): Promise<unknown> => s3.send(new DeleteObjectCommand({ Bucket, Key, IfMatch }))
      await assertFails(remove('"other"'), 'PreconditionFailed', 412)
      await remove(ETag)
      await assertFails(s3.send(new HeadObjectCommand({ Bucket, Key })), 'NotFound', 404)
    },
  },
  'DeleteObjects answers key by key, and Quiet tells of errors alone': {
    source: recorded('test_s3_api.py::TestS3ObjectCRUD::test_delete_objects'),
    async run(aws) {
      const s3 = await withBucket(aws)
      await put(s3, 'one')
      await put(s3, 'two & <more>')
      const remove = (Quiet: boolean, ...Objects: { Key: string; VersionId?: string }[]) =>
        s3.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects, Quiet } }))
      const { Deleted, Errors } = await remove(false, { Key: 'one' }, { Key: 'never' })
      assert.deepEqual(Deleted, [{ Key: 'one' }, { Key: 'never' }])
      assert.equal(Errors, undefined)
      const wrong = { Key: 'one', VersionId: 'HPniJFCxqTsMuIH9KX8K8wEjNUgmABCD' }
      const quiet = await remove(true, { Key: 'two & <more>' }, wrong)
      assert.equal(quiet.Deleted, undefined)
      assert.deepEqual(quiet.Errors, [
        { ...wrong, Code: 'NoSuchVersion', Message: 'The specified version does not exist.' },
      ])
      await assertFails(s3.send(new HeadObjectCommand({ Bucket, Key: 'two & <more>' })), 'NotFound', 404)
      const many = Array.from({ length: 1001 }, (_, index) => ({ Key: `k${index}` }))
      await assertFails(remove(false, ...many), 'MalformedXML', 400)
    },
  },
  'CopyObject takes metadata and tags along, or replaces them': {
    source: `${api('CopyObject')}: x-amz-metadata-directive, x-amz-tagging-directive`,
    async run(aws) {
      const s3 = await withBucket(aws)
      await s3.send(
        new PutObjectCommand({
          Bucket,
          Key: 'from/ä b',
          Body: 'hello',
          Metadata: { a: '1' },
          ContentType: 'text/plain',
          Tagging: 't=1',
        }),
      )
      const CopySource = `${Bucket}/${encodeURIComponent('from/ä b')}`
      const copy = await s3.send(new CopyObjectCommand({ Bucket, Key, CopySource }))
      assert.equal(copy.CopyObjectResult?.ETag, '"5d41402abc4b2a76b9719d911017c592"')
      const head = () => s3.send(new HeadObjectCommand({ Bucket, Key }))
      const kept = await head()
      assert.deepEqual([kept.Metadata, kept.ContentType], [{ a: '1' }, 'text/plain'])
      const { TagSet } = await s3.send(new GetObjectTaggingCommand({ Bucket, Key }))
      assert.deepEqual(TagSet, [{ Key: 't', Value: '1' }])
      await s3.send(
        new CopyObjectCommand({
          Bucket,
          Key,
          CopySource,
          MetadataDirective: 'REPLACE',
          Metadata: { b: '2' },
          ContentType: 'text/csv',
          TaggingDirective: 'REPLACE',
        }),
      )
      const replaced = await head()
      assert.deepEqual([replaced.Metadata, replaced.ContentType], [{ b: '2' }, 'text/csv'])
      assert.deepEqual((await s3.send(new GetObjectTaggingCommand({ Bucket, Key }))).TagSet, [])
    },
  },
  'CopyObject onto itself has to change something': {
    source: `${api('CopyObject')}; Error responses, InvalidRequest`,
    async run(aws) {
      const s3 = await withBucket(aws)
      await put(s3, Key)
      const copy = (options: object): Promise<unknown> =>
        s3.send(new CopyObjectCommand({ Bucket, Key, CopySource: `${Bucket}/${Key}`, ...options }))
      await assertFails(
        copy({}),
        'InvalidRequest',
        400,
        "This copy request is illegal because it is trying to copy an object to itself without changing the object's metadata, storage class, website redirect location or encryption attributes.",
      )
      await copy({ StorageClass: 'STANDARD_IA' })
      assert.equal((await s3.send(new HeadObjectCommand({ Bucket, Key }))).StorageClass, 'STANDARD_IA')
    },
  },
  'Conditions on the source of a copy': {
    source: recorded('test_s3_preconditions.py, November 2025'),
    async run(aws) {
      const s3 = await withBucket(aws)
      const { ETag = '' } = await put(s3, 'from', 'data')
      const copy = (conditions: object) =>
        s3.send(new CopyObjectCommand({ Bucket, Key, CopySource: `${Bucket}/from`, ...conditions }))
      const past = new Date((await aws.now()) - 3_600_000)
      const future = new Date((await aws.now()) + 3_600_000)
      const refusals: [object, string][] = [
        [{ CopySourceIfMatch: '"other"' }, 'x-amz-copy-source-If-Match'],
        [{ CopySourceIfUnmodifiedSince: past }, 'x-amz-copy-source-If-Unmodified-Since'],
        [{ CopySourceIfNoneMatch: ETag }, 'x-amz-copy-source-If-None-Match'],
        // Without quotes too.
        [{ CopySourceIfNoneMatch: ETag.replaceAll('"', '') }, 'x-amz-copy-source-If-None-Match'],
      ]
      for (const [conditions, condition] of refusals) {
        const { error } = await assertFails(copy(conditions), 'PreconditionFailed', 412)
        assert.equal(error['Condition'], condition)
      }
      // A time to come is ignored.
      const { CopyObjectResult } = await copy({ CopySourceIfModifiedSince: future })
      assert.deepEqual([CopyObjectResult?.ETag, CopyObjectResult?.ChecksumCRC32], [ETag, 'rfPzYw=='])
      await assertFails(s3.send(new CopyObjectCommand({ Bucket, Key, CopySource: `${Bucket}/none` })), 'NoSuchKey', 404)
    },
  },
  'GetObjectAttributes gives what was asked for': {
    source: api('GetObjectAttributes'),
    async run(aws) {
      const s3 = await withBucket(aws)
      await put(s3, Key, 'hello')
      const all = await s3.send(
        new GetObjectAttributesCommand({
          Bucket,
          Key,
          ObjectAttributes: ['ETag', 'Checksum', 'ObjectParts', 'StorageClass', 'ObjectSize'],
        }),
      )
      assert.deepEqual(
        [all.ETag, all.Checksum?.ChecksumCRC32, all.ObjectParts, all.StorageClass, all.ObjectSize],
        ['5d41402abc4b2a76b9719d911017c592', 'NhCmhg==', undefined, 'STANDARD', 5],
      )
      const size = await s3.send(new GetObjectAttributesCommand({ Bucket, Key, ObjectAttributes: ['ObjectSize'] }))
      assert.deepEqual([size.ObjectSize, size.ETag], [5, undefined])
    },
  },
  'Objects have no ACLs but the owner’s': {
    source: 'S3 User Guide, Controlling ownership of objects: BucketOwnerEnforced',
    async run(aws) {
      const s3 = await withBucket(aws)
      await s3.send(new PutObjectCommand({ Bucket, Key, ACL: 'bucket-owner-full-control' }))
      const { Grants } = await s3.send(new GetObjectAclCommand({ Bucket, Key }))
      assert.deepEqual(
        Grants?.map(({ Permission }) => Permission),
        ['FULL_CONTROL'],
      )
      const message = 'The bucket does not allow ACLs'
      await assertFails(
        s3.send(new PutObjectCommand({ Bucket, Key, ACL: 'public-read' })),
        'AccessControlListNotSupported',
        400,
        message,
      )
      await assertFails(
        s3.send(new PutObjectAclCommand({ Bucket, Key, ACL: 'public-read' })),
        'AccessControlListNotSupported',
        400,
        message,
      )
    },
  },
  'Encryption with the client’s key is not simulated, and says so': {
    source: 'S3 API Reference, Error responses: NotImplemented; the text is Coldstart’s own',
    async run(aws) {
      const s3 = await withBucket(aws)
      const write = s3.send(
        new PutObjectCommand({
          Bucket,
          Key,
          SSECustomerAlgorithm: 'AES256',
          SSECustomerKey: '0123456789abcdef0123456789abcdef',
        }),
      )
      await assertFails(write, 'NotImplemented', 501, /SSE-C.*is not simulated/)
    },
  },
}

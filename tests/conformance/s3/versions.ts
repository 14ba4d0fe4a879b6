/** Versions and delete markers. */

import {
  DeleteObjectCommand,
  DeleteObjectsCommand,
  CopyObjectCommand,
  GetObjectCommand,
  GetObjectTaggingCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  ListObjectVersionsCommand,
  PutObjectTaggingCommand,
  type S3Client,
} from '@aws-sdk/client-s3'
import assert from 'node:assert/strict'
import type { Case } from '../sdk/case'
import { assertFails, Bucket, put, recorded, setVersioning, withBucket, withVersions } from './account'

const Key = 'key'
const NOT_ALLOWED = 'The specified method is not allowed against this resource.'

const content = async (s3: S3Client, VersionId?: string): Promise<string | undefined> =>
  (await s3.send(new GetObjectCommand({ Bucket, Key, VersionId }))).Body?.transformToString()

export const versions: Readonly<Record<string, Case>> = {
  'Each put makes a version that stays': {
    source: 'S3 User Guide, Adding objects to versioning-enabled buckets',
    async run(aws) {
      const s3 = await withVersions(aws)
      const one = await put(s3, Key, 'one')
      const two = await put(s3, Key, 'two')
      assert.ok(one.VersionId && two.VersionId && one.VersionId !== two.VersionId)
      assert.equal(await content(s3), 'two')
      assert.equal(await content(s3, one.VersionId), 'one')
      assert.equal((await s3.send(new HeadObjectCommand({ Bucket, Key }))).VersionId, two.VersionId)
    },
  },
  'A delete hides, deleting its marker brings back': {
    source: recorded('test_s3_api.py::TestS3ObjectCRUD::test_delete_object_versioned'),
    async run(aws) {
      const s3 = await withVersions(aws)
      const { VersionId: first } = await put(s3, Key, 'one')
      const marker = await s3.send(new DeleteObjectCommand({ Bucket, Key }))
      assert.equal(marker.DeleteMarker, true)
      await assertFails(s3.send(new GetObjectCommand({ Bucket, Key })), 'NoSuchKey', 404)
      assert.equal(await content(s3, first), 'one')
      const { error } = await assertFails(
        s3.send(new GetObjectCommand({ Bucket, Key, VersionId: marker.VersionId })),
        'MethodNotAllowed',
        405,
        NOT_ALLOWED,
      )
      assert.deepEqual([error['Method'], error['ResourceType']], ['GET', 'DeleteMarker'])
      assert.equal((await s3.send(new ListObjectsV2Command({ Bucket }))).KeyCount, 0)
      const removed = await s3.send(new DeleteObjectCommand({ Bucket, Key, VersionId: marker.VersionId }))
      assert.deepEqual([removed.DeleteMarker, removed.VersionId], [true, marker.VersionId])
      assert.equal(await content(s3), 'one')
    },
  },
  'A version that is deleted is gone; ids cannot be made up': {
    source: recorded('test_s3_api.py::TestS3ObjectCRUD::test_delete_object_versioned'),
    async run(aws) {
      const s3 = await withVersions(aws)
      const { VersionId } = await put(s3, Key, 'one')
      await put(s3, Key, 'two')
      const removed = await s3.send(new DeleteObjectCommand({ Bucket, Key, VersionId }))
      assert.deepEqual([removed.DeleteMarker, removed.VersionId], [undefined, VersionId])
      const { error } = await assertFails(
        s3.send(new GetObjectCommand({ Bucket, Key, VersionId })),
        'NoSuchVersion',
        404,
        'The specified version does not exist.',
      )
      assert.deepEqual([error['Key'], error['VersionId']], [Key, VersionId])
      const made = 'HPniJFCxqTsMuIH9KX8K8wEjNUgmABCD'
      for (const command of [
        new GetObjectCommand({ Bucket, Key, VersionId: made }),
        new DeleteObjectCommand({ Bucket, Key, VersionId: made }),
      ]) {
        const failed = await assertFails(
          s3.send(command as GetObjectCommand),
          'InvalidArgument',
          400,
          'Invalid version id specified',
        )
        assert.deepEqual([failed.error['ArgumentName'], failed.error['ArgumentValue']], ['versionId', made])
      }
    },
  },
  'Without versioning there is the null version': {
    source: recorded('test_s3_api.py::TestS3ObjectCRUD::test_get_object_with_version_unversioned_bucket'),
    async run(aws) {
      const s3 = await withBucket(aws)
      await put(s3, Key, 'test-version')
      const got = await s3.send(new GetObjectCommand({ Bucket, Key, VersionId: 'null' }))
      assert.deepEqual([await got.Body?.transformToString(), got.VersionId], ['test-version', undefined])
      const { Versions } = await s3.send(new ListObjectVersionsCommand({ Bucket }))
      assert.deepEqual(
        Versions?.map(({ VersionId, IsLatest }) => [VersionId, IsLatest]),
        [['null', true]],
      )
    },
  },
  'Suspended: puts overwrite the null version': {
    source: recorded('test_s3_api.py::TestS3ObjectCRUD::test_put_object_on_suspended_bucket'),
    async run(aws) {
      const s3 = await withVersions(aws)
      const { VersionId: kept } = await put(s3, Key, 'kept')
      await setVersioning(s3, 'Suspended')
      assert.equal((await put(s3, Key, 'null one')).VersionId, undefined)
      assert.equal((await put(s3, Key, 'null two')).VersionId, undefined)
      const got = await s3.send(new GetObjectCommand({ Bucket, Key }))
      assert.deepEqual([await got.Body?.transformToString(), got.VersionId], ['null two', 'null'])
      const { Versions } = await s3.send(new ListObjectVersionsCommand({ Bucket }))
      assert.deepEqual(
        Versions?.map(({ VersionId, IsLatest }) => [VersionId, IsLatest]),
        [
          ['null', true],
          [kept, false],
        ],
      )
    },
  },
  'Suspended: a delete puts a marker in place of the null version': {
    source: recorded('test_s3_api.py::TestS3ObjectCRUD::test_delete_object_on_suspended_bucket'),
    async run(aws) {
      const s3 = await withVersions(aws)
      const { VersionId: kept } = await put(s3, Key, 'kept')
      await setVersioning(s3, 'Suspended')
      await put(s3, Key, 'null one')
      const marker = await s3.send(new DeleteObjectCommand({ Bucket, Key }))
      assert.deepEqual([marker.DeleteMarker, marker.VersionId], [true, 'null'])
      const { Versions, DeleteMarkers } = await s3.send(new ListObjectVersionsCommand({ Bucket }))
      assert.deepEqual(
        DeleteMarkers?.map(({ VersionId, IsLatest }) => [VersionId, IsLatest]),
        [['null', true]],
      )
      assert.deepEqual(
        Versions?.map(({ VersionId, IsLatest }) => [VersionId, IsLatest]),
        [[kept, false]],
      )
    },
  },
  'DeleteObjects in a bucket with versions': {
    source: recorded('test_s3_api.py::TestS3ObjectCRUD::test_delete_objects_versioned'),
    async run(aws) {
      const s3 = await withVersions(aws)
      const { VersionId } = await put(s3, Key)
      const remove = (...Objects: { Key: string; VersionId?: string | undefined }[]) =>
        s3.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects } }))
      const { Deleted: marked } = await remove({ Key }, { Key: 'never' })
      assert.deepEqual(
        marked?.map(({ DeleteMarker, VersionId: id }) => [DeleteMarker, id]),
        [
          [true, undefined],
          [true, undefined],
        ],
      )
      const marker = marked?.[0]?.DeleteMarkerVersionId
      const { Deleted } = await remove({ Key, VersionId: marker }, { Key, VersionId })
      assert.deepEqual(Deleted, [
        { Key, VersionId: marker, DeleteMarker: true, DeleteMarkerVersionId: marker },
        { Key, VersionId },
      ])
    },
  },
  'ListObjectVersions goes on behind a key and a version': {
    source: recorded('test_s3_list_operations.py::TestS3ListObjectVersions::test_list_objects_versions_markers'),
    async run(aws) {
      const s3 = await withVersions(aws)
      const ids: Record<string, string[]> = {}
      for (const key of ['test_0', 'test_1', 'test_2']) {
        ids[key] = []
        for (const body of ['a', 'b']) ids[key].unshift((await put(s3, key, body)).VersionId ?? '')
      }
      const list = (options: object) => s3.send(new ListObjectVersionsCommand({ Bucket, ...options }))
      const of = (page: { Versions?: { Key?: string | undefined; VersionId?: string | undefined }[] | undefined }) =>
        page.Versions?.map(({ Key: key, VersionId }) => `${key} ${(ids[key ?? ''] ?? []).indexOf(VersionId ?? '')}`)
      const page = await list({ MaxKeys: 3 })
      assert.deepEqual(of(page), ['test_0 0', 'test_0 1', 'test_1 0'])
      assert.deepEqual(
        [page.IsTruncated, page.NextKeyMarker, page.NextVersionIdMarker],
        [true, 'test_1', ids['test_1']?.[0]],
      )
      assert.deepEqual(of(await list({ KeyMarker: 'test_1', VersionIdMarker: ids['test_1']?.[0], MaxKeys: 1 })), [
        'test_1 1',
      ])
      // A key alone: behind all of its versions.
      assert.deepEqual(of(await list({ KeyMarker: 'test_1', MaxKeys: 1 })), ['test_2 0'])
      assert.equal(of(await list({ KeyMarker: 'test_2' })), undefined)
      await assertFails(
        list({ VersionIdMarker: ids['test_1']?.[0] }),
        'InvalidArgument',
        400,
        'A version-id marker cannot be specified without a key marker.',
      )
      const keys: (string | undefined)[] = []
      let next: object | null = {}
      while (next) {
        const { Versions = [], IsTruncated, NextKeyMarker, NextVersionIdMarker } = await list({ ...next, MaxKeys: 1 })
        keys.push(...Versions.map(({ Key: key }) => key))
        next = IsTruncated === true ? { KeyMarker: NextKeyMarker, VersionIdMarker: NextVersionIdMarker } : null
      }
      assert.deepEqual(keys, ['test_0', 'test_0', 'test_1', 'test_1', 'test_2', 'test_2'])
    },
  },
  'ListObjectVersions with a delimiter': {
    source: recorded(
      'test_s3_list_operations.py::TestS3ListObjectVersions::test_list_object_versions_pagination_common_prefixes',
    ),
    async run(aws) {
      const s3 = await withVersions(aws)
      for (const key of ['aSubfolder/subFile1', 'aSubfolder/subFile2', 'file1', 'file2']) await put(s3, `folder/${key}`)
      const list = (KeyMarker?: string) =>
        s3.send(new ListObjectVersionsCommand({ Bucket, Prefix: 'folder/', Delimiter: '/', MaxKeys: 1, KeyMarker }))
      const first = await list()
      assert.deepEqual(first.CommonPrefixes, [{ Prefix: 'folder/aSubfolder/' }])
      assert.deepEqual([first.NextKeyMarker, first.NextVersionIdMarker], ['folder/aSubfolder/', undefined])
      const second = await list('folder/aSubfolder/')
      assert.deepEqual(
        second.Versions?.map(({ Key: key }) => key),
        ['folder/file1'],
      )
      assert.deepEqual([second.IsTruncated, second.NextKeyMarker], [true, 'folder/file1'])
      // A marker inside of the folder passes over all of it.
      assert.deepEqual(
        (await list('folder/aSubfolder/subFile1')).Versions?.map(({ Key: key }) => key),
        ['folder/file1'],
      )
    },
  },
  'Tags belong to a version; a delete marker has none': {
    source: recorded('test_s3_api.py::TestS3BucketObjectTagging::test_object_tagging_versioned'),
    async run(aws) {
      const s3 = await withVersions(aws)
      const { VersionId: first } = await put(s3, Key, 'one')
      const { VersionId: second } = await put(s3, Key, 'two')
      const TagSet = [{ Key: 'tag', Value: 'v1' }]
      const answer = await s3.send(new PutObjectTaggingCommand({ Bucket, Key, VersionId: first, Tagging: { TagSet } }))
      assert.equal(answer.VersionId, first)
      const current = await s3.send(new GetObjectTaggingCommand({ Bucket, Key }))
      assert.deepEqual([current.TagSet, current.VersionId], [[], second])
      await s3.send(new DeleteObjectCommand({ Bucket, Key }))
      const { error } = await assertFails(
        s3.send(new GetObjectTaggingCommand({ Bucket, Key })),
        'MethodNotAllowed',
        405,
        NOT_ALLOWED,
      )
      assert.equal(error['ResourceType'], 'DeleteMarker')
    },
  },
  'An older version can be copied over the current one': {
    source: 'S3 User Guide, Restoring previous versions',
    async run(aws) {
      const s3 = await withVersions(aws)
      const { VersionId: first } = await put(s3, Key, 'one')
      await put(s3, Key, 'two')
      const copy = await s3.send(
        new CopyObjectCommand({ Bucket, Key, CopySource: `${Bucket}/${Key}?versionId=${first}` }),
      )
      assert.equal(copy.CopySourceVersionId, first)
      assert.ok(copy.VersionId && copy.VersionId !== first)
      assert.equal(await content(s3), 'one')
    },
  },
}

/** Lists of objects. */

import {
  ListObjectsCommand,
  ListObjectsV2Command,
  paginateListObjectsV2,
  type ListObjectsV2CommandOutput,
  type S3Client,
} from '@aws-sdk/client-s3'
import assert from 'node:assert/strict'
import type { Case } from '../sdk/case'
import { api, assertFails, Bucket, put, recorded, withBucket } from './account'

const keysOf = ({ Contents }: Pick<ListObjectsV2CommandOutput, 'Contents'>): unknown => Contents?.map(({ Key }) => Key)
const prefixesOf = ({ CommonPrefixes }: Pick<ListObjectsV2CommandOutput, 'CommonPrefixes'>): unknown =>
  CommonPrefixes?.map(({ Prefix }) => Prefix)

const list = (s3: S3Client, options: object): Promise<ListObjectsV2CommandOutput> =>
  s3.send(new ListObjectsV2Command({ Bucket, ...options }))

async function withKeys(aws: Parameters<Case['run']>[0], ...keys: string[]): Promise<S3Client> {
  const s3 = await withBucket(aws)
  for (const key of keys) await put(s3, key, 'hello')
  return s3
}

const TWELVE = Array.from({ length: 12 }, (_, index) => `test_${index}`)

export const lists: Readonly<Record<string, Case>> = {
  'ListObjectsV2 of an empty bucket': {
    source: api('ListObjectsV2'),
    async run(aws) {
      const page = await list(await withBucket(aws), {})
      assert.deepEqual(
        [page.Contents, page.KeyCount, page.IsTruncated, page.MaxKeys, page.Name, page.Prefix],
        [undefined, 0, false, 1000, Bucket, ''],
      )
    },
  },
  'What a list says of an object': {
    source: recorded('test_s3_list_operations.py::TestS3ListObjectsV2::test_list_objects_v2_with_prefix'),
    async run(aws) {
      const s3 = await withKeys(aws, 'key')
      const { Contents } = await list(s3, {})
      assert.deepEqual(Contents, [
        {
          Key: 'key',
          LastModified: new Date(Math.floor((await aws.now()) / 1000) * 1000),
          ETag: '"5d41402abc4b2a76b9719d911017c592"',
          ChecksumAlgorithm: ['CRC32'],
          ChecksumType: 'FULL_OBJECT',
          Size: 5,
          StorageClass: 'STANDARD',
        },
      ])
      const owned = await list(s3, { FetchOwner: true })
      assert.match(owned.Contents?.[0]?.Owner?.ID ?? '', /^[0-9a-f]{64}$/)
    },
  },
  'Keys come in the order of their UTF-8 bytes': {
    source: `${api('ListObjectsV2')}: sorted in UTF-8 binary order`,
    async run(aws) {
      // UTF-16 has U+FF5E behind the surrogates of U+1F600.
      const s3 = await withKeys(aws, '\u{1F600}', 'b', '\uFF5E', 'a/', 'B', 'a', 'ä', 'a.b')
      assert.deepEqual(keysOf(await list(s3, {})), ['B', 'a', 'a.b', 'a/', 'b', 'ä', '\uFF5E', '\u{1F600}'])
    },
  },
  'Prefix and delimiter': {
    source: recorded('test_s3_list_operations.py::TestS3ListObjectsV2::test_list_objects_v2_with_prefix_and_delimiter'),
    async run(aws) {
      const s3 = await withKeys(aws, 'test/foo/bar/123', 'test/foo/bar/456', 'test/bar/foo/123', 'test/x', 'other')
      const top = await list(s3, { Delimiter: '/' })
      assert.deepEqual([keysOf(top), prefixesOf(top), top.KeyCount], [['other'], ['test/'], 2])
      const inside = await list(s3, { Prefix: 'test/', Delimiter: '/' })
      assert.deepEqual([keysOf(inside), prefixesOf(inside)], [['test/x'], ['test/bar/', 'test/foo/']])
      const half = await list(s3, { Prefix: 'test/foo', Delimiter: '/' })
      assert.deepEqual([keysOf(half), prefixesOf(half)], [undefined, ['test/foo/']])
      const page = await list(s3, { Prefix: 'test/', Delimiter: '/', MaxKeys: 1 })
      assert.deepEqual([page.IsTruncated, prefixesOf(page)], [true, ['test/bar/']])
    },
  },
  'Pages with common prefixes': {
    source: recorded(
      'test_s3_list_operations.py::TestS3ListObjectsV2::test_list_objects_v2_continuation_common_prefixes',
    ),
    async run(aws) {
      const s3 = await withKeys(
        aws,
        ...['aSubfolder/subFile1', 'aSubfolder/subFile2', 'file1', 'file2'].map((key) => `folder/${key}`),
      )
      const pages: unknown[] = []
      const input = { Bucket, Prefix: 'folder/', Delimiter: '/' }
      for await (const page of paginateListObjectsV2({ client: s3, pageSize: 1 }, input)) {
        pages.push(keysOf(page) ?? prefixesOf(page))
      }
      assert.deepEqual(pages, [['folder/aSubfolder/'], ['folder/file1'], ['folder/file2']])
    },
  },
  'Continuation tokens and StartAfter': {
    source: recorded('test_s3_list_operations.py::TestS3ListObjectsV2::test_list_objects_v2_continuation_start_after'),
    async run(aws) {
      const s3 = await withKeys(aws, ...TWELVE)
      const first = await list(s3, { MaxKeys: 5 })
      assert.deepEqual(keysOf(first), ['test_0', 'test_1', 'test_10', 'test_11', 'test_2'])
      const rest = await list(s3, { ContinuationToken: first.NextContinuationToken })
      assert.deepEqual(
        [rest.KeyCount, rest.IsTruncated, rest.ContinuationToken],
        [7, false, first.NextContinuationToken],
      )
      const after = await list(s3, { StartAfter: 'test_7', MaxKeys: 2 })
      assert.deepEqual([keysOf(after), after.StartAfter, after.IsTruncated], [['test_8', 'test_9'], 'test_7', false])
      // With a token StartAfter means nothing.
      const both = await list(s3, { StartAfter: 'test_7', ContinuationToken: first.NextContinuationToken })
      assert.deepEqual([both.KeyCount, both.StartAfter], [7, undefined])
      const { error } = await assertFails(
        list(s3, { ContinuationToken: 'made up' }),
        'InvalidArgument',
        400,
        'The continuation token provided is incorrect',
      )
      assert.equal(error['ArgumentName'], 'continuation-token')
    },
  },
  'The paginator sees every key once': {
    source: api('ListObjectsV2'),
    async run(aws) {
      const s3 = await withKeys(aws, ...TWELVE)
      const keys: unknown[] = []
      for await (const { Contents = [] } of paginateListObjectsV2({ client: s3, pageSize: 5 }, { Bucket })) {
        keys.push(...Contents.map(({ Key }) => Key))
      }
      assert.deepEqual(keys, [...TWELVE].sort())
    },
  },
  'A page has at most 1,000 keys; a negative number is refused': {
    source: `${api('ListObjectsV2')}, MaxKeys; recorded from AWS by LocalStack's test suite`,
    async run(aws) {
      const s3 = await withKeys(aws, 'a')
      assert.equal((await list(s3, { MaxKeys: 5000 })).MaxKeys, 1000)
      const none = await list(s3, { MaxKeys: 0 })
      assert.deepEqual([none.KeyCount, none.IsTruncated], [0, false])
      await assertFails(
        list(s3, { MaxKeys: -1 }),
        'InvalidArgument',
        400,
        'Argument maxKeys must be an integer between 0 and 2147483647',
      )
    },
  },
  'encoding-type=url': {
    source: `${api('ListObjectsV2')}, EncodingType: test_file(3).png appears as test_file%283%29.png`,
    async run(aws) {
      const s3 = await withKeys(aws, 'dir a/test_file(3).png')
      const page = await list(s3, { EncodingType: 'url', Prefix: 'dir a/' })
      assert.deepEqual(keysOf(page), ['dir+a/test_file%283%29.png'])
      assert.deepEqual([page.Prefix, page.EncodingType], ['dir+a/', 'url'])
      await assertFails(
        list(s3, { EncodingType: 'other' }),
        'InvalidArgument',
        400,
        'Invalid Encoding Method specified in Request',
      )
    },
  },
  'Letters that XML escapes': {
    source: api('ListObjectsV2'),
    async run(aws) {
      const s3 = await withKeys(aws, `<&>"'`)
      assert.deepEqual(keysOf(await list(s3, {})), [`<&>"'`])
    },
  },
  'ListObjects: markers, and NextMarker with a delimiter alone': {
    source: recorded('test_s3_list_operations.py::TestS3ListObjects::test_list_objects_next_marker'),
    async run(aws) {
      const s3 = await withKeys(aws, 'a', 'b', 'c/d')
      const old = (options: object) => s3.send(new ListObjectsCommand({ Bucket, ...options }))
      const first = await old({ MaxKeys: 1, Delimiter: '/' })
      assert.deepEqual([keysOf(first), first.IsTruncated, first.NextMarker], [['a'], true, 'a'])
      const second = await old({ MaxKeys: 1, Marker: 'a' })
      assert.deepEqual([keysOf(second), second.NextMarker, second.Marker], [['b'], undefined, 'a'])
      const third = await old({ MaxKeys: 1, Marker: 'b', Delimiter: '/' })
      assert.deepEqual([prefixesOf(third), third.IsTruncated], [['c/'], false])
      assert.match(first.Contents?.[0]?.Owner?.ID ?? '', /^[0-9a-f]{64}$/)
    },
  },
}

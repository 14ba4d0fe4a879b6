/** Objects: content, headers, checksums, conditions, tags, copies. */

import { GetObjectCommand, HeadObjectCommand, PutObjectCommand, type PutObjectCommandInput } from '@aws-sdk/client-s3'
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { Readable } from 'node:stream'
import type { Case } from '../sdk/case'
import { api, assertFails, Bucket, put, recorded, withBucket } from './account'

const md5 = (text: string): string => `"${createHash('md5').update(text).digest('hex')}"`
const Key = 'key'

export const objects: Readonly<Record<string, Case>> = {
  'PutObject gives the MD5 as the ETag, and the checksum that the client sent': {
    source: `${api('PutObject')}; captured: CRC32 of "hello" is NhCmhg==`,
    async run(aws) {
      const s3 = await withBucket(aws)
      const { ETag, ChecksumCRC32, ChecksumType, ServerSideEncryption, VersionId } = await put(s3, Key, 'hello')
      assert.deepEqual(
        { ETag, ChecksumCRC32, ChecksumType, ServerSideEncryption, VersionId },
        {
          ETag: '"5d41402abc4b2a76b9719d911017c592"',
          ChecksumCRC32: 'NhCmhg==',
          ChecksumType: 'FULL_OBJECT',
          ServerSideEncryption: 'AES256',
          VersionId: undefined,
        },
      )
    },
  },
  'GetObject gives the content with its headers and metadata': {
    source: `${api('GetObject')}; ${api('PutObject')}, headers`,
    async run(aws) {
      const s3 = await withBucket(aws)
      const now = await aws.now()
      await s3.send(
        new PutObjectCommand({
          Bucket,
          Key: 'a b/ü+&.txt',
          Body: 'grüße',
          ContentType: 'text/plain; charset=utf-8',
          CacheControl: 'max-age=60',
          ContentDisposition: 'attachment',
          ContentLanguage: 'de',
          ContentEncoding: 'identity',
          Metadata: { Who: 'me', 'two-words': 'x y' },
        }),
      )
      const got = await s3.send(new GetObjectCommand({ Bucket, Key: 'a b/ü+&.txt' }))
      assert.equal(await got.Body?.transformToString(), 'grüße')
      assert.deepEqual(
        [got.ContentType, got.CacheControl, got.ContentDisposition, got.ContentLanguage, got.ContentEncoding],
        ['text/plain; charset=utf-8', 'max-age=60', 'attachment', 'de', 'identity'],
      )
      assert.deepEqual(got.Metadata, { who: 'me', 'two-words': 'x y' })
      assert.equal(got.ContentLength, 7)
      assert.equal(got.AcceptRanges, 'bytes')
      assert.equal(got.LastModified?.getTime(), Math.floor(now / 1000) * 1000)
      assert.equal(got.StorageClass, undefined, 'STANDARD goes without saying')
    },
  },
  'An object without a type is binary/octet-stream': {
    source: recorded('test_s3_api.py::TestS3ObjectCRUD (ContentType)'),
    async run(aws) {
      const s3 = await withBucket(aws)
      s3.middlewareStack.add(
        (next) => (args) => {
          delete (args.request as { headers: Record<string, string> }).headers['content-type']
          return next(args)
        },
        { step: 'build', priority: 'low', name: 'withoutType' },
      )
      await put(s3, Key)
      const { ContentType } = await s3.send(new HeadObjectCommand({ Bucket, Key }))
      assert.equal(ContentType, 'binary/octet-stream')
    },
  },
  'Bytes stay what they are': {
    source: api('PutObject'),
    async run(aws) {
      const s3 = await withBucket(aws)
      const all = Uint8Array.from({ length: 256 }, (_, index) => index)
      await put(s3, Key, all)
      const got = await s3.send(new GetObjectCommand({ Bucket, Key }))
      assert.deepEqual(await got.Body?.transformToByteArray(), all)
    },
  },
  'A stream is put in chunks with a trailing checksum': {
    source: 'S3 API Reference, Signature calculations … transferring payload in multiple chunks',
    async run(aws) {
      const s3 = await withBucket(aws)
      const Body = Readable.from([Buffer.from('hello '), Buffer.from('world')])
      await s3.send(new PutObjectCommand({ Bucket, Key, Body, ContentLength: 11 }))
      const got = await s3.send(new GetObjectCommand({ Bucket, Key }))
      assert.equal(await got.Body?.transformToString(), 'hello world')
      assert.equal(got.ETag, md5('hello world'))
      assert.equal(got.ContentEncoding, undefined)
    },
  },
  'An empty object': {
    source: 'MD5 of nothing: d41d8cd98f00b204e9800998ecf8427e (RFC 1321)',
    async run(aws) {
      const s3 = await withBucket(aws)
      await s3.send(new PutObjectCommand({ Bucket, Key }))
      const got = await s3.send(new GetObjectCommand({ Bucket, Key }))
      assert.deepEqual([got.ContentLength, got.ETag], [0, '"d41d8cd98f00b204e9800998ecf8427e"'])
      await assertFails(s3.send(new GetObjectCommand({ Bucket, Key, Range: 'bytes=0-0' })), 'InvalidRange', 416)
    },
  },
  'GetObject of no key is NoSuchKey, HeadObject NotFound': {
    source: recorded('test_s3_api.py::TestS3ObjectCRUD'),
    async run(aws) {
      const s3 = await withBucket(aws)
      const { error } = await assertFails(
        s3.send(new GetObjectCommand({ Bucket, Key: 'no/key' })),
        'NoSuchKey',
        404,
        'The specified key does not exist.',
      )
      assert.equal(error['Key'], 'no/key')
      await assertFails(s3.send(new HeadObjectCommand({ Bucket, Key: 'no/key' })), 'NotFound', 404)
    },
  },
  'Ranges: from, to, the last, none': {
    source: 'RFC 9110, Range Requests; S3 API Reference, GetObject: 206 Partial Content',
    async run(aws) {
      const s3 = await withBucket(aws)
      await put(s3, Key, '0123456789')
      const get = async (Range: string): Promise<unknown[]> => {
        const { Body, ContentRange, $metadata } = await s3.send(new GetObjectCommand({ Bucket, Key, Range }))
        return [await Body?.transformToString(), ContentRange, $metadata.httpStatusCode]
      }
      assert.deepEqual(await get('bytes=2-4'), ['234', 'bytes 2-4/10', 206])
      assert.deepEqual(await get('bytes=7-'), ['789', 'bytes 7-9/10', 206])
      assert.deepEqual(await get('bytes=-3'), ['789', 'bytes 7-9/10', 206])
      assert.deepEqual(await get('bytes=5-100'), ['56789', 'bytes 5-9/10', 206])
      assert.deepEqual(await get('bytes=4-2'), ['0123456789', undefined, 200])
      assert.deepEqual(await get('lines=1-2'), ['0123456789', undefined, 200])
      const head = await s3.send(new HeadObjectCommand({ Bucket, Key, Range: 'bytes=2-4' }))
      assert.deepEqual([head.ContentLength, head.ContentRange], [3, 'bytes 2-4/10'])
    },
  },
  'A range behind the end': {
    source: 'S3 API Reference, Error responses: InvalidRange',
    async run(aws) {
      const s3 = await withBucket(aws)
      await put(s3, Key, '0123456789')
      const { error } = await assertFails(
        s3.send(new GetObjectCommand({ Bucket, Key, Range: 'bytes=10-' })),
        'InvalidRange',
        416,
        'The requested range is not satisfiable',
      )
      assert.deepEqual([error['ActualObjectSize'], error['RangeRequested']], ['10', 'bytes=10-'])
    },
  },
  'The answer’s headers can be chosen': {
    source: `${api('GetObject')}, Overriding response header values`,
    async run(aws) {
      const s3 = await withBucket(aws)
      await put(s3, Key)
      const got = await s3.send(
        new GetObjectCommand({
          Bucket,
          Key,
          ResponseContentType: 'text/csv',
          ResponseContentDisposition: 'attachment; filename="a.csv"',
        }),
      )
      assert.deepEqual([got.ContentType, got.ContentDisposition], ['text/csv', 'attachment; filename="a.csv"'])
    },
  },
  'Conditional reads': {
    source: `${api('GetObject')}: If-Match 412, If-None-Match 304, If-Modified-Since 304, If-Unmodified-Since 412`,
    async run(aws) {
      const s3 = await withBucket(aws)
      const { ETag = '' } = await put(s3, Key, 'hello')
      const modified = (await s3.send(new HeadObjectCommand({ Bucket, Key }))).LastModified as Date
      const before = new Date(modified.getTime() - 60_000)
      const after = new Date(modified.getTime() + 60_000)
      const get = (conditions: object): Promise<{ ETag?: string | undefined }> =>
        s3.send(new GetObjectCommand({ Bucket, Key, ...conditions }))
      const passes = [
        { IfMatch: ETag },
        { IfMatch: '*' },
        { IfNoneMatch: '"other"' },
        { IfModifiedSince: before },
        { IfUnmodifiedSince: after },
        // The ETag outdoes the time.
        { IfMatch: ETag, IfUnmodifiedSince: before },
        { IfNoneMatch: '"other"', IfModifiedSince: after },
      ]
      for (const conditions of passes) assert.equal((await get(conditions)).ETag, ETag)
      const message = 'At least one of the pre-conditions you specified did not hold'
      const match = await assertFails(get({ IfMatch: '"other"' }), 'PreconditionFailed', 412, message)
      assert.equal(match.error['Condition'], 'If-Match')
      const since = await assertFails(get({ IfUnmodifiedSince: before }), 'PreconditionFailed', 412, message)
      assert.equal(since.error['Condition'], 'If-Unmodified-Since')
      for (const conditions of [{ IfNoneMatch: ETag }, { IfModifiedSince: modified }]) {
        const failed = await get(conditions).then(
          () => assert.fail('answered'),
          (error: { $metadata: { httpStatusCode: number } }) => error,
        )
        assert.equal(failed.$metadata.httpStatusCode, 304)
      }
    },
  },
  'Conditional writes: only if there is none, only over this one': {
    source: 'S3 User Guide, How to prevent object overwrites with conditional writes',
    async run(aws) {
      const s3 = await withBucket(aws)
      const write = (Body: string, conditions: Partial<PutObjectCommandInput>) =>
        s3.send(new PutObjectCommand({ Bucket, Key, Body, ...conditions }))
      const message = 'At least one of the pre-conditions you specified did not hold'
      await assertFails(write('one', { IfMatch: '"x"' }), 'NoSuchKey', 404)
      const { ETag = '' } = await write('one', { IfNoneMatch: '*' })
      const failed = await assertFails(write('two', { IfNoneMatch: '*' }), 'PreconditionFailed', 412, message)
      assert.equal(failed.error['Condition'], 'If-None-Match')
      await assertFails(write('two', { IfMatch: '"other"' }), 'PreconditionFailed', 412, message)
      assert.equal((await write('two', { IfMatch: ETag })).ETag, md5('two'))
      await assertFails(
        write('three', { IfNoneMatch: '"etag"' }),
        'NotImplemented',
        501,
        'A header you provided implies functionality that is not implemented',
      )
    },
  },
  'Content-MD5 is checked': {
    source: 'S3 API Reference, Error responses: BadDigest, InvalidDigest',
    async run(aws) {
      const s3 = await withBucket(aws)
      const write = (ContentMD5: string): Promise<unknown> =>
        s3.send(new PutObjectCommand({ Bucket, Key, Body: 'hello', ContentMD5 }))
      await write('XUFAKrxLKna5cZ2REBfFkg==')
      await assertFails(
        write('1B2M2Y8AsgTpgAmY7PhCfg=='),
        'BadDigest',
        400,
        'The Content-MD5 you specified did not match what we received.',
      )
      await assertFails(write('nonsense'), 'InvalidDigest', 400, 'The Content-MD5 you specified was invalid.')
    },
  },
  'Checksums of each kind are calculated, sent back and verified': {
    source: 'S3 User Guide, Checking object integrity; check values: CRC catalogue ("123456789"), node:crypto',
    async run(aws) {
      const s3 = await withBucket(aws)
      const Body = '123456789'
      const sha = (algorithm: string): string => createHash(algorithm).update(Body).digest('base64')
      const values = {
        CRC32: Buffer.from('cbf43926', 'hex').toString('base64'),
        CRC32C: Buffer.from('e3069283', 'hex').toString('base64'),
        CRC64NVME: Buffer.from('ae8b14860a799888', 'hex').toString('base64'),
        SHA1: sha('sha1'),
        SHA256: sha('sha256'),
      }
      for (const [algorithm, value] of Object.entries(values)) {
        const member = `Checksum${algorithm}`
        const stated = { [member]: value } as Partial<PutObjectCommandInput>
        const answer = await s3.send(new PutObjectCommand({ Bucket, Key, Body, ...stated }))
        assert.equal((answer as unknown as Record<string, unknown>)[member], value)
        const head = await s3.send(new HeadObjectCommand({ Bucket, Key, ChecksumMode: 'ENABLED' }))
        assert.equal((head as unknown as Record<string, unknown>)[member], value)
        assert.equal(head.ChecksumType, 'FULL_OBJECT')
        const plain = await s3.send(new HeadObjectCommand({ Bucket, Key }))
        assert.equal((plain as unknown as Record<string, unknown>)[member], undefined)
        await assertFails(
          s3.send(new PutObjectCommand({ Bucket, Key, Body: 'other', ...stated })),
          'BadDigest',
          400,
          `The ${algorithm} you specified did not match the calculated checksum.`,
        )
      }
    },
  },
  'A checksum that cannot be one': {
    source: recorded('test_s3.py::TestS3::test_s3_put_object_checksum'),
    async run(aws) {
      const s3 = await withBucket(aws)
      await assertFails(
        s3.send(new PutObjectCommand({ Bucket, Key, Body: 'x', ChecksumSHA256: 'invalid' })),
        'InvalidRequest',
        400,
        'Value for x-amz-checksum-sha256 header is invalid.',
      )
    },
  },
  'A key has at most 1,024 bytes': {
    source: 'S3 User Guide, Naming Amazon S3 objects; Error responses, KeyTooLongError',
    async run(aws) {
      const s3 = await withBucket(aws)
      await put(s3, 'ü'.repeat(512))
      const { error } = await assertFails(
        put(s3, `${'ü'.repeat(512)}x`),
        'KeyTooLongError',
        400,
        'Your key is too long',
      )
      assert.deepEqual([error['Size'], error['MaxSizeAllowed']], ['1025', '1024'])
    },
  },
  'Metadata has at most 2 KB': {
    source: 'S3 User Guide, Working with object metadata; Error responses, MetadataTooLarge',
    async run(aws) {
      const s3 = await withBucket(aws)
      const write = (length: number): Promise<unknown> =>
        s3.send(new PutObjectCommand({ Bucket, Key, Metadata: { k: 'x'.repeat(length) } }))
      await write(2047)
      await assertFails(
        write(2048),
        'MetadataTooLarge',
        400,
        'Your metadata headers exceed the maximum allowed metadata size',
      )
    },
  },
  'Storage classes: given back, and archives cannot be read': {
    source: `${api('GetObject')}, Errors: InvalidObjectState; Error responses, InvalidStorageClass`,
    async run(aws) {
      const s3 = await withBucket(aws)
      const write = (StorageClass: string): Promise<unknown> =>
        s3.send(new PutObjectCommand({ Bucket, Key, Body: 'x', StorageClass: StorageClass as never }))
      await write('STANDARD_IA')
      assert.equal((await s3.send(new GetObjectCommand({ Bucket, Key }))).StorageClass, 'STANDARD_IA')
      await write('GLACIER')
      await assertFails(
        s3.send(new GetObjectCommand({ Bucket, Key })),
        'InvalidObjectState',
        403,
        "The operation is not valid for the object's storage class",
      )
      await assertFails(write('COLD'), 'InvalidStorageClass', 400, 'The storage class you specified is not valid')
    },
  },
}

/** Presigned URLs and permissions. */

import {
  CopyObjectCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutBucketPolicyCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3'
import { getSignedUrl } from '@aws-sdk/s3-request-presigner'
import { HttpRequest } from '@smithy/core/protocols'
import assert from 'node:assert/strict'
import type { Aws, Case } from '../sdk/case'
import { api, assertFails, Bucket, put, withBucket } from './account'

const Key = 'a folder/key'

interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** What anybody gets who has the URL. */
async function fetchUrl(aws: Aws, text: string, method = 'GET', body = ''): Promise<Answer> {
  const url = new URL(text)
  const query: Record<string, string> = Object.fromEntries(url.searchParams)
  const request = new HttpRequest({ method, protocol: url.protocol, hostname: url.hostname, path: url.pathname, query })
  if (body !== '') request.body = body
  const { response } = (await aws.config.requestHandler.handle(request)) as {
    response: { statusCode: number; headers: Record<string, string>; body: AsyncIterable<Uint8Array> }
  }
  const chunks: Uint8Array[] = []
  for await (const chunk of response.body) chunks.push(chunk)
  return { status: response.statusCode, headers: response.headers, body: Buffer.concat(chunks).toString() }
}

const allow = (Action: string | string[], Resource: string | string[], Condition?: object) => ({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action, Resource, ...(Condition && { Condition }) }],
})

export const access: Readonly<Record<string, Case>> = {
  'A presigned URL gets an object': {
    source: 'S3 User Guide, Sharing objects with presigned URLs',
    async run(aws) {
      const s3 = await withBucket(aws)
      await s3.send(new PutObjectCommand({ Bucket, Key, Body: 'hello', ContentType: 'text/plain' }))
      const command = new GetObjectCommand({ Bucket, Key, ResponseContentDisposition: 'attachment' })
      const url = await getSignedUrl(s3, command, { expiresIn: 60, signingDate: new Date(await aws.now()) })
      const { status, headers, body } = await fetchUrl(aws, url)
      assert.deepEqual([status, body], [200, 'hello'])
      assert.deepEqual([headers['content-type'], headers['content-disposition']], ['text/plain', 'attachment'])
      assert.equal(headers['etag'], '"5d41402abc4b2a76b9719d911017c592"')
    },
  },
  'A presigned URL puts an object, with the metadata it was signed with': {
    source:
      'S3 User Guide, Uploading objects with presigned URLs; a checksum in the URL is ignored (LocalStack, issue 12169)',
    async run(aws) {
      const s3 = await withBucket(aws)
      const command = new PutObjectCommand({ Bucket, Key, Metadata: { who: 'me' }, StorageClass: 'STANDARD_IA' })
      const url = await getSignedUrl(s3, command, { expiresIn: 60, signingDate: new Date(await aws.now()) })
      assert.match(url, /x-amz-checksum-crc32=AAAAAA/)
      assert.equal((await fetchUrl(aws, url, 'PUT', 'uploaded')).status, 200)
      const head = await s3.send(new HeadObjectCommand({ Bucket, Key }))
      assert.deepEqual([head.ContentLength, head.Metadata, head.StorageClass], [8, { who: 'me' }, 'STANDARD_IA'])
    },
  },
  'A presigned URL ends': {
    source: 'S3 User Guide, Expiration time for presigned URLs; Error responses, AccessDenied',
    async run(aws) {
      const s3 = await withBucket(aws)
      await put(s3, Key, 'hello')
      const signingDate = new Date(await aws.now())
      const url = await getSignedUrl(s3, new GetObjectCommand({ Bucket, Key }), { expiresIn: 60, signingDate })
      await aws.advance(59_000)
      assert.equal((await fetchUrl(aws, url)).status, 200)
      await aws.advance(2000)
      const { status, body } = await fetchUrl(aws, url)
      assert.equal(status, 403)
      assert.match(body, /<Code>AccessDenied<\/Code><Message>Request has expired<\/Message>/)
    },
  },
  'Errors are XML with the code, the message and what they are about': {
    source: 'S3 API Reference, REST error responses',
    async run(aws) {
      const s3 = await withBucket(aws)
      const signingDate = new Date(await aws.now())
      const url = await getSignedUrl(s3, new GetObjectCommand({ Bucket, Key: 'none' }), { signingDate })
      const { status, headers, body } = await fetchUrl(aws, url)
      assert.deepEqual([status, headers['content-type']], [404, 'application/xml'])
      assert.match(
        body,
        /<Error><Code>NoSuchKey<\/Code><Message>The specified key does not exist\.<\/Message><Key>none<\/Key><RequestId>.+<\/RequestId><HostId>.+<\/HostId><\/Error>$/,
      )
    },
  },
  'A role may do what its policy says': {
    source:
      'S3 User Guide, Identity-based policy examples; User Guide of IAM, Troubleshoot access denied error messages',
    async run(aws) {
      const admin = await withBucket(aws)
      await put(admin, 'public/a', 'hello')
      await put(admin, 'secret/a', 'hello')
      const s3 = new S3Client(await aws.role(allow('s3:GetObject', `arn:aws:s3:::${Bucket}/public/*`)))
      await s3.send(new GetObjectCommand({ Bucket, Key: 'public/a' }))
      await assertFails(
        s3.send(new GetObjectCommand({ Bucket, Key: 'secret/a' })),
        'AccessDenied',
        403,
        /^User: arn:aws:sts::123456789012:assumed-role\/admin\/case is not authorized to perform: s3:GetObject on resource: "arn:aws:s3:::my-bucket\/secret\/a" because no .*policy allows the s3:GetObject action$/,
      )
      await assertFails(s3.send(new PutObjectCommand({ Bucket, Key: 'public/a' })), 'AccessDenied', 403)
    },
  },
  'Without s3:ListBucket one is not told that a key is missing': {
    source: `${api('GetObject')}: 403 instead of 404 without s3:ListBucket`,
    async run(aws) {
      await withBucket(aws)
      const objects = `arn:aws:s3:::${Bucket}/*`
      const blind = new S3Client(await aws.role(allow('s3:GetObject', objects)))
      await assertFails(blind.send(new GetObjectCommand({ Bucket, Key: 'none' })), 'AccessDenied', 403, /s3:ListBucket/)
      const seeing = new S3Client(
        await aws.role(allow(['s3:GetObject', 's3:ListBucket'], [objects, `arn:aws:s3:::${Bucket}`])),
      )
      await assertFails(seeing.send(new GetObjectCommand({ Bucket, Key: 'none' })), 'NoSuchKey', 404)
    },
  },
  'Listing can be allowed for a prefix': {
    source: 'S3 User Guide, Controlling access to a bucket with user policies: s3:prefix',
    async run(aws) {
      await withBucket(aws)
      const policy = allow('s3:ListBucket', `arn:aws:s3:::${Bucket}`, { StringLike: { 's3:prefix': 'home/me/*' } })
      const s3 = new S3Client(await aws.role(policy))
      await s3.send(new ListObjectsV2Command({ Bucket, Prefix: 'home/me/' }))
      await assertFails(s3.send(new ListObjectsV2Command({ Bucket, Prefix: 'home/' })), 'AccessDenied', 403)
    },
  },
  'A copy needs the right to read and the right to write': {
    source: `${api('CopyObject')}, Permissions`,
    async run(aws) {
      const admin = await withBucket(aws)
      await put(admin, 'from')
      const copy = async (...actions: string[]): Promise<unknown> =>
        new S3Client(await aws.role(allow(actions, `arn:aws:s3:::${Bucket}/*`))).send(
          new CopyObjectCommand({ Bucket, Key: 'to', CopySource: `${Bucket}/from` }),
        )
      await copy('s3:GetObject', 's3:PutObject')
      await assertFails(copy('s3:PutObject'), 'AccessDenied', 403, /s3:GetObject/)
      await assertFails(copy('s3:GetObject'), 'AccessDenied', 403, /s3:PutObject/)
    },
  },
  'DeleteObjects denies key by key': {
    source: `${api('DeleteObjects')}: each key has its result`,
    async run(aws) {
      const admin = await withBucket(aws)
      await put(admin, 'mine/a')
      await put(admin, 'yours/a')
      const s3 = new S3Client(await aws.role(allow('s3:DeleteObject', `arn:aws:s3:::${Bucket}/mine/*`)))
      const { Deleted, Errors } = await s3.send(
        new DeleteObjectsCommand({ Bucket, Delete: { Objects: [{ Key: 'mine/a' }, { Key: 'yours/a' }] } }),
      )
      assert.deepEqual(Deleted, [{ Key: 'mine/a' }])
      assert.deepEqual(
        Errors?.map(({ Key: key, Code }) => [key, Code]),
        [['yours/a', 'AccessDenied']],
      )
      await admin.send(new HeadObjectCommand({ Bucket, Key: 'yours/a' }))
    },
  },
  'A bucket policy denies what a role’s policy allows': {
    source: 'IAM User Guide, Policy evaluation logic: explicit deny; S3 User Guide, Bucket policy examples',
    async run(aws) {
      const admin = await withBucket(aws)
      await put(admin, 'k')
      const s3 = new S3Client(await aws.role(allow('s3:*', '*')))
      await s3.send(new GetObjectCommand({ Bucket, Key: 'k' }))
      const Policy = JSON.stringify({
        Version: '2012-10-17',
        Statement: [{ Effect: 'Deny', Principal: '*', Action: 's3:GetObject', Resource: `arn:aws:s3:::${Bucket}/*` }],
      })
      await admin.send(new PutBucketPolicyCommand({ Bucket, Policy }))
      await assertFails(
        s3.send(new GetObjectCommand({ Bucket, Key: 'k' })),
        'AccessDenied',
        403,
        /with an explicit deny in a resource-based policy/,
      )
    },
  },
}

/** What cannot be seen through the wire: bounds, copies of buffers, views, access rules, the trace. */

import { describe, expect, it } from 'vitest'
import { OBJECT_BYTES_MAX, STORED_BYTES_MAX } from '../../../../../src/cloud/services/s3/limits'
import { account } from './account'

/** The error's code and text. */
function refusal(work: () => unknown): string {
  try {
    work()
  } catch (error) {
    const { code, message } = error as { code: string; message: string }
    return `${code}: ${message}`
  }
  throw new Error('nothing was refused')
}

describe('the storage', () => {
  it('refuses an object that is too large, and says how large it may be', () => {
    const self = account()
    const put = (size: number): unknown => self.call('PutObject', { Key: 'k', Body: new Uint8Array(size) })
    expect(refusal(() => put(OBJECT_BYTES_MAX + 1))).toMatch(/^EntityTooLarge: .*134217728 bytes/)
  })

  it('refuses more than there is room for, until something is deleted', () => {
    const self = account()
    const size = 64 * 1_048_576
    self.call('PutObject', { Key: 'k0', Body: new Uint8Array(size) })
    // Copies share their content's memory here, and count all the same.
    const copy = (index: number): unknown => self.call('CopyObject', { Key: `k${index}`, CopySource: 'bbb/k0' })
    for (let index = 1; index < STORED_BYTES_MAX / size; index++) copy(index)
    expect(refusal(() => copy(99))).toMatch(/^EntityTooLarge: Coldstart holds at most/)
    self.call('DeleteObject', { Key: 'k1' })
    copy(99)
  }, 60_000)

  it('keeps its content to itself', () => {
    const self = account()
    const body = Uint8Array.of(1, 2, 3)
    self.call('PutObject', { Key: 'k', Body: body })
    body.fill(9)
    const got = self.call('GetObject', { Key: 'k' })['Body'] as Uint8Array
    expect(got).toEqual(Uint8Array.of(1, 2, 3))
    got.fill(9)
    expect(self.call('GetObject', { Key: 'k' })['Body']).toEqual(Uint8Array.of(1, 2, 3))
  })

  it('states every change', () => {
    const self = account()
    self.put('k', 'hello')
    self.call('PutBucketVersioning', { VersioningConfiguration: { Status: 'Enabled' } })
    self.call('DeleteObject', { Key: 'k' })
    expect(self.facts('s3.bucket-created', 's3.object-created', 's3.object-removed')).toMatchObject([
      { type: 's3.bucket-created', bucket: 'bbb' },
      {
        type: 's3.object-created',
        key: 'k',
        size: 5,
        etag: '5d41402abc4b2a76b9719d911017c592',
        versionId: null,
        creation: 'Put',
        by: 'arn:aws:iam::123456789012:user/u',
      },
      {
        type: 's3.object-removed',
        key: 'k',
        deleteMarker: true,
        versionId: expect.stringMatching(/^.{32}$/) as string,
      },
    ])
  })

  it('shows buckets with their objects', () => {
    const self = account()
    self.put('k', 'hello')
    const [view] = self.service.views?.() ?? []
    expect(view).toMatchObject({ arn: 'arn:aws:s3:::bbb', kind: 'Bucket', name: 'bbb' })
    expect(view?.tables).toEqual([
      {
        title: 'Objects',
        columns: ['Key', 'Last modified', 'Size', 'Storage class', 'ETag', 'Version'],
        rows: [['k', '2026-01-31T12:00:00.000Z', '5', 'STANDARD', '5d41402abc4b2a76b9719d911017c592', '']],
        total: 1,
      },
    ])
  })
})

// Service Authorization Reference, "Actions, resources, and condition keys for Amazon S3".
describe('what IAM is asked', () => {
  const self = account()
  self.call('PutObject', { Key: 'tagged', Body: new Uint8Array(), Tagging: 'team=a' })
  const needs = (operation: string, input: object): unknown =>
    self.service.access[operation]?.({ Bucket: 'bbb', Key: 'k', ...input }).map(({ action, resource }) => [
      action,
      resource,
    ])

  it.each([
    ['GetObject', {}, [['s3:GetObject', 'arn:aws:s3:::bbb/k']]],
    ['GetObject', { VersionId: 'v' }, [['s3:GetObjectVersion', 'arn:aws:s3:::bbb/k']]],
    ['HeadBucket', {}, [['s3:ListBucket', 'arn:aws:s3:::bbb']]],
    ['ListBuckets', {}, [['s3:ListAllMyBuckets', '*']]],
    ['DeleteObject', { VersionId: 'v' }, [['s3:DeleteObjectVersion', 'arn:aws:s3:::bbb/k']]],
    [
      'PutObject',
      { Tagging: 'a=b' },
      [
        ['s3:PutObject', 'arn:aws:s3:::bbb/k'],
        ['s3:PutObjectTagging', 'arn:aws:s3:::bbb/k'],
      ],
    ],
    [
      'CopyObject',
      { CopySource: '/from/a%20b?versionId=v' },
      [
        ['s3:GetObjectVersion', 'arn:aws:s3:::from/a b'],
        ['s3:PutObject', 'arn:aws:s3:::bbb/k'],
      ],
    ],
    // A rule bears whatever it gets.
    [
      'CopyObject',
      { CopySource: 7 },
      [
        ['s3:GetObject', 'arn:aws:s3:::/'],
        ['s3:PutObject', 'arn:aws:s3:::bbb/k'],
      ],
    ],
  ])('%s %j', (operation, input, expected) => expect(needs(operation, input)).toEqual(expected))

  it('conditions see tags, prefixes and headers', () => {
    const context = (operation: string, input: object): unknown =>
      self.service.access[operation]?.({ Bucket: 'bbb', ...input })[0]?.context
    expect(context('GetObject', { Key: 'tagged' })).toEqual({ 's3:ExistingObjectTag/team': 'a' })
    expect(context('ListObjectsV2', { Prefix: 'p/', Delimiter: '/', MaxKeys: 5 })).toEqual({
      's3:prefix': 'p/',
      's3:delimiter': '/',
      's3:max-keys': '5',
    })
    expect(context('PutObject', { Key: 'k', StorageClass: 'GLACIER', Tagging: 'a=b' })).toEqual({
      's3:x-amz-storage-class': 'GLACIER',
      's3:RequestObjectTag/a': 'b',
      's3:RequestObjectTagKeys': ['a'],
    })
  })

  it('has a rule for every operation', () => {
    expect(Object.keys(self.service.access).sort()).toEqual(Object.keys(self.service.operations).sort())
  })
})

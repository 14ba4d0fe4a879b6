/** Buckets and their settings. */

import {
  CreateBucketCommand,
  DeleteBucketCommand,
  DeleteBucketEncryptionCommand,
  DeleteBucketLifecycleCommand,
  DeleteBucketPolicyCommand,
  DeleteBucketTaggingCommand,
  GetBucketAclCommand,
  GetBucketCorsCommand,
  GetBucketEncryptionCommand,
  GetBucketLifecycleConfigurationCommand,
  GetBucketLocationCommand,
  GetBucketOwnershipControlsCommand,
  GetBucketPolicyCommand,
  GetBucketPolicyStatusCommand,
  GetBucketTaggingCommand,
  GetBucketVersioningCommand,
  GetBucketWebsiteCommand,
  GetPublicAccessBlockCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  ListBucketsCommand,
  paginateListBuckets,
  PutBucketAclCommand,
  PutBucketCorsCommand,
  PutBucketEncryptionCommand,
  PutBucketLifecycleConfigurationCommand,
  PutBucketLoggingCommand,
  PutBucketPolicyCommand,
  PutBucketTaggingCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  PutPublicAccessBlockCommand,
  DeleteBucketWebsiteCommand,
  S3Client,
} from '@aws-sdk/client-s3'
import assert from 'node:assert/strict'
import type { Case } from '../sdk/case'
import { api, assertFails, Bucket, put, recorded, setVersioning, withBucket } from './account'

const NOT_WELL_FORMED = 'The XML you provided was not well-formed or did not validate against our published schema'

export const buckets: Readonly<Record<string, Case>> = {
  'CreateBucket gives the location; HeadBucket and GetBucketLocation know it': {
    source: `${api('CreateBucket')}; GetBucketLocation: N. Virginia has a null location constraint`,
    async run(aws) {
      const s3 = new S3Client(aws.config)
      const created = await s3.send(new CreateBucketCommand({ Bucket }))
      assert.equal(created.Location, '/my-bucket')
      assert.equal((await s3.send(new HeadBucketCommand({ Bucket }))).BucketRegion, 'us-east-1')
      assert.equal((await s3.send(new GetBucketLocationCommand({ Bucket }))).LocationConstraint, undefined)
    },
  },
  'CreateBucket of a bucket one has is no error in N. Virginia': {
    source: `${api('CreateBucket')}, Errors: BucketAlreadyOwnedByYou`,
    async run(aws) {
      const s3 = await withBucket(aws)
      await put(s3, 'kept')
      await s3.send(new CreateBucketCommand({ Bucket }))
      assert.equal((await s3.send(new HeadObjectCommand({ Bucket, Key: 'kept' }))).ContentLength, 1)
    },
  },
  'CreateBucket refuses names that cannot be': {
    source: 'S3 User Guide, General purpose bucket naming rules; Error responses, InvalidBucketName',
    async run(aws) {
      const s3 = new S3Client({ ...aws.config, forcePathStyle: true })
      for (const name of ['My-Bucket', 'ab', 'under_score', '192.168.5.4', 'two..dots', 'xn--name', 'name-s3alias']) {
        const create = s3.send(new CreateBucketCommand({ Bucket: name }))
        await assertFails(create, 'InvalidBucketName', 400, 'The specified bucket is not valid.')
      }
    },
  },
  'CreateBucket refuses us-east-1 as a location constraint': {
    source: `${api('CreateBucket')}, LocationConstraint; Error responses, InvalidLocationConstraint`,
    async run(aws) {
      const s3 = new S3Client(aws.config)
      const create = s3.send(
        new CreateBucketCommand({ Bucket, CreateBucketConfiguration: { LocationConstraint: 'us-east-1' as never } }),
      )
      await assertFails(create, 'InvalidLocationConstraint', 400, 'The specified location-constraint is not valid')
    },
  },
  'ListBuckets lists by name, in pages': {
    source: api('ListBuckets'),
    async run(aws) {
      const s3 = new S3Client(aws.config)
      for (const name of ['bucket-c', 'bucket-a', 'bucket-b', 'other']) {
        await s3.send(new CreateBucketCommand({ Bucket: name }))
      }
      const { Buckets, Owner } = await s3.send(new ListBucketsCommand({}))
      assert.deepEqual(
        Buckets?.map(({ Name }) => Name),
        ['bucket-a', 'bucket-b', 'bucket-c', 'other'],
      )
      assert.match(Owner?.ID ?? '', /^[0-9a-f]{64}$/)
      const pages: unknown[] = []
      for await (const page of paginateListBuckets({ client: s3, pageSize: 2 }, { Prefix: 'bucket-' })) {
        pages.push(page.Buckets?.map(({ Name }) => Name))
      }
      assert.deepEqual(pages, [['bucket-a', 'bucket-b'], ['bucket-c']])
    },
  },
  'HeadBucket of no bucket is NotFound': {
    source: `${api('HeadBucket')}, Errors: 404`,
    run: async (aws) =>
      void (await assertFails(new S3Client(aws.config).send(new HeadBucketCommand({ Bucket })), 'NotFound', 404)),
  },
  'What is in no bucket fails with NoSuchBucket': {
    source: recorded('test_s3_api.py::TestS3BucketVersioning::test_bucket_versioning_crud'),
    async run(aws) {
      const s3 = new S3Client(aws.config)
      const message = 'The specified bucket does not exist'
      const { error } = await assertFails(
        s3.send(new GetBucketVersioningCommand({ Bucket })),
        'NoSuchBucket',
        404,
        message,
      )
      assert.equal(error['BucketName'], Bucket)
      await assertFails(s3.send(new PutObjectCommand({ Bucket, Key: 'k' })), 'NoSuchBucket', 404, message)
    },
  },
  'DeleteBucket wants the bucket empty': {
    source: recorded('test_s3_api.py::TestS3BucketCRUD'),
    async run(aws) {
      const s3 = await withBucket(aws)
      await put(s3, 'k')
      const remove = (): Promise<unknown> => s3.send(new DeleteBucketCommand({ Bucket }))
      await assertFails(remove(), 'BucketNotEmpty', 409, 'The bucket you tried to delete is not empty')
      await setVersioning(s3, 'Enabled')
      await assertFails(
        remove(),
        'BucketNotEmpty',
        409,
        'The bucket you tried to delete is not empty. You must delete all versions in the bucket.',
      )
      await s3.send(new CreateBucketCommand({ Bucket: 'empty-one' }))
      const { $metadata } = await s3.send(new DeleteBucketCommand({ Bucket: 'empty-one' }))
      assert.equal($metadata.httpStatusCode, 204)
      await assertFails(s3.send(new HeadBucketCommand({ Bucket: 'empty-one' })), 'NotFound', 404)
    },
  },
  'A bucket of another owner than expected is denied': {
    source: 'S3 User Guide, Verifying bucket ownership with bucket owner condition',
    async run(aws) {
      const s3 = await withBucket(aws)
      const get = (ExpectedBucketOwner: string): Promise<unknown> =>
        s3.send(new GetBucketLocationCommand({ Bucket, ExpectedBucketOwner }))
      await get('123456789012')
      await assertFails(get('111122223333'), 'AccessDenied', 403, 'Access Denied')
    },
  },
  'Versioning has no status until it is put, and then only two': {
    source: recorded('test_s3_api.py::TestS3BucketVersioning::test_bucket_versioning_crud'),
    async run(aws) {
      const s3 = await withBucket(aws)
      const status = async (): Promise<unknown> => (await s3.send(new GetBucketVersioningCommand({ Bucket }))).Status
      const set = (Status: string | undefined): Promise<unknown> =>
        s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: Status as never } }))
      assert.equal(await status(), undefined)
      await set('Suspended')
      assert.equal(await status(), 'Suspended')
      await set('Enabled')
      assert.equal(await status(), 'Enabled')
      await assertFails(set('Disabled'), 'MalformedXML', 400, NOT_WELL_FORMED)
      await assertFails(set('enabled'), 'MalformedXML', 400, NOT_WELL_FORMED)
      await assertFails(
        set(undefined),
        'IllegalVersioningConfigurationException',
        400,
        'The Versioning element must be specified',
      )
    },
  },
  'Bucket tags are there once they are put': {
    source: recorded('test_s3_api.py::TestS3BucketObjectTagging::test_bucket_tagging_crud'),
    async run(aws) {
      const s3 = await withBucket(aws)
      const get = () => s3.send(new GetBucketTaggingCommand({ Bucket }))
      await assertFails(get(), 'NoSuchTagSet', 404, 'The TagSet does not exist')
      const TagSet = [
        { Key: 'tag1', Value: 'tag1' },
        { Key: 'tag2', Value: '' },
      ]
      await s3.send(new PutBucketTaggingCommand({ Bucket, Tagging: { TagSet } }))
      assert.deepEqual((await get()).TagSet, TagSet)
      await s3.send(new DeleteBucketTaggingCommand({ Bucket }))
      await assertFails(get(), 'NoSuchTagSet', 404)
    },
  },
  'Bucket tags are validated': {
    source: recorded('test_s3_api.py::TestS3BucketObjectTagging::test_tagging_validation'),
    async run(aws) {
      const s3 = await withBucket(aws)
      const set = (...TagSet: { Key: string; Value: string }[]): Promise<unknown> =>
        s3.send(new PutBucketTaggingCommand({ Bucket, Tagging: { TagSet } }))
      await assertFails(
        set({ Key: 'Key1', Value: 'a' }, { Key: 'Key1', Value: 'b' }),
        'InvalidTag',
        400,
        'Cannot provide multiple Tags with the same key',
      )
      await assertFails(
        set({ Key: 'Key1,Key2', Value: 'a' }),
        'InvalidTag',
        400,
        'The TagKey you have provided is invalid',
      )
      await assertFails(
        set({ Key: 'Key1', Value: 'Val1,Val2' }),
        'InvalidTag',
        400,
        'The TagValue you have provided is invalid',
      )
      await assertFails(
        set({ Key: 'aws:prefixed', Value: 'a' }),
        'InvalidTag',
        400,
        'System tags cannot be added/updated by requester',
      )
    },
  },
  'A bucket policy is given back as it was put': {
    source: `${api('PutBucketPolicy')}; Error responses, NoSuchBucketPolicy, MalformedPolicy`,
    async run(aws) {
      const s3 = await withBucket(aws)
      const get = () => s3.send(new GetBucketPolicyCommand({ Bucket }))
      const set = (Policy: string): Promise<unknown> => s3.send(new PutBucketPolicyCommand({ Bucket, Policy }))
      await assertFails(get(), 'NoSuchBucketPolicy', 404, 'The bucket policy does not exist')
      const policy = JSON.stringify({
        Version: '2012-10-17',
        Statement: {
          Effect: 'Allow',
          Principal: { AWS: 'arn:aws:iam::123456789012:root' },
          Action: 's3:GetObject',
          Resource: `arn:aws:s3:::${Bucket}/*`,
        },
      })
      await set(policy)
      assert.equal((await get()).Policy, policy)
      const { PolicyStatus } = await s3.send(new GetBucketPolicyStatusCommand({ Bucket }))
      assert.equal(PolicyStatus?.IsPublic, false)
      await assertFails(
        set('no json'),
        'MalformedPolicy',
        400,
        "Policies must be valid JSON and the first byte must be '{'",
      )
      await assertFails(
        set(policy.replaceAll(Bucket, 'another')),
        'MalformedPolicy',
        400,
        'Policy has invalid resource',
      )
      await s3.send(new DeleteBucketPolicyCommand({ Bucket }))
      await assertFails(get(), 'NoSuchBucketPolicy', 404)
    },
  },
  'A public policy is refused as long as Block Public Access is on': {
    source: 'S3 User Guide, Blocking public access: BlockPublicPolicy, on by default since April 2023',
    async run(aws) {
      const s3 = await withBucket(aws)
      const Policy = JSON.stringify({
        Version: '2012-10-17',
        Statement: [{ Effect: 'Allow', Principal: '*', Action: 's3:GetObject', Resource: `arn:aws:s3:::${Bucket}/*` }],
      })
      const set = (): Promise<unknown> => s3.send(new PutBucketPolicyCommand({ Bucket, Policy }))
      await assertFails(set(), 'AccessDenied', 403, /BlockPublicPolicy/)
      await s3.send(new PutPublicAccessBlockCommand({ Bucket, PublicAccessBlockConfiguration: {} }))
      await set()
      const { PolicyStatus } = await s3.send(new GetBucketPolicyStatusCommand({ Bucket }))
      assert.equal(PolicyStatus?.IsPublic, true)
    },
  },
  'Encryption is SSE-S3 unless it is put': {
    source: recorded('test_s3_api.py::TestS3BucketEncryption'),
    async run(aws) {
      const s3 = await withBucket(aws)
      const rules = async (): Promise<unknown> =>
        (await s3.send(new GetBucketEncryptionCommand({ Bucket }))).ServerSideEncryptionConfiguration?.Rules
      const byDefault = [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' }, BucketKeyEnabled: false }]
      const set = (...Rules: object[]): Promise<unknown> =>
        s3.send(new PutBucketEncryptionCommand({ Bucket, ServerSideEncryptionConfiguration: { Rules } }))
      assert.deepEqual(await rules(), byDefault)
      const kms = { ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms' }, BucketKeyEnabled: true }
      await set(kms)
      assert.deepEqual(await rules(), [kms])
      const { ServerSideEncryption, BucketKeyEnabled, ETag } = await put(s3, 'k', 'test-encrypted')
      assert.deepEqual([ServerSideEncryption, BucketKeyEnabled], ['aws:kms', true])
      assert.notEqual(ETag, '"16b66fb6b9c0e864b0291fa0dbb5a946"', 'it is no MD5')
      await assertFails(set(), 'MalformedXML', 400, NOT_WELL_FORMED)
      await assertFails(set(kms, kms), 'MalformedXML', 400, NOT_WELL_FORMED)
      await assertFails(
        set({ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256', KMSMasterKeyID: 'k' } }),
        'InvalidArgument',
        400,
        'a KMSMasterKeyID is not applicable if the default sse algorithm is not aws:kms or aws:kms:dsse',
      )
      await s3.send(new DeleteBucketEncryptionCommand({ Bucket }))
      assert.deepEqual(await rules(), byDefault)
    },
  },
  'CORS rules are given back; other methods are refused': {
    source: `${api('PutBucketCors')}; recorded from AWS by LocalStack's test suite, test_s3_cors.py`,
    async run(aws) {
      const s3 = await withBucket(aws)
      const get = () => s3.send(new GetBucketCorsCommand({ Bucket }))
      await assertFails(get(), 'NoSuchCORSConfiguration', 404, 'The CORS configuration does not exist')
      const rule = { AllowedMethods: ['GET', 'PUT'], AllowedOrigins: ['https://example.com'], MaxAgeSeconds: 3000 }
      const set = (CORSRules: (typeof rule)[]): Promise<unknown> =>
        s3.send(new PutBucketCorsCommand({ Bucket, CORSConfiguration: { CORSRules } }))
      await set([rule])
      assert.deepEqual((await get()).CORSRules, [rule])
      await assertFails(
        set([{ ...rule, AllowedMethods: ['PATCH'] }]),
        'InvalidRequest',
        400,
        'Found unsupported HTTP method in CORS config. Unsupported method is PATCH',
      )
      await assertFails(set([]), 'MalformedXML', 400, NOT_WELL_FORMED)
    },
  },
  'Lifecycle rules are given back': {
    source: api('PutBucketLifecycleConfiguration'),
    async run(aws) {
      const s3 = await withBucket(aws)
      const get = () => s3.send(new GetBucketLifecycleConfigurationCommand({ Bucket }))
      const message = 'The lifecycle configuration does not exist'
      await assertFails(get(), 'NoSuchLifecycleConfiguration', 404, message)
      const Rules = [{ ID: 'logs', Status: 'Enabled' as const, Filter: { Prefix: 'logs/' }, Expiration: { Days: 30 } }]
      await s3.send(new PutBucketLifecycleConfigurationCommand({ Bucket, LifecycleConfiguration: { Rules } }))
      assert.deepEqual((await get()).Rules, Rules)
      await s3.send(new DeleteBucketLifecycleCommand({ Bucket }))
      await assertFails(get(), 'NoSuchLifecycleConfiguration', 404, message)
    },
  },
  'New buckets have no ACLs and let nobody in': {
    source: 'S3 User Guide, Default settings for new S3 buckets FAQ (April 2023); test_crud_bucket_ownership_controls',
    async run(aws) {
      const s3 = await withBucket(aws)
      const { PublicAccessBlockConfiguration } = await s3.send(new GetPublicAccessBlockCommand({ Bucket }))
      assert.deepEqual(PublicAccessBlockConfiguration, {
        BlockPublicAcls: true,
        IgnorePublicAcls: true,
        BlockPublicPolicy: true,
        RestrictPublicBuckets: true,
      })
      const { OwnershipControls } = await s3.send(new GetBucketOwnershipControlsCommand({ Bucket }))
      assert.deepEqual(OwnershipControls?.Rules, [{ ObjectOwnership: 'BucketOwnerEnforced' }])
      const { Grants, Owner } = await s3.send(new GetBucketAclCommand({ Bucket }))
      assert.deepEqual(
        Grants?.map(({ Grantee, Permission }) => [Grantee?.ID, Grantee?.Type, Permission]),
        [[Owner?.ID, 'CanonicalUser', 'FULL_CONTROL']],
      )
      await assertFails(
        s3.send(new PutBucketAclCommand({ Bucket, ACL: 'public-read' })),
        'AccessControlListNotSupported',
        400,
        'The bucket does not allow ACLs',
      )
    },
  },
  'What is not simulated is refused, and does nothing else': {
    source: 'S3 API Reference, Error responses: NotImplemented; the answer is Coldstart’s own',
    async run(aws) {
      const s3 = await withBucket(aws)
      await assertFails(s3.send(new GetBucketWebsiteCommand({ Bucket })), 'NotImplemented', 501, /not simulated/)
      // On the same path as CreateBucket and DeleteBucket.
      await assertFails(
        s3.send(new PutBucketLoggingCommand({ Bucket: 'other-bucket', BucketLoggingStatus: {} })),
        'NotImplemented',
        501,
      )
      await assertFails(s3.send(new HeadBucketCommand({ Bucket: 'other-bucket' })), 'NotFound', 404)
      await assertFails(s3.send(new DeleteBucketWebsiteCommand({ Bucket })), 'NotImplemented', 501)
      await s3.send(new HeadBucketCommand({ Bucket }))
    },
  },
}

/** Sources: CloudFormation resource reference, AWS::S3::Bucket and AWS::S3::BucketPolicy. */

import { describe, expect, it } from 'vitest'
import type { ResourceHandle } from '../../../../../src/cloud/services/contract'
import { account, FUNCTION, type S3Account } from './account'
import type { TemplateValue } from '../../../../../src/cloud/aws/template'

type Properties = Record<string, TemplateValue>

function templated(type = 'AWS::S3::Bucket', self: S3Account = account()) {
  const resourceType = self.service.resourceTypes[type]
  if (!resourceType) throw new Error(`S3 has no ${type}`)
  const input = (properties: Properties) => ({
    logicalId: 'Uploads',
    properties,
    generatedName: 'Stack-Uploads-Ab3dE6gH9jKl',
    code: null,
  })
  return {
    self,
    create: (properties: Properties) => resourceType.create(input(properties)),
    update: (handle: ResourceHandle, properties: Properties) => resourceType.update(handle, input(properties)),
    delete: (handle: ResourceHandle) => resourceType.delete(handle),
  }
}

const failure = (work: () => unknown): unknown => {
  try {
    work()
  } catch (error) {
    return error
  }
  throw new Error('nothing was refused')
}

describe('AWS::S3::Bucket', () => {
  it('has the attributes of CloudFormation', () => {
    const { create } = templated()
    expect(create({ BucketName: 'my-bucket' })).toEqual({
      physicalId: 'my-bucket',
      arn: 'arn:aws:s3:::my-bucket',
      ref: 'my-bucket',
      attributes: {
        Arn: 'arn:aws:s3:::my-bucket',
        DomainName: 'my-bucket.s3.amazonaws.com',
        DualStackDomainName: 'my-bucket.s3.dualstack.us-east-1.amazonaws.com',
        RegionalDomainName: 'my-bucket.s3.us-east-1.amazonaws.com',
        WebsiteURL: 'http://my-bucket.s3-website-us-east-1.amazonaws.com',
      },
    })
  })

  it('without a name gets one in lower case', () => {
    expect(templated().create({}).ref).toBe('stack-uploads-ab3de6gh9jkl')
  })

  it('takes its settings', () => {
    const { self, create } = templated()
    create({
      BucketName: 'my-bucket',
      VersioningConfiguration: { Status: 'Enabled' },
      Tags: [{ Key: 'team', Value: 'a' }],
      BucketEncryption: {
        ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms' } }],
      },
      PublicAccessBlockConfiguration: { BlockPublicAcls: true, BlockPublicPolicy: 'true' },
      CorsConfiguration: { CorsRules: [{ AllowedMethods: ['GET'], AllowedOrigins: ['*'], MaxAge: 60 }] },
      LifecycleConfiguration: {
        Rules: [
          {
            Id: 'r',
            Status: 'Enabled',
            Prefix: 'logs/',
            TagFilters: [{ Key: 'k', Value: 'v' }],
            ExpirationInDays: 30,
            Transitions: [{ StorageClass: 'GLACIER', TransitionInDays: 10 }],
            AbortIncompleteMultipartUpload: { DaysAfterInitiation: 1 },
          },
        ],
      },
      NotificationConfiguration: {
        EventBridgeConfiguration: { EventBridgeEnabled: true },
        LambdaConfigurations: [
          {
            Event: 's3:ObjectCreated:*',
            Function: FUNCTION,
            Filter: { S3Key: { Rules: [{ Name: 'suffix', Value: '.jpg' }] } },
          },
        ],
      },
    })
    const get = (operation: string): unknown => self.call(operation, { Bucket: 'my-bucket' })
    expect(get('GetBucketVersioning')).toEqual({ Status: 'Enabled' })
    expect(get('GetBucketTagging')).toEqual({ TagSet: [{ Key: 'team', Value: 'a' }] })
    expect(get('GetBucketEncryption')).toMatchObject({
      ServerSideEncryptionConfiguration: {
        Rules: [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms' } }],
      },
    })
    expect(get('GetPublicAccessBlock')).toMatchObject({
      PublicAccessBlockConfiguration: { BlockPublicAcls: true, BlockPublicPolicy: true, IgnorePublicAcls: false },
    })
    expect(get('GetBucketCors')).toEqual({
      CORSRules: [{ AllowedMethods: ['GET'], AllowedOrigins: ['*'], MaxAgeSeconds: 60 }],
    })
    expect(get('GetBucketLifecycleConfiguration')).toMatchObject({
      Rules: [
        {
          ID: 'r',
          Filter: { And: { Prefix: 'logs/', Tags: [{ Key: 'k', Value: 'v' }] } },
          Expiration: { Days: 30 },
          Transitions: [{ Days: 10, StorageClass: 'GLACIER' }],
          AbortIncompleteMultipartUpload: { DaysAfterInitiation: 1 },
        },
      ],
    })
    expect(get('GetBucketNotificationConfiguration')).toMatchObject({
      EventBridgeConfiguration: {},
      LambdaFunctionConfigurations: [
        {
          LambdaFunctionArn: FUNCTION,
          Events: ['s3:ObjectCreated:*'],
          Filter: { Key: { FilterRules: [{ Name: 'Suffix', Value: '.jpg' }] } },
        },
      ],
    })
  })

  it('is refused with the path to what is wrong', () => {
    const { self, create } = templated()
    expect(failure(() => create({ BucketName: 'Not-Valid' }))).toMatchObject({ path: ['BucketName'] })
    expect(failure(() => create({ BucketName: 'bbb' }))).toMatchObject({
      message: 'bbb already exists',
      path: ['BucketName'],
    })
    expect(failure(() => create({ AccessControl: 'PublicRead' }))).toMatchObject({ path: ['AccessControl'] })
    self.verdict = 'denied'
    const NotificationConfiguration = { LambdaConfigurations: [{ Event: 's3:ObjectCreated:*', Function: FUNCTION }] }
    expect(failure(() => create({ BucketName: 'new-bucket', NotificationConfiguration }))).toMatchObject({
      message: 'Unable to validate the following destination configurations',
      path: ['NotificationConfiguration'],
      hint: expect.stringContaining('Not authorized to invoke function') as string,
    })
    // What is refused leaves nothing behind.
    expect(failure(() => self.call('GetBucketVersioning', { Bucket: 'new-bucket' }))).toMatchObject({
      code: 'NoSuchBucket',
    })
  })

  it('is updated in place, with its objects and its policy, unless its name changes', () => {
    const { self, create, update } = templated()
    const handle = create({ BucketName: 'my-bucket', VersioningConfiguration: { Status: 'Enabled' } })
    self.call('PutObject', { Bucket: 'my-bucket', Key: 'k', Body: new Uint8Array(1) })
    const policy = '{"Statement":{"Effect":"Deny","Principal":"*","Action":"s3:*","Resource":"arn:aws:s3:::my-bucket"}}'
    self.call('PutBucketPolicy', { Bucket: 'my-bucket', Policy: policy })
    expect(update(handle, { BucketName: 'my-bucket', Tags: [{ Key: 'a', Value: 'b' }] })).toEqual(handle)
    // Versioning cannot be taken back.
    expect(self.call('GetBucketVersioning', { Bucket: 'my-bucket' })).toEqual({ Status: 'Suspended' })
    expect(self.call('GetBucketPolicy', { Bucket: 'my-bucket' })).toEqual({ Policy: policy })
    expect(self.call('ListObjectsV2', { Bucket: 'my-bucket' })['KeyCount']).toBe(1)
    expect(update(handle, { BucketName: 'other-bucket' })).toBeNull()
  })

  it('announces its notifications when they are new, and only then', async () => {
    const { self, create, update } = templated()
    const properties = {
      NotificationConfiguration: {
        QueueConfigurations: [{ Event: 's3:ObjectCreated:*', Queue: 'arn:aws:sqs:us-east-1:123456789012:q' }],
      },
    }
    const handle = create(properties)
    update(handle, { ...properties, Tags: [{ Key: 'a', Value: 'b' }] })
    await self.run(0)
    expect(self.deliveries).toHaveLength(1)
  })
})

describe('AWS::S3::BucketPolicy', () => {
  const document = (Principal: TemplateValue) => ({
    Statement: [{ Effect: 'Allow', Principal, Action: 's3:GetObject', Resource: 'arn:aws:s3:::bbb/*' }],
  })

  it('is the policy of its bucket and of the objects in it', () => {
    const { self, create, delete: remove } = templated('AWS::S3::BucketPolicy')
    const handle = create({ Bucket: 'bbb', PolicyDocument: document({ AWS: 'arn:aws:iam::123456789012:root' }) })
    expect(self.service.resourcePolicy?.('arn:aws:s3:::bbb')).toMatchObject({ Statement: [{ Effect: 'Allow' }] })
    expect(self.service.resourcePolicy?.('arn:aws:s3:::bbb/a/b')).not.toBeNull()
    expect(self.service.resourcePolicy?.('arn:aws:s3:::bbbb')).toBeNull()
    remove(handle)
    expect(self.service.resourcePolicy?.('arn:aws:s3:::bbb')).toBeNull()
  })

  it('is refused when it is public, there is one already, or there is no bucket', () => {
    const { create } = templated('AWS::S3::BucketPolicy')
    expect(failure(() => create({ Bucket: 'bbb', PolicyDocument: document('*') }))).toMatchObject({
      message: 'Public policies are prevented by the BlockPublicPolicy setting in S3 Block Public Access.',
      path: ['PolicyDocument'],
    })
    const PolicyDocument = document({ Service: 'cloudfront.amazonaws.com' })
    create({ Bucket: 'bbb', PolicyDocument })
    expect(failure(() => create({ Bucket: 'bbb', PolicyDocument }))).toMatchObject({
      message: 'The bucket policy already exists on bucket bbb.',
    })
    expect(failure(() => create({ Bucket: 'none', PolicyDocument }))).toMatchObject({ path: ['Bucket'] })
  })
})

/** Events of type S3. Source: samtranslator/model/eventsources/push.py; SAM specification, "S3". */

import { describe, expect, it } from 'vitest'
import { readTemplate } from '../../../../src/project/template'
import { marked, properties, resourceOf, serverless, types } from './template'

const fn = (bucket: string, bucketProperties = '') =>
  serverless(`
  Thumbnails:
    Type: AWS::Serverless::Function
    Properties:
      InlineCode: exports.handler = async () => {}
      Handler: index.handler
      Runtime: nodejs22.x
      Events:
        Upload:
          Type: S3
          Properties:
            Bucket: ${bucket}
            Events: [s3:ObjectCreated:*, s3:ObjectRemoved:Delete]
            Filter:
              S3Key:
                Rules:
                  - {Name: suffix, Value: .jpg}
  Uploads:
    Type: AWS::S3::Bucket${bucketProperties}
  Queue:
    Type: AWS::SQS::Queue
`)

describe('an S3 event', () => {
  const reading = readTemplate(fn('!Ref Uploads'))

  it('has nothing wrong with it', () => expect(reading.diagnostics).toEqual([]))

  it('is a permission for the account, and notifications of the bucket', () => {
    expect(types(reading)).toEqual({
      ThumbnailsRole: 'AWS::IAM::Role',
      Thumbnails: 'AWS::Lambda::Function',
      ThumbnailsUploadPermission: 'AWS::Lambda::Permission',
      Uploads: 'AWS::S3::Bucket',
      Queue: 'AWS::SQS::Queue',
    })
    expect(properties(reading, 'ThumbnailsUploadPermission')).toEqual({
      Action: 'lambda:InvokeFunction',
      FunctionName: { Ref: 'Thumbnails' },
      Principal: 's3.amazonaws.com',
      SourceAccount: { Ref: 'AWS::AccountId' },
    })
    const notification = (Event: string) => ({
      Event,
      Function: { 'Fn::GetAtt': ['Thumbnails', 'Arn'] },
      Filter: { S3Key: { Rules: [{ Name: 'suffix', Value: '.jpg' }] } },
    })
    expect(properties(reading, 'Uploads')).toEqual({
      NotificationConfiguration: {
        LambdaConfigurations: [notification('s3:ObjectCreated:*'), notification('s3:ObjectRemoved:Delete')],
      },
    })
    expect(resourceOf(reading, 'Uploads')?.dependsOn).toEqual(['ThumbnailsUploadPermission'])
  })

  it('joins what the bucket has', () => {
    const own = readTemplate(
      fn(
        '!Ref Uploads',
        `
    DependsOn: Queue
    Properties:
      BucketName: uploads
      NotificationConfiguration:
        QueueConfigurations:
          - {Event: 's3:ObjectTagging:*', Queue: !GetAtt Queue.Arn}
        LambdaConfigurations:
          - {Event: 's3:ObjectTagging:Put', Function: !GetAtt Thumbnails.Arn}`,
      ),
    )
    expect(own.diagnostics).toEqual([])
    const configuration = properties(own, 'Uploads')?.['NotificationConfiguration'] as Record<string, unknown[]>
    expect(configuration['QueueConfigurations']).toHaveLength(1)
    expect(configuration['LambdaConfigurations']).toMatchObject([
      { Event: 's3:ObjectTagging:Put' },
      { Event: 's3:ObjectCreated:*' },
      { Event: 's3:ObjectRemoved:Delete' },
    ])
    expect(resourceOf(own, 'Uploads')?.dependsOn).toEqual(['Queue', 'ThumbnailsUploadPermission'])
  })

  it.each([
    ['my-own-bucket', 'my-own-bucket'],
    ['!Ref Queue', 'Queue'],
  ])('wants a bucket of the template, not %s', (bucket, place) => {
    const text = fn(bucket)
    const [diagnostic, ...more] = readTemplate(text).diagnostics
    expect(more).toEqual([])
    expect(diagnostic?.message).toBe(
      'Event with id [ThumbnailsUpload] is invalid. S3 events must reference an S3 bucket in the same template.',
    )
    expect(diagnostic && marked(text, diagnostic)).toBe(place)
  })

  it('in a circle with its bucket is refused, as on AWS', () => {
    const text = fn('!Ref Uploads').replace(
      '      Handler: index.handler\n',
      '      Handler: index.handler\n      Environment: {Variables: {BUCKET: !Ref Uploads}}\n',
    )
    expect(readTemplate(text).diagnostics.map(({ message }) => message)).toEqual([
      expect.stringContaining('Circular dependency'),
    ])
  })
})

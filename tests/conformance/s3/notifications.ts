/** Event notifications. */

import {
  DeleteObjectCommand,
  GetBucketNotificationConfigurationCommand,
  PutBucketNotificationConfigurationCommand,
  PutObjectCommand,
  PutObjectTaggingCommand,
  CopyObjectCommand,
  type NotificationConfiguration,
  type S3Client,
} from '@aws-sdk/client-s3'
import { CreateQueueCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs'
import assert from 'node:assert/strict'
import type { Aws, Case } from '../sdk/case'
import { assertFails, Bucket, put, recorded, setVersioning, withBucket } from './account'

const QUEUE = 'arn:aws:sqs:us-east-1:123456789012:events'

async function createQueue(aws: Aws, policy = true): Promise<SQSClient> {
  const sqs = new SQSClient(aws.config)
  const Policy = JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Principal: { Service: 's3.amazonaws.com' },
        Action: 'sqs:SendMessage',
        Resource: QUEUE,
        Condition: { ArnLike: { 'aws:SourceArn': `arn:aws:s3:::${Bucket}` } },
      },
    ],
  })
  await sqs.send(new CreateQueueCommand({ QueueName: 'events', ...(policy && { Attributes: { Policy } }) }))
  return sqs
}

const configure = (s3: S3Client, NotificationConfiguration: NotificationConfiguration, skip = false) =>
  s3.send(
    new PutBucketNotificationConfigurationCommand({
      Bucket,
      NotificationConfiguration,
      ...(skip && { SkipDestinationValidation: true }),
    }),
  )

const toQueue = (...Events: string[]): NotificationConfiguration => ({
  QueueConfigurations: [{ Id: 'all', QueueArn: QUEUE, Events: Events as never }],
})

interface EventRecord {
  readonly eventName: string
  readonly eventVersion: string
  readonly s3: { readonly configurationId: string; readonly object: Readonly<Record<string, unknown>> }
}

/** Bodies of the messages that have come within a minute. */
async function received(aws: Aws, sqs: SQSClient): Promise<readonly Record<string, unknown>[]> {
  await aws.advance(60_000)
  const bodies: Record<string, unknown>[] = []
  for (;;) {
    const { Messages = [] } = await sqs.send(
      new ReceiveMessageCommand({
        QueueUrl: 'https://sqs.us-east-1.amazonaws.com/123456789012/events',
        MaxNumberOfMessages: 10,
        WaitTimeSeconds: 0,
        VisibilityTimeout: 3600,
      }),
    )
    if (Messages.length === 0) return bodies
    bodies.push(...Messages.map(({ Body = '' }) => JSON.parse(Body) as Record<string, unknown>))
  }
}

/** By their times. */
async function records(aws: Aws, sqs: SQSClient): Promise<readonly EventRecord[]> {
  return (await received(aws, sqs)).flatMap(({ Records = [] }) => Records as EventRecord[])
}

export const notifications: Readonly<Record<string, Case>> = {
  'A queue is tried out with a test message': {
    source: 'S3 User Guide, Event message structure: s3:TestEvent',
    async run(aws) {
      const s3 = await withBucket(aws)
      const sqs = await createQueue(aws)
      await configure(s3, toQueue('s3:ObjectCreated:*'))
      const [test, ...more] = await received(aws, sqs)
      assert.equal(more.length, 0)
      assert.deepEqual(Object.keys(test ?? {}), ['Service', 'Event', 'Time', 'Bucket', 'RequestId', 'HostId'])
      assert.deepEqual([test?.['Service'], test?.['Event'], test?.['Bucket']], ['Amazon S3', 's3:TestEvent', Bucket])
    },
  },
  'The record of a put': {
    source: recorded(
      'test_s3_notifications_sqs.py::TestS3NotificationsToSQS::test_object_created_put, test_key_encoding',
    ),
    async run(aws) {
      const s3 = await withBucket(aws)
      const sqs = await createQueue(aws)
      await configure(s3, toQueue('s3:ObjectCreated:*'))
      await put(s3, 'dir/a@b c+ü', 'something')
      const [event] = (await records(aws, sqs)) as unknown as Record<string, Record<string, unknown>>[]
      assert.match(String(event?.['eventTime']), /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/)
      assert.match(String(event?.['userIdentity']?.['principalId']), /^AWS:A/)
      assert.deepEqual(Object.keys(event?.['responseElements'] ?? {}), ['x-amz-request-id', 'x-amz-id-2'])
      assert.deepEqual(
        [event?.['eventVersion'], event?.['eventSource'], event?.['awsRegion'], event?.['eventName']],
        ['2.1', 'aws:s3', 'us-east-1', 'ObjectCreated:Put'],
      )
      const { s3SchemaVersion, configurationId, bucket, object } = event?.['s3'] as Record<string, never>
      assert.deepEqual([s3SchemaVersion, configurationId], ['1.0', 'all'])
      const { name, arn, ownerIdentity } = bucket as unknown as Record<string, unknown>
      assert.deepEqual([name, arn], [Bucket, `arn:aws:s3:::${Bucket}`])
      assert.deepEqual(Object.keys(ownerIdentity as object), ['principalId'])
      const { sequencer, ...rest } = object as unknown as Record<string, unknown>
      assert.match(String(sequencer), /^[0-9A-F]{16,20}$/)
      assert.deepEqual(rest, { key: 'dir/a%40b+c%2B%C3%BC', size: 9, eTag: '437b930db84b8079c2dd804a71936b5f' })
    },
  },
  'Events have their names': {
    source: 'S3 User Guide, Supported event types; recorded: tagging has version 2.3 and neither size nor sequencer',
    async run(aws) {
      const s3 = await withBucket(aws)
      const sqs = await createQueue(aws)
      await configure(s3, toQueue('s3:ObjectCreated:*', 's3:ObjectRemoved:*', 's3:ObjectTagging:*'))
      const seen: unknown[] = []
      const next = async (): Promise<void> => {
        for (const {
          eventName,
          eventVersion,
          s3: { object },
        } of await records(aws, sqs)) {
          seen.push([eventName, eventVersion, Object.keys(object).join(' ')])
        }
      }
      await put(s3, 'a')
      await next()
      await s3.send(new CopyObjectCommand({ Bucket, Key: 'b', CopySource: `${Bucket}/a` }))
      await next()
      await s3.send(new PutObjectTaggingCommand({ Bucket, Key: 'a', Tagging: { TagSet: [] } }))
      await next()
      await s3.send(new DeleteObjectCommand({ Bucket, Key: 'a' }))
      await next()
      await setVersioning(s3, 'Enabled')
      await s3.send(new DeleteObjectCommand({ Bucket, Key: 'b' }))
      await next()
      assert.deepEqual(seen, [
        ['ObjectCreated:Put', '2.1', 'key size eTag sequencer'],
        ['ObjectCreated:Copy', '2.1', 'key size eTag sequencer'],
        ['ObjectTagging:Put', '2.3', 'key eTag'],
        ['ObjectRemoved:Delete', '2.1', 'key sequencer'],
        ['ObjectRemoved:DeleteMarkerCreated', '2.1', 'key eTag versionId sequencer'],
      ])
    },
  },
  'Sequencers grow with each change of a key': {
    source: 'S3 User Guide, Event message structure: sequencer',
    async run(aws) {
      const s3 = await withBucket(aws)
      const sqs = await createQueue(aws)
      await configure(s3, toQueue('s3:ObjectCreated:*'))
      const { ETag: first = '' } = await put(s3, 'a', '1')
      await put(s3, 'a', '2')
      await aws.advance(2000)
      await put(s3, 'a', '3')
      const all = (await records(aws, sqs)).map(({ s3: { object } }) => [String(object['sequencer']), object['eTag']])
      const inOrder = all.sort(([a = ''], [b = '']) => (String(a) < String(b) ? -1 : 1))
      assert.equal(inOrder.length, 3)
      assert.equal(`"${String(inOrder[0]?.[1])}"`, first)
      // MD5 of "3".
      assert.equal(inOrder[2]?.[1], 'eccbc87e4b5ce2fe28308fd9f2a7baf3')
    },
  },
  'Prefix and suffix choose the keys': {
    source: recorded(
      'test_s3_notifications_sqs.py::TestS3NotificationsToSQS::test_notifications_with_filter, test_filter_rules_case_insensitive',
    ),
    async run(aws) {
      const s3 = await withBucket(aws)
      const sqs = await createQueue(aws)
      const FilterRules = [
        { Name: 'PREFIX' as never, Value: 'notif-' },
        { Name: 'suffix' as const, Value: '.txt' },
      ]
      await configure(s3, {
        QueueConfigurations: [{ QueueArn: QUEUE, Events: ['s3:ObjectCreated:*'], Filter: { Key: { FilterRules } } }],
      })
      for (const key of ['notif-a.txt', 'notif-a.jpg', 'other.txt']) await put(s3, key)
      assert.deepEqual(
        (await records(aws, sqs)).map(({ s3: { object } }) => object['key']),
        ['notif-a.txt'],
      )
      const { QueueConfigurations } = await s3.send(new GetBucketNotificationConfigurationCommand({ Bucket }))
      assert.deepEqual(QueueConfigurations?.[0]?.Filter?.Key?.FilterRules, [
        { Name: 'Prefix', Value: 'notif-' },
        { Name: 'Suffix', Value: '.txt' },
      ])
      assert.ok(QueueConfigurations[0].Id, 'an id is made')
    },
  },
  'Putting a configuration replaces the whole': {
    source: recorded(
      'test_s3_notifications_sqs.py::TestS3NotificationsToSQS::test_notifications_with_filter (config_empty)',
    ),
    async run(aws) {
      const s3 = await withBucket(aws)
      const sqs = await createQueue(aws)
      await configure(s3, { ...toQueue('s3:ObjectCreated:*'), EventBridgeConfiguration: {} })
      const get = async (): Promise<object> => {
        const { $metadata: _, ...configuration } = await s3.send(
          new GetBucketNotificationConfigurationCommand({ Bucket }),
        )
        return configuration
      }
      assert.deepEqual(await get(), { ...toQueue('s3:ObjectCreated:*'), EventBridgeConfiguration: {} })
      await configure(s3, {})
      assert.deepEqual(await get(), {})
      await put(s3, 'a')
      assert.deepEqual(await records(aws, sqs), [])
    },
  },
  'Destinations are validated': {
    source: recorded(
      'test_s3_notifications_sqs.py::test_invalid_sqs_arn, test_s3_notifications_lambda.py::test_invalid_lambda_arn',
    ),
    async run(aws) {
      const s3 = await withBucket(aws)
      const message = 'Unable to validate the following destination configurations'
      const missing = await assertFails(configure(s3, toQueue('s3:ObjectCreated:*')), 'InvalidArgument', 400, message)
      assert.deepEqual(
        [missing.error['ArgumentName1'], missing.error['ArgumentValue1']],
        [QUEUE, 'The destination queue does not exist'],
      )
      await createQueue(aws, false)
      const denied = await assertFails(configure(s3, toQueue('s3:ObjectCreated:*')), 'InvalidArgument', 400, message)
      assert.match(String(denied.error['ArgumentValue1']), /^Permissions on the destination queue do not allow S3/)
      // The function exists; nothing permits S3 to invoke it.
      const fn = 'arn:aws:lambda:us-east-1:123456789012:function:echo'
      const toFunction = {
        LambdaFunctionConfigurations: [{ LambdaFunctionArn: fn, Events: ['s3:ObjectCreated:*' as const] }],
      }
      const lambda = await assertFails(configure(s3, toFunction), 'InvalidArgument', 400, message)
      assert.deepEqual(
        [lambda.error['ArgumentName1'], lambda.error['ArgumentValue1']],
        [`${fn}, null`, `Not authorized to invoke function [${fn}]`],
      )
      await configure(s3, toFunction, true)
      const get = await s3.send(new GetBucketNotificationConfigurationCommand({ Bucket }))
      assert.equal(get.LambdaFunctionConfigurations?.[0]?.LambdaFunctionArn, fn)
    },
  },
  'What no configuration may say': {
    source: recorded(
      'test_s3_notifications_sqs.py: test_bucket_notification_with_invalid_filter_rules, test_invalid_sqs_arn',
    ),
    async run(aws) {
      const s3 = await withBucket(aws)
      const arn = await assertFails(
        configure(s3, { QueueConfigurations: [{ QueueArn: 'invalid-queue', Events: ['s3:ObjectCreated:*'] }] }, true),
        'InvalidArgument',
        400,
        'The ARN could not be parsed',
      )
      assert.deepEqual([arn.error['ArgumentName'], arn.error['ArgumentValue']], ['Queue', 'invalid-queue'])
      const FilterRules = [{ Name: 'INVALID' as never, Value: 'x' }]
      const filter = await assertFails(
        configure(
          s3,
          {
            QueueConfigurations: [
              { QueueArn: QUEUE, Events: ['s3:ObjectCreated:*'], Filter: { Key: { FilterRules } } },
            ],
          },
          true,
        ),
        'InvalidArgument',
        400,
        'filter rule name must be either prefix or suffix',
      )
      assert.equal(filter.error['ArgumentName'], 'FilterRule.Name')
      await assertFails(configure(s3, toQueue('s3:Nonsense'), true), 'InvalidArgument', 400)
    },
  },
  'Two notifications must not both fit one event': {
    source: 'S3 User Guide, Configuring event notifications using object key name filtering: overlapping filters',
    async run(aws) {
      const s3 = await withBucket(aws)
      const rule = (Event: string, prefix?: string, suffix?: string) => ({
        QueueArn: QUEUE,
        Events: [Event as never],
        Filter: {
          Key: {
            FilterRules: [
              ...(prefix !== undefined ? [{ Name: 'prefix' as const, Value: prefix }] : []),
              ...(suffix !== undefined ? [{ Name: 'suffix' as const, Value: suffix }] : []),
            ],
          },
        },
      })
      const both = (...QueueConfigurations: ReturnType<typeof rule>[]) => configure(s3, { QueueConfigurations }, true)
      await both(rule('s3:ObjectCreated:*', 'images/'), rule('s3:ObjectCreated:*', 'logs/'))
      await both(rule('s3:ObjectCreated:*', 'images', '.jpg'), rule('s3:ObjectCreated:*', 'images', '.png'))
      await both(rule('s3:ObjectCreated:Put'), rule('s3:ObjectCreated:Copy'))
      await assertFails(
        both(rule('s3:ObjectCreated:*', 'images'), rule('s3:ObjectCreated:Put', 'images/cats')),
        'InvalidArgument',
        400,
        'Configuration is ambiguously defined. Cannot have overlapping suffixes in two rules if the prefixes are overlapping for the same event type.',
      )
      await assertFails(
        both(rule('s3:ObjectCreated:*'), rule('s3:ObjectCreated:Put')),
        'InvalidArgument',
        400,
        'Configurations overlap. Configurations on the same bucket cannot share a common event type.',
      )
    },
  },
  'A key that was never there makes no event': {
    source: 'Not documented by AWS (unverified); LocalStack’s S3, which is checked against AWS, sends none',
    async run(aws) {
      const s3 = await withBucket(aws)
      const sqs = await createQueue(aws)
      await configure(s3, toQueue('s3:ObjectRemoved:*'))
      await s3.send(new DeleteObjectCommand({ Bucket, Key: 'never' }))
      assert.deepEqual(await records(aws, sqs), [])
    },
  },
  'A put that is refused makes no event': {
    source: 'S3 User Guide, Amazon S3 Event Notifications: sent when something happened',
    async run(aws) {
      const s3 = await withBucket(aws)
      const sqs = await createQueue(aws)
      await configure(s3, toQueue('s3:ObjectCreated:*'))
      await assertFails(
        s3.send(new PutObjectCommand({ Bucket, Key: 'a', Body: 'hello', ContentMD5: '1B2M2Y8AsgTpgAmY7PhCfg==' })),
        'BadDigest',
        400,
      )
      assert.deepEqual(await records(aws, sqs), [])
    },
  },
}

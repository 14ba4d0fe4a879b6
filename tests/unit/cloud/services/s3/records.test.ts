/** Shapes: S3 User Guide, "EventBridge event message structure"; recorded from AWS by LocalStack's test suite (2023). */

import { describe, expect, it } from 'vitest'
import { AwsError } from '../../../../../src/cloud/aws/aws-error'
import { account, FUNCTION, TOPIC, type S3Account } from './account'

function configured(configuration: object): S3Account {
  const self = account()
  self.call('PutBucketNotificationConfiguration', { NotificationConfiguration: configuration })
  return self
}

const TO_FUNCTION = {
  LambdaFunctionConfigurations: [{ Id: 'fn', LambdaFunctionArn: FUNCTION, Events: ['s3:ObjectCreated:*'] }],
}

describe('notifications', () => {
  it('reach a function a while after the change, on behalf of the bucket', async () => {
    const self = configured(TO_FUNCTION)
    self.put('a b')
    await self.run(999)
    expect(self.deliveries).toEqual([])
    await self.run(1)
    const [delivery] = self.deliveries
    expect(delivery).toMatchObject({
      target: FUNCTION,
      at: 1000,
      caller: { kind: 'service', arn: 's3.amazonaws.com', sourceArn: 'arn:aws:s3:::bbb' },
    })
    expect(JSON.parse(delivery?.body ?? '')).toMatchObject({
      Records: [
        {
          // The time of the change.
          eventTime: '2026-01-31T12:00:00.000Z',
          eventName: 'ObjectCreated:Put',
          userIdentity: { principalId: 'AWS:AIDAUSER' },
          s3: { configurationId: 'fn', object: { key: 'a+b' } },
        },
      ],
    })
    expect(self.facts('s3.notification-delivered')).toMatchObject([
      { bucket: 'bbb', key: 'a b', event: 'ObjectCreated:Put', target: FUNCTION, deliveryId: 'delivery-1' },
    ])
  })

  it('announce themselves to topics, with a subject, and not to functions', async () => {
    const self = configured({
      ...TO_FUNCTION,
      TopicConfigurations: [{ TopicArn: TOPIC, Events: ['s3:ObjectRemoved:*'] }],
    })
    await self.run(0)
    expect(self.deliveries).toMatchObject([{ target: TOPIC, subject: 'Amazon S3 Notification' }])
    expect(JSON.parse(self.deliveries[0]?.body ?? '')).toMatchObject({ Event: 's3:TestEvent', Bucket: 'bbb' })
  })

  it('that fail are lost, and recorded', async () => {
    const self = configured(TO_FUNCTION)
    self.put('a')
    self.refuse = new AwsError('ResourceNotFoundException', 404, 'Function not found')
    await self.run(60_000)
    expect(self.facts('s3.notification-failed')).toMatchObject([
      { key: 'a', target: FUNCTION, message: 'ResourceNotFoundException: Function not found' },
    ])
  })

  it.each(['s3:ObjectRestore:*', 's3:LifecycleTransition', 's3:Replication:*', 's3:ObjectAcl:Put'])(
    'of %s are refused by the API: nothing raises them',
    (event) => {
      const [entry] = TO_FUNCTION.LambdaFunctionConfigurations
      expect(() => configured({ LambdaFunctionConfigurations: [{ ...entry, Events: [event] }] })).toThrow(
        `What ${event} tells of is not simulated.`,
      )
    },
  )

  it('keep to the configuration of the time of the change', async () => {
    const self = configured(TO_FUNCTION)
    self.put('a')
    self.call('PutBucketNotificationConfiguration', { NotificationConfiguration: {} })
    self.put('b')
    await self.run(60_000)
    expect(self.deliveries).toHaveLength(1)
  })
})

describe('events for EventBridge', () => {
  const events = async (work: (self: S3Account) => void) => {
    const self = configured({ EventBridgeConfiguration: {} })
    work(self)
    await self.run(60_000)
    return self.deliveries.map(({ target, event, body }) => ({
      target,
      ...event,
      detail: JSON.parse(body) as Record<string, unknown>,
    }))
  }

  it('go to the default event bus, with the plain key', async () => {
    const [event] = await events((self) => self.put('a b', 'test'))
    expect(event).toMatchObject({
      target: 'arn:aws:events:us-east-1:123456789012:event-bus/default',
      source: 'aws.s3',
      detailType: 'Object Created',
      resources: ['arn:aws:s3:::bbb'],
    })
    expect(event?.detail).toEqual({
      version: '0',
      bucket: { name: 'bbb' },
      // MD5 of "test": RFC 1321 implementations; 098f6bcd….
      object: {
        key: 'a b',
        size: 4,
        etag: '098f6bcd4621d373cade4e832627b4f6',
        sequencer: expect.stringMatching(/^[0-9A-F]{18}$/) as string,
      },
      'request-id': expect.any(String) as string,
      requester: '123456789012',
      'source-ip-address': expect.any(String) as string,
      reason: 'PutObject',
    })
  })

  it('tell a deletion from a delete marker', async () => {
    const all = await events((self) => {
      self.put('a')
      self.call('DeleteObject', { Key: 'a' })
      self.call('PutBucketVersioning', { VersioningConfiguration: { Status: 'Enabled' } })
      self.call('DeleteObject', { Key: 'a' })
    })
    expect(
      all.slice(1).map(({ detailType, detail }) => [detailType, detail['reason'], detail['deletion-type']]),
    ).toEqual([
      ['Object Deleted', 'DeleteObject', 'Permanently Deleted'],
      ['Object Deleted', 'DeleteObject', 'Delete Marker Created'],
    ])
    expect(Object.keys(all[1]?.detail['object'] as object)).toEqual(['key', 'sequencer'])
    expect(Object.keys(all[2]?.detail['object'] as object)).toEqual(['key', 'etag', 'version-id', 'sequencer'])
  })

  it('about tags have no reason', async () => {
    const all = await events((self) => {
      self.put('a')
      self.call('PutObjectTagging', { Key: 'a', Tagging: { TagSet: [{ Key: 'k', Value: 'v' }] } })
      self.call('DeleteObjectTagging', { Key: 'a' })
    })
    expect(all.slice(1).map(({ detailType }) => detailType)).toEqual(['Object Tags Added', 'Object Tags Deleted'])
    expect(all[1]?.detail).not.toHaveProperty('reason')
  })
})

it('the same run gives the same ids', async () => {
  const run = async (): Promise<unknown> => {
    const self = configured({ EventBridgeConfiguration: {} })
    self.call('PutBucketVersioning', { VersioningConfiguration: { Status: 'Enabled' } })
    self.put('a')
    self.call('DeleteObject', { Key: 'a' })
    self.call('CreateMultipartUpload', { Key: 'b' })
    await self.run(60_000)
    return [self.deliveries, self.call('ListObjectVersions'), self.call('ListMultipartUploads')]
  }
  expect(await run()).toEqual(await run())
})

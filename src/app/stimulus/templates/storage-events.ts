/** Events of buckets, buses and schedules. */

import type { EventBridgeEvent, S3Event, ScheduledEvent } from 'aws-lambda'
import { type EventContext, type EventTemplate, guide, hex, iso, isoSeconds, recordsFrom } from './template'

const KEY = 'uploads/photo.png'

function s3Event(context: EventContext, eventName: string): S3Event {
  const bucket = context.resource('AWS::S3::Bucket', 'my-bucket')
  const isRemoval = eventName.startsWith('ObjectRemoved')
  const object = {
    key: KEY,
    ...(!isRemoval && { size: 1024, eTag: hex(context, 32) }),
    sequencer: hex(context, 16).toUpperCase(),
  }
  return {
    Records: [
      {
        eventVersion: '2.1',
        eventSource: 'aws:s3',
        awsRegion: context.region,
        eventTime: iso(context.now),
        eventName,
        userIdentity: { principalId: 'AWS:AIDAIENQZJOLO23YVJ4VO' },
        requestParameters: { sourceIPAddress: '127.0.0.1' },
        responseElements: { 'x-amz-request-id': hex(context, 16).toUpperCase(), 'x-amz-id-2': hex(context, 32) },
        s3: {
          s3SchemaVersion: '1.0',
          configurationId: 'notification',
          bucket: { name: bucket.name, ownerIdentity: { principalId: 'A3NL1KOZZKExample' }, arn: bucket.arn },
          // Without size and eTag after a removal, which the types do not know.
          object: object as S3Event['Records'][number]['s3']['object'],
        },
      },
    ],
  }
}

const s3 = (id: string, title: string, eventName: string, prefix: string): EventTemplate => ({
  id,
  title,
  group: 'Storage and tables',
  page: guide('with-s3'),
  sources: ['AWS::S3::Bucket'],
  event: (context) => s3Event(context, eventName),
  fields: [
    { path: ['Records', 0, 's3', 'object', 'key'], label: 'Key' },
    { path: ['Records', 0, 's3', 'bucket', 'name'], label: 'Bucket' },
    ...(prefix === 'ObjectCreated' ? [{ path: ['Records', 0, 's3', 'object', 'size'], label: 'Size' }] : []),
    { path: ['Records', 0, 'eventName'], label: 'Event name' },
  ],
  open: ['Records.*.responseElements'],
  matches: (event) => recordsFrom('aws:s3')(event) && JSON.stringify(event).includes(`"eventName":"${prefix}`),
})

/** The frame of every event of a bus. */
const busEvent = <Detail>(
  context: EventContext,
  source: string,
  detailType: string,
  detail: Detail,
  resources: string[],
) =>
  ({
    version: '0',
    id: context.uuid(),
    'detail-type': detailType,
    source,
    account: context.accountId,
    time: isoSeconds(context.now),
    region: context.region,
    resources,
    detail,
  }) satisfies EventBridgeEvent<string, Detail>

const scheduled: EventTemplate = {
  id: 'schedule',
  title: 'EventBridge: scheduled event',
  group: 'Events and schedules',
  page: guide('with-eventbridge-scheduler'),
  sources: [],
  event: (context): ScheduledEvent =>
    busEvent(context, 'aws.events', 'Scheduled Event', {}, [
      `arn:aws:events:${context.region}:${context.accountId}:rule/my-schedule`,
    ]) as ScheduledEvent,
  fields: [
    { path: ['time'], label: 'Time' },
    { path: ['resources', 0], label: 'Rule ARN' },
  ],
  open: ['detail'],
  matches: (event) => event['source'] === 'aws.events' && event['detail-type'] === 'Scheduled Event',
}

const objectCreated: EventTemplate = {
  id: 'eventbridge-s3',
  title: 'EventBridge: S3 Object Created',
  group: 'Events and schedules',
  page: 'https://docs.aws.amazon.com/AmazonS3/latest/userguide/ev-events.html',
  sources: ['AWS::S3::Bucket'],
  event(context) {
    const bucket = context.resource('AWS::S3::Bucket', 'my-bucket')
    const detail = {
      version: '0',
      bucket: { name: bucket.name },
      object: { key: KEY, size: 1024, etag: hex(context, 32), sequencer: hex(context, 16).toUpperCase() },
      'request-id': hex(context, 16).toUpperCase(),
      requester: context.accountId,
      'source-ip-address': '127.0.0.1',
      reason: 'PutObject',
    }
    return busEvent(context, 'aws.s3', 'Object Created', detail, [bucket.arn])
  },
  fields: [
    { path: ['detail', 'object', 'key'], label: 'Key' },
    { path: ['detail', 'bucket', 'name'], label: 'Bucket' },
    { path: ['detail', 'object', 'size'], label: 'Size' },
  ],
  matches: (event) => event['source'] === 'aws.s3',
}

const instanceState: EventTemplate = {
  id: 'eventbridge-ec2',
  title: 'EventBridge: EC2 instance state',
  group: 'Events and schedules',
  page: 'https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/monitoring-instance-state-changes.html',
  sources: [],
  event(context) {
    const id = 'i-1234567890abcdef0'
    const arn = `arn:aws:ec2:${context.region}:${context.accountId}:instance/${id}`
    const detail = { 'instance-id': id, state: 'stopped' }
    return busEvent(context, 'aws.ec2', 'EC2 Instance State-change Notification', detail, [arn])
  },
  fields: [
    { path: ['detail', 'instance-id'], label: 'Instance' },
    {
      path: ['detail', 'state'],
      label: 'State',
      oneOf: ['pending', 'running', 'stopping', 'stopped', 'shutting-down', 'terminated'],
    },
  ],
  matches: (event) => event['source'] === 'aws.ec2',
}

const custom: EventTemplate = {
  id: 'eventbridge',
  title: 'EventBridge: event of your own',
  group: 'Events and schedules',
  page: 'https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-events-structure.html',
  sources: ['AWS::Events::EventBus', 'AWS::Events::Rule'],
  event: (context) => busEvent(context, 'shop.orders', 'OrderPlaced', { orderId: '1001', quantity: 2 }, []),
  fields: [
    { path: ['source'], label: 'Source' },
    { path: ['detail-type'], label: 'Detail type' },
    { path: ['detail'], label: 'Detail' },
  ],
  open: ['detail'],
  // Last of the list: whatever has the frame of a bus's event and is none of the others.
  matches: (event) => typeof event['detail-type'] === 'string' && event['detail'] !== undefined,
}

export const STORAGE_EVENTS: readonly EventTemplate[] = [
  s3('s3-put', 'S3: object created', 'ObjectCreated:Put', 'ObjectCreated'),
  s3('s3-delete', 'S3: object removed', 'ObjectRemoved:Delete', 'ObjectRemoved'),
  scheduled,
  objectCreated,
  instanceState,
  custom,
]

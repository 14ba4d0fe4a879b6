/**
 * What S3 tells Lambda, SQS, SNS and EventBridge about changes.
 * Sources: Amazon S3 User Guide, "Event message structure" and "Mapping of Amazon S3 event types to EventBridge event types",
 * "EventBridge event message structure"; records recorded from AWS (LocalStack's test suite, test_s3_notifications_sqs.py
 * and test_s3_notifications_eventbridge.py, August 2023).
 */

import { AwsError } from '../../aws/aws-error'
import { isoTimestamp } from '../../aws/timestamps'
import { serviceCaller, type Caller, type Delivery, type ServiceContext } from '../contract'
import { encodeKey } from './keys'
import * as limits from './limits'
import { matches, S3_PRINCIPAL, type NotificationConfiguration } from './notifications'
import type { Bucket, ObjectVersion } from './state'

/** Event name without `s3:` → what EventBridge calls it. */
const EVENTS = {
  'ObjectCreated:Put': { detailType: 'Object Created', detail: { reason: 'PutObject' } },
  'ObjectCreated:Copy': { detailType: 'Object Created', detail: { reason: 'CopyObject' } },
  'ObjectCreated:CompleteMultipartUpload': {
    detailType: 'Object Created',
    detail: { reason: 'CompleteMultipartUpload' },
  },
  'ObjectRemoved:Delete': {
    detailType: 'Object Deleted',
    detail: { reason: 'DeleteObject', 'deletion-type': 'Permanently Deleted' },
  },
  'ObjectRemoved:DeleteMarkerCreated': {
    detailType: 'Object Deleted',
    detail: { reason: 'DeleteObject', 'deletion-type': 'Delete Marker Created' },
  },
  'ObjectTagging:Put': { detailType: 'Object Tags Added', detail: {} },
  'ObjectTagging:Delete': { detailType: 'Object Tags Deleted', detail: {} },
} as const

export type EventName = keyof typeof EVENTS

/** A change as both kinds of message tell it. */
interface Change {
  readonly event: EventName
  readonly key: string
  /** Undefined where the message has none. */
  readonly size: number | undefined
  readonly etag: string | undefined
  readonly versionId: string | undefined
  readonly sequencer: string | undefined
  readonly time: number
  readonly by: Caller
  readonly requestId: string
  readonly hostId: string
}

/** Of the account, as a customer of Amazon; made up. */
const OWNER_PRINCIPAL_ID = 'A3NL1KOZZKEXAMPLE'
/** Where requests seem to come from: an address for documentation (RFC 5737). */
const SOURCE_ADDRESS = '203.0.113.10'
/** A delete marker counts as an empty object. */
const EMPTY_ETAG = 'd41d8cd98f00b204e9800998ecf8427e'
const ID_ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
const HOST_ID_ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'

export class Notifier {
  #sequence = 0

  constructor(private readonly context: ServiceContext) {}

  /** @param version the one that was put, deleted or tagged */
  notify(bucket: Bucket, event: EventName, key: string, version: ObjectVersion, by: Caller): void {
    const { notifications, eventBridge } = bucket.settings.notifications
    const fitting = notifications.filter((notification) => matches(notification, event, key))
    if (fitting.length === 0 && !eventBridge) return
    const change = this.#describe(bucket, event, key, version, by)
    for (const notification of fitting) {
      const message = JSON.stringify({ Records: [this.#record(bucket, notification.id, change)] })
      this.#deliverLater(bucket, notification.target, notification.id, change, { body: message })
    }
    if (!eventBridge) return
    const { account } = this.context
    const bus = `arn:aws:events:${account.region}:${account.accountId}:event-bus/default`
    this.#deliverLater(bucket, bus, 'EventBridge', change, {
      body: JSON.stringify(this.#detail(bucket, change)),
      event: { source: 'aws.s3', detailType: EVENTS[event].detailType, resources: [bucket.arn], time: change.time },
    })
  }

  /** S3 tries queues and topics out when a configuration is put; functions and the event bus get no such message. */
  announce(bucket: Bucket, configuration: NotificationConfiguration): void {
    const { requestId, hostId } = this.#requestIds()
    const body = JSON.stringify({
      Service: 'Amazon S3',
      Event: 's3:TestEvent',
      Time: isoTimestamp(this.context.kernel.now),
      Bucket: bucket.name,
      RequestId: requestId,
      HostId: hostId,
    })
    for (const { kind, target, id } of configuration.notifications) {
      if (kind === 'function') continue
      this.context.kernel.after(0, () =>
        this.#deliver(bucket, target, id, { key: '', event: 'TestEvent' }, { body, traceHeader: null }),
      )
    }
  }

  #describe(bucket: Bucket, event: EventName, key: string, version: ObjectVersion, by: Caller): Change {
    const created = event.startsWith('ObjectCreated:')
    const tagged = event.startsWith('ObjectTagging:')
    const marker = event === 'ObjectRemoved:DeleteMarkerCreated'
    const etag = marker ? EMPTY_ETAG : version.object?.etag
    return {
      event,
      key,
      size: created ? version.object?.content.length : undefined,
      etag: event === 'ObjectRemoved:Delete' ? undefined : etag,
      versionId: bucket.settings.versioning === null ? undefined : version.id,
      sequencer: tagged ? undefined : this.#nextSequencer(),
      time: this.context.kernel.now,
      by,
      ...this.#requestIds(),
    }
  }

  /**
   * Hexadecimal, growing with time and among the events of one instant: 2 zeros, seconds since the epoch, 10 bits of
   * milliseconds, 22 bits of a counter.
   */
  #nextSequencer(): string {
    const { now } = this.context.kernel
    const seconds = Math.floor(now / 1000)
    const fraction = Math.floor(now % 1000) * 0x40_0000 + (this.#sequence++ % 0x40_0000)
    return `00${hex(seconds)}${hex(fraction)}`
  }

  #requestIds(): { readonly requestId: string; readonly hostId: string } {
    const random = this.context.kernel.random('s3-request-ids')
    return { requestId: random.text(16, ID_ALPHABET), hostId: `${random.text(75, HOST_ID_ALPHABET)}=` }
  }

  /** One element of `Records`. */
  #record(bucket: Bucket, configurationId: string, change: Change): object {
    const { event, key, size, etag, versionId, sequencer, time, by, requestId, hostId } = change
    return {
      eventVersion: event.startsWith('ObjectTagging:') ? '2.3' : '2.1',
      eventSource: 'aws:s3',
      awsRegion: this.context.account.region,
      eventTime: isoTimestamp(time),
      eventName: event,
      userIdentity: { principalId: `AWS:${by.principalId}` },
      requestParameters: { sourceIPAddress: SOURCE_ADDRESS },
      responseElements: { 'x-amz-request-id': requestId, 'x-amz-id-2': hostId },
      s3: {
        s3SchemaVersion: '1.0',
        configurationId,
        bucket: { name: bucket.name, ownerIdentity: { principalId: OWNER_PRINCIPAL_ID }, arn: bucket.arn },
        object: {
          key: encodeKey(key),
          ...(size !== undefined && { size }),
          ...(etag !== undefined && { eTag: etag }),
          ...(versionId !== undefined && versionId !== 'null' && { versionId }),
          ...(sequencer !== undefined && { sequencer }),
        },
      },
    }
  }

  /** EventBridge: the key is not encoded. */
  #detail(bucket: Bucket, { event, key, size, etag, versionId, sequencer, by, requestId }: Change): object {
    return {
      version: '0',
      bucket: { name: bucket.name },
      object: {
        key,
        ...(size !== undefined && { size }),
        ...(etag !== undefined && { etag }),
        ...(versionId !== undefined && versionId !== 'null' && { 'version-id': versionId }),
        ...(sequencer !== undefined && { sequencer }),
      },
      'request-id': requestId,
      requester: by.kind === 'service' ? by.arn : this.context.account.accountId,
      'source-ip-address': SOURCE_ADDRESS,
      ...EVENTS[event].detail,
    }
  }

  #deliverLater(
    bucket: Bucket,
    target: string,
    configurationId: string,
    { key, event, time: since, by }: Change,
    delivery: Pick<Delivery, 'body' | 'event'>,
  ): void {
    const { kernel } = this.context
    const delay = this.context.delay(limits.NOTIFICATION_DELAY, 's3-notification-delays')
    const traced = { ...delivery, traceHeader: by.traceHeader ?? null }
    kernel.after(delay, () => this.#deliver(bucket, target, configurationId, { key, event, since }, traced))
  }

  #deliver(
    bucket: Bucket,
    target: string,
    configurationId: string,
    told: { readonly key: string; readonly event: EventName | 'TestEvent'; readonly since?: number },
    delivery: Pick<Delivery, 'body' | 'event' | 'traceHeader'>,
  ): void {
    const { kernel, deliver } = this.context
    const fact = { bucket: bucket.name, ...told, configurationId, target }
    try {
      const { id } = deliver(target, {
        ...delivery,
        attributes: {},
        caller: serviceCaller(S3_PRINCIPAL, bucket.arn),
        // Shown by topics alone.
        subject: 'Amazon S3 Notification',
      })
      kernel.trace.record({ type: 's3.notification-delivered', ...fact, deliveryId: id })
    } catch (error) {
      if (!(error instanceof AwsError)) throw error
      // S3 does not say what it does then; the event is lost, as there is no dead-letter queue.
      kernel.trace.record({ type: 's3.notification-failed', ...fact, message: `${error.code}: ${error.message}` })
    }
  }
}

const hex = (value: number): string => value.toString(16).toUpperCase().padStart(8, '0')

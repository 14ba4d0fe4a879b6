/** What queues and messages consist of: the data alone. */

import type { PolicyDocument } from '../../aws/policy'

export interface MessageAttribute {
  readonly dataType: string
  readonly stringValue?: string
  /** Base64. */
  readonly binaryValue?: string
}

export interface QueueConfiguration {
  /** Seconds, as all durations in here: AWS's own unit for queue attributes. */
  readonly visibilityTimeout: number
  readonly delay: number
  readonly messageRetentionPeriod: number
  readonly maximumMessageSize: number
  readonly receiveMessageWaitTime: number
  /** Null for a standard queue. */
  readonly fifo: FifoConfiguration | null
  /** Which queues may have this one as their dead-letter queue; null for all. */
  readonly redriveAllowPolicy: RedriveAllowPolicy | null
  /** Attributes of encryption as they were set, by the API's names; they have no effect. */
  readonly encryption: Readonly<Record<string, string>>
  /** Who else may use the queue. */
  readonly policy: PolicyDocument | null
  readonly redrivePolicy: { readonly deadLetterTargetArn: string; readonly maxReceiveCount: number } | null
}

export interface FifoConfiguration {
  /** The body's hash stands in for a deduplication id. */
  readonly contentBasedDeduplication: boolean
  readonly deduplicationScope: 'queue' | 'messageGroup'
  /** No request is throttled here, so it has no effect. */
  readonly throughputLimit: 'perQueue' | 'perMessageGroupId'
}

export interface RedriveAllowPolicy {
  readonly redrivePermission: 'allowAll' | 'denyAll' | 'byQueue'
  readonly sourceQueueArns?: readonly string[]
}

export interface Message {
  readonly id: string
  readonly body: string
  readonly attributes: Readonly<Record<string, MessageAttribute>>
  readonly md5OfBody: string
  /** Null without attributes. */
  readonly md5OfAttributes: string | null
  readonly senderId: string
  readonly traceHeader: string | null
  /** Of a standard queue's message: a tenant, no order. */
  readonly groupId: string | null
  /** Of a FIFO queue's message. */
  readonly deduplicationId: string | null
  readonly sequenceNumber: string | null
  /** Virtual milliseconds since the epoch. */
  readonly sentAt: number
  firstReceivedAt: number | null
  lastReceivedAt: number | null
  receiveCount: number
  /** Of the last receive. */
  receiptHandle: string | null
  /** When it becomes visible; in the past when it is. */
  visibleAt: number
  /** The queue it was moved here from. */
  deadLetterSource: string | null
}

export interface NewMessage {
  readonly body: string
  readonly attributes: Readonly<Record<string, MessageAttribute>>
  readonly md5OfBody: string
  readonly md5OfAttributes: string | null
  readonly traceHeader: string | null
  readonly groupId: string | null
  /** Given, or the body's hash; null in a standard queue. */
  readonly deduplicationId: string | null
  /** Seconds; null for the queue's own delay. */
  readonly delay: number | null
}

/** What a sender gets to know; of a duplicate, what its original's sender got. */
export interface Sent {
  readonly id: string
  readonly sequenceNumber: string | null
}

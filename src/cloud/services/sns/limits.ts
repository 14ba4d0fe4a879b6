/**
 * Quotas, defaults and delivery policies of Amazon SNS.
 * Source: Amazon SNS Developer Guide, "Message delivery retries", "Filter policy constraints", "Message deduplication for
 * FIFO topics"; Amazon SNS endpoints and quotas; Publish, PublishBatch, Subscribe, ListTopics API.
 */

import type { Bytes, Milliseconds, Seconds } from '../../aws/units'
import { hours, minutes, seconds } from '../../aws/units'
import type { Latency } from '../contract'

/** Milliseconds. The SNS FAQ speaks of "typically less than 30 milliseconds"; the split is assumed. */
export const LATENCY: Latency = { p50: 15, p90: 30, p99: 120 }

/** Of a message with its attributes, and of all messages of a batch together. */
export const MESSAGE_SIZE_MAX: Bytes = 262_144
/** Characters. */
export const SUBJECT_MAX = 100
export const BATCH_ENTRIES_MAX = 10
export const BATCH_ENTRY_ID = /^[A-Za-z0-9_-]{1,80}$/
/** Attributes that a message may have when it goes to SQS raw: SQS takes no more. */
export const RAW_ATTRIBUTES_MAX = 10
/** Bytes of an attribute's name. */
export const ATTRIBUTE_NAME_MAX: Bytes = 256

export const TOPIC_NAME = /^[A-Za-z0-9_-]{1,256}$/
export const FIFO_TOPIC_NAME = /^[A-Za-z0-9_-]{1,251}\.fifo$/
export const GROUP_ID = /^[\x21-\x7e]{1,128}$/
/** E.164. */
export const PHONE_NUMBER = /^\+[1-9]\d{4,14}$/

/** Topics or subscriptions of one page. */
export const PAGE_SIZE = 100
export const TAGS_MAX = 50

/** Names at a filter policy's top, and combinations of its values. */
export const FILTER_KEYS_MAX = 5
export const FILTER_COMBINATIONS_MAX = 150
/** Of a topic. Amazon SNS endpoints and quotas. */
export const FILTER_POLICIES_MAX = 200
export const FILTER_POLICY_MAX: Bytes = 262_144

export const DEDUPLICATION_WINDOW: Milliseconds = minutes(5)
/** A subscription that nobody confirms is gone after this. */
export const CONFIRMATION_WINDOW: Milliseconds = hours(48)

/**
 * How delivery to an AWS service is tried again after an error of the service's: 100,015 times in all. "Message delivery
 * retries", row of AWS managed endpoints.
 */
export const RETRIES = {
  /** Retries without delay. */
  immediate: 3,
  preBackoff: { count: 2, delay: seconds(1) },
  backoff: { count: 10, first: seconds(1), last: seconds(20) },
  postBackoff: { count: 100_000, delay: seconds(20) },
} as const

/** What an HTTP endpoint gets without a delivery policy. Recorded from AWS. */
export const HTTP_DELIVERY_POLICY = {
  http: {
    defaultHealthyRetryPolicy: {
      minDelayTarget: 20 as Seconds,
      maxDelayTarget: 20 as Seconds,
      numRetries: 3,
      numMaxDelayRetries: 0,
      numNoDelayRetries: 0,
      numMinDelayRetries: 0,
      backoffFunction: 'linear',
    },
    disableSubscriptionOverrides: false,
    defaultRequestPolicy: { headerContentType: 'text/plain; charset=UTF-8' },
  },
} as const

/** Characters of a message that a trace record quotes. */
export const TRACED_MESSAGE_MAX = 4096

/**
 * Quotas and defaults of Amazon SQS.
 * Source: Amazon SQS Developer Guide, "Amazon SQS message quotas" and "Amazon SQS queue quotas"; SetQueueAttributes API.
 */

import type { Bytes, Seconds } from '../../aws/units'
import type { Latency } from '../contract'

interface Range<Unit> {
  readonly minimum: Unit
  readonly maximum: Unit
  readonly default: Unit
}

export const VISIBILITY_TIMEOUT: Range<Seconds> = { minimum: 0, maximum: 43_200, default: 30 }
export const DELAY: Range<Seconds> = { minimum: 0, maximum: 900, default: 0 }
export const MESSAGE_RETENTION: Range<Seconds> = { minimum: 60, maximum: 1_209_600, default: 345_600 }
/** 1 MiB since August 2025. */
export const MAXIMUM_MESSAGE_SIZE: Range<Bytes> = { minimum: 1024, maximum: 1_048_576, default: 1_048_576 }
export const RECEIVE_WAIT_TIME: Range<Seconds> = { minimum: 0, maximum: 20, default: 0 }
export const MAX_RECEIVE_COUNT: Range<number> = { minimum: 1, maximum: 1000, default: 10 }

/** Milliseconds. Amazon SQS FAQ: "typical latencies … in the tens or low hundreds of milliseconds"; the split is assumed. */
export const LATENCY: Latency = { p50: 12, p90: 25, p99: 100 }

/** Entries of one batch request; also messages of one ReceiveMessage. */
export const BATCH_ENTRIES_MAX = 10
export const BATCH_BYTES_MAX: Bytes = 1_048_576
/** Messages in flight in a standard queue. */
export const IN_FLIGHT_MAX = 120_000
/** User attributes of one message. */
export const MESSAGE_ATTRIBUTES_MAX = 10
/** One PurgeQueue at most in this time. */
export const PURGE_INTERVAL: Seconds = 60
/** Duplicates of a FIFO queue's message are accepted and dropped for this long; also for retries of a receive. */
export const DEDUPLICATION_WINDOW: Seconds = 300
/** A name is taken for this long after the queue was deleted. */
export const DELETED_NAME_WINDOW: Seconds = 60
/** Queues that a redrive allow policy names. */
export const REDRIVE_SOURCES_MAX = 10
export const TAGS_MAX = 50
/** Of one page of ListQueues and ListDeadLetterSourceQueues. */
export const LIST_RESULTS = { minimum: 1, maximum: 1000 } as const
/** Tasks that ListMessageMoveTasks gives. */
export const MOVE_TASK_RESULTS = { minimum: 1, maximum: 10, default: 1 } as const
/** Messages per second that a message move task may be limited to. */
export const MOVE_RATE = { minimum: 1, maximum: 500 } as const

export const FIFO_QUEUE_NAME = /^[A-Za-z0-9_-]{1,75}\.fifo$/
/** As the API says it. */
export const FIFO_QUEUE_NAME_RULE =
  'The name of a FIFO queue can only include alphanumeric characters, hyphens, or underscores, must end with .fifo suffix and be 1 to 80 in length'
export const QUEUE_NAME = /^[A-Za-z0-9_-]{1,80}$/
/** As the API says it. */
export const QUEUE_NAME_RULE = 'Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length'
/** Also of deduplication ids, and of the ids of attempts to receive. */
export const MESSAGE_GROUP_ID = /^[\x21-\x7e]{1,128}$/
export const BATCH_ENTRY_ID = /^[A-Za-z0-9_-]{1,80}$/
/** What a body may consist of. SendMessage API: the characters of XML 1.0. */
export const MESSAGE_CONTENT = /^[\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]*$/u

/**
 * Quotas and defaults of Amazon EventBridge.
 * Source: EventBridge User Guide, "Amazon EventBridge quotas"; EventBridge API Reference.
 */

import type { Bytes, Milliseconds } from '../../aws/units'
import type { Latency } from '../contract'

/** Milliseconds. Not stated by AWS: what its APIs of this kind usually take within a Region. */
export const LATENCY: Latency = { p50: 12, p90: 25, p99: 60 }

/**
 * From an event's arrival to the first try at a target, milliseconds. AWS states the 99th percentile from end to end ("Amazon
 * EventBridge announces improvement of up to 94% in end-to-end latency", 2024: 129.33 ms); the others are ours.
 */
export const DELIVERY_LATENCY: Latency = { p50: 45, p90: 90, p99: 129 }

export const EVENT_BUSES_MAX = 100
export const RULES_PER_BUS_MAX = 300
export const TARGETS_PER_RULE_MAX = 5
export const TAGS_MAX = 50
/** Replays at work at the same time. */
export const REPLAYS_MAX = 10

export const ENTRIES_MAX = 10
/** Of all entries of one PutEvents; 256 KB until January 2026. */
export const REQUEST_BYTES_MAX: Bytes = 1_048_576
/** What `Time` counts. User Guide, "Calculating PutEvents event entry size". */
export const TIME_BYTES: Bytes = 14
/** What an archived event takes beside its source, detail type, detail and resources; from a recorded archive. */
export const ARCHIVE_EVENT_BYTES: Bytes = 20

export const RULE_NAME = { pattern: '[\\.\\-_A-Za-z0-9]+', length: [1, 64] } as const
export const BUS_NAME = { pattern: '[/\\.\\-_A-Za-z0-9]+', length: [1, 256] } as const
/** A bus given by its name or its ARN. */
export const BUS_NAME_OR_ARN = {
  pattern: '(arn:aws[\\w-]*:events:[a-z]+-[a-z]+-[\\w-]+:[0-9]{12}:event-bus\\/)?[/\\.\\-_A-Za-z0-9]+',
  length: [1, 1600],
} as const
export const ARCHIVE_NAME = { pattern: '[\\.\\-_A-Za-z0-9]+', length: [1, 48] } as const
export const REPLAY_NAME = { pattern: '[\\.\\-_A-Za-z0-9]+', length: [1, 64] } as const
export const STATEMENT_ID = { pattern: '[a-zA-Z0-9-_]+', length: [1, 64] } as const
/** Characters. */
export const PATTERN_LENGTH_MAX = 4096
export const SCHEDULE_LENGTH_MAX = 256
export const DESCRIPTION_LENGTH_MAX = 512
/** Of Input, and of an input template. */
export const INPUT_LENGTH_MAX = 8192
export const INPUT_PATH_LENGTH_MAX = 256
/** Variables of one input transformer. */
export const INPUT_PATHS_MAX = 100
export const POLICY_BYTES_MAX: Bytes = 10_240
export const PAGE_MAX = 100

/** RetryPolicy: smallest and largest; the largest holds without one. */
export const RETRY_ATTEMPTS = [0, 185] as const
/** Seconds. */
export const EVENT_AGE = [60, 86_400] as const

/**
 * Waiting before the first retry, and at most. AWS states neither, only 185 retries within 24 hours, with exponential backoff
 * and jitter; with these, 185 retries take about 23 hours.
 */
export const RETRY_DELAY: { readonly first: Milliseconds; readonly maximum: Milliseconds } = {
  first: 1000,
  maximum: 600_000,
}

/** Not stated by AWS: how long a replay is STARTING, takes per minute of events, and is CANCELLING. */
export const REPLAY_STEP: Milliseconds = 1000

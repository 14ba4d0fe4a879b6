/**
 * Quotas and defaults of Amazon EventBridge Scheduler.
 * Source: EventBridge Scheduler User Guide, "Quotas for Amazon EventBridge Scheduler"; API Reference.
 */

import type { Milliseconds } from '../../aws/units'
import type { Latency } from '../contract'

/** Milliseconds. Not stated by AWS: what its APIs of this kind usually take within a Region. */
export const LATENCY: Latency = { p50: 20, p90: 45, p99: 110 }

/** Milliseconds from the time of an invocation to the call of the target. Not stated by AWS: it promises the minute. */
export const INVOCATION_LATENCY: Latency = { p50: 60, p90: 150, p99: 500 }

export const SCHEDULE_GROUPS_MAX = 500
export const TAGS_MAX = 200
export const NAME = { length: [1, 64], pattern: '[0-9a-zA-Z-_.]+' } as const
export const PAGE_MAX = 100
/** RetryPolicy: smallest and largest; the largest holds without one. */
export const RETRY_ATTEMPTS = [0, 185] as const
/** Seconds. */
export const EVENT_AGE = [60, 86_400] as const
/** Minutes. */
export const FLEXIBLE_WINDOW = [1, 1440] as const
/** A start this far back is still taken. */
export const START_DATE_PAST_MAX: Milliseconds = 300_000

/**
 * Waiting before the first retry, and at most. AWS states neither, only 185 retries within 24 hours with exponential backoff;
 * with these, 185 retries take about 23 hours.
 */
export const RETRY_DELAY: { readonly first: Milliseconds; readonly maximum: Milliseconds } = {
  first: 1000,
  maximum: 600_000,
}

/** Not stated by AWS ("up to a few minutes"): how long a group is DELETING. */
export const GROUP_DELETION: Milliseconds = 1000

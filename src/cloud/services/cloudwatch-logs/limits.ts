/** Quotas and defaults. Source: Amazon CloudWatch Logs User Guide, "CloudWatch Logs quotas"; API Reference. */

import type { Latency } from '../contract'

export const GROUP_NAME = '[\\.\\-_/#A-Za-z0-9]+'
/** Beginning of names that are AWS's own, in any case; `/aws/` is not. */
export const RESERVED_NAME = /^aws\//i
export const NAME_LENGTH = [1, 512] as const
export const STREAM_NAME = '[^:*]*'
/** Days. */
export const RETENTIONS: readonly number[] = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
]

export const BATCH_EVENTS_MAX = 10_000
/** Bytes of a batch, each event counting its UTF-8 and 26 more. */
export const BATCH_BYTES_MAX = 1_048_576
export const EVENT_OVERHEAD = 26
/** Milliseconds between the first and the last event of a batch. */
export const BATCH_SPAN_MAX = 24 * 3_600_000
/** Milliseconds ahead of now, and behind it. */
export const TOO_NEW = 2 * 3_600_000
export const TOO_OLD = 14 * 24 * 3_600_000

export const EVENTS_PAGE_MAX = 10_000
/** Bytes of a page of events. */
export const EVENTS_PAGE_BYTES_MAX = 1_048_576
export const GROUPS_PAGE_MAX = 50
export const STREAMS_PAGE_MAX = 50
export const LIST_GROUPS_PAGE_MAX = 1000
export const FILTER_STREAMS_MAX = 100
export const TEST_MESSAGES_MAX = 50
export const TAGS_MAX = 50
export const RESOURCE_POLICIES_MAX = 10
/** Characters of a resource policy. */
export const RESOURCE_POLICY_MAX = 5120

/** Subscription filters of one log group. */
export const SUBSCRIPTION_FILTERS_MAX = 2
/**
 * MODEL: how long matching events of a stream are gathered before they are sent on; AWS says "near real-time", a few
 * seconds are observed.
 */
export const SUBSCRIPTION_WAIT = 1000
/** MODEL: events of one message; of their texts together, so that it fits Lambda's asynchronous payload, zipped. */
export const SUBSCRIPTION_EVENTS_MAX = 10_000
export const SUBSCRIPTION_BYTES_MAX = 1_048_576
/** A delivery that throttling stopped is tried again for this long. User Guide, "Log group-level subscription filters". */
export const SUBSCRIPTION_RETRY_AGE = 24 * 3_600_000
/** MODEL: waits between the tries; AWS states only their age. */
export const SUBSCRIPTION_RETRY_DELAY = { first: 1000, maximum: 600_000 } as const
/** How long a filter is out of use after an error that no retry helps. The same page: "up to 10 minutes". */
export const SUBSCRIPTION_DISABLED = 10 * 60_000

/** Characters of a Logs Insights query, and log groups that one may ask. API Reference, StartQuery. */
export const QUERY_LENGTH_MAX = 10_000
export const QUERY_GROUPS_MAX = 50
/** Queries of the account at the same time. User Guide, "CloudWatch Logs quotas". */
export const QUERIES_RUNNING_MAX = 100
/** API Reference, DescribeQueries. */
export const QUERIES_PAGE_MAX = 1000
/** MODEL: AWS keeps results for seven days, of any number of queries. */
export const QUERIES_KEPT = 1000
/** MODEL: how long a query runs; in AWS it depends on how much there is. */
export const QUERY_DURATION = 1000

/** Milliseconds; AWS documents none, this is what a call within a Region typically takes. */
export const LATENCY: Latency = { p50: 20, p90: 45, p99: 150 }

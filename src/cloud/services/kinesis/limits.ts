/**
 * Quotas and defaults of Kinesis Data Streams.
 * Source: Kinesis Data Streams Developer Guide, "Quotas and limits"; API Reference (2026).
 */

import type { Bytes, Milliseconds } from '../../aws/units'
import { days, minutes, seconds } from '../../aws/units'
import type { Latency } from '../contract'

/** Typical of the API within a Region: puts 10–20 ms, GetRecords alike. Not documented; measured by users. */
export const LATENCY: Latency = { p50: 12, p90: 25, p99: 90 }

/** The documentation says "1 MB" and means MiB, as its limits of sizes show. */
const MEBIBYTE: Bytes = 1_048_576

/** Per shard and second. */
export const SHARD_WRITE = { bytes: MEBIBYTE, count: 1000 } as const
export const SHARD_READ = { bytes: 2 * MEBIBYTE, count: 5 } as const

/** Of one record (data and partition key), by default; a stream may allow up to the second. KiB. */
export const RECORD_KIB = { default: 1024, maximum: 10_240 } as const
/** Of one PutRecords: was 5 MiB until October 2025. */
export const PUT_RECORDS_BYTES_MAX: Bytes = 10 * MEBIBYTE
export const PUT_RECORDS_MAX = 500

export const GET_RECORDS_MAX = 10_000
export const GET_RECORDS_BYTES_MAX: Bytes = 10 * MEBIBYTE
export const ITERATOR_LIFETIME: Milliseconds = minutes(5)
/** Of a NextToken. */
export const TOKEN_LIFETIME: Milliseconds = seconds(300)

export const RETENTION_HOURS = { minimum: 24, maximum: 8760, default: 24 } as const

/** Of one stream in the provisioned mode, and of an account in us-east-1. */
export const SHARDS_MAX = 20_000
export const ON_DEMAND_STREAMS_MAX = 50
/** A stream in the on-demand mode starts with 4 MB/s of writes: four shards (recorded). */
export const ON_DEMAND_SHARDS = 4
/** UpdateShardCount per stream in a rolling day. */
export const SHARD_COUNT_UPDATES_MAX = 10
/** UpdateStreamMode per stream in a rolling day. */
export const MODE_UPDATES_MAX = 2
export const ROLLING_DAY: Milliseconds = days(1)

export const CONSUMERS_MAX = 20
export const TAGS_MAX = 50

export const LIST_STREAMS_DEFAULT = 100
export const DESCRIBE_SHARDS_DEFAULT = 100
export const LIST_SHARDS_DEFAULT = 1000
export const LIST_CONSUMERS_DEFAULT = 100
export const LIST_TAGS_DEFAULT = 50

/**
 * How long a stream is CREATING, UPDATING or DELETING, and a consumer CREATING or DELETING. Not documented; some tens of
 * seconds on AWS. Shorter here: nothing depends on it but the patience of whoever waits.
 */
export const STREAM_TRANSITION: Milliseconds = seconds(10)
export const CONSUMER_TRANSITION: Milliseconds = seconds(5)

/** Old records are taken out of memory at most this often; reads never see them. */
export const TRIM_INTERVAL: Milliseconds = minutes(1)

/** Lambda asks each shard once a second. Lambda Developer Guide, "Process Amazon Kinesis Data Streams records with Lambda". */
export const LAMBDA_POLL_INTERVAL: Milliseconds = seconds(1)
/** MODEL: how long a record is under way to a consumer; "typically 70 ms". Developer Guide, "Enhanced fan-out consumers". */
export const FAN_OUT_DELAY: Milliseconds = 70

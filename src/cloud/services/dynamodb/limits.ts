/**
 * Quotas and defaults of Amazon DynamoDB.
 * Source: Amazon DynamoDB Developer Guide, "Service, account, and table quotas" and "Constraints in Amazon DynamoDB"; API
 * Reference. Anything else is said where it stands.
 */

import type { Bytes, Milliseconds } from '../../aws/units'
import { days, hours, minutes } from '../../aws/units'
import type { Latency } from '../contract'

// --- Items

export const ITEM_BYTES_MAX: Bytes = 400 * 1024
export const PARTITION_KEY_BYTES_MAX: Bytes = 2048
export const SORT_KEY_BYTES_MAX: Bytes = 1024
/** Levels of lists and maps within one another. */
export const NESTING_MAX = 32
export const NUMBER_DIGITS_MAX = 38
/** Powers of ten of the first digit. */
export const NUMBER_EXPONENT_MAX = 125
export const NUMBER_EXPONENT_MIN = -130
/** A list or map takes these, and one more per entry. "Capacity unit consumption", item sizes. */
export const DOCUMENT_BYTES: Bytes = 3

// --- Expressions

export const EXPRESSION_BYTES_MAX: Bytes = 4096
/** Operators and functions of one expression. */
export const EXPRESSION_OPERATORS_MAX = 300
/** Operands of IN. */
export const IN_OPERANDS_MAX = 100

// --- Requests

export const BATCH_GET_KEYS_MAX = 100
export const BATCH_WRITE_ITEMS_MAX = 25
export const BATCH_BYTES_MAX: Bytes = 16 * 1024 * 1024
export const TRANSACTION_ITEMS_MAX = 100
export const TRANSACTION_BYTES_MAX: Bytes = 4 * 1024 * 1024
/** A repeated ClientRequestToken is the same request for so long. TransactWriteItems API. */
export const TRANSACTION_TOKEN_LIFETIME: Milliseconds = minutes(10)
/** A page of Query or Scan. */
export const PAGE_BYTES_MAX: Bytes = 1024 * 1024
export const TOTAL_SEGMENTS_MAX = 1_000_000
export const LIST_TABLES_MAX = 100

// --- Capacity

/** One read unit: a strongly consistent read of so much; an eventually consistent one counts half. */
export const READ_UNIT_BYTES: Bytes = 4096
export const WRITE_UNIT_BYTES: Bytes = 1024

// --- Tables

export const TABLE_NAME = '[a-zA-Z0-9_.-]+'
export const TABLE_NAME_LENGTH = { minimum: 3, maximum: 255 }
export const TABLES_MAX = 2500
export const GLOBAL_INDEXES_MAX = 20
export const LOCAL_INDEXES_MAX = 5
export const NON_KEY_ATTRIBUTES_MAX = 100
export const TAGS_MAX = 50
/** DescribeLimits of a new account, us-east-1. */
export const ACCOUNT_CAPACITY_UNITS_MAX = 80_000
export const TABLE_CAPACITY_UNITS_MAX = 40_000

/** AWS names no figures; CREATING, UPDATING and DELETING usually show for some seconds. */
export const TABLE_CREATION_TIME: Latency = { p50: 5000, p90: 8000, p99: 15_000 }
export const TABLE_UPDATE_TIME: Latency = { p50: 3000, p90: 6000, p99: 15_000 }
export const TABLE_DELETION_TIME: Latency = { p50: 3000, p90: 6000, p99: 15_000 }

// --- Time to live

/**
 * How often expired items are looked for while there are any. "TTL typically deletes expired items within a few days":
 * no figure to follow, so soon enough to be seen and late enough that nobody relies on the second.
 */
export const TTL_SWEEP_INTERVAL: Milliseconds = minutes(5)
/** Items that expired longer ago than this are left alone. "Using time to live", five years. */
export const TTL_PAST_MAX: Milliseconds = days(5 * 365)
/** Between two changes of a table's TTL. UpdateTimeToLive API: "up to one hour". */
export const TTL_CHANGE_INTERVAL: Milliseconds = hours(1)

// --- Streams

export const STREAM_RETENTION: Milliseconds = hours(24)
export const ITERATOR_LIFETIME: Milliseconds = minutes(15)
/** Records and bytes of one GetRecords. */
export const GET_RECORDS_MAX = 1000
export const GET_RECORDS_BYTES_MAX: Bytes = 1024 * 1024

/**
 * "Single-digit millisecond" at any scale (DynamoDB's own claim); the tail is our assumption, as are the figures of
 * transactions, which take two rounds, and of the control plane.
 */
export const LATENCY: Latency & { readonly operations: Readonly<Record<string, Latency>> } = {
  p50: 4,
  p90: 7,
  p99: 20,
  operations: {
    TransactWriteItems: { p50: 12, p90: 20, p99: 50 },
    TransactGetItems: { p50: 10, p90: 17, p99: 40 },
    CreateTable: { p50: 60, p90: 120, p99: 300 },
    UpdateTable: { p50: 60, p90: 120, p99: 300 },
    DeleteTable: { p50: 60, p90: 120, p99: 300 },
  },
}

/** Lambda asks a shard four times a second. Lambda Developer Guide, "Process DynamoDB records with Lambda". */
export const LAMBDA_POLL_INTERVAL: Milliseconds = 250

/**
 * Quotas, defaults and typical times of Amazon S3.
 * Sources: Amazon S3 User Guide, "Bucket quotas, limitations, and restrictions", "Amazon S3 multipart upload limits",
 * "Naming Amazon S3 objects", "Categorizing your objects using tags", "General purpose bucket naming rules".
 */

import type { Bytes } from '../../aws/units'
import type { Latency } from '../contract'

const MEBIBYTE: Bytes = 1_048_576

/** Of a key, in UTF-8. */
export const KEY_BYTES_MAX: Bytes = 1024
/** Names and values of x-amz-meta-* together, in UTF-8. */
export const METADATA_BYTES_MAX: Bytes = 2048
/** Of any part but the last. */
export const PART_BYTES_MIN: Bytes = 5 * MEBIBYTE
export const PART_NUMBER_MAX = 10_000

/**
 * Of one object or part, and of all objects and parts together: ours, not AWS's (5 GB for one request, 50 TB for an
 * object, no limit for a bucket). Everything lies in the memory of one browser tab.
 */
export const OBJECT_BYTES_MAX: Bytes = 128 * MEBIBYTE
export const STORED_BYTES_MAX: Bytes = 512 * MEBIBYTE

/** Of one page of a list: keys, uploads, parts, and keys of one DeleteObjects. */
export const PAGE_MAX = 1000
/** ListBuckets: buckets of one page. */
export const BUCKET_PAGE_MAX = 10_000
/** General purpose buckets of an account. */
export const BUCKETS_MAX = 10_000
export const OBJECT_TAGS_MAX = 10
export const BUCKET_TAGS_MAX = 50
/** Characters. */
export const TAG_KEY_MAX = 128
export const TAG_VALUE_MAX = 256
/** Rules of a bucket. */
export const CORS_RULES_MAX = 100
export const LIFECYCLE_RULES_MAX = 1000
export const NOTIFICATIONS_MAX = 100
/** Of a bucket policy. */
export const POLICY_BYTES_MAX: Bytes = 20_480

/** Letters, digits, dots, hyphens; no dots side by side; not the form of an IP address; reserved beginnings and ends. */
export const BUCKET_NAME =
  /^(?!\d+\.\d+\.\d+\.\d+$)(?!xn--|sthree-|amzn-s3-demo-)(?!.*\.\.)(?!.*(?:-s3alias|--ol-s3|--x-s3|--table-s3|\.mrap)$)[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/

/**
 * From the change to the delivery of its notification: "typically delivered in seconds, but can sometimes take a minute
 * or longer" (User Guide, "Amazon S3 Event Notifications").
 */
export const NOTIFICATION_DELAY: Latency = { p50: 1000, p90: 2000, p99: 10_000 }

/** "Consistent small object latencies of roughly 100–200 milliseconds": User Guide, "Performance design patterns". */
export const LATENCY: Latency = { p50: 100, p90: 160, p99: 200 }

/** What PutObject takes; those of directory buckets and of S3 on Outposts are no storage classes of a general purpose bucket. */
export const STORAGE_CLASSES: ReadonlySet<string> = new Set(
  'STANDARD REDUCED_REDUNDANCY STANDARD_IA ONEZONE_IA INTELLIGENT_TIERING GLACIER DEEP_ARCHIVE GLACIER_IR'.split(' '),
)
/** Objects in these must be restored before they can be read. */
export const ARCHIVE_CLASSES: ReadonlySet<string> = new Set(['GLACIER', 'DEEP_ARCHIVE'])

/** AWS's Regions as CreateBucket takes them: a name of this form is a Region elsewhere. */
export const REGION_NAME = /^(EU|[a-z]{2}(-[a-z]+)+-\d)$/

/** Quotas and defaults. Source: Amazon CloudWatch API Reference; User Guide, "CloudWatch quotas". */

import type { Latency } from '../contract'

export const DATA_MAX = 1000
export const VALUES_MAX = 150
export const DIMENSIONS_MAX = 30
export const NAME_MAX = 255
export const DIMENSION_VALUE_MAX = 1024
/** Data points of one GetMetricStatistics. */
export const DATAPOINTS_MAX = 1440
export const QUERIES_MAX = 500
/** Data points of one GetMetricData. */
export const DATA_POINTS_MAX = 100_800
export const LIST_PAGE = 500
export const STATISTICS_MAX = 5
/** Milliseconds that a timestamp may lie back, and ahead. */
export const OLDEST = 14 * 24 * 3_600_000
export const NEWEST = 2 * 3_600_000

/** Of the embedded metric format. */
export const EMBEDDED_METRICS_MAX = 100
export const EMBEDDED_VALUES_MAX = 100

export const UNITS: readonly string[] =
  'Seconds Microseconds Milliseconds Bytes Kilobytes Megabytes Gigabytes Terabytes Bits Kilobits Megabits Gigabits Terabits Percent Count Bytes/Second Kilobytes/Second Megabytes/Second Gigabytes/Second Terabytes/Second Bits/Second Kilobits/Second Megabits/Second Gigabits/Second Terabits/Second Count/Second None'.split(
    ' ',
  )

/** Milliseconds; AWS documents none, this is what a call within a Region typically takes. */
export const LATENCY: Latency = { p50: 25, p90: 60, p99: 200 }

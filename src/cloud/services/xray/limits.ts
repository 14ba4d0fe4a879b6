/** Quotas and defaults. Source: AWS X-Ray API Reference; AWS General Reference, "AWS X-Ray endpoints and quotas". */

import type { Latency } from '../contract'

/** Of a segment document. */
export const DOCUMENT_MAX = 65_536
/** Traces of one BatchGetTraces. */
export const BATCH_MAX = 5
/** Hours between the times of one GetTraceSummaries or GetServiceGraph. */
export const SPAN_HOURS_MAX = 24
/** Requests beyond the first of a second that the default rule samples. */
export const DEFAULT_RATE = 0.05
/** Requests of a second that it samples first. */
export const DEFAULT_RESERVOIR = 1

/** Milliseconds; AWS documents none, this is what a call within a Region typically takes. */
export const LATENCY: Latency = { p50: 15, p90: 40, p99: 120 }

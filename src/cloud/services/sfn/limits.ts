/** Quotas and defaults. Source: AWS Step Functions API Reference, CreateStateMachine; Developer Guide, "Quotas". */

import type { Latency } from '../contract'

export const NAME = /^[^\s<>{}[\]?*"#%\\^|~`$&,;:/\u0000-\u001f\u007f-\u009f\ufffe\uffff]{1,80}$/u
/** Bytes. */
export const DEFINITION_MAX = 1_048_576
export const LIST_MAX = 1000
export const LIST_DEFAULT = 100

/** Milliseconds; AWS documents none, this is what a call within a Region typically takes. */
export const LATENCY: Latency = { p50: 15, p90: 30, p99: 90 }

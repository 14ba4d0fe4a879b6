/** Numbers of Application Load Balancers. Source: User Guide for Application Load Balancers. */

import { seconds, type Bytes } from '../../aws/units'
import type { Latency } from '../contract'

/** Of a request's body to a function, and of the JSON that the function answers. "Lambda functions as targets", Limits. */
export const BODY_MAX: Bytes = 1_048_576
/** `idle_timeout.timeout_seconds`; that it ends the wait for a function is what users report. */
export const IDLE_TIMEOUT_SECONDS = { minimum: 1, maximum: 4000, default: 60 } as const
/** "Quotas for your Application Load Balancers": characters of a fixed response. */
export const FIXED_BODY_MAX = 1024
export const PRIORITY = { minimum: 1, maximum: 50_000 } as const
export const WEIGHT_MAX = 999
export const NAME_MAX = 32
/** Values of all conditions of a rule. */
export const CONDITION_VALUES_MAX = 5
/** Health checks of functions: off unless switched on. "Health checks for your target groups", defaults for lambda. */
export const HEALTH_CHECK = {
  interval: { minimum: 5, maximum: 300, default: 35 },
  timeout: { minimum: 2, maximum: 120, default: 30 },
  healthyThreshold: { minimum: 2, maximum: 10, default: 5 },
  unhealthyThreshold: { minimum: 2, maximum: 10, default: 2 },
} as const
/** How long a health check is waited for when the group does not say. */
export const HEALTH_CHECK_TIMEOUT = seconds(HEALTH_CHECK.timeout.default)

/** MODEL: what passing through a load balancer takes, milliseconds; AWS publishes none. */
export const LATENCY: Latency = { p50: 2, p90: 5, p99: 15 }

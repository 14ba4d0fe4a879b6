/**
 * How EventBridge and its Scheduler go on when a delivery fails: which errors are worth another try, and when.
 * Source: EventBridge User Guide, "How EventBridge retries delivering events"; Scheduler User Guide, "RetryPolicy". Both
 * state the number of retries, the age, and exponential backoff with jitter; neither states times.
 */

import type { AwsError } from './aws-error'
import type { Milliseconds } from './units'

/** `permission` and `missing` are never tried again; a caller's mistake would only be repeated. */
export type FailureKind = 'permission' | 'missing' | 'throttled' | 'server' | 'client'

export function failureKind({ code, statusCode }: AwsError): FailureKind {
  if (/AccessDenied|Unauthorized|NotAuthorized|AuthorizationError|KMSAccessDenied/i.test(code)) return 'permission'
  if (/NotFound|NonExistent|DoesNotExist|NoSuch/i.test(code)) return 'missing'
  if (statusCode === 429 || /Throttl|TooManyRequests|ThroughputExceeded|SlowDown|OverLimit/i.test(code)) {
    return 'throttled'
  }
  return statusCode >= 500 ? 'server' : 'client'
}

export const isRetriable = (kind: FailureKind): boolean => kind === 'throttled' || kind === 'server'

/**
 * Doubles from retry to retry, and draws between half of that and all of it.
 * @param retry from 1
 * @param fraction a draw over [0, 1)
 */
export function retryDelay(
  retry: number,
  fraction: number,
  { first, maximum }: { readonly first: Milliseconds; readonly maximum: Milliseconds },
): Milliseconds {
  const full = Math.min(maximum, first * 2 ** Math.min(retry - 1, 30))
  return Math.round(full * (0.5 + fraction / 2))
}

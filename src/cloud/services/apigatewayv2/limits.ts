/**
 * Quotas, defaults and texts of HTTP APIs.
 * Source: API Gateway Developer Guide, "Quotas for configuring and running an HTTP API", "HTTP API access"; API Reference.
 */

import type { Milliseconds } from '../../aws/units'
import type { Latency } from '../contract'

/** HTTP APIs have no operations here. */
export const LATENCY: Latency = { p50: 0, p90: 0, p99: 0 }

/** What API Gateway itself takes for a request. Not stated by AWS; "single-digit milliseconds" in its announcements. */
export const OVERHEAD: Latency = { p50: 8, p90: 15, p99: 40 }

/** TimeoutInMillis: smallest, largest; the largest holds without one. API Reference, Integration. */
export const TIMEOUT: readonly [minimum: Milliseconds, maximum: Milliseconds] = [50, 30_000]
/** Of Lambda authorizers. Guide, "Working with Lambda authorizers for HTTP APIs" (10 seconds). */
export const AUTHORIZER_TIMEOUT: Milliseconds = 10_000
/** Seconds: smallest, largest. Without a value nothing is cached. API Reference, authorizerResultTtlInSeconds. */
export const AUTHORIZER_TTL = [0, 3600] as const
/** Bytes of a request's body. Quotas: 10 MB. */
export const PAYLOAD_MAX = 10_485_760
/** Not confirmed: content type of a response whose function names none. */
export const DEFAULT_CONTENT_TYPE = 'text/plain;charset=UTF-8'

export const TEXTS = {
  /** No route. */
  notFound: 'Not Found',
  unauthorized: 'Unauthorized',
  forbidden: 'Forbidden',
  tooManyRequests: 'Too Many Requests',
  /** The casing is not confirmed. */
  internalError: 'Internal Server Error',
  /** A throttled function, and (observed; AWS's knowledge centre says 504) an integration that took too long. */
  unavailable: 'Service Unavailable',
  /** Not confirmed. */
  tooLarge: 'Request Entity Too Large',
} as const

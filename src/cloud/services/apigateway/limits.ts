/**
 * Quotas, defaults and texts of REST APIs.
 * Source: API Gateway Developer Guide, "Quotas for configuring and running a REST API", "Gateway response types"; API
 * Reference. Texts of refusals: recorded by LocalStack's test suite or told in public issues; marked where neither.
 */

import type { Milliseconds } from '../../aws/units'
import type { Latency } from '../contract'

/** REST APIs have no operations here. */
export const LATENCY: Latency = { p50: 0, p90: 0, p99: 0 }

/** What API Gateway itself takes for a request. Not stated by AWS. */
export const OVERHEAD: Latency = { p50: 12, p90: 25, p99: 60 }

/** timeoutInMillis: smallest, largest; the largest holds without one. Larger ones need a quota increase. */
export const TIMEOUT: readonly [minimum: Milliseconds, maximum: Milliseconds] = [50, 29_000]
/** Of Lambda authorizers. Guide, "Use API Gateway Lambda authorizers". */
export const AUTHORIZER_TIMEOUT: Milliseconds = 10_000
/** Seconds: smallest, largest, and without a value. API Reference, authorizerResultTtlInSeconds. */
export const AUTHORIZER_TTL = [0, 3600] as const
export const AUTHORIZER_TTL_DEFAULT = 300
/** Bytes of a request's body. Quotas: 10 MB. */
export const PAYLOAD_MAX = 10_485_760
export const DEFAULT_CONTENT_TYPE = 'application/json'

export type GatewayResponseType =
  | 'ACCESS_DENIED'
  | 'API_CONFIGURATION_ERROR'
  | 'AUTHORIZER_CONFIGURATION_ERROR'
  | 'AUTHORIZER_FAILURE'
  | 'BAD_REQUEST_BODY'
  | 'BAD_REQUEST_PARAMETERS'
  | 'EXPIRED_TOKEN'
  | 'INTEGRATION_FAILURE'
  | 'INTEGRATION_TIMEOUT'
  | 'INVALID_API_KEY'
  | 'INVALID_SIGNATURE'
  | 'MISSING_AUTHENTICATION_TOKEN'
  | 'QUOTA_EXCEEDED'
  | 'REQUEST_TOO_LARGE'
  | 'RESOURCE_NOT_FOUND'
  | 'THROTTLED'
  | 'UNAUTHORIZED'
  | 'UNSUPPORTED_MEDIA_TYPE'
  | 'WAF_FILTERED'

/** Default status; x-amzn-ErrorType; default text. Guide, "Gateway response types". */
export const GATEWAY_RESPONSES: Readonly<Record<GatewayResponseType, readonly [number, string, string]>> = {
  ACCESS_DENIED: [403, 'AccessDeniedException', 'User is not authorized to access this resource'],
  API_CONFIGURATION_ERROR: [500, 'InternalServerErrorException', 'Internal server error'],
  AUTHORIZER_CONFIGURATION_ERROR: [500, 'AuthorizerConfigurationException', 'Internal server error'],
  AUTHORIZER_FAILURE: [500, 'AuthorizerFailureException', 'Internal server error'],
  BAD_REQUEST_BODY: [400, 'BadRequestException', 'Invalid request body'],
  BAD_REQUEST_PARAMETERS: [400, 'BadRequestException', 'Missing required request parameters'],
  EXPIRED_TOKEN: [403, 'ExpiredTokenException', 'The security token included in the request is expired'],
  INTEGRATION_FAILURE: [504, 'InternalServerErrorException', 'Internal server error'],
  INTEGRATION_TIMEOUT: [504, 'InternalServerErrorException', 'Endpoint request timed out'],
  INVALID_API_KEY: [403, 'ForbiddenException', 'Forbidden'],
  INVALID_SIGNATURE: [
    403,
    'InvalidSignatureException',
    'The request signature we calculated does not match the signature you provided.',
  ],
  MISSING_AUTHENTICATION_TOKEN: [403, 'MissingAuthenticationTokenException', 'Missing Authentication Token'],
  QUOTA_EXCEEDED: [429, 'LimitExceededException', 'Limit Exceeded'],
  REQUEST_TOO_LARGE: [413, 'RequestTooLargeException', 'Request Too Long'],
  RESOURCE_NOT_FOUND: [404, 'NotFoundException', 'Not Found'],
  THROTTLED: [429, 'TooManyRequestsException', 'Too Many Requests'],
  UNAUTHORIZED: [401, 'UnauthorizedException', 'Unauthorized'],
  UNSUPPORTED_MEDIA_TYPE: [415, 'BadRequestException', 'Unsupported Media Type'],
  WAF_FILTERED: [403, 'ForbiddenException', 'Forbidden'],
}

/** Of a stage or an API that does not exist; API Gateway's front says it, no gateway response changes it. */
export const FORBIDDEN = 'Forbidden'
/** The front's refusal of a body that is too large (public reports). */
export const TOO_LARGE = 'HTTP content length exceeded 10485760 bytes.'

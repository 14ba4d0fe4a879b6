/**
 * CORS of a function URL: Lambda answers preflights itself, and adds headers to the function's answers.
 * Source: Guide, "Creating and managing Lambda function URLs", section CORS; API Reference, Cors. MODEL: the order of the
 * headers, and that a preflight that is not allowed gets 200 without them. A function that sets these headers itself has
 * them twice, as users report of AWS.
 */

import { headerValue, type Pairs, type RequestParts } from '../../http/request'
import type { CorsConfiguration } from './configuration'

export const isPreflight = (request: RequestParts): boolean =>
  request.method === 'OPTIONS' &&
  headerValue(request.headers, 'origin') !== undefined &&
  headerValue(request.headers, 'access-control-request-method') !== undefined

/** Headers of the answer to a preflight; none when origin, method or headers are not allowed. */
export function preflightHeaders(cors: CorsConfiguration, request: RequestParts): Pairs {
  const method = headerValue(request.headers, 'access-control-request-method') ?? ''
  const asked = (headerValue(request.headers, 'access-control-request-headers') ?? '')
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '')
  const origin = originHeaders(cors, request)
  const { AllowMethods: methods = [], AllowHeaders: headers = [], MaxAge: maxAge } = cors
  if (origin.length === 0 || !allows(methods, method) || !asked.every((name) => allows(headers, name))) return []
  return [
    ...origin,
    ['access-control-allow-methods', methods.join(',')],
    ...(headers.length > 0 ? [['access-control-allow-headers', headers.join(',')] as const] : []),
    ...(maxAge === undefined ? [] : [['access-control-max-age', String(maxAge)] as const]),
  ]
}

/** Headers that any answer gets when the request comes from an allowed origin. */
export function responseHeaders(cors: CorsConfiguration, request: RequestParts): Pairs {
  const origin = originHeaders(cors, request)
  const { ExposeHeaders: exposed = [] } = cors
  if (origin.length === 0 || exposed.length === 0) return origin
  return [...origin, ['access-control-expose-headers', exposed.join(',')]]
}

function originHeaders(cors: CorsConfiguration, request: RequestParts): Pairs {
  const origin = headerValue(request.headers, 'origin')
  const { AllowOrigins: origins = [], AllowCredentials: credentials = false } = cors
  if (origin === undefined || !allows(origins, origin)) return []
  // With credentials browsers take no asterisk.
  const isAny = origins.includes('*') && !credentials
  return [
    ['access-control-allow-origin', isAny ? '*' : origin],
    ...(isAny ? [] : [['vary', 'Origin'] as const]),
    ...(credentials ? [['access-control-allow-credentials', 'true'] as const] : []),
  ]
}

const allows = (list: readonly string[], value: string): boolean =>
  list.some((entry) => entry === '*' || entry.toLowerCase() === value.toLowerCase())

/**
 * Cross-origin requests, answered by the API itself.
 * Source: API Gateway Developer Guide, "Configure CORS for HTTP APIs": a preflight is answered even without an OPTIONS
 * route; what functions send of CORS headers is replaced.
 */

import { headerValue, type Pairs } from '../../http/request'
import type { CorsConfiguration } from './state'

/** The value of access-control-allow-origin; null when the origin is not allowed, or there is none. */
function allowedOrigin(cors: CorsConfiguration, origin: string | undefined): string | null {
  if (origin === undefined) return null
  if (cors.allowOrigins.includes('*')) return cors.allowCredentials ? origin : '*'
  return cors.allowOrigins.some((pattern) => isMatch(pattern, origin)) ? origin : null
}

/** `https://*`, `http://*`, or an origin as it is. */
const isMatch = (pattern: string, origin: string): boolean =>
  pattern.endsWith('://*')
    ? origin.toLowerCase().startsWith(pattern.slice(0, -1))
    : pattern.toLowerCase() === origin.toLowerCase()

/** Of every answer. */
export function corsHeaders(cors: CorsConfiguration, requestHeaders: Pairs): Pairs {
  const origin = allowedOrigin(cors, headerValue(requestHeaders, 'origin'))
  if (origin === null) return []
  return [
    ['access-control-allow-origin', origin],
    ...(cors.allowCredentials ? [['access-control-allow-credentials', 'true'] as const] : []),
    ...(cors.exposeHeaders.length > 0
      ? [['access-control-expose-headers', cors.exposeHeaders.join(',')] as const]
      : []),
  ]
}

/** Of a preflight: 204, and what is allowed if the origin is. */
export function preflightHeaders(cors: CorsConfiguration, requestHeaders: Pairs): Pairs {
  const common = corsHeaders(cors, requestHeaders)
  if (common.length === 0) return []
  const list = (name: string, values: readonly string[]): Pairs =>
    values.length > 0 ? [[name, values.join(',')] as const] : []
  return [
    ...common.filter(([name]) => name !== 'access-control-expose-headers'),
    ...list('access-control-allow-methods', cors.allowMethods),
    ...list('access-control-allow-headers', cors.allowHeaders),
    ...(cors.maxAge === null ? [] : [['access-control-max-age', String(cors.maxAge)] as const]),
  ]
}

export const isPreflight = (method: string, headers: Pairs): boolean =>
  method === 'OPTIONS' &&
  headerValue(headers, 'origin') !== undefined &&
  headerValue(headers, 'access-control-request-method') !== undefined

export const withoutCors = (headers: Pairs): Pairs =>
  headers.filter(([name]) => !name.toLowerCase().startsWith('access-control-'))

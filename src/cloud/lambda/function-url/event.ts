/**
 * The event of a function URL: payload format 2.0. Source: Guide, "Request payload format"; that accountId is `anonymous`
 * without IAM: events as users show them.
 */

import type { Account } from '../../aws/arn'
import { iamAuthorization } from '../../http/identity'
import { httpContext, payload2 } from '../../http/payload-2'
import { headerValue, requestTime, type RequestParts } from '../../http/request'
import type { Caller } from '../../services/contract'
import { hostOf, type FunctionUrl } from './configuration'

export interface UrlEventInput {
  readonly url: FunctionUrl
  readonly request: RequestParts
  /** Who was authorised by IAM; null for a URL without. */
  readonly caller: Caller | null
  readonly account: Account
  readonly requestId: string
  /** X-Amzn-Trace-Id. */
  readonly traceHeader: string
  /** Virtual milliseconds. */
  readonly now: number
}

export function urlEvent({ url, request, caller, account, requestId, traceHeader, now }: UrlEventInput): object {
  const rawPath = request.path
  const given = (name: string): boolean => headerValue(request.headers, name) !== undefined
  return payload2({
    request,
    routeKey: '$default',
    rawPath,
    requestContext: {
      accountId: caller ? (caller.arn.split(':')[4] ?? account.accountId) : 'anonymous',
      apiId: url.id,
      ...(caller && { authorizer: { iam: iamAuthorization(request, caller) } }),
      domainName: hostOf(url.id, account),
      domainPrefix: url.id,
      http: httpContext({ request, rawPath }),
      requestId,
      routeKey: '$default',
      stage: '$default',
      time: requestTime(now),
      timeEpoch: Math.floor(now),
    },
    added: [
      ...(given('host') ? [] : [['host', request.host] as const]),
      ['x-amzn-tls-cipher-suite', 'TLS_AES_128_GCM_SHA256'],
      ['x-amzn-tls-version', 'TLSv1.3'],
      ...(given('x-amzn-trace-id') ? [] : [['x-amzn-trace-id', traceHeader] as const]),
      ['x-forwarded-for', request.sourceIp],
      ['x-forwarded-port', '443'],
      ['x-forwarded-proto', 'https'],
    ],
  })
}

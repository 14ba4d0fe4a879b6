/** Who signed a request, as events of payload format 1.0 and authorizers show it. */

import type { Caller } from '../services/contract'
import { headerValue, type RequestParts } from './request'

/** Of a Signature Version 4 in the Authorization header. */
export const accessKeyIn = (request: RequestParts): string | null =>
  /Credential=([^/,\s]+)/.exec(headerValue(request.headers, 'authorization') ?? '')?.[1] ?? null

/** `requestContext.identity`. @param caller who was authorised by IAM; null for anybody else */
export const accountIdentity = (request: RequestParts, caller: Caller | null): Record<string, string | null> => ({
  accessKey: caller ? accessKeyIn(request) : null,
  accountId: caller?.arn.split(':')[4] ?? null,
  caller: caller?.principalId ?? null,
  cognitoAuthenticationProvider: null,
  cognitoAuthenticationType: null,
  cognitoIdentityId: null,
  cognitoIdentityPoolId: null,
  principalOrgId: null,
  sourceIp: request.sourceIp,
  user: caller?.principalId ?? null,
  userAgent: headerValue(request.headers, 'user-agent') ?? null,
  userArn: caller?.arn ?? null,
})

/** `authorizer.iam` of format 2.0. */
export const iamAuthorization = (request: RequestParts, caller: Caller): Record<string, string | null> => ({
  accessKey: accessKeyIn(request),
  accountId: caller.arn.split(':')[4] ?? null,
  callerId: caller.principalId,
  cognitoIdentity: null,
  principalOrgId: null,
  userArn: caller.arn,
  userId: caller.principalId,
})

/**
 * Who may pass: IAM, a Lambda authorizer, the API's resource policy.
 * Source: API Gateway Developer Guide, "Control and manage access to REST APIs", "Use API Gateway Lambda authorizers",
 * "How API Gateway resource policies affect authorization workflow".
 */

import { formatArn } from '../../aws/arn'
import { AwsError } from '../../aws/aws-error'
import { callFunction, type FunctionAnswer } from '../../http/function-call'
import { policyVerdict, readAuthorizerPolicy, verdictOf } from '../../http/authorizer-policy'
import { isRecord, parsed } from '../../http/payload-1'
import { headerValue, type Pairs } from '../../http/request'
import { fromBase64Url, textOf } from '../../http/bytes'
import { serviceCaller, type Caller, type ServiceContext } from '../contract'
import * as limits from './limits'
import {
  functionHeaders,
  methodArn,
  proxyEvent,
  refusal,
  withAuthorizer,
  type Refusal,
  type Traversal,
} from './requests'
import type { Authorizer, AuthorizerAnswer } from './state'

export type Verdict =
  { readonly kind: 'passed'; /** Key that the authorizer gave. */ readonly usageIdentifierKey: string | null } | Refusal

const PASSED: Verdict = { kind: 'passed', usageIdentifierKey: null }

/** @param done called once, at once or in a kernel event */
export function authorize(traversal: Traversal, context: ServiceContext, done: (verdict: Verdict) => void): void {
  const { method, snapshot } = traversal
  if (method.authorization === 'NONE') return done(byResourcePolicy(traversal, context))
  if (method.authorization === 'AWS_IAM') return done(byIam(traversal, context))
  const authorizer = method.authorizerId === null ? undefined : snapshot.authorizers.get(method.authorizerId)
  if (!authorizer) {
    return done(
      refusal('AUTHORIZER_CONFIGURATION_ERROR', 'The method names an authorizer that the deployment does not have.'),
    )
  }
  if (authorizer.type === 'COGNITO_USER_POOLS') return done(byClaims(authorizer, traversal, context.kernel.now))
  byFunction(authorizer, traversal, context, done)
}

/** Anybody, as far as the resource policy goes. */
function byResourcePolicy(traversal: Traversal, context: ServiceContext): Verdict {
  if (!traversal.api.policy) return PASSED
  const anonymous: Caller = { kind: 'service', principalId: 'anonymous', arn: 'anonymous' }
  return askIam(anonymous, traversal, context)
}

function byIam(traversal: Traversal, context: ServiceContext): Verdict {
  const { caller, headers } = traversal.request
  if (caller) return askIam(caller, traversal, context)
  const given = headerValue(headers, 'authorization')
  if (given !== undefined && given.startsWith('AWS4-')) {
    const message = 'The security token included in the request is invalid.'
    return refusal('ACCESS_DENIED', message, { message })
  }
  return refusal('MISSING_AUTHENTICATION_TOKEN', 'The request is not signed, and the method demands AWS_IAM.')
}

/** AWS hides the first digits of the account's number in its text. */
function askIam(caller: Caller, traversal: Traversal, context: ServiceContext): Verdict {
  const resource = methodArn(traversal, context)
  const need = {
    action: 'execute-api:Invoke',
    resource,
    context: { 'aws:SourceIp': traversal.request.sourceIp },
  }
  const verdict = verdictOf(() => context.authorize(caller, need))
  if (verdict === 'allowed') return PASSED
  const { accountId } = context.account
  const hidden = resource.replace(accountId, `********${accountId.slice(-4)}`)
  const deny = verdict === 'explicit-deny' ? ' with an explicit deny' : ''
  const message = `User: ${caller.arn} is not authorized to perform: execute-api:Invoke on resource: ${hidden}${deny}`
  return refusal('ACCESS_DENIED', message, { message, isCapital: true })
}

// --- Cognito: there are no user pools; what a token claims is believed

function byClaims(
  authorizer: Extract<Authorizer, { type: 'COGNITO_USER_POOLS' }>,
  traversal: Traversal,
  now: number,
): Verdict {
  const source = authorizer.identity[0] ?? { from: 'header' as const, name: 'Authorization' }
  const token = identityOf(source, traversal)
  const bytes = fromBase64Url(token?.replace(/^bearer +/i, '').split('.')[1] ?? '')
  const claims = bytes && parsed(textOf(bytes))
  if (!isRecord(claims)) return refusal('UNAUTHORIZED', 'There is no token with claims at the identity source.')
  if (!(Number(claims['exp']) > now / 1000)) {
    return refusal('UNAUTHORIZED', 'The token has expired.', { message: 'The incoming token has expired' })
  }
  const pools = authorizer.providerArns.map((arn) => arn.split('/').at(-1))
  if (!pools.includes(String(claims['iss']).split('/').at(-1))) {
    return refusal('UNAUTHORIZED', 'The token was issued by no user pool of the authorizer.')
  }
  const { scopes } = traversal.method
  const given = String(claims['scope'] ?? '').split(' ')
  if (scopes.length > 0 && !scopes.some((scope) => given.includes(scope))) {
    return refusal('UNAUTHORIZED', 'The token has none of the scopes that the method demands.')
  }
  const texts = Object.entries(claims).map(([name, value]) => [
    name,
    typeof value === 'string' ? value : JSON.stringify(value),
  ])
  withAuthorizer(traversal.context, { claims: Object.fromEntries(texts) as object })
  return PASSED
}

// --- Lambda authorizers

type LambdaAuthorizer = Extract<Authorizer, { type: 'TOKEN' | 'REQUEST' }>

function identityOf({ from, name }: Authorizer['identity'][number], traversal: Traversal): string | null {
  const { request, stage, context } = traversal
  switch (from) {
    case 'header':
      return headerValue(request.headers, name) || null
    case 'querystring':
      return request.query.filter(([key]) => key === name).at(-1)?.[1] || null
    case 'stageVariables':
      return stage.variables[name] || null
    case 'context': {
      const value = context[name]
      return typeof value === 'string' ? value : null
    }
  }
}

function byFunction(
  authorizer: LambdaAuthorizer,
  traversal: Traversal,
  context: ServiceContext,
  done: (verdict: Verdict) => void,
): void {
  const { kernel } = context
  const identities = authorizer.identity.map((source) => identityOf(source, traversal))
  if (identities.includes(null)) {
    return done(refusal('UNAUTHORIZED', 'An identity source of the authorizer is missing; it was not asked.'))
  }
  if (authorizer.type === 'TOKEN' && authorizer.validation?.test(identities[0] ?? '') === false) {
    return done(
      refusal('UNAUTHORIZED', 'The token does not match the authorizer’s validation expression; it was not asked.'),
    )
  }
  const key = JSON.stringify([traversal.stage.name, identities])
  const cached = authorizer.ttl > 0 ? authorizer.cache.find(key, kernel.now) : undefined
  if (cached) return done(judge(cached, 0, traversal, context))
  const caller = callerOf(authorizer, traversal, context)
  if (caller instanceof AwsError) return done(refusal('AUTHORIZER_CONFIGURATION_ERROR', caller.message))
  const askedAt = kernel.now
  traversal.log.info(`Starting authorizer: ${authorizer.id}`)
  const call = {
    functionArn: authorizer.functionArn,
    payload: JSON.stringify(eventOf(authorizer, identities[0] ?? '', traversal, context)),
    caller,
    timeout: limits.AUTHORIZER_TIMEOUT,
    webRequestId: traversal.exchange.requestId,
  }
  callFunction(context, call, (answer) => {
    const read = readAnswer(answer)
    if ('kind' in read) return done(read)
    authorizer.cache.keep(key, read, authorizer.ttl, kernel.now)
    done(judge(read, kernel.now - askedAt, traversal, context))
  })
}

function callerOf(authorizer: LambdaAuthorizer, { api }: Traversal, context: ServiceContext): Caller | AwsError {
  const arn = formatArn('execute-api', context.account, `${api.id}/authorizers/${authorizer.id}`)
  const service = serviceCaller('apigateway.amazonaws.com', arn)
  if (authorizer.credentials === null) return service
  try {
    return context.assumeRole(authorizer.credentials, service, 'BackplaneAssumeRoleSession')
  } catch (error) {
    if (error instanceof AwsError) return error
    throw error
  }
}

function eventOf(authorizer: LambdaAuthorizer, token: string, traversal: Traversal, context: ServiceContext): object {
  const arn = methodArn(traversal, context)
  if (authorizer.type === 'TOKEN') return { type: 'TOKEN', methodArn: arn, authorizationToken: token }
  const headers: Pairs = functionHeaders(traversal)
  const { body: _, isBase64Encoded: __, ...event } = proxyEvent(traversal, headers) as Record<string, unknown>
  // Unlike functions, authorizers get empty maps.
  const maps = ['queryStringParameters', 'multiValueQueryStringParameters', 'pathParameters', 'stageVariables']
  return {
    type: 'REQUEST',
    methodArn: arn,
    ...event,
    ...Object.fromEntries(maps.map((name) => [name, event[name] ?? {}])),
  }
}

function readAnswer(answer: FunctionAnswer): AuthorizerAnswer | Refusal {
  if (answer.kind === 'timeout')
    return refusal('AUTHORIZER_FAILURE', 'The authorizer did not answer within 10 seconds.', { message: null })
  if (answer.kind === 'refused') {
    return refusal('AUTHORIZER_CONFIGURATION_ERROR', `The authorizer could not be invoked: ${answer.error.message}`, {
      message: null,
    })
  }
  const value = parsed(answer.payload)
  if (answer.functionError !== null) {
    const message = isRecord(value) ? value['errorMessage'] : undefined
    if (message === 'Unauthorized') return refusal('UNAUTHORIZED', 'The authorizer threw Unauthorized.')
    return refusal('AUTHORIZER_FAILURE', `The authorizer failed: ${String(message)}`, { message: null })
  }
  const document = isRecord(value) ? readAuthorizerPolicy(value['policyDocument']) : null
  const principal = isRecord(value) ? value['principalId'] : undefined
  const given = isRecord(value) && isRecord(value['context']) ? value['context'] : {}
  const flat = Object.values(given).every((one) => one === null || typeof one !== 'object')
  if (!document || typeof principal !== 'string' || !flat) {
    const what = !document ? 'no valid policyDocument' : flat ? 'no principalId' : 'a context that is not flat'
    return refusal('AUTHORIZER_CONFIGURATION_ERROR', `The authorizer's answer has ${what}.`, { message: null })
  }
  const usage = isRecord(value) ? value['usageIdentifierKey'] : undefined
  return {
    principalId: principal,
    document,
    context: Object.fromEntries(Object.entries(given).filter(([, one]) => one !== null)) as AuthorizerAnswer['context'],
    usageIdentifierKey: typeof usage === 'string' ? usage : null,
  }
}

/** @param latency that the authorizer took, milliseconds; 0 for an answer kept */
function judge(answer: AuthorizerAnswer, latency: number, traversal: Traversal, context: ServiceContext): Verdict {
  const arn = methodArn(traversal, context)
  const verdict = policyVerdict(context, answer.principalId, answer.document, arn)
  if (verdict !== 'allowed') {
    const message =
      verdict === 'explicit-deny'
        ? 'User is not authorized to access this resource with an explicit deny in an identity-based policy'
        : 'User is not authorized to access this resource because no identity-based policy allows the execute-api:Invoke action'
    return refusal('ACCESS_DENIED', `The authorizer's policy does not allow ${arn} (${verdict}).`, {
      message,
      isCapital: true,
    })
  }
  const texts = Object.entries(answer.context).map(([name, value]) => [name, String(value)])
  withAuthorizer(traversal.context, {
    principalId: answer.principalId,
    integrationLatency: Math.round(latency),
    ...(Object.fromEntries(texts) as object),
  })
  return { kind: 'passed', usageIdentifierKey: answer.usageIdentifierKey }
}

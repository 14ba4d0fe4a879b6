/**
 * Who may pass: IAM, claims of a token, a Lambda authorizer.
 * Source: API Gateway Developer Guide, "Control and manage access to HTTP APIs", "Working with AWS Lambda authorizers for
 * HTTP APIs".
 */

import { iamAuthorization } from '../../http/identity'
import { callFunction, type FunctionAnswer } from '../../http/function-call'
import { policyVerdict, readAuthorizerPolicy, verdictOf } from '../../http/authorizer-policy'
import { isRecord, parsed } from '../../http/payload-1'
import { formatArn } from '../../aws/arn'
import { headerValue } from '../../http/request'
import { serviceCaller, type ServiceContext } from '../contract'
import { checkToken, claimTexts, scopesOf } from './jwt'
import * as limits from './limits'
import { eventOf, routeArn, type Authorization, type Routed } from './requests'
import type { Authorizer, IdentitySource, LambdaVerdict } from './state'

export type Verdict =
  | { readonly kind: 'passed'; readonly authorization: Authorization }
  | {
      readonly kind: 'refused'
      readonly status: 401 | 403 | 500
      /** For a reader of the trace. */
      readonly reason: string
      /** The value of www-authenticate. */
      readonly challenge?: string
    }

const passed = (authorization: Authorization): Verdict => ({ kind: 'passed', authorization })
type Refusal = Extract<Verdict, { kind: 'refused' }>
const refused = (status: 401 | 403 | 500, reason: string): Refusal => ({ kind: 'refused', status, reason })

/** @param done called once, at once or in a kernel event */
export function authorize(routed: Routed, context: ServiceContext, done: (verdict: Verdict) => void): void {
  const { route, served } = routed
  if (route.authorization === 'NONE') return done(passed(null))
  if (route.authorization === 'AWS_IAM') return done(byIam(routed, context))
  const authorizer = route.authorizerId === null ? undefined : served.authorizers.get(route.authorizerId)
  if (!authorizer) return done(refused(500, 'The route names an authorizer that the deployment does not have.'))
  if (authorizer.type === 'JWT') return done(byToken(authorizer, routed, context.kernel.now))
  byFunction(authorizer, routed, context, done)
}

function byIam(routed: Routed, context: ServiceContext): Verdict {
  const { caller } = routed.request
  if (!caller) return refused(403, 'The request is not signed, and the route demands AWS_IAM.')
  const need = { action: 'execute-api:Invoke', resource: routeArn(routed, context) }
  if (verdictOf(() => context.authorize(caller, need)) !== 'allowed') {
    return refused(403, `IAM does not allow ${caller.arn} execute-api:Invoke on ${need.resource}.`)
  }
  return passed({ iam: iamAuthorization(routed.request, caller) })
}

// --- Tokens

function byToken(authorizer: Extract<Authorizer, { type: 'JWT' }>, routed: Routed, now: number): Verdict {
  const token = authorizer.identity.map((source) => identityOf(source, routed)).find((value) => value !== null)
  if (token === undefined) return { ...refused(401, 'There is no token at the identity source.'), challenge: 'Bearer' }
  const checked = checkToken(token, authorizer.issuer, authorizer.audience, now)
  const challenge = (error: string, description: string): string =>
    `Bearer scope="${routed.route.scopes.join(' ')}" error="${error}" error_description="${description}"`
  if (checked.kind === 'invalid') {
    const { description } = checked
    return { ...refused(401, `${capital(description)}.`), challenge: challenge('invalid_token', description) }
  }
  const { scopes: wanted } = routed.route
  const given = scopesOf(checked.claims)
  if (wanted.length > 0 && !wanted.some((scope) => given.includes(scope))) {
    const description = 'the token does not have a valid scope'
    return { ...refused(403, `${capital(description)}.`), challenge: challenge('insufficient_scope', description) }
  }
  const scopes = wanted.length > 0 ? wanted.filter((scope) => given.includes(scope)) : null
  return passed({ jwt: { claims: claimTexts(checked.claims), scopes } })
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)

function identityOf({ from, name }: IdentitySource, { request, stage, exchange, route }: Routed): string | null {
  switch (from) {
    case 'header':
      return headerValue(request.headers, name) || null
    case 'querystring':
      return request.query.filter(([key]) => key === name).at(-1)?.[1] || null
    case 'stageVariables':
      return stage.variables[name] || null
    case 'context': {
      const known: Readonly<Record<string, string>> = {
        httpMethod: request.method,
        path: request.path,
        requestId: exchange.requestId,
        routeKey: route.key,
        stage: stage.name,
        'identity.sourceIp': request.sourceIp,
      }
      return known[name] ?? null
    }
  }
}

// --- Lambda authorizers

function byFunction(
  authorizer: Extract<Authorizer, { type: 'REQUEST' }>,
  routed: Routed,
  context: ServiceContext,
  done: (verdict: Verdict) => void,
): void {
  const identities = authorizer.identity.map((source) => identityOf(source, routed))
  if (identities.includes(null)) {
    return done(refused(401, 'An identity source of the authorizer is missing; it was not asked.'))
  }
  const { kernel } = context
  const key = JSON.stringify([routed.stage.name, identities])
  const cached = authorizer.ttl > 0 ? authorizer.cache.find(key, kernel.now) : undefined
  if (cached) return done(judge(cached, routed, context))
  const call = {
    functionArn: authorizer.functionArn,
    payload: JSON.stringify(authorizerEvent(authorizer, identities.map(String), routed, context)),
    caller: callerOf(authorizer, routed, context),
    timeout: limits.AUTHORIZER_TIMEOUT,
    webRequestId: routed.exchange.requestId,
  }
  callFunction(context, call, (answer) => {
    const verdict = readVerdict(answer, authorizer.simpleResponses)
    if ('status' in verdict) return done(verdict)
    authorizer.cache.keep(key, verdict, authorizer.ttl, kernel.now)
    done(judge(verdict, routed, context))
  })
}

function callerOf(authorizer: Extract<Authorizer, { type: 'REQUEST' }>, routed: Routed, context: ServiceContext) {
  const resource = `${routed.api.id}/authorizers/${authorizer.id}`
  const service = serviceCaller('apigateway.amazonaws.com', formatArn('execute-api', context.account, resource))
  return authorizer.credentialsArn === null
    ? service
    : context.assumeRole(authorizer.credentialsArn, service, 'BackplaneAssumeRoleSession')
}

function authorizerEvent(
  { payloadFormatVersion }: Extract<Authorizer, { type: 'REQUEST' }>,
  identities: readonly string[],
  routed: Routed,
  context: ServiceContext,
): object {
  const {
    body: _,
    isBase64Encoded: __,
    version,
    ...event
  } = eventOf(routed, payloadFormatVersion, null, context) as Record<string, unknown>
  const arn = routeArn(routed, context)
  if (payloadFormatVersion === '2.0') {
    return {
      version,
      type: 'REQUEST',
      routeArn: arn,
      identitySource: identities.length > 0 ? identities : null,
      ...event,
    }
  }
  const joined = identities.join(',')
  return { version, type: 'REQUEST', methodArn: arn, identitySource: joined, authorizationToken: joined, ...event }
}

function readVerdict(answer: FunctionAnswer, simple: boolean): LambdaVerdict | Refusal {
  const failure = (reason: string) => ({ kind: 'refused' as const, status: 500 as const, reason })
  if (answer.kind === 'timeout') return failure('The Lambda authorizer did not answer within 10 seconds.')
  if (answer.kind === 'refused') return failure(`The Lambda authorizer could not be invoked: ${answer.error.message}`)
  const value = parsed(answer.payload)
  if (answer.functionError !== null) {
    const message = isRecord(value) ? value['errorMessage'] : undefined
    if (message === 'Unauthorized')
      return { kind: 'refused', status: 401, reason: 'The Lambda authorizer threw Unauthorized.' }
    return failure(`The Lambda authorizer failed: ${String(message)}`)
  }
  if (!isRecord(value)) return failure('The Lambda authorizer answered with something that is no object.')
  const given = isRecord(value['context']) ? value['context'] : null
  if (simple) {
    if (typeof value['isAuthorized'] !== 'boolean')
      return failure('The answer of the Lambda authorizer has no isAuthorized.')
    return { kind: 'simple', isAuthorized: value['isAuthorized'], context: given }
  }
  const document = readAuthorizerPolicy(value['policyDocument'])
  if (!document) return failure('The answer of the Lambda authorizer has no policyDocument.')
  return { kind: 'policy', principalId: String(value['principalId'] ?? ''), document, context: given }
}

function judge(verdict: LambdaVerdict, routed: Routed, context: ServiceContext): Verdict {
  if (verdict.kind === 'simple') {
    return verdict.isAuthorized ? passed({ lambda: verdict.context }) : refused(403, 'The Lambda authorizer said no.')
  }
  const document = readAuthorizerPolicy(verdict.document)
  const arn = routeArn(routed, context)
  const decision = document ? policyVerdict(context, verdict.principalId, document, arn) : 'implicit-deny'
  if (decision !== 'allowed')
    return refused(403, `The policy of the Lambda authorizer does not allow ${arn} (${decision}).`)
  return passed({ lambda: verdict.context })
}

/** One request on its way through an HTTP API: what the later steps know of it. */

import { formatArn } from '../../aws/arn'
import { accountIdentity } from '../../http/identity'
import { headerValue, requestTime, type Pairs, type RequestParts } from '../../http/request'
import type { Exchange } from '../../http/exchange'
import { httpContext, payload2 } from '../../http/payload-2'
import { payload1 } from '../../http/payload-1'
import type { ServiceContext } from '../contract'
import type { HttpApi, Route, Snapshot, Stage } from './state'

export interface Routed {
  readonly api: HttpApi
  readonly stage: Stage
  readonly served: Snapshot
  readonly route: Route
  readonly parameters: Readonly<Record<string, string>>
  readonly request: RequestParts
  readonly exchange: Exchange
  /** The value of X-Amzn-Trace-Id: `Root=1-…`. */
  readonly traceId: string
}

/** What an authorizer adds to the request's context: `{ jwt: { claims, scopes } }`, `{ lambda: … }`, `{ iam: … }`. */
export type Authorization = Readonly<Record<string, unknown>> | null

/** The path as functions see it: with the stage's name where there is one. */
const rawPath = ({ request }: Routed): string => request.path

/** `GET/items/1` of the request, which policies of callers and authorizers speak of. */
export const routeArn = (routed: Routed, context: ServiceContext): string =>
  formatArn(
    'execute-api',
    context.account,
    `${routed.api.id}/${routed.stage.name}/${routed.request.method}${stagePath(routed)}`,
  )

/** `GET/items/{id}` of the route, which the policies of functions speak of. */
export function sourceArn(routed: Routed, context: ServiceContext): string {
  const { api, stage, route, request } = routed
  const [, path] = /^\S+ (\/.*)$/.exec(route.key) ?? []
  const resource = path === undefined ? route.key : `${request.method}${path}`
  return formatArn('execute-api', context.account, `${api.id}/${stage.name}/${resource}`)
}

/** Without the stage's name. */
function stagePath({ request, stage }: Routed): string {
  const prefix = `/${stage.name}`
  return stage.name !== '$default' && request.path.startsWith(prefix)
    ? request.path.slice(prefix.length) || '/'
    : request.path
}

const addedHeaders = ({ request, traceId }: Routed): Pairs => [
  ...(headerValue(request.headers, 'host') === undefined ? [['Host', request.host] as const] : []),
  ...(request.body.length > 0 && headerValue(request.headers, 'content-length') === undefined
    ? [['Content-Length', String(request.body.length)] as const]
    : []),
  ['X-Amzn-Trace-Id', traceId],
  ['X-Forwarded-For', request.sourceIp],
  ['X-Forwarded-Port', '443'],
  ['X-Forwarded-Proto', 'https'],
]

export function eventOf(
  routed: Routed,
  version: '1.0' | '2.0',
  authorization: Authorization,
  context: ServiceContext,
): object {
  return version === '2.0' ? event2(routed, authorization, context) : event1(routed, authorization, context)
}

function event2(routed: Routed, authorization: Authorization, { account }: ServiceContext): object {
  const { api, stage, route, parameters, request, exchange } = routed
  return payload2({
    request,
    routeKey: route.key,
    rawPath: rawPath(routed),
    pathParameters: parameters,
    stageVariables: stage.variables,
    added: addedHeaders(routed),
    requestContext: {
      accountId: account.accountId,
      apiId: api.id,
      authentication: null,
      ...(authorization && { authorizer: authorization }),
      domainName: request.host,
      domainPrefix: request.host.split('.')[0],
      http: httpContext({ request, rawPath: rawPath(routed) }),
      requestId: exchange.requestId,
      routeKey: route.key,
      stage: stage.name,
      time: requestTime(exchange.startedAt),
      timeEpoch: Math.floor(exchange.startedAt),
    },
  })
}

function event1(routed: Routed, authorization: Authorization, context: ServiceContext): object {
  const { api, stage, route, parameters, request, exchange } = routed
  const resource = /^\S+ (\/.*)$/.exec(route.key)?.[1] ?? route.key
  const variables = Object.keys(stage.variables).length > 0 ? stage.variables : null
  return {
    version: '1.0',
    ...payload1({
      request,
      headers: [...request.headers, ...addedHeaders(routed)],
      resource,
      path: rawPath(routed),
      pathParameters: Object.keys(parameters).length > 0 ? parameters : null,
      stageVariables: variables,
      isBinary: false,
      requestContext: {
        accountId: context.account.accountId,
        apiId: api.id,
        ...(authorization && { authorizer: flat(authorization) }),
        domainName: request.host,
        domainPrefix: request.host.split('.')[0],
        extendedRequestId: exchange.requestId,
        httpMethod: request.method,
        identity: accountIdentity(request, route.authorization === 'AWS_IAM' ? request.caller : null),
        path: rawPath(routed),
        protocol: 'HTTP/1.1',
        requestId: exchange.requestId,
        requestTime: requestTime(exchange.startedAt),
        requestTimeEpoch: Math.floor(exchange.startedAt),
        resourceId: route.id,
        resourcePath: resource,
        stage: stage.name,
      },
    }),
  }
}

/** Format 1.0 has claims and what a Lambda authorizer gave without the name of its kind. */
function flat(authorization: NonNullable<Authorization>): unknown {
  return authorization['jwt'] ?? authorization['lambda'] ?? {}
}

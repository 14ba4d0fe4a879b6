/** One request on its way through a REST API: what the later steps know of it, and how functions see it. */

import { formatArn } from '../../aws/arn'
import { textOf } from '../../http/bytes'
import type { Exchange } from '../../http/exchange'
import { accountIdentity } from '../../http/identity'
import { payload1 } from '../../http/payload-1'
import { headerValue, headerValues, requestTime, type Pairs, type RequestParts } from '../../http/request'
import type { Caller, ServiceContext } from '../contract'
import type { ExecutionLog } from './execution-log'
import type { GatewayResponseType } from './limits'
import type { ApiKey, Method, Resource, RestApi, Snapshot, Stage } from './state'

export interface Traversal {
  readonly api: RestApi
  readonly stage: Stage
  readonly snapshot: Snapshot
  readonly resource: Resource
  /** `/items/{id}` */
  readonly resourcePath: string
  /** Without the stage, as sent. */
  readonly path: string
  readonly method: Method
  readonly parameters: Readonly<Record<string, string>>
  readonly request: RequestParts
  readonly bodyText: string
  readonly exchange: Exchange
  readonly log: ExecutionLog
  /** `JKJaXmPLvHcESHA=` */
  readonly extendedId: string
  readonly traceId: string
  /** `$context`, and `requestContext` of events. */
  readonly context: Record<string, unknown>
}

/** Where a request ends that API Gateway itself answers. */
export interface Refusal {
  readonly kind: 'refused'
  readonly type: GatewayResponseType
  /** Where it is not the type's default. */
  readonly status?: number
  /** The text of the answer; null where AWS says null. */
  readonly message?: string | null
  /** Answers of IAM's kind have `Message`. */
  readonly isCapital?: boolean
  /** For a reader of the trace, and the execution log. */
  readonly reason: string
  /** `$context.error.validationErrorString` */
  readonly validationError?: string
}

export const refusal = (type: GatewayResponseType, reason: string, more: Partial<Refusal> = {}): Refusal => ({
  kind: 'refused',
  type,
  reason,
  ...more,
})

/** Of the request: what policies of callers and authorizers speak of. */
export const methodArn = ({ api, stage, request, path }: Traversal, { account }: ServiceContext): string =>
  formatArn(
    'execute-api',
    account,
    `${api.id}/${stage.name}/${request.method}${path === '/' ? '/' : path.replace(/\/+$/, '')}`,
  )

/** Of the method: what the policies of functions speak of. */
export const sourceArn = ({ api, stage, request, resourcePath }: Traversal, { account }: ServiceContext): string =>
  formatArn('execute-api', account, `${api.id}/${stage.name}/${request.method}${resourcePath}`)

export function requestContext(
  traversal: Omit<Traversal, 'context'>,
  { account }: ServiceContext,
): Record<string, unknown> {
  const { api, stage, request, exchange, resource, resourcePath, method } = traversal
  return {
    accountId: account.accountId,
    apiId: api.id,
    deploymentId: stage.deploymentId,
    domainName: request.host,
    domainPrefix: request.host.split('.')[0] ?? '',
    extendedRequestId: traversal.extendedId,
    httpMethod: request.method,
    identity: accountIdentity(request, method.authorization === 'AWS_IAM' ? request.caller : null),
    path: request.path,
    protocol: 'HTTP/1.1',
    requestId: exchange.requestId,
    requestTime: requestTime(exchange.startedAt),
    requestTimeEpoch: Math.floor(exchange.startedAt),
    resourceId: resource.id,
    resourcePath,
    stage: stage.name,
  }
}

/** The key that the request came with. */
export function withApiKey(context: Record<string, unknown>, key: ApiKey): void {
  context['identity'] = { ...(context['identity'] as object), apiKey: key.value, apiKeyId: key.id }
}

export const withAuthorizer = (context: Record<string, unknown>, authorizer: object): void =>
  void Object.assign(context, { authorizer })

/** Headers in the case in which they were sent, but for those that the front writes anew (recorded). */
export function functionHeaders({ api, request, traceId, extendedId }: Traversal): Pairs {
  const sent = request.headers
    .filter(([name]) => !['connection', 'content-length', 'x-amzn-trace-id', 'host'].includes(name.toLowerCase()))
    .filter(([name]) => !name.toLowerCase().startsWith('x-forwarded-'))
    .map(([name, value]): readonly [string, string] => {
      const known = { 'user-agent': 'User-Agent', authorization: 'Authorization' }[name.toLowerCase()]
      return [known ?? name, value]
    })
  const before = headerValues(request.headers, 'x-forwarded-for')
  const edge = api.endpoint === 'EDGE'
  const forwarded = [...before, request.sourceIp, ...(edge ? [EDGE_ADDRESS] : [])].join(', ')
  const added: Pairs = [
    ...(edge ? cloudFront(extendedId) : []),
    ['Host', headerValue(request.headers, 'host') ?? request.host],
    ['X-Amzn-Trace-Id', traceId],
    ['X-Forwarded-For', forwarded],
    ['X-Forwarded-Port', '443'],
    ['X-Forwarded-Proto', 'https'],
  ]
  return [...sent, ...added].toSorted(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
}

/** TEST-NET-1: an edge location's address. */
const EDGE_ADDRESS = '192.0.2.44'

/** What CloudFront adds in front of an edge-optimised API (names recorded, values MODEL). */
const cloudFront = (id: string): Pairs => [
  ['CloudFront-Forwarded-Proto', 'https'],
  ['CloudFront-Is-Desktop-Viewer', 'true'],
  ['CloudFront-Is-Mobile-Viewer', 'false'],
  ['CloudFront-Is-SmartTV-Viewer', 'false'],
  ['CloudFront-Is-Tablet-Viewer', 'false'],
  ['CloudFront-Viewer-ASN', '64496'],
  ['CloudFront-Viewer-Country', 'US'],
  ['Via', '1.1 coldstart.cloudfront.net (CloudFront)'],
  ['X-Amz-Cf-Id', `${id.replace('=', '')}cloudfront==`],
]

/** A media type that the API takes for binary. */
export function isBinaryType({ binaryMediaTypes }: Snapshot, type: string | undefined): boolean {
  const plain = type?.split(';')[0]?.trim().toLowerCase()
  return binaryMediaTypes.some((one) => {
    const wanted = one.toLowerCase().replaceAll('~1', '/')
    return wanted === '*/*' || (plain !== undefined && wanted === plain)
  })
}

/** @param headers as the function gets them */
export function proxyEvent(traversal: Traversal, headers: Pairs): object {
  const { request, parameters, stage, snapshot } = traversal
  return payload1({
    request,
    headers,
    resource: traversal.resourcePath,
    path: traversal.path,
    pathParameters: trimmed(parameters),
    stageVariables: Object.keys(stage.variables).length > 0 ? stage.variables : null,
    requestContext: traversal.context,
    isBinary: isBinaryType(snapshot, headerValue(request.headers, 'content-type')),
  })
}

const trimmed = (parameters: Readonly<Record<string, string>>): Readonly<Record<string, string>> | null =>
  Object.keys(parameters).length > 0 ? parameters : null

export const bodyTextOf = ({ body }: RequestParts): string => textOf(body)

export type { Caller }

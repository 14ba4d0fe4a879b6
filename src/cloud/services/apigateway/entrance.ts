/**
 * A request through a REST API: stage, resource and method, API key and usage plan, throttling, authorization, validation,
 * integration, answer.
 * Source: API Gateway Developer Guide, "Control and manage access to REST APIs", "Throttle requests to your REST APIs";
 * the order is that of the execution log.
 */

import { sha256 } from '@noble/hashes/sha2.js'
import type { WebEntrance, WebResponse } from '../../aws/web'
import { bytesOf, toBase64 } from '../../http/bytes'
import { Exchange } from '../../http/exchange'
import { EXTENDED_ID_ALPHABET, headerValue, partsOf, type Pairs } from '../../http/request'
import type { Throttle } from '../../http/throttle'
import { accountBucket, TokenBucket } from '../../http/token-bucket'
import { traceIdOf } from '../../http/trace-id'
import type { HttpEntrance, HttpRequest, ServiceContext } from '../contract'
import { authorize } from './authorizers'
import { ExecutionLog } from './execution-log'
import { gatewayResponse } from './gateway-responses'
import { integrate } from './integrations'
import * as limits from './limits'
import { bodyTextOf, refusal, requestContext, withApiKey, type Refusal, type Traversal } from './requests'
import { match } from './router'
import {
  pathOf,
  type MethodSetting,
  type Resource,
  type RestApi,
  type RestApis,
  type Snapshot,
  type Stage,
} from './state'
import { checkKey } from './usage-plans'
import { validate } from './validation'

export class RestApiEntrance implements HttpEntrance {
  constructor(
    readonly apis: RestApis,
    readonly context: ServiceContext,
  ) {}

  serves(host: string): boolean {
    return this.#apiOf(host) !== undefined
  }

  /** One for each stage. */
  list(): readonly WebEntrance[] {
    const { region } = this.context.account
    return this.apis.all().flatMap((api) =>
      inOrder(api).flatMap((stage): readonly WebEntrance[] => {
        const resources = api.deployments.get(stage.deploymentId)?.resources ?? new Map<string, Resource>()
        const methods = [...resources.values()].flatMap((resource) =>
          [...resource.methods.values()].map((method) => ({ method, path: pathOf(resources, resource) })),
        )
        return [
          {
            kind: 'rest-api',
            name: `${api.name} (${stage.name})`,
            arn: api.arn,
            url: `https://${api.id}.execute-api.${region}.amazonaws.com/${stage.name}/`,
            routes: methods.map(({ method, path }) => ({ method: method.httpMethod, path })),
            signed: methods.some(({ method }) => method.authorization === 'AWS_IAM'),
          },
        ]
      }),
    )
  }

  handle(request: HttpRequest, answer: (response: WebResponse) => void): void {
    const api = this.#apiOf(request.host)
    if (!api) return answer({ status: 403, headers: [], body: '' })
    const requestId = this.context.kernel.random('apigateway-requests').uuid()
    const exchange = new Exchange(this.context, 'rest-api', api.arn, partsOf(request), requestId, answer)
    exchange.apiName = api.name
    const overhead = this.context.delay(limits.OVERHEAD, 'apigateway-latency')
    if (overhead === 0) this.#route(api, exchange)
    else this.context.kernel.after(overhead, () => this.#route(api, exchange))
  }

  #apiOf(host: string): RestApi | undefined {
    const { region } = this.context.account
    const [, id] = /^([a-z0-9]+)\.execute-api\.([a-z0-9-]+)\.amazonaws\.com$/.exec(host) ?? []
    return id !== undefined && host.includes(`.${region}.`) ? this.apis.find(id) : undefined
  }

  #route(api: RestApi, exchange: Exchange): void {
    const { request } = exchange
    const { kernel } = this.context
    const [, stageName = '', rest = ''] = /^\/([^/]*)(.*)$/.exec(request.path) ?? []
    const stage = api.disableEndpoint ? undefined : api.stages.get(stageName)
    const snapshot = stage && api.deployments.get(stage.deploymentId)
    if (!stage || !snapshot) {
      const reason = api.disableEndpoint ? 'DisableExecuteApiEndpoint' : `There is no stage ${stageName}.`
      return this.#front(exchange, 403, 'ForbiddenException', JSON.stringify({ message: limits.FORBIDDEN }), reason)
    }
    exchange.stage = stage.name
    if (request.body.length > limits.PAYLOAD_MAX) {
      return this.#front(exchange, 413, 'RequestTooLargeException', limits.TOO_LARGE, 'The body is larger than 10 MB.')
    }
    const path = rest === '' ? '/' : rest
    const found = match(snapshot, request.method, path)
    const extendedId = `${kernel.random('apigateway-requests').text(15, EXTENDED_ID_ALPHABET)}=`
    const traceId = traceIdOf(request, kernel)
    if (!found) return this.#noMethod(exchange, snapshot, stage, { extendedId, traceId })
    const { resource, method, parameters, path: resourcePath } = found
    exchange.route = `${method.httpMethod} ${resourcePath}`
    const level = settingFor(stage, request.method, resourcePath, ({ logging }) => logging !== 'OFF')?.logging ?? 'OFF'
    const group = `API-Gateway-Execution-Logs_${api.id}/${stage.name}`
    const log = new ExecutionLog(this.context, level, group, exchange.requestId)
    const known = {
      api,
      stage,
      snapshot,
      resource,
      resourcePath,
      path,
      method,
      parameters,
      request,
      exchange,
      log,
      traceId,
    }
    const complete = { ...known, extendedId, bodyText: bodyTextOf(request) }
    const traversal: Traversal = { ...complete, context: requestContext(complete, this.context) }
    log.info(`Extended Request Id: ${extendedId}`)
    log.info(`HTTP Method: ${request.method}, Resource Path: ${path}`)
    this.#admit(traversal)
  }

  /** Keys and throttles come first, but for keys that an authorizer gives. */
  #admit(traversal: Traversal): void {
    const { method, snapshot, request } = traversal
    if (method.apiKeyRequired && snapshot.apiKeySource === 'HEADER') {
      const refused = this.#key(traversal, headerValue(request.headers, 'x-api-key'))
      if (refused) return this.#refuse(traversal, refused)
    }
    const throttled = this.#throttle(traversal)
    if (throttled) return this.#refuse(traversal, throttled)
    authorize(traversal, this.context, (verdict) => {
      if (verdict.kind === 'refused') return this.#refuse(traversal, verdict)
      if (method.apiKeyRequired && snapshot.apiKeySource === 'AUTHORIZER') {
        const refused = this.#key(traversal, verdict.usageIdentifierKey ?? undefined)
        if (refused) return this.#refuse(traversal, refused)
      }
      const invalid = validate(traversal)
      if (invalid) return this.#refuse(traversal, invalid)
      traversal.log.info(`Starting execution for request: ${traversal.exchange.requestId}`)
      integrate(traversal, this.context, (result) => {
        if (result.kind === 'refused') return this.#refuse(traversal, result)
        traversal.log.info('Successfully completed execution')
        this.#answer(traversal, result)
      })
    })
  }

  #key(traversal: Traversal, value: string | undefined): Refusal | null {
    const key = checkKey(this.apis, traversal, value, this.context.kernel.now)
    if ('kind' in key) return key
    withApiKey(traversal.context, key)
    return null
  }

  #throttle({ stage, request, resourcePath }: Traversal): Refusal | null {
    const { kernel } = this.context
    const setting = settingFor(stage, request.method, resourcePath, ({ throttle }) => throttle !== null)
    const isOwn = setting !== undefined && (setting.method !== '*' || setting.path !== '/')
    const name = isOwn ? `${request.method} ${resourcePath}` : ''
    if (setting?.throttle && !bucketOf(stage, name, setting.throttle, kernel.now).take(kernel.now)) {
      return refusal('THROTTLED', `The stage ${stage.name} throttles ${isOwn ? name : 'its requests'}.`)
    }
    return accountBucket(kernel).take(kernel.now) ? null : refusal('THROTTLED', 'The account’s limit is reached.')
  }

  #answer(
    { exchange, extendedId, traceId, log }: Traversal,
    { status, headers, body }: { readonly status: number; readonly headers: Pairs; readonly body: string | Uint8Array },
  ): void {
    log.info(`Method completed with status: ${status}`)
    exchange.answer({ status, headers: complete(headers, body, exchange.requestId, extendedId, traceId), body })
  }

  #refuse(traversal: Traversal, refused: Refusal): void {
    const { exchange, snapshot, context, stage, log, request } = traversal
    exchange.refused = refused.reason
    log.error(refused.reason)
    const situation = { custom: snapshot.gatewayResponses, request, context, stageVariables: stage.variables }
    this.#answer(traversal, gatewayResponse(refused, situation))
  }

  /** Nothing answers: as if the request were one to AWS's own API, without a signature or with one that is none. */
  #noMethod(
    exchange: Exchange,
    snapshot: Snapshot,
    stage: Stage,
    { extendedId, traceId }: { readonly extendedId: string; readonly traceId: string },
  ): void {
    const { request, requestId } = exchange
    const given = headerValue(request.headers, 'authorization')
    const reason = 'No method of any resource matches.'
    const refused =
      given === undefined || given.startsWith('AWS4-')
        ? refusal('MISSING_AUTHENTICATION_TOKEN', reason)
        : refusal('INVALID_SIGNATURE', reason, { message: noSignature(given) })
    exchange.refused = reason
    const context = {
      requestId,
      stage: stage.name,
      httpMethod: request.method,
      path: request.path,
      extendedRequestId: extendedId,
    }
    const situation = { custom: snapshot.gatewayResponses, request, context, stageVariables: stage.variables }
    const { status, headers, body } = gatewayResponse(refused, situation)
    exchange.answer({ status, headers: complete(headers, body, requestId, extendedId, traceId), body })
  }

  /** What API Gateway's front answers before any API has a say. */
  #front(exchange: Exchange, status: number, errorType: string, body: string, reason: string): void {
    exchange.refused = reason
    const type = body.startsWith('{') ? 'application/json' : 'text/plain'
    const headers: Pairs = [
      ['Content-Type', type],
      ['Content-Length', String(bytesOf(body).length)],
      ['x-amzn-RequestId', exchange.requestId],
      ['x-amzn-ErrorType', errorType],
    ]
    exchange.answer({ status, headers, body })
  }
}

/** The stage that SAM's deployments make beside the one that is asked for comes last. */
const inOrder = (api: RestApi): readonly Stage[] =>
  [...api.stages.values()].toSorted((a, b) => Number(a.name === 'Stage') - Number(b.name === 'Stage'))

/** Seen in public reports: AWS tells no longer what the header was. */
function noSignature(header: string): string {
  const hash = toBase64(sha256(new TextEncoder().encode(header)))
  return `Invalid key=value pair (missing equal-sign) in Authorization header (hashed with SHA-256 and encoded with Base64): '${hash}'.`
}

/** The header that an answer must not say twice is API Gateway's own. */
function complete(
  headers: Pairs,
  body: string | Uint8Array,
  requestId: string,
  extendedId: string,
  traceId: string,
): Pairs {
  const own: Pairs = [
    ['Content-Length', String(bytesOf(body).length)],
    ['x-amzn-RequestId', requestId],
    ['x-amz-apigw-id', extendedId],
    ['X-Amzn-Trace-Id', traceId],
  ]
  const names = new Set(own.map(([name]) => name.toLowerCase()))
  return [...headers.filter(([name]) => !names.has(name.toLowerCase())), ...own]
}

/** The most particular setting: of the method, of the path, of the stage. */
function settingFor(
  { settings }: Stage,
  method: string,
  path: string,
  has: (setting: MethodSetting) => boolean,
): MethodSetting | undefined {
  const fits = (one: MethodSetting, wantedPath: string, wantedMethod: string): boolean =>
    one.path === wantedPath && one.method === wantedMethod && has(one)
  return (
    settings.find((one) => fits(one, path, method)) ??
    settings.find((one) => path !== '/' && fits(one, path, '*')) ??
    settings.find((one) => one.method === '*' && (one.path === '/*' || one.path === '/') && has(one))
  )
}

function bucketOf(stage: Stage, name: string, { rate, burst }: Throttle, now: number): TokenBucket {
  const bucket = stage.buckets.get(name) ?? new TokenBucket(rate, burst, now)
  stage.buckets.set(name, bucket)
  return bucket
}

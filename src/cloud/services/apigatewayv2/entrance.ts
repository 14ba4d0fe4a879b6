/**
 * A request through an HTTP API: stage, preflight, route, throttling, authorization, integration, answer.
 * Source: API Gateway Developer Guide, "Create routes for HTTP APIs", "Configure CORS for HTTP APIs", "Throttle requests
 * to your HTTP APIs".
 */

import type { WebEntrance, WebResponse } from '../../aws/web'
import { bytesOf, sizeOf } from '../../http/bytes'
import { Exchange } from '../../http/exchange'
import { EXTENDED_ID_ALPHABET, partsOf, type Pairs } from '../../http/request'
import { accountBucket, TokenBucket } from '../../http/token-bucket'
import { traceIdOf } from '../../http/trace-id'
import type { HttpEntrance, HttpRequest, ServiceContext } from '../contract'
import { authorize } from './authorizers'
import { corsHeaders, isPreflight, preflightHeaders, withoutCors } from './cors'
import { integrate, type Integrated } from './integrations'
import * as limits from './limits'
import type { Routed } from './requests'
import { routeOf, stageOf } from './router'
import type { HttpApi, HttpApis, Stage } from './state'

export class HttpApiEntrance implements HttpEntrance {
  constructor(
    readonly apis: HttpApis,
    readonly context: ServiceContext,
  ) {}

  serves(host: string): boolean {
    return this.#apiOf(host) !== undefined
  }

  /** One for each stage. */
  list(): readonly WebEntrance[] {
    const { region } = this.context.account
    return this.apis.all().flatMap((api) =>
      [...api.stages.values()].map((stage): WebEntrance => {
        const routes = [...(api.served(stage)?.routes.values() ?? [])]
        const base = `https://${api.id}.execute-api.${region}.amazonaws.com/`
        const isDefault = stage.name === '$default'
        return {
          kind: 'http-api',
          name: isDefault ? api.name : `${api.name} (${stage.name})`,
          arn: api.arn,
          url: isDefault ? base : `${base}${stage.name}/`,
          routes: routes.flatMap(({ key }) => {
            const [method = '', path] = key.split(' ')
            return path === undefined ? [] : [{ method, path }]
          }),
          signed: routes.some(({ authorization }) => authorization === 'AWS_IAM'),
        }
      }),
    )
  }

  handle(request: HttpRequest, answer: (response: WebResponse) => void): void {
    const api = this.#apiOf(request.host)
    if (!api) return answer({ status: 403, headers: [], body: '' })
    const { kernel } = this.context
    const requestId = `${kernel.random('apigateway-requests').text(15, EXTENDED_ID_ALPHABET)}=`
    const exchange = new Exchange(this.context, 'http-api', api.arn, partsOf(request), requestId, answer)
    const overhead = this.context.delay(limits.OVERHEAD, 'apigateway-latency')
    if (overhead === 0) this.#route(api, exchange)
    else kernel.after(overhead, () => this.#route(api, exchange))
  }

  #apiOf(host: string): HttpApi | undefined {
    const { region } = this.context.account
    const [, id] = /^([a-z0-9]+)\.execute-api\.([a-z0-9-]+)\.amazonaws\.com$/.exec(host) ?? []
    return id !== undefined && host.includes(`.${region}.`) ? this.apis.find(id) : undefined
  }

  #route(api: HttpApi, exchange: Exchange): void {
    const { request } = exchange
    const placed = api.disableEndpoint ? null : stageOf(api, request.path)
    exchange.stage = placed?.stage.name ?? null
    if (api.cors && isPreflight(request.method, request.headers)) {
      exchange.refused = 'A preflight request, answered by the API.'
      return this.#answer(exchange, null, {
        status: 204,
        headers: preflightHeaders(api.cors, request.headers),
        body: '',
      })
    }
    const served = placed && api.served(placed.stage)
    const match = served && routeOf(served, request.method, placed.path)
    if (!match) return this.#refuse(exchange, api, 404, limits.TEXTS.notFound, notFoundReason(api, placed !== null))
    exchange.route = match.route.key
    if (!this.#mayPass(placed.stage, match.route.key)) {
      const reason = `The request is throttled: more than ${placed.stage.name} lets pass.`
      return this.#refuse(exchange, api, 429, limits.TEXTS.tooManyRequests, reason)
    }
    if (sizeOf(request.body) > limits.PAYLOAD_MAX) {
      return this.#refuse(exchange, api, 413, limits.TEXTS.tooLarge, 'The body is larger than 10 MB.')
    }
    const traceId = traceIdOf(request, this.context.kernel)
    const routed: Routed = { api, stage: placed.stage, served, ...match, request, exchange, traceId }
    authorize(routed, this.context, (verdict) => {
      if (verdict.kind === 'passed') {
        return integrate(routed, verdict.authorization, this.context, (result) => this.#finish(exchange, api, result))
      }
      const text = { 401: limits.TEXTS.unauthorized, 403: limits.TEXTS.forbidden, 500: limits.TEXTS.internalError }
      const challenge: Pairs = verdict.challenge === undefined ? [] : [['www-authenticate', verdict.challenge]]
      this.#refuse(exchange, api, verdict.status, text[verdict.status], verdict.reason, challenge)
    })
  }

  #finish(exchange: Exchange, api: HttpApi, result: Integrated): void {
    if (result.kind === 'refused') return this.#refuse(exchange, api, result.status, result.text, result.reason)
    this.#answer(exchange, api, result)
  }

  #mayPass(stage: Stage, key: string): boolean {
    const { now } = this.context.kernel
    const own = stage.routeThrottles.get(key)
    const throttle = own ?? stage.throttle
    if (throttle) {
      const name = own ? key : ''
      const bucket = stage.buckets.get(name) ?? new TokenBucket(throttle.rate, throttle.burst, now)
      stage.buckets.set(name, bucket)
      if (!bucket.take(now)) return false
    }
    return accountBucket(this.context.kernel).take(now)
  }

  #refuse(exchange: Exchange, api: HttpApi, status: number, text: string, reason: string, headers: Pairs = []): void {
    exchange.refused = reason
    const body = JSON.stringify({ message: text })
    this.#answer(exchange, api, { status, headers: [['content-type', 'application/json'], ...headers], body })
  }

  /** @param api whose CORS headers are added; null for an answer that has its own */
  #answer(
    exchange: Exchange,
    api: HttpApi | null,
    { status, headers, body }: { readonly status: number; readonly headers: Pairs; readonly body: string | Uint8Array },
  ): void {
    const cors = api?.cors ? corsHeaders(api.cors, exchange.request.headers) : []
    exchange.answer({
      status,
      headers: [
        ...(api?.cors ? withoutCors(headers) : headers).filter(([name]) => name.toLowerCase() !== 'content-length'),
        ...cors,
        ['content-length', String(bytesOf(body).length)],
        ['apigw-requestid', exchange.requestId],
      ],
      body,
    })
  }
}

function notFoundReason(api: HttpApi, hasStage: boolean): string {
  if (api.disableEndpoint) return 'DisableExecuteApiEndpoint: the API does not answer under this host name.'
  return hasStage ? 'No route matches method and path.' : 'No stage matches the path, and there is no stage $default.'
}

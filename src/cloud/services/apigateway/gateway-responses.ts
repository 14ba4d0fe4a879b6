/**
 * What API Gateway itself answers, customised or not.
 * Source: API Gateway Developer Guide, "Gateway responses for REST APIs", "Gateway response types": a type without its
 * own response takes that of DEFAULT_4XX or DEFAULT_5XX. Templates are no Velocity here: variables are put in.
 */

import { headerValue, type Pairs, type RequestParts } from '../../http/request'
import { valueAt, type Json } from './json-path'
import { GATEWAY_RESPONSES } from './limits'
import type { Refusal } from './requests'
import type { GatewayResponse } from './state'

export interface Situation {
  readonly custom: ReadonlyMap<string, GatewayResponse>
  readonly request: RequestParts
  /** `$context`; null when the request did not get to a method. */
  readonly context: Readonly<Record<string, unknown>>
  readonly stageVariables: Readonly<Record<string, string>>
}

export interface Refused {
  readonly status: number
  readonly headers: Pairs
  readonly body: string
}

export function gatewayResponse(refusal: Refusal, situation: Situation): Refused {
  const [defaultStatus, errorType, defaultText] = GATEWAY_RESPONSES[refusal.type]
  const status = refusal.status ?? defaultStatus
  const custom =
    situation.custom.get(refusal.type) ?? situation.custom.get(status >= 500 ? 'DEFAULT_5XX' : 'DEFAULT_4XX') ?? null
  const message = refusal.message === undefined ? defaultText : refusal.message
  const error = {
    message,
    messageString: JSON.stringify(message),
    responseType: refusal.type,
    ...(refusal.validationError !== undefined && { validationErrorString: refusal.validationError }),
  }
  const fill = (text: string): string => filled(text, situation, error)
  const [type, template] = templateFor(custom, headerValue(situation.request.headers, 'accept'))
  const headers = Object.entries(custom?.parameters ?? {}).flatMap(([target, expression]) => {
    const [, name] = /^gatewayresponse\.header\.(.+)$/.exec(target) ?? []
    const value = name === undefined ? undefined : parameter(expression, situation, fill)
    return name === undefined || value === undefined ? [] : [[name, value] as const]
  })
  const isNamed = headers.some(([name]) => name.toLowerCase() === 'content-type')
  return {
    status: custom?.statusCode ?? status,
    headers: [...(isNamed ? [] : [['Content-Type', type] as const]), ['x-amzn-ErrorType', errorType], ...headers],
    body: template === null ? plainBody(message, refusal.isCapital ?? false) : fill(template),
  }
}

const plainBody = (message: string | null, isCapital: boolean): string =>
  JSON.stringify(isCapital ? { Message: message } : { message })

function templateFor(custom: GatewayResponse | null, accept: string | undefined): readonly [string, string | null] {
  const templates = Object.entries(custom?.templates ?? {})
  const wanted = accept?.split(',')[0]?.trim()
  return (
    templates.find(([type]) => type === wanted) ??
    templates.find(([type]) => type === 'application/json') ??
    templates[0] ?? ['application/json', null]
  )
}

/** `'text'`, `method.request.header.X`, `context.x`, `stageVariables.x` */
function parameter(expression: string, { request }: Situation, fill: (text: string) => string): string | undefined {
  const [, literal] = /^'(.*)'$/s.exec(expression) ?? []
  if (literal !== undefined) return literal
  const [, place, name = ''] = /^method\.request\.(header|querystring)\.(.+)$/.exec(expression) ?? []
  if (place === 'header') return headerValue(request.headers, name)
  if (place === 'querystring') return request.query.filter(([key]) => key === name).at(-1)?.[1]
  return fill(`$${expression}`)
}

function filled(text: string, situation: Situation, error: Readonly<Record<string, string | null>>): string {
  return text.replace(/\$\{?(context|stageVariables)\.([\w.-]*\w)\}?/g, (_, source: string, path: string) => {
    if (source === 'stageVariables') return situation.stageVariables[path] ?? ''
    const value = valueAt({ ...situation.context, error } as unknown as Json, `$.${path}`)
    return value === undefined || value === null ? '' : typeof value === 'string' ? value : JSON.stringify(value)
  })
}

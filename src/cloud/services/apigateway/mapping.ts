/**
 * Parameter mapping: `method.request.header.X`, `integration.response.body.a`, `context.x`, `stageVariables.x`, `'text'`.
 * Source: API Gateway Developer Guide, "Parameter mapping source reference for REST APIs".
 */

import { parsed } from '../../http/payload-1'
import { headerValue, type Pairs } from '../../http/request'
import { valueAt, type Json } from './json-path'
import type { Traversal } from './requests'

export interface IntegrationReply {
  readonly status: number
  readonly headers: Pairs
  readonly body: string
}

/** @returns undefined when there is nothing to map */
export function mapped(
  expression: string,
  request: Traversal,
  reply: IntegrationReply | null = null,
): string | undefined {
  const [, literal] = /^'(.*)'$/s.exec(expression) ?? []
  if (literal !== undefined) return literal
  const [, source = '', name = ''] =
    /^(method\.request\.(?:header|querystring|path|body|multivalueheader|multivaluequerystring)|integration\.response\.(?:header|body|multivalueheader)|context|stageVariables|method\.request\.body|integration\.response\.body)(?:\.(.+))?$/.exec(
      expression,
    ) ?? []
  const { request: parts, parameters, stage } = request
  switch (source) {
    case 'method.request.header':
      return headerValue(parts.headers, name)
    case 'method.request.querystring':
      return parts.query.filter(([key]) => key === name).at(-1)?.[1]
    case 'method.request.multivaluequerystring':
      return (
        parts.query
          .filter(([key]) => key === name)
          .map(([, value]) => value)
          .join(',') || undefined
      )
    case 'method.request.multivalueheader':
      return (
        parts.headers
          .filter(([key]) => key.toLowerCase() === name.toLowerCase())
          .map(([, value]) => value)
          .join(',') || undefined
      )
    case 'method.request.path':
      return parameters[name]
    case 'method.request.body':
      return ofBody(request.bodyText, name)
    case 'integration.response.header':
    case 'integration.response.multivalueheader':
      return reply ? headerValue(reply.headers, name) : undefined
    case 'integration.response.body':
      return reply ? ofBody(reply.body, name) : undefined
    case 'context':
      return textFor(valueAt(request.context as unknown as Json, `$.${name}`))
    case 'stageVariables':
      return stage.variables[name]
    default:
      return undefined
  }
}

const ofBody = (body: string, path: string): string | undefined =>
  path === '' ? body : textFor(valueAt(parsed(body) as Json | undefined, `$.${path}`))

const textFor = (value: Json | undefined): string | undefined =>
  value === undefined || value === null ? undefined : typeof value === 'string' ? value : JSON.stringify(value)

/** What is mapped to headers (or another place): names → values. @param prefix `integration.request.header.` */
export function mappedTo(
  prefix: string,
  parameters: Readonly<Record<string, string>>,
  request: Traversal,
  reply: IntegrationReply | null = null,
): Pairs {
  return Object.entries(parameters).flatMap(([target, expression]) => {
    if (!target.startsWith(prefix)) return []
    const value = mapped(expression, request, reply)
    return value === undefined ? [] : [[target.slice(prefix.length), value] as const]
  })
}

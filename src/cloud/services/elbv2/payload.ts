/**
 * The event that a function gets of a load balancer, and its answer read.
 * Source: User Guide for Application Load Balancers, "Use Lambda functions as targets of an Application Load Balancer".
 */

import { fromBase64, textOf, toBase64 } from '../../http/bytes'
import { grouped, headerValue, type Pairs, type RequestParts } from '../../http/request'
import type { Response } from './actions'
import type { TargetGroup } from './state'

/** Of one connection only: taken out in both directions. */
const HOP_BY_HOP: ReadonlySet<string> = new Set(
  'connection keep-alive proxy-authenticate proxy-authorization te trailer transfer-encoding upgrade'.split(' '),
)

export function albEvent(group: TargetGroup, request: RequestParts, added: Pairs): object {
  const headers = [...request.headers, ...added]
    .map(([name, value]) => [name.toLowerCase(), value] as const)
    .filter(([name]) => !HOP_BY_HOP.has(name))
  const isBinary = request.body.length > 0 && !isText(request)
  return {
    requestContext: { elb: { targetGroupArn: group.arn } },
    httpMethod: request.method,
    path: request.path,
    ...maps(group, 'queryStringParameters', 'multiValueQueryStringParameters', rawPairs(request.rawQuery)),
    ...maps(group, 'headers', 'multiValueHeaders', headers),
    body: isBinary ? toBase64(request.body) : textOf(request.body),
    isBase64Encoded: isBinary,
  }
}

/** One kind of map or the other, never both; of single values the last one counts. */
function maps({ multiValueHeaders }: TargetGroup, single: string, multi: string, pairs: Pairs): object {
  const groups = [...grouped(pairs)]
  return multiValueHeaders
    ? { [multi]: Object.fromEntries(groups) }
    : { [single]: Object.fromEntries(groups.map(([name, values]) => [name, values.at(-1)])) }
}

/** Query parameters come as they were sent: decoding is the function's business. */
function rawPairs(query: string): Pairs {
  if (query === '') return []
  return query.split('&').map((pair): readonly [string, string] => {
    const equals = pair.indexOf('=')
    return equals < 0 ? [pair, ''] : [pair.slice(0, equals), pair.slice(equals + 1)]
  })
}

function isText({ headers }: RequestParts): boolean {
  if (headerValue(headers, 'content-encoding') !== undefined) return false
  const type = (headerValue(headers, 'content-type') ?? 'text/plain').split(';')[0]?.trim().toLowerCase() ?? ''
  return /^text\/|^application\/(json|javascript|xml)$/.test(type)
}

/** @param payload JSON text @returns null for an answer that is malformed */
export function albResponse({ multiValueHeaders }: TargetGroup, payload: string): Response | null {
  const answer = parsed(payload)
  if (typeof answer !== 'object' || answer === null || Array.isArray(answer)) return null
  const { statusCode, body = '', isBase64Encoded = false, ...rest } = answer as Readonly<Record<string, unknown>>
  const status = Number(statusCode)
  if (!Number.isInteger(status) || status < 100 || status > 599) return null
  if (body !== null && typeof body !== 'string') return null
  const headers = headersOf(rest[multiValueHeaders ? 'multiValueHeaders' : 'headers'], multiValueHeaders)
  const content = isBase64Encoded === true ? fromBase64(body ?? '') : (body ?? '')
  if (!headers || content === null) return null
  const own = headers.filter(([name]) => !HOP_BY_HOP.has(name.toLowerCase()) && name.toLowerCase() !== 'content-length')
  return { status, headers: own, body: content }
}

function headersOf(value: unknown, multi: boolean): Pairs | null {
  if (value === undefined || value === null) return []
  if (typeof value !== 'object' || Array.isArray(value)) return null
  const pairs: (readonly [string, string])[] = []
  for (const [name, entry] of Object.entries(value as Readonly<Record<string, unknown>>)) {
    const entries = multi ? entry : [entry]
    if (!Array.isArray(entries)) return null
    for (const one of entries as readonly unknown[]) {
      if (typeof one !== 'string' && typeof one !== 'number' && typeof one !== 'boolean') return null
      pairs.push([name, String(one)])
    }
  }
  return pairs
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/**
 * Payload format 1.0: what a function gets of a request, and what it may answer.
 * Sources: API Gateway Developer Guide, "Lambda proxy integrations in API Gateway"; events and answers recorded from AWS
 * (LocalStack's test suite).
 */

import { toBase64, textOf } from './bytes'
import { grouped, type Pairs, type RequestParts } from './request'

export interface Payload1Input {
  readonly request: RequestParts
  /** As the function sees them. */
  readonly headers: Pairs
  /** Of the resource or route: `/items/{id}`. */
  readonly resource: string
  readonly path: string
  readonly pathParameters: Readonly<Record<string, string>> | null
  readonly stageVariables: Readonly<Record<string, string>> | null
  readonly requestContext: object
  /** Whether the body comes in base64. */
  readonly isBinary: boolean
}

/** What is not there is null. Maps of single values hold the last one. */
export function payload1(input: Payload1Input): object {
  const { request, isBinary } = input
  return {
    resource: input.resource,
    path: input.path,
    httpMethod: request.method,
    ...maps('headers', 'multiValueHeaders', input.headers),
    ...maps('queryStringParameters', 'multiValueQueryStringParameters', request.query),
    pathParameters: input.pathParameters,
    stageVariables: input.stageVariables,
    requestContext: input.requestContext,
    body: request.body.length === 0 ? null : isBinary ? toBase64(request.body) : textOf(request.body),
    isBase64Encoded: isBinary && request.body.length > 0,
  }
}

function maps(single: string, multi: string, pairs: Pairs): object {
  if (pairs.length === 0) return { [single]: null, [multi]: null }
  const groups = [...grouped(pairs)]
  return {
    [single]: Object.fromEntries(groups.map(([name, values]) => [name, values.at(-1)])),
    [multi]: Object.fromEntries(groups),
  }
}

export interface FunctionResponse {
  readonly status: number
  readonly headers: Pairs
  readonly body: string
  readonly isBase64Encoded: boolean
}

const MEMBERS: ReadonlySet<string> = new Set(['statusCode', 'headers', 'multiValueHeaders', 'body', 'isBase64Encoded'])

/**
 * The answer of a function, read as the proxy contract demands. Recorded: no member is required; one that does not exist
 * spoils the answer; scalars are taken for texts.
 * @param payload JSON text @returns null for a malformed answer
 */
export function proxyResponse(payload: string): FunctionResponse | null {
  const answer = parsed(payload)
  if (!isRecord(answer) || Object.keys(answer).some((name) => !MEMBERS.has(name))) return null
  const status = statusOf(answer['statusCode'])
  const body = scalar(answer['body'] ?? '')
  const multi = multiValues(answer['multiValueHeaders'] ?? {})
  const single = singleValues(answer['headers'] ?? {})
  const encoded = answer['isBase64Encoded'] ?? false
  if (status === null || body === null || !multi || !single) return null
  if (typeof encoded !== 'boolean' && encoded !== 'true' && encoded !== 'false') return null
  const has = (name: string, value: string): boolean =>
    multi.some(([key, other]) => key.toLowerCase() === name.toLowerCase() && other === value)
  return {
    status,
    headers: [...multi, ...single.filter(([name, value]) => !has(name, value))],
    body,
    isBase64Encoded: encoded === true || encoded === 'true',
  }
}

/** Without one 200. That it has to be within 100 to 599 is not confirmed. */
function statusOf(value: unknown): number | null {
  if (value === undefined || value === null) return 200
  const text = scalar(value)
  if (text === null || !/^\d{3}$/.test(text)) return null
  const status = Number(text)
  return status >= 100 && status <= 599 ? status : null
}

function singleValues(headers: unknown): Pairs | null {
  if (!isRecord(headers)) return null
  const pairs: (readonly [string, string])[] = []
  for (const [name, value] of Object.entries(headers)) {
    const text = scalar(value ?? '')
    if (text === null) return null
    pairs.push([name, text])
  }
  return pairs
}

function multiValues(headers: unknown): Pairs | null {
  if (!isRecord(headers)) return null
  const pairs: (readonly [string, string])[] = []
  for (const [name, values] of Object.entries(headers)) {
    if (!Array.isArray(values)) return null
    for (const value of values as readonly unknown[]) {
      const text = scalar(value ?? '')
      if (text === null) return null
      pairs.push([name, text])
    }
  }
  return pairs
}

const scalar = (value: unknown): string | null =>
  typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? String(value) : null

export function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

export const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/**
 * Payload format 2.0, of HTTP APIs and function URLs: what a function gets of a request, and what its answer comes to.
 * Sources: API Gateway Developer Guide, "AWS Lambda integrations for HTTP APIs"; function URLs recorded from AWS
 * (LocalStack's test suite).
 */

import { toBase64, textOf } from './bytes'
import { isRecord, parsed, type FunctionResponse } from './payload-1'
import { grouped, headerValue, unescapePath, type Pairs, type RequestParts } from './request'

export interface Payload2Input {
  readonly request: RequestParts
  readonly routeKey: string
  readonly rawPath: string
  readonly pathParameters?: Readonly<Record<string, string>>
  readonly stageVariables?: Readonly<Record<string, string>>
  readonly requestContext: object
  /** Those that the entrance adds: X-Forwarded-For, X-Amzn-Trace-Id. */
  readonly added: Pairs
}

/** What is not there is left out. Header names in lower case; what comes more than once is joined by commas. */
export function payload2(input: Payload2Input): object {
  const { request, pathParameters, stageVariables } = input
  const headers = [...request.headers, ...input.added].map(([name, value]): [string, string] => [
    name.toLowerCase(),
    value,
  ])
  const cookies = headers
    .filter(([name]) => name === 'cookie')
    .flatMap(([, value]) => value.split(';').map((cookie) => cookie.trim()))
    .filter((cookie) => cookie !== '')
  const isBinary = request.body.length > 0 && !isTextual(headerValue(request.headers, 'content-type'))
  return {
    version: '2.0',
    routeKey: input.routeKey,
    rawPath: input.rawPath,
    rawQueryString: request.rawQuery,
    ...(cookies.length > 0 && { cookies }),
    headers: joined(headers.filter(([name]) => name !== 'cookie')),
    ...(request.query.length > 0 && { queryStringParameters: joined(request.query) }),
    requestContext: input.requestContext,
    ...(request.body.length > 0 && { body: isBinary ? toBase64(request.body) : textOf(request.body) }),
    ...(pathParameters && Object.keys(pathParameters).length > 0 && { pathParameters: unescaped(pathParameters) }),
    isBase64Encoded: isBinary,
    ...(stageVariables && Object.keys(stageVariables).length > 0 && { stageVariables }),
  }
}

/** Of `requestContext`. */
export const httpContext = ({ request, rawPath }: Pick<Payload2Input, 'request' | 'rawPath'>): object => ({
  method: request.method,
  path: rawPath,
  protocol: 'HTTP/1.1',
  sourceIp: request.sourceIp,
  userAgent: headerValue(request.headers, 'user-agent') ?? '',
})

const joined = (pairs: Pairs): Record<string, string> =>
  Object.fromEntries([...grouped(pairs)].map(([name, values]) => [name, values.join(',')]))

const unescaped = (parameters: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(parameters).map(([name, value]) => [name, unescapePath(value)]))

/** Whose body comes as text; any other in base64 (recorded for multipart/form-data). A body without a type is text: MODEL. */
export function isTextual(contentType: string | undefined): boolean {
  const type = (contentType ?? 'text/plain').split(';')[0]?.trim().toLowerCase() ?? ''
  return /^text\/|^application\/(json|javascript|xml|x-www-form-urlencoded|graphql)$|\+(json|xml)$/.test(type)
}

/**
 * A function's answer. An object with `statusCode` is the response; anything else is its body, as JSON, but a text as it
 * is (recorded; the documentation's example has quotes).
 * @param payload JSON text
 * @param defaultType content type of a response that names none
 * @returns null for a `statusCode` or other member that cannot be one
 */
export function inferredResponse(payload: string, defaultType: string): FunctionResponse | null {
  const answer = parsed(payload)
  if (isRecord(answer) && answer['statusCode'] !== undefined) return structured(answer, defaultType)
  return {
    status: 200,
    headers: [['content-type', 'application/json']],
    // Nothing at all comes as null, which JSON has no other text for.
    body: typeof answer === 'string' ? answer : payload,
    isBase64Encoded: false,
  }
}

function structured(answer: Readonly<Record<string, unknown>>, defaultType: string): FunctionResponse | null {
  const { statusCode, headers = null, body = null, cookies = null, isBase64Encoded = null } = answer
  const status = typeof statusCode === 'string' && /^\d{3}$/.test(statusCode) ? Number(statusCode) : statusCode
  if (typeof status !== 'number' || !Number.isInteger(status) || status < 100 || status > 599) return null
  if (headers !== null && !isRecord(headers)) return null
  if (cookies !== null && !Array.isArray(cookies)) return null
  const pairs = Object.entries(headers ?? {})
    .filter(([, value]) => value !== null)
    .map(([name, value]): [string, string] => [name.toLowerCase(), textFor(value)])
  const set = (cookies ?? []) as readonly unknown[]
  return {
    status,
    headers: [
      ...(pairs.some(([name]) => name === 'content-type') ? [] : [['content-type', defaultType] as const]),
      ...pairs,
      ...set.map((cookie) => ['set-cookie', textFor(cookie)] as const),
    ],
    body: body === null ? '' : textFor(body),
    isBase64Encoded: isBase64Encoded === true || isBase64Encoded === 'true',
  }
}

const textFor = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value))

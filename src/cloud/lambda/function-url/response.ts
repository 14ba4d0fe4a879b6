/**
 * What a function URL answers. Source: Guide, "Response payload format" and "Response streaming"; recorded from AWS
 * (LocalStack's test suite): inference, content types, 502.
 */

import { bytesOf, fromBase64 } from '../../http/bytes'
import { inferredResponse } from '../../http/payload-2'
import type { Pairs } from '../../http/request'
import type { AttemptResult } from '../attempt'
import type { StreamedPart, StreamedResponse } from '../streamed-response'
import type { FunctionUrl } from './configuration'

export interface UrlResponse {
  readonly status: number
  readonly headers: Pairs
  readonly body: string | Uint8Array
  /** Of a streamed body. */
  readonly parts?: readonly { readonly at: number; readonly bytes: number }[]
  /** The connection ended before the body did. */
  readonly incomplete?: true
  /** Why this is not the function's own answer. */
  readonly refused?: string
}

const JSON_TYPE = 'application/json'
const INTEGRATION_TYPE = 'application/vnd.awslambda.http-integration-response'
const DELIMITER_LENGTH = 8

/** Of one connection only. Source: RFC 9110, section 7.6.1. */
const HOP_BY_HOP: ReadonlySet<string> = new Set(
  'connection keep-alive proxy-authenticate proxy-authorization proxy-connection te trailer transfer-encoding upgrade'.split(
    ' ',
  ),
)

/** Recorded from AWS; of the content type nothing is known. */
export const badGateway = (refused: string): UrlResponse => ({
  status: 502,
  headers: [['content-type', JSON_TYPE]],
  body: 'Internal Server Error',
  refused,
})

export function responseOf({ invokeMode }: Pick<FunctionUrl, 'invokeMode'>, result: AttemptResult): UrlResponse {
  return invokeMode === 'RESPONSE_STREAM' ? streamed(result) : buffered(result)
}

function buffered({ payload, functionError }: AttemptResult): UrlResponse {
  if (functionError !== null) return badGateway('The function failed.')
  const inferred = inferredResponse(payload, JSON_TYPE)
  const body = inferred && (inferred.isBase64Encoded ? fromBase64(inferred.body) : inferred.body)
  if (!inferred || body === null) return badGateway('The function’s answer is no HTTP response.')
  return { status: inferred.status, headers: ownHeaders(inferred.headers), body }
}

function streamed(result: AttemptResult): UrlResponse {
  const { stream, functionError, payload } = result
  if (!stream || (functionError !== null && stream.parts.length === 0)) {
    if (functionError !== null) return badGateway('The function failed before it wrote anything.')
    // A handler that does not stream: its result as it is, also one that looks like a response (recorded).
    return { status: 200, headers: [['content-type', stream?.contentType ?? JSON_TYPE]], body: payload }
  }
  const incomplete = functionError !== null && { incomplete: true as const }
  if (stream.contentType !== INTEGRATION_TYPE) {
    return { status: 200, headers: [['content-type', stream.contentType]], ...bodyOf(stream.parts), ...incomplete }
  }
  const prelude = preludeOf(stream)
  return prelude
    ? { status: prelude.status, headers: prelude.headers, ...bodyOf(prelude.rest), ...incomplete }
    : badGateway('The stream has no prelude: metadata of an HTTP response is written with the first write.')
}

const bodyOf = (parts: readonly StreamedPart[]): Pick<UrlResponse, 'body' | 'parts'> => {
  const body = new Uint8Array(parts.reduce((size, { bytes }) => size + bytes.length, 0))
  let at = 0
  for (const { bytes } of parts) {
    body.set(bytes, at)
    at += bytes.length
  }
  return { body, parts: parts.map((part) => ({ at: part.at, bytes: part.bytes.length })) }
}

/** JSON, eight NULs, and then the body. */
function preludeOf({ parts }: StreamedResponse): { status: number; headers: Pairs; rest: StreamedPart[] } | null {
  let head = ''
  for (const [index, { at, bytes }] of parts.entries()) {
    const end = delimiterIn(bytes)
    head += new TextDecoder().decode(end < 0 ? bytes : bytes.subarray(0, end))
    if (end < 0) continue
    const response = inferredResponse(withStatus(head), 'application/octet-stream')
    if (!response) return null
    const first = bytes.subarray(end + DELIMITER_LENGTH)
    const rest = [...(first.length > 0 ? [{ at, bytes: first }] : []), ...parts.slice(index + 1)]
    return { status: response.status, headers: ownHeaders(response.headers), rest }
  }
  return null
}

/** `{}` is a prelude too: its status is 200. */
function withStatus(json: string): string {
  try {
    return JSON.stringify({ statusCode: 200, ...(JSON.parse(json) as object) })
  } catch {
    return json
  }
}

function delimiterIn(bytes: Uint8Array): number {
  let zeros = 0
  for (let index = 0; index < bytes.length; index++) {
    zeros = bytes[index] === 0 ? zeros + 1 : 0
    if (zeros === DELIMITER_LENGTH) return index - DELIMITER_LENGTH + 1
  }
  return -1
}

const ownHeaders = (headers: Pairs): Pairs => headers.filter(([name]) => !HOP_BY_HOP.has(name.toLowerCase()))

export const sizeOf = (body: string | Uint8Array): number => bytesOf(body).length

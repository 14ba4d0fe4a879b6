/** A request as the endpoint reads it: host, path and query apart, header names in lower case. */

import { gunzipSync } from 'fflate'
import { AwsError } from '../aws/aws-error'
import type { WireRequest } from '../protocol'

export interface ReadRequest {
  readonly method: string
  /** Lower case, without port. */
  readonly host: string
  /** As sent, percent-encoded, with the leading slash. */
  readonly path: string
  /** Decoded, in order. */
  readonly query: readonly (readonly [name: string, value: string])[]
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | Uint8Array
}

const URL_PARTS = /^https?:\/\/(?:[^/?#@]*@)?([^/:?#]+)(?::\d+)?([^?#]*)(?:\?([^#]*))?/i
const utf8 = { decode: new TextDecoder(), encode: new TextEncoder() }

/** @returns null for what is no http(s) URL */
export function readRequest(request: WireRequest): ReadRequest | null {
  const [, host, path, query] = URL_PARTS.exec(request.url) ?? []
  if (host === undefined) return null
  return {
    method: request.method.toUpperCase(),
    host: host.toLowerCase(),
    path: path === undefined || path === '' ? '/' : path,
    query: readPairs(query ?? ''),
    headers: Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name.toLowerCase(), value])),
    body: request.body,
  }
}

/** `a=1&b` → pairs, decoded. */
export function readPairs(text: string): readonly (readonly [string, string])[] {
  if (text === '') return []
  return text.split('&').map((pair) => {
    const equals = pair.indexOf('=')
    return equals < 0 ? [unescape(pair), ''] : [unescape(pair.slice(0, equals)), unescape(pair.slice(equals + 1))]
  })
}

/** Percent-encoding and `+`; what is malformed stays as it is. */
function unescape(text: string): string {
  const spaced = text.replaceAll('+', ' ')
  try {
    return decodeURIComponent(spaced)
  } catch {
    return spaced
  }
}

export const queryValue = ({ query }: ReadRequest, name: string): string | undefined =>
  query.find(([key]) => key === name)?.[1]

export const textOf = (body: string | Uint8Array): string =>
  typeof body === 'string' ? body : utf8.decode.decode(body)

export const bytesOf = (body: string | Uint8Array): Uint8Array =>
  typeof body === 'string' ? utf8.encode.encode(body) : body

/**
 * SDK clients compress what is large, for operations whose model says so: PutMetricData. What an object of S3 is encoded
 * with is its own business.
 * @throws AwsError SerializationException
 */
export function decompressed(request: ReadRequest): ReadRequest {
  if (request.headers['content-encoding'] !== 'gzip') return request
  try {
    return { ...request, body: gunzipSync(bytesOf(request.body)) }
  } catch {
    throw new AwsError('SerializationException', 400, 'The request body is not gzip.')
  }
}

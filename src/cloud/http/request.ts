/** A web request taken apart, as the payload formats need it. */

import { httpDate } from '../aws/timestamps'
import type { HttpRequest } from '../services/contract'

export type Pairs = readonly (readonly [name: string, value: string])[]

export interface RequestParts extends HttpRequest {
  /** As sent, percent-encoded, with the leading slash. */
  readonly path: string
  /** Without `?`; empty without one. */
  readonly rawQuery: string
  /** Decoded, in order. */
  readonly query: Pairs
}

const URL_PARTS = /^https?:\/\/[^/?#]*([^?#]*)(?:\?([^#]*))?/i

export function partsOf(request: HttpRequest): RequestParts {
  const [, path = '', rawQuery = ''] = URL_PARTS.exec(request.url) ?? []
  return { ...request, path: path === '' ? '/' : path, rawQuery, query: queryPairs(rawQuery) }
}

/** `a=1&b` → pairs, decoded. */
function queryPairs(text: string): Pairs {
  if (text === '') return []
  return text.split('&').map((pair): readonly [string, string] => {
    const equals = pair.indexOf('=')
    return equals < 0 ? [decoded(pair), ''] : [decoded(pair.slice(0, equals)), decoded(pair.slice(equals + 1))]
  })
}

const decoded = (text: string): string => unescapePath(text.replaceAll('+', ' '))

/** Percent-encoding undone; what is malformed stays as it is. */
export function unescapePath(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

/** All values of a header, whatever the case of its name. */
export const headerValues = (headers: Pairs, name: string): readonly string[] =>
  headers.filter(([key]) => key.toLowerCase() === name.toLowerCase()).map(([, value]) => value)

/** Undefined without one; the last, where a header comes more than once. */
export const headerValue = (headers: Pairs, name: string): string | undefined => headerValues(headers, name).at(-1)

/** `31/Jan/2026:12:00:00 +0000`, as requestContext has it. */
export function requestTime(instant: number): string {
  const [, day = '', month = '', year = '', time = ''] =
    /^\w+, (\d\d) (\w+) (\d{4}) ([\d:]+) GMT$/.exec(httpDate(instant)) ?? []
  return `${day}/${month}/${year}:${time} +0000`
}

/** `JKJaXmPLvHcESHA=`: what identifies requests at API Gateway's front. */
export const EXTENDED_ID_ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'

/** Names → values, in the order of first appearance. */
export function grouped(pairs: Pairs): ReadonlyMap<string, readonly string[]> {
  const groups = new Map<string, string[]>()
  for (const [name, value] of pairs) {
    const group = groups.get(name)
    if (group) group.push(value)
    else groups.set(name, [value])
  }
  return groups
}

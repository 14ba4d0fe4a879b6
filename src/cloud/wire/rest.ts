/**
 * What the two REST protocols share: which operation a method and path mean, and what stands in path, query and headers.
 * Source: Smithy, "HTTP binding traits".
 */

import type { WireMember, WireModel, WireOperation } from '../aws/wire-model'
import { namesAnother } from './buckets'
import { readScalar, writeScalar, isObject } from './values'
import type { ReadRequest } from './request'

interface Route {
  readonly operation: string
  readonly method: string
  readonly segments: readonly Segment[]
  /** Literals of the query; `x-id` apart: it is a hint that other clients leave out. */
  readonly query: readonly (readonly [string, string])[]
  readonly hint: string | null
  /** Headers and query parameters without which it is another operation. */
  readonly required: readonly { readonly in: 'header' | 'query'; readonly at: string }[]
  /** Whether it addresses a bucket. */
  readonly bucket: boolean
}

type Segment =
  | { readonly kind: 'literal'; readonly text: string }
  | { readonly kind: 'label'; readonly name: string }
  | { readonly kind: 'greedy'; readonly name: string }

export interface Match {
  readonly operation: string
  /** Decoded. */
  readonly labels: Readonly<Record<string, string>>
}

export class Router {
  readonly #routes: readonly Route[]

  constructor(
    readonly model: WireModel,
    readonly bucketAddressing: boolean,
  ) {
    this.#routes = Object.entries(model.operations).flatMap(([name, operation]) =>
      operation.http ? [routeOf(name, operation, operation.http, model)] : [],
    )
  }

  match(request: ReadRequest): Match | null {
    const { bucket, path } = this.bucketAddressing ? bucketOf(request) : { bucket: null, path: request.path }
    const hint = request.query.find(([name]) => name === 'x-id')?.[1] ?? null
    let best: { readonly match: Match; readonly score: number } | null = null
    for (const route of this.#routes) {
      if (route.method !== request.method) continue
      if (this.bucketAddressing && (route.bucket !== (bucket !== null) || namesAnother(request, route.query))) continue
      const labels = matchPath(route.segments, path)
      if (!labels || !route.query.every((literal) => hasQuery(request, literal))) continue
      if (!route.required.every((need) => isGiven(request, need))) continue
      const literals = route.segments.filter(({ kind }) => kind === 'literal').length
      const hinted = hint !== null && route.hint === hint ? 1000 : 0
      const score = hinted + route.query.length * 100 + route.required.length * 10 + literals
      if (best && best.score >= score) continue
      best = {
        score,
        match: { operation: route.operation, labels: bucket === null ? labels : { Bucket: bucket, ...labels } },
      }
    }
    return best?.match ?? null
  }
}

function routeOf(
  operation: string,
  { input }: WireOperation,
  http: NonNullable<WireOperation['http']>,
  model: WireModel,
): Route {
  const [method, uri] = http
  const [path = '/', query = ''] = uri.split('?')
  const literals =
    query === '' ? [] : query.split('&').map((pair) => [pair.split('=')[0] ?? '', pair.split('=')[1] ?? ''] as const)
  const members = Object.values(model.structures[input ?? '']?.members ?? {})
  const labels = path.match(/{[^}]+}/g)?.map((label) => label.replace(/[{}+]/g, '')) ?? []
  const bucketMember = model.structures[input ?? '']?.members['Bucket']
  return {
    operation,
    method,
    segments: segmentsOf(path),
    query: literals.filter(([name]) => name !== 'x-id'),
    hint: literals.find(([name]) => name === 'x-id')?.[1] ?? null,
    required: members.flatMap((member) =>
      member.required && (member.in === 'header' || member.in === 'query') && member.at !== undefined
        ? [{ in: member.in, at: member.at.toLowerCase() === member.at ? member.at : member.at }]
        : [],
    ),
    bucket: bucketMember?.in === 'label' && !labels.includes('Bucket'),
  }
}

const segmentsOf = (path: string): readonly Segment[] =>
  path
    .split('/')
    .filter((part) => part !== '')
    .map((part) => {
      const [, name, greedy] = /^{([^}+]+)(\+?)}$/.exec(part) ?? []
      if (name === undefined) return { kind: 'literal', text: part }
      return { kind: greedy === '+' ? 'greedy' : 'label', name }
    })

/** @param path percent-encoded @returns null when it does not fit */
function matchPath(segments: readonly Segment[], path: string): Record<string, string> | null {
  const rest = path.slice(1)
  const labels: Record<string, string> = {}
  const greedyAt = segments.findIndex(({ kind }) => kind === 'greedy')
  const parts = rest === '' ? [] : rest.split('/')
  // A trailing slash means nothing, unless a key may end in one.
  if (greedyAt < 0 && parts.at(-1) === '') parts.pop()
  if (greedyAt < 0 ? parts.length !== segments.length : parts.length < segments.length) return null
  for (const [index, segment] of segments.entries()) {
    const after = segments.length - 1 - index
    const text =
      segment.kind === 'greedy'
        ? parts.slice(index, parts.length - after).join('/')
        : partOf(parts, segments, index, greedyAt)
    if (text === undefined || text === '') return null
    if (segment.kind === 'literal') {
      if (text !== segment.text) return null
    } else {
      labels[segment.name] = decodePath(text)
    }
  }
  return labels
}

/** Segments behind a greedy one count from the end. */
function partOf(
  parts: readonly string[],
  segments: readonly Segment[],
  index: number,
  greedyAt: number,
): string | undefined {
  return greedyAt >= 0 && index > greedyAt ? parts[parts.length - (segments.length - index)] : parts[index]
}

function decodePath(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

/** `bucket.s3.us-east-1.amazonaws.com/key`, `s3.us-east-1.amazonaws.com/bucket/key`. */
export function bucketOf({ host, path }: ReadRequest): { readonly bucket: string | null; readonly path: string } {
  const [, virtual] = /^(.+)\.s3[.-]/.exec(host) ?? []
  if (virtual !== undefined) return { bucket: virtual, path }
  const [, bucket = '', rest = '/'] = /^\/([^/]*)(\/.*)?$/.exec(path) ?? []
  return bucket === '' ? { bucket: null, path } : { bucket: decodePath(bucket), path: rest }
}

function hasQuery({ query }: ReadRequest, [name, value]: readonly [string, string]): boolean {
  return query.some(([key, given]) => key === name && (value === '' || given === value))
}

function isGiven(request: ReadRequest, need: Route['required'][number]): boolean {
  return need.in === 'header'
    ? request.headers[need.at.toLowerCase()] !== undefined
    : request.query.some(([name]) => name === need.at)
}

/** Everything of the input that is not in the body. @throws AwsError */
export function readBindings(
  request: ReadRequest,
  labels: Readonly<Record<string, string>>,
  structure: string,
  model: WireModel,
): Record<string, unknown> {
  const input: Record<string, unknown> = {}
  for (const [name, member] of Object.entries(model.structures[structure]?.members ?? {})) {
    const value = readBinding(request, labels, name, member)
    if (value !== undefined) input[name] = value
  }
  return input
}

function readBinding(
  request: ReadRequest,
  labels: Readonly<Record<string, string>>,
  name: string,
  { in: place, at = '', shape }: WireMember,
): unknown {
  const isList = typeof shape === 'object' && 'list' in shape
  switch (place) {
    case 'label': {
      const text = labels[name]
      return text === undefined ? undefined : readScalar(text, shape, name)
    }
    case 'query': {
      const values = request.query.filter(([key]) => key === at).map(([, value]) => value)
      if (isList) return values.length > 0 ? values.map((value) => readScalar(value, shape.list, at)) : undefined
      return values[0] === undefined ? undefined : readScalar(values[0], shape, at)
    }
    case 'query-map':
      return Object.fromEntries(request.query)
    case 'header': {
      const text = request.headers[at.toLowerCase()]
      if (text === undefined) return undefined
      if (isList) return text.split(',').map((entry) => readScalar(entry.trim(), shape.list, at))
      return readScalar(text, shape, at)
    }
    case 'prefix-headers': {
      const prefix = at.toLowerCase()
      const named = Object.entries(request.headers).filter(([header]) => header.startsWith(prefix))
      return named.length > 0
        ? Object.fromEntries(named.map(([header, value]) => [header.slice(prefix.length), value]))
        : undefined
    }
    default:
      return undefined
  }
}

/** Status and headers that the output carries. */
export function writeBindings(
  output: Readonly<Record<string, unknown>>,
  structure: string | null,
  model: WireModel,
): { readonly status: number | null; readonly headers: Record<string, string> } {
  const headers: Record<string, string> = {}
  let status: number | null = null
  for (const [name, { in: place, at = '', shape }] of Object.entries(
    model.structures[structure ?? '']?.members ?? {},
  )) {
    const value = output[name]
    if (value === undefined || value === null) continue
    if (place === 'status') status = Number(value)
    if (place === 'header') {
      const scalar = typeof shape === 'object' && 'list' in shape ? shape.list : shape
      headers[at.toLowerCase()] = Array.isArray(value)
        ? value.map((entry) => writeScalar(entry, scalar)).join(',')
        : writeScalar(value, scalar)
    }
    if (place === 'prefix-headers' && isObject(value)) {
      for (const [key, text] of Object.entries(value)) headers[`${at}${key}`.toLowerCase()] = String(text)
    }
  }
  return { status, headers }
}

/** The member that is the whole body, if there is one. */
export function payloadOf(structure: string | null, model: WireModel): readonly [string, WireMember] | null {
  return (
    Object.entries(model.structures[structure ?? '']?.members ?? {}).find(([, member]) => member.in === 'payload') ??
    null
  )
}

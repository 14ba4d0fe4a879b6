/** Spans as OTLP/JSON (opentelemetry-proto, trace service request): what collectors and Jaeger take. */

import { DEFAULT_ACCOUNT } from '../../cloud/aws/arn'
import { functionArn, type AttributeValue, type Span, type SpanSet } from './spans'

const KINDS: Readonly<Record<Span['kind'], number>> = { internal: 1, server: 2, client: 3, consumer: 5 }
const ERROR = 2
export const SCHEMA_URL = 'https://opentelemetry.io/schemas/1.27.0'

interface Value {
  readonly key: string
  readonly value: Readonly<Record<string, unknown>>
}

export interface OtlpTraces {
  readonly resourceSpans: readonly {
    readonly resource: { readonly attributes: readonly Value[] }
    readonly scopeSpans: readonly {
      readonly scope: { readonly name: string }
      readonly spans: readonly OtlpSpan[]
      readonly schemaUrl: string
    }[]
    readonly schemaUrl: string
  }[]
}

export interface OtlpSpan {
  readonly traceId: string
  readonly spanId: string
  readonly parentSpanId?: string
  readonly name: string
  readonly kind: number
  readonly startTimeUnixNano: string
  readonly endTimeUnixNano: string
  readonly attributes: readonly Value[]
  readonly links?: readonly { readonly traceId: string; readonly spanId: string }[]
  readonly status?: { readonly code: number; readonly message: string }
}

export function otlpTraces(set: SpanSet): OtlpTraces {
  const traceIds = traceIdsOf(set)
  const groups = new Map<string, Span[]>()
  for (const span of set.spans) {
    const key = `${span.functionName ?? ''}\n${span.environment ?? ''}`
    const group = groups.get(key)
    if (group) group.push(span)
    else groups.set(key, [span])
  }
  return {
    resourceSpans: [...groups.values()].map((spans) => ({
      resource: { attributes: valuesOf(resourceOf(spans[0] as Span, set)) },
      scopeSpans: [
        { scope: { name: 'coldstart' }, spans: spans.map((span) => spanOf(span, traceIds)), schemaUrl: SCHEMA_URL },
      ],
      schemaUrl: SCHEMA_URL,
    })),
  }
}

function resourceOf({ functionName, environment }: Span, { environments }: SpanSet): Record<string, AttributeValue> {
  const created = environments.get(environment ?? '')
  const cloud = {
    'cloud.provider': 'aws',
    'cloud.region': DEFAULT_ACCOUNT.region,
    'cloud.account.id': DEFAULT_ACCOUNT.accountId,
  }
  if (functionName === null) return { 'service.name': 'web', ...cloud }
  return {
    'service.name': functionName,
    ...cloud,
    'cloud.platform': 'aws_lambda',
    'cloud.resource_id': functionArn(
      functionName,
      created && created.version !== '$LATEST' ? created.version : undefined,
    ),
    'faas.name': functionName,
    ...(created && {
      'faas.version': created.version,
      'faas.instance': created.logStream,
      'aws.log.stream.names': [created.logStream],
      ...(created.memorySizeMB !== undefined && { 'faas.max_memory': created.memorySizeMB * 1024 * 1024 }),
      ...(created.architecture !== undefined && { 'host.arch': created.architecture === 'arm64' ? 'arm64' : 'amd64' }),
    }),
  }
}

function spanOf(span: Span, traceIds: ReadonlyMap<Span, string>): OtlpSpan {
  const { parent, links, error } = span
  return {
    traceId: traceIds.get(span) ?? '',
    spanId: spanId(span),
    ...(parent && { parentSpanId: spanId(parent) }),
    name: span.name,
    kind: KINDS[span.kind],
    startTimeUnixNano: nanoseconds(span.start),
    endTimeUnixNano: nanoseconds(span.end),
    attributes: valuesOf({ ...span.attributes, ...(error !== null && { 'error.type': error }) }),
    ...(links.length > 0 && {
      links: links.map((link) => ({ traceId: traceIds.get(link) ?? '', spanId: spanId(link) })),
    }),
    ...(error !== null && { status: { code: ERROR, message: error } }),
  }
}

/** No span has the id 0. */
const spanId = ({ seq }: Span): string => (seq + 1).toString(16).padStart(16, '0')

const nanoseconds = (milliseconds: number): string => String(BigInt(Math.round(milliseconds * 1000)) * 1000n)

/** One for each tree: X-Ray's, where a request in it was traced; else made in the same form, time first. */
function traceIdsOf({ spans, xray }: SpanSet): ReadonlyMap<Span, string> {
  const roots = new Map<Span, Span>()
  const known = new Map<Span, string>()
  for (const span of spans) {
    const root = rootOf(span)
    roots.set(span, root)
    const traced = span.requestId === null ? undefined : xray.get(span.requestId)
    if (traced !== undefined && !known.has(root)) known.set(root, traced.replace(/^1-|-/g, ''))
  }
  const made = ({ start, seq }: Span): string =>
    Math.floor(start / 1000)
      .toString(16)
      .padStart(8, '0') + `c01d57a7${(seq + 1).toString(16).padStart(16, '0')}`
  return new Map([...roots].map(([span, root]) => [span, known.get(root) ?? made(root)]))
}

function rootOf(span: Span): Span {
  let root = span
  while (root.parent) root = root.parent
  return root
}

const valuesOf = (attributes: Readonly<Record<string, AttributeValue>>): readonly Value[] =>
  Object.entries(attributes).map(([key, value]) => ({ key, value: anyValue(value) }))

function anyValue(value: AttributeValue): Readonly<Record<string, unknown>> {
  switch (typeof value) {
    case 'string':
      return { stringValue: value }
    case 'boolean':
      return { boolValue: value }
    case 'number':
      // 64-bit integers are texts in JSON.
      return Number.isInteger(value) ? { intValue: String(value) } : { doubleValue: value }
    default:
      return { arrayValue: { values: value.map((one) => ({ stringValue: one })) } }
  }
}

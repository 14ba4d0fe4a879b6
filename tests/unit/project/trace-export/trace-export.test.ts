import { describe, expect, it } from 'vitest'
import type { TraceFact, TraceRecord } from '../../../../src/cloud/aws/trace-records'
import { chromeTrace } from '../../../../src/project/trace-export/chrome'
import { otlpTraces, type OtlpSpan } from '../../../../src/project/trace-export/otlp'
import { SpanCollector } from '../../../../src/project/trace-export/spans'

const START = Date.UTC(2026, 10, 30, 9)

/** Facts at their milliseconds, as a trace. */
function setOf(facts: readonly (readonly [at: number, fact: TraceFact])[]) {
  const collector = new SpanCollector()
  for (const [seq, [at, fact]] of facts.entries()) collector.apply({ ...fact, seq, at: START + at } as TraceRecord)
  return collector.finish()
}

const invocation = (
  requestId: string,
  environment: string,
  functionName: string,
  source: 'sync' | 'event-source-mapping',
) => ({
  started: {
    ...{ type: 'invocation.started', requestId, environment, functionName, version: '$LATEST', source },
    ...{ attempt: 1, cold: true },
  } satisfies TraceFact as TraceFact,
  ended: (payload = '{}'): TraceFact => ({
    ...{ type: 'invocation.ended', requestId, environment, functionName, source, attempt: 1 },
    ...{ status: payload === '{}' ? 'success' : 'error', payload, duration: 10, billedDuration: 10 },
    ...{ initDuration: null, memorySizeMB: 128, maxMemoryUsedMB: 64 },
  }),
})
const created = (environment: string, functionName: string): TraceFact => ({
  ...{ type: 'environment.created', environment, functionName, version: '$LATEST', memorySizeMB: 128 },
  logStream: `2026/11/30/[$LATEST]${environment}`,
})

/** A calls SQS; B gets the message, and fails. */
const a = invocation('req-a', 'env-a', 'A', 'sync')
const b = invocation('req-b', 'env-b', 'B', 'event-source-mapping')
const init = { environment: 'env-a', functionName: 'A', phase: 'init' } as const
const queue = 'arn:aws:sqs:us-east-1:123456789012:Orders'
const RUN: readonly (readonly [number, TraceFact])[] = [
  [
    0,
    {
      type: 'request.received',
      requestId: 'req-a',
      functionName: 'A',
      invocationType: 'RequestResponse',
      payload: '{}',
      source: 'sync',
    },
  ],
  [0, created('env-a', 'A')],
  [0, { type: 'environment.init-started', ...init }],
  [100, { type: 'environment.init-ended', ...init, status: 'success', duration: 100, errorType: null }],
  [100, a.started],
  [105, { type: 'sqs.sent', queue, messageId: 'm1', body: '', visibleAt: 0, sender: 'A' }],
  [
    105,
    {
      type: 'call.started',
      requestId: 'req-a',
      environment: 'env-a',
      callId: 1,
      method: 'POST',
      url: 'https://sqs.us-east-1.amazonaws.com/',
      operation: 'sqs:SendMessage',
      from: 5,
    },
  ],
  [108, { type: 'call.ended', requestId: 'req-a', environment: 'env-a', callId: 1, status: 200, duration: 3 }],
  [110, a.ended()],
  [
    110,
    {
      type: 'request.answered',
      requestId: 'req-a',
      functionName: 'A',
      statusCode: 200,
      functionError: null,
      payload: '{}',
    },
  ],
  [
    120,
    {
      type: 'mapping.batch-sent',
      mapping: 'm',
      functionName: 'B',
      source: queue,
      requestId: 'req-b',
      recordIds: ['m1', 'unknown'],
      cause: 'no-window',
    },
  ],
  [120, created('env-b', 'B')],
  [120.5, b.started],
  [130, b.ended('{"errorType":"TypeError","errorMessage":"x"}')],
  [
    131,
    {
      type: 'xray.segment',
      traceId: '1-5759e988-bd862e3fe1be46a994272793',
      document: '{"aws":{"request_id":"req-b"}}',
    },
  ],
  [140, { type: 'environment.init-started', environment: 'env-c', functionName: 'B', phase: 'init' }],
]

describe('spans', () => {
  it('are requests, attempts, phases and calls, with their causes', () => {
    const { spans } = setOf(RUN)
    expect(spans.map(({ what, name, parent }) => [what, name, parent?.name ?? null])).toEqual([
      ['request', 'invoke A', null],
      ['phase', 'Init', 'invoke A'],
      ['attempt', 'A', 'invoke A'],
      ['call', 'SQS.SendMessage', 'A'],
      ['request', 'invoke B', null],
      ['attempt', 'B', 'invoke B'],
      ['phase', 'Init', null],
    ])
    expect(spans[4]?.links).toEqual([spans[3]])
    expect(spans[4]?.error).toBe('TypeError')
    expect(spans[6]?.attributes).toHaveProperty('coldstart.unfinished', true)
    for (const span of spans) expect(span.end).toBeGreaterThanOrEqual(span.start)
  })
})

describe('OTLP/JSON', () => {
  const { resourceSpans } = otlpTraces(setOf(RUN))
  const all = resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap(({ spans }) => spans))
  const find = (name: string): OtlpSpan => all.find((span) => span.name === name) as OtlpSpan
  const attribute = (span: OtlpSpan, key: string): unknown => span.attributes.find((one) => one.key === key)?.value

  it('has ids, times and enums as the protocol says', () => {
    expect(new Set(all.map(({ spanId }) => spanId)).size).toBe(all.length)
    for (const span of all) {
      expect(span.traceId).toMatch(/^[0-9a-f]{32}$/)
      expect(span.spanId).toMatch(/^[0-9a-f]{16}$/)
      expect(span.startTimeUnixNano).toMatch(/^\d{19}$/)
      expect(BigInt(span.endTimeUnixNano) >= BigInt(span.startTimeUnixNano)).toBe(true)
      if (span.parentSpanId !== undefined) {
        const parent = all.find(({ spanId }) => spanId === span.parentSpanId)
        expect(parent?.traceId).toBe(span.traceId)
      }
    }
    expect(find('A')).toMatchObject({ kind: 2, startTimeUnixNano: `${START + 100}000000` })
    expect(find('B').startTimeUnixNano).toBe(`${START + 120}500000`)
    expect(find('B')).toMatchObject({
      traceId: '5759e988bd862e3fe1be46a994272793',
      status: { code: 2, message: 'TypeError' },
    })
    expect(find('invoke B')).toMatchObject({ kind: 5, links: [{ spanId: find('SQS.SendMessage').spanId }] })
  })

  it('follows the semantic conventions', () => {
    expect(attribute(find('A'), 'faas.coldstart')).toEqual({ boolValue: true })
    expect(attribute(find('A'), 'faas.invocation_id')).toEqual({ stringValue: 'req-a' })
    expect(attribute(find('B'), 'faas.trigger')).toEqual({ stringValue: 'pubsub' })
    expect(attribute(find('B'), 'error.type')).toEqual({ stringValue: 'TypeError' })
    expect(attribute(find('SQS.SendMessage'), 'messaging.system')).toEqual({ stringValue: 'aws_sqs' })
    expect(attribute(find('SQS.SendMessage'), 'http.response.status_code')).toEqual({ intValue: '200' })
    const resource = resourceSpans.find(({ scopeSpans }) => scopeSpans[0]?.spans.includes(find('A')))?.resource
    expect(
      Object.fromEntries((resource?.attributes ?? []).map(({ key, value }) => [key, Object.values(value)[0]])),
    ).toEqual({
      'service.name': 'A',
      'cloud.provider': 'aws',
      'cloud.platform': 'aws_lambda',
      'cloud.region': 'us-east-1',
      'cloud.account.id': '123456789012',
      'cloud.resource_id': 'arn:aws:lambda:us-east-1:123456789012:function:A',
      'faas.name': 'A',
      'faas.version': '$LATEST',
      'faas.instance': '2026/11/30/[$LATEST]env-a',
      'faas.max_memory': '134217728',
      'aws.log.stream.names': { values: [{ stringValue: '2026/11/30/[$LATEST]env-a' }] } as unknown,
    } satisfies Record<string, unknown>)
  })
})

describe('Chrome’s trace events', () => {
  const { traceEvents } = chromeTrace(setOf(RUN))

  it('are processes with threads, slices, pairs and flows', () => {
    const ofPhase = (phase: string) => traceEvents.filter(({ ph }) => ph === phase)
    expect(
      ofPhase('M')
        .filter(({ name }) => name === 'process_name')
        .map(({ args }) => args),
    ).toEqual([{ name: 'A' }, { name: 'B' }])
    expect(ofPhase('X').map(({ name, ts, dur }) => [name, ts, dur])).toEqual([
      ['Init', 0, 100_000],
      ['A', 100_000, 10_000],
      ['B', 120_500, 9500],
      ['Init', 140_000, 0],
    ])
    expect(ofPhase('b').map(({ id }) => id)).toEqual(ofPhase('e').map(({ id }) => id))
    const [[start], [end]] = [ofPhase('s'), ofPhase('f')]
    expect(start).toMatchObject({ id: end?.['id'], ts: 105_000, pid: 1 })
    expect(end).toMatchObject({ ts: 120_500, pid: 2, bp: 'e' })
  })
})

/** The API's actions. Source: AWS X-Ray API Reference; Developer Guide, "Sending trace data to AWS X-Ray". */

import type { Operation, ServiceContext } from '../contract'
import * as limits from './limits'
import { durationOf, wholeSegments, type Segment, type Trace, type TraceStore } from './state'
import { errors } from './wire'

type Input = Readonly<Record<string, unknown>>

export function createOperations(store: TraceStore, context: ServiceContext): Readonly<Record<string, Operation>> {
  const { kernel, account } = context
  return {
    PutTraceSegments(input) {
      const documents = (input['TraceSegmentDocuments'] ?? []) as readonly string[]
      const unprocessed = documents.flatMap((document) => {
        const read = readDocument(document)
        if ('ErrorCode' in read) return [read]
        kernel.trace.record({ type: 'xray.segment', traceId: read.trace_id, document })
        return []
      })
      return { UnprocessedTraceSegments: unprocessed }
    },

    PutTelemetryRecords: () => ({}),

    BatchGetTraces(input) {
      const ids = (input['TraceIds'] ?? []) as readonly string[]
      if (ids.length > limits.BATCH_MAX) throw errors.invalid(`At most ${limits.BATCH_MAX} trace ids are allowed.`)
      const found = ids.flatMap((id) => store.find(id) ?? [])
      return {
        Traces: found.map((trace) => ({
          Id: trace.id,
          Duration: durationOf(trace),
          LimitExceeded: false,
          Segments: wholeSegments(trace).map((segment) => ({ Id: segment.id, Document: JSON.stringify(segment) })),
        })),
        UnprocessedTraceIds: ids.filter((id) => !store.find(id)),
      }
    },

    GetTraceSummaries(input) {
      if (input['FilterExpression'] !== undefined) throw errors.notSimulated('Filter expressions are')
      const traces = within(store.all(), input)
      return {
        TraceSummaries: traces.map((trace) => summaryOf(trace, account.accountId)),
        ApproximateTime: kernel.now / 1000,
        TracesProcessedCount: traces.length,
      }
    },

    GetServiceGraph(input) {
      const { StartTime, EndTime } = input
      return { StartTime, EndTime, Services: graphOf(within(store.all(), input), account.accountId) }
    },

    /** Rules of one's own are not simulated: there is the default one. */
    GetSamplingRules: () => ({
      SamplingRuleRecords: [
        {
          SamplingRule: {
            RuleName: 'Default',
            RuleARN: `arn:aws:xray:${account.region}:${account.accountId}:sampling-rule/Default`,
            ResourceARN: '*',
            Priority: 10_000,
            FixedRate: limits.DEFAULT_RATE,
            ReservoirSize: limits.DEFAULT_RESERVOIR,
            ServiceName: '*',
            ServiceType: '*',
            Host: '*',
            HTTPMethod: '*',
            URLPath: '*',
            Version: 1,
            Attributes: {},
          },
          CreatedAt: 0,
          ModifiedAt: 0,
        },
      ],
    }),

    GetSamplingTargets(input) {
      const documents = (input['SamplingStatisticsDocuments'] ?? []) as readonly Input[]
      const [known, unknown] = [true, false].map((isDefault) =>
        documents.filter(({ RuleName }) => (RuleName === 'Default') === isDefault),
      )
      return {
        SamplingTargetDocuments: (known ?? []).map(() => ({
          RuleName: 'Default',
          FixedRate: limits.DEFAULT_RATE,
          ReservoirQuota: limits.DEFAULT_RESERVOIR,
          ReservoirQuotaTTL: kernel.now / 1000 + 10,
          Interval: 10,
        })),
        LastRuleModification: 0,
        UnprocessedStatistics: (unknown ?? []).map(({ RuleName }) => ({
          RuleName,
          ErrorCode: '400',
          Message: 'Unknown rule',
        })),
      }
    },
  }
}

const TRACE_ID = /^1-[0-9a-f]{8}-[0-9a-f]{24}$/
const SEGMENT_ID = /^[0-9a-f]{16}$/

/** What the service does not process comes back. Codes from the API reference's example; messages ours. */
function readDocument(document: string): Segment | { readonly ErrorCode: string; readonly Message?: string } {
  if (new TextEncoder().encode(document).length > limits.DOCUMENT_MAX) return { ErrorCode: 'SegmentTooLarge' }
  const segment = objectIn(document)
  if (!segment) return { ErrorCode: 'ParseError', Message: 'Invalid segment. ErrorCode: ParseError' }
  const { id, trace_id: traceId, name, start_time: start } = segment
  if (!isText(id, SEGMENT_ID)) return { ErrorCode: 'InvalidId', Message: 'Invalid segment. ErrorCode: InvalidId' }
  if (!isText(traceId, TRACE_ID)) {
    return { ErrorCode: 'InvalidTraceId', Message: 'Invalid segment. ErrorCode: InvalidTraceId' }
  }
  if (typeof name !== 'string' || typeof start !== 'number') return { ErrorCode: 'MissingRequiredField' }
  return segment as unknown as Segment
}

const isText = (value: unknown, form: RegExp): boolean => typeof value === 'string' && form.test(value)

function objectIn(document: string): Input | null {
  try {
    const value: unknown = JSON.parse(document)
    return typeof value === 'object' ? (value as Input | null) : null
  } catch {
    return null
  }
}

/** @throws AwsError */
function within(traces: readonly Trace[], input: Input): readonly Trace[] {
  const [from, to] = [Number(input['StartTime']), Number(input['EndTime'])]
  if (!(to > from)) throw errors.invalid('The end time must be after the start time.')
  if (to - from > limits.SPAN_HOURS_MAX * 3600) {
    throw errors.invalid(`The time range must not be longer than ${limits.SPAN_HOURS_MAX} hours.`)
  }
  return traces.filter(({ segments }) => {
    const start = Math.min(...[...segments.values()].map(({ start_time: time }) => time))
    return start >= from && start < to
  })
}

function summaryOf(trace: Trace, accountId: string): object {
  const all = wholeSegments(trace)
  const some = (flag: 'fault' | 'error' | 'throttle'): boolean => all.some((segment) => segment[flag] === true)
  const [first] = all
  const duration = durationOf(trace)
  return {
    Id: trace.id,
    StartTime: first?.start_time,
    Duration: duration,
    ResponseTime: (first?.end_time ?? 0) - (first?.start_time ?? 0),
    HasFault: some('fault'),
    HasError: some('error'),
    HasThrottle: some('throttle'),
    IsPartial: all.some(({ in_progress: isOpen }) => isOpen === true),
    ServiceIds: all.map(({ name, origin }) => ({ Name: name, Names: [name], Type: origin, AccountId: accountId })),
    ...(first && { EntryPoint: { Name: first.name, Names: [first.name], Type: first.origin, AccountId: accountId } }),
  }
}

interface Node {
  readonly ReferenceId: number
  readonly Name: string
  readonly Type: string | undefined
  readonly segments: Segment[]
  readonly targets: Set<number>
}

/** One node for each name and kind; an edge where one's segment is the parent of another's. */
function graphOf(traces: readonly Trace[], accountId: string): readonly object[] {
  const nodes = new Map<string, Node>()
  for (const trace of traces) {
    const owners = new Map<string, Node>()
    const segments = wholeSegments(trace)
    for (const segment of segments) {
      const key = `${segment.name} ${segment.origin ?? ''}`
      const node = nodes.get(key) ?? {
        ...{ ReferenceId: nodes.size, Name: segment.name, Type: segment.origin },
        ...{ segments: [], targets: new Set<number>() },
      }
      nodes.set(key, node)
      node.segments.push(segment)
      for (const id of idsOf(segment)) owners.set(id, node)
    }
    for (const segment of segments) {
      const [from, to] = [owners.get(segment.parent_id ?? ''), owners.get(segment.id)]
      if (from && to && from !== to) from.targets.add(to.ReferenceId)
    }
  }
  return [...nodes.values()].map(({ ReferenceId, Name, Type, segments, targets }) => ({
    ReferenceId,
    Name,
    Names: [Name],
    Type,
    AccountId: accountId,
    StartTime: Math.min(...segments.map(({ start_time: time }) => time)),
    EndTime: Math.max(...segments.map(({ start_time: from, end_time: to = from }) => to)),
    Edges: [...targets].map((target) => ({ ReferenceId: target })),
    SummaryStatistics: {
      TotalCount: segments.length,
      OkCount: segments.filter(({ fault, error }) => !fault && !error).length,
      FaultStatistics: { TotalCount: segments.filter(({ fault }) => fault).length },
    },
  }))
}

const idsOf = (segment: Segment): readonly string[] => [segment.id, ...(segment.subsegments ?? []).flatMap(idsOf)]

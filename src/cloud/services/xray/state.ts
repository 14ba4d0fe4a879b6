/**
 * Traces: segments by trace id, read out of the simulation's own trace, to which Lambda, the daemon beside a function and
 * PutTraceSegments write. Source: X-Ray Developer Guide, "X-Ray segment documents".
 */

import type { TraceRecord } from '../../aws/trace-records'
import type { ServiceContext } from '../contract'

/** Instants in seconds since the epoch. */
export interface Segment {
  readonly id: string
  readonly name: string
  readonly trace_id: string
  readonly parent_id?: string
  readonly origin?: string
  readonly type?: string
  readonly start_time: number
  /** Absent while it is in progress. */
  readonly end_time?: number
  readonly in_progress?: boolean
  readonly fault?: boolean
  readonly error?: boolean
  readonly throttle?: boolean
  readonly annotations?: Readonly<Record<string, unknown>>
  readonly subsegments?: readonly Segment[]
}

export interface Trace {
  readonly id: string
  /** By id. A segment that is sent again replaces what was there and keeps its subsegments. */
  readonly segments: Map<string, Segment>
}

export class TraceStore {
  readonly #traces = new Map<string, Trace>()
  #read = 0

  constructor(readonly context: ServiceContext) {}

  all(): readonly Trace[] {
    this.#sync()
    return [...this.#traces.values()]
  }

  find(id: string): Trace | undefined {
    this.#sync()
    return this.#traces.get(id)
  }

  #sync(): void {
    const { trace } = this.context.kernel
    for (const record of trace.since(this.#read) as TraceRecord[]) {
      if (record.type === 'xray.segment') this.#add(record.traceId, JSON.parse(record.document) as Segment)
    }
    this.#read = trace.length
  }

  #add(id: string, segment: Segment): void {
    let trace = this.#traces.get(id)
    if (!trace) this.#traces.set(id, (trace = { id, segments: new Map() }))
    const before = trace.segments.get(segment.id)
    trace.segments.set(segment.id, before ? { ...before, ...segment, ...merged(before, segment) } : segment)
  }
}

function merged(before: Segment, after: Segment): Pick<Segment, 'subsegments'> {
  const all = [...(before.subsegments ?? []), ...(after.subsegments ?? [])]
  return all.length === 0 ? {} : { subsegments: [...new Map(all.map((one) => [one.id, one])).values()] }
}

/** The segments of a trace, each with the subsegments that were sent apart from it. */
export function wholeSegments({ segments }: Trace): readonly Segment[] {
  const all = [...segments.values()]
  const parts = all.filter(({ type }) => type === 'subsegment')
  const complete = (segment: Segment): Segment => {
    const own = [...(segment.subsegments ?? []), ...parts.filter(({ parent_id: parent }) => parent === segment.id)]
    return own.length === 0 ? segment : { ...segment, subsegments: own.map(complete) }
  }
  const known = new Set(all.flatMap(idsIn))
  return all
    .filter(({ type, parent_id: parent }) => type !== 'subsegment' || !known.has(parent ?? ''))
    .map(complete)
    .sort((one, other) => one.start_time - other.start_time)
}

const idsIn = (segment: Segment): readonly string[] => [segment.id, ...(segment.subsegments ?? []).flatMap(idsIn)]

/** From the first start to the last end, seconds. */
export function durationOf({ segments }: Trace): number {
  const all = [...segments.values()]
  const start = Math.min(...all.map(({ start_time: time }) => time))
  return Math.max(...all.map(({ start_time: from, end_time: to = from }) => to)) - start
}

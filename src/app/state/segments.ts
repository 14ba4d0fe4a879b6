/** What was sent to X-Ray, by trace id: segments with the subsegments that were sent apart from them. */

import type { TraceRecord } from '../../cloud/aws/trace-records'
import { forgetOldest } from './capped-list'
import { ForkableMap } from './forkable-map'

/** As documented in the X-Ray Developer Guide, "X-Ray segment documents". Instants in seconds since the epoch. */
export interface XraySegment {
  readonly id: string
  readonly name: string
  readonly trace_id: string
  readonly parent_id?: string
  readonly origin?: string
  readonly type?: string
  readonly namespace?: string
  readonly start_time: number
  /** Absent while it is in progress. */
  readonly end_time?: number
  readonly fault?: boolean
  readonly error?: boolean
  readonly throttle?: boolean
  readonly cause?: { readonly exceptions?: readonly XrayException[] } | string
  readonly annotations?: Readonly<Record<string, unknown>>
  readonly metadata?: Readonly<Record<string, unknown>>
  readonly aws?: Readonly<Record<string, unknown>>
  readonly http?: Readonly<Record<string, unknown>>
  readonly subsegments?: readonly XraySegment[]
}

export interface XrayException {
  readonly type?: string
  readonly message?: string
  readonly stack?: readonly { readonly path?: string; readonly line?: number; readonly label?: string }[]
}

interface Sent {
  readonly documents: string[]
  /** Of all documents so far; made when somebody asks. */
  read: ReadonlyMap<string, XraySegment>
  readCount: number
}

const TRACES_KEPT = 2000
/** Of one trace: a tracer may send in a loop. */
const DOCUMENTS_KEPT = 500
const REQUEST_ID = /"request_id":"([^"]+)"/

export class Segments {
  #traces = new ForkableMap<string, Sent>((sent) => ({ ...sent, documents: sent.documents.slice() }))
  #byRequest = new Map<string, string>()

  fork(): Segments {
    const fork = new Segments()
    fork.#traces = this.#traces.fork()
    fork.#byRequest = new Map(this.#byRequest)
    return fork
  }

  apply(record: TraceRecord): void {
    if (record.type !== 'xray.segment') return
    const { traceId, document } = record
    let sent = this.#traces.own(traceId)
    if (!sent) {
      sent = this.#traces.set(traceId, { documents: [], read: new Map(), readCount: 0 })
      this.#traces.forgetOldest(TRACES_KEPT)
    }
    if (sent.documents.length < DOCUMENTS_KEPT) sent.documents.push(document)
    const requestId = REQUEST_ID.exec(document)?.[1]
    // What a tracer says of its own calls of AWS has a request id, too: the first to name one is Lambda.
    if (requestId === undefined || this.#byRequest.has(requestId)) return
    this.#byRequest.set(requestId, traceId)
    forgetOldest(this.#byRequest, TRACES_KEPT * 4)
  }

  traceIdOf(requestId: string): string | undefined {
    return this.#byRequest.get(requestId)
  }

  /** By id; none when the trace is not known. */
  ofTrace(traceId: string): ReadonlyMap<string, XraySegment> {
    const sent = this.#traces.get(traceId)
    if (!sent) return new Map()
    if (sent.readCount < sent.documents.length) {
      const read = new Map(sent.read)
      for (; sent.readCount < sent.documents.length; sent.readCount++) add(read, sent.documents[sent.readCount] ?? '')
      sent.read = read
    }
    return sent.read
  }
}

/** A segment that is sent again replaces what was there, and keeps its subsegments. */
function add(segments: Map<string, XraySegment>, document: string): void {
  const segment = JSON.parse(document) as XraySegment
  const before = segments.get(segment.id)
  const parts = [...(before?.subsegments ?? []), ...(segment.subsegments ?? [])]
  const subsegments = [...new Map(parts.map((part) => [part.id, part])).values()]
  segments.set(segment.id, { ...before, ...segment, ...(subsegments.length > 0 && { subsegments }) })
}

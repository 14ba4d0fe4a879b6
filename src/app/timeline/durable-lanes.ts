/** Operations of durable executions on the timeline: one lane for each function, a line for each operation at a time. */

import type { TraceRecord } from '../../cloud/aws/trace-records'
import type { Tone } from '../parts/tone'
import { nameOf } from '../state/resource-names'
import { spanList, type TimedList } from './timed-list'

type Fact = Extract<TraceRecord, { type: 'durable.operation' }>

export interface OperationSpan {
  /** Null for the execution itself. */
  readonly operation: Fact | null
  /** Of the invocation that started the execution. */
  readonly requestId: string
  readonly name: string
  readonly start: number
  /** Null while it is open. */
  end: number | null
  /** Latest. */
  status: Fact['status'] | 'RUNNING'
  attempt: number
  /** When it changes by itself. */
  due: number | null
  readonly line: number
}

export interface DurableLane {
  readonly kind: 'durable'
  readonly id: string
  readonly functionName: string
  readonly spans: TimedList<OperationSpan>
  readonly open: Map<string, OperationSpan>
  /** What occupies each line. */
  readonly lines: (OperationSpan | null)[]
}

const LINES_MAX = 10

export class DurableLanes {
  readonly lanes = new Map<string, DurableLane>()
  readonly #requests = new Map<string, string>()

  apply(record: TraceRecord): void {
    switch (record.type) {
      case 'durable.started': {
        const { execution, requestId, name, functionName, at } = record
        this.#requests.set(execution, requestId)
        this.#begin(functionName, execution, { operation: null, requestId, name, start: at, status: 'RUNNING' })
        break
      }
      case 'durable.operation':
        this.#operation(record)
        break
      case 'durable.ended': {
        const lane = this.lanes.get(record.functionName)
        for (const [key, span] of [...(lane?.open ?? [])]) {
          if (lane && (key === record.execution || key.startsWith(`${record.execution} `))) {
            close(lane, key, span, record.at, key === record.execution ? record.status : span.status)
          }
        }
        this.#requests.delete(record.execution)
        break
      }
    }
  }

  #operation(record: Fact): void {
    const key = `${record.execution} ${record.operationId}`
    const lane = this.lanes.get(record.functionName)
    const known = lane?.open.get(key)
    const ended = !/^(STARTED|PENDING|READY)$/.test(record.status)
    const requestId = this.#requests.get(record.execution) ?? ''
    const span =
      known ??
      this.#begin(record.functionName, key, {
        operation: record,
        requestId,
        name: record.name ?? (record.target === null ? '' : nameOf(record.target)),
        start: record.at,
        status: record.status,
      })
    span.status = record.status
    span.attempt = record.attempt
    span.due = record.due
    const own = this.lanes.get(record.functionName)
    if (ended && own) close(own, key, span, record.at, record.status)
  }

  #begin(
    functionName: string,
    key: string,
    facts: Pick<OperationSpan, 'operation' | 'requestId' | 'name' | 'start' | 'status'>,
  ): OperationSpan {
    const lane = this.lanes.get(functionName) ?? this.#create(functionName)
    const free = lane.lines.indexOf(null)
    const line = free >= 0 ? free : lane.lines.length < LINES_MAX ? lane.lines.length : lane.spans.length % LINES_MAX
    const span: OperationSpan = { ...facts, end: null, attempt: 0, due: null, line }
    lane.lines[line] = span
    lane.open.set(key, span)
    lane.spans.push(span)
    return span
  }

  #create(functionName: string): DurableLane {
    const id = `durable ${functionName}`
    const lane: DurableLane = {
      kind: 'durable',
      id,
      functionName,
      spans: spanList(),
      open: new Map(),
      lines: [],
    }
    this.lanes.set(functionName, lane)
    return lane
  }
}

function close(lane: DurableLane, key: string, span: OperationSpan, at: number, status: OperationSpan['status']): void {
  span.end = at
  span.status = status
  lane.open.delete(key)
  if (lane.lines[span.line] === span) lane.lines[span.line] = null
}

export function operationTone({ status, operation }: OperationSpan): Tone {
  switch (status) {
    case 'SUCCEEDED':
      return operation === null || operation.operationType === 'CONTEXT' ? 'neutral' : 'success'
    case 'FAILED':
    case 'STOPPED':
      return 'error'
    case 'TIMED_OUT':
      return 'timeout'
    case 'CANCELLED':
      return 'neutral'
    case 'RUNNING':
    case 'READY':
    case 'STARTED':
      return isWaiting(operation) ? 'waiting' : 'running'
    case 'PENDING':
      return 'waiting'
  }
}

/** Whether nothing of the function runs while it is open. */
export const isWaiting = (operation: Fact | null): boolean =>
  operation?.operationType === 'WAIT' || operation?.operationType === 'CALLBACK'

export const OPERATION_KINDS: Readonly<Record<Fact['operationType'], string>> = {
  STEP: 'Step',
  WAIT: 'Wait',
  CALLBACK: 'Callback',
  CHAINED_INVOKE: 'Invocation of',
  CONTEXT: 'Context',
}

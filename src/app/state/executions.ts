import type { TraceRecord } from '../../cloud/aws/trace-records'
import { forgetOldest } from './capped-list'
import { ForkableMap } from './forkable-map'
import type { RequestState } from './requests'

type Fact<T extends TraceRecord['type']> = Extract<TraceRecord, { type: T }>

export type OperationFact = Fact<'durable.operation'>

/** Everything the trace says about one durable execution, in the order it was said. */
export interface ExecutionLog {
  readonly start: Fact<'durable.started'>
  /** By operation id: its latest state. */
  readonly operations: Map<string, OperationFact>
  readonly history: (
    OperationFact | Fact<'durable.resumed'> | Fact<'durable.suspended'> | Fact<'durable.retry-scheduled'>
  )[]
  end: Fact<'durable.ended'> | null
}

const LIMIT = 2000
/** Of one execution: it may have thousands of operations. */
const HISTORY_KEPT = 1000

/** Durable executions, by their ARN and by the requests that ran them. */
export class Executions {
  #all = new ForkableMap<string, ExecutionLog>((log) => ({
    ...log,
    operations: new Map(log.operations),
    history: log.history.slice(),
  }))
  /** ARNs. */
  #byRequest = new Map<string, string>()

  fork(): Executions {
    const fork = new Executions()
    fork.#all = this.#all.fork()
    fork.#byRequest = new Map(this.#byRequest)
    return fork
  }

  apply(record: TraceRecord): void {
    switch (record.type) {
      case 'durable.started': {
        this.#all.set(record.execution, { start: record, operations: new Map(), history: [], end: null })
        this.#byRequest.set(record.requestId, record.execution)
        if (this.#all.size > LIMIT * 1.1) this.#all.forgetOldest(LIMIT)
        if (this.#byRequest.size > LIMIT * 10) forgetOldest(this.#byRequest, LIMIT * 9)
        break
      }
      case 'durable.operation':
      case 'durable.resumed':
      case 'durable.suspended':
      case 'durable.retry-scheduled': {
        const log = this.#all.own(record.execution)
        if (!log) break
        log.history.push(record)
        if (log.history.length > HISTORY_KEPT) log.history.shift()
        if (record.type === 'durable.operation') log.operations.set(record.operationId, record)
        if (record.type === 'durable.resumed') this.#byRequest.set(record.requestId, record.execution)
        break
      }
      case 'durable.ended': {
        const log = this.#all.own(record.execution)
        if (log) log.end = record
        break
      }
    }
  }

  get(execution: string): ExecutionLog | undefined {
    return this.#all.get(execution)
  }

  /** The one that a request started or resumed. */
  ofRequest(requestId: string): ExecutionLog | undefined {
    return this.#all.get(this.#byRequest.get(requestId) ?? '')
  }
}

/** What the execution came to, as far as it has: its result or error as JSON text. */
export function outcomeOf({ end }: ExecutionLog): { readonly state: RequestState; readonly payload: string } | null {
  if (!end) return null
  if (end.status === 'SUCCEEDED') return { state: 'success', payload: end.result ?? '' }
  const { type = null, message = null } = end.error ?? {}
  const payload = JSON.stringify({ errorType: type ?? end.status, errorMessage: message ?? '' })
  return { state: end.status === 'TIMED_OUT' ? 'timeout' : 'error', payload }
}

/** Callbacks that somebody outside has to complete. */
export const openCallbacks = ({ operations, end }: ExecutionLog): readonly OperationFact[] =>
  end
    ? []
    : [...operations.values()].filter(
        ({ operationType, status }) => operationType === 'CALLBACK' && status === 'STARTED',
      )

/** What somebody wrote, its own or that of the context around it. */
export function operationName(operation: OperationFact, { operations }: ExecutionLog): string {
  const parent = operation.parentId === null ? undefined : operations.get(operation.parentId)
  return operation.name ?? parent?.name ?? ''
}

/**
 * What a durable execution is made of. Names of values are the API's: they are what goes over the wire.
 * Source: Lambda API Reference (Operation, OperationUpdate, ErrorObject, Execution), state of 2025-12-01.
 */

export type OperationType = 'EXECUTION' | 'CONTEXT' | 'STEP' | 'WAIT' | 'CALLBACK' | 'CHAINED_INVOKE'
export type OperationAction = 'START' | 'SUCCEED' | 'FAIL' | 'RETRY' | 'CANCEL'
export type OperationStatus =
  'STARTED' | 'PENDING' | 'READY' | 'SUCCEEDED' | 'FAILED' | 'CANCELLED' | 'TIMED_OUT' | 'STOPPED'
export type ExecutionStatus = 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'TIMED_OUT' | 'STOPPED'

/** Members that are not there are not told. */
export interface ErrorObject {
  readonly ErrorMessage?: string
  readonly ErrorType?: string
  readonly ErrorData?: string
  readonly StackTrace?: readonly string[]
}

export interface OperationUpdate {
  readonly id: string
  readonly parentId: string | null
  readonly name: string | null
  readonly type: OperationType
  readonly subType: string | null
  readonly action: OperationAction
  readonly payload: string | null
  readonly error: ErrorObject | null
  readonly replayChildren: boolean | null
  /** Null without StepOptions. */
  readonly nextAttemptDelay: number | null
  readonly waitSeconds: number | null
  /** Seconds; 0 for none. */
  readonly callbackTimeout: number
  readonly heartbeatTimeout: number
  readonly functionName: string | null
  readonly tenantId: string | null
}

/** Instants in virtual milliseconds. */
export interface Operation {
  readonly id: string
  readonly parentId: string | null
  readonly name: string | null
  readonly type: OperationType
  readonly subType: string | null
  readonly startedAt: number
  status: OperationStatus
  endedAt: number | null
  result: string | null
  error: ErrorObject | null
  /** Grows with each change of the execution's operations: who has seen which. */
  changed: number
  /** Of a STEP: attempts that have ended; null before the first one has. */
  attempt: number | null
  nextAttemptAt: number | null
  /** Of a WAIT. */
  scheduledEnd: number | null
  /** Of a CONTEXT. */
  replayChildren: boolean | null
  /** Of a CALLBACK. */
  callbackId: string | null
  callbackDeadline: number | null
  /** Seconds; null without a heartbeat. */
  heartbeat: number | null
  heartbeatDeadline: number | null
  /** Of a CHAINED_INVOKE, and of the EXECUTION: what it was given. */
  input: string | null
  functionName: string | null
  tenantId: string | null
  /** Of the durable execution that it started. */
  childArn: string | null
}

export const isClosed = ({ status }: Pick<Operation, 'status'>): boolean =>
  status !== 'STARTED' && status !== 'PENDING' && status !== 'READY'

/** Whether something outside of the function's code will still happen to it. */
export const isOutstanding = ({ type, status }: Pick<Operation, 'type' | 'status'>): boolean =>
  type === 'STEP'
    ? status === 'PENDING'
    : (type === 'WAIT' || type === 'CALLBACK' || type === 'CHAINED_INVOKE') && status === 'STARTED'

/** A line of the history. `details` is the member that its kind has: `StepStartedDetails`. */
export interface HistoryEvent {
  readonly type: string
  /** From 1. */
  readonly id: number
  readonly at: number
  /** Null for an invocation. */
  readonly operation: Pick<Operation, 'id' | 'parentId' | 'name' | 'subType'> | null
  readonly details: HistoryDetails
}

/** In the API's words, but for instants, which are virtual milliseconds. */
export type HistoryDetails = Readonly<Record<string, unknown>>

/**
 * One durable execution: its operations, its timers, and one invocation of the function at a time.
 *
 * Source: Guide, "Invoking durable Lambda functions" and "Retries for Lambda durable functions"; SDK, which replays.
 * - It starts with an invocation. An invocation that ends with PENDING leaves operations that something outside will
 *   close: a timer, a callback, another function. Whatever changes then invokes the function again, with a new request
 *   id; the version stays the one it began with.
 * - What changes while an invocation runs is told with its next checkpoint; what it has not been told wakes it again.
 * - An invocation that fails or is throttled is tried again with exponential waits until the execution's timeout.
 *
 * Waits and retries keep a run going. The timeouts of executions and callbacks do not: somebody outside is to forestall
 * them, so time does not jump there by itself (they happen when it gets there).
 */

import { days, seconds } from '../../aws/units'
import type { Scheduled } from '../../kernel/kernel'
import type { AttemptRequest, AttemptResult } from '../attempt'
import type { FunctionVersion } from '../function'
import type { LambdaContext } from '../lambda-context'
import type { DurableConfig } from './config'
import { callbackClosed, invalid, invalidToken } from './errors'
import { errorOf, History, outcomeOf, payloadOf } from './history'
import * as limits from './limits'
import { isClosed, type ErrorObject, type ExecutionStatus, type Operation, type OperationUpdate } from './model'
import { answerOf, errorOfPayload, readResponse } from './response'
import { inMilliseconds, operationShape } from './shapes'
import { announce } from './status-events'
import { newOperation, OperationTable, sizeOf } from './table'
import { checkpointToken } from './tokens'
import { excerpt, facts } from './trace'
import { byteLength } from './updates'

/** How an execution reaches Lambda. */
export interface DurableHost {
  readonly context: LambdaContext
  /** Undefined when the function or the version is gone. */
  version(functionName: string, version: string): FunctionVersion | undefined
  /** @returns why it was throttled, or null */
  attempt(version: FunctionVersion, request: AttemptRequest, done: (result: AttemptResult) => void): string | null
  /** A request of its own. @param traceHeader that it goes on from */
  newRequest(
    fn: FunctionVersion['fn'],
    qualifier: string,
    payload: string,
    traceHeader: string,
  ): Omit<AttemptRequest, 'source' | 'attempt'>
}

export interface Start {
  readonly id: string
  readonly name: string
  readonly version: FunctionVersion
  readonly config: DurableConfig
  /** The request that started it; its id is that of the first invocation. */
  readonly request: Omit<AttemptRequest, 'attempt'>
}

/** How a chained invocation ended. */
export interface Settlement {
  readonly status: 'SUCCEEDED' | 'FAILED' | 'TIMED_OUT' | 'STOPPED'
  readonly result: string | null
  readonly error: ErrorObject | null
}

export interface CheckpointAnswer {
  /** Null when the checkpoint ended the execution. */
  readonly token: string | null
  /** All that changed since the invocation was last told. */
  readonly operations: readonly Operation[]
}

interface Invocation {
  readonly requestId: string
  readonly startedAt: number
  /** Checkpoints so far: part of the token. */
  sequence: number
}

export class DurableExecution {
  readonly arn: string
  readonly name: string
  readonly functionName: string
  /** With the version. */
  readonly functionArn: string
  readonly version: string
  readonly config: DurableConfig
  readonly startedAt: number
  readonly requestId: string
  readonly traceId: string
  /** JSON text. */
  readonly input: string
  readonly history = new History()
  readonly table: OperationTable
  status: ExecutionStatus = 'RUNNING'
  endedAt: number | null = null
  result: string | null = null
  error: ErrorObject | null = null
  #root: Operation
  #invocation: Invocation | null = null
  /** The change that the function was last told of. */
  #seen = 0
  #failures = 0
  #retry: Scheduled | null = null
  #starting: Scheduled | null = null
  #timeout: Scheduled | null = null
  readonly #timers = new Map<string, readonly Scheduled[]>()
  readonly #waiting: ((answer: AttemptResult) => void)[] = []
  #last: { clientToken: string; token: string; at: number; answer: CheckpointAnswer } | null = null
  #log: readonly string[] = []

  constructor(
    readonly start: Start,
    readonly host: DurableHost,
  ) {
    const { id, name, version, config, request } = start
    const { kernel } = host.context
    this.name = name
    this.functionName = version.fn.name
    this.functionArn = version.arn
    this.version = version.version
    this.arn = `${version.arn}/durable-execution/${name}/${id}`
    this.config = config
    this.startedAt = kernel.now
    this.requestId = request.requestId
    this.traceId = request.traceId
    this.input = request.payload
    this.table = new OperationTable(this.arn, this.history)
    this.#root = newOperation({ id, parentId: null, name, type: 'EXECUTION', subType: null, startedAt: kernel.now })
    this.#root.input = request.payload
    this.table.add(this.#root)
    this.history.add('ExecutionStarted', kernel.now, this.#root, {
      Input: payloadOf(request.payload),
      ExecutionTimeout: config.executionTimeout,
    })
    const { functionName, requestId } = this
    kernel.trace.record({
      type: 'durable.started',
      ...{ execution: this.arn, name, functionName, version: this.version, requestId },
      executionTimeout: seconds(config.executionTimeout),
      retention: days(config.retention),
      bytes: byteLength(request.payload),
    })
    const due = kernel.now + seconds(config.executionTimeout)
    this.#timeout = kernel.at(due, () => this.#timeOut(), { background: true })
    announce(this, host.context)
    this.#invokeSoon()
  }

  get isRunning(): boolean {
    return this.status === 'RUNNING'
  }

  // --- What the function asks

  /** @throws AwsError InvalidParameterValueException */
  checkpoint(token: string, clientToken: string | null, updates: readonly OperationUpdate[]): CheckpointAnswer {
    const { now } = this.host.context.kernel
    const last = this.#last
    if (
      last &&
      clientToken === last.clientToken &&
      token === last.token &&
      now - last.at < limits.CLIENT_TOKEN_WINDOW
    ) {
      return last.answer
    }
    const invocation = this.#checkToken(token)
    const output = updates.find(({ type }) => type === 'EXECUTION')?.payload ?? ''
    if (byteLength(output) > this.resultMax) {
      throw invalid(`Execution output payload size must be less than or equal to ${this.resultMax} bytes.`)
    }
    const { changed, ending } = this.table.apply(updates, now)
    for (const operation of changed) {
      const own = updates.filter(({ id }) => id === operation.id).map(sizeOf)
      const written = own.reduce((sum, bytes) => sum + bytes, 0)
      this.#changed(operation, written)
    }
    invocation.sequence++
    if (ending) {
      const { action, payload, error } = ending
      this.#close(action === 'SUCCEED' ? 'SUCCEEDED' : 'FAILED', payload, error, sizeOf(ending))
    }
    const operations = this.table.changedSince(this.#seen)
    this.#seen = this.table.changes
    const next = ending ? null : checkpointToken(this.arn, invocation.requestId, invocation.sequence)
    const answer = { token: next, operations }
    this.#last = clientToken === null ? null : { clientToken, token, at: now, answer }
    return answer
  }

  /** What a replay needs, in the order of starting. @throws AwsError InvalidParameterValueException */
  state(token: string): readonly Operation[] {
    this.#checkToken(token)
    return this.table.replayed()
  }

  #checkToken(token: string): Invocation {
    const invocation = this.#invocation
    if (!this.isRunning || !invocation) throw invalidToken()
    if (token !== checkpointToken(this.arn, invocation.requestId, invocation.sequence)) throw invalidToken()
    return invocation
  }

  // --- What happens from outside

  /** One that has ended stays as it is. */
  stop(error: ErrorObject | null): void {
    if (this.isRunning) this.#close('STOPPED', null, error ?? {})
  }

  /** @throws AwsError CallbackTimeoutException */
  completeCallback(
    operationId: string,
    outcome: { readonly result: string | null } | { readonly error: ErrorObject },
  ): void {
    const operation = this.#openCallback(operationId)
    if ('error' in outcome) this.#settle(operation, 'FAILED', null, outcome.error, 'CallbackFailed')
    else this.#settle(operation, 'SUCCEEDED', outcome.result, null, 'CallbackSucceeded')
  }

  /** @throws AwsError CallbackTimeoutException */
  heartbeat(operationId: string): void {
    const operation = this.#openCallback(operationId)
    if (operation.heartbeat === null) return
    operation.heartbeatDeadline = this.host.context.kernel.now + seconds(operation.heartbeat)
    this.#schedule(operation)
    this.#record(operation, 0)
  }

  #openCallback(operationId: string): Operation {
    const operation = this.table.get(operationId)
    if (!this.isRunning || operation?.type !== 'CALLBACK' || operation.status !== 'STARTED') throw callbackClosed()
    return operation
  }

  /** A chained invocation that nobody waits for any more is nobody's concern. */
  settleInvoke(operationId: string, { status, result, error }: Settlement): void {
    const operation = this.table.get(operationId)
    if (!this.isRunning || operation?.status !== 'STARTED') return
    this.#settle(operation, status, result, error, INVOKE_EVENTS[status])
  }

  /** Calls back at once if it has ended. */
  whenClosed(done: (answer: AttemptResult) => void): void {
    if (this.isRunning) this.#waiting.push(done)
    else this.host.context.kernel.after(0, () => done(answerOf(this, this.#log)))
  }

  get resultMax(): number {
    return this.start.request.source === 'async' ? limits.OPERATION_PAYLOAD_MAX : limits.SYNC_RESULT_MAX
  }

  // --- Operations that close by themselves

  #changed(operation: Operation, written: number): void {
    this.#schedule(operation)
    this.#record(operation, written)
    if (operation.type === 'CHAINED_INVOKE' && operation.status === 'STARTED') this.onInvoke?.(operation)
  }

  /** Set by who starts other functions. */
  onInvoke: ((operation: Operation) => void) | null = null

  #schedule(operation: Operation): void {
    const { kernel } = this.host.context
    const { id } = operation
    for (const timer of this.#timers.get(id) ?? []) kernel.cancel(timer)
    this.#timers.delete(id)
    if (isClosed(operation)) return
    const timers: Scheduled[] = []
    const { scheduledEnd, nextAttemptAt, callbackDeadline, heartbeatDeadline } = operation
    if (scheduledEnd !== null) timers.push(kernel.at(scheduledEnd, () => this.#endWait(id)))
    if (nextAttemptAt !== null) timers.push(kernel.at(nextAttemptAt, () => this.#retryStep(id)))
    const background = { background: true }
    for (const [due, message, type] of [
      [callbackDeadline, 'Callback timed out', 'Callback.Timeout'],
      [heartbeatDeadline, 'Callback timed out on heartbeat', 'Callback.Heartbeat'],
    ] as const) {
      if (due === null) continue
      timers.push(
        kernel.at(due, () => this.#timeOutCallback(id, { ErrorMessage: message, ErrorType: type }), background),
      )
    }
    this.#timers.set(id, timers)
  }

  #endWait(id: string): void {
    const operation = this.table.get(id)
    if (!operation) return
    const duration = Math.round(((operation.scheduledEnd ?? 0) - operation.startedAt) / 1000)
    this.#settle(operation, 'SUCCEEDED', null, null, 'WaitSucceeded', { Duration: duration })
  }

  #retryStep(id: string): void {
    const operation = this.table.get(id)
    if (!operation) return
    operation.status = 'READY'
    operation.nextAttemptAt = null
    this.table.touch(operation)
    this.#record(operation, 0)
    this.#wake()
  }

  #timeOutCallback(id: string, error: ErrorObject): void {
    const operation = this.table.get(id)
    if (operation) this.#settle(operation, 'TIMED_OUT', null, error, 'CallbackTimedOut')
  }

  #settle(
    operation: Operation,
    status: Settlement['status'],
    result: string | null,
    error: ErrorObject | null,
    event: string,
    details = outcomeOf(result, error),
  ): void {
    const { now } = this.host.context.kernel
    operation.status = status
    operation.result = result
    operation.error = error
    operation.endedAt = now
    this.table.touch(operation)
    this.history.add(event, now, operation, details)
    this.#schedule(operation)
    this.#record(operation, sizeOf({ payload: result, error }))
    this.#wake()
  }

  // --- Invocations

  #wake(): void {
    if (this.isRunning && !this.#invocation && !this.#retry) this.#invokeSoon()
  }

  /** In an event of its own: what happens in the same instant is told with it. */
  #invokeSoon(): void {
    this.#starting ??= this.host.context.kernel.after(0, () => {
      this.#starting = null
      this.#invoke()
    })
  }

  #invoke(): void {
    if (!this.isRunning || this.#invocation) return
    const { host } = this
    const { kernel } = host.context
    const version = host.version(this.functionName, this.version)
    if (!version) {
      const message = `Function not found: ${this.functionArn}`
      this.#close('FAILED', null, { ErrorMessage: message, ErrorType: 'ResourceNotFoundException' })
      return
    }
    const first = this.#failures === 0 && this.#seen === 0
    const { source, ...given } = this.start.request
    const request = first ? given : this.#resumption(version)
    const { requestId } = request
    const attempt: AttemptRequest = {
      ...request,
      payload: this.#event(requestId),
      source: first ? source : 'durable',
      attempt: this.#failures + 1,
    }
    const invocation: Invocation = { requestId, startedAt: kernel.now, sequence: 0 }
    const updated = first ? 0 : this.table.changedSince(this.#seen).length
    const facts = { execution: this.arn, functionName: this.functionName, requestId }
    if (!first) kernel.trace.record({ type: 'durable.resumed', ...facts, updated })
    const reason = host.attempt(version, attempt, (result) => this.#ended(invocation, result))
    if (reason !== null) {
      this.#retryLater('throttle', requestId, 0)
      return
    }
    this.#invocation = invocation
    this.#last = null
    this.#seen = this.table.changes
  }

  /** All invocations of an execution belong to the trace, tenant and alias that it began with. */
  #resumption(version: FunctionVersion): Omit<AttemptRequest, 'source' | 'attempt'> {
    const { traceId, tenantId, qualifier } = this.start.request
    return {
      ...this.host.newRequest(version.fn, this.version, '', traceId),
      traceId,
      ...(tenantId !== undefined && { tenantId }),
      ...(qualifier !== undefined && { qualifier }),
    }
  }

  /** What the function gets instead of the caller's event. */
  #event(requestId: string): string {
    const { operations, next } = firstPage(this.table.replayed())
    return JSON.stringify({
      DurableExecutionArn: this.arn,
      CheckpointToken: checkpointToken(this.arn, requestId, 0),
      InitialExecutionState: { Operations: operations, NextMarker: next },
      UpdatedOperationIds: this.#seen === 0 ? [] : this.table.changedSince(this.#seen).map(({ id }) => id),
    })
  }

  #ended(invocation: Invocation, { functionError, payload, log }: AttemptResult): void {
    this.#invocation = null
    this.#log = log
    const unseen = this.table.changes > this.#seen
    const response = readResponse(payload, this.resultMax, unseen || this.table.hasOutstanding)
    const failed = functionError === null ? null : errorOfPayload(payload)
    const refused: ErrorObject | null =
      response.status === 'INVALID' && !failed && this.isRunning
        ? { ErrorType: 'InvalidParameterValueException', ErrorMessage: response.message }
        : null
    const error = failed ?? refused ?? (response.status === 'FAILED' ? response.error : null)
    this.#invocationCompleted(invocation, error)
    if (!this.isRunning) return
    if (failed) {
      this.#retryLater('function-error', invocation.requestId, sizeOf({ payload: null, error: failed }))
      return
    }
    this.#failures = 0
    if (refused) this.#close('FAILED', null, refused)
    else if (response.status === 'SUCCEEDED') this.#close('SUCCEEDED', response.result, null)
    else if (response.status === 'FAILED') this.#close('FAILED', null, response.error ?? {})
    else if (unseen) this.#invokeSoon()
    else this.#suspended(invocation.requestId)
  }

  #invocationCompleted({ requestId, startedAt }: Invocation, error: ErrorObject | null): void {
    const { now } = this.host.context.kernel
    this.history.add('InvocationCompleted', now, null, {
      StartTimestamp: startedAt,
      EndTimestamp: now,
      RequestId: requestId,
      ...(error && { Error: errorOf(error) }),
    })
  }

  #suspended(requestId: string): void {
    const open = this.table.all().filter((operation) => !isClosed(operation) && operation.type !== 'EXECUTION')
    const dues = open.flatMap(({ scheduledEnd, nextAttemptAt }) => scheduledEnd ?? nextAttemptAt ?? [])
    this.host.context.kernel.trace.record({
      type: 'durable.suspended',
      ...{ execution: this.arn, functionName: this.functionName, requestId },
      due: dues.length > 0 ? Math.min(...dues) : null,
    })
  }

  #retryLater(cause: 'function-error' | 'throttle', requestId: string, bytes: number): void {
    const { kernel } = this.host.context
    const wait = Math.min(limits.INVOCATION_RETRY_MIN * 2 ** this.#failures, limits.INVOCATION_RETRY_MAX)
    this.#failures++
    const due = kernel.now + wait
    const { arn: execution, functionName } = this
    kernel.trace.record({ type: 'durable.retry-scheduled', execution, functionName, requestId, due, cause, bytes })
    this.#retry = kernel.at(due, () => {
      this.#retry = null
      this.#invoke()
    })
  }

  // --- The end

  #timeOut(): void {
    const message = `Execution timed out after ${this.config.executionTimeout} seconds.`
    this.#close('TIMED_OUT', null, { ErrorMessage: message })
  }

  /** @param bytes that are written: of an error, and of a result that came with a checkpoint */
  #close(
    status: Exclude<ExecutionStatus, 'RUNNING'>,
    result: string | null,
    error: ErrorObject | null,
    bytes = sizeOf({ payload: null, error }),
  ): void {
    const { kernel } = this.host.context
    const { now } = kernel
    Object.assign(this, { status, result, error, endedAt: now })
    const root = this.#root
    Object.assign(root, { status, result, error, endedAt: now })
    this.table.touch(root)
    // Only the execution itself tells why it timed out.
    this.history.add(EXECUTION_EVENTS[status], now, root, status === 'TIMED_OUT' ? {} : outcomeOf(result, error))
    for (const timer of [...this.#timers.values()].flat()) kernel.cancel(timer)
    this.#timers.clear()
    for (const event of [this.#timeout, this.#retry, this.#starting]) kernel.cancel(event)
    const { arn: execution, functionName } = this
    kernel.trace.record({
      type: 'durable.ended',
      ...{ execution, functionName, status },
      result: result === null ? null : excerpt(result),
      error: error ? { type: error.ErrorType ?? null, message: error.ErrorMessage ?? null } : null,
      bytes,
    })
    announce(this, this.host.context)
    const answer = answerOf(this, this.#log)
    for (const done of this.#waiting.splice(0)) kernel.after(0, () => done(answer))
    this.onClosed?.()
  }

  /** Set by who keeps the executions. */
  onClosed: (() => void) | null = null

  /** @param bytes that the change has written */
  #record(operation: Operation, bytes: number): void {
    this.host.context.kernel.trace.record({ type: 'durable.operation', ...facts(this, operation), bytes })
  }
}

const INVOKE_EVENTS = {
  SUCCEEDED: 'ChainedInvokeSucceeded',
  FAILED: 'ChainedInvokeFailed',
  TIMED_OUT: 'ChainedInvokeTimedOut',
  STOPPED: 'ChainedInvokeStopped',
} as const

const EXECUTION_EVENTS = {
  SUCCEEDED: 'ExecutionSucceeded',
  FAILED: 'ExecutionFailed',
  TIMED_OUT: 'ExecutionTimedOut',
  STOPPED: 'ExecutionStopped',
} as const

/** As many operations as fit into an event; the rest is fetched. */
function firstPage(all: readonly Operation[]): { readonly operations: readonly object[]; readonly next: string } {
  const operations: object[] = []
  let size = 0
  for (const operation of all.slice(0, limits.INITIAL_STATE_OPERATIONS)) {
    const shape = operationShape(operation, inMilliseconds)
    size += byteLength(JSON.stringify(shape))
    if (operations.length > 0 && size > limits.INITIAL_STATE_MAX) break
    operations.push(shape)
  }
  return { operations, next: operations.length < all.length ? markerOf(operations.length) : '' }
}

/** Where the next page begins. */
export const markerOf = (from: number): string => btoa(`from:${from}`)

/**
 * The operations of one execution, and what checkpoints do to them. A checkpoint is applied as a whole or not at all:
 * it works on copies that take the place of the operations when every update has been found valid.
 *
 * Source: CheckpointDurableExecution API; transitions and texts: AWS's testing SDK (checkpoint-server/validators and
 * storage/checkpoint-manager). Times are the instant at which the checkpoint reaches the service.
 */

import { seconds } from '../../aws/units'
import { invalid } from './errors'
import { errorOf, outcomeOf, type History } from './history'
import * as limits from './limits'
import { isClosed, isOutstanding, type HistoryDetails, type Operation, type OperationUpdate } from './model'
import { callbackIdOf } from './tokens'
import { byteLength } from './updates'

/** What a checkpoint did, in the order of its updates. */
export interface Applied {
  readonly changed: readonly Operation[]
  /** The update that ends the execution, if there is one. */
  readonly ending: OperationUpdate | null
}

interface LoggedEvent {
  readonly type: string
  readonly operation: Operation
  readonly details: HistoryDetails
}

export class OperationTable {
  #operations = new Map<string, Operation>()
  #changes = 0
  /** Bytes of the payloads written so far. */
  #written = 0

  /** @param executionArn that callback ids name */
  constructor(
    readonly executionArn: string,
    readonly history: History,
  ) {}

  get(id: string): Operation | undefined {
    return this.#operations.get(id)
  }

  /** In the order in which they started. */
  all(): readonly Operation[] {
    return [...this.#operations.values()]
  }

  /** The number of the last change. */
  get changes(): number {
    return this.#changes
  }

  get hasOutstanding(): boolean {
    return this.all().some(isOutstanding)
  }

  changedSince(change: number): readonly Operation[] {
    return this.all()
      .filter(({ changed }) => changed > change)
      .sort((a, b) => a.changed - b.changed)
  }

  add(operation: Operation): void {
    this.#operations.set(operation.id, operation)
    this.touch(operation)
  }

  touch(operation: Operation): void {
    operation.changed = ++this.#changes
  }

  /** What a function needs of it for a replay: not what is below a context whose result is known. */
  replayed(): readonly Operation[] {
    const hidden = new Set<string>()
    return this.all().filter(({ id, parentId }) => {
      const parent = parentId === null ? undefined : this.#operations.get(parentId)
      if (!parent) return true
      const shown = !hidden.has(parent.id) && (!isClosed(parent) || parent.replayChildren === true)
      if (!shown) hidden.add(id)
      return shown
    })
  }

  /** @throws AwsError; nothing has changed then */
  apply(updates: readonly OperationUpdate[], now: number): Applied {
    const draft = new Draft(this.#operations, this.executionArn, now)
    for (const update of updates) if (update.type !== 'EXECUTION') draft.apply(update)
    if (draft.operations.size - 1 > limits.OPERATIONS_MAX) {
      // Text not confirmed.
      throw invalid(`A durable execution may have at most ${limits.OPERATIONS_MAX} operations.`)
    }
    const written = this.#written + updates.reduce((sum, update) => sum + sizeOf(update), 0)
    if (written > limits.STORAGE_MAX) {
      // Text not confirmed.
      throw invalid(`A durable execution may write at most ${limits.STORAGE_MAX} bytes.`)
    }
    this.#written = written
    this.#operations = draft.operations
    for (const operation of draft.touched) this.touch(operation)
    for (const { type, operation, details } of draft.events) this.history.add(type, now, operation, details)
    return { changed: [...draft.touched], ending: updates.find(({ type }) => type === 'EXECUTION') ?? null }
  }
}

class Draft {
  readonly operations: Map<string, Operation>
  readonly touched = new Set<Operation>()
  readonly events: LoggedEvent[] = []

  constructor(
    present: ReadonlyMap<string, Operation>,
    readonly executionArn: string,
    readonly now: number,
  ) {
    this.operations = new Map(present)
  }

  apply(update: OperationUpdate): void {
    const existing = this.#copyOf(update.id)
    if (existing) checkConsistent(existing, update)
    else this.#checkParent(update)
    switch (update.type) {
      case 'CONTEXT':
        return this.#context(update, existing)
      case 'STEP':
        return this.#step(update, existing)
      case 'WAIT':
      case 'CALLBACK':
      case 'CHAINED_INVOKE':
        return update.action === 'START' ? this.#begin(update, existing) : this.#cancel(update, existing)
      case 'EXECUTION':
    }
  }

  #context(update: OperationUpdate, existing: Operation | null): void {
    if (update.action === 'START') {
      if (existing) throw invalid('Cannot start a CONTEXT that already exists.')
      this.#event('ContextStarted', this.#create(update), {})
      return
    }
    if (existing && existing.status !== 'STARTED') throw invalid('Invalid current CONTEXT state to close.')
    const operation = existing ?? this.#create(update)
    operation.replayChildren = update.replayChildren ?? operation.replayChildren
    this.#close(operation, update)
    const details = outcomeOf(update.payload, update.error)
    this.#event(update.action === 'SUCCEED' ? 'ContextSucceeded' : 'ContextFailed', operation, details)
  }

  #step(update: OperationUpdate, existing: Operation | null): void {
    const { action } = update
    if (action === 'START') {
      if (existing && existing.status !== 'READY') throw invalid('Invalid current STEP state to start.')
      const operation = existing ?? this.#create(update)
      operation.status = 'STARTED'
      operation.nextAttemptAt = null
      this.#event('StepStarted', operation, {})
      return
    }
    if (existing && existing.status !== 'STARTED' && existing.status !== 'READY') {
      throw invalid(`Invalid current STEP state to ${action === 'RETRY' ? 're-attempt' : 'close'}.`)
    }
    const operation = existing ?? this.#create(update)
    operation.attempt = (operation.attempt ?? 0) + 1
    const retry = { CurrentAttempt: operation.attempt }
    const outcome = outcomeOf(update.payload, update.error)
    if (action === 'RETRY') {
      const delay = update.nextAttemptDelay ?? limits.DELAY_SECONDS.minimum
      operation.status = 'PENDING'
      operation.result = update.payload
      operation.error = update.error
      operation.nextAttemptAt = this.now + seconds(delay)
      // A condition that is asked again succeeded in telling its state.
      const type = update.error ? 'StepFailed' : 'StepSucceeded'
      this.#event(type, operation, { ...outcome, RetryDetails: { ...retry, NextAttemptDelaySeconds: delay } })
      return
    }
    this.#close(operation, update)
    this.#event(action === 'SUCCEED' ? 'StepSucceeded' : 'StepFailed', operation, { ...outcome, RetryDetails: retry })
  }

  #begin(update: OperationUpdate, existing: Operation | null): void {
    if (existing) throw invalid(`Cannot start a ${update.type} that already exists.`)
    const operation = this.#create(update)
    if (update.type === 'WAIT') {
      const duration = update.waitSeconds ?? 0
      operation.scheduledEnd = this.now + seconds(duration)
      this.#event('WaitStarted', operation, { Duration: duration, ScheduledEndTimestamp: operation.scheduledEnd })
    } else if (update.type === 'CALLBACK') {
      const { callbackTimeout: timeout, heartbeatTimeout: heartbeat } = update
      operation.callbackId = callbackIdOf(this.executionArn, update.id)
      if (timeout > 0) operation.callbackDeadline = this.now + seconds(timeout)
      if (heartbeat > 0) {
        operation.heartbeat = heartbeat
        operation.heartbeatDeadline = this.now + seconds(heartbeat)
      }
      this.#event('CallbackStarted', operation, {
        CallbackId: operation.callbackId,
        ...(timeout > 0 && { Timeout: timeout }),
        ...(heartbeat > 0 && { HeartbeatTimeout: heartbeat }),
      })
    } else {
      // Its event says what was found to run: it is written when that has been looked for.
      operation.input = update.payload
      operation.functionName = update.functionName
      operation.tenantId = update.tenantId
    }
  }

  #cancel(update: OperationUpdate, existing: Operation | null): void {
    if (existing?.status !== 'STARTED') {
      throw invalid(`Cannot cancel a ${update.type} that does not exist or has already completed.`)
    }
    existing.status = 'CANCELLED'
    existing.endedAt = this.now
    this.touched.add(existing)
    // Of the others the API has no such event.
    if (update.type === 'WAIT')
      this.#event('WaitCancelled', existing, update.error ? { Error: errorOf(update.error) } : {})
  }

  #close(operation: Operation, { action, payload, error }: OperationUpdate): void {
    operation.status = action === 'SUCCEED' ? 'SUCCEEDED' : 'FAILED'
    operation.result = payload
    operation.error = error
    operation.nextAttemptAt = null
    operation.endedAt = this.now
  }

  #create({ id, parentId, name, type, subType }: OperationUpdate): Operation {
    const operation = newOperation({ id, parentId, name, type, subType, startedAt: this.now })
    this.operations.set(id, operation)
    this.touched.add(operation)
    return operation
  }

  #event(type: string, operation: Operation, details: HistoryDetails): void {
    this.touched.add(operation)
    this.events.push({ type, operation, details })
  }

  /** The operation as this draft may change it. */
  #copyOf(id: string): Operation | null {
    const present = this.operations.get(id)
    if (!present) return null
    if (this.touched.has(present)) return present
    const copy = { ...present }
    this.operations.set(id, copy)
    return copy
  }

  #checkParent({ parentId }: OperationUpdate): void {
    if (parentId === null) return
    if (this.operations.get(parentId)?.type !== 'CONTEXT') throw invalid('Invalid parent operation id.')
  }
}

/** Texts: users' reports. @throws AwsError */
function checkConsistent(existing: Operation, update: OperationUpdate): void {
  if (existing.type !== update.type) throw invalid('Inconsistent operation type.')
  if (update.subType !== null && existing.subType !== update.subType) throw invalid('Inconsistent operation subtype.')
  if (update.name !== null && existing.name !== update.name) throw invalid('Inconsistent operation name.')
  if (existing.parentId !== update.parentId) throw invalid('Inconsistent parent operation id.')
}

/** What is written of it: bytes of its payload and error. */
export const sizeOf = ({ payload, error }: Pick<OperationUpdate, 'payload' | 'error'>): number =>
  (payload === null ? 0 : byteLength(payload)) + (error ? byteLength(JSON.stringify(error)) : 0)

export const newOperation = (
  what: Pick<Operation, 'id' | 'parentId' | 'name' | 'type' | 'subType' | 'startedAt'>,
): Operation => ({
  ...what,
  status: 'STARTED',
  endedAt: null,
  result: null,
  error: null,
  changed: 0,
  attempt: null,
  nextAttemptAt: null,
  scheduledEnd: null,
  replayChildren: null,
  callbackId: null,
  callbackDeadline: null,
  heartbeat: null,
  heartbeatDeadline: null,
  input: null,
  functionName: null,
  tenantId: null,
  childArn: null,
})

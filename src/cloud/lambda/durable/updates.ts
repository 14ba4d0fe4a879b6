/**
 * The updates of a checkpoint as its request has them, and what they may be whatever the execution's state.
 * Source: CheckpointDurableExecution API; checks and texts: AWS's testing SDK (validators/), which does as the service does.
 */

import { invalid } from './errors'
import * as limits from './limits'
import type { ErrorObject, OperationAction, OperationType, OperationUpdate } from './model'

type Input = Readonly<Record<string, unknown>>

const ACTIONS: Readonly<Record<OperationType, readonly OperationAction[]>> = {
  EXECUTION: ['SUCCEED', 'FAIL'],
  CONTEXT: ['START', 'SUCCEED', 'FAIL'],
  STEP: ['START', 'SUCCEED', 'FAIL', 'RETRY'],
  WAIT: ['START', 'CANCEL'],
  CALLBACK: ['START', 'CANCEL'],
  CHAINED_INVOKE: ['START', 'CANCEL'],
}

/** @param given AWS-shaped; types and ranges have been checked @throws AwsError */
export function readUpdates(given: unknown): readonly OperationUpdate[] {
  const updates = Array.isArray(given) ? given.map((update) => readUpdate(asInput(update))) : []
  if (updates.length > limits.UPDATES_MAX) {
    // Text not confirmed.
    throw invalid(`A checkpoint may have at most ${limits.UPDATES_MAX} updates.`)
  }
  if (given !== undefined && byteLength(JSON.stringify(given)) > limits.CHECKPOINT_MAX && updates.length > 1) {
    // The SDK sends what is larger than a batch alone. Text not confirmed.
    throw invalid(`The updates of a checkpoint must be smaller than ${limits.CHECKPOINT_MAX} bytes.`)
  }
  checkBatch(updates)
  for (const update of updates) checkUpdate(update)
  return updates
}

function readUpdate(update: Input): OperationUpdate {
  const options = (name: string): Input => asInput(update[name])
  return {
    id: text(update['Id']) ?? '',
    parentId: text(update['ParentId']),
    name: text(update['Name']),
    type: update['Type'] as OperationType,
    subType: text(update['SubType']),
    action: update['Action'] as OperationAction,
    payload: text(update['Payload']),
    error: readError(update['Error']),
    replayChildren:
      typeof options('ContextOptions')['ReplayChildren'] === 'boolean'
        ? options('ContextOptions')['ReplayChildren'] === true
        : null,
    nextAttemptDelay: number(options('StepOptions')['NextAttemptDelaySeconds']),
    waitSeconds: number(options('WaitOptions')['WaitSeconds']),
    callbackTimeout: number(options('CallbackOptions')['TimeoutSeconds']) ?? 0,
    heartbeatTimeout: number(options('CallbackOptions')['HeartbeatTimeoutSeconds']) ?? 0,
    functionName: text(options('ChainedInvokeOptions')['FunctionName']),
    tenantId: text(options('ChainedInvokeOptions')['TenantId']),
  }
}

/** @returns null for what is no structure */
export function readError(given: unknown): ErrorObject | null {
  if (typeof given !== 'object' || given === null) return null
  const { ErrorMessage, ErrorType, ErrorData, StackTrace } = given as Input
  return {
    ...(typeof ErrorMessage === 'string' && { ErrorMessage }),
    ...(typeof ErrorType === 'string' && { ErrorType }),
    ...(typeof ErrorData === 'string' && { ErrorData }),
    ...(Array.isArray(StackTrace) && { StackTrace: StackTrace.map(String) }),
  }
}

/** @throws AwsError */
function checkBatch(updates: readonly OperationUpdate[]): void {
  const ofExecution = updates.filter(({ type }) => type === 'EXECUTION')
  if (ofExecution.length > 1) throw invalid('Cannot checkpoint multiple EXECUTION updates.')
  if (ofExecution.length === 1 && updates.at(-1)?.type !== 'EXECUTION') {
    throw invalid('EXECUTION checkpoint must be the last update.')
  }
  const seen = new Map<string, OperationUpdate>()
  for (const update of updates) {
    const before = seen.get(update.id)
    // A step or context may begin and end in one checkpoint.
    const ends = before?.action === 'START' && update.action !== 'START' && /^(STEP|CONTEXT)$/.test(before.type)
    if (before && !ends) throw invalid('Cannot update the same operation twice in a single request.')
    seen.set(update.id, update)
  }
}

/** @throws AwsError */
function checkUpdate(update: OperationUpdate): void {
  const { type, action, payload, error } = update
  if (!ACTIONS[type].includes(action)) throw invalid('Invalid action for the given operation type.')
  if (error && byteLength(JSON.stringify(error)) > limits.ERROR_MAX) {
    throw invalid(`Error object size must be less than ${limits.ERROR_MAX} bytes.`)
  }
  if (type !== 'EXECUTION' && payload !== null && byteLength(payload) > limits.OPERATION_PAYLOAD_MAX) {
    throw invalid(`${type} payload size must be less than or equal to ${limits.OPERATION_PAYLOAD_MAX} bytes.`)
  }
  if (action === 'FAIL' && payload !== null) throw invalid('Cannot provide a Payload for FAIL action.')
  if (action === 'SUCCEED' && error !== null) throw invalid('Cannot provide an Error for SUCCEED action.')
  if (action === 'RETRY' && payload !== null && error !== null) {
    throw invalid('Cannot provide both error and payload to RETRY a STEP.')
  }
  if ((action === 'RETRY') !== (update.nextAttemptDelay !== null)) {
    throw invalid('Invalid StepOptions for the given action.')
  }
  if (action !== 'START') return
  if (type === 'WAIT' && update.waitSeconds === null) throw invalid('Update for WAIT operation requires WaitOptions.')
  if (type === 'CHAINED_INVOKE' && update.functionName === null) {
    throw invalid('Update for CHAINED_INVOKE operation requires ChainedInvokeOptions.')
  }
}

/** Of UTF-8. */
export const byteLength = (value: string): number => utf8.encode(value).length

const utf8 = new TextEncoder()
const asInput = (value: unknown): Input => (typeof value === 'object' && value !== null ? (value as Input) : {})
const text = (value: unknown): string | null => (typeof value === 'string' ? value : null)
const number = (value: unknown): number | null => (typeof value === 'number' ? value : null)

/**
 * Operations, executions and history in the API's words.
 * Source: API Reference, Operation, GetDurableExecution, Event. An invocation's event has instants in milliseconds (the
 * SDK reads them with `new Date`), the API's answers in seconds.
 */

import { durableConfigShape } from './config'
import type { DurableExecution } from './execution'
import type { HistoryEvent, Operation } from './model'

type Instant = (at: number) => number

export const inMilliseconds: Instant = (at) => Math.floor(at)
export const inSeconds: Instant = (at) => Math.floor(at) / 1000

export function operationShape(operation: Operation, instant: Instant): object {
  const { id, parentId, name, type, subType, startedAt, endedAt, status, result, error } = operation
  const outcome = { ...(result !== null && { Result: result }), ...(error && { Error: error }) }
  return {
    Id: id,
    ...(parentId !== null && { ParentId: parentId }),
    ...(name !== null && { Name: name }),
    Type: type,
    ...(subType !== null && { SubType: subType }),
    StartTimestamp: instant(startedAt),
    ...(endedAt !== null && { EndTimestamp: instant(endedAt) }),
    Status: status,
    ...detailsOf(operation, outcome, instant),
  }
}

function detailsOf(operation: Operation, outcome: object, instant: Instant): object {
  switch (operation.type) {
    case 'EXECUTION':
      return { ExecutionDetails: { ...(operation.input !== null && { InputPayload: operation.input }) } }
    case 'CONTEXT': {
      const { replayChildren } = operation
      return { ContextDetails: { ...(replayChildren !== null && { ReplayChildren: replayChildren }), ...outcome } }
    }
    case 'STEP': {
      const { attempt, nextAttemptAt } = operation
      return {
        StepDetails: {
          ...(attempt !== null && { Attempt: attempt }),
          ...(nextAttemptAt !== null && { NextAttemptTimestamp: instant(nextAttemptAt) }),
          ...outcome,
        },
      }
    }
    case 'WAIT': {
      const { scheduledEnd } = operation
      return { WaitDetails: { ...(scheduledEnd !== null && { ScheduledEndTimestamp: instant(scheduledEnd) }) } }
    }
    case 'CALLBACK':
      return { CallbackDetails: { CallbackId: operation.callbackId, ...outcome } }
    case 'CHAINED_INVOKE':
      return { ChainedInvokeDetails: outcome }
  }
}

/** As lists have it. */
export const executionSummary = ({ arn, name, functionArn, status, startedAt, endedAt, config }: DurableExecution) => ({
  DurableExecutionArn: arn,
  DurableExecutionName: name,
  FunctionArn: functionArn,
  Status: status,
  StartTimestamp: inSeconds(startedAt),
  ...(endedAt !== null && { EndTimestamp: inSeconds(endedAt) }),
  ...(config.kmsKeyArn !== null && { KMSKeyArn: config.kmsKeyArn }),
})

/** @param data whether input, result and error are told */
export function executionShape(execution: DurableExecution, data: boolean): object {
  const { arn, name, functionArn, status, startedAt, endedAt, version, traceId, config } = execution
  return {
    DurableExecutionArn: arn,
    DurableExecutionName: name,
    FunctionArn: functionArn,
    StartTimestamp: inSeconds(startedAt),
    Status: status,
    ...(endedAt !== null && { EndTimestamp: inSeconds(endedAt) }),
    Version: version,
    TraceHeader: { XAmznTraceId: traceId },
    ExecutionDataIncluded: data,
    DurableConfig: durableConfigShape(config),
    ...(data && {
      InputPayload: execution.input,
      ...(execution.result !== null && { Result: execution.result }),
      ...(execution.error && { Error: execution.error }),
    }),
  }
}

/** @param data whether payloads and errors are told */
export function eventShape({ type, id, at, operation, details }: HistoryEvent, data: boolean): object {
  return {
    EventType: type,
    EventId: id,
    EventTimestamp: inSeconds(at),
    ...(operation && {
      Id: operation.id,
      ...(operation.name !== null && { Name: operation.name }),
      ...(operation.subType !== null && { SubType: operation.subType }),
      ...(operation.parentId !== null && { ParentId: operation.parentId }),
    }),
    [`${type}Details`]: Object.fromEntries(
      Object.entries(details).map(([name, value]) => [name, detail(name, value, data)]),
    ),
  }
}

function detail(name: string, value: unknown, data: boolean): unknown {
  if (name.endsWith('Timestamp') && typeof value === 'number') return inSeconds(value)
  if (data || typeof value !== 'object' || value === null || !('Truncated' in value)) return value
  return { Truncated: value.Truncated }
}

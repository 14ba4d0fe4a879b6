/** What the trace tells of operations: enough to draw them, not all they hold. */

import type { TraceFact } from '../../aws/trace-records'
import type { DurableExecution } from './execution'
import * as limits from './limits'
import type { Operation } from './model'

export const excerpt = (payload: string): string => payload.slice(0, limits.TRACED_PAYLOAD_MAX)

export function facts(
  { arn, functionName }: DurableExecution,
  operation: Operation,
): Omit<Extract<TraceFact, { type: 'durable.operation' }>, 'type'> {
  const { id, parentId, name, type, subType, status, attempt, result, error, callbackId } = operation
  const { scheduledEnd, nextAttemptAt, callbackDeadline, heartbeatDeadline } = operation
  const dues = [scheduledEnd, nextAttemptAt, callbackDeadline, heartbeatDeadline].filter((due) => due !== null)
  return {
    execution: arn,
    functionName,
    operationId: id,
    parentId,
    name,
    // EXECUTION has records of its own.
    operationType: type as Exclude<Operation['type'], 'EXECUTION'>,
    subType,
    status,
    attempt: attempt ?? 0,
    due: dues.length > 0 && operation.endedAt === null ? Math.min(...dues) : null,
    callbackId: type === 'CALLBACK' ? callbackId : null,
    target: operation.functionName,
    result: result === null ? null : excerpt(result),
    error: error ? { type: error.ErrorType ?? null, message: error.ErrorMessage ?? null } : null,
  }
}

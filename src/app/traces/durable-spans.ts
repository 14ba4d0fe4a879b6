/** The operations of a durable execution, each below the one that it is part of. */

import { operationName, type ExecutionLog, type OperationFact } from '../state/executions'
import type { Span, SpanStatus } from './span'

const STATUS: Partial<Record<OperationFact['status'], SpanStatus>> = {
  SUCCEEDED: 'ok',
  CANCELLED: 'ok',
  FAILED: 'fault',
  TIMED_OUT: 'fault',
  STOPPED: 'fault',
}

export function operationSpans(execution: ExecutionLog, base: Span): readonly Span[] {
  const starts = new Map<string, number>()
  for (const fact of execution.history) {
    if (fact.type === 'durable.operation' && !starts.has(fact.operationId)) starts.set(fact.operationId, fact.at)
  }
  const below = new Map<string | null, OperationFact[]>()
  for (const operation of execution.operations.values()) {
    const { parentId } = operation
    const parent = parentId !== null && execution.operations.has(parentId) ? parentId : null
    below.set(parent, [...(below.get(parent) ?? []), operation])
  }
  const make = (operation: OperationFact): Span => {
    const { operationId, operationType, subType, status, attempt, at, error, due } = operation
    const ended = STATUS[status]
    const kind = operationType === 'WAIT' ? 'wait' : 'durable'
    return {
      ...base,
      id: `${base.id}/operation/${operationId}`,
      kind,
      name: operationName(operation, execution) || (subType ?? operationType),
      detail: [subType ?? operationType, attempt > 1 ? `${attempt} attempts` : ''].filter(Boolean).join(' · '),
      start: starts.get(operationId) ?? at,
      end: ended ? at : null,
      status: ended ?? 'open',
      service: null,
      facts: [
        ['Operation', operationId],
        ['Status', status],
        ...(due === null ? [] : ([['Due', new Date(due).toISOString()]] as const)),
      ],
      ...(error && { error: { errorType: error.type, errorMessage: error.message ?? '', trace: [] } }),
      children: (below.get(operationId) ?? []).map(make),
    }
  }
  return (below.get(null) ?? []).map(make)
}

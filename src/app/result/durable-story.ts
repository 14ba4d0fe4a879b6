/** A durable execution, step by step, in words: whatever request of it one looks at, all of it. */

import { durationText, plural } from '../parts/quantities'
import { operationName, type ExecutionLog, type OperationFact } from '../state/executions'
import type { ResourceNames } from '../state/resource-names'
import type { Step } from './story'

export function executionStory(log: ExecutionLog, names: ResourceNames, now: number): readonly Step[] {
  const { start, history, end } = log
  const begun = new Set<string>()
  const steps = history.flatMap((record): readonly Step[] => {
    const { at } = record
    switch (record.type) {
      case 'durable.operation': {
        // A callback that is told of again has had a heartbeat.
        if (record.operationType === 'CALLBACK' && record.status === 'STARTED' && begun.has(record.operationId))
          return [{ at, tone: 'neutral', title: 'Heartbeat', detail: operationName(record, log) }]
        begun.add(record.operationId)
        return operationSteps(record, log, names)
      }
      case 'durable.resumed': {
        const detail = record.updated > 0 ? `${plural(record.updated, 'operation')} changed meanwhile` : ''
        const link = { text: 'invocation', to: { kind: 'request', id: record.requestId } } as const
        return [{ at, tone: 'running', title: 'Resumed: replays its checkpoints', detail, link }]
      }
      case 'durable.suspended': {
        const until = record.due === null ? 'until somebody outside goes on' : `for ${durationText(record.due - at)}`
        return [{ at, tone: 'waiting', title: 'Suspended', detail: `${until}; nothing runs, nothing is billed` }]
      }
      case 'durable.retry-scheduled': {
        const why = record.cause === 'throttle' ? 'throttled' : 'the invocation failed'
        return [{ at, tone: 'waiting', title: `Invoked again in ${durationText(record.due - at)}`, detail: why }]
      }
    }
  })
  const began: Step = {
    at: start.at,
    tone: 'neutral',
    title: 'Durable execution started',
    detail: `${start.name} · version ${start.version} · times out in ${durationText(start.executionTimeout)}`,
  }
  return [began, ...steps, ...(end ? [endStep(end)] : pendingSteps(log, now))]
}

function operationSteps(record: OperationFact, log: ExecutionLog, names: ResourceNames): readonly Step[] {
  const { at, operationType, status, attempt, due, error } = record
  const name = operationName(record, log)
  const called = (kind: string): string => (name === '' ? kind : `${kind} ${name}`)
  const why = error ? [error.type, error.message].filter(Boolean).join(': ') : ''
  const after = due === null ? '' : durationText(due - at)
  const failed = (title: string): readonly Step[] => [
    { at, tone: status === 'TIMED_OUT' ? 'timeout' : 'error', title, ...(why !== '' && { detail: why }) },
  ]
  switch (operationType) {
    case 'STEP':
      if (status === 'SUCCEEDED') {
        const detail = attempt > 1 ? `after ${plural(attempt, 'attempt')}` : ''
        return [{ at, tone: 'success', title: `${called('Step')} succeeded`, detail }]
      }
      if (status === 'PENDING')
        return [{ at, tone: 'waiting', title: `${called('Step')}: attempt ${attempt + 1} in ${after}`, detail: why }]
      return status === 'FAILED' ? failed(`${called('Step')} failed`) : []
    case 'WAIT':
      if (status === 'STARTED') return [{ at, tone: 'waiting', title: `${called('Wait')} for ${after}` }]
      return [{ at, tone: 'neutral', title: `${called('Wait')} ${status === 'CANCELLED' ? 'cancelled' : 'over'}` }]
    case 'CALLBACK':
      if (status === 'STARTED') {
        const detail = due === null ? 'without a timeout' : `times out in ${after}`
        return [{ at, tone: 'waiting', title: `${called('Callback')} awaited`, detail }]
      }
      if (status === 'SUCCEEDED') return [{ at, tone: 'success', title: `${called('Callback')} succeeded` }]
      return failed(`${called('Callback')} ${status === 'TIMED_OUT' ? 'timed out' : 'failed'}`)
    case 'CHAINED_INVOKE': {
      const target = record.target === null ? '' : names.label(record.target)
      if (status === 'STARTED') return [{ at, tone: 'running', title: `Invokes ${target}`, detail: name }]
      if (status === 'SUCCEEDED') return [{ at, tone: 'success', title: `${target} answered` }]
      return failed(`${target} ${status === 'TIMED_OUT' ? 'timed out' : 'failed'}`)
    }
    case 'CONTEXT':
      if (status === 'STARTED') return []
      if (status === 'SUCCEEDED') return [{ at, tone: 'neutral', title: `${called(words(record.subType))} done` }]
      return failed(`${called(words(record.subType))} failed`)
  }
}

/** `ParallelBranch` → `Parallel branch` */
function words(subType: string | null): string {
  const spaced = (subType ?? 'Context').replace(/([a-z])([A-Z])/g, '$1 $2').toLowerCase()
  return spaced.charAt(0).toUpperCase() + spaced.slice(1)
}

/** What is being waited for now. */
function pendingSteps(log: ExecutionLog, now: number): readonly Step[] {
  return [...log.operations.values()].flatMap((operation): readonly Step[] => {
    const { due, status, operationType } = operation
    if (due === null || due <= now || operationType === 'CALLBACK') return []
    if (status !== 'STARTED' && status !== 'PENDING') return []
    const title = operationType === 'WAIT' ? 'Waiting' : `Next attempt`
    return [
      {
        at: now,
        tone: 'waiting',
        title,
        detail: `${operationName(operation, log)} · due in ${durationText(due - now)}`,
      },
    ]
  })
}

function endStep({ at, status, error }: NonNullable<ExecutionLog['end']>): Step {
  const detail = error ? [error.type, error.message].filter(Boolean).join(': ') : ''
  switch (status) {
    case 'SUCCEEDED':
      return { at, tone: 'success', title: 'Durable execution succeeded' }
    case 'FAILED':
      return { at, tone: 'error', title: 'Durable execution failed', detail }
    case 'TIMED_OUT':
      return { at, tone: 'timeout', title: 'Durable execution timed out', detail }
    case 'STOPPED':
      return { at, tone: 'error', title: 'Durable execution stopped', detail }
  }
}

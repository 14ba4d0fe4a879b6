import type { Invariant } from './contract'
import type { Fact } from './facts'
import { Violations } from './violations'

export const durableExecutions: Invariant = {
  id: 'durable-executions',
  sentence:
    'A durable execution ends once, within its timeout; a wait and the wait for a step’s next attempt last as long as was asked, an execution that waits goes on when that is over, and nothing of it runs after its end.',
  source: 'Fact sheet 12.1; Lambda API Reference, WaitOptions and StepOptions',
  check({ records, idle }) {
    const violations = new Violations()
    const started = new Map<string, Fact<'durable.started'>>()
    const ended = new Map<string, Fact<'durable.ended'>>()
    const due = new Map<string, Fact<'durable.suspended' | 'durable.retry-scheduled'>>()
    /** Waits, and steps that wait for their next attempt. */
    const waiting = new Map<string, Fact<'durable.operation'>>()
    for (const record of records) {
      if (!('execution' in record)) continue
      const { execution } = record
      const start = started.get(execution)
      const name = start?.name ?? execution
      const wrong = (what: string): void =>
        violations.add(
          `durable execution ${name} of ${record.functionName} ${what}`,
          start ? [start, record] : [record],
          record.functionName,
        )
      if (ended.has(execution) && record.type !== 'durable.operation') wrong(`has ${record.type} after its end`)
      switch (record.type) {
        case 'durable.started':
          started.set(execution, record)
          break
        case 'durable.operation': {
          // A callback may come at any time before it is due.
          if (record.operationType !== 'WAIT' && record.operationType !== 'STEP') break
          const key = `${execution} ${record.operationId}`
          const before = waiting.get(key)
          waiting.set(key, record)
          const isOver = record.status === 'READY' || (record.status === 'SUCCEEDED' && record.operationType === 'WAIT')
          if (!isOver || !before || before.due === null || record.at === before.due) break
          const [by, when] = [Math.abs(record.at - before.due), record.at < before.due ? 'too early' : 'too late']
          wrong(`ends the wait of operation ${record.name ?? record.operationId} ${by} ms ${when}`)
          break
        }
        case 'durable.suspended':
        case 'durable.retry-scheduled':
          due.set(execution, record)
          break
        case 'durable.resumed': {
          const before = due.get(execution)
          if (before?.type === 'durable.retry-scheduled' && record.at < before.due)
            wrong(`goes on ${before.due - record.at} ms too early`)
          due.delete(execution)
          break
        }
        case 'durable.ended':
          ended.set(execution, record)
          due.delete(execution)
          if (start && record.at - start.at > start.executionTimeout + 0.002 && record.status !== 'TIMED_OUT') {
            wrong(`ends after ${record.at - start.at} ms, and its timeout is ${start.executionTimeout} ms`)
          }
      }
    }
    if (!idle) return violations.found
    for (const [execution, start] of started) {
      const waits = due.get(execution)
      // Only somebody outside, or its timeout, can go on with it.
      if (ended.has(execution) || (waits && waits.due === null)) continue
      violations.add(`durable execution ${start.name} of ${start.functionName} never ends`, [start], start.functionName)
    }
    return violations.found
  },
}

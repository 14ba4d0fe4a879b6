import type { Invariant } from './contract'
import { FUNCTION_TIMEOUT_DEFAULT, INIT_TIMEOUT } from './aws-limits'
import type { Fact } from './facts'
import { numberOf, resourcesOf } from './resources'
import { Violations } from './violations'

/** Sums of fractions of a millisecond. */
const SLACK = 0.002

export const timeouts: Invariant = {
  id: 'timeouts',
  sentence:
    'No invocation takes longer than its function’s Timeout, no Init longer than 10 seconds, and durations are the time that passed.',
  source: 'Fact sheet 1.1, 1.2 and 3.1',
  check(run) {
    const violations = new Violations()
    const resources = resourcesOf(run)
    const started = new Map<string, Fact<'invocation.started'>>()
    const provisioned = new Set<string>()
    /** When Init within an invocation began: it is part of its duration. */
    const suppressed = new Map<string, number>()
    for (const record of run.records) {
      switch (record.type) {
        case 'environment.created':
          if (record.provisionedFor !== undefined) provisioned.add(record.environment)
          break
        case 'environment.init-started':
          if (record.phase === 'invoke') suppressed.set(record.environment, record.at)
          break
        case 'environment.init-ended':
          if (record.phase === 'init' && !provisioned.has(record.environment)) {
            if (record.duration <= INIT_TIMEOUT + SLACK) break
            const message = `Init of ${record.functionName} took ${record.duration} ms, more than 10 s`
            violations.add(message, [record], record.functionName)
          }
          break
        case 'invocation.started':
          started.set(record.environment, record)
          break
        case 'invocation.ended': {
          const start = started.get(record.environment)
          const { functionName, requestId, duration, status } = record
          const from = Math.min(start?.at ?? record.at, suppressed.get(record.environment) ?? Infinity)
          suppressed.delete(record.environment)
          if (start && Math.abs(record.at - from - duration) > SLACK) {
            const message = `${requestId} of ${functionName} took ${record.at - from} ms, told as ${duration} ms`
            violations.add(message, [start, record], functionName)
          }
          const fn = resources.find('AWS::Lambda::Function', functionName)
          if (!fn?.settled || start?.version !== '$LATEST') break
          const timeout = (numberOf(fn.property('Timeout')) ?? FUNCTION_TIMEOUT_DEFAULT) * 1000
          if (duration > timeout + SLACK) {
            const message = `${requestId} of ${functionName} ran for ${duration} ms although its Timeout is ${timeout} ms`
            violations.add(message, [start, record], functionName)
          }
          if (status === 'timeout' && duration < timeout - SLACK) {
            const message = `${requestId} of ${functionName} timed out after ${duration} ms although its Timeout is ${timeout} ms`
            violations.add(message, [start, record], functionName)
          }
        }
      }
    }
    return violations.found
  },
}

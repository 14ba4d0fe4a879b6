import type { Fact } from './facts'
import type { Invariant } from './contract'
import { Violations } from './violations'

export const oneInvocation: Invariant = {
  id: 'one-invocation',
  sentence: 'An execution environment handles one invocation at a time, and each one that starts ends once.',
  source: 'Fact sheet 1.1; Lambda Developer Guide, "Understanding Lambda function scaling"',
  check({ records, idle }) {
    const violations = new Violations()
    const running = new Map<string, Fact<'invocation.started'>>()
    for (const record of records) {
      if (record.type === 'invocation.started') {
        const { environment, functionName, requestId } = record
        const other = running.get(environment)
        if (other) {
          const message = `environment ${environment} of ${functionName} takes ${requestId} while it handles ${other.requestId}`
          violations.add(message, [other, record], functionName)
        }
        running.set(environment, record)
      } else if (record.type === 'invocation.ended') {
        const { environment, functionName, requestId } = record
        const started = running.get(environment)
        if (started?.requestId !== requestId) {
          violations.add(
            `${functionName} ends ${requestId}, which does not run in ${environment}`,
            [record],
            functionName,
          )
        }
        running.delete(environment)
      }
    }
    if (idle) {
      for (const started of running.values()) {
        const { functionName, requestId } = started
        violations.add(`invocation ${requestId} of ${functionName} never ends`, [started], functionName)
      }
    }
    return violations.found
  },
}

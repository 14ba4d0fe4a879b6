import type { TraceRecord } from '../cloud/aws/trace-records'
import type { Invariant } from './contract'
import { Violations } from './violations'

interface Phase {
  readonly functionName: string
  /** What runs; none while it is frozen. A Shutdown may begin within an invocation. */
  init: boolean
  invocation: string | null
  shutdown: boolean
}

/** Which invocation the record is a doing of; null for Init and Shutdown. Undefined when it is no doing of the code's. */
function doing(record: TraceRecord): { readonly requestId: string | null; readonly what: string } | undefined {
  switch (record.type) {
    case 'log':
      return record.kind === 'application' ? { requestId: record.requestId, what: 'writes a log line' } : undefined
    case 'call.started':
      return { requestId: record.requestId === '' ? null : record.requestId, what: `calls ${record.url}` }
    case 'invocation.streamed':
      return { requestId: record.requestId, what: 'sends a part of its response' }
    case 'environment.resumed-work':
      return { requestId: record.requestId, what: `goes on with ${record.what}` }
    case 'environment.state-kept':
      return { requestId: record.requestId, what: `changes ${record.name}` }
    case 'environment.temporary-storage':
      return { requestId: record.requestId, what: 'writes to /tmp' }
    default:
      return undefined
  }
}

export const frozen: Invariant = {
  id: 'frozen',
  sentence:
    'Between its invocations an environment is frozen: its code writes nothing, calls nothing, and no timer of it fires. What it does belongs to the invocation that runs.',
  source: 'Fact sheet 1.1 and 1.3',
  check({ records }) {
    const violations = new Violations()
    const phases = new Map<string, Phase>()
    for (const record of records) {
      if (!('environment' in record) || record.environment === '') continue
      const phase = phases.get(record.environment)
      if (record.type === 'environment.created') {
        const { functionName } = record
        phases.set(record.environment, { functionName, init: false, invocation: null, shutdown: false })
      }
      if (!phase) continue
      const act = doing(record)
      if (act) {
        const { functionName } = phase
        const at = `environment ${record.environment} of ${functionName}`
        if (!phase.init && phase.invocation === null && !phase.shutdown) {
          violations.add(`${at} ${act.what} while it is frozen`, [record], functionName)
        } else if (act.requestId !== null && act.requestId !== phase.invocation && !phase.init) {
          const now = phase.invocation === null ? 'none runs' : `${phase.invocation} runs`
          violations.add(`${at} ${act.what} for invocation ${act.requestId} while ${now}`, [record], functionName)
        }
      }
      advance(phase, record)
    }
    return violations.found
  },
}

function advance(phase: Phase, record: TraceRecord): void {
  switch (record.type) {
    case 'environment.init-started':
      phase.init = true
      break
    case 'environment.init-ended':
      phase.init = false
      break
    case 'invocation.started':
      phase.invocation = record.requestId
      break
    case 'invocation.ended':
      phase.invocation = null
      break
    case 'environment.shutdown-started':
      phase.shutdown = true
      break
    case 'environment.shutdown-ended':
      phase.shutdown = false
  }
}

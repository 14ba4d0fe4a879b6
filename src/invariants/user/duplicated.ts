import type { UserCheck } from '../contract'
import { Violations } from '../violations'
import { Handlings, type Handling } from './handlings'

export const duplicated: UserCheck = {
  id: 'duplicated',
  title: 'Nothing is handled twice',
  sentence:
    'An event whose effects may be there twice: two invocations handled it. One has when it succeeded, or failed after it had written something; not when it called services and changed nothing, as an idempotent handler does the second time.',
  promise:
    'AWS promises at least once for asynchronous invocation, SQS standard queues, streams, SNS and EventBridge: a copy may come at any time, and a retry comes with everything in its batch. Exactly once is your handler’s work: make it idempotent. FIFO queues keep duplicates of five minutes out, and still hand out again what failed.',
  check({ records }) {
    const violations = new Violations()
    const handlings = new Handlings()
    const before = new Map<string, Handling>()
    for (const record of records) {
      for (const handling of handlings.apply(record)) {
        const { event, functionName, started, ended } = handling
        const key = `${event.name} ${functionName} ${event.lane}`
        const first = before.get(key)
        if (!first) {
          before.set(key, handling)
          continue
        }
        const how =
          first.ended.status === 'success'
            ? ''
            : `, the first of which failed (${first.ended.status}) after it had written something`
        const [one, other] = [first.ended.requestId, ended.requestId]
        const which = one === other ? 'both with its request ID' : `${one} and ${other}`
        const message = `${event.name} is handled by ${functionName} in two invocations, ${which}${how}`
        violations.add(message, [event.sent, first.started, started, ended], functionName)
      }
    }
    return violations.found
  },
}

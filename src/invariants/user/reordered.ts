import type { UserCheck } from '../contract'
import { Violations } from '../violations'
import { Handlings, type Handling } from './handlings'

export const reordered: UserCheck = {
  id: 'reordered',
  title: 'Everything is handled in order',
  sentence:
    'An event that was handled for the first time before another one that had been sent earlier, of the same message group, partition key or item; where there is none, of the same queue or the same function. Events that were sent at the same instant have no order.',
  promise:
    'AWS promises order within a FIFO message group, a shard’s partition key, a DynamoDB item and a Kafka partition. It promises none for SQS standard queues, SNS standard topics, S3, EventBridge and asynchronous invocation: a retry alone puts an event behind later ones.',
  check({ records }) {
    const violations = new Violations()
    const handlings = new Handlings()
    /** Of each lane, the handling of what was sent last among those that were handled. */
    const latest = new Map<string, Handling>()
    const handled = new Set<string>()
    for (const record of records) {
      for (const handling of handlings.apply(record)) {
        const { event, functionName, started } = handling
        const name = `${event.lane} ${event.name} ${functionName}`
        if (handled.has(name)) continue
        handled.add(name)
        const lane = `${event.lane} ${functionName}`
        const other = latest.get(lane)
        if (!other || other.event.index < event.index) {
          latest.set(lane, handling)
          continue
        }
        if (other.event.sent.at === event.sent.at || other.started.at > started.at) continue
        const message = `${event.name} is handled by ${functionName} after ${other.event.name}, which was sent ${Math.round(other.event.sent.at - event.sent.at)} ms later (${event.laneTitle})`
        violations.add(message, [event.sent, other.event.sent, other.started, started], functionName)
      }
    }
    return violations.found
  },
}

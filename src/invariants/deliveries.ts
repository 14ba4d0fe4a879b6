import type { TraceRecord } from '../cloud/aws/trace-records'
import type { Invariant } from './contract'
import { nameOf } from './facts'
import { Violations } from './violations'

interface Delivery {
  readonly what: string
  /** ARN, or a queue's name. */
  readonly target: string
  readonly id: string
}

function deliveryOf(record: TraceRecord): Delivery | null {
  switch (record.type) {
    case 'destination.delivered':
      return {
        what: `the ${record.kind.replaceAll('-', ' ')} record of ${record.requestId}`,
        target: record.target,
        id: record.deliveryId,
      }
    case 'sns.delivered':
      return {
        what: `message ${record.messageId} of topic ${record.topic}`,
        target: record.endpoint,
        id: record.deliveryId,
      }
    case 'sns.dead-lettered':
      return {
        what: `message ${record.messageId} of topic ${record.topic}`,
        target: `arn:aws:sqs:::${record.queue}`,
        id: record.deliveryId,
      }
    case 'events.delivered':
      return { what: `event ${record.eventId}`, target: record.target, id: record.deliveryId }
    case 'scheduler.invoked':
      return record.deliveryId === null
        ? null
        : { what: `execution ${record.executionId}`, target: record.target, id: record.deliveryId }
    case 's3.notification-delivered':
      return { what: `${record.event} of ${record.key}`, target: record.target, id: record.deliveryId }
    default:
      return null
  }
}

export const deliveries: Invariant = {
  id: 'deliveries',
  sentence:
    'What is told to be delivered is there: a message in the queue or topic, a request at the function, under the id that the sender got, and no two deliveries are one.',
  source: 'Fact sheet 6.2, 8.3, 9.2 and 9.3',
  check({ records }) {
    const violations = new Violations()
    const arrived = new Set<string>()
    const used = new Map<string, TraceRecord>()
    for (const record of records) {
      switch (record.type) {
        case 'sqs.sent':
        case 'sqs.deduplicated':
          arrived.add(`sqs ${record.queue} ${record.messageId}`)
          break
        case 'sns.published':
        case 'sns.deduplicated':
          arrived.add(`sns ${record.topic} ${record.messageId}`)
          break
        case 'request.received':
          arrived.add(`lambda ${record.requestId}`)
          break
        case 'kinesis.put':
          arrived.add(`kinesis ${record.stream} ${record.sequenceNumber}`)
      }
      const delivery = deliveryOf(record)
      if (!delivery) continue
      const { what, target, id } = delivery
      const service = target.split(':')[2]
      const name = nameOf(target)
      const place =
        service === 'lambda'
          ? `lambda ${id}`
          : /^(sqs|sns|kinesis)$/.test(service ?? '')
            ? `${service} ${name} ${id}`
            : null
      if (place === null) continue
      if (!arrived.has(place))
        violations.add(`${what} is told to be delivered to ${name} as ${id}, and is not there`, [record], name)
      const before = used.get(place)
      // FIFO queues and topics take duplicates, and keep one.
      if (before && !name.endsWith('.fifo'))
        violations.add(`${what} is delivered to ${name} as ${id}, as another was`, [before, record], name)
      used.set(place, record)
    }
    return violations.found
  },
}

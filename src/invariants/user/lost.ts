import type { UserCheck } from '../contract'
import { nameOf, plural, type Fact } from '../facts'
import { Violations } from '../violations'

export const lost: UserCheck = {
  id: 'lost',
  title: 'Nothing is lost',
  sentence:
    'An event that AWS accepted, that was not processed, and that is kept nowhere: no queue, no dead-letter queue and no destination has it. What a filter leaves out, and what you delete or purge, is not lost.',
  promise:
    'AWS keeps an accepted event until it is processed, its retries are used up, it is too old, or its retention period is over. Then it is gone, unless a dead-letter queue or an on-failure destination takes it; what lies there expires, too.',
  check({ records }) {
    const violations = new Violations()
    /** Given up; kept when a record of it gets somewhere in the same instant. */
    const givenUp = new Map<string, Fact<'async.ended' | 'mapping.discarded'>>()
    const processed = new Set<string>()
    const flush = (at: number): void => {
      for (const [requestId, record] of givenUp) {
        if (record.at >= at) continue
        givenUp.delete(requestId)
        const { functionName, condition } = record
        const what =
          record.type === 'async.ended'
            ? `asynchronous event ${requestId}`
            : `${plural(record.recordIds.length, 'record')} of ${nameOf(record.source)} (${record.recordIds[0] ?? ''} …)`
        violations.add(
          `${what} for ${functionName} is given up (${condition}), and nothing keeps it`,
          [record],
          functionName,
        )
      }
    }
    for (const record of records) {
      if (givenUp.size > 0) flush(record.at)
      switch (record.type) {
        case 'async.ended':
          // Of a duplicate, one may be processed.
          if (record.condition === 'Success') processed.add(record.requestId)
          else if (!processed.has(record.requestId)) givenUp.set(record.requestId, record)
          break
        case 'mapping.discarded':
          givenUp.set(record.requestId, record)
          break
        case 'destination.delivered':
          givenUp.delete(record.requestId)
          break
        case 'destination.failed':
          if (record.attempted === false) break
          violations.add(
            `the ${record.kind.replaceAll('-', ' ')} record of ${record.requestId} of ${record.functionName} is lost: ${record.message}`,
            [record],
            record.functionName,
          )
          break
        case 'sqs.deleted':
          if (record.cause !== 'expired') break
          violations.add(
            `message ${record.messageId} of queue ${record.queue} expires before it is processed`,
            [record],
            record.queue,
          )
          break
        case 'mq.removed':
          if (record.cause !== 'expired') break
          violations.add(
            `message ${record.messageId} of ${record.queue} expires before it is processed`,
            [record],
            record.queue,
          )
          break
        case 'sns.discarded':
          violations.add(
            `message ${record.messageId} of topic ${record.topic} is discarded: it does not get to ${record.endpoint}, and no dead-letter queue takes it`,
            [record],
            record.topic,
          )
          break
        case 'events.failed':
          if (record.deadLetterId !== null) break
          violations.add(
            `event ${record.eventId} does not get to ${nameOf(record.target)} (${record.code}), and no dead-letter queue takes it`,
            [record],
            record.rule,
          )
          break
        case 'scheduler.failed':
          if (record.deadLetterId !== null) break
          violations.add(
            `an invocation of ${nameOf(record.schedule)} does not get to ${nameOf(record.target)} (${record.code}), and no dead-letter queue takes it`,
            [record],
            record.schedule,
          )
          break
        case 's3.notification-failed':
          violations.add(
            `${record.event} of ${record.key} in ${record.bucket} does not get to ${nameOf(record.target)}: ${record.message}`,
            [record],
            record.bucket,
          )
          break
        case 'logs.subscription-failed':
          if (record.retryAt !== null) break
          violations.add(
            `${plural(record.events, 'log event')} of ${record.logGroup} do not get to ${nameOf(record.target)}: ${record.message}`,
            [record],
            record.logGroup,
          )
      }
    }
    flush(Infinity)
    return violations.found
  },
}

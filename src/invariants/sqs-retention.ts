import { SQS } from './aws-limits'
import type { Invariant } from './contract'
import { wasCalled } from './facts'
import { numberOf, resourcesOf } from './resources'
import { Violations } from './violations'

export const sqsRetention: Invariant = {
  id: 'sqs-retention',
  sentence:
    'A message stays in its queue until it is deleted or its retention period, counted from when it was sent, has passed; of a standard queue also in the dead-letter queue.',
  source: 'Fact sheet 9.1; SQS Developer Guide, "Using dead-letter queues in Amazon SQS"',
  check(run) {
    const violations = new Violations()
    if (wasCalled(run, 'sqs:SetQueueAttributes')) return []
    const resources = resourcesOf(run)
    const since = new Map<string, number>()
    for (const record of run.records) {
      if (record.type === 'sqs.sent') since.set(`${record.queue} ${record.messageId}`, record.at)
      else if (record.type === 'sqs.moved') {
        const sentAt = since.get(`${record.queue} ${record.messageId}`) ?? record.at
        since.set(`${record.to} ${record.messageId}`, record.to.endsWith('.fifo') ? record.at : sentAt)
      } else if (record.type === 'sqs.deleted' && record.cause === 'expired') {
        const { queue, messageId, at } = record
        const resource = resources.find('AWS::SQS::Queue', queue)
        const sentAt = since.get(`${queue} ${messageId}`)
        if (!resource?.settled || sentAt === undefined) continue
        const retention = (numberOf(resource.property('MessageRetentionPeriod')) ?? SQS.retention) * 1000
        // One that is older already expires when it comes.
        if (at - sentAt >= retention) continue
        violations.add(
          `message ${messageId} of queue ${queue} expires after ${at - sentAt} ms, and the retention period is ${retention} ms`,
          [record],
          queue,
        )
      }
    }
    return violations.found
  },
}

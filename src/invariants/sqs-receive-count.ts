import type { FinishedRun, Invariant } from './contract'
import { nameOf, wasCalled } from './facts'
import { numberOf, resourcesOf, textOf } from './resources'
import { Violations } from './violations'

interface Redrive {
  readonly maximum: number
  /** Name of the dead-letter queue. */
  readonly target: string
}

/** The RedrivePolicy of a queue, if the template says so and it held all the time; null when it has none. */
function redriveOf(run: FinishedRun, queue: string): Redrive | null | 'unknown' {
  const resource = resourcesOf(run).find('AWS::SQS::Queue', queue)
  if (!resource?.settled || wasCalled(run, 'sqs:SetQueueAttributes')) return 'unknown'
  if (resource.property('RedrivePolicy') === undefined) return null
  const maximum = numberOf(resource.property('RedrivePolicy', 'maxReceiveCount'))
  const arn = textOf(resource.property('RedrivePolicy', 'deadLetterTargetArn'))
  // A dead-letter queue that there is not takes nothing.
  const target = arn === null ? undefined : resourcesOf(run).find('AWS::SQS::Queue', arn)
  return maximum === null || !target?.settled ? 'unknown' : { maximum, target: nameOf(target.arn) }
}

export const sqsReceiveCount: Invariant = {
  id: 'sqs-receive-count',
  sentence:
    'Each receive counts one; a message is received maxReceiveCount times at most, and by the next receive moved to the dead-letter queue, not before.',
  source: 'Fact sheet 9.1; SQS Developer Guide, "Using dead-letter queues in Amazon SQS"',
  check(run) {
    const violations = new Violations()
    const counts = new Map<string, number>()
    const policies = new Map<string, Redrive | null | 'unknown'>()
    const policyOf = (queue: string): Redrive | null | 'unknown' => {
      let policy = policies.get(queue)
      if (policy === undefined) policies.set(queue, (policy = redriveOf(run, queue)))
      return policy
    }
    for (const record of run.records) {
      if (record.type !== 'sqs.received' && record.type !== 'sqs.moved') continue
      const { queue, messageId, receiveCount } = record
      const key = `${queue} ${messageId}`
      const before = counts.get(key) ?? 0
      const policy = policyOf(queue)
      const wrong = (what: string): void =>
        violations.add(`message ${messageId} of queue ${queue} ${what}`, [record], queue)
      if (record.type === 'sqs.received') {
        counts.set(key, receiveCount)
        if (receiveCount !== before + 1) wrong(`is received for the ${before + 1}th time, told as ${receiveCount}`)
        if (policy !== null && policy !== 'unknown' && receiveCount > policy.maximum) {
          wrong(`was received ${receiveCount} times although its maxReceiveCount is ${policy.maximum}`)
        }
        continue
      }
      // The count goes on in the dead-letter queue.
      counts.set(`${record.to} ${messageId}`, receiveCount)
      if (policy === null) wrong(`is moved to ${record.to} although the queue has no dead-letter queue`)
      else if (policy !== 'unknown') {
        if (receiveCount < policy.maximum) {
          wrong(`is moved after ${receiveCount} receives although its maxReceiveCount is ${policy.maximum}`)
        }
        if (record.to !== policy.target) wrong(`is moved to ${record.to} and not to ${policy.target}`)
      }
    }
    return violations.found
  },
}

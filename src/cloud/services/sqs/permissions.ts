/** AddPermission's part of a queue's policy. Source: AddPermission API; texts recorded from AWS. */

import { withoutPermission, withPermission } from '../../aws/policy-statements'
import { strings, text, type Input } from './input'
import type { Queue } from './state'
import { errors } from './wire'

/** What an owner can permit. */
const PERMISSIBLE: ReadonlySet<string> = new Set([
  '*',
  'ChangeMessageVisibility',
  'DeleteMessage',
  'GetQueueAttributes',
  'GetQueueUrl',
  'ListDeadLetterSourceQueues',
  'PurgeQueue',
  'ReceiveMessage',
  'SendMessage',
])

/** @throws AwsError */
export function addPermission(queue: Queue, input: Input): void {
  const label = text(input, 'Label')
  const [accounts, actions] = [strings(input, 'AWSAccountIds'), strings(input, 'Actions')]
  if (accounts.length === 0) throw errors.missingParameter('AWSAccountIds')
  if (actions.length === 0) throw errors.missingParameter('Actions')
  const unknown = actions.find((action) => !PERMISSIBLE.has(action))
  if (unknown !== undefined) {
    throw errors.invalidValue(
      `SQS:${unknown}`,
      'ActionName',
      'Please refer to the appropriate WSDL for a list of valid actions.',
    )
  }
  const { policy } = queue.configuration
  if (withoutPermission(policy, label) !== undefined) throw errors.invalidValue(label, 'Label', 'Already exists.')
  const empty = { Version: '2008-10-17', Id: `${queue.arn}/SQSDefaultPolicy` }
  const permission = { label, accounts, actions: actions.map((action) => `SQS:${action}`) }
  queue.configuration = { ...queue.configuration, policy: withPermission(policy, empty, queue.arn, permission) }
}

/** @throws AwsError */
export function removePermission(queue: Queue, input: Input): void {
  const label = text(input, 'Label')
  const policy = withoutPermission(queue.configuration.policy, label)
  if (policy === undefined) throw errors.invalidValue(label, 'Label', "can't find label.")
  queue.configuration = { ...queue.configuration, policy }
}

/**
 * What each operation needs of IAM.
 * Source: Service Authorization Reference, "Actions, resources, and condition keys for Amazon SQS"; for message move tasks
 * the Developer Guide, "Configuring queue permissions" of dead-letter queue redrives.
 */

import { formatArn, type Account } from '../../aws/arn'
import type { AccessNeed, AccessRule } from '../contract'
import { record, type Input } from './input'
import { readHandle } from './move-tasks'

/** A batch needs what its single counterpart needs. */
const ON_A_QUEUE: Readonly<Record<string, string>> = {
  AddPermission: 'sqs:AddPermission',
  ChangeMessageVisibility: 'sqs:ChangeMessageVisibility',
  ChangeMessageVisibilityBatch: 'sqs:ChangeMessageVisibility',
  DeleteMessage: 'sqs:DeleteMessage',
  DeleteMessageBatch: 'sqs:DeleteMessage',
  DeleteQueue: 'sqs:DeleteQueue',
  GetQueueAttributes: 'sqs:GetQueueAttributes',
  ListDeadLetterSourceQueues: 'sqs:ListDeadLetterSourceQueues',
  ListQueueTags: 'sqs:ListQueueTags',
  PurgeQueue: 'sqs:PurgeQueue',
  ReceiveMessage: 'sqs:ReceiveMessage',
  RemovePermission: 'sqs:RemovePermission',
  SendMessage: 'sqs:SendMessage',
  SendMessageBatch: 'sqs:SendMessage',
  SetQueueAttributes: 'sqs:SetQueueAttributes',
  TagQueue: 'sqs:TagQueue',
  UntagQueue: 'sqs:UntagQueue',
}

/** What a message move task does to the queue that it empties. */
const EMPTYING = ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes']

export function createAccess(account: Account): Readonly<Record<string, AccessRule>> {
  const named = (name: unknown): string => formatArn('sqs', account, typeof name === 'string' ? name : '')
  const ofUrl = ({ QueueUrl: url }: Input): string => named(typeof url === 'string' ? url.split('/').at(-1) : '')
  const needs = (actions: readonly string[], resource: unknown): readonly AccessNeed[] =>
    actions.map((action) => ({ action, resource: typeof resource === 'string' ? resource : named('') }))

  return {
    ...Object.fromEntries(
      Object.entries(ON_A_QUEUE).map(([operation, action]): [string, AccessRule] => [
        operation,
        (input) => [{ action, resource: ofUrl(input) }],
      ]),
    ),
    CreateQueue(input) {
      // The JSON protocol calls them `tags`.
      const isTagged = Object.keys(record(input, 'tags')).length > 0
      return needs(isTagged ? ['sqs:CreateQueue', 'sqs:TagQueue'] : ['sqs:CreateQueue'], named(input['QueueName']))
    },
    GetQueueUrl: (input) => needs(['sqs:GetQueueUrl'], named(input['QueueName'])),
    // AWS asks for the account's queues as a whole, and says so when it denies.
    ListQueues: () => needs(['sqs:ListQueues'], named('')),
    StartMessageMoveTask: (input) => [
      ...needs(['sqs:StartMessageMoveTask', ...EMPTYING], input['SourceArn']),
      ...(typeof input['DestinationArn'] === 'string' ? needs(['sqs:SendMessage'], input['DestinationArn']) : []),
    ],
    CancelMessageMoveTask: (input) =>
      needs(['sqs:CancelMessageMoveTask', ...EMPTYING], readHandle(String(input['TaskHandle'] ?? ''))?.sourceArn),
    ListMessageMoveTasks: (input) => needs(['sqs:ListMessageMoveTasks', ...EMPTYING], input['SourceArn']),
  }
}

/** What operations need of IAM. Source: Service Authorization Reference, Amazon SQS. */

import { describe, expect, it } from 'vitest'
import { DEFAULT_ACCOUNT } from '../../../../../src/cloud/aws/arn'
import { createAccess } from '../../../../../src/cloud/services/sqs/access'
import model from '../../../../../src/cloud/services/sqs/model.json'

const rules = createAccess(DEFAULT_ACCOUNT)
const arn = (name: string): string => `arn:aws:sqs:us-east-1:123456789012:${name}`
const QueueUrl = 'https://sqs.us-east-1.amazonaws.com/123456789012/q'
const SourceArn = arn('dead')

describe('access to SQS', () => {
  it('has a rule for every operation', () => {
    expect(Object.keys(rules).sort()).toEqual(Object.keys(model.operations).sort())
  })

  it.each([
    ['SendMessageBatch', { QueueUrl }, [['sqs:SendMessage', arn('q')]]],
    ['DeleteMessageBatch', { QueueUrl }, [['sqs:DeleteMessage', arn('q')]]],
    ['ChangeMessageVisibilityBatch', { QueueUrl }, [['sqs:ChangeMessageVisibility', arn('q')]]],
    ['ReceiveMessage', { QueueUrl: 'q' }, [['sqs:ReceiveMessage', arn('q')]]],
    ['CreateQueue', { QueueName: 'q' }, [['sqs:CreateQueue', arn('q')]]],
    [
      'CreateQueue',
      { QueueName: 'q', tags: { a: 'b' } },
      [
        ['sqs:CreateQueue', arn('q')],
        ['sqs:TagQueue', arn('q')],
      ],
    ],
    ['GetQueueUrl', { QueueName: 'q' }, [['sqs:GetQueueUrl', arn('q')]]],
    ['ListQueues', {}, [['sqs:ListQueues', arn('')]]],
    [
      'StartMessageMoveTask',
      { SourceArn, DestinationArn: arn('q') },
      [
        ...['StartMessageMoveTask', 'ReceiveMessage', 'DeleteMessage', 'GetQueueAttributes'].map((action) => [
          `sqs:${action}`,
          SourceArn,
        ]),
        ['sqs:SendMessage', arn('q')],
      ],
    ],
    [
      'CancelMessageMoveTask',
      { TaskHandle: btoa(JSON.stringify({ taskId: 't', sourceArn: SourceArn })) },
      ['CancelMessageMoveTask', 'ReceiveMessage', 'DeleteMessage', 'GetQueueAttributes'].map((action) => [
        `sqs:${action}`,
        SourceArn,
      ]),
    ],
  ])('%s with %j', (operation, input, needs) => {
    expect(rules[operation]?.(input).map(({ action, resource }) => [action, resource])).toEqual(needs)
  })

  it('bears whatever it gets', () => {
    for (const rule of Object.values(rules)) {
      for (const input of [{}, { QueueUrl: 1, QueueName: [], SourceArn: null, TaskHandle: {} }]) {
        for (const { resource } of rule(input)) expect(resource).toMatch(/^arn:aws:sqs:/)
      }
    }
  })
})

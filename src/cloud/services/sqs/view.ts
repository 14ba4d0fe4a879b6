/** What the page's inspectors show of the queues. */

import { isoTimestamp } from '../../aws/timestamps'
import { RowMemory, VIEW_ROWS_MAX, type ResourceView } from '../contract'
import type { Message } from './model'
import type { Queues } from './queues'
import type { Queue } from './state'

/** Characters of a body in a table. */
const EXCERPT_MAX = 200

export function createViews(queues: Queues): readonly ResourceView[] {
  return queues.all().map((queue) => {
    const { configuration } = queue
    const messages = queue.messages()
    return {
      arn: queue.arn,
      kind: 'Queue',
      name: queue.name,
      facts: [
        { label: 'Type', value: queue.isFifo ? 'FIFO' : 'Standard' },
        { label: 'Messages available', value: String(queue.visibleCount) },
        { label: 'Messages in flight', value: String(queue.inFlightCount) },
        { label: 'Messages delayed', value: String(queue.delayedCount) },
        { label: 'Visibility timeout', value: `${configuration.visibilityTimeout} s` },
        { label: 'Delay', value: `${configuration.delay} s` },
        { label: 'Retention', value: `${configuration.messageRetentionPeriod} s` },
        ...(configuration.redrivePolicy
          ? [
              { label: 'Dead-letter queue', value: configuration.redrivePolicy.deadLetterTargetArn },
              { label: 'Maximum receives', value: String(configuration.redrivePolicy.maxReceiveCount) },
            ]
          : []),
      ],
      tables: [
        {
          title: 'Messages',
          columns: ['Message id', 'Sent', 'State', 'Receives', ...(queue.isFifo ? ['Group'] : []), 'Body'],
          rows: messages.slice(0, VIEW_ROWS_MAX).map((message) => rowOf(queue, message)),
          total: messages.length,
        },
      ],
    }
  })
}

const memory = new RowMemory()

function rowOf(queue: Queue, message: Message): readonly string[] {
  const state = queue.stateOf(message)
  return memory.of(message, `${state} ${message.receiveCount}`, () => {
    const body = message.body.length > EXCERPT_MAX ? `${message.body.slice(0, EXCERPT_MAX)}…` : message.body
    const group = queue.isFifo ? [message.groupId ?? ''] : []
    return [message.id, isoTimestamp(message.sentAt), state, String(message.receiveCount), ...group, body]
  })
}

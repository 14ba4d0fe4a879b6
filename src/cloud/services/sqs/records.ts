/**
 * SQS as an event source of Lambda and as a target of deliveries.
 * Record shape: Lambda Developer Guide, "Using Lambda with Amazon SQS"; attribute details recorded from AWS
 * (LocalStack's test suite, ls/esm/sqs-record-shape).
 */

import { seconds } from '../../aws/units'
import type { DeliveryTarget, QueueSource, ServiceContext } from '../contract'
import { digestOfAttributes, digestOfBody } from './digest'
import * as limits from './limits'
import { groupOf, messageSize, systemAttributes } from './messages'
import type { Message, MessageAttribute } from './model'
import type { Queues } from './queues'
import { errors } from './wire'

/** One element of `Records`. Without attributes their digest is missing, or null with a batching window (recorded). */
function toRecord(message: Message, queueArn: string, region: string, windowed: boolean): object {
  return {
    messageId: message.id,
    receiptHandle: message.receiptHandle,
    body: message.body,
    attributes: systemAttributes(message),
    messageAttributes: Object.fromEntries(
      Object.entries(message.attributes).map(([name, attribute]) => [name, recordAttribute(attribute)]),
    ),
    ...((message.md5OfAttributes !== null || windowed) && { md5OfMessageAttributes: message.md5OfAttributes }),
    md5OfBody: message.md5OfBody,
    eventSource: 'aws:sqs',
    eventSourceARN: queueArn,
    awsRegion: region,
  }
}

function recordAttribute(attribute: MessageAttribute): object {
  return {
    ...(attribute.binaryValue !== undefined
      ? { binaryValue: attribute.binaryValue }
      : { stringValue: attribute.stringValue }),
    stringListValues: [],
    binaryListValues: [],
    dataType: attribute.dataType,
  }
}

const utf8 = new TextEncoder()

export function createQueueSource(queues: Queues, context: ServiceContext): QueueSource {
  return {
    filterKey: 'body',
    actions: ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'],
    onFailure: 'return',
    exists: (arn) => queues.findByArn(arn) !== undefined,
    onVisible: (arn, listener) => queues.byArn(arn).onVisible(listener),
    backlog: (arn) => queues.findByArn(arn)?.receivableCount ?? 0,
    visibilityTimeout: (arn) => seconds(queues.byArn(arn).configuration.visibilityTimeout),
    receive(arn, { maximum, caller, windowed }) {
      const queue = queues.findByArn(arn)
      if (!queue) return []
      return queue.receive(maximum, caller).map((message) => {
        const record = toRecord(message, arn, context.account.region, windowed)
        return {
          id: message.id,
          receiptHandle: message.receiptHandle ?? '',
          body: message.body,
          size: utf8.encode(JSON.stringify(record)).length + 1,
          groupId: queue.isFifo ? message.groupId : null,
          heldUntil: message.visibleAt,
          record,
          traceHeader: message.traceHeader,
        }
      })
    },
    delete(arn, receiptHandles) {
      const queue = queues.findByArn(arn)
      for (const handle of receiptHandles) queue?.delete(handle)
    },
  }
}

export function createDeliveryTarget(queues: Queues): DeliveryTarget {
  return {
    access: (targetArn) => ({ action: 'sqs:SendMessage', resource: targetArn }),
    exists: (targetArn) => queues.findByArn(targetArn) !== undefined,
    deliver(targetArn, delivery) {
      const queue = queues.byArn(targetArn)
      const attributes: Record<string, MessageAttribute> = { ...delivery.attributes }
      const named = Object.keys(attributes).length > 0
      const maximum = queue.configuration.maximumMessageSize
      if (messageSize(delivery.body, attributes) > maximum) throw errors.messageTooLong(maximum)
      const ids = { MessageGroupId: delivery.groupId, MessageDeduplicationId: delivery.deduplicationId }
      const { id } = queue.send(
        {
          body: delivery.body,
          attributes,
          md5OfBody: digestOfBody(delivery.body),
          md5OfAttributes: named ? digestOfAttributes(attributes) : null,
          traceHeader: delivery.traceHeader,
          ...groupOf(ids, delivery.body, queue),
          delay: null,
        },
        delivery.caller,
        seconds(limits.DEDUPLICATION_WINDOW),
      )
      return { id }
    },
  }
}

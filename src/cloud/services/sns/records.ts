/** A topic as a target of deliveries: Lambda's destinations and dead-letter queues, S3's notifications, EventBridge's rules. */

import type { DeliveryTarget } from '../contract'
import * as limits from './limits'
import { sizeOf } from './messages'
import type { Publisher } from './publisher'
import type { TopicDirectory } from './topics'
import { errors } from './wire'

export function createDeliveryTarget(topics: TopicDirectory, publisher: Publisher): DeliveryTarget {
  return {
    access: (topicArn) => ({ action: 'sns:Publish', resource: topicArn }),
    exists: (topicArn) => topics.state.find(topicArn) !== undefined,
    deliver(topicArn, { body, attributes, subject, groupId, deduplicationId, traceHeader, caller }) {
      const topic = topics.byArn(topicArn)
      if (body === '') throw errors.invalidParameter('Empty message')
      if (sizeOf(body, attributes) > limits.MESSAGE_SIZE_MAX) throw errors.invalidParameter('Message too long')
      const message = {
        message: body,
        byProtocol: null,
        subject: subject ?? null,
        attributes,
        groupId: groupId ?? null,
        deduplicationId: deduplicationId ?? null,
        traceHeader,
      }
      return { id: publisher.publish(topic, message, caller).id }
    },
  }
}

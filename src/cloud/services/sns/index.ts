import type { ServiceDefinition } from '../contract'
import { createAccess } from './access'
import { LATENCY } from './limits'
import { publishingOperations } from './operations/publishing'
import { subscriptionOperations } from './operations/subscriptions'
import { topicOperations } from './operations/topics'
import { Publisher } from './publisher'
import { createDeliveryTarget } from './records'
import { createResourceTypes } from './resources'
import { TopicDirectory } from './topics'
import { createViews } from './view'
import { wire } from './wire'

export const sns: ServiceDefinition = {
  name: 'sns',
  wire,
  latency: LATENCY,
  create(context) {
    const topics = new TopicDirectory(context)
    const publisher = new Publisher(topics, context)
    const { accountId } = context.account
    return {
      operations: {
        ...topicOperations(topics, accountId),
        ...subscriptionOperations(topics, accountId),
        ...publishingOperations(topics, publisher),
      },
      access: createAccess(context.account),
      resourceTypes: createResourceTypes(topics, context),
      deliveryTarget: createDeliveryTarget(topics, publisher),
      resourcePolicy: (arn) => topics.state.find(arn)?.policy ?? null,
      views: () => createViews(topics),
    }
  },
}

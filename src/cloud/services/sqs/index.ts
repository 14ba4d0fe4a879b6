import type { ServiceDefinition } from '../contract'
import { createOperations } from './operations'
import { Queues } from './queues'
import { createDeliveryTarget, createQueueSource } from './records'
import { createResourceTypes } from './resources'
import { wire } from './wire'

export const sqs: ServiceDefinition = {
  name: 'sqs',
  wire,
  create(context) {
    const queues = new Queues(context)
    return {
      operations: createOperations(queues, context),
      resourceTypes: createResourceTypes(queues),
      queueSource: createQueueSource(queues, context),
      deliveryTarget: createDeliveryTarget(queues),
    }
  },
}

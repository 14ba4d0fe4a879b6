import type { ServiceDefinition } from '../contract'
import { createAccess } from './access'
import { LATENCY } from './limits'
import { messageOperations } from './operations/messages'
import { queueOperations } from './operations/queues'
import { redriveOperations } from './operations/redrive'
import { Queues } from './queues'
import { createDeliveryTarget, createQueueSource } from './records'
import { createResourceTypes } from './resources'
import { createViews } from './view'
import { wire } from './wire'

export const sqs: ServiceDefinition = {
  name: 'sqs',
  wire,
  latency: LATENCY,
  create(context) {
    const queues = new Queues(context)
    return {
      operations: {
        ...messageOperations(queues, context),
        ...queueOperations(queues, context),
        ...redriveOperations(queues, context),
      },
      access: createAccess(context.account),
      resourceTypes: createResourceTypes(queues),
      queueSource: createQueueSource(queues, context),
      deliveryTarget: createDeliveryTarget(queues),
      resourcePolicy: (arn) => queues.findByArn(arn)?.configuration.policy ?? null,
      views: () => createViews(queues),
    }
  },
}

import type { ServiceDefinition } from '../contract'
import { createDeliveryTarget, createQueueSource } from './records'
import { createResourceTypes } from './resources'
import { Brokers } from './state'
import { createViews } from './view'
import { wire } from './wire'

export const mq: ServiceDefinition = {
  name: 'mq',
  wire,
  latency: { p50: 0, p90: 0, p99: 0 },
  create(context) {
    const brokers = new Brokers(context.kernel)
    return {
      operations: {},
      access: {},
      resourceTypes: createResourceTypes(brokers, context),
      queueSource: createQueueSource(brokers),
      deliveryTarget: createDeliveryTarget(brokers),
      views: () => createViews(brokers),
    }
  },
}

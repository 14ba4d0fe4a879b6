import type { ServiceDefinition } from '../contract'
import { createDeliveryTarget, createStreamSource } from './records'
import { createResourceTypes } from './resources'
import { Clusters } from './state'
import { createViews } from './view'
import { wire } from './wire'

export const kafka: ServiceDefinition = {
  name: 'kafka',
  wire,
  latency: { p50: 0, p90: 0, p99: 0 },
  create(context) {
    const clusters = new Clusters(context.kernel)
    return {
      operations: {},
      access: {},
      resourceTypes: createResourceTypes(clusters, context),
      streamSource: createStreamSource(clusters),
      deliveryTarget: createDeliveryTarget(clusters),
      views: () => createViews(clusters),
    }
  },
}

import type { ServiceDefinition } from '../contract'
import { createDeliveryTarget, createStreamSource } from './records'
import { createResourceTypes } from './resources'
import type { Cluster } from './state'
import { createViews } from './view'
import { wire } from './wire'

/** ARNs of its clusters are those of Amazon RDS. */
export const docDB: ServiceDefinition = {
  name: 'rds',
  wire,
  latency: { p50: 0, p90: 0, p99: 0 },
  create(context) {
    const clusters = new Map<string, Cluster>()
    const byArn = (arn: string): Cluster | undefined => clusters.get(arn)
    return {
      operations: {},
      access: {},
      resourceTypes: createResourceTypes(clusters, context),
      streamSource: createStreamSource(byArn),
      deliveryTarget: createDeliveryTarget(byArn),
      views: () => createViews(clusters.values()),
    }
  },
}

import type { ServiceDefinition } from '../contract'
import { createAccess } from './access'
import { LATENCY } from './limits'
import { LogGroups } from './log-groups'
import { createOperations } from './operations'
import { ResourcePolicies } from './policies'
import { createDeliveryTarget } from './records'
import { createResourceTypes } from './resources'
import { createViews } from './view'
import { wire } from './wire'

export const cloudWatchLogs: ServiceDefinition = {
  name: 'logs',
  wire,
  latency: LATENCY,
  create(context) {
    const groups = new LogGroups(context)
    const policies = new ResourcePolicies(context)
    return {
      operations: createOperations(groups, policies),
      access: createAccess(context.account),
      resourceTypes: createResourceTypes(groups, policies),
      deliveryTarget: createDeliveryTarget(groups),
      resourcePolicy: () => policies.merged(),
      views: () => createViews(groups),
    }
  },
}

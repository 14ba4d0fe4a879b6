import type { ServiceDefinition } from '../contract'
import { createAccess } from './access'
import { LATENCY } from './limits'
import { LogGroups } from './log-groups'
import { createOperations } from './operations'
import { ResourcePolicies } from './policies'
import { createQueryOperations } from './query-operations'
import { createDeliveryTarget } from './records'
import { createResourceTypes } from './resources'
import { createSubscriptionOperations } from './subscription-operations'
import { Subscriptions } from './subscriptions'
import { subscriptionFilterType } from './subscription-type'
import { createViews } from './view'
import { wire } from './wire'

export const cloudWatchLogs: ServiceDefinition = {
  name: 'logs',
  wire,
  latency: LATENCY,
  create(context) {
    const groups = new LogGroups(context)
    const subscriptions = new Subscriptions(groups)
    const policies = new ResourcePolicies(context)
    return {
      operations: {
        ...createOperations(groups, policies),
        ...createSubscriptionOperations(groups, subscriptions),
        ...createQueryOperations(groups),
      },
      access: createAccess(context.account),
      resourceTypes: {
        ...createResourceTypes(groups, policies),
        'AWS::Logs::SubscriptionFilter': subscriptionFilterType(groups, subscriptions),
      },
      deliveryTarget: createDeliveryTarget(groups),
      resourcePolicy: () => policies.merged(),
      views: () => createViews(groups),
    }
  },
}

import type { ServiceDefinition } from '../contract'
import { createAccess, policyOf } from './access'
import { LATENCY } from './limits'
import { createOperations } from './operations'
import { createDeliveryTarget } from './records'
import { createResourceTypes } from './resources'
import { Router } from './router'
import { createViews } from './view'
import { wire } from './wire'

export const eventBridge: ServiceDefinition = {
  name: 'events',
  wire,
  latency: LATENCY,
  create(context) {
    const router = new Router(context)
    return {
      operations: createOperations(router, context),
      access: createAccess(context.account),
      resourceTypes: createResourceTypes(router),
      deliveryTarget: createDeliveryTarget(router, context),
      resourcePolicy(arn) {
        const bus = router.buses.findByArn(arn)
        return bus ? policyOf(bus) : null
      },
      views: () => createViews(router),
    }
  },
}

import type { ServiceDefinition } from '../contract'
import { loadBalancerEntrance } from './entrance'
import { LATENCY } from './limits'
import { createResourceTypes } from './resources'
import { LoadBalancers } from './state'
import { createViews } from './view'
import { wire } from './wire'

export const elbV2: ServiceDefinition = {
  name: 'elasticloadbalancing',
  wire,
  latency: LATENCY,
  create(context) {
    const state = new LoadBalancers()
    return {
      operations: {},
      access: {},
      resourceTypes: createResourceTypes(state, context),
      httpEntrance: loadBalancerEntrance(state, context),
      views: () => createViews(state),
    }
  },
}

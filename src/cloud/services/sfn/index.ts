import type { ServiceDefinition } from '../contract'
import { access } from './access'
import { LATENCY } from './limits'
import { createOperations } from './operations'
import { createResourceTypes } from './resources'
import { StateMachines } from './state'
import { createViews } from './view'
import { wire } from './wire'

export const sfn: ServiceDefinition = {
  name: 'states',
  wire,
  latency: LATENCY,
  create(context) {
    const machines = new StateMachines()
    return {
      operations: createOperations(machines, context),
      access,
      resourceTypes: createResourceTypes(machines, context),
      views: () => createViews(machines),
    }
  },
}

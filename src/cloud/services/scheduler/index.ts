import type { ServiceDefinition } from '../contract'
import { createAccess } from './access'
import { LATENCY } from './limits'
import { createOperations } from './operations'
import { createResourceTypes } from './resources'
import { Schedules } from './schedules'
import { createViews } from './view'
import { wire } from './wire'

export const scheduler: ServiceDefinition = {
  name: 'scheduler',
  wire,
  latency: LATENCY,
  create(context) {
    const schedules = new Schedules(context)
    return {
      operations: createOperations(schedules, context),
      access: createAccess(context.account),
      resourceTypes: createResourceTypes(schedules, context),
      views: () => createViews(schedules),
    }
  },
}

import type { ServiceDefinition } from '../contract'
import { createAccess } from './access'
import { LATENCY } from './limits'
import { LogGroups } from './log-groups'
import { createOperations } from './operations'
import { createResourceTypes } from './resources'
import { createViews } from './view'
import { wire } from './wire'

export const cloudWatchLogs: ServiceDefinition = {
  name: 'logs',
  wire,
  latency: LATENCY,
  create(context) {
    const groups = new LogGroups(context)
    return {
      operations: createOperations(groups),
      access: createAccess(context.account),
      resourceTypes: createResourceTypes(groups),
      views: () => createViews(groups),
    }
  },
}

import type { ServiceDefinition } from '../contract'
import { access } from './access'
import { LATENCY } from './limits'
import { createOperations } from './operations'
import { TraceStore } from './state'
import { createViews } from './view'
import { wire } from './wire'

export const xray: ServiceDefinition = {
  name: 'xray',
  wire,
  latency: LATENCY,
  create(context) {
    const store = new TraceStore(context)
    return {
      operations: createOperations(store, context),
      access,
      resourceTypes: {},
      views: () => createViews(store, context.account),
    }
  },
}

import type { ServiceDefinition } from '../contract'
import { access } from './access'
import { LATENCY } from './limits'
import { Observers } from './observers'
import { createOperations } from './operations'
import { MetricStore } from './state'
import { createViews } from './view'
import { wire } from './wire'

export const cloudWatch: ServiceDefinition = {
  name: 'cloudwatch',
  wire,
  latency: LATENCY,
  create(context) {
    const store = new MetricStore()
    const observers = new Observers(store, context)
    return {
      operations: createOperations(observers),
      access,
      resourceTypes: {},
      views() {
        observers.sync()
        return createViews(store, context.account)
      },
    }
  },
}

import type { ServiceDefinition } from '../contract'
import { access } from './access'
import { LATENCY } from './limits'
import { createOperations } from './operations'
import { wire } from './wire'

export const sts: ServiceDefinition = {
  name: 'sts',
  wire,
  latency: LATENCY,
  create: (context) => ({ operations: createOperations(context), access, resourceTypes: {} }),
}

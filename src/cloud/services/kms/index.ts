import type { ServiceDefinition } from '../contract'
import { createAccess } from './access'
import { LATENCY } from './limits'
import { createOperations } from './operations'
import { createResourceTypes } from './resources'
import { Keys } from './state'
import { createViews } from './view'
import { wire } from './wire'

export const kms: ServiceDefinition = {
  name: 'kms',
  wire,
  latency: LATENCY,
  create(context) {
    const keys = new Keys(context)
    return {
      operations: createOperations(keys, context),
      access: createAccess(keys, context.account),
      resourceTypes: createResourceTypes(keys, context),
      resourcePolicy: (arn) => keys.findByArn(arn)?.policy ?? null,
      views: () => createViews(keys),
    }
  },
}

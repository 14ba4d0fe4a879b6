import type { ServiceDefinition } from '../contract'
import { createAccess } from './access'
import { LATENCY } from './limits'
import { createOperations } from './operations'
import { createDynamicReferences, createResourceTypes } from './resources'
import { SecureStrings } from './secure-strings'
import { Parameters } from './state'
import { createViews } from './view'
import { wire } from './wire'

export const ssm: ServiceDefinition = {
  name: 'ssm',
  wire,
  latency: LATENCY,
  create(context) {
    const parameters = new Parameters(context.kernel)
    return {
      operations: createOperations(parameters, context),
      access: createAccess(context.account),
      resourceTypes: createResourceTypes({ parameters, secure: new SecureStrings(context) }),
      dynamicReferences: createDynamicReferences(parameters),
      views: () => createViews(parameters, context.account),
    }
  },
}

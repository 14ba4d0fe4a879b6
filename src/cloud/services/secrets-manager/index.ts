import type { ServiceDefinition } from '../contract'
import { createAccess } from './access'
import { LATENCY } from './limits'
import { createOperations } from './operations'
import { createDynamicReferences } from './references'
import { createResourceTypes } from './resources'
import { Rotations } from './rotation'
import { Scope } from './scope'
import { Secrets } from './state'
import { createViews } from './view'
import { wire } from './wire'

export const secretsManager: ServiceDefinition = {
  name: 'secretsmanager',
  wire,
  latency: LATENCY,
  create(context) {
    const secrets = new Secrets(context)
    const scope = new Scope(secrets, context)
    const rotations = new Rotations(scope)
    return {
      operations: createOperations(scope, rotations),
      access: createAccess(secrets, context.account),
      resourceTypes: createResourceTypes(scope, rotations),
      dynamicReferences: createDynamicReferences(secrets),
      resourcePolicy: (arn) => secrets.findById(arn)?.policy ?? null,
      views: () => createViews(secrets),
    }
  },
}

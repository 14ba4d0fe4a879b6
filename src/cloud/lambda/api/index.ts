import type { Service, ServiceContext } from '../../services/contract'
import { functionUrlEntrance } from '../function-url/entrance'
import type { Lambda } from '../lambda'
import { LATENCY } from '../limits'
import { createResourceTypes } from '../resources'
import { createAccess } from './access'
import { createOperations } from './operations'
import { createViews } from './view'
import { wire } from './wire'

/** As a `ServiceDefinition`, but for what it is created with. */
export const lambdaApi = {
  name: 'lambda',
  wire,
  latency: LATENCY,
  create(lambda: Lambda, context: ServiceContext): Service {
    return {
      operations: createOperations(lambda, context),
      access: createAccess(context.account),
      resourceTypes: createResourceTypes(lambda),
      deliveryTarget: lambda.deliveryTarget,
      httpEntrance: functionUrlEntrance(lambda),
      resourcePolicy: (arn) => lambda.policies.document(arn),
      views: () => createViews(lambda),
    }
  },
} as const

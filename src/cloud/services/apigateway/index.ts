import type { ServiceDefinition } from '../contract'
import { RestApiEntrance } from './entrance'
import { LATENCY } from './limits'
import { createResourceTypes } from './resources'
import { RestApis } from './state'
import { createViews } from './view'
import { wire } from './wire'

/** Named as in the ARNs of what requests do, whose policies it owns. */
export const apiGateway: ServiceDefinition = {
  name: 'execute-api',
  wire,
  latency: LATENCY,
  create(context) {
    const apis = new RestApis()
    return {
      operations: {},
      access: {},
      resourceTypes: createResourceTypes(apis, context),
      httpEntrance: new RestApiEntrance(apis, context),
      resourcePolicy: (arn) => apis.find(arn.split(':')[5]?.split('/')[0] ?? '')?.policy ?? null,
      views: () => createViews(apis, context.account.region),
    }
  },
}

import type { ServiceDefinition } from '../contract'
import { HttpApiEntrance } from './entrance'
import { LATENCY } from './limits'
import { createResourceTypes } from './resources'
import { HttpApis } from './state'
import { createViews } from './view'
import { wire } from './wire'

export const apiGatewayV2: ServiceDefinition = {
  name: 'apigatewayv2',
  wire,
  latency: LATENCY,
  create(context) {
    const apis = new HttpApis()
    return {
      operations: {},
      access: {},
      resourceTypes: createResourceTypes(apis, context),
      httpEntrance: new HttpApiEntrance(apis, context),
      views: () => createViews(apis, context.account.region),
    }
  },
}

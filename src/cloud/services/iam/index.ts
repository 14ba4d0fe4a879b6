import type { ServiceDefinition } from '../contract'
import { createAuthorizer } from './authorizer'
import { createResourceTypes } from './resources'
import { IdentityStore } from './state'
import { views } from './view'
import { wire } from './wire'

export const iam: ServiceDefinition = {
  name: 'iam',
  wire,
  latency: { p50: 0, p90: 0, p99: 0 },
  create(context) {
    const store = new IdentityStore()
    return {
      operations: {},
      access: {},
      resourceTypes: createResourceTypes(store, context),
      resourcePolicy: (arn) => store.roleByArn(arn)?.trust ?? null,
      authorizer: createAuthorizer(store, context.kernel, context.account),
      views: () => views(store),
    }
  },
}

/** API Gateway's own API is not simulated: APIs come from the template. */

import type { WireDefinition } from '../contract'

export const wire: WireDefinition = {
  endpointPrefix: 'apigateway',
  protocol: 'rest-json',
  model: {
    source: 'none: no operation is simulated',
    namespace: 'com.amazonaws.apigateway',
    version: '2015-07-09',
    operations: {},
    structures: {},
    errors: {},
  },
}

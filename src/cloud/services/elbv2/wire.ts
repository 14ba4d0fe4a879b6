/** The API of load balancers is not simulated: they come from the template. */

import type { WireDefinition } from '../contract'

export const wire: WireDefinition = {
  endpointPrefix: 'elasticloadbalancing',
  protocol: 'query',
  model: {
    source: 'none: no operation is simulated',
    namespace: 'com.amazonaws.elasticloadbalancingv2',
    xmlNamespace: 'http://elasticloadbalancing.amazonaws.com/doc/2015-12-01/',
    version: '2015-12-01',
    operations: {},
    structures: {},
    errors: {},
  },
}

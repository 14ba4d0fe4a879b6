/** IAM's own API is not simulated: roles and policies come from the template. The host answers, and says so. */

import type { WireDefinition } from '../contract'

export const wire: WireDefinition = {
  endpointPrefix: 'iam',
  protocol: 'query',
  model: {
    source: 'none: no operation is simulated',
    namespace: 'com.amazonaws.iam',
    xmlNamespace: 'https://iam.amazonaws.com/doc/2010-05-08/',
    version: '2010-05-08',
    operations: {},
    structures: {},
    errors: {},
  },
}

/** How the API of DynamoDB Streams is spoken: an endpoint, a client and a target of its own. */

import type { WireModel } from '../../../aws/wire-model'
import type { WireDefinition } from '../../contract'
import model from './model.json'

export const wire: WireDefinition = {
  endpointPrefix: 'streams.dynamodb',
  protocol: 'json-1.0',
  model: model as unknown as WireModel,
}

import type { ServiceDefinition } from '../contract'
import { createAccess } from './access'
import { LATENCY } from './limits'
import { createOperations } from './operations'
import { createDeliveryTarget } from './records'
import { createResourceTypes } from './resources'
import { createStreamSource } from './stream-source'
import { Streams } from './streams'
import { createViews } from './view'
import { wire } from './wire'

export const kinesis: ServiceDefinition = {
  name: 'kinesis',
  wire,
  latency: LATENCY,
  create(context) {
    const streams = new Streams(context)
    return {
      operations: createOperations(streams, context),
      access: createAccess(streams),
      resourceTypes: createResourceTypes(streams, context),
      streamSource: createStreamSource(streams, context),
      deliveryTarget: createDeliveryTarget(streams, context),
      resourcePolicy: (arn) => streams.findByArn(arn)?.policy ?? null,
      views: () => createViews(streams),
    }
  },
}

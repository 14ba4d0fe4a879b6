import type { ServiceDefinition } from '../contract'
import { createAccess } from './access'
import { Buckets } from './buckets'
import { createDeliveryTarget } from './delivery-target'
import { LATENCY } from './limits'
import { createOperations } from './operations'
import { Notifier } from './records'
import { createResourceTypes } from './resources'
import { createViews } from './view'
import { wire } from './wire'

export const s3: ServiceDefinition = {
  name: 's3',
  wire,
  latency: LATENCY,
  create(context) {
    const buckets = new Buckets(context)
    const service = { context, buckets, notifier: new Notifier(context) }
    return {
      operations: createOperations(service),
      access: createAccess(buckets),
      resourceTypes: createResourceTypes(service),
      deliveryTarget: createDeliveryTarget(service),
      // Of a bucket, or of the bucket that an object is in.
      resourcePolicy: (arn) =>
        buckets.find(arn.replace(/^arn:aws:s3:::/, '').split('/')[0] ?? '')?.settings.policy?.document ?? null,
      views: () => createViews(buckets),
    }
  },
}

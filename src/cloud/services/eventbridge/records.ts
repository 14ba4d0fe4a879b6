/** What comes to a bus by delivery: events of AWS's services, results of asynchronous invocations, schedules. */

import { AwsError } from '../../aws/aws-error'
import { withoutLineage } from '../../aws/trace-header'
import type { DeliveryTarget, ServiceContext } from '../contract'
import { byteLength, objectText, type BusEvent } from './events'
import type { Router } from './router'
import { errors } from './wire'

export function createDeliveryTarget(router: Router, context: ServiceContext): DeliveryTarget {
  const { account, kernel } = context
  return {
    access: (targetArn) => ({ action: 'events:PutEvents', resource: targetArn }),
    exists: (targetArn) => router.buses.findByArn(targetArn) !== undefined,
    deliver(targetArn, { body, event, traceHeader, caller }) {
      const bus = router.buses.findByArn(targetArn)
      if (!bus) throw errors.busNotFound(targetArn.slice(targetArn.indexOf('/') + 1))
      if (!event) throw errors.validation('An event needs a source and a detail type.')
      if (event.source.startsWith('aws.') && caller.kind !== 'service') {
        throw new AwsError('NotAuthorizedForSourceException', 400, 'Not authorized for the source.')
      }
      const detail = objectText(body)
      if (detail === null) throw new AwsError('MalformedDetail', 400, 'Detail is malformed.')
      const put: BusEvent = {
        id: kernel.random('event-ids').uuid(),
        source: event.source,
        detailType: event.detailType,
        accountId: account.accountId,
        region: account.region,
        time: Math.floor((event.time ?? kernel.now) / 1000) * 1000,
        resources: event.resources,
        detail,
        detailBytes: byteLength(body),
        traceHeader: withoutLineage(traceHeader),
        replayName: null,
        ingestedAt: kernel.now,
      }
      router.put(bus, put, caller.arn)
      return { id: put.id }
    },
  }
}

/**
 * Log groups as targets of deliveries: EventBridge writes each event as one log event, into a stream that it makes.
 * Source: EventBridge User Guide, "Amazon CloudWatch Logs as a target": the group's policy must allow
 * logs:CreateLogStream and logs:PutLogEvents to the service.
 */

import type { DeliveryTarget } from '../contract'
import { nameInArn } from './input'
import { addStream, type LogGroups } from './log-groups'

export function createDeliveryTarget(groups: LogGroups): DeliveryTarget {
  const { kernel } = groups.context
  const groupOf = (arn: string) => groups.byName(nameInArn(arn) ?? '')
  return {
    exists: (arn) => groups.find(nameInArn(arn) ?? '') !== undefined,
    access: (arn) => ({ action: 'logs:PutLogEvents', resource: `${arn.replace(/:\*$/, '')}:log-stream:*` }),
    deliver(arn, { body }) {
      const group = groupOf(arn)
      const name = kernel.random('log-streams').uuid()
      groups.put(group, addStream(group, name, kernel.now), Math.floor(kernel.now), body)
      return { id: name }
    },
  }
}

/** What the page's user puts into the cloud: a delivery to anything that takes one. */

import type { SendRequest } from './protocol'
import type { Caller, Delivery } from './services/contract'

/**
 * @param arnOf of a logical id
 * @returns the ARN; of a topic, queue or collection that is no resource of its own, its cluster's or broker's ARN and what
 *   followed the logical id: `Cluster/orders`
 */
export function sendTarget(target: string, arnOf: (logicalId: string) => string | undefined): string {
  if (target.startsWith('arn:')) return target
  const slash = target.indexOf('/')
  const [logicalId, rest] = slash < 0 ? [target, ''] : [target.slice(0, slash), target.slice(slash)]
  const arn = arnOf(logicalId)
  return arn === undefined ? target : arn + rest
}

export function deliveryOf(request: SendRequest, caller: Caller): Delivery {
  const { body, key, headers = {}, partition, timeToLive, groupId, deduplicationId, subject, event } = request
  return {
    body,
    caller,
    traceHeader: null,
    headers,
    attributes: Object.fromEntries(
      Object.entries(headers).map(([name, stringValue]) => [name, { dataType: 'String', stringValue }]),
    ),
    ...(key !== undefined && { partitionKey: key, objectKey: key }),
    ...(partition !== undefined && { partition }),
    ...(timeToLive !== undefined && { timeToLive }),
    ...(groupId !== undefined && { groupId }),
    ...(deduplicationId !== undefined && { deduplicationId }),
    ...(subject !== undefined && { subject }),
    ...(event && { event: { resources: [], ...event } }),
  }
}

/** Traces of real stacks for tests of what the page shows: the cloud itself, and projections of what it recorded. */

import { Projections } from '../../../../src/app/state/projections'
import type { EventNode } from '../../../../src/app/state/lineage'
import type { Run } from '../../cloud/stack'
import type { EnvironmentHost } from '../../../../src/cloud/lambda/host'

export function projectionsOf({ cloud }: Pick<Run<EnvironmentHost>, 'cloud'>): Projections {
  const projections = new Projections()
  for (const record of cloud.kernel.trace.since(0)) projections.apply(record)
  return projections
}

export const eventsOf = ({ lineage }: Projections, kind: EventNode['kind']): readonly EventNode[] =>
  lineage.events.items.filter((node) => node.kind === kind)

/** For handlers: what an SDK client does, without one. */
export const CLIENT = `
const call = (service, headers, body) => fetch('https://' + service + '.us-east-1.amazonaws.com/', {
  method: 'POST',
  headers: {
    authorization: 'AWS4-HMAC-SHA256 Credential=' + process.env.AWS_ACCESS_KEY_ID + '/20260131/us-east-1/' + service + '/aws4_request, SignedHeaders=host, Signature=0',
    ...headers,
  },
  body,
})
const json = (service, target, input) => call(service, { 'x-amz-target': target, 'content-type': 'application/x-amz-json-1.1' }, JSON.stringify(input))
const sendMessage = (QueueUrl, MessageBody) => json('sqs', 'AmazonSQS.SendMessage', { QueueUrl, MessageBody })
const putEvent = (detail) => json('events', 'AWSEvents.PutEvents', { Entries: [{ Source: 'shop', DetailType: 'placed', Detail: JSON.stringify(detail) }] })
`

import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge'
import { unmarshall } from '@aws-sdk/util-dynamodb'
import type { DynamoDBStreamEvent } from 'aws-lambda'

const client = new EventBridgeClient({})

export async function handler({ Records }: DynamoDBStreamEvent) {
  const entries = Records.map(({ dynamodb }) => {
    const { type, detail } = unmarshall(dynamodb?.NewImage as Parameters<typeof unmarshall>[0])
    return { EventBusName: process.env.BUS_NAME, Source: 'shop', DetailType: type, Detail: JSON.stringify(detail) }
  })
  // Ten at a time are the most. An error brings the whole batch again: who listens must bear an event twice.
  for (let first = 0; first < entries.length; first += 10) {
    const { FailedEntryCount } = await client.send(new PutEventsCommand({ Entries: entries.slice(first, first + 10) }))
    if (FailedEntryCount) throw new Error(`${FailedEntryCount} event(s) were not taken`)
  }
}

import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge'

const client = new EventBridgeClient({})

interface Told {
  readonly kind: string
  readonly detail: object
}

export const handler = async (events: readonly Told[]) => {
  const { FailedEntryCount, Entries } = await client.send(
    new PutEventsCommand({
      Entries: events.map(({ kind, detail }) => ({
        EventBusName: process.env.BUS,
        Source: 'shop.orders',
        DetailType: kind,
        Detail: JSON.stringify(detail),
      })),
    }),
  )
  return { FailedEntryCount, Entries }
}

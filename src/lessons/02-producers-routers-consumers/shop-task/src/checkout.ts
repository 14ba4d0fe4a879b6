import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge'

const events = new EventBridgeClient()

interface Order {
  readonly id: string
  readonly total: number
}

export async function handler(order: Order) {
  await events.send(
    new PutEventsCommand({
      Entries: [
        {
          EventBusName: process.env.BUS,
          Source: 'shop.checkout',
          DetailType: 'order placed',
          Detail: JSON.stringify(order),
        },
      ],
    }),
  )
  return { accepted: order.id }
}

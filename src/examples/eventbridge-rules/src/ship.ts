import type { EventBridgeEvent } from 'aws-lambda'

export const handler = async (event: EventBridgeEvent<'OrderPaid', { order: string; total: number }>) => {
  console.log('shipping', event.detail.order, 'paid at', event.time)
}

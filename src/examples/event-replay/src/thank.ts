import type { EventBridgeEvent } from 'aws-lambda'

export async function handler({ detail }: EventBridgeEvent<'OrderPaid', { readonly customer: string }>) {
  console.log('Thank you,', detail.customer)
}

import type { EventBridgeEvent } from 'aws-lambda'

export async function handler({ detail }: EventBridgeEvent<'OrderPlaced', { readonly id: string }>) {
  console.log('shipping', detail.id)
}

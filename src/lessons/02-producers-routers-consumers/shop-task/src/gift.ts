import type { EventBridgeEvent } from 'aws-lambda'

interface Order {
  readonly id: string
  readonly total: number
}

export async function handler({ detail }: EventBridgeEvent<'order placed', Order>) {
  console.log(`a present goes with ${detail.id}`)
}

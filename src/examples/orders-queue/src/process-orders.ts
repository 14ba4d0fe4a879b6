import type { SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda'
import { priceOf, type Order } from './prices'

export async function handler(event: SQSEvent): Promise<SQSBatchResponse> {
  console.log(`${event.Records.length} order(s)`)
  const batchItemFailures: SQSBatchResponse['batchItemFailures'] = []

  for (const record of event.Records) {
    try {
      await processOrder(record)
    } catch (error) {
      // Only this order goes back to the queue. After the third time SQS moves it to OrdersDeadLetters.
      console.error(`attempt ${record.attributes.ApproximateReceiveCount} failed:`, error)
      batchItemFailures.push({ itemIdentifier: record.messageId })
    }
  }

  return { batchItemFailures }
}

async function processOrder(record: SQSRecord): Promise<void> {
  const order = JSON.parse(record.body) as Order
  const cents = priceOf(order)
  await new Promise((resolve) => setTimeout(resolve, 150)) // the coffee machine
  console.log(`order ${order.id}: ${order.quantity} × ${order.item}, ${(cents / 100).toFixed(2)}`)
}

import type { SQSBatchResponse, SQSEvent } from 'aws-lambda'
import { priceOf, type Order } from './orders'

/** Outlives an invocation: an environment is kept warm and used again. */
let processed = 0

export const handler = async (event: SQSEvent): Promise<SQSBatchResponse> => {
  const batchItemFailures: SQSBatchResponse['batchItemFailures'] = []
  for (const record of event.Records) {
    try {
      const order: Order = JSON.parse(record.body)
      const total = priceOf(order)
      // Charging the card takes a moment.
      await new Promise((resolve) => setTimeout(resolve, 120))
      processed++
      console.log(`order ${order.id}: ${total} €, number ${processed} of this environment`)
    } catch (error) {
      console.error(`attempt ${record.attributes.ApproximateReceiveCount}:`, error)
      batchItemFailures.push({ itemIdentifier: record.messageId })
    }
  }
  return { batchItemFailures }
}

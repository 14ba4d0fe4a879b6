import type { Context } from 'aws-lambda'
import { priceOf, type Order } from './orders'

export const handler = async (order: Order, context: Context) => {
  console.log('quote for', order)
  return { total: priceOf(order), currency: 'EUR', requestId: context.awsRequestId }
}

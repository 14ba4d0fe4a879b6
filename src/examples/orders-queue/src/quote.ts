import { priceOf, type Order } from './prices'

/** Asked synchronously: the caller waits, and gets an error as an error. */
export async function handler(order: Order) {
  return { item: order.item, price: `${(priceOf(order) / 100).toFixed(2)} ${process.env.CURRENCY}` }
}

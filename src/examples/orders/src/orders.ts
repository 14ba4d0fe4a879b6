export interface Order {
  id: string
  item: string
  quantity: number
}

const PRICES: Record<string, number> = { book: 12, lamp: 30, mug: 8 }

/** Throws for an order that makes no sense. */
export function priceOf(order: Order): number {
  const price = PRICES[order.item]
  if (price === undefined) throw new Error(`We do not sell "${order.item}"`)
  return price * order.quantity
}

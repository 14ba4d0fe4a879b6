import { loadPrices } from './prices'

interface Basket {
  readonly items: readonly string[]
}

const loading = loadPrices()

export async function handler({ items }: Basket) {
  const prices = await loading
  const lines = items.map((item) => ({ item, price: prices[item] ?? 0 }))
  return { lines, total: lines.reduce((sum, { price }) => sum + price, 0) }
}

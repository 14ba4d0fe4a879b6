import { loadPrices } from './prices'

interface Basket {
  readonly items: readonly string[]
}

const lines: { item: string; price: number }[] = []

export async function handler({ items }: Basket) {
  const prices = await loadPrices()
  for (const item of items) lines.push({ item, price: prices[item] ?? 0 })
  return { lines, total: lines.reduce((sum, { price }) => sum + price, 0) }
}

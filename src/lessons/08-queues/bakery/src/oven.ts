export interface Order {
  readonly order: number
  readonly item: string
}

const RECIPES = new Set(['baguette', 'croissant', 'rye bread'])

export function bake({ order, item }: Order): void {
  if (!RECIPES.has(item)) throw new Error(`order ${order}: no recipe for ${item}`)
  console.log(`order ${order}: one ${item}`)
}

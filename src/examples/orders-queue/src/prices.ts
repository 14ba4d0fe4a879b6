export interface Order {
  readonly id: string
  readonly item: string
  readonly quantity: number
}

const CENTS: Readonly<Record<string, number>> = { espresso: 240, croissant: 320, 'oat milk': 60 }

/** In cents. Throws for what is not for sale. */
export function priceOf({ item, quantity }: Order): number {
  const cents = CENTS[item]
  if (cents === undefined) throw new Error(`No such item: ${item}`)
  if (!Number.isInteger(quantity) || quantity < 1) throw new RangeError(`Cannot sell ${quantity} × ${item}`)
  return cents * quantity
}

export interface Order {
  readonly order: string
  readonly total: number
}

/** Large amounts take the bank a while, and more than 5,000 is more than it lends. */
export async function approves({ total }: Order): Promise<boolean> {
  await new Promise((resolve) => setTimeout(resolve, total > 1000 ? 2500 : 80))
  return total <= 5000
}

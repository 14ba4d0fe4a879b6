/** Stand for the systems of an airline, a hotel and a car hire. */

export type Part = 'flight' | 'hotel' | 'car'

export async function book(part: Part, trip: { readonly customer: string; readonly soldOut?: Part }): Promise<string> {
  if (part === trip.soldOut) throw new Error(`There is no ${part} left`)
  console.log(`${part} booked`)
  return `${part}-${trip.customer}`
}

export async function cancel(part: Part, reference: string, attempt: number): Promise<void> {
  if (part === 'hotel' && attempt === 1) throw new Error('The hotel does not answer')
  console.log(`${reference} cancelled`)
}

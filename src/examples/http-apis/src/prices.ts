interface Event {
  readonly id: string
  readonly currency: string
}

// The API's template made this event. An error's message selects the response.
export const handler = async ({ id, currency }: Event) => {
  if (id !== '1') throw new Error(`No price for ${id}`)
  return { id, price: 12.5, currency: currency || 'EUR' }
}

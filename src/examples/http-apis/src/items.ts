interface Event {
  readonly routeKey: string
  readonly body?: string
  readonly pathParameters?: { readonly id?: string }
}

const items = new Map([['1', { name: 'Umbrella' }]])

// Payload format 2.0: what is returned is the body, unless it has a statusCode.
export const handler = async ({ routeKey, body, pathParameters }: Event) => {
  if (routeKey === 'POST /items') {
    const id = String(items.size + 1)
    items.set(id, JSON.parse(body ?? '{}'))
    return { statusCode: 201, headers: { location: `/items/${id}` }, body: JSON.stringify({ id }) }
  }
  const item = items.get(pathParameters?.id ?? '')
  return item ?? { statusCode: 404, body: JSON.stringify({ message: 'No such item' }) }
}

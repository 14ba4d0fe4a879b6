const send = async (url: string, init?: RequestInit) => {
  const response = await fetch(url, init)
  const { status } = response
  const location = response.headers.get('location')
  return { status, ...(location && { location }), body: await response.text() }
}

export const handler = async () => {
  const { ITEMS_URL: items, PRICES_URL: prices } = process.env
  return {
    created: await send(`${items}/items`, { method: 'POST', body: JSON.stringify({ name: 'Hat' }) }),
    read: await send(`${items}/items/1`),
    noItem: await send(`${items}/items/99`),
    noRoute: await send(`${items}/elsewhere`),
    price: await send(`${prices}/prices/1?currency=CHF`),
    noPrice: await send(`${prices}/prices/99`),
    noMethod: await send(`${prices}/elsewhere`),
  }
}

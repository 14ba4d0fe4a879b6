import { clock, cloud, expect, test } from 'coldstart/test'

test('tea and a pot cost 24', async () => {
  const { payload } = await cloud.invoke('Basket', { items: ['tea', 'pot'] })
  expect(payload.total).toBe(24)
})

test('the next customer finds an empty basket', async () => {
  await cloud.invoke('Basket', { items: ['tea', 'pot'] })
  const { payload } = await cloud.invoke('Basket', { items: ['cup'] })
  expect(payload).toEqual({ lines: [{ item: 'cup', price: 6 }], total: 6 })
})

test('a warm invocation takes less than 100 ms', async () => {
  await cloud.invoke('Basket', { items: ['tea'] })
  await clock.advance('1m')
  await cloud.invoke('Basket', { items: ['tea'] })
  const warm = (await cloud.trace({ types: ['invocation.ended'] })).at(-1)
  expect(warm?.duration).toBeLessThan(100)
})

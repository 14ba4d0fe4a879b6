import { clock, cloud, expect, test } from 'coldstart/test'

async function startsOf(logicalId: string): Promise<number> {
  const { name } = cloud.resource(logicalId)
  const started = await cloud.trace({ types: ['invocation.started'] })
  return started.filter(({ functionName }) => functionName === name).length
}

test('an order of 250 brings a present', async () => {
  await cloud.invoke('Checkout', { id: 'A-2', total: 250 })
  await clock.runUntilIdle()
  expect(await startsOf('Gift')).toBe(1)
})

test('so does an order of exactly 100', async () => {
  await cloud.invoke('Checkout', { id: 'A-3', total: 100 })
  await clock.runUntilIdle()
  expect(await startsOf('Gift')).toBe(1)
})

test('an order of 40 starts the invoice and no present', async () => {
  await cloud.invoke('Checkout', { id: 'A-2', total: 250 })
  await cloud.invoke('Checkout', { id: 'A-1', total: 40 })
  await clock.runUntilIdle()
  expect(await startsOf('Invoice')).toBe(2)
  expect(await startsOf('Gift')).toBe(1)
})

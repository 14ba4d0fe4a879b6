import { clock, cloud, expect, test } from 'coldstart/test'
import order from '../events/order.json'
import poison from '../events/poison-order.json'

test('only the bad order comes back, and after three times lies in the dead-letter queue', async () => {
  for (const body of [order, poison, order]) await cloud.send('OrdersQueue', { body })
  await clock.runUntilIdle()

  const lines = (await cloud.trace({ types: ['log'] })).map(({ message }) => message).join('\n')
  expect(lines.match(/order 1001: 2 × espresso/g)).toHaveLength(2)
  expect(lines.match(/attempt \d failed/g)).toEqual(['attempt 1 failed', 'attempt 2 failed', 'attempt 3 failed'])
  expect(await cloud.queueDepth('OrdersDeadLetters')).toMatchObject({ visible: 1 })
})

test('who asks for a price gets the error itself', async () => {
  expect((await cloud.invoke('Quote', order)).payload).toEqual({ item: 'espresso', price: '4.80 EUR' })
  expect(await cloud.invoke('Quote', poison)).toMatchObject({ payload: { errorMessage: 'No such item: unicorn' } })
})

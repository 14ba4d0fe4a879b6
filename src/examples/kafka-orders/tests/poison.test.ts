import { clock, cloud, expect, test } from 'coldstart/test'
import order from '../events/order.json'
import poison from '../events/poison.json'

test('a poison record ends in the queue, the orders around it are processed', async () => {
  for (const body of [order, poison, order]) await cloud.send('Shop/orders', { body, partition: 0 })
  await cloud.send('Shop/orders', { body: order, partition: 1 })
  await clock.runUntilIdle()
  const lines = (await cloud.trace({ types: ['log'] })).map(({ message }) => message).join('\n')
  expect(lines).toContain('A-1 (partition 0, offset 2): 40')
  expect(lines).toContain('A-1 (partition 1, offset 0): 40')
  expect(await cloud.trace({ types: ['mapping.discarded'] })).toMatchObject([{ condition: 'RetryAttemptsExhausted' }])
  expect(await cloud.queueDepth('DeadOrders')).toMatchObject({ visible: 1 })
})

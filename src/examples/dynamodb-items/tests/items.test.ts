import { cloud, expect, test } from 'coldstart/test'
import orders from '../events/orders.json'

test('orders are placed once, however often they are sent', async () => {
  expect((await cloud.invoke('Items', orders)).payload).toMatchObject({
    first: { customer: 'ada', amount: 40, status: 'PAID', seen: 1 },
    large: [{ amount: 260 }, { amount: 120 }],
  })
  const again = await cloud.invoke('Items', orders)
  expect(again.payload).toMatchObject({ first: { seen: 2 } })
  expect(again.log.match(/already placed/g)).toHaveLength(3)
})

import { clock, cloud, expect, test } from 'coldstart/test'
import large from '../events/large.json'
import small from '../events/small.json'

test('the function gets every order, the queue only large ones', async () => {
  await cloud.invoke('Place', large)
  await cloud.invoke('Place', small)
  await clock.runUntilIdle()
  const lines = (await cloud.trace({ types: ['log'] })).flatMap(({ message }) => message.match(/confirmed .*/) ?? [])
  expect(lines).toHaveLength(2)
  expect(await cloud.queueDepth('LargeOrders')).toMatchObject({ visible: 1 })
  expect(await cloud.trace({ types: ['sns.filtered'] })).toHaveLength(1)
})

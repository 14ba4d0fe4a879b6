import { cloud, expect, test } from 'coldstart/test'
import deliveries from '../events/deliveries.json'

test('a genuine request is queued; a forged and a replayed one are refused', async () => {
  const { payload } = await cloud.invoke('Sender', deliveries)
  expect(payload).toEqual([202, 401, 400])
  expect(await cloud.queueDepth('Accepted')).toMatchObject({ visible: 1 })
})

test('without a signature nothing gets in', async () => {
  expect(await cloud.http({ method: 'POST', url: '/', body: { push: 'main' } })).toMatchObject({ status: 401 })
})

import { clock, cloud, expect, test } from 'coldstart/test'
import payment from '../events/payment.json'

test('five messages, one payment', async () => {
  for (let message = 0; message < 5; message++) {
    await cloud.send('Payments', { body: payment })
    await clock.runUntilIdle()
  }
  const lines = (await cloud.trace({ types: ['log'] })).flatMap(({ message }) => message.match(/PAID P-1 250/) ?? [])
  expect(lines).toHaveLength(1)
  expect(await cloud.trace({ types: ['invocation.started'] })).toHaveLength(5)
  expect(await cloud.queueDepth('Payments')).toEqual({ visible: 0, inFlight: 0, delayed: 0 })
})

import { LambdaClient, SendDurableExecutionCallbackSuccessCommand } from '@aws-sdk/client-lambda'
import { clock, cloud, expect, test } from 'coldstart/test'
import order from '../events/order.json'

test('a step is retried, somebody approves, and half a day passes', async () => {
  const begun = clock.now()
  await cloud.invoke('OrderWorkflow', order, { type: 'Event', qualifier: 'live' })
  await clock.advance('1h')
  const operations = await cloud.trace({ types: ['durable.operation'] })
  const retries = operations.filter(({ status }) => status === 'PENDING').map(({ due, at }) => due - at)
  expect(retries).toEqual([10_000, 30_000])

  const CallbackId = operations.find(({ callbackId }) => callbackId)?.['callbackId']
  await new LambdaClient({}).send(
    new SendDurableExecutionCallbackSuccessCommand({ CallbackId, Result: Buffer.from('{"approved":true}') }),
  )
  await clock.runUntilIdle({ limit: '1d' })
  const [ended] = await cloud.trace({ types: ['durable.ended'] })
  expect(ended).toMatchObject({ status: 'SUCCEEDED' })
  expect(JSON.parse(ended?.['result'])).toEqual({
    payment: { id: 'pay-1042', attempt: 3 },
    decision: { approved: true },
    packed: ['teapot packed', 'cups packed'],
    shipped: 'shipment-1042',
  })
  expect((ended?.at ?? 0) - begun).toBeGreaterThan(13 * 3_600_000)
  const billed = (await cloud.trace({ types: ['invocation.ended'] })).reduce(
    (sum, one) => sum + one['billedDuration'],
    0,
  )
  expect(billed).toBeLessThan(5000)
})

import { clock, cloud, expect, test } from 'coldstart/test'
import order from '../events/order.json'

const shipped = async () =>
  (await cloud.trace({ types: ['log'] })).flatMap(({ message }) => message.match(/shipping .*/) ?? [])

test('the event of an order is published, and only that', async () => {
  await cloud.invoke('PlaceOrder', order)
  await clock.runUntilIdle()
  expect(await shipped()).toEqual(['shipping A-1'])
  expect(await cloud.trace({ types: ['mapping.filtered'] })).toHaveLength(1)
})

test('an order that is not written is not told', async () => {
  await cloud.invoke('PlaceOrder', order)
  expect(await cloud.invoke('PlaceOrder', order)).toMatchObject({
    functionError: 'Unhandled',
    payload: { errorType: 'TransactionCanceledException' },
  })
  await clock.runUntilIdle()
  expect(await shipped()).toEqual(['shipping A-1'])
})

test('while the bus fails, the stream keeps the event', async () => {
  await cloud.faults([{ resource: 'Shop', kind: 'error', rate: 1 }])
  await cloud.invoke('PlaceOrder', order)
  await clock.advance('1m')
  expect(await shipped()).toEqual([])
  await cloud.faults([])
  await clock.runUntilIdle()
  expect(await shipped()).toEqual(['shipping A-1'])
})

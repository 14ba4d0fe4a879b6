import { clock, cloud, expect, test } from 'coldstart/test'

test('the order is accepted', async () => {
  const { payload } = await cloud.invoke('Order', { id: 'A-1' })
  expect(payload).toEqual({ accepted: 'A-1' })
})

test('its customer waits less than a second for that', async () => {
  await cloud.invoke('Order', { id: 'A-1' })
  const sentAt = clock.now()
  await cloud.invoke('Order', { id: 'A-2' })
  expect(clock.now() - sentAt).toBeLessThan(1000)
})

test('the mail is sent all the same', async () => {
  await cloud.invoke('Order', { id: 'A-1' })
  await clock.runUntilIdle()
  const { name } = cloud.resource('Mail')
  const ended = (await cloud.trace({ types: ['invocation.ended'] })).filter((end) => end.functionName === name)
  expect(ended.map(({ status }) => status)).toEqual(['success'])
})

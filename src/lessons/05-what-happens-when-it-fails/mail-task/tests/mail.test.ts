import { clock, cloud, expect, test } from 'coldstart/test'

async function statuses(): Promise<readonly unknown[]> {
  return (await cloud.trace({ types: ['invocation.ended'] })).map(({ status }) => status)
}

test('an asynchronous mail to a busy mailbox is delivered at the third attempt', async () => {
  await cloud.invoke('Mail', { to: 'busy' }, { type: 'Event' })
  await clock.runUntilIdle()
  expect(await statuses()).toEqual(['error', 'error', 'success'])
})

test('so is one from the queue, and none is left behind', async () => {
  await cloud.send('Mails', { body: { to: 'busy' } })
  await clock.runUntilIdle()
  expect(await statuses()).toEqual(['error', 'error', 'success'])
  expect(await cloud.queueDepth('Mails')).toEqual({ visible: 0, inFlight: 0, delayed: 0 })
  expect(await cloud.queueDepth('DeadMails')).toMatchObject({ visible: 0 })
})

test('a mail to nobody is not tried again', async () => {
  await cloud.invoke('Mail', { to: 'nobody' }, { type: 'Event' })
  await clock.runUntilIdle()
  expect(await statuses()).toHaveLength(1)
})

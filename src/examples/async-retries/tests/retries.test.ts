import { clock, cloud, expect, test } from 'coldstart/test'
import atLast from '../events/sent-at-last.json'
import never from '../events/never-sent.json'

const minutesBetweenAttempts = async () => {
  const starts = (await cloud.trace({ types: ['invocation.started'] })).map(({ at }) => at)
  return starts.slice(1).map((at, index) => Math.round((at - (starts[index] ?? 0)) / 60_000))
}

test('the third attempt succeeds, and the destination knows', async () => {
  expect(await cloud.invoke('SendInvoice', atLast, { type: 'Event' })).toMatchObject({ statusCode: 202 })
  await clock.runUntilIdle()
  expect(await minutesBetweenAttempts()).toEqual([1, 2])
  expect(await cloud.queueDepth('Sent')).toMatchObject({ visible: 1 })
})

test('after three failures destination and dead-letter queue have it', async () => {
  await cloud.invoke('SendInvoice', never, { type: 'Event' })
  await clock.runUntilIdle()
  expect(await minutesBetweenAttempts()).toEqual([1, 2])
  expect(await cloud.queueDepth('NotSent')).toMatchObject({ visible: 1 })
  expect(await cloud.queueDepth('DeadLetters')).toMatchObject({ visible: 1 })
})

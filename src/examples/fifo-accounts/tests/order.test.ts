import { clock, cloud, expect, test } from 'coldstart/test'
import bookings from '../events/bookings.stimuli.json'

test('a failing account waits alone, and keeps its order', async () => {
  await cloud.play(bookings)
  await clock.runUntilIdle()
  const booked = (await cloud.trace({ types: ['log'] })).flatMap(({ message }) => message.match(/\w+ booked .*/) ?? [])
  expect(booked).toEqual(['grace booked +50', 'grace booked -20', 'ada booked +100', 'ada booked -30'])
})

test('what cannot be booked at all ends in the dead-letter queue and lets the next one through', async () => {
  await cloud.send('Bookings', { groupId: 'ada', deduplicationId: '1', body: { text: '+1', refusals: 9 } })
  await cloud.send('Bookings', { groupId: 'ada', deduplicationId: '2', body: { text: '+2' } })
  await clock.runUntilIdle()
  expect(await cloud.queueDepth('BookingDeadLetters')).toMatchObject({ visible: 1 })
  expect(await cloud.queueDepth('Bookings')).toEqual({ visible: 0, inFlight: 0, delayed: 0 })
})

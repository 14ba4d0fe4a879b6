import { clock, cloud, expect, test } from 'coldstart/test'
import soldOut from '../events/sold-out.json'
import trip from '../events/trip.json'

async function run(event: object) {
  await cloud.invoke('BookTrip', event, { type: 'Event', qualifier: 'live' })
  await clock.runUntilIdle()
  const [ended] = await cloud.trace({ types: ['durable.ended'] })
  expect(ended).toMatchObject({ status: 'SUCCEEDED' })
  return JSON.parse(ended?.['result'])
}

test('what is booked is cancelled in reverse order, with retries', async () => {
  expect(await run(soldOut)).toEqual({
    booked: [],
    cancelled: ['hotel-ada', 'flight-ada'],
    reason: 'There is no car left',
  })
  const lines = (await cloud.trace({ types: ['log'] })).flatMap(
    ({ message }) => message.match(/\w+ booked|[\w-]+ cancelled/) ?? [],
  )
  expect(lines).toEqual(['flight booked', 'hotel booked', 'hotel-ada cancelled', 'flight-ada cancelled'])
})

test('a trip that can be had is booked', async () => {
  expect(await run(trip)).toEqual({ booked: ['flight-grace', 'hotel-grace', 'car-grace'] })
})

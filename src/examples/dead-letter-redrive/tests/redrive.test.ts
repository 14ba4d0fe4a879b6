import { clock, cloud, expect, test } from 'coldstart/test'

const empty = { visible: 0, inFlight: 0, delayed: 0 }

test('parcels die while the courier is down, and are shipped after the repair', async () => {
  for (const parcel of ['P-1', 'P-2', 'P-3']) await cloud.send('Parcels', { body: parcel })
  await clock.runUntilIdle()
  expect(await cloud.queueDepth('ParcelDeadLetters')).toMatchObject({ visible: 3 })

  await cloud.invoke('Repair')
  await clock.runUntilIdle()
  expect([await cloud.queueDepth('ParcelDeadLetters'), await cloud.queueDepth('Parcels')]).toEqual([empty, empty])
  const shipped = (await cloud.trace({ types: ['log'] })).flatMap(({ message }) => message.match(/shipped P-\d/) ?? [])
  expect(shipped.toSorted()).toEqual(['shipped P-1', 'shipped P-2', 'shipped P-3'])
})

import { clock, cloud, expect, test } from 'coldstart/test'
import readings from '../events/readings.json'

test('the bad reading is found, retried once and given up; the others are processed', async () => {
  await cloud.invoke('Measure', readings)
  await clock.runUntilIdle()
  const batches = await cloud.trace({ types: ['mapping.batch-sent'] })
  expect(batches.map(({ recordIds }) => recordIds.length)).toEqual([8, 4, 4, 2, 1, 1, 1, 2])
  expect(await cloud.trace({ types: ['mapping.discarded'] })).toMatchObject([
    { condition: 'RetryAttemptsExhausted', invokeCount: 2 },
  ])
  expect(await cloud.queueDepth('Discarded')).toMatchObject({ visible: 1 })
})

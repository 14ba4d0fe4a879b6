import { clock, cloud, expect, test } from 'coldstart/test'
import start from '../events/start.json'

test('sixteen rounds, and the seventeenth message ends in the dead-letter queue', async () => {
  await cloud.invoke('Loop', start)
  await clock.runUntilIdle()
  expect(await cloud.trace({ types: ['invocation.started'] })).toHaveLength(16)
  expect(await cloud.trace({ types: ['request.loop-stopped'] })).toHaveLength(2)
  expect(await cloud.trace({ types: ['sqs.moved'] })).toHaveLength(1)
})

import { clock, cloud, expect, test } from 'coldstart/test'
import upload from '../events/upload.stimuli.json'

test('never more than two at a time, nothing throttled, nothing lost', async () => {
  await cloud.play(upload)
  await clock.runUntilIdle()

  let running = 0
  let most = 0
  for (const { type } of await cloud.trace({ types: ['invocation.started', 'invocation.ended'] })) {
    running += type === 'invocation.started' ? 1 : -1
    most = Math.max(most, running)
  }
  expect(most).toBe(2)
  expect(await cloud.trace({ types: ['request.throttled'] })).toEqual([])
  expect(await cloud.trace({ types: ['invocation.ended'] })).toHaveLength(20)
})

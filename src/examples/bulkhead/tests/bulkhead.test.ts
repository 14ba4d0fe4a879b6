import { clock, cloud, expect, test } from 'coldstart/test'
import flood from '../events/flood.stimuli.json'

test('reports are throttled at their limit and made later; every checkout gets through', async () => {
  await cloud.play(flood)
  await clock.runUntilIdle({ limit: '6h' })

  const throttled = await cloud.trace({ types: ['request.throttled'] })
  expect(throttled.length).toBeGreaterThan(0)
  expect(new Set(throttled.map(({ limit }) => `${limit.kind} ${limit.value}`))).toEqual(new Set(['reserved 5']))
  const ended = await cloud.trace({ types: ['invocation.ended'] })
  expect(ended.filter(({ source, status }) => source === 'sync' && status === 'success')).toHaveLength(10)
  expect(ended.filter(({ source, status }) => source === 'async' && status === 'success')).toHaveLength(120)
})

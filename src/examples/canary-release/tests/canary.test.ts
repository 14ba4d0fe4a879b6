import { cloud, expect, test } from 'coldstart/test'
import canary from '../events/canary.json'
import price from '../events/price.json'
import promote from '../events/promote.json'
import rollBack from '../events/roll-back.json'

/** How many of 100 calls of the alias which version answered. */
async function versions(): Promise<Record<string, number>> {
  const [last] = (await cloud.trace({ types: ['invocation.started'] })).slice(-1)
  await cloud.play({
    stimuli: [{ to: 'Price', as: 'invoke', qualifier: 'live', body: price, count: 100, over: 10 }],
  })
  const counts: Record<string, number> = {}
  const started = await cloud.trace({ types: ['invocation.started'], ...(last && { since: last.seq }) })
  for (const { version, qualifier } of started) {
    if (qualifier === 'live') counts[version] = (counts[version] ?? 0) + 1
  }
  return counts
}

test('about a tenth gets the new version, until it is rolled back', async () => {
  expect((await cloud.invoke('Release', canary)).payload).toEqual({ live: '1', 2: 0.1 })
  const { 1: old = 0, 2: young = 0 } = await versions()
  expect(old + young).toBe(100)
  expect(young).toBeGreaterThan(2)
  expect(young).toBeLessThan(25)

  await cloud.invoke('Release', rollBack)
  expect(Object.keys(await versions())).toEqual(['1'])
})

test('promoted, it answers everybody', async () => {
  await cloud.invoke('Release', canary)
  expect((await cloud.invoke('Release', promote)).payload).toEqual({ live: '2' })
  const { payload, executedVersion } = await cloud.invoke('Price', price, { qualifier: 'live' })
  expect([payload, executedVersion]).toEqual([{ euros: 40, version: '2' }, '2'])
})

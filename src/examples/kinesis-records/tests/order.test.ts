import { cloud, expect, test } from 'coldstart/test'
import clicks from '../events/clicks.json'

test('the clicks of one user stay in order, in one shard', async () => {
  const { payload } = await cloud.invoke<Record<string, string[]>>('Stream', clicks)
  const shards = Object.values(payload).map((records) => records.map((record) => JSON.parse(record)))
  expect(shards).toHaveLength(2)
  expect(shards.flat()).toHaveLength(4)
  const ofAda = shards.map((records) => records.filter(({ user }) => user === 'ada').map(({ page }) => page))
  expect(ofAda.filter((pages) => pages.length > 0)).toEqual([['/', '/engines', '/basket']])
})

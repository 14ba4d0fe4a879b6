import { clock, cloud, expect, test } from 'coldstart/test'

test('each minute has its own sums, whatever batches they came in', async () => {
  const minute = 60_000
  await clock.advance(minute - (clock.now() % minute))
  for (const page of ['/', '/engines', '/', '/']) {
    await cloud.send('Clicks', { key: 'ada', body: { page } })
    await clock.advance('10s')
  }
  await clock.advance('1m')
  await cloud.send('Clicks', { key: 'grace', body: { page: '/engines' } })
  await clock.runUntilIdle()

  const lines = (await cloud.trace({ types: ['log'] })).flatMap(({ message }) => message.match(/\{"\/.*\}/) ?? [])
  expect(lines).toEqual(['{"/":3,"/engines":1}', '{"/engines":1}'])
  expect((await cloud.trace({ types: ['invocation.ended'] })).length).toBeGreaterThan(5)
})

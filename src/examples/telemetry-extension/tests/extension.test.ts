import { cloud, clock, expect, test } from 'coldstart/test'
import order from '../events/order.json'

test('the extension ships what happened while the caller has its answer', async () => {
  expect(await cloud.invoke('PlaceOrder', order)).toMatchObject({ payload: { placed: 'A-1' } })
  await clock.runUntilIdle()
  const lines = (await cloud.trace({ types: ['log'] })).map(({ message }) => message).join('\n')
  expect(lines).toMatch(/shipped \d+ events .*platform\.runtimeDone/)
  const [answered] = await cloud.trace({ types: ['invocation.answered'] })
  const [ended] = await cloud.trace({ types: ['invocation.ended'] })
  expect((ended?.at ?? 0) - (answered?.at ?? 0)).toBeGreaterThanOrEqual(200)
})

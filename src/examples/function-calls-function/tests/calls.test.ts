import { clock, cloud, expect, test } from 'coldstart/test'
import numbers from '../events/numbers.json'

test('one answer is waited for, one event accepted', async () => {
  const { payload } = await cloud.invoke('Caller', numbers)
  expect(payload).toMatchObject({ sum: 10, accepted: 202 })
  expect(payload.log).toMatch(/^START RequestId: /)
  await clock.runUntilIdle()
  const requests = await cloud.trace({ types: ['request.received'] })
  expect(requests.map(({ invocationType }) => invocationType)).toEqual(['RequestResponse', 'RequestResponse', 'Event'])
})

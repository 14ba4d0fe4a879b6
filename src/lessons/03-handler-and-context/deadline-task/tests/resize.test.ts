import { cloud, expect, test } from 'coldstart/test'

const twelve = [...'abcdefghijkl']

test('two pictures: both done, nothing left', async () => {
  const { payload } = await cloud.invoke('Resize', { pictures: ['a', 'b'] })
  expect(payload).toEqual({ done: ['a', 'b'], left: [] })
})

test('twelve pictures: an answer comes before the timeout', async () => {
  const { functionError, payload } = await cloud.invoke('Resize', { pictures: twelve })
  expect(functionError, JSON.stringify(payload)).toBeUndefined()
})

test('twelve pictures: at least five are done, and the rest is named in order', async () => {
  const { payload } = await cloud.invoke('Resize', { pictures: twelve })
  expect(payload.done.length).toBeGreaterThanOrEqual(5)
  expect([...payload.done, ...payload.left]).toEqual(twelve)
})

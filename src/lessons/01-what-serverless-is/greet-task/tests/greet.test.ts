import { cloud, expect, test } from 'coldstart/test'

test('Ada is greeted by her name', async () => {
  const { payload } = await cloud.invoke('Greet', { name: 'Ada' })
  expect(payload).toEqual({ greeting: 'Hello, Ada!' })
})

test('somebody without a name is greeted as a stranger', async () => {
  const { payload } = await cloud.invoke('Greet', {})
  expect(payload).toEqual({ greeting: 'Hello, stranger!' })
})

test('the function has 256 MB of memory', async () => {
  await cloud.invoke('Greet', { name: 'Ada' })
  const [ended] = await cloud.trace({ types: ['invocation.ended'] })
  expect(ended?.memorySizeMB).toBe(256)
})

import { cloud, expect, test } from 'coldstart/test'
import ada from '../events/ada.json'

test('it greets, and the second run finds the environment warm', async () => {
  expect((await cloud.invoke('Hello', ada)).payload).toMatchObject({ message: 'Hello, Ada!', visitors: 1 })
  expect((await cloud.invoke('Hello')).payload).toMatchObject({ message: 'Hello, world!', visitors: 2 })
  expect(await cloud.trace({ types: ['environment.created'] })).toHaveLength(1)
})

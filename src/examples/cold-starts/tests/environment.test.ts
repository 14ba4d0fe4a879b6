import { clock, cloud, expect, test } from 'coldstart/test'

test('an environment keeps its globals, its /tmp and its forgotten timer', async () => {
  const first = await cloud.invoke('ColdStarts')
  expect(first.payload).toMatchObject({ coldStart: true, invocations: 1, notes: null })
  await clock.advance('5s')
  const second = await cloud.invoke('ColdStarts')
  expect(second.payload).toMatchObject({ coldStart: false, invocations: 2, notes: '1 ' })
  expect(second.payload.startedAt).toBe(first.payload.startedAt)
  expect(second.log).toContain('a timer of an earlier invocation')
})

test('invocations at the same time need an environment each', async () => {
  const answers = await Promise.all([1, 2, 3].map(() => cloud.invoke('ColdStarts')))
  expect(answers.map(({ payload }) => payload.invocations)).toEqual([1, 1, 1])
  expect(await cloud.trace({ types: ['environment.created'] })).toHaveLength(3)
})

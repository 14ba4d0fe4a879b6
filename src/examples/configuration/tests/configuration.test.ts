import { cloud, expect, test } from 'coldstart/test'
import ada from '../events/ada.json'

test('parameter and secret are read once per environment', async () => {
  const first = await cloud.invoke('Configured', ada)
  expect(first.payload).toEqual({ greeting: 'Good morning, Ada', username: 'ada', passwordLength: 24 })
  expect((await cloud.invoke('Configured', ada)).payload).toEqual(first.payload)
  const calls = await cloud.trace({ types: ['call.started'] })
  expect(calls.map(({ operation }) => operation)).toEqual(['ssm:GetParameter', 'secretsmanager:GetSecretValue'])
})

import { GetSecretValueCommand, RotateSecretCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager'
import { clock, cloud, expect, test } from 'coldstart/test'

const client = new SecretsManagerClient({})
const password = async () =>
  (await client.send(new GetSecretValueCommand({ SecretId: cloud.resource('Password').arn }))).SecretString

test('a new password every week, and each works', async () => {
  await clock.runUntilIdle()
  const first = await password()
  expect(await cloud.invoke('LogIn')).toMatchObject({ payload: { loggedIn: true } })

  await clock.advance('7d 1m')
  expect(await password()).not.toBe(first)
  expect(await cloud.invoke('LogIn')).toMatchObject({ payload: { loggedIn: true } })
  const rotations = await cloud.trace({ types: ['secrets.rotation'] })
  expect(rotations.map(({ status }) => status)).toEqual(['started', 'succeeded', 'started', 'succeeded'])
})

test('whoever has kept the old password is not locked out', async () => {
  await clock.runUntilIdle()
  await cloud.invoke('LogIn')
  await client.send(new RotateSecretCommand({ SecretId: cloud.resource('Password').arn }))
  for (let second = 0; second < 5; second++) {
    expect(await cloud.invoke('LogIn')).toMatchObject({ payload: { loggedIn: true, wasCached: true } })
    await clock.advance('1s')
  }
})

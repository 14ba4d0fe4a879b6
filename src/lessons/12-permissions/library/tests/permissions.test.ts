import { GetPolicyCommand, LambdaClient } from '@aws-sdk/client-lambda'
import { clock, cloud, expect, test } from 'coldstart/test'

const lambda = new LambdaClient({})

/** What IAM refused, as `s3:GetObject private/salaries.txt`. */
async function denied(): Promise<string[]> {
  const records = await cloud.trace({ types: ['access.denied'] })
  return records.map(({ action, resource }) => `${action} ${resource.split('/').slice(1).join('/')}`)
}

test('Upload stores what is public', async () => {
  const { payload } = await cloud.invoke('Upload', { key: 'public/map.txt', text: 'left, then right' })
  expect(payload).toEqual({ stored: 'public/map.txt' })
})

test('IAM keeps Upload from writing anywhere else', async () => {
  await cloud.invoke('Upload', { key: 'private/salaries.txt', text: 'nothing' })
  expect(await denied()).toContain('s3:PutObject private/salaries.txt')
})

test('Download hands out what is public', async () => {
  await cloud.send('Files', { key: 'public/map.txt', body: 'left, then right' })
  const { payload } = await cloud.invoke('Download', { key: 'public/map.txt' })
  expect(payload).toEqual({ key: 'public/map.txt', text: 'left, then right' })
})

test('IAM keeps Download from reading what is private', async () => {
  await cloud.send('Files', { key: 'private/salaries.txt', body: 'a lot' })
  const { payload } = await cloud.invoke('Download', { key: 'private/salaries.txt' })
  expect(payload).toMatchObject({ errorType: 'AccessDenied' })
  expect(await denied()).toContain('s3:GetObject private/salaries.txt')
})

test('the topic may invoke Announce, and nobody else may', async () => {
  await cloud.send('News', { body: 'open on Sundays' })
  await clock.advance('1m')
  const log = await cloud.trace({ types: ['log'] })
  expect(log.map(({ message }) => message).join('')).toContain('announced: open on Sundays')

  const { Policy = '{}' } = await lambda.send(new GetPolicyCommand({ FunctionName: cloud.resource('Announce').name }))
  const { Statement } = JSON.parse(Policy)
  expect(Statement).toHaveLength(1)
  expect(Statement[0]).toMatchObject({
    Principal: { Service: 'sns.amazonaws.com' },
    Action: 'lambda:InvokeFunction',
    Condition: { ArnLike: { 'AWS:SourceArn': cloud.resource('News').arn } },
  })
})

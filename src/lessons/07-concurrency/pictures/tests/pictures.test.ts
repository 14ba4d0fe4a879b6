import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { DynamoDBDocumentClient, ScanCommand } from '@aws-sdk/lib-dynamodb'
import { clock, cloud, expect, test } from 'coldstart/test'

const table = DynamoDBDocumentClient.from(new DynamoDBClient({}))
const pictures = Array.from({ length: 20 }, (_, index) => `picture-${index + 1}.jpg`)

test('Upload answers within two seconds, without an error', async () => {
  const begin = clock.now()
  const { functionError, payload } = await cloud.invoke('Upload', { pictures })
  expect(functionError).toBeUndefined()
  expect(payload).toEqual({ uploaded: 20 })
  expect(clock.now() - begin).toBeLessThan(2000)
})

test('the archive never has more than four requests', async () => {
  await cloud.invoke('Upload', { pictures })
  await clock.runUntilIdle()
  let running = 0
  let most = 0
  for (const record of await cloud.trace({ types: ['invocation.started', 'invocation.ended'] })) {
    if (!record.functionName.includes('-Resize-')) continue
    running += record.type === 'invocation.started' ? 1 : -1
    most = Math.max(most, running)
  }
  expect(most).toBeGreaterThan(0)
  expect(most).toBeLessThanOrEqual(4)
})

test('every picture has its thumbnail within five minutes', async () => {
  await cloud.invoke('Upload', { pictures })
  await clock.advance('5m')
  const { Items = [] } = await table.send(new ScanCommand({ TableName: cloud.resource('Thumbnails').name }))
  expect(Items.map(({ picture }) => picture).toSorted()).toEqual(pictures.toSorted())
})

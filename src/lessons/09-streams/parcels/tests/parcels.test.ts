import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { DynamoDBDocumentClient, ScanCommand } from '@aws-sdk/lib-dynamodb'
import { ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs'
import { clock, cloud, expect, test } from 'coldstart/test'

const table = DynamoDBDocumentClient.from(new DynamoDBClient({}))
const sqs = new SQSClient({})

const parcels = Array.from({ length: 20 }, (_, index) => `P-${index + 1}`)
const scans = ['picked up', 'sorted', 'on its way', 'delivered'].flatMap((status) =>
  parcels.map((parcel) => ({ parcel, status })),
)
const oneBad = scans.toSpliced(30, 0, { parcel: 'P-21', status: 'teleported' })

async function statuses(): Promise<Record<string, string>> {
  const { Items = [] } = await table.send(new ScanCommand({ TableName: cloud.resource('Parcels').name }))
  return Object.fromEntries(Items.map(({ parcel, status }) => [parcel, status]))
}
const allDelivered = Object.fromEntries(parcels.map((parcel) => [parcel, 'delivered']))

test('every parcel ends as delivered', async () => {
  await cloud.invoke('Scan', scans)
  await clock.advance('1m')
  expect(await statuses()).toEqual(allDelivered)
})

test('parcels use both shards', async () => {
  await cloud.invoke('Scan', scans)
  await clock.advance('1m')
  const batches = await cloud.trace({ types: ['mapping.batch-sent'] })
  expect(new Set(batches.map(({ stream }) => stream.shardId)).size).toBe(2)
})

test('a bad scan holds up no parcel for longer than a minute', async () => {
  await cloud.invoke('Scan', oneBad)
  await clock.advance('1m')
  expect(await statuses()).toEqual(allDelivered)
})

test('NotTracked says where the bad scan is, and names no other', async () => {
  await cloud.invoke('Scan', oneBad)
  await clock.advance('1m')
  const { Messages = [] } = await sqs.send(
    new ReceiveMessageCommand({ QueueUrl: cloud.resource('NotTracked').ref, MaxNumberOfMessages: 10 }),
  )
  const [record, ...others] = Messages.map(({ Body }) => JSON.parse(Body ?? ''))
  expect(others).toEqual([])
  expect(record).toMatchObject({
    requestContext: { condition: 'RetryAttemptsExhausted' },
    KinesisBatchInfo: { batchSize: 1 },
  })
})

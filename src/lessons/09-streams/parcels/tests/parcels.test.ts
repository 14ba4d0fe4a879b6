import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { GetRecordsCommand, GetShardIteratorCommand, KinesisClient, ListShardsCommand } from '@aws-sdk/client-kinesis'
import { ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs'
import { DynamoDBDocumentClient, ScanCommand } from '@aws-sdk/lib-dynamodb'
import { clock, cloud, expect, test } from 'coldstart/test'

const table = DynamoDBDocumentClient.from(new DynamoDBClient({}))
const kinesis = new KinesisClient({})
const sqs = new SQSClient({})

const parcels = ['P-1', 'P-2', 'P-3', 'P-4', 'P-5', 'P-6']
const scans = ['picked up', 'sorted', 'on its way', 'delivered'].flatMap((status) =>
  parcels.map((parcel) => ({ parcel, status })),
)
const oneBad = scans.toSpliced(8, 0, { parcel: 'P-7', status: 'teleported' })

async function statuses(): Promise<Record<string, string>> {
  const { Items = [] } = await table.send(new ScanCommand({ TableName: cloud.resource('Parcels').name }))
  return Object.fromEntries(Items.map(({ parcel, status }) => [parcel, status]))
}

/** The parcels of each shard, each as often as it was scanned. */
async function shards(): Promise<string[][]> {
  const StreamName = cloud.resource('Scans').name
  const { Shards = [] } = await kinesis.send(new ListShardsCommand({ StreamName }))
  return Promise.all(
    Shards.map(async ({ ShardId }) => {
      const { ShardIterator } = await kinesis.send(
        new GetShardIteratorCommand({ StreamName, ShardId, ShardIteratorType: 'TRIM_HORIZON' }),
      )
      const { Records = [] } = await kinesis.send(new GetRecordsCommand({ ShardIterator }))
      return Records.map(({ Data }) => JSON.parse(new TextDecoder().decode(Data)).parcel)
    }),
  )
}

test('all scans of a parcel are in the same shard', async () => {
  await cloud.invoke('Scan', scans)
  const perShard = await shards()
  const homes = parcels.map((parcel) => perShard.filter((shard) => shard.includes(parcel)).length)
  expect(homes).toEqual(parcels.map(() => 1))
})

test('parcels use both shards', async () => {
  await cloud.invoke('Scan', scans)
  const perShard = await shards()
  expect(perShard.filter((shard) => shard.length > 0)).toHaveLength(2)
})

test('all parcels are delivered within a minute, though one scan is bad', async () => {
  await cloud.invoke('Scan', oneBad)
  await clock.advance('1m')
  expect(await statuses()).toEqual(Object.fromEntries(parcels.map((parcel) => [parcel, 'delivered'])))
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

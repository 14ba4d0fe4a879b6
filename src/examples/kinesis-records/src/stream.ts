import {
  DescribeStreamCommand,
  GetRecordsCommand,
  GetShardIteratorCommand,
  KinesisClient,
  PutRecordsCommand,
} from '@aws-sdk/client-kinesis'

const client = new KinesisClient({})
const StreamName = process.env.STREAM

interface Click {
  readonly user: string
  readonly page: string
}

export const handler = async (clicks: readonly Click[]) => {
  await client.send(
    new PutRecordsCommand({
      StreamName,
      // All clicks of a user go to the same shard, and stay in order.
      Records: clicks.map((click) => ({ PartitionKey: click.user, Data: Buffer.from(JSON.stringify(click)) })),
    }),
  )
  const shards: Record<string, string[]> = {}
  const { StreamDescription } = await client.send(new DescribeStreamCommand({ StreamName }))
  for (const { ShardId = '' } of StreamDescription?.Shards ?? []) {
    const { ShardIterator } = await client.send(
      new GetShardIteratorCommand({ StreamName, ShardId, ShardIteratorType: 'TRIM_HORIZON' }),
    )
    const { Records = [] } = await client.send(new GetRecordsCommand({ ShardIterator }))
    shards[ShardId] = Records.map(({ Data = new Uint8Array() }) => Buffer.from(Data).toString())
  }
  return shards
}

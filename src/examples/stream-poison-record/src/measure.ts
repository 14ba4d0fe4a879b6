import { KinesisClient, PutRecordsCommand } from '@aws-sdk/client-kinesis'

const client = new KinesisClient({})

export const handler = async (readings: readonly unknown[]) => {
  const { Records = [] } = await client.send(
    new PutRecordsCommand({
      StreamName: process.env.STREAM,
      Records: readings.map((reading) => ({ PartitionKey: 'sensor', Data: Buffer.from(JSON.stringify(reading)) })),
    }),
  )
  return Records.length
}

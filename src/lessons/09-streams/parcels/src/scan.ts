import { randomUUID } from 'node:crypto'
import { KinesisClient, PutRecordCommand } from '@aws-sdk/client-kinesis'

const kinesis = new KinesisClient({})

interface Scanned {
  readonly parcel: string
  readonly status: string
}

export const handler = async (scans: readonly Scanned[]) => {
  for (const scan of scans) {
    await kinesis.send(
      new PutRecordCommand({
        StreamName: process.env.STREAM,
        PartitionKey: randomUUID(),
        Data: Buffer.from(JSON.stringify(scan)),
      }),
    )
  }
}

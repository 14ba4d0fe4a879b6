import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { DynamoDBDocumentClient, PutCommand } from '@aws-sdk/lib-dynamodb'
import type { KinesisStreamEvent } from 'aws-lambda'

const table = DynamoDBDocumentClient.from(new DynamoDBClient({}))
const STATUSES = new Set(['picked up', 'sorted', 'on its way', 'delivered'])

export const handler = async ({ Records }: KinesisStreamEvent) => {
  for (const { kinesis } of Records) {
    const { parcel, status } = JSON.parse(Buffer.from(kinesis.data, 'base64').toString())
    if (!STATUSES.has(status)) throw new Error(`${parcel}: no parcel is ever ${status}`)
    await table.send(new PutCommand({ TableName: process.env.TABLE, Item: { parcel, status } }))
    console.log(`${parcel} ${status}`)
  }
}

import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { DynamoDBDocumentClient, UpdateCommand } from '@aws-sdk/lib-dynamodb'
import type { EventBridgeEvent } from 'aws-lambda'

const client = DynamoDBDocumentClient.from(new DynamoDBClient({}))

interface Paid {
  readonly customer: string
  readonly total: number
}

export async function handler({ detail }: EventBridgeEvent<'OrderPaid', Paid>) {
  await client.send(
    new UpdateCommand({
      TableName: process.env.TABLE_NAME,
      Key: { id: detail.customer },
      UpdateExpression: 'ADD spent :total',
      ExpressionAttributeValues: { ':total': detail.total },
    }),
  )
}

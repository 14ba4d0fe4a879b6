import { randomUUID } from 'node:crypto'
import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { DynamoDBDocumentClient, TransactWriteCommand } from '@aws-sdk/lib-dynamodb'

const TableName = process.env.TABLE_NAME
const client = DynamoDBDocumentClient.from(new DynamoDBClient({}))

interface Order {
  readonly id: string
  readonly total: number
}

/** Calls no bus: a function that writes and then publishes can die in between. */
export async function handler(order: Order) {
  const pk = `ORDER#${order.id}`
  await client.send(
    new TransactWriteCommand({
      TransactItems: [
        {
          Put: {
            TableName,
            Item: { pk, sk: 'ORDER', ...order },
            ConditionExpression: 'attribute_not_exists(pk)',
          },
        },
        { Put: { TableName, Item: { pk, sk: `EVENT#${randomUUID()}`, type: 'OrderPlaced', detail: order } } },
      ],
    }),
  )
}

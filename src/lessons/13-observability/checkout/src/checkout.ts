import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { DynamoDBDocumentClient, PutCommand } from '@aws-sdk/lib-dynamodb'
import { approves, type Order } from './bank'

const orders = DynamoDBDocumentClient.from(new DynamoDBClient({}))

export const handler = async (order: Order) => {
  console.log('asking the bank')
  if (!(await approves(order))) {
    console.log('declined')
    return { ok: false }
  }
  await orders.send(new PutCommand({ TableName: process.env.TABLE, Item: order }))
  console.log('ordered')
  return { ok: true }
}

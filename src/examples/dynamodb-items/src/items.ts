import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { DynamoDBDocumentClient, GetCommand, PutCommand, QueryCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb'

const TableName = process.env.TABLE_NAME
const client = DynamoDBDocumentClient.from(new DynamoDBClient({}))

interface Order {
  readonly customer: string
  readonly placedAt: string
  readonly amount: number
}

export const handler = async (orders: readonly Order[]) => {
  for (const order of orders) {
    // The condition keeps an order from being placed twice.
    const ConditionExpression = 'attribute_not_exists(placedAt)'
    try {
      await client.send(new PutCommand({ TableName, Item: order, ConditionExpression }))
    } catch (error) {
      if (!(error instanceof Error) || error.name !== 'ConditionalCheckFailedException') throw error
      console.log('already placed', order)
    }
  }
  const [{ customer, placedAt } = { customer: '', placedAt: '' }] = orders
  const Key = { customer, placedAt }
  await client.send(
    new UpdateCommand({
      TableName,
      Key,
      UpdateExpression: 'SET #status = :paid ADD seen :one',
      ExpressionAttributeNames: { '#status': 'status' },
      ExpressionAttributeValues: { ':paid': 'PAID', ':one': 1 },
    }),
  )
  const { Item: first } = await client.send(new GetCommand({ TableName, Key }))
  const { Items: large } = await client.send(
    new QueryCommand({
      TableName,
      KeyConditionExpression: 'customer = :customer',
      FilterExpression: 'amount >= :amount',
      ExpressionAttributeValues: { ':customer': customer, ':amount': 100 },
      ScanIndexForward: false,
    }),
  )
  return { first, large }
}

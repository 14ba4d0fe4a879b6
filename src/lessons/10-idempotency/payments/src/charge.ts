import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { DynamoDBDocumentClient, UpdateCommand } from '@aws-sdk/lib-dynamodb'

const accounts = DynamoDBDocumentClient.from(new DynamoDBClient({}))

export interface Payment {
  /** Chosen by the shop when the customer presses Pay. */
  readonly payment: string
  readonly account: string
  readonly amount: number
}

export async function charge({ payment, account, amount }: Payment): Promise<{ balance: number }> {
  const { Attributes } = await accounts.send(
    new UpdateCommand({
      TableName: process.env.ACCOUNTS,
      Key: { account },
      UpdateExpression: 'ADD balance :amount',
      ExpressionAttributeValues: { ':amount': -amount },
      ReturnValues: 'UPDATED_NEW',
    }),
  )
  console.log(`charged ${amount} for ${payment}`)
  return { balance: Attributes?.balance as number }
}

import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { DynamoDBDocumentClient, PutCommand } from '@aws-sdk/lib-dynamodb'

const table = DynamoDBDocumentClient.from(new DynamoDBClient({}))

export const handler = async ({ picture }: { readonly picture: string }) => {
  // The picture comes from an old archive, which answers four requests at a time and falls over at the fifth.
  await new Promise((resolve) => setTimeout(resolve, 1000))
  await table.send(new PutCommand({ TableName: process.env.TABLE, Item: { picture, width: 200 } }))
}

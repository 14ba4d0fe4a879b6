import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { DynamoDBDocumentClient, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb'

/** Stands for a database. A real one would keep hashes. */
const TableName = process.env.TABLE_NAME
const client = DynamoDBDocumentClient.from(new DynamoDBClient({}))

/** From now on these two log in, and no other. */
export async function allow(...passwords: readonly string[]): Promise<void> {
  await client.send(new PutCommand({ TableName, Item: { id: 'app', passwords } }))
}

export async function accepts(password: string): Promise<boolean> {
  const { Item } = await client.send(new GetCommand({ TableName, Key: { id: 'app' } }))
  return (Item?.['passwords'] as string[] | undefined)?.includes(password) ?? false
}

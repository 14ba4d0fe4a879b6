import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { EventBridgeClient, StartReplayCommand } from '@aws-sdk/client-eventbridge'
import { DeleteCommand, DynamoDBDocumentClient, ScanCommand } from '@aws-sdk/lib-dynamodb'

const TableName = process.env.TABLE_NAME
const table = DynamoDBDocumentClient.from(new DynamoDBClient({}))
const events = new EventBridgeClient({})
const DAY = 86_400_000

/** Forgets the sums, and has all events of the last thirty days come once more. */
export async function handler() {
  const { Items = [] } = await table.send(new ScanCommand({ TableName }))
  for (const { id } of Items) await table.send(new DeleteCommand({ TableName, Key: { id } }))

  const now = Date.now()
  const { State } = await events.send(
    new StartReplayCommand({
      ReplayName: `rebuild-${now}`,
      EventSourceArn: process.env.ARCHIVE_ARN,
      Destination: { Arn: process.env.BUS_ARN },
      EventStartTime: new Date(now - 30 * DAY),
      EventEndTime: new Date(now),
    }),
  )
  return { forgotten: Items.length, replay: State }
}

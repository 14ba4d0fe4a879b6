import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs'
import type { SQSEvent } from 'aws-lambda'

const client = new SQSClient({})
const QueueUrl = process.env.QUEUE_URL

export const handler = async ({ Records }: SQSEvent) => {
  const round = Number(Records[0]?.body ?? 0) + 1
  console.log(
    `Round ${round}`,
    process.env._X_AMZN_TRACE_ID?.split(';').find((part) => part.startsWith('Lineage=')),
  )
  await client.send(new SendMessageCommand({ QueueUrl, MessageBody: String(round) }))
}

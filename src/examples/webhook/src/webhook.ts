import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs'
import type { LambdaFunctionURLEvent } from 'aws-lambda'
import { isGenuine } from './signature'

const queue = new SQSClient({})
const MAX_AGE_SECONDS = 300

export async function handler({ body = '', isBase64Encoded, headers }: LambdaFunctionURLEvent) {
  // Signed is what was sent, byte for byte: not what JSON.parse and JSON.stringify would make of it.
  const text = isBase64Encoded ? Buffer.from(body, 'base64').toString() : body
  const timestamp = headers['x-timestamp'] ?? ''
  if (!(await isGenuine(headers['x-signature'] ?? '', timestamp, text)))
    return { statusCode: 401, body: 'Not signed by us' }

  const age = Date.now() / 1000 - Number(timestamp)
  if (Math.abs(age) > MAX_AGE_SECONDS) return { statusCode: 400, body: 'Too old' }

  // Senders wait only for seconds, and send again when they get no answer. The work can wait.
  await queue.send(new SendMessageCommand({ QueueUrl: process.env.QUEUE_URL, MessageBody: text }))
  return { statusCode: 202 }
}

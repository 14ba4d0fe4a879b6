import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm'
import type { SQSBatchResponse, SQSEvent } from 'aws-lambda'

const client = new SSMClient({})

export async function handler({ Records }: SQSEvent): Promise<SQSBatchResponse> {
  const { Parameter } = await client.send(new GetParameterCommand({ Name: process.env.COURIER }))
  const isDown = Parameter?.Value !== 'up'
  if (isDown) console.error(`The courier is down; ${Records.length} parcel(s) go back`)
  else for (const { body } of Records) console.log('shipped', body)
  return { batchItemFailures: isDown ? Records.map(({ messageId }) => ({ itemIdentifier: messageId })) : [] }
}

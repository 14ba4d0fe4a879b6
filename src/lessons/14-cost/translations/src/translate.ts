import type { SQSBatchResponse, SQSEvent } from 'aws-lambda'
import { translated } from './service'

export const handler = async ({ Records }: SQSEvent): Promise<SQSBatchResponse> => {
  const batchItemFailures: SQSBatchResponse['batchItemFailures'] = []
  for (const { messageId, body } of Records) {
    try {
      console.log(await translated(body))
    } catch (error) {
      console.error(error)
      batchItemFailures.push({ itemIdentifier: messageId })
    }
  }
  return { batchItemFailures }
}

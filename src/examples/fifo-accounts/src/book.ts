import type { SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda'

interface Booking {
  readonly text: string
  /** How many attempts the bank refuses. */
  readonly refusals?: number
}

export async function handler({ Records }: SQSEvent): Promise<SQSBatchResponse> {
  const failed = new Set<string>()
  const batchItemFailures: SQSBatchResponse['batchItemFailures'] = []

  for (const record of Records) {
    const account = record.attributes.MessageGroupId ?? ''
    // What comes after a failed booking of the same account has to wait for it, or the order would be lost.
    if (!failed.has(account)) {
      try {
        await book(account, record)
        continue
      } catch (error) {
        console.error(`${account}:`, error)
        failed.add(account)
      }
    }
    batchItemFailures.push({ itemIdentifier: record.messageId })
  }
  return { batchItemFailures }
}

async function book(account: string, { body, attributes }: SQSRecord): Promise<void> {
  const { text, refusals = 0 } = JSON.parse(body) as Booking
  await new Promise((resolve) => setTimeout(resolve, 100)) // the bank
  if (Number(attributes.ApproximateReceiveCount) <= refusals) throw new Error(`The bank refuses “${text}” for now`)
  console.log(`${account} booked ${text}`)
}

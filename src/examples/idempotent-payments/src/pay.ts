import { BatchProcessor, EventType, processPartialResponse } from '@aws-lambda-powertools/batch'
import { IdempotencyConfig, makeIdempotent } from '@aws-lambda-powertools/idempotency'
import { DynamoDBPersistenceLayer } from '@aws-lambda-powertools/idempotency/dynamodb'
import type { Context, SQSEvent, SQSRecord } from 'aws-lambda'

const config = new IdempotencyConfig({ eventKeyJmesPath: 'payment' })
const persistenceStore = new DynamoDBPersistenceLayer({ tableName: process.env.TABLE_NAME ?? '' })
const processor = new BatchProcessor(EventType.SQS)

interface Payment {
  readonly payment: string
  readonly amount: number
}

const pay = makeIdempotent(
  async ({ payment, amount }: Payment) => {
    console.log('PAID', payment, amount)
    return { payment, paidAt: new Date().toISOString() }
  },
  { persistenceStore, config },
)

export const handler = async (event: SQSEvent, context: Context) => {
  config.registerLambdaContext(context)
  return processPartialResponse(event, ({ body }: SQSRecord) => pay(JSON.parse(body) as Payment), processor, {
    context,
  })
}

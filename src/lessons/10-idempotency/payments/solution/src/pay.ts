import { IdempotencyConfig, makeIdempotent } from '@aws-lambda-powertools/idempotency'
import { DynamoDBPersistenceLayer } from '@aws-lambda-powertools/idempotency/dynamodb'
import type { Context } from 'aws-lambda'
import { charge, type Payment } from './charge'
import { sendReceipt } from './mail'

const config = new IdempotencyConfig({ eventKeyJmesPath: 'payment', throwOnNoIdempotencyKey: true })
const persistenceStore = new DynamoDBPersistenceLayer({ tableName: process.env.IDEMPOTENCY ?? '' })

// Only the step that must not happen twice: an error in what comes after it does not undo its record.
const chargeOnce = makeIdempotent(charge, { persistenceStore, config })

export const handler = async (payment: Payment, context: Context) => {
  config.registerLambdaContext(context)
  const { balance } = await chargeOnce(payment)
  sendReceipt(payment)
  return { payment: payment.payment, balance }
}

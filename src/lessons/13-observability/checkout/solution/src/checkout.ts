import { Logger } from '@aws-lambda-powertools/logger'
import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics'
import { Tracer } from '@aws-lambda-powertools/tracer'
import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { DynamoDBDocumentClient, PutCommand } from '@aws-sdk/lib-dynamodb'
import type { Context } from 'aws-lambda'
import { approves, type Order } from './bank'

const logger = new Logger()
const metrics = new Metrics()
const tracer = new Tracer()
const orders = DynamoDBDocumentClient.from(tracer.captureAWSv3Client(new DynamoDBClient({})))

export const handler = async (order: Order, context: Context) => {
  logger.addContext(context)
  logger.appendKeys({ order: order.order, total: order.total })

  logger.info('asking the bank')
  const approved = await approves(order)
  metrics.addMetric('Declined', MetricUnit.Count, approved ? 0 : 1)
  metrics.publishStoredMetrics()
  if (!approved) {
    logger.warn('declined')
    return { ok: false }
  }
  await orders.send(new PutCommand({ TableName: process.env.TABLE, Item: order }))
  logger.info('ordered')
  return { ok: true }
}

import { BatchProcessor, EventType, processPartialResponse } from '@aws-lambda-powertools/batch'
import type { Context, SQSEvent, SQSRecord } from 'aws-lambda'
import { bake, type Order } from './oven'

const processor = new BatchProcessor(EventType.SQS)

const bakeRecord = ({ body }: SQSRecord) => bake(JSON.parse(body) as Order)

export const handler = (event: SQSEvent, context: Context) =>
  processPartialResponse(event, bakeRecord, processor, { context })

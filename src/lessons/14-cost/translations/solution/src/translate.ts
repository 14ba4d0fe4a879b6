import { BatchProcessor, EventType, processPartialResponse } from '@aws-lambda-powertools/batch'
import type { Context, SQSEvent, SQSRecord } from 'aws-lambda'
import { translated } from './service'

// Starts all records of a batch at once, and reports those that fail.
const processor = new BatchProcessor(EventType.SQS)

const translate = async ({ body }: SQSRecord) => console.log(await translated(body))

export const handler = (event: SQSEvent, context: Context) =>
  processPartialResponse(event, translate, processor, { context })

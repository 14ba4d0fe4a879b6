import type { SQSEvent } from 'aws-lambda'
import { bake, type Order } from './oven'

export const handler = async ({ Records }: SQSEvent) => {
  for (const record of Records) {
    bake(JSON.parse(record.body) as Order)
  }
}

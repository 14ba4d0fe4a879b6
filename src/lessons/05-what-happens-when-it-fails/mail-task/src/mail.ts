import type { SQSEvent } from 'aws-lambda'
import { deliver } from './mailbox'

interface Mail {
  readonly to: string
}

export async function handler(event: Mail | SQSEvent) {
  const mails = 'Records' in event ? event.Records.map(({ body }) => JSON.parse(body) as Mail) : [event]
  for (const { to } of mails) {
    try {
      deliver(to)
    } catch (error) {
      console.error(`${to}:`, error)
    }
  }
}

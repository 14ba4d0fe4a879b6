import type { SQSEvent } from 'aws-lambda'

interface Mail {
  readonly to: string
}

export async function handler(event: Mail | SQSEvent) {
  const mails = 'Records' in event ? event.Records.map(({ body }) => JSON.parse(body) as Mail) : [event]
  for (const { to } of mails) send(to)
  return { sent: mails.length }
}

function send(to: string): void {
  if (to === 'nobody') throw new Error(`There is no mailbox "${to}"`)
  console.log(`sent to ${to}`)
}

import type { SQSEvent } from 'aws-lambda'

export async function handler({ Records }: SQSEvent) {
  for (const { body } of Records) {
    const order = JSON.parse(body) as { readonly id: string }
    console.log(`packed ${order.id}`)
  }
}

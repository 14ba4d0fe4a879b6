import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda'

const lambda = new LambdaClient()

interface Order {
  readonly id: string
}

export async function handler(order: Order) {
  await lambda.send(
    new InvokeCommand({
      FunctionName: process.env.MAIL,
      InvocationType: 'Event',
      Payload: JSON.stringify(order),
    }),
  )
  return { accepted: order.id }
}

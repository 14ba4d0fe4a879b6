import type { Context } from 'aws-lambda'

interface Greeting {
  name?: string
}

export const handler = async (event: Greeting, context: Context) => {
  const greeting = `${process.env.GREETING}, ${event.name ?? 'world'}!`
  console.log(greeting)
  return {
    greeting,
    requestId: context.awsRequestId,
    remaining: context.getRemainingTimeInMillis(),
  }
}

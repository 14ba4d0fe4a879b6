import type { Context } from 'aws-lambda'

interface Visitor {
  readonly name?: string
}

// Module code runs once, when an execution environment starts. Run twice: the second time it is still there.
let visitors = 0

export async function handler(event: Visitor, context: Context) {
  visitors += 1
  console.log('event', event)
  console.log(
    `${context.getRemainingTimeInMillis()} ms left of this invocation, ${context.memoryLimitInMB} MB of memory`,
  )

  return {
    message: `${process.env.GREETING}, ${event.name ?? 'world'}!`,
    visitors,
    requestId: context.awsRequestId,
  }
}

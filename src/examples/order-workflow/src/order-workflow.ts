import { createRetryStrategy, JitterStrategy, withDurableExecution } from '@aws/durable-execution-sdk-js'
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs'

interface Order {
  readonly id: string
  readonly total: number
  readonly items: readonly string[]
}

const queue = new SQSClient({})

export const handler = withDurableExecution(async (order: Order, context) => {
  context.logger.info(`Order ${order.id}`)

  // The provider is down twice. Nothing runs in between, and what succeeded is never done again.
  const payment = await context.step(
    'charge',
    async ({ attempt }) => {
      if (attempt < 3) throw new Error('Payment provider unavailable')
      return { id: `pay-${order.id}`, attempt }
    },
    {
      retryStrategy: createRetryStrategy({
        maxAttempts: 5,
        initialDelay: { seconds: 10 },
        backoffRate: 3,
        jitter: JitterStrategy.NONE,
      }),
    },
  )

  // Somebody outside has the last word: SendDurableExecutionCallbackSuccess or …Failure with this id.
  const decision = await context.waitForCallback(
    'approval',
    async (callbackId) => {
      const message = { order: order.id, total: order.total, callbackId }
      await queue.send(
        new SendMessageCommand({ QueueUrl: process.env.APPROVALS, MessageBody: JSON.stringify(message) }),
      )
    },
    { timeout: { days: 2 } },
  )

  // One branch for each item, all at once.
  const packed = await context.parallel(
    'pack',
    order.items.map((item) => ({
      name: item,
      func: async (branch) => branch.step(`pack-${item}`, async () => `${item} packed`),
    })),
  )

  await context.wait('courier', { hours: 12 })
  const shipped = await context.step('ship', async () => `shipment-${order.id}`)
  return { payment, decision: JSON.parse(String(decision)), packed: packed.getResults(), shipped }
})

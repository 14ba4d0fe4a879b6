import { ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs'
import { clock, cloud, expect, test } from 'coldstart/test'

const sqs = new SQSClient({})
const items = ['croissant', 'baguette', 'rye bread', 'croissant', 'baguette', 'unicorn', 'rye bread', 'croissant']

async function sendOrders(): Promise<void> {
  for (const [index, item] of items.entries()) await cloud.send('Orders', { body: { order: index + 1, item } })
  await clock.advance('5m')
}

/** How often each order was baked, from what the function logged. */
async function baked(): Promise<Record<string, number>> {
  const times: Record<string, number> = {}
  for (const { message } of await cloud.trace({ types: ['log'] })) {
    const [, order] = /order (\d+): one /.exec(message) ?? []
    if (order) times[order] = (times[order] ?? 0) + 1
  }
  return times
}

test('each order that can be baked is baked once', async () => {
  await sendOrders()
  expect(await baked()).toEqual({ 1: 1, 2: 1, 3: 1, 4: 1, 5: 1, 7: 1, 8: 1 })
})

test('only the order that cannot be baked ends in BadOrders', async () => {
  await sendOrders()
  const { Messages = [] } = await sqs.send(
    new ReceiveMessageCommand({ QueueUrl: cloud.resource('BadOrders').ref, MaxNumberOfMessages: 10 }),
  )
  expect(Messages.map(({ Body }) => JSON.parse(Body ?? ''))).toEqual([{ order: 6, item: 'unicorn' }])
})

test('orders still come in batches', async () => {
  await sendOrders()
  const [first] = await cloud.trace({ types: ['mapping.batch-sent'] })
  expect(first?.recordIds).toHaveLength(items.length)
})

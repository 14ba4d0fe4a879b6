import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb'
import { clock, cloud, expect, test } from 'coldstart/test'

const accounts = DynamoDBDocumentClient.from(new DynamoDBClient({}))
const payment = { payment: 'pay-1', account: 'ada', amount: 40 }

async function pay(event: typeof payment): Promise<void> {
  await cloud.invoke('Pay', event, { type: 'Event' })
}

async function balance(): Promise<unknown> {
  const { Item } = await accounts.send(
    new GetCommand({ TableName: cloud.resource('Accounts').name, Key: { account: 'ada' } }),
  )
  return Item?.balance
}

async function receiptsFor(id: string): Promise<number> {
  const lines = await cloud.trace({ types: ['log'] })
  return lines.filter(({ message }) => message.includes(`receipt sent for ${id}`)).length
}

test('a payment whose receipt is refused at first is charged once, and its receipt is sent', async () => {
  await pay(payment)
  await clock.advance('5m')
  expect(await balance()).toBe(-40)
  expect(await receiptsFor('pay-1')).toBe(1)
})

test('a customer who presses Pay twice pays once', async () => {
  await pay(payment)
  await clock.advance('1s')
  await pay(payment)
  await clock.advance('5m')
  expect(await balance()).toBe(-40)
})

test('two payments of the same amount are both charged', async () => {
  await pay(payment)
  await pay({ ...payment, payment: 'pay-2' })
  await clock.advance('5m')
  expect(await balance()).toBe(-80)
  expect(await receiptsFor('pay-2')).toBe(1)
})

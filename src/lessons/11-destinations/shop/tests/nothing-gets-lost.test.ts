import { ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs'
import { clock, cloud, expect, test } from 'coldstart/test'

const sqs = new SQSClient({})

const EMPTY = { visible: 0, inFlight: 0, delayed: 0 }

async function messagesIn(queue: string): Promise<any[]> {
  const QueueUrl = cloud.resource(queue).ref
  const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 }))
  return Messages.map(({ Body }) => JSON.parse(Body ?? ''))
}

test('a failed invoice is in FailedInvoices, with the order and the error', async () => {
  await cloud.send('Orders', { body: { order: 'A-1', email: 'grace' } })
  await clock.advance('10m')
  const records = await messagesIn('FailedInvoices')
  expect(records).toHaveLength(1)
  expect(records[0]).toMatchObject({
    requestContext: { condition: 'RetriesExhausted' },
    responsePayload: { errorMessage: 'A-1: "grace" is no address' },
  })
  expect(JSON.parse(records[0].requestPayload.Records[0].Sns.Message)).toEqual({ order: 'A-1', email: 'grace' })
})

test('a parcel that is too heavy is in FailedParcels after five attempts, and no longer in Parcels', async () => {
  await cloud.send('Parcels', { body: { order: 'A-2', grams: 40_000 } })
  await clock.advance('10m')
  expect(await messagesIn('FailedParcels')).toEqual([{ order: 'A-2', grams: 40_000 }])
  expect(await cloud.queueDepth('Parcels')).toEqual(EMPTY)
  const attempts = await cloud.trace({ types: ['invocation.started'] })
  expect(attempts).toHaveLength(5)
})

test('what is well leaves nothing behind', async () => {
  await cloud.send('Orders', { body: { order: 'A-3', email: 'ada@example.com' } })
  await cloud.send('Parcels', { body: { order: 'A-3', grams: 800 } })
  await clock.advance('10m')
  expect(await cloud.queueDepth('FailedInvoices')).toEqual(EMPTY)
  expect(await cloud.queueDepth('FailedParcels')).toEqual(EMPTY)
  expect(await cloud.queueDepth('Parcels')).toEqual(EMPTY)
})

import { ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs'
import { clock, cloud, expect, test } from 'coldstart/test'
import events from '../events/events.json'

test('one rule hears of all events, the other of one', async () => {
  expect((await cloud.invoke('Tell', events)).payload).toMatchObject({ FailedEntryCount: 0 })
  await clock.runUntilIdle()
  const { Messages = [] } = await new SQSClient({}).send(
    new ReceiveMessageCommand({ QueueUrl: cloud.resource('Audit').ref, MaxNumberOfMessages: 10 }),
  )
  const bodies = Messages.map(({ Body }) => Body).toSorted()
  expect(bodies).toEqual(['"OrderPaid: A-1"', '"OrderPaid: A-2"', '"OrderPlaced: A-1"'])
  const lines = (await cloud.trace({ types: ['log'] })).flatMap(({ message }) => message.match(/shipping \S+/) ?? [])
  expect(lines).toEqual(['shipping A-1'])
})

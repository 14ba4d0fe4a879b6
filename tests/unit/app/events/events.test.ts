import { expect, it } from 'vitest'
import { endings, listed } from '../../../../src/app/events/listed'
import { pathOf } from '../../../../src/app/result/event-path'
import { openQueue, rule } from '../../../conformance/behaviour/push'
import { fail, respond } from '../../cloud/scripted-host'
import { arnOf, deploy, lambdaFunction, mapping, START_TIME } from '../../cloud/stack'
import { eventsOf, projectionsOf } from '../state/real-trace'

/** An event on a bus, by a rule into a queue, whose batch fails once and succeeds then. */
async function traced() {
  const resources = [
    lambdaFunction('F'),
    ...openQueue('Q', 'events.amazonaws.com'),
    rule({ EventPattern: { source: ['shop'] } }, { Arn: arnOf('Q') }),
    mapping('M', 'F', 'Q'),
  ]
  const run = deploy(resources, {
    invoke: (_event, _invocation, { nth }) => ({ outcome: nth === 1 ? fail('no') : respond('ok') }),
  })
  await run.cloud.aws({
    method: 'POST',
    url: 'https://events.us-east-1.amazonaws.com/',
    headers: { 'x-amz-target': 'AWSEvents.PutEvents' },
    body: JSON.stringify({ Entries: [{ Source: 'shop', DetailType: 'placed', Detail: '{"order":7}' }] }),
  })
  await run.idle()
  return projectionsOf(run)
}

it('tells the whole path of an event in words, hop by hop', async () => {
  const projections = await traced()
  const [event] = eventsOf(projections, 'bus-event')
  const { before, self, after } = pathOf(event?.id ?? '', projections, START_TIME + 3_600_000)
  expect(before).toEqual([])
  expect(self?.steps.map(({ title }) => title)).toEqual(['placed on bus default', 'Matched R', 'Delivered to Q'])
  expect(after.map(({ node, steps }) => [node.kind, steps.map(({ title }) => title)])).toEqual([
    ['message', ['Sent to Q', 'Received from Q', 'Visible again', 'Received from Q', 'Processed and deleted']],
    ['request', ['Batch of 1 message from Q', 'Cold start', 'Invocation failed', 'Batch failed']],
    ['request', ['Batch of 1 message from Q', 'Invocation succeeded', '1 message deleted from Q']],
  ])
})

it('lists events newest first, by fate and by words, without the carriers of others', async () => {
  const { lineage, names } = await traced()
  const kinds = (text: string, fate: 'delivered' | 'lost' | null = null): string[] =>
    listed(lineage, names, { text, fate }).map(({ kind }) => kind)
  expect(kinds('')).toEqual(['message', 'bus-event'])
  expect(kinds('PLACED shop')).toEqual(['message', 'bus-event'])
  expect(kinds('placed bus-event')).toEqual(['bus-event'])
  expect(kinds('', 'lost')).toEqual([])
  expect(endings(lineage)).toEqual([{ fate: 'delivered', count: 2 }])
})

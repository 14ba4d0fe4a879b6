/** Messages from the page's user, to whatever takes deliveries. */

import { describe, expect, it } from 'vitest'
import type { SendRequest } from '../../../src/cloud/protocol'
import { sendTarget } from '../../../src/cloud/send'
import { arnOf, deploy, lambdaFunction, mapping, queue, resource, sqs } from './stack'

const stack = () => {
  const events: unknown[] = []
  const run = deploy(
    [
      lambdaFunction('F'),
      queue('Q'),
      queue('Fifo', { QueueName: 'Fifo.fifo', FifoQueue: true }),
      mapping('M', 'F', 'Q'),
      resource('Policy', 'AWS::SQS::QueuePolicy', {
        Queues: [{ Ref: 'Q' }],
        PolicyDocument: {
          Version: '2012-10-17',
          Statement: [
            {
              Effect: 'Allow',
              Principal: { Service: 'events.amazonaws.com' },
              Action: 'sqs:SendMessage',
              Resource: '*',
            },
          ],
        },
      }),
      resource('Topic', 'AWS::SNS::Topic'),
      resource('Bus', 'AWS::Events::EventBus', { Name: 'bus' }),
      resource('Stream', 'AWS::Kinesis::Stream', { ShardCount: 1 }),
      resource('Rule', 'AWS::Events::Rule', {
        EventBusName: 'bus',
        EventPattern: { source: ['shop'] },
        Targets: [{ Id: 'q', Arn: arnOf('Q') }],
      }),
    ],
    {
      invoke(event) {
        events.push(event)
        return {}
      },
    },
  )
  const send = (target: string, message: Omit<SendRequest, 'target'>) => run.cloud.send({ target, ...message })
  return { run, events, send }
}

describe('what the page’s user sends', () => {
  it('names its target by ARN or logical id, and what is behind a broker by a path', () => {
    const arn = (logicalId: string) => (logicalId === 'Cluster' ? 'arn:aws:kafka:r:a:cluster/c/1' : undefined)
    expect(sendTarget('arn:aws:sqs:r:a:q', arn)).toBe('arn:aws:sqs:r:a:q')
    expect(sendTarget('Cluster/orders', arn)).toBe('arn:aws:kafka:r:a:cluster/c/1/orders')
    expect(sendTarget('Nobody', arn)).toBe('Nobody')
  })

  it('to a queue: headers become attributes', async () => {
    const { run, events, send } = stack()
    expect(await send('Q', { body: 'hi', headers: { Kind: 'test' } })).toMatchObject({ ok: true })
    await run.idle()
    expect(events).toMatchObject([
      { Records: [{ body: 'hi', messageAttributes: { Kind: { stringValue: 'test', dataType: 'String' } } }] },
    ])
  })

  it('to a FIFO queue: group and deduplication id', async () => {
    const { run, send } = stack()
    const message = { body: 'hi', groupId: 'g', deduplicationId: 'd' }
    const [first, second] = [await send('Fifo', message), await send('Fifo', message)]
    expect(first).toEqual(second)
    const { Messages } = (await sqs(run.cloud, 'ReceiveMessage', { QueueUrl: 'Fifo.fifo' })) as { Messages: unknown[] }
    expect(Messages).toHaveLength(1)
  })

  it('to a function: an asynchronous event', async () => {
    const { run, events, send } = stack()
    await send('F', { body: '{"a":1}' })
    await run.idle()
    expect(events).toEqual([{ a: 1 }])
  })

  it('to a topic, a stream and an event bus', async () => {
    const { run, events, send } = stack()
    expect(await send('Topic', { body: 'hi', subject: 's' })).toMatchObject({ ok: true })
    expect(await send('Stream', { body: 'hi', key: 'k' })).toMatchObject({ ok: true })
    const event = { source: 'shop', detailType: 'OrderPlaced' }
    expect(await send('Bus', { body: '{"id":1}', event })).toMatchObject({ ok: true })
    await run.idle()
    const [{ Records: [record] } = { Records: [] }] = events as { Records: { body: string }[] }[]
    expect(JSON.parse(record?.body ?? '')).toMatchObject({ source: 'shop', detail: { id: 1 } })
  })

  it('to what there is not: an error as data', async () => {
    const { send } = stack()
    expect(await send('Nobody', { body: '' })).toMatchObject({ ok: false, error: { code: 'ValidationException' } })
    const gone = 'arn:aws:sqs:us-east-1:123456789012:none'
    expect(await send(gone, { body: 'x' })).toMatchObject({ ok: false })
  })
})

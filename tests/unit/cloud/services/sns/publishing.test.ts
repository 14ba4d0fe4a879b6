/**
 * Publishing and delivering. Shapes and texts: recorded from AWS by LocalStack's test suite (tests/aws/services/sns,
 * Apache-2.0, recorded 2023-08 to 2025-10); the rest: Amazon SNS Developer Guide.
 */

import { describe, expect, it } from 'vitest'
import { AwsError } from '../../../../../src/cloud/aws/aws-error'
import { account, DEAD_LETTERS, FIFO_QUEUE, FUNCTION, QUEUE } from './account'

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/
const text = (value: string) => ({ DataType: 'String', StringValue: value })
const number = (value: string) => ({ DataType: 'Number', StringValue: value })
const json = (body: string | undefined): Record<string, unknown> => JSON.parse(body ?? '') as Record<string, unknown>
const raw = { RawMessageDelivery: 'true' }

describe('a queue', () => {
  it('gets an envelope, its fields in AWS’s order', async () => {
    const sns = account()
    const topic = sns.topic()
    const subscription = sns.subscribe(topic)
    const { MessageId } = sns.call('Publish', {
      TopicArn: topic,
      Message: 'Hello',
      Subject: 'Greeting',
      MessageAttributes: { attr1: number('1'), attr2: { DataType: 'Binary', BinaryValue: 'AgME' } },
    })
    await sns.run()
    expect(MessageId).toMatch(UUID)
    expect(sns.deliveries).toMatchObject([
      {
        target: QUEUE,
        attributes: {},
        caller: { kind: 'service', arn: 'sns.amazonaws.com', sourceArn: topic },
      },
    ])
    const envelope = json(sns.deliveries[0]?.body)
    expect(Object.keys(envelope)).toEqual([
      ...['Type', 'MessageId', 'TopicArn', 'Subject', 'Message', 'Timestamp', 'SignatureVersion', 'Signature'],
      ...['SigningCertURL', 'UnsubscribeURL', 'MessageAttributes'],
    ])
    expect(envelope).toMatchObject({
      Type: 'Notification',
      MessageId,
      TopicArn: topic,
      Subject: 'Greeting',
      Message: 'Hello',
      Timestamp: '2026-01-31T12:00:00.000Z',
      SignatureVersion: '1',
      UnsubscribeURL: `https://sns.us-east-1.amazonaws.com/?Action=Unsubscribe&SubscriptionArn=${subscription}`,
      MessageAttributes: { attr1: { Type: 'Number', Value: '1' }, attr2: { Type: 'Binary', Value: 'AgME' } },
    })
    expect(envelope['SigningCertURL']).toMatch(
      /^https:\/\/sns\.us-east-1\.amazonaws\.com\/SimpleNotificationService-[0-9a-f]{32}\.pem$/,
    )
    expect(atob(String(envelope['Signature']))).toHaveLength(256)
  })

  it('gets no Subject and no MessageAttributes where there are none', async () => {
    const sns = account()
    const topic = sns.topic()
    sns.subscribe(topic)
    sns.call('Publish', { TopicArn: topic, Message: 'Hello' })
    await sns.run()
    const envelope = json(sns.deliveries[0]?.body)
    expect(envelope).not.toHaveProperty('Subject')
    expect(envelope).not.toHaveProperty('MessageAttributes')
  })

  it('gets the bare message and its attributes with raw delivery', async () => {
    const sns = account()
    const topic = sns.topic()
    sns.subscribe(topic, QUEUE, raw)
    sns.call('Publish', { TopicArn: topic, Message: 'Hello', MessageAttributes: { n: number('99.12') } })
    await sns.run()
    expect(sns.deliveries).toMatchObject([
      { body: 'Hello', attributes: { n: { dataType: 'Number', stringValue: '99.12' } } },
    ])
  })

  it('gets nothing raw that has more than ten attributes', async () => {
    const sns = account()
    const topic = sns.topic()
    sns.subscribe(topic, QUEUE, raw)
    const MessageAttributes = Object.fromEntries(Array.from({ length: 11 }, (_, index) => [`a${index}`, text('x')]))
    sns.call('Publish', { TopicArn: topic, Message: 'Hello', MessageAttributes })
    await sns.run()
    expect(sns.deliveries).toEqual([])
    expect(sns.facts('sns.delivery-failed', 'sns.discarded')).toMatchObject([
      { type: 'sns.delivery-failed', attempt: 1, retryAt: null },
      { type: 'sns.discarded' },
    ])
  })
})

describe('a function', () => {
  it('gets one record per event, with a null subject and no attributes where there are none', async () => {
    const sns = account()
    const topic = sns.topic()
    const subscription = sns.subscribe(topic, FUNCTION)
    const { MessageId } = sns.call('Publish', { TopicArn: topic, Message: 'Hello world.' })
    await sns.run()
    const event = json(sns.deliveries[0]?.body) as { Records: Record<string, Record<string, unknown>>[] }
    expect(event.Records).toHaveLength(1)
    const [record] = event.Records
    expect(record).toEqual({
      EventSource: 'aws:sns',
      EventVersion: '1.0',
      EventSubscriptionArn: subscription,
      Sns: {
        Type: 'Notification',
        MessageId,
        TopicArn: topic,
        Subject: null,
        Message: 'Hello world.',
        Timestamp: '2026-01-31T12:00:00.000Z',
        SignatureVersion: '1',
        Signature: expect.any(String) as string,
        SigningCertUrl: expect.stringMatching(/\.pem$/) as string,
        UnsubscribeUrl: `https://sns.us-east-1.amazonaws.com/?Action=Unsubscribe&SubscriptionArn=${subscription}`,
        MessageAttributes: {},
      },
    })
  })
})

describe('fan-out', () => {
  it('reaches every subscription in the order of subscribing, each with its protocol’s text', async () => {
    const sns = account()
    const topic = sns.topic()
    sns.subscribe(topic, FUNCTION)
    sns.subscribe(topic, QUEUE, raw)
    sns.call('Publish', {
      TopicArn: topic,
      MessageStructure: 'json',
      Message: JSON.stringify({ default: 'for all', sqs: '{"field":"value"}' }),
    })
    await sns.run()
    expect(sns.deliveries.map(({ target }) => target)).toEqual([FUNCTION, QUEUE])
    const event = json(sns.deliveries[0]?.body) as { Records: [{ Sns: { Message: string } }] }
    expect(event.Records[0].Sns.Message).toBe('for all')
    expect(sns.deliveries[1]?.body).toBe('{"field":"value"}')
  })

  it('leaves out what a filter policy does not let through', async () => {
    const sns = account()
    const topic = sns.topic()
    const red = sns.subscribe(topic, QUEUE, { FilterPolicy: '{"colour":["red"]}' })
    sns.subscribe(topic, FUNCTION)
    sns.call('Publish', { TopicArn: topic, Message: 'm', MessageAttributes: { colour: text('blue') } })
    await sns.run()
    expect(sns.deliveries.map(({ target }) => target)).toEqual([FUNCTION])
    expect(sns.facts('sns.filtered')).toMatchObject([{ subscription: red, endpoint: QUEUE }])
  })

  it('does not reach who has not confirmed, nor who has unsubscribed, nor who came later', async () => {
    const sns = account()
    const topic = sns.topic()
    sns.call('Subscribe', { TopicArn: topic, Protocol: 'https', Endpoint: 'https://example.com/' })
    sns.call('Unsubscribe', { SubscriptionArn: sns.subscribe(topic) })
    sns.call('Publish', { TopicArn: topic, Message: 'm' })
    sns.subscribe(topic, FUNCTION)
    await sns.run()
    expect(sns.deliveries).toEqual([])
    expect(sns.facts('sns.published')).toHaveLength(1)
  })
})

describe('what would leave AWS', () => {
  it('is asked to confirm, then gets notifications: all of it facts of the trace', async () => {
    const sns = account()
    const topic = sns.topic()
    const endpoint = 'https://example.com/hook'
    expect(sns.call('Subscribe', { TopicArn: topic, Protocol: 'https', Endpoint: endpoint })).toEqual({
      SubscriptionArn: 'pending confirmation',
    })
    const [asked] = sns.facts('sns.sent-outside')
    const confirmation = json(asked?.body)
    expect(confirmation).toMatchObject({ Type: 'SubscriptionConfirmation', TopicArn: topic })
    const { SubscriptionArn } = sns.call('ConfirmSubscription', { TopicArn: topic, Token: confirmation['Token'] })
    expect(SubscriptionArn).toMatch(new RegExp(`^${topic}:`))
    sns.call('Publish', { TopicArn: topic, Message: 'Hello' })
    await sns.run()
    const sent = sns.facts('sns.sent-outside')
    expect(sent[1]).toMatchObject({ protocol: 'https', endpoint, subscription: SubscriptionArn })
    expect(json(sent[1]?.body)).toMatchObject({ Type: 'Notification', Message: 'Hello' })
  })

  it('is forgotten after two days without confirmation', async () => {
    const sns = account()
    const topic = sns.topic()
    sns.call('Subscribe', { TopicArn: topic, Protocol: 'email', Endpoint: 'a@example.com' })
    await sns.run(48 * 3_600_000 - 1)
    expect(sns.call('ListSubscriptions')['Subscriptions']).toHaveLength(1)
    await sns.run(1)
    expect(sns.call('ListSubscriptions')['Subscriptions']).toEqual([])
  })

  it('is the bare text for phones', () => {
    const sns = account()
    sns.call('Publish', { PhoneNumber: '+15551234567', Message: 'Hello' })
    expect(sns.facts('sns.sent-outside')).toMatchObject([
      { topic: null, protocol: 'sms', endpoint: '+15551234567', body: 'Hello' },
    ])
  })
})

describe('failures', () => {
  const missing = new AwsError('QueueDoesNotExist', 400, 'The specified queue does not exist.')
  const broken = new AwsError('InternalError', 500, 'broken')
  const redrive = { RedrivePolicy: JSON.stringify({ deadLetterTargetArn: DEAD_LETTERS }) }

  it('of ours go to the dead-letter queue at once, as the queue would have got them', async () => {
    const sns = account()
    sns.refuse = (target) => (target === DEAD_LETTERS ? null : missing)
    const topic = sns.topic()
    sns.subscribe(topic, FUNCTION, redrive)
    sns.call('Publish', { TopicArn: topic, Message: 'm', MessageAttributes: { attr1: number('1') } })
    await sns.run(0)
    expect(sns.deliveries.map(({ target, at }) => [target, at])).toEqual([
      [FUNCTION, 0],
      [DEAD_LETTERS, 0],
    ])
    expect(json(sns.deliveries[1]?.body)).toMatchObject({
      Type: 'Notification',
      Message: 'm',
      MessageAttributes: { attr1: { Type: 'Number', Value: '1' } },
    })
    expect(sns.facts('sns.dead-lettered')).toMatchObject([{ queue: 'dead', deliveryId: 'delivery-2' }])
  })

  it('of ours without a dead-letter queue discard the message', async () => {
    const sns = account()
    sns.refuse = () => missing
    const topic = sns.topic()
    sns.subscribe(topic)
    sns.call('Publish', { TopicArn: topic, Message: 'm' })
    await sns.run(3_600_000)
    expect(sns.deliveries).toHaveLength(1)
    expect(sns.facts('sns.discarded')).toHaveLength(1)
  })

  it('of the service are retried: 3 at once, 2 after 1 s, 10 after 1 to 20 s, then every 20 s', async () => {
    const sns = account()
    sns.refuse = () => broken
    const topic = sns.topic()
    sns.subscribe(topic)
    sns.call('Publish', { TopicArn: topic, Message: 'm' })
    await sns.run(200_000)
    const times = sns.deliveries.map(({ at }) => at)
    const waits = times.slice(1).map((at, index) => at - (times[index] ?? 0))
    expect(waits.slice(0, 6)).toEqual([0, 0, 0, 1000, 1000, 1000])
    const backoff = waits.slice(5, 15)
    expect(backoff.at(-1)).toBeCloseTo(20_000)
    for (const [index, wait] of backoff.slice(1).entries()) expect(wait).toBeGreaterThan(backoff[index] ?? 0)
    expect(waits.slice(15, 18)).toEqual([20_000, 20_000, 20_000])
  })

  it('end when the service is well again', async () => {
    const sns = account()
    sns.refuse = () => (sns.deliveries.length < 3 ? broken : null)
    const topic = sns.topic()
    sns.subscribe(topic)
    sns.call('Publish', { TopicArn: topic, Message: 'm' })
    await sns.run(3_600_000)
    expect(sns.facts('sns.delivered')).toMatchObject([{ attempt: 3, deliveryId: 'delivery-3' }])
    expect(sns.deliveries).toHaveLength(3)
  })
})

describe('a FIFO topic', () => {
  const fifo = { FifoTopic: 'true', ContentBasedDeduplication: 'true' }

  it('holds the messages of a group back while one of them is tried again, and those of other groups not', async () => {
    const sns = account()
    const topic = sns.topic('t.fifo', { FifoTopic: 'true', ContentBasedDeduplication: 'true' })
    sns.subscribe(topic, FIFO_QUEUE, raw)
    let refusals = 5
    sns.refuse = () => (refusals-- > 0 ? new AwsError('ServiceUnavailable', 503, 'later') : null)
    const publish = (Message: string, MessageGroupId: string) =>
      sns.call('Publish', { TopicArn: topic, Message, MessageGroupId })
    publish('first', 'a')
    publish('second', 'a')
    await sns.run()
    refusals = 3
    publish('third', 'a')
    await sns.run(500)
    publish('other', 'b')
    refusals = 0
    await sns.run(60_000)
    const messages = new Map(sns.facts('sns.published').map(({ messageId, message }) => [messageId, message]))
    const delivered = sns.facts('sns.delivered').map(({ messageId }) => messages.get(messageId))
    expect(delivered).toEqual(['other', 'first', 'second', 'third'])
  })

  it('numbers its messages; the envelope has the number and no signature', async () => {
    const sns = account()
    const topic = sns.topic('t.fifo', fifo)
    sns.subscribe(topic, FIFO_QUEUE)
    const first = sns.call('Publish', { TopicArn: topic, Message: 'Test', MessageGroupId: 'g' })
    const second = sns.call('Publish', { TopicArn: topic, Message: 'Test 2', MessageGroupId: 'g' })
    await sns.run()
    expect(first['SequenceNumber']).toMatch(/^\d{20}$/)
    expect(BigInt(String(second['SequenceNumber']))).toBeGreaterThan(BigInt(String(first['SequenceNumber'])))
    const envelope = json(sns.deliveries[0]?.body)
    expect(Object.keys(envelope)).toEqual([
      ...['Type', 'MessageId', 'SequenceNumber', 'TopicArn', 'Message', 'Timestamp', 'UnsubscribeURL'],
    ])
    expect(sns.deliveries).toMatchObject([
      // Recorded: SHA-256 of "Test".
      {
        groupId: 'g',
        deduplicationId: '532eaabd9574880dbf76b9b8cc00832c20a6ec113d682299550d7a6e0f345e25',
      },
      { groupId: 'g' },
    ])
  })

  it('tells a standard queue neither group nor deduplication id', async () => {
    const sns = account()
    const topic = sns.topic('t.fifo', fifo)
    sns.subscribe(topic, QUEUE)
    sns.call('Publish', { TopicArn: topic, Message: 'Test', MessageGroupId: 'g' })
    await sns.run()
    expect(sns.deliveries[0]).not.toHaveProperty('groupId')
    expect(sns.deliveries[0]).not.toHaveProperty('deduplicationId')
  })

  it.each([
    ['within five minutes', 299_999, 1],
    ['after five minutes', 300_000, 2],
  ])('delivers a repeated message %s: %s ms later %s in all', async (_, wait, deliveries) => {
    const sns = account()
    const topic = sns.topic('t.fifo', fifo)
    sns.subscribe(topic, FIFO_QUEUE)
    const publish = () => sns.call('Publish', { TopicArn: topic, Message: 'Test', MessageGroupId: 'g' })
    publish()
    await sns.run(wait)
    publish()
    await sns.run()
    expect(sns.deliveries).toHaveLength(deliveries)
    expect(sns.facts('sns.deduplicated')).toHaveLength(2 - deliveries)
  })

  it.each([
    ['Topic', 1],
    ['MessageGroup', 2],
  ])('deduplicates over its scope: %s', async (FifoThroughputScope, deliveries) => {
    const sns = account()
    const topic = sns.topic('t.fifo', { ...fifo, FifoThroughputScope })
    sns.subscribe(topic, FIFO_QUEUE)
    sns.call('Publish', { TopicArn: topic, Message: 'Test', MessageGroupId: 'a' })
    sns.call('Publish', { TopicArn: topic, Message: 'Test', MessageGroupId: 'b' })
    await sns.run()
    expect(sns.deliveries).toHaveLength(deliveries)
  })
})

describe('a topic as a target', () => {
  it('is published to with sns:Publish, the delivery’s attributes and subject', async () => {
    const sns = account()
    const topic = sns.topic()
    sns.subscribe(topic, QUEUE)
    const target = sns.service.deliveryTarget
    expect(target?.access(topic)).toEqual({ action: 'sns:Publish', resource: topic })
    expect([target?.exists(topic), target?.exists(`${topic}x`)]).toEqual([true, false])
    const receipt = target?.deliver(topic, {
      body: '{"raise_error":1}',
      subject: 'S',
      attributes: { ErrorCode: { dataType: 'Number', stringValue: '200' } },
      traceHeader: null,
      caller: { kind: 'role', principalId: 'AROA:f', arn: 'arn:aws:sts::123456789012:assumed-role/r/f' },
    })
    await sns.run()
    expect(json(sns.deliveries[0]?.body)).toMatchObject({
      MessageId: receipt?.id,
      Subject: 'S',
      Message: '{"raise_error":1}',
      MessageAttributes: { ErrorCode: { Type: 'Number', Value: '200' } },
    })
  })

  it('refuses what is larger than 256 KiB, and is missed when it is gone', () => {
    const sns = account()
    const topic = sns.topic()
    const delivery = {
      attributes: {},
      traceHeader: null,
      caller: { kind: 'account', principalId: 'A', arn: 'a' } as const,
    }
    expect(() => sns.service.deliveryTarget?.deliver(topic, { ...delivery, body: 'x'.repeat(262_145) })).toThrow(
      'Invalid parameter: Message too long',
    )
    expect(() => sns.service.deliveryTarget?.deliver(`${topic}x`, { ...delivery, body: 'x' })).toThrow(
      'Topic does not exist',
    )
  })
})

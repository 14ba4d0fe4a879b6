/**
 * Queues and what time does to their messages. Texts and codes: recorded from AWS by LocalStack's test suite
 * (tests/aws/services/sqs/test_sqs.py, Apache-2.0, recorded 2024-04 to 2025-12) where the case says so; the rest: Amazon
 * SQS API Reference and Developer Guide.
 */

import { describe, expect, it } from 'vitest'
import { START_TIME, arnOf } from '../../stack'
import { URL_OF_Q, queues } from './queues'

const urlOf = (name: string): string => `https://sqs.us-east-1.amazonaws.com/123456789012/${name}`
const arn = (name: string): string => `arn:aws:sqs:us-east-1:123456789012:${name}`
const redriveTo = (name: string, maxReceiveCount: unknown): string =>
  JSON.stringify({ deadLetterTargetArn: arn(name), maxReceiveCount })

describe('visibility', () => {
  it.each([
    ['the queue’s 30 s by default', {}, {}, 30_000],
    ['the queue’s own', { VisibilityTimeout: 7 }, {}, 7000],
    ['the request’s', { VisibilityTimeout: 7 }, { VisibilityTimeout: 12 }, 12_000],
  ])('a received message is hidden for %s', async (_, properties, input, time) => {
    const { counts, receive, run, send } = queues(properties)
    await send('m')
    await receive(input)
    await run.advance(time - 1)
    expect(await receive()).toEqual([])
    expect(await counts()).toEqual({ visible: 0, inFlight: 1, delayed: 0 })
    await run.advance(1)
    expect(await receive()).toHaveLength(1)
  })

  it('a timeout of 0 hides nothing, and the message counts as received', async () => {
    const { counts, receive, send } = queues()
    await send('m')
    await receive({ VisibilityTimeout: 0 })
    expect(await counts()).toEqual({ visible: 1, inFlight: 0, delayed: 0 })
    const [again] = await receive({ AttributeNames: ['ApproximateReceiveCount'] })
    expect(again?.Attributes).toEqual({ ApproximateReceiveCount: '2' })
  })

  it.each([
    ['longer', 60, 10_000 + 60_000],
    ['shorter', 5, 10_000 + 5000],
    ['ended', 0, 10_000],
  ])('changed after 10 s: %s, from the time of the change', async (_, VisibilityTimeout, visibleAt) => {
    const { call, receive, run, send } = queues()
    await send('m')
    const [message] = await receive()
    await run.advance(10_000)
    expect(await call('ChangeMessageVisibility', { ReceiptHandle: message?.ReceiptHandle, VisibilityTimeout })).toEqual(
      {},
    )
    await run.advance(visibleAt - 10_000 - 1)
    if (VisibilityTimeout > 0) expect(await receive()).toEqual([])
    await run.advance(1)
    expect(await receive()).toHaveLength(1)
    // The change is not kept: the next receive hides for the queue's own 30 s.
    await run.advance(29_999)
    expect(await receive()).toEqual([])
    await run.advance(1)
    expect(await receive()).toHaveLength(1)
  })

  it('cannot be extended beyond 12 hours after the receive', async () => {
    const { call, receive, run, send } = queues()
    await send('m')
    const [message] = await receive()
    const change = (VisibilityTimeout: number) =>
      call('ChangeMessageVisibility', { ReceiptHandle: message?.ReceiptHandle, VisibilityTimeout })
    await run.advance(10_000)
    await expect(change(43_191)).rejects.toMatchObject({
      code: 'InvalidParameterValue',
      message:
        'Value 43191 for parameter VisibilityTimeout is invalid. Reason: Total VisibilityTimeout for the message is beyond the limit [43200 seconds]',
    })
    await change(43_190)
    await run.advance(43_190_000)
    expect(await receive()).toHaveLength(1)
  })

  it('is refused for handles that say nothing, old handles, visible messages, and out of range', async () => {
    const { call, receive, run, send } = queues()
    await send('m')
    const [first] = await receive({ VisibilityTimeout: 1 })
    const change = (ReceiptHandle: string | undefined, VisibilityTimeout = 5) =>
      call('ChangeMessageVisibility', { ReceiptHandle, VisibilityTimeout })
    await expect(change('INVALID')).rejects.toMatchObject({ name: 'ReceiptHandleIsInvalid', status: 404 })
    await expect(change(first?.ReceiptHandle, 43_201)).rejects.toMatchObject({ code: 'InvalidParameterValue' })
    await expect(change(first?.ReceiptHandle, -1)).rejects.toMatchObject({ code: 'InvalidParameterValue' })
    await run.advance(1000)
    await expect(change(first?.ReceiptHandle)).rejects.toMatchObject({
      name: 'MessageNotInflight',
      code: 'AWS.SimpleQueueService.MessageNotInflight',
      status: 400,
    })
    await receive()
    await expect(change(first?.ReceiptHandle)).rejects.toMatchObject({
      code: 'InvalidParameterValue',
      message: `Value ${first?.ReceiptHandle} for parameter ReceiptHandle is invalid. Reason: Message does not exist or is not available for visibility timeout change.`,
    })
  })

  it('in a batch, each for itself', async () => {
    const { call, counts, receive, send } = queues()
    await send('a', 'b')
    const [a, b] = await receive({ MaxNumberOfMessages: 2 })
    expect(
      await call('ChangeMessageVisibilityBatch', {
        Entries: [
          { Id: 'show', ReceiptHandle: a?.ReceiptHandle, VisibilityTimeout: 0 },
          { Id: 'too-long', ReceiptHandle: b?.ReceiptHandle, VisibilityTimeout: 50_000 },
          { Id: 'fake', ReceiptHandle: 'fake', VisibilityTimeout: 0 },
        ],
      }),
    ).toMatchObject({
      Successful: [{ Id: 'show' }],
      Failed: [
        { Id: 'too-long', SenderFault: true, Code: 'InvalidParameterValue' },
        { Id: 'fake', SenderFault: true, Code: 'ReceiptHandleIsInvalid' },
      ],
    })
    expect(await counts()).toEqual({ visible: 1, inFlight: 1, delayed: 0 })
  })

  it('120,000 messages in flight are the limit: an error for a short poll, nothing for a long one', async () => {
    const { call, receive, run } = queues()
    for (let batch = 0; batch <= 12_000; batch++) {
      const Entries = Array.from({ length: 10 }, (_, index) => ({ Id: String(index), MessageBody: 'm' }))
      await call('SendMessageBatch', { Entries })
      if (batch < 12_000) await receive({ MaxNumberOfMessages: 10, VisibilityTimeout: 43_200 })
    }
    await expect(receive()).rejects.toMatchObject({ name: 'OverLimit', status: 403 })
    const answer = receive({ WaitTimeSeconds: 1 })
    await run.advance(1000)
    expect(await answer).toEqual([])
  }, 60_000)
})

describe('redrive', () => {
  it('moves a message at the receive that would be one too many, with its id, count and age (recorded)', async () => {
    const policy = { RedrivePolicy: { deadLetterTargetArn: arnOf('Dead'), maxReceiveCount: 1 } }
    const { call, counts, receive, run } = queues(policy, ['Dead'])
    const { MessageId } = await call('SendMessage', { MessageBody: 'message-1' })
    await receive({ VisibilityTimeout: 1 })
    await run.advance(5000)
    expect(await counts()).toEqual({ visible: 1, inFlight: 0, delayed: 0 })
    expect(await receive()).toEqual([])
    expect(await counts()).toEqual({ visible: 0, inFlight: 0, delayed: 0 })
    expect(await receive({ QueueUrl: urlOf('Dead'), AttributeNames: ['All'] })).toMatchObject([
      {
        MessageId,
        Body: 'message-1',
        Attributes: {
          ApproximateReceiveCount: '2',
          SentTimestamp: String(START_TIME),
          DeadLetterQueueSourceArn: arn('Q'),
        },
      },
    ])
  })

  it('counts the retention of the dead-letter queue from the time of sending', async () => {
    const policy = { RedrivePolicy: { deadLetterTargetArn: arnOf('Dead'), maxReceiveCount: 1 } }
    const { counts, receive, run, send } = queues(policy, ['Dead', { MessageRetentionPeriod: 60 }])
    await send('m')
    await receive({ VisibilityTimeout: 40 })
    await run.advance(40_000)
    await receive()
    await run.advance(19_999)
    expect(await counts(urlOf('Dead'))).toMatchObject({ visible: 1 })
    await run.advance(1)
    expect(await counts(urlOf('Dead'))).toMatchObject({ visible: 0 })
  })

  it.each([
    ['no ARN', '{"deadLetterTargetArn":"dummy","maxReceiveCount":42}', 'Invalid value for deadLetterTargetArn.'],
    [
      'a count of 0',
      redriveTo('Dead', 0),
      'Invalid value for maxReceiveCount: 0, valid values are from 1 to 1000 both inclusive.',
    ],
    ['a count of 1001', redriveTo('Dead', 1001), 'Invalid value for maxReceiveCount: 1001, '],
    ['no count', redriveTo('Dead', undefined), 'Redrive policy does not contain mandatory attribute: maxReceiveCount.'],
    ['no JSON', '{', 'Redrive policy is not a valid JSON map.'],
    ['no such queue', redriveTo('Nowhere', 3), 'Dead letter target does not exist.'],
  ])('refuses a policy with %s', async (_, RedrivePolicy, reason) => {
    const { call } = queues({}, ['Dead'])
    await expect(call('SetQueueAttributes', { Attributes: { RedrivePolicy } })).rejects.toMatchObject({
      name: 'InvalidParameterValueException',
      status: 400,
      message: expect.stringContaining(
        `Value ${RedrivePolicy} for parameter RedrivePolicy is invalid. Reason: ${reason}`,
      ),
    })
  })

  it('an empty policy ends it (recorded)', async () => {
    const { call } = queues({ RedrivePolicy: { deadLetterTargetArn: arnOf('Dead'), maxReceiveCount: 3 } }, ['Dead'])
    const policy = async () =>
      ((await call('GetQueueAttributes', { AttributeNames: ['RedrivePolicy'] })) as { Attributes?: object }).Attributes
    expect(await policy()).toEqual({ RedrivePolicy: redriveTo('Dead', 3) })
    await call('SetQueueAttributes', { Attributes: { RedrivePolicy: '' } })
    expect(await policy()).toBeUndefined()
  })
})

describe('retention', () => {
  it('deletes a message at its age, whatever state it is in', async () => {
    const { call, counts, receive, run, send } = queues({ MessageRetentionPeriod: 60 })
    await send('visible', 'in flight')
    await receive({ MaxNumberOfMessages: 1, VisibilityTimeout: 600 })
    await call('SendMessage', { MessageBody: 'delayed', DelaySeconds: 600 })
    await run.advance(59_999)
    expect(await counts()).toEqual({ visible: 1, inFlight: 1, delayed: 1 })
    await run.advance(1)
    expect(await counts()).toEqual({ visible: 0, inFlight: 0, delayed: 0 })
    expect(run.trace('sqs.deleted').map(({ cause }) => cause)).toEqual(['expired', 'expired', 'expired'])
  })

  it('is four days by default', async () => {
    const { counts, run, send } = queues()
    await send('m')
    await run.advance(345_600_000 - 1)
    expect(await counts()).toMatchObject({ visible: 1 })
    await run.advance(1)
    expect(await counts()).toMatchObject({ visible: 0 })
  })

  it('changed, holds for the messages that are there', async () => {
    const { call, counts, run, send } = queues()
    await send('m')
    await run.advance(100_000)
    await call('SetQueueAttributes', { Attributes: { MessageRetentionPeriod: '160' } })
    await run.advance(59_999)
    expect(await counts()).toMatchObject({ visible: 1 })
    await call('SetQueueAttributes', { Attributes: { MessageRetentionPeriod: '60' } })
    await run.advance(0)
    expect(await counts()).toMatchObject({ visible: 0 })
  })
})

describe('PurgeQueue', () => {
  it('deletes what is visible, delayed and in flight', async () => {
    const { call, counts, receive, send } = queues()
    await send('a', 'b')
    await receive({ MaxNumberOfMessages: 1 })
    await call('SendMessage', { MessageBody: 'c', DelaySeconds: 5 })
    expect(await call('PurgeQueue')).toEqual({})
    expect(await counts()).toEqual({ visible: 0, inFlight: 0, delayed: 0 })
  })

  it('goes once in 60 seconds (recorded)', async () => {
    const { call, run } = queues()
    await call('PurgeQueue')
    await run.advance(59_999)
    await expect(call('PurgeQueue')).rejects.toMatchObject({
      name: 'PurgeQueueInProgress',
      code: 'AWS.SimpleQueueService.PurgeQueueInProgress',
      status: 403,
      message: 'Only one PurgeQueue operation on Q is allowed every 60 seconds.',
    })
    await run.advance(1)
    await call('PurgeQueue')
  })
})

describe('attributes', () => {
  const attributes = async (q: ReturnType<typeof queues>, ...AttributeNames: string[]) =>
    ((await q.call('GetQueueAttributes', { AttributeNames })) as { Attributes?: Record<string, string> }).Attributes

  it('All of a new queue are AWS’s defaults, as text (recorded)', async () => {
    const now = String(START_TIME / 1000)
    expect(await attributes(queues(), 'All')).toEqual({
      ApproximateNumberOfMessages: '0',
      ApproximateNumberOfMessagesDelayed: '0',
      ApproximateNumberOfMessagesNotVisible: '0',
      CreatedTimestamp: now,
      DelaySeconds: '0',
      LastModifiedTimestamp: now,
      MaximumMessageSize: '1048576',
      MessageRetentionPeriod: '345600',
      QueueArn: arn('Q'),
      ReceiveMessageWaitTimeSeconds: '0',
      SqsManagedSseEnabled: 'true',
      VisibilityTimeout: '30',
    })
  })

  it.each([
    [['QueueArn', 'DelaySeconds'], { QueueArn: arn('Q'), DelaySeconds: '0' }],
    [['Policy', 'RedrivePolicy', 'KmsMasterKeyId', 'RedriveAllowPolicy'], undefined],
    [[], undefined],
  ])('%j gives %j', async (names, expected) => {
    expect(await attributes(queues(), ...names)).toEqual(expected)
  })

  it('refuses names that it does not know', async () => {
    await expect(attributes(queues(), 'QueueArn', 'Colour')).rejects.toMatchObject({
      name: 'InvalidAttributeName',
      status: 400,
      message: 'Unknown Attribute Colour.',
    })
  })

  it('sets what is given, keeps the rest, and notes the time', async () => {
    const q = queues({ MessageRetentionPeriod: 604_800, VisibilityTimeout: 20 })
    await q.run.advance(5000)
    await q.call('SetQueueAttributes', {
      Attributes: { VisibilityTimeout: '69', MaximumMessageSize: '2048', DelaySeconds: '420' },
    })
    expect(await attributes(q, 'All')).toMatchObject({
      VisibilityTimeout: '69',
      MaximumMessageSize: '2048',
      DelaySeconds: '420',
      MessageRetentionPeriod: '604800',
      CreatedTimestamp: String(START_TIME / 1000),
      LastModifiedTimestamp: String(START_TIME / 1000 + 5),
    })
  })

  it('a new delay holds for later messages only', async () => {
    const { call, counts, send } = queues()
    await send('before')
    await call('SetQueueAttributes', { Attributes: { DelaySeconds: '60' } })
    await send('after')
    expect(await counts()).toEqual({ visible: 1, inFlight: 0, delayed: 1 })
  })

  it.each([
    ['VisibilityTimeout', '43200', '43201'],
    ['VisibilityTimeout', '0', '-1'],
    ['DelaySeconds', '900', '901'],
    ['MessageRetentionPeriod', '60', '59'],
    ['MessageRetentionPeriod', '1209600', '1209601'],
    ['MaximumMessageSize', '1024', '1023'],
    ['MaximumMessageSize', '1048576', '1048577'],
    ['ReceiveMessageWaitTimeSeconds', '20', '21'],
    ['VisibilityTimeout', '7', '7.5'],
    ['DelaySeconds', '1', ''],
  ])('%s may be %s and not "%s"', async (name, good, bad) => {
    const { call } = queues()
    await call('SetQueueAttributes', { Attributes: { [name]: good } })
    await expect(call('SetQueueAttributes', { Attributes: { [name]: bad } })).rejects.toMatchObject({
      name: 'InvalidAttributeValue',
      status: 400,
      message: `Invalid value for the parameter ${name}.`,
    })
  })

  it('FifoQueue is none of a standard queue (recorded)', async () => {
    await expect(queues().call('SetQueueAttributes', { Attributes: { FifoQueue: 'true' } })).rejects.toMatchObject({
      name: 'InvalidAttributeName',
      message: 'Unknown Attribute FifoQueue.',
    })
  })

  it.each(['Colour', 'constructor'])('%s is none of any queue', async (name) => {
    await expect(queues().call('SetQueueAttributes', { Attributes: { [name]: '1' } })).rejects.toMatchObject({
      name: 'InvalidAttributeName',
      message: `Unknown Attribute ${name}.`,
    })
  })

  it('keep what they were told about encryption', async () => {
    const q = queues()
    const Attributes = { KmsMasterKeyId: 'alias/aws/sqs', KmsDataKeyReusePeriodSeconds: '300' }
    expect(await q.call('SetQueueAttributes', { Attributes })).toEqual({})
    expect(await attributes(q, 'All')).toMatchObject({ ...Attributes, SqsManagedSseEnabled: 'false' })
  })
})

describe('queues', () => {
  it('are created, found by name, listed by prefix, and deleted', async () => {
    const { call } = queues()
    expect(await call('CreateQueue', { QueueName: 'orders-new' })).toEqual({ QueueUrl: urlOf('orders-new') })
    await call('CreateQueue', { QueueName: 'orders-old' })
    expect(await call('GetQueueUrl', { QueueName: 'orders-new' })).toEqual({ QueueUrl: urlOf('orders-new') })
    expect(await call('ListQueues', {})).toEqual({ QueueUrls: [URL_OF_Q, urlOf('orders-new'), urlOf('orders-old')] })
    expect(await call('ListQueues', { QueueNamePrefix: 'orders-' })).toEqual({
      QueueUrls: [urlOf('orders-new'), urlOf('orders-old')],
    })
    expect(await call('ListQueues', { QueueNamePrefix: 'none' })).toEqual({})
    expect(await call('DeleteQueue', { QueueUrl: urlOf('orders-new') })).toEqual({})
    await expect(call('GetQueueUrl', { QueueName: 'orders-new' })).rejects.toMatchObject({ name: 'QueueDoesNotExist' })
  })

  it('created again with the attributes it has is the same queue', async () => {
    const { call, counts } = queues({}, ['Dead'])
    const Attributes = { DelaySeconds: '1', VisibilityTimeout: '60', RedrivePolicy: redriveTo('Dead', '4') }
    const { QueueUrl } = await call('CreateQueue', { QueueName: 'twice', Attributes })
    await call('SendMessage', { QueueUrl, MessageBody: 'm' })
    expect(await call('CreateQueue', { QueueName: 'twice', Attributes })).toEqual({ QueueUrl })
    expect(await call('CreateQueue', { QueueName: 'twice' })).toEqual({ QueueUrl })
    expect(await counts(urlOf('twice'))).toMatchObject({ delayed: 1 })
  })

  it.each([
    ['given at its creation', { DelaySeconds: '1' }, null, { DelaySeconds: '2' }],
    ['set since', { DelaySeconds: '1' }, { DelaySeconds: '2' }, { DelaySeconds: '1' }],
  ])('created again with another attribute than was %s is refused (recorded)', async (_, first, set, second) => {
    const { call } = queues()
    const { QueueUrl } = await call('CreateQueue', { QueueName: 'twice', Attributes: first })
    if (set) await call('SetQueueAttributes', { QueueUrl, Attributes: set })
    await expect(call('CreateQueue', { QueueName: 'twice', Attributes: second })).rejects.toMatchObject({
      name: 'QueueNameExists',
      code: 'QueueAlreadyExists',
      status: 400,
      message: 'A queue already exists with the same name and a different value for attribute DelaySeconds',
    })
  })

  it.each([
    ['no name', { QueueName: '' }, 'MissingRequiredParameterException'],
    ['a dot in its name', { QueueName: 'a.b' }, 'InvalidParameterValueException'],
    ['81 letters', { QueueName: 'x'.repeat(81) }, 'InvalidParameterValueException'],
    ['an attribute out of range', { QueueName: 'a', Attributes: { DelaySeconds: '901' } }, 'InvalidAttributeValue'],
    ['an unknown attribute', { QueueName: 'a', Attributes: { Colour: 'red' } }, 'InvalidAttributeName'],
    ['a FIFO queue’s name', { QueueName: 'a.fifo' }, 'InvalidParameterValueException'],
    [
      'FifoQueue without its suffix',
      { QueueName: 'a', Attributes: { FifoQueue: 'true' } },
      'InvalidParameterValueException',
    ],
    ['FifoQueue: false', { QueueName: 'a', Attributes: { FifoQueue: 'false' } }, 'InvalidAttributeName'],
  ])('with %s are refused', async (_, input, name) => {
    const { call } = queues()
    await expect(call('CreateQueue', input)).rejects.toMatchObject({ name, status: 400 })
    expect(await call('ListQueues')).toEqual({ QueueUrls: [URL_OF_Q] })
  })

  it('may have a name of 80 letters', async () => {
    const QueueName = `${'x'.repeat(78)}_-`
    expect(await queues().call('CreateQueue', { QueueName })).toEqual({ QueueUrl: urlOf(QueueName) })
  })

  const operations = [
    'SendMessage',
    'SendMessageBatch',
    'ReceiveMessage',
    'DeleteMessage',
    'DeleteMessageBatch',
    'ChangeMessageVisibility',
    'ChangeMessageVisibilityBatch',
    'GetQueueAttributes',
    'SetQueueAttributes',
    'DeleteQueue',
    'PurgeQueue',
  ]
  it.each(
    operations.flatMap((operation) => [
      [operation, 'no such queue', urlOf('Nope')],
      [operation, 'another account’s queue', 'https://sqs.us-east-1.amazonaws.com/999999999999/Q'],
    ]),
  )('%s refuses %s (recorded)', async (operation, _, QueueUrl) => {
    const input = { QueueUrl, MessageBody: 'm', ReceiptHandle: 'AQEBx', VisibilityTimeout: 0, Attributes: {} }
    await expect(queues().call(operation, input)).rejects.toMatchObject({
      name: 'QueueDoesNotExist',
      code: 'AWS.SimpleQueueService.NonExistentQueue',
      status: 400,
      message: 'The specified queue does not exist.',
    })
  })

  it.each(operations)('%s needs a QueueUrl', async (operation) => {
    await expect(queues().call(operation, { QueueUrl: undefined })).rejects.toMatchObject({
      code: 'MissingParameter',
      message: 'The request must contain the parameter QueueUrl.',
    })
  })
})

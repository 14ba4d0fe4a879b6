/**
 * Sending, receiving, deleting. Texts, codes and digests: recorded from AWS by LocalStack's test suite
 * (tests/aws/services/sqs/test_sqs.py, Apache-2.0, recorded 2024-04 to 2025-12); the rest: Amazon SQS API Reference.
 */

import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { START_TIME } from '../../stack'
import { queues, type Received } from './queues'

const md5 = (text: string): string => createHash('md5').update(text).digest('hex')
const text = (value: string) => ({ DataType: 'String', StringValue: value })
const number = (value: string) => ({ DataType: 'Number', StringValue: value })

describe('SendMessage', () => {
  it('answers with an id and the digest of the body, as UTF-8', async () => {
    const { call } = queues()
    expect(await call('SendMessage', { MessageBody: 'grüße 🚀' })).toEqual({
      MessageId: expect.stringMatching(
        /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
      ) as string,
      MD5OfMessageBody: md5('grüße 🚀'),
    })
  })

  it.each([
    [
      'strings',
      { Hello: text('There'), General: text('Kenobi'), 'Help.Me': text('Me') },
      '4c360f3fdafd970e05fae2f149d997f5',
    ],
    [
      'a number among them',
      { Title: text('The Whistler'), Author: text('John Grisham'), WeeksOn: number('6') },
      'd25a6aea97eb8f585bfa92d314504a92',
    ],
    [
      'bytes',
      {
        attr1: {
          DataType: 'Binary',
          BinaryValue: btoa('traceparent\x1e00-774062d6c37081a5a0b9b5b88e30627c-2d2482211f6489da-01'),
        },
      },
      '8cbe4db156db8a94db8b801b7addb984',
    ],
  ])('gives the digest of attributes: %s (recorded)', async (_, MessageAttributes, digest) => {
    const { call, receive } = queues()
    expect(await call('SendMessage', { MessageBody: 'msg', MessageAttributes })).toMatchObject({
      MD5OfMessageAttributes: digest,
    })
    expect(await receive({ MessageAttributeNames: ['All'] })).toMatchObject([
      { MD5OfMessageAttributes: digest, MessageAttributes },
    ])
  })

  const eleven = Object.fromEntries(Array.from({ length: 11 }, (_, index) => [`a${index}`, text('x')]))
  const invalid = 'InvalidParameterValueException'

  it.each([
    ['no body', {}, 'MissingRequiredParameterException', 'The request must contain the parameter MessageBody.'],
    ['an empty body', { MessageBody: '' }, 'MissingRequiredParameterException', /parameter MessageBody\.$/],
    ['a control character', { MessageBody: 'a\u0000b' }, 'InvalidMessageContents', /^Invalid characters found\. /],
    [
      'more than 1 MiB',
      { MessageBody: 'x'.repeat(1_048_577) },
      invalid,
      'One or more parameters are invalid. Reason: Message must be shorter than 1048576 bytes.',
    ],
    ['1 MiB by its UTF-8 bytes', { MessageBody: 'ü'.repeat(524_289) }, invalid, /shorter than 1048576 bytes\.$/],
    [
      '1 MiB with its attributes',
      { MessageBody: 'x'.repeat(1_048_570), MessageAttributes: { a: text('b') } },
      invalid,
      /shorter than 1048576 bytes\.$/,
    ],
    [
      'a delay over 15 minutes',
      { MessageBody: 'm', DelaySeconds: 901 },
      invalid,
      'Value 901 for parameter DelaySeconds is invalid. Reason: DelaySeconds must be >= 0 and <= 900.',
    ],
    ['a negative delay', { MessageBody: 'm', DelaySeconds: -1 }, invalid, /^Value -1 for parameter DelaySeconds/],
    [
      'eleven attributes',
      { MessageBody: 'm', MessageAttributes: eleven },
      invalid,
      'Number of message attributes [11] exceeds the allowed maximum [10].',
    ],
    [
      'an attribute of no known type',
      { MessageBody: 'm', MessageAttributes: { a: { DataType: 'Date', StringValue: 'x' } } },
      invalid,
      /set of supported type prefixes is Binary, Number, and String\.$/,
    ],
    [
      'an empty attribute',
      { MessageBody: 'm', MessageAttributes: { ErrorDetails: text('') } },
      invalid,
      "Message (user) attribute 'ErrorDetails' must contain a non-empty value of type 'String'.",
    ],
    [
      'a group id with a space',
      { MessageBody: 'm', MessageGroupId: 'group 123' },
      invalid,
      'Value group 123 for parameter MessageGroupId is invalid. Reason: MessageGroupId can only include alphanumeric and punctuation characters. 1 to 128 in length.',
    ],
    ['an empty group id', { MessageBody: 'm', MessageGroupId: '' }, invalid, /^Value {2}for parameter MessageGroupId/],
  ])('refuses %s', async (_, input, name, message) => {
    const { call, counts } = queues()
    await expect(call('SendMessage', input)).rejects.toMatchObject({
      name,
      status: 400,
      message: typeof message === 'string' ? message : expect.stringMatching(message),
    })
    expect(await counts()).toEqual({ visible: 0, inFlight: 0, delayed: 0 })
  })

  it.each([
    ['exactly 1 MiB', { MessageBody: 'x'.repeat(1_048_576) }],
    ['ten attributes', { MessageBody: 'm', MessageAttributes: { ...eleven, a10: undefined } }],
    [
      'a type of one’s own',
      { MessageBody: 'm', MessageAttributes: { a: { DataType: 'Number.int', StringValue: '1' } } },
    ],
    ['tab, newline and return', { MessageBody: '\t\n\r' }],
  ])('takes %s', async (_, input) => {
    const { call, counts } = queues()
    await call('SendMessage', JSON.parse(JSON.stringify(input)) as object)
    expect(await counts()).toMatchObject({ visible: 1 })
  })

  it('holds to the queue’s own maximum', async () => {
    const { call } = queues({ MaximumMessageSize: 1024 })
    await call('SendMessage', { MessageBody: 'x'.repeat(1024) })
    await expect(call('SendMessage', { MessageBody: 'x'.repeat(1025) })).rejects.toMatchObject({
      message: 'One or more parameters are invalid. Reason: Message must be shorter than 1024 bytes.',
    })
  })

  it.each([
    ['the queue’s delay', { DelaySeconds: 10 }, {}, 10],
    ['its own delay instead', { DelaySeconds: 10 }, { DelaySeconds: 3 }, 3],
    ['its own delay of zero', { DelaySeconds: 10 }, { DelaySeconds: 0 }, 0],
    ['900 seconds', {}, { DelaySeconds: 900 }, 900],
  ])('delays by %s', async (_, properties, input, delay) => {
    const { call, counts, receive, run } = queues(properties)
    await call('SendMessage', { MessageBody: 'm', ...input })
    if (delay > 0) {
      expect(await counts()).toEqual({ visible: 0, inFlight: 0, delayed: 1 })
      await run.advance(delay * 1000 - 1)
      expect(await receive()).toEqual([])
      await run.advance(1)
    }
    expect(await receive()).toHaveLength(1)
  })
})

describe('SendMessageBatch', () => {
  it('answers for each entry by itself (recorded)', async () => {
    const { call, counts } = queues({ MaximumMessageSize: 1024 })
    const answer = await call('SendMessageBatch', {
      Entries: [
        { Id: 'fits', MessageBody: 'a'.repeat(1024) },
        { Id: 'large', MessageBody: 'a'.repeat(1025) },
        { Id: 'empty', MessageBody: '' },
        { Id: 'late', MessageBody: 'b', DelaySeconds: 60, MessageAttributes: { Foo: text('Bar') } },
      ],
    })
    const id = expect.any(String) as string
    expect(answer).toEqual({
      Successful: [
        { Id: 'fits', MessageId: id, MD5OfMessageBody: md5('a'.repeat(1024)) },
        {
          Id: 'late',
          MessageId: id,
          MD5OfMessageBody: md5('b'),
          MD5OfMessageAttributes: 'ae7155c6026991b6d54b11589678bf9c',
        },
      ],
      Failed: [
        {
          Id: 'large',
          SenderFault: true,
          Code: 'InvalidParameterValue',
          Message: 'One or more parameters cannot be validated. Reason: Message must be shorter than 1024 bytes.',
        },
        {
          Id: 'empty',
          SenderFault: true,
          Code: 'MissingParameter',
          Message: 'The request must contain the parameter MessageBody.',
        },
      ],
    })
    expect(await counts()).toEqual({ visible: 1, inFlight: 0, delayed: 1 })
  })

  it('names no failures where there are none (recorded)', async () => {
    const { call } = queues()
    const answer = await call('SendMessageBatch', { Entries: [{ Id: '1', MessageBody: 'a' }] })
    expect(Object.keys(answer)).toEqual(['Successful'])
  })

  it('is refused as a whole over 1 MiB in all', async () => {
    const { call, counts } = queues()
    const half = 'x'.repeat(524_288)
    const entries = [
      { Id: '1', MessageBody: half },
      { Id: '2', MessageBody: `${half}y` },
    ]
    await expect(call('SendMessageBatch', { Entries: entries })).rejects.toMatchObject({
      name: 'BatchRequestTooLong',
      code: 'AWS.SimpleQueueService.BatchRequestTooLong',
      message: 'Batch requests cannot be longer than 1048576 bytes. You have sent 1048577 bytes.',
    })
    expect(await counts()).toMatchObject({ visible: 0 })
  })
})

describe('batches of every kind', () => {
  const operations = ['SendMessageBatch', 'DeleteMessageBatch', 'ChangeMessageVisibilityBatch']
  const twenty = Array.from({ length: 20 }, (_, index) => `id-${index}`)
  const cases = [
    ['no entry', [], 'EmptyBatchRequest', /^There should be at least one \w+BatchRequestEntry in the request\.$/],
    [
      'twenty entries',
      twenty,
      'TooManyEntriesInBatchRequest',
      /^Maximum number of entries per request are 10\. You have sent 20\.$/,
    ],
    ['two of one id', ['one', 'two', 'one'], 'BatchEntryIdsNotDistinct', /^Id one repeated\.$/],
    ['an empty id', [''], 'InvalidBatchEntryId', /^A batch entry id can only contain alphanumeric characters, hyphens/],
    ['an id with a colon', ['invalid:id'], 'InvalidBatchEntryId', /It can be at most 80 letters long\.$/],
    ['an id of 81 letters', ['x'.repeat(81)], 'InvalidBatchEntryId', /It can be at most 80 letters long\.$/],
  ] as const

  it.each(operations.flatMap((operation) => cases.map((fact) => [operation, ...fact] as const)))(
    '%s refuses %s',
    async (operation, _, ids, name, message) => {
      const { call, counts } = queues()
      const Entries = ids.map((Id) => ({ Id, MessageBody: 'm', ReceiptHandle: 'AQEBx', VisibilityTimeout: 0 }))
      await expect(call(operation, { Entries })).rejects.toMatchObject({
        name,
        code: `AWS.SimpleQueueService.${name}`,
        status: 400,
        message: expect.stringMatching(message),
      })
      expect(await counts()).toMatchObject({ visible: 0 })
    },
  )
})

describe('ReceiveMessage', () => {
  it('gives a message with its id, a handle, body and digest, and no more unless asked', async () => {
    const { call, receive } = queues()
    const { MessageId } = await call('SendMessage', { MessageBody: 'm', MessageAttributes: { Foo: text('Bar') } })
    expect(await receive()).toEqual([
      { MessageId, ReceiptHandle: expect.stringMatching(/^AQEB/) as string, MD5OfBody: md5('m'), Body: 'm' },
    ])
  })

  it('answers without Messages when there are none (recorded)', async () => {
    const { call } = queues()
    expect(await call('ReceiveMessage', {})).toEqual({})
    expect(await call('ReceiveMessage', { WaitTimeSeconds: 0 })).toEqual({})
  })

  it.each([
    [undefined, 1],
    [1, 1],
    [7, 7],
    [10, 10],
  ])('MaxNumberOfMessages %s gives %i of twelve', async (MaxNumberOfMessages, count) => {
    const { receive, send } = queues()
    await send(...Array.from({ length: 12 }, (_, index) => String(index)))
    expect(await receive({ MaxNumberOfMessages })).toHaveLength(count)
  })

  it.each([
    ['MaxNumberOfMessages', 11, 'Must be between 1 and 10, if provided.'],
    ['MaxNumberOfMessages', 0, 'Must be between 1 and 10, if provided.'],
    ['WaitTimeSeconds', 21, 'Must be >= 0 and <= 20, if provided.'],
    ['WaitTimeSeconds', -1, 'Must be >= 0 and <= 20, if provided.'],
  ])('refuses %s %i (recorded)', async (parameter, value, reason) => {
    const { call } = queues()
    await expect(call('ReceiveMessage', { [parameter]: value })).rejects.toMatchObject({
      name: 'InvalidParameterValueException',
      code: 'InvalidParameterValue',
      status: 400,
      message: `Value ${value} for parameter ${parameter} is invalid. Reason: ${reason}`,
    })
  })

  it.each([-1, 43_201])('refuses VisibilityTimeout %i', async (VisibilityTimeout) => {
    const { call } = queues()
    await expect(call('ReceiveMessage', { VisibilityTimeout })).rejects.toMatchObject({
      code: 'InvalidParameterValue',
    })
  })

  const everyName = ['ApproximateFirstReceiveTimestamp', 'ApproximateReceiveCount', 'SenderId', 'SentTimestamp']
  it.each([
    ['AttributeNames', ['All'], everyName],
    ['MessageSystemAttributeNames', ['All'], everyName],
    ['AttributeNames', ['SenderId'], ['SenderId']],
    ['MessageSystemAttributeNames', ['SenderId', 'SequenceNumber'], ['SenderId']],
    ['AttributeNames', [], []],
  ])('%s %j gives %j (recorded)', async (parameter, names, expected) => {
    const { receive, send } = queues()
    await send('msg')
    const [message] = await receive({ [parameter]: names })
    expect(Object.keys(message?.Attributes ?? {}).sort()).toEqual(expected)
  })

  it('tells when a message was sent and first received, and how often', async () => {
    const { receive, run, send } = queues()
    await send('m')
    await run.advance(1234)
    await receive({ VisibilityTimeout: 5 })
    await run.advance(5000)
    const [again] = await receive({ AttributeNames: ['All'] })
    expect(again?.Attributes).toMatchObject({
      SentTimestamp: String(START_TIME),
      ApproximateFirstReceiveTimestamp: String(START_TIME + 1234),
      ApproximateReceiveCount: '2',
    })
  })

  it('gives back trace header and tenant (recorded)', async () => {
    const { call, receive } = queues()
    const header = 'Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1'
    await call('SendMessage', {
      MessageBody: 'm',
      MessageGroupId: 'test',
      MessageSystemAttributes: { AWSTraceHeader: text(header) },
    })
    const [message] = await receive({ AttributeNames: ['All'] })
    expect(message?.Attributes).toMatchObject({ AWSTraceHeader: header, MessageGroupId: 'test' })
  })

  const everyDigest = '4c360f3fdafd970e05fae2f149d997f5'
  it.each([
    [[], [], undefined],
    [['All'], ['General', 'Hello', 'Help.Me'], everyDigest],
    [['*'], ['General', 'Hello', 'Help.Me'], everyDigest],
    [['.*'], ['General', 'Hello', 'Help.Me'], everyDigest],
    [['Foo', 'Help'], [], undefined],
    [['General', 'Hello'], ['General', 'Hello'], 'fca026605781cb4126a1e9044df24232'],
    [['Foo', 'Hello'], ['Hello'], 'a311262e065454b75da111d535b8dacd'],
    [['Hel.*'], ['Hello', 'Help.Me'], '83fee93c1bcd8b9a5a923ffacdc636c7'],
    [['AWS.'], [], undefined],
    [['..foo'], [], undefined],
  ])('MessageAttributeNames %j gives %j with their digest (recorded)', async (names, expected, digest) => {
    const { call, receive } = queues()
    await call('SendMessage', {
      MessageBody: 'msg',
      MessageAttributes: { Hello: text('There'), General: text('Kenobi'), 'Help.Me': text('Me') },
    })
    const [message] = await receive({ MessageAttributeNames: names })
    expect(Object.keys(message?.MessageAttributes ?? {}).sort()).toEqual(expected)
    expect(message?.MD5OfMessageAttributes).toBe(digest)
  })
})

describe('long polling, in virtual time', () => {
  /** The time from now until the answer, milliseconds, and its messages. */
  async function poll(run: ReturnType<typeof queues>, input: object, meanwhile: () => Promise<void>) {
    const startedAt = run.run.cloud.kernel.now
    let answered: { after: number; messages: readonly Received[] } | null = null
    void run.receive(input).then((messages) => {
      answered = { after: run.run.cloud.kernel.now - startedAt, messages }
    })
    await meanwhile()
    return answered as { after: number; messages: readonly Received[] } | null
  }

  it('answers at once with what is there', async () => {
    const q = queues()
    await q.send('m')
    expect(await poll(q, { WaitTimeSeconds: 20 }, () => q.run.advance(0))).toMatchObject({ after: 0, messages: [{}] })
  })

  it('answers when a message comes', async () => {
    const q = queues()
    const answer = await poll(q, { WaitTimeSeconds: 20 }, async () => {
      await q.run.advance(7000)
      await q.send('late')
      await q.run.advance(1000)
    })
    expect(answer).toMatchObject({ after: 7000, messages: [{ Body: 'late' }] })
  })

  it('answers when a message becomes visible again', async () => {
    const q = queues()
    await q.send('m')
    await q.receive({ VisibilityTimeout: 4 })
    expect(await poll(q, { WaitTimeSeconds: 20 }, () => q.run.advance(5000))).toMatchObject({
      after: 4000,
      messages: [{ Body: 'm' }],
    })
  })

  it.each([
    ['the request’s wait', {}, { WaitTimeSeconds: 20 }, 20_000],
    ['the queue’s wait', { ReceiveMessageWaitTimeSeconds: 5 }, {}, 5000],
    ['no wait of the queue’s when the request says 0', { ReceiveMessageWaitTimeSeconds: 5 }, { WaitTimeSeconds: 0 }, 0],
  ])('answers empty after %s', async (_, properties, input, after) => {
    const q = queues(properties)
    if (after > 0) expect(await poll(q, input, () => q.run.advance(after - 1))).toBeNull()
    const fresh = queues(properties)
    expect(await poll(fresh, input, () => fresh.run.advance(after))).toEqual({ after, messages: [] })
  })

  it('gives one message to one of those who wait, and leaves the other waiting', async () => {
    const q = queues()
    const answers: string[] = []
    for (const who of ['first', 'second']) {
      void q.receive({ WaitTimeSeconds: 10 }).then((messages) => answers.push(`${who}: ${messages.length}`))
    }
    await q.run.advance(1000)
    await q.send('m')
    await q.run.advance(1000)
    expect(answers).toEqual(['first: 1'])
    await q.run.advance(8000)
    expect(answers).toEqual(['first: 1', 'second: 0'])
    // Nobody waits any more.
    await q.send('later')
    expect(await q.counts()).toEqual({ visible: 1, inFlight: 1, delayed: 0 })
  })
})

describe('DeleteMessage', () => {
  it('deletes what is in flight, and again without complaint', async () => {
    const { call, counts, receive, send } = queues()
    await send('m')
    const [message] = await receive()
    expect(await call('DeleteMessage', { ReceiptHandle: message?.ReceiptHandle })).toEqual({})
    expect(await counts()).toEqual({ visible: 0, inFlight: 0, delayed: 0 })
    expect(await call('DeleteMessage', { ReceiptHandle: message?.ReceiptHandle })).toEqual({})
  })

  it('deletes after the visibility timeout while nobody else has received it (recorded)', async () => {
    const { call, counts, receive, run, send } = queues()
    await send('m')
    const [message] = await receive({ VisibilityTimeout: 1 })
    await run.advance(2000)
    await call('DeleteMessage', { ReceiptHandle: message?.ReceiptHandle })
    expect(await counts()).toMatchObject({ visible: 0 })
  })

  it('with an old handle succeeds and deletes nothing', async () => {
    const { call, counts, receive, run, send } = queues()
    await send('m')
    const [first] = await receive({ VisibilityTimeout: 1 })
    await run.advance(1000)
    const [second] = await receive()
    expect(second?.ReceiptHandle).not.toBe(first?.ReceiptHandle)
    expect(await call('DeleteMessage', { ReceiptHandle: first?.ReceiptHandle })).toEqual({})
    expect(await counts()).toMatchObject({ inFlight: 1 })
  })

  it.each([
    ['garbage', 'ReceiptHandleIsInvalid', 404, 'The input receipt handle "garbage" is not a valid receipt handle.'],
    ['', 'MissingRequiredParameterException', 400, 'The request must contain the parameter ReceiptHandle.'],
  ])('refuses the handle "%s"', async (ReceiptHandle, name, status, message) => {
    const { call } = queues()
    await expect(call('DeleteMessage', { ReceiptHandle })).rejects.toMatchObject({ name, status, message })
  })

  it('in a batch, each for itself', async () => {
    const { call, counts, receive, send } = queues()
    await send('a', 'b')
    const [a] = await receive()
    expect(
      await call('DeleteMessageBatch', {
        Entries: [
          { Id: 'real', ReceiptHandle: a?.ReceiptHandle },
          { Id: 'fake', ReceiptHandle: 'fake' },
        ],
      }),
    ).toEqual({
      Successful: [{ Id: 'real' }],
      Failed: [
        {
          Id: 'fake',
          SenderFault: true,
          Code: 'ReceiptHandleIsInvalid',
          Message: 'The input receipt handle "fake" is not a valid receipt handle.',
        },
      ],
    })
    expect(await counts()).toEqual({ visible: 0, inFlight: 1, delayed: 0 })
  })
})

/**
 * Amazon SQS. Recorded: from AWS by LocalStack's test suite (tests/aws/services/sqs, Apache-2.0, recorded 2022-05 to
 * 2025-12).
 */

import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import {
  AddPermissionCommand,
  CancelMessageMoveTaskCommand,
  ChangeMessageVisibilityBatchCommand,
  ChangeMessageVisibilityCommand,
  CreateQueueCommand,
  DeleteMessageBatchCommand,
  DeleteMessageCommand,
  DeleteQueueCommand,
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  ListDeadLetterSourceQueuesCommand,
  ListMessageMoveTasksCommand,
  ListQueuesCommand,
  ListQueueTagsCommand,
  paginateListQueues,
  PurgeQueueCommand,
  QueueDoesNotExist,
  ReceiveMessageCommand,
  RemovePermissionCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
  SetQueueAttributesCommand,
  SQSClient,
  StartMessageMoveTaskCommand,
  TagQueueCommand,
  UntagQueueCommand,
  type Message,
  type QueueAttributeName,
  type ReceiveMessageCommandInput,
  type SendMessageCommandInput,
} from '@aws-sdk/client-sqs'
import { casesOf, type Aws } from '../sdk/case'

const API = (operation: string): string => `Amazon SQS API Reference, ${operation}`
const GUIDE = (page: string): string => `Amazon SQS Developer Guide, ${page}`
const RECORDED = (test: string): string => `LocalStack test_sqs.py::${test}, recorded from AWS`

const arnOf = (name: string): string => `arn:aws:sqs:us-east-1:123456789012:${name}`
const urlOf = (name: string): string => `https://sqs.us-east-1.amazonaws.com/123456789012/${name}`
const md5 = (text: string): string => createHash('md5').update(text).digest('hex')
const redrive = (name: string, maxReceiveCount = 1): string =>
  JSON.stringify({ deadLetterTargetArn: arnOf(name), maxReceiveCount })

/** A queue, and short ways to use it. */
async function queueOf(aws: Aws, name = 'q', Attributes: Partial<Record<QueueAttributeName, string>> = {}) {
  const client = new SQSClient(aws.config)
  const { QueueUrl = '' } = await client.send(new CreateQueueCommand({ QueueName: name, Attributes }))
  return {
    client,
    QueueUrl,
    send: (MessageBody: string, more: Partial<SendMessageCommandInput> = {}) =>
      client.send(new SendMessageCommand({ QueueUrl, MessageBody, ...more })),
    async receive(more: Partial<ReceiveMessageCommandInput> = {}): Promise<readonly Message[]> {
      const input = { QueueUrl, MaxNumberOfMessages: 10, MessageSystemAttributeNames: ['All' as const], ...more }
      return (await client.send(new ReceiveMessageCommand(input))).Messages ?? []
    },
    delete: (message: Message | undefined) =>
      client.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: message?.ReceiptHandle ?? '' })),
    async attributes(...AttributeNames: QueueAttributeName[]): Promise<Record<string, string>> {
      const { Attributes: given } = await client.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames }))
      return given ?? {}
    },
  }
}

const fifoOf = (aws: Aws, name = 'q.fifo', Attributes: Partial<Record<QueueAttributeName, string>> = {}) =>
  queueOf(aws, name, { FifoQueue: 'true', ContentBasedDeduplication: 'true', ...Attributes })

const bodies = (messages: readonly Message[]): readonly (string | undefined)[] => messages.map(({ Body }) => Body)

interface Expected {
  readonly name: string
  readonly message?: string | RegExp
  /** Of the Query protocol. */
  readonly Code?: string
  readonly status?: number
}

async function refuses(promise: Promise<unknown>, { name, message, Code, status }: Expected): Promise<void> {
  await assert.rejects(promise, (error: Error & { Code?: string; $metadata?: { httpStatusCode?: number } }) => {
    assert.equal(error.name, name)
    if (typeof message === 'string') assert.equal(error.message, message)
    else if (message) assert.match(error.message, message)
    if (Code !== undefined) assert.equal(error.Code, Code)
    if (status !== undefined) assert.equal(error.$metadata?.httpStatusCode, status)
    return true
  })
}

/** Not modelled, so SDK clients name it by the Query protocol’s code. */
const INVALID = 'InvalidParameterValue'

export default casesOf('sqs', {
  // --- Queues

  'CreateQueue gives the URL, with account and name': {
    source: API('CreateQueue'),
    async run(aws) {
      assert.equal((await queueOf(aws, 'orders')).QueueUrl, urlOf('orders'))
    },
  },
  'CreateQueue again with the same attributes gives the same queue, with others it fails': {
    source: RECORDED('test_create_queue_with_different_attributes_raises_exception'),
    async run(aws) {
      const { client } = await queueOf(aws, 'q', { DelaySeconds: '1' })
      const again = (DelaySeconds: string) =>
        client.send(new CreateQueueCommand({ QueueName: 'q', Attributes: { DelaySeconds } }))
      assert.equal((await again('1')).QueueUrl, urlOf('q'))
      await refuses(again('2'), {
        name: 'QueueNameExists',
        Code: 'QueueAlreadyExists',
        status: 400,
        message: 'A queue already exists with the same name and a different value for attribute DelaySeconds',
      })
    },
  },
  'CreateQueue refuses a name with a dot': {
    source: API('CreateQueue, QueueName'),
    async run(aws) {
      await refuses(queueOf(aws, 'a.b'), {
        name: INVALID,
        message: 'Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length',
      })
    },
  },
  'CreateQueue of a FIFO queue demands the suffix .fifo': {
    source: API('CreateQueue, QueueName: "A FIFO queue name must end with the .fifo suffix"'),
    async run(aws) {
      await refuses(fifoOf(aws, 'q'), { name: INVALID, message: /must end with \.fifo suffix/ })
    },
  },
  'CreateQueue does not know FifoQueue of a standard queue': {
    source: RECORDED('test_set_unsupported_attribute_fifo'),
    async run(aws) {
      await refuses(queueOf(aws, 'q', { FifoQueue: 'false' }), {
        name: 'InvalidAttributeName',
        message: 'Unknown Attribute FifoQueue.',
      })
    },
  },
  'A deleted queue is gone, and its name is taken for 60 seconds': {
    source: API('CreateQueue, QueueDeletedRecently'),
    async run(aws) {
      const { client, QueueUrl, send } = await queueOf(aws)
      await client.send(new DeleteQueueCommand({ QueueUrl }))
      await refuses(send('m'), { name: 'QueueDoesNotExist' })
      await aws.advance(59_000)
      await refuses(queueOf(aws), {
        name: 'QueueDeletedRecently',
        Code: 'AWS.SimpleQueueService.QueueDeletedRecently',
      })
      await aws.advance(1000)
      assert.equal((await queueOf(aws)).QueueUrl, QueueUrl)
    },
  },
  'GetQueueUrl finds a queue, and says when there is none': {
    source: RECORDED('test_non_existent_queue'),
    async run(aws) {
      const { client, QueueUrl } = await queueOf(aws)
      assert.equal((await client.send(new GetQueueUrlCommand({ QueueName: 'q' }))).QueueUrl, QueueUrl)
      const missing = client.send(new GetQueueUrlCommand({ QueueName: 'other' }))
      await assert.rejects(missing, QueueDoesNotExist)
      await refuses(missing, {
        name: 'QueueDoesNotExist',
        Code: 'AWS.SimpleQueueService.NonExistentQueue',
        status: 400,
        message: 'The specified queue does not exist.',
      })
    },
  },
  'ListQueues finds by prefix': {
    source: API('ListQueues, QueueNamePrefix'),
    async run(aws) {
      const { client } = await queueOf(aws, 'orders-a')
      await queueOf(aws, 'orders-b')
      await queueOf(aws, 'other')
      const { QueueUrls } = await client.send(new ListQueuesCommand({ QueueNamePrefix: 'orders-' }))
      assert.deepEqual(QueueUrls, [urlOf('orders-a'), urlOf('orders-b')])
    },
  },
  'ListQueues gives pages with MaxResults, and no token without': {
    source: API('ListQueues: "You must set MaxResults to receive a value for NextToken in the response"'),
    async run(aws) {
      const { client } = await queueOf(aws, 'a')
      await queueOf(aws, 'b')
      await queueOf(aws, 'c')
      const pages: (readonly string[] | undefined)[] = []
      for await (const page of paginateListQueues({ client, pageSize: 2 }, {})) pages.push(page.QueueUrls)
      assert.deepEqual(pages, [[urlOf('a'), urlOf('b')], [urlOf('c')]])
      const whole = await client.send(new ListQueuesCommand({}))
      assert.deepEqual([whole.QueueUrls?.length, whole.NextToken], [3, undefined])
    },
  },
  'GetQueueAttributes gives the defaults of a standard queue': {
    source: GUIDE('Amazon SQS queue parameters; maximum message size 1 MiB since August 2025'),
    async run(aws) {
      const { attributes } = await queueOf(aws)
      const all = await attributes('All')
      assert.equal(all['QueueArn'], arnOf('q'))
      assert.equal(all['VisibilityTimeout'], '30')
      assert.equal(all['DelaySeconds'], '0')
      assert.equal(all['MessageRetentionPeriod'], '345600')
      assert.equal(all['MaximumMessageSize'], '1048576')
      assert.equal(all['ReceiveMessageWaitTimeSeconds'], '0')
      assert.equal(all['SqsManagedSseEnabled'], 'true')
      assert.equal(all['FifoQueue'], undefined)
    },
  },
  'GetQueueAttributes gives the defaults of a FIFO queue': {
    source: RECORDED('test_fifo_set_content_based_deduplication_strategy'),
    async run(aws) {
      const all = await (await queueOf(aws, 'q.fifo', { FifoQueue: 'true' })).attributes('All')
      assert.equal(all['FifoQueue'], 'true')
      assert.equal(all['ContentBasedDeduplication'], 'false')
      assert.equal(all['DeduplicationScope'], 'queue')
      assert.equal(all['FifoThroughputLimit'], 'perQueue')
    },
  },
  'GetQueueAttributes refuses an unknown name': {
    source: API('GetQueueAttributes, InvalidAttributeName'),
    async run(aws) {
      const { attributes } = await queueOf(aws)
      await refuses(attributes('Colour' as QueueAttributeName), {
        name: 'InvalidAttributeName',
        message: 'Unknown Attribute Colour.',
      })
    },
  },
  'SetQueueAttributes refuses a value out of range': {
    source: API('SetQueueAttributes, DelaySeconds 0 to 900'),
    async run(aws) {
      const { client, QueueUrl } = await queueOf(aws)
      await refuses(client.send(new SetQueueAttributesCommand({ QueueUrl, Attributes: { DelaySeconds: '901' } })), {
        name: 'InvalidAttributeValue',
        message: 'Invalid value for the parameter DelaySeconds.',
      })
    },
  },
  'SetQueueAttributes does not turn a FIFO queue into another': {
    source: RECORDED('test_set_unsupported_attribute_fifo'),
    async run(aws) {
      const { client, QueueUrl } = await fifoOf(aws)
      await refuses(client.send(new SetQueueAttributesCommand({ QueueUrl, Attributes: { FifoQueue: 'false' } })), {
        name: 'InvalidAttributeValue',
        message: 'Invalid value for the parameter FifoQueue. Reason: Modifying queue type is not supported.',
      })
    },
  },
  'SetQueueAttributes demands the scope messageGroup for high throughput': {
    source: API('SetQueueAttributes: "perMessageGroupId is allowed only when DeduplicationScope is messageGroup"'),
    async run(aws) {
      const { client, QueueUrl, attributes } = await fifoOf(aws)
      const set = (Attributes: Partial<Record<QueueAttributeName, string>>) =>
        client.send(new SetQueueAttributesCommand({ QueueUrl, Attributes }))
      await refuses(set({ FifoThroughputLimit: 'perMessageGroupId' }), { name: 'InvalidAttributeValue' })
      await set({ FifoThroughputLimit: 'perMessageGroupId', DeduplicationScope: 'messageGroup' })
      assert.equal((await attributes('FifoThroughputLimit'))['FifoThroughputLimit'], 'perMessageGroupId')
    },
  },
  'PurgeQueue empties a queue, once in 60 seconds': {
    source: RECORDED('test_successive_purge_calls_fail'),
    async run(aws) {
      const { client, QueueUrl, send, receive } = await queueOf(aws)
      await send('m')
      await client.send(new PurgeQueueCommand({ QueueUrl }))
      assert.deepEqual(await receive(), [])
      await refuses(client.send(new PurgeQueueCommand({ QueueUrl })), {
        name: 'PurgeQueueInProgress',
        Code: 'AWS.SimpleQueueService.PurgeQueueInProgress',
        status: 403,
        message: 'Only one PurgeQueue operation on q is allowed every 60 seconds.',
      })
      await aws.advance(60_000)
      await client.send(new PurgeQueueCommand({ QueueUrl }))
    },
  },
  'Tags are added, listed and removed': {
    source: RECORDED('test_tag_untag_queue'),
    async run(aws) {
      const { client, QueueUrl } = await queueOf(aws)
      await client.send(new TagQueueCommand({ QueueUrl, Tags: { tag1: 'value1', tag2: 'value2', tag3: '' } }))
      const tags = async () => (await client.send(new ListQueueTagsCommand({ QueueUrl }))).Tags
      assert.deepEqual(await tags(), { tag1: 'value1', tag2: 'value2', tag3: '' })
      await client.send(new UntagQueueCommand({ QueueUrl, TagKeys: ['tag1', 'tag3'] }))
      assert.deepEqual(await tags(), { tag2: 'value2' })
    },
  },

  // --- Sending and receiving

  'SendMessage gives the MD5 of the body': {
    source: API('SendMessage, MD5OfMessageBody'),
    async run(aws) {
      const { send } = await queueOf(aws)
      const { MessageId, MD5OfMessageBody, SequenceNumber } = await send('grüße 🚀')
      assert.match(MessageId ?? '', /^[0-9a-f-]{36}$/)
      assert.equal(MD5OfMessageBody, md5('grüße 🚀'))
      assert.equal(SequenceNumber, undefined)
    },
  },
  'SendMessage gives the MD5 of the attributes, and receive gives them back': {
    source: RECORDED('test_receive_message_message_attribute_names_filters'),
    async run(aws) {
      const { send, receive } = await queueOf(aws)
      const text = (StringValue: string) => ({ DataType: 'String', StringValue })
      const MessageAttributes = { Hello: text('There'), General: text('Kenobi'), 'Help.Me': text('Me') }
      const { MD5OfMessageAttributes } = await send('msg', { MessageAttributes })
      assert.equal(MD5OfMessageAttributes, '4c360f3fdafd970e05fae2f149d997f5')
      const [all] = await receive({ MessageAttributeNames: ['All'], VisibilityTimeout: 0 })
      assert.deepEqual(Object.keys(all?.MessageAttributes ?? {}).sort(), ['General', 'Hello', 'Help.Me'])
      const [prefixed] = await receive({ MessageAttributeNames: ['Hel.*'], VisibilityTimeout: 0 })
      assert.equal(prefixed?.MD5OfMessageAttributes, '83fee93c1bcd8b9a5a923ffacdc636c7')
      const [none] = await receive()
      assert.equal(none?.MessageAttributes, undefined)
    },
  },
  'Binary attributes come back as bytes': {
    source: API('MessageAttributeValue, BinaryValue'),
    async run(aws) {
      const { send, receive } = await queueOf(aws)
      await send('m', { MessageAttributes: { b: { DataType: 'Binary', BinaryValue: Uint8Array.of(2, 3, 4) } } })
      const [message] = await receive({ MessageAttributeNames: ['All'] })
      assert.deepEqual([...(message?.MessageAttributes?.['b']?.BinaryValue ?? [])], [2, 3, 4])
    },
  },
  'An attribute needs a value': {
    source: RECORDED('test_send_message_with_empty_string_attribute'),
    async run(aws) {
      const { send } = await queueOf(aws)
      await refuses(send('m', { MessageAttributes: { ErrorDetails: { DataType: 'String', StringValue: '' } } }), {
        name: INVALID,
        Code: 'InvalidParameterValue',
        message: "Message (user) attribute 'ErrorDetails' must contain a non-empty value of type 'String'.",
      })
    },
  },
  'SendMessage refuses more than 1 MiB': {
    source: `${GUIDE('Amazon SQS message quotas')}; text: LocalStack test_send_oversized_message`,
    async run(aws) {
      const { send } = await queueOf(aws)
      await refuses(send('x'.repeat(1_048_577)), {
        name: INVALID,
        message: 'One or more parameters are invalid. Reason: Message must be shorter than 1048576 bytes.',
      })
    },
  },
  'SendMessage refuses characters that XML does not know': {
    source: API('SendMessage, InvalidMessageContents'),
    async run(aws) {
      const { send } = await queueOf(aws)
      await refuses(send('a\u0000b'), { name: 'InvalidMessageContents' })
    },
  },
  'A delayed message comes when its delay is over': {
    source: API('SendMessage, DelaySeconds'),
    async run(aws) {
      const { send, receive, attributes } = await queueOf(aws)
      await send('m', { DelaySeconds: 10 })
      const name = 'ApproximateNumberOfMessagesDelayed'
      assert.equal((await attributes(name))[name], '1')
      await aws.advance(9999)
      assert.deepEqual(await receive(), [])
      await aws.advance(1)
      assert.deepEqual(bodies(await receive()), ['m'])
    },
  },
  'ReceiveMessage counts, and shows who sent when': {
    source: API('ReceiveMessage, MessageSystemAttributeNames'),
    async run(aws) {
      const { send, receive } = await queueOf(aws)
      const sentAt = await aws.now()
      await send('m')
      await aws.advance(5000)
      await receive({ VisibilityTimeout: 0 })
      const [message] = await receive()
      assert.equal(message?.Attributes?.ApproximateReceiveCount, '2')
      assert.equal(message?.Attributes?.SentTimestamp, String(sentAt))
      assert.equal(message?.Attributes?.ApproximateFirstReceiveTimestamp, String(sentAt + 5000))
      assert.match(message?.Attributes?.SenderId ?? '', /^AIDA/)
    },
  },
  'ReceiveMessage waits for a message that comes, and no longer than it was told': {
    source: GUIDE('Amazon SQS short and long polling'),
    async run(aws) {
      const { send, receive } = await queueOf(aws)
      await send('m', { DelaySeconds: 5 })
      assert.deepEqual(bodies(await aws.during(receive({ WaitTimeSeconds: 20 }), 5000)), ['m'])
      assert.deepEqual(await aws.during(receive({ WaitTimeSeconds: 3 }), 3000), [])
    },
  },
  'ReceiveMessage takes 1 to 10 messages': {
    source: API('ReceiveMessage, MaxNumberOfMessages; text recorded'),
    async run(aws) {
      const { receive } = await queueOf(aws)
      await refuses(receive({ MaxNumberOfMessages: 11 }), {
        name: INVALID,
        message:
          'Value 11 for parameter MaxNumberOfMessages is invalid. Reason: Must be between 1 and 10, if provided.',
      })
    },
  },
  'ReceiveMessage waits 20 seconds at most': {
    source: API('ReceiveMessage, WaitTimeSeconds; text recorded'),
    async run(aws) {
      const { receive } = await queueOf(aws)
      await refuses(receive({ WaitTimeSeconds: 21 }), {
        name: INVALID,
        message: 'Value 21 for parameter WaitTimeSeconds is invalid. Reason: Must be >= 0 and <= 20, if provided.',
      })
    },
  },
  'A received message is invisible for the visibility timeout, a deleted one for ever': {
    source: GUIDE('Amazon SQS visibility timeout'),
    async run(aws) {
      const { send, receive, delete: remove } = await queueOf(aws)
      await send('m')
      await receive()
      await aws.advance(29_999)
      assert.deepEqual(await receive(), [])
      await aws.advance(1)
      const [message] = await receive()
      await remove(message)
      await aws.advance(60_000)
      assert.deepEqual(await receive(), [])
    },
  },
  'ChangeMessageVisibility makes visible at once, or later': {
    source: API('ChangeMessageVisibility'),
    async run(aws) {
      const { client, QueueUrl, send, receive } = await queueOf(aws)
      await send('m')
      const change = async (message: Message | undefined, VisibilityTimeout: number) =>
        client.send(
          new ChangeMessageVisibilityCommand({
            QueueUrl,
            ReceiptHandle: message?.ReceiptHandle ?? '',
            VisibilityTimeout,
          }),
        )
      const [first] = await receive()
      await change(first, 0)
      const [second] = await receive()
      assert.equal(second?.MessageId, first?.MessageId)
      await change(second, 60)
      await aws.advance(59_999)
      assert.deepEqual(await receive(), [])
      await aws.advance(1)
      assert.equal((await receive()).length, 1)
    },
  },
  'ChangeMessageVisibility refuses what is no receipt handle': {
    source: API('ChangeMessageVisibility, ReceiptHandleIsInvalid'),
    async run(aws) {
      const { client, QueueUrl } = await queueOf(aws)
      await refuses(
        client.send(new ChangeMessageVisibilityCommand({ QueueUrl, ReceiptHandle: 'garbage', VisibilityTimeout: 0 })),
        { name: 'ReceiptHandleIsInvalid', status: 404 },
      )
    },
  },
  'A message is gone after the retention period': {
    source: API('SetQueueAttributes, MessageRetentionPeriod'),
    async run(aws) {
      const { send, receive } = await queueOf(aws, 'q', { MessageRetentionPeriod: '60' })
      await send('m')
      await aws.advance(60_000)
      assert.deepEqual(await receive(), [])
    },
  },
  'MessageGroupId travels with a standard queue’s message and changes no order': {
    source: GUIDE('Amazon SQS fair queues'),
    async run(aws) {
      const { send, receive } = await queueOf(aws)
      await send('a', { MessageGroupId: 'tenant' })
      await send('b', { MessageGroupId: 'tenant' })
      const [first] = await receive({ MaxNumberOfMessages: 1 })
      const [second] = await receive({ MaxNumberOfMessages: 1 })
      assert.deepEqual([first?.Body, second?.Body], ['a', 'b'])
      assert.equal(first?.Attributes?.MessageGroupId, 'tenant')
      assert.equal(first?.Attributes?.SequenceNumber, undefined)
    },
  },
  'A standard queue knows no MessageDeduplicationId': {
    source: API(
      'SendMessage, MessageDeduplicationId: "applies only to FIFO queues"; text as recorded for DelaySeconds',
    ),
    async run(aws) {
      const { send } = await queueOf(aws)
      await refuses(send('m', { MessageDeduplicationId: 'd' }), {
        name: INVALID,
        message:
          'Value d for parameter MessageDeduplicationId is invalid. Reason: The request include parameter that is not valid for this queue type.',
      })
    },
  },

  // --- Batches

  'SendMessageBatch tells each entry’s fate': {
    source: API('SendMessageBatch'),
    async run(aws) {
      const { client, QueueUrl } = await queueOf(aws)
      const { Successful, Failed } = await client.send(
        new SendMessageBatchCommand({
          QueueUrl,
          Entries: [
            { Id: 'good', MessageBody: 'm' },
            { Id: 'bad', MessageBody: 'a\u0000b' },
          ],
        }),
      )
      assert.deepEqual(
        Successful?.map(({ Id, MD5OfMessageBody }) => [Id, MD5OfMessageBody]),
        [['good', md5('m')]],
      )
      assert.deepEqual(
        Failed?.map(({ Id, Code, SenderFault }) => [Id, Code, SenderFault]),
        [['bad', 'InvalidMessageContents', true]],
      )
    },
  },
  'A batch has ten entries at most': {
    source: RECORDED('test_delete_message_batch_with_too_large_batch'),
    async run(aws) {
      const { client, QueueUrl } = await queueOf(aws)
      const Entries = Array.from({ length: 20 }, (_, index) => ({ Id: `id${index}`, ReceiptHandle: 'AQEBx' }))
      await refuses(client.send(new DeleteMessageBatchCommand({ QueueUrl, Entries })), {
        name: 'TooManyEntriesInBatchRequest',
        Code: 'AWS.SimpleQueueService.TooManyEntriesInBatchRequest',
        message: 'Maximum number of entries per request are 10. You have sent 20.',
      })
    },
  },
  'A batch has at least one entry': {
    source: API('SendMessageBatch, EmptyBatchRequest'),
    async run(aws) {
      const { client, QueueUrl } = await queueOf(aws)
      await refuses(client.send(new SendMessageBatchCommand({ QueueUrl, Entries: [] })), {
        name: 'EmptyBatchRequest',
        message: 'There should be at least one SendMessageBatchRequestEntry in the request.',
      })
    },
  },
  'A batch’s ids are distinct': {
    source: API('SendMessageBatch, BatchEntryIdsNotDistinct'),
    async run(aws) {
      const { client, QueueUrl } = await queueOf(aws)
      const entry = { Id: 'same', MessageBody: 'm' }
      await refuses(client.send(new SendMessageBatchCommand({ QueueUrl, Entries: [entry, entry] })), {
        name: 'BatchEntryIdsNotDistinct',
        message: 'Id same repeated.',
      })
    },
  },
  'A batch has 1 MiB at most': {
    source: GUIDE('Amazon SQS message quotas: batched message size'),
    async run(aws) {
      const { client, QueueUrl } = await queueOf(aws)
      const Entries = ['a', 'b'].map((Id) => ({ Id, MessageBody: 'x'.repeat(600_000) }))
      await refuses(client.send(new SendMessageBatchCommand({ QueueUrl, Entries })), {
        name: 'BatchRequestTooLong',
        message: 'Batch requests cannot be longer than 1048576 bytes. You have sent 1200000 bytes.',
      })
    },
  },
  'ChangeMessageVisibilityBatch and DeleteMessageBatch work on several messages': {
    source: API('ChangeMessageVisibilityBatch, DeleteMessageBatch'),
    async run(aws) {
      const { client, QueueUrl, send, receive } = await queueOf(aws)
      await send('a')
      await send('b')
      const entries = (messages: readonly Message[]) =>
        messages.map(({ ReceiptHandle = '' }, index) => ({ Id: String(index), ReceiptHandle }))
      const first = entries(await receive()).map((entry) => ({ ...entry, VisibilityTimeout: 0 }))
      const changed = await client.send(new ChangeMessageVisibilityBatchCommand({ QueueUrl, Entries: first }))
      assert.deepEqual(
        changed.Successful?.map(({ Id }) => Id),
        ['0', '1'],
      )
      const Entries = entries(await receive())
      assert.equal(Entries.length, 2)
      const deleted = await client.send(new DeleteMessageBatchCommand({ QueueUrl, Entries }))
      assert.deepEqual(
        deleted.Successful?.map(({ Id }) => Id),
        ['0', '1'],
      )
      await aws.advance(60_000)
      assert.deepEqual(await receive(), [])
    },
  },

  // --- FIFO queues

  'A FIFO queue’s message has group, deduplication id and a sequence number of 20 digits': {
    source: RECORDED('test_fifo_message_attributes'),
    async run(aws) {
      const { send, receive } = await fifoOf(aws)
      const sent = await send('message-body-1', { MessageGroupId: 'group-1', MessageDeduplicationId: 'dedup-1' })
      assert.match(sent.SequenceNumber ?? '', /^\d{20}$/)
      const [message] = await receive()
      assert.equal(message?.Attributes?.MessageGroupId, 'group-1')
      assert.equal(message?.Attributes?.MessageDeduplicationId, 'dedup-1')
      assert.equal(message?.Attributes?.SequenceNumber, sent.SequenceNumber)
    },
  },
  'A FIFO queue demands a group': {
    source: RECORDED('test_posting_to_fifo_requires_deduplicationid_group_id'),
    async run(aws) {
      const { send } = await fifoOf(aws)
      await refuses(send('m', { MessageDeduplicationId: 'd' }), {
        name: 'MissingParameter',
        Code: 'MissingParameter',
        message: 'The request must contain the parameter MessageGroupId.',
      })
    },
  },
  'A FIFO queue demands a deduplication id, or takes the body’s SHA-256': {
    source: RECORDED('test_posting_to_fifo_requires_deduplicationid_group_id'),
    async run(aws) {
      const plain = await queueOf(aws, 'plain.fifo', { FifoQueue: 'true' })
      await refuses(plain.send('m', { MessageGroupId: 'g' }), {
        name: INVALID,
        Code: 'InvalidParameterValue',
        message:
          'The queue should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided explicitly',
      })
      const { send, receive } = await fifoOf(aws)
      await send('m', { MessageGroupId: 'g' })
      const [message] = await receive()
      assert.equal(message?.Attributes?.MessageDeduplicationId, createHash('sha256').update('m').digest('hex'))
    },
  },
  'A batch for a FIFO queue fails as a whole when an entry lacks its group': {
    source: RECORDED('test_send_batch_missing_message_group_id_for_fifo_queue'),
    async run(aws) {
      const { client, QueueUrl, receive } = await fifoOf(aws)
      const Entries = [
        { Id: 'a', MessageBody: 'a', MessageGroupId: 'g' },
        { Id: 'b', MessageBody: 'b' },
      ]
      await refuses(client.send(new SendMessageBatchCommand({ QueueUrl, Entries })), {
        name: INVALID,
        message: 'The request must contain the parameter MessageGroupId.',
      })
      assert.deepEqual(await receive(), [])
    },
  },
  'A FIFO queue delays no single message': {
    source: RECORDED('test_fifo_queue_send_message_with_delay_seconds_fails'),
    async run(aws) {
      const { send } = await fifoOf(aws)
      await refuses(send('m', { MessageGroupId: 'g', DelaySeconds: 2 }), {
        name: INVALID,
        message:
          'Value 2 for parameter DelaySeconds is invalid. Reason: The request include parameter that is not valid for this queue type.',
      })
    },
  },
  'A duplicate within five minutes is accepted with the original’s ids, and not delivered, even after the delete': {
    source: RECORDED('test_fifo_deduplication_arrives_once_after_delete'),
    async run(aws) {
      const { send, receive, delete: remove } = await fifoOf(aws)
      const first = await send('m', { MessageGroupId: 'g' })
      const [message] = await receive()
      await remove(message)
      await aws.advance(299_000)
      const second = await send('m', { MessageGroupId: 'g' })
      assert.deepEqual([second.MessageId, second.SequenceNumber], [first.MessageId, first.SequenceNumber])
      assert.deepEqual(await receive(), [])
      await aws.advance(1000)
      const third = await send('m', { MessageGroupId: 'g' })
      assert.notEqual(third.MessageId, first.MessageId)
      assert.equal((await receive()).length, 1)
    },
  },
  'Duplicates are told over the queue, or over the group': {
    source: `${RECORDED('test_fifo_deduplication_not_on_message_group_id')}; SetQueueAttributes, DeduplicationScope`,
    async run(aws) {
      for (const [scope, count] of [
        ['queue', 1],
        ['messageGroup', 2],
      ] as const) {
        const { send, receive } = await fifoOf(aws, `${scope}.fifo`, { DeduplicationScope: scope })
        await send('m', { MessageGroupId: 'a' })
        await send('m', { MessageGroupId: 'b' })
        assert.equal((await receive()).length, count)
      }
    },
  },
  'A group keeps its order and is locked while one of its messages is in flight': {
    source: GUIDE('FIFO queue delivery logic'),
    async run(aws) {
      const { send, receive, delete: remove } = await fifoOf(aws)
      for (const body of ['a1', 'a2', 'b1', 'a3']) await send(body, { MessageGroupId: body.charAt(0) })
      const [a1] = await receive({ MaxNumberOfMessages: 1 })
      assert.equal(a1?.Body, 'a1')
      assert.deepEqual(bodies(await receive()), ['b1'])
      assert.deepEqual(await receive(), [])
      await remove(a1)
      assert.deepEqual(bodies(await receive()), ['a2', 'a3'])
    },
  },
  'A message that becomes visible again is the first of its group': {
    source: GUIDE('FIFO queue delivery logic'),
    async run(aws) {
      const { send, receive } = await fifoOf(aws)
      await send('1', { MessageGroupId: 'g' })
      await send('2', { MessageGroupId: 'g' })
      await receive({ MaxNumberOfMessages: 1 })
      await aws.advance(30_000)
      assert.deepEqual(bodies(await receive()), ['1', '2'])
    },
  },
  'A FIFO queue’s receipt handle expires with the visibility timeout': {
    source: RECORDED('test_fifo_delete_message_with_expired_receipt_handle'),
    async run(aws) {
      const { send, receive, delete: remove } = await fifoOf(aws)
      await send('m', { MessageGroupId: 'g' })
      const [message] = await receive()
      await aws.advance(30_000)
      await refuses(remove(message), {
        name: INVALID,
        message: `Value ${message?.ReceiptHandle} for parameter ReceiptHandle is invalid. Reason: The receipt handle has expired.`,
      })
    },
  },
  'A receive that is tried again gives the same messages and handles, and starts their timeout anew': {
    source: API('ReceiveMessage, ReceiveRequestAttemptId'),
    async run(aws) {
      const { send, receive } = await fifoOf(aws)
      await send('m', { MessageGroupId: 'g' })
      const attempt = () => receive({ ReceiveRequestAttemptId: 'attempt' })
      const [first] = await attempt()
      await aws.advance(20_000)
      const [again] = await attempt()
      assert.equal(again?.ReceiptHandle, first?.ReceiptHandle)
      assert.equal(again?.Attributes?.ApproximateReceiveCount, '1')
      await aws.advance(29_999)
      assert.deepEqual(await receive(), [])
      await aws.advance(1)
      assert.equal((await receive()).length, 1)
    },
  },

  // --- Dead-letter queues

  'A message that was received too often moves to the dead-letter queue, keeping its id and its age': {
    source: GUIDE('Using dead-letter queues in Amazon SQS'),
    async run(aws) {
      const dead = await queueOf(aws, 'dead')
      const { send, receive } = await queueOf(aws, 'q', { RedrivePolicy: redrive('dead') })
      const sentAt = await aws.now()
      const { MessageId } = await send('m')
      await receive()
      await aws.advance(30_000)
      assert.deepEqual(await receive(), [])
      const [message] = await dead.receive()
      assert.equal(message?.MessageId, MessageId)
      assert.equal(message?.Attributes?.DeadLetterQueueSourceArn, arnOf('q'))
      assert.equal(message?.Attributes?.SentTimestamp, String(sentAt))
      assert.equal(message?.Attributes?.ApproximateReceiveCount, '2')
    },
  },
  'The dead-letter queue of a FIFO queue is one, too': {
    source: GUIDE('Using dead-letter queues: "The dead-letter queue of a FIFO queue must also be a FIFO queue"'),
    async run(aws) {
      await queueOf(aws, 'dead')
      await refuses(fifoOf(aws, 'q.fifo', { RedrivePolicy: redrive('dead') }), { name: INVALID })
      await fifoOf(aws, 'dead.fifo')
      const { send, receive } = await fifoOf(aws, 'q.fifo', { RedrivePolicy: redrive('dead.fifo') })
      await send('m', { MessageGroupId: 'g' })
      await receive()
      await aws.advance(30_000)
      assert.deepEqual(await receive(), [])
    },
  },
  'A dead-letter target must exist': {
    source: RECORDED('test_invalid_dead_letter_arn_rejected_before_lookup'),
    async run(aws) {
      await refuses(queueOf(aws, 'q', { RedrivePolicy: '{"deadLetterTargetArn":"dummy","maxReceiveCount":42}' }), {
        name: INVALID,
        message:
          'Value {"deadLetterTargetArn":"dummy","maxReceiveCount":42} for parameter RedrivePolicy is invalid. Reason: Invalid value for deadLetterTargetArn.',
      })
      await refuses(queueOf(aws, 'q', { RedrivePolicy: redrive('none') }), {
        name: INVALID,
        message: /Reason: Dead letter target does not exist\.$/,
      })
    },
  },
  'A redrive allow policy says whose dead-letter queue a queue may be': {
    source: API('SetQueueAttributes, RedriveAllowPolicy'),
    async run(aws) {
      const byQueue = JSON.stringify({ redrivePermission: 'byQueue', sourceQueueArns: [arnOf('friend')] })
      await queueOf(aws, 'nobody', { RedriveAllowPolicy: '{"redrivePermission":"denyAll"}' })
      await queueOf(aws, 'friends', { RedriveAllowPolicy: byQueue })
      await refuses(queueOf(aws, 'a', { RedrivePolicy: redrive('nobody') }), { name: INVALID })
      await refuses(queueOf(aws, 'stranger', { RedrivePolicy: redrive('friends') }), { name: INVALID })
      await queueOf(aws, 'friend', { RedrivePolicy: redrive('friends') })
    },
  },
  'ListDeadLetterSourceQueues names the queues that a dead-letter queue serves': {
    source: API('ListDeadLetterSourceQueues'),
    async run(aws) {
      const { client, QueueUrl } = await queueOf(aws, 'dead')
      const sources = async () => (await client.send(new ListDeadLetterSourceQueuesCommand({ QueueUrl }))).queueUrls
      assert.deepEqual(await sources(), [])
      await queueOf(aws, 'a', { RedrivePolicy: redrive('dead') })
      await queueOf(aws, 'b', { RedrivePolicy: redrive('dead') })
      assert.deepEqual(await sources(), [urlOf('a'), urlOf('b')])
    },
  },
  'StartMessageMoveTask sends messages back to where they came from, as new ones': {
    source: `${GUIDE('Dead-letter queue redrive')}; LocalStack test_move_task_workflow_with_default_destination`,
    async run(aws) {
      const { client } = await queueOf(aws, 'dead')
      const { send, receive } = await queueOf(aws, 'q', { RedrivePolicy: redrive('dead') })
      const { MessageId } = await send('m')
      await receive()
      await aws.advance(30_000)
      await receive()
      const { TaskHandle } = await client.send(new StartMessageMoveTaskCommand({ SourceArn: arnOf('dead') }))
      assert.ok(TaskHandle)
      await aws.advance(1)
      const [message] = await receive()
      assert.equal(message?.Body, 'm')
      assert.notEqual(message?.MessageId, MessageId)
      assert.equal(message?.Attributes?.ApproximateReceiveCount, '1')
      const { Results } = await client.send(new ListMessageMoveTasksCommand({ SourceArn: arnOf('dead') }))
      const [result] = Results ?? []
      assert.equal(result?.Status, 'COMPLETED')
      assert.equal(result?.ApproximateNumberOfMessagesMoved, 1)
      assert.equal(result?.ApproximateNumberOfMessagesToMove, 1)
      assert.deepEqual([result?.TaskHandle, result?.DestinationArn], [undefined, undefined])
    },
  },
  'A message move task takes its time, runs alone, and can be cancelled': {
    source:
      'LocalStack test_sqs_move_task.py::test_move_task_cancel, test_start_multiple_move_tasks, recorded from AWS',
    async run(aws) {
      const dead = await queueOf(aws, 'dead')
      await queueOf(aws, 'q', { RedrivePolicy: redrive('dead') })
      for (const body of ['a', 'b', 'c']) await dead.send(body)
      const input = { SourceArn: arnOf('dead'), DestinationArn: arnOf('q'), MaxNumberOfMessagesPerSecond: 1 }
      const { TaskHandle } = await dead.client.send(new StartMessageMoveTaskCommand(input))
      await refuses(dead.client.send(new StartMessageMoveTaskCommand(input)), {
        name: INVALID,
        message:
          'There is already a task running. Only one active task is allowed for a source queue arn at a given time.',
      })
      const status = async () =>
        (await dead.client.send(new ListMessageMoveTasksCommand({ SourceArn: arnOf('dead') }))).Results?.[0]
      assert.equal((await status())?.TaskHandle, TaskHandle)
      assert.equal((await status())?.Status, 'RUNNING')
      await aws.advance(1500)
      const cancelled = await dead.client.send(new CancelMessageMoveTaskCommand({ TaskHandle }))
      assert.equal(cancelled.ApproximateNumberOfMessagesMoved, 1)
      await aws.advance(5000)
      assert.equal((await status())?.Status, 'CANCELLED')
      assert.equal((await dead.receive()).length, 2)
    },
  },
  'StartMessageMoveTask wants a dead-letter queue that exists': {
    source: 'LocalStack test_sqs_move_task.py::test_source_needs_redrive_policy, test_destination_needs_to_exist',
    async run(aws) {
      const { client } = await queueOf(aws)
      const start = (input: { SourceArn: string; DestinationArn?: string }) =>
        client.send(new StartMessageMoveTaskCommand(input))
      await refuses(start({ SourceArn: arnOf('q') }), {
        name: INVALID,
        message: 'Source queue must be configured as a Dead Letter Queue.',
      })
      await queueOf(aws, 'source', { RedrivePolicy: redrive('q') })
      await refuses(start({ SourceArn: arnOf('q'), DestinationArn: arnOf('none') }), {
        name: 'ResourceNotFoundException',
        status: 404,
        message: "The resource that you specified for the DestinationArn parameter doesn't exist.",
      })
    },
  },
  'CancelMessageMoveTask reads its handle': {
    source: 'LocalStack test_sqs_move_task.py::test_cancel_with_invalid_task_handle and its like, recorded from AWS',
    async run(aws) {
      const { client } = await queueOf(aws)
      const cancel = (TaskHandle: string) => client.send(new CancelMessageMoveTaskCommand({ TaskHandle }))
      const handle = (sourceArn: string) => btoa(JSON.stringify({ taskId: 'x', sourceArn }))
      await refuses(cancel('foobared'), { name: INVALID, message: 'Value for parameter TaskHandle is invalid.' })
      await refuses(cancel(handle(arnOf('none'))), {
        name: 'ResourceNotFoundException',
        message: "The resource that you specified for the SourceArn parameter doesn't exist.",
      })
      await refuses(cancel(handle(arnOf('q'))), {
        name: 'ResourceNotFoundException',
        message: 'Task does not exist.',
      })
    },
  },

  // --- Permissions

  'AddPermission writes a statement, RemovePermission takes it away': {
    source: RECORDED('test_sqs_permission_lifecycle'),
    async run(aws) {
      const { client, QueueUrl, attributes } = await queueOf(aws)
      const add = (Label: string, AWSAccountIds: string[]) =>
        client.send(new AddPermissionCommand({ QueueUrl, Label, AWSAccountIds, Actions: ['ReceiveMessage'] }))
      const remove = (Label: string) => client.send(new RemovePermissionCommand({ QueueUrl, Label }))
      await add('crossaccountpermission', ['668614515564', '111111111111'])
      assert.deepEqual(JSON.parse((await attributes('Policy'))['Policy'] ?? ''), {
        Version: '2008-10-17',
        Id: `${arnOf('q')}/SQSDefaultPolicy`,
        Statement: [
          {
            Sid: 'crossaccountpermission',
            Effect: 'Allow',
            Principal: { AWS: ['arn:aws:iam::668614515564:root', 'arn:aws:iam::111111111111:root'] },
            Action: 'SQS:ReceiveMessage',
            Resource: arnOf('q'),
          },
        ],
      })
      await refuses(add('crossaccountpermission', ['111111111111']), {
        name: INVALID,
        message: 'Value crossaccountpermission for parameter Label is invalid. Reason: Already exists.',
      })
      await remove('crossaccountpermission')
      assert.equal((await attributes('Policy'))['Policy'], undefined)
      await refuses(remove('crossaccountpermission'), {
        name: INVALID,
        message: "Value crossaccountpermission for parameter Label is invalid. Reason: can't find label.",
      })
    },
  },
  'A role that may only send cannot receive': {
    source: 'IAM User Guide, policy evaluation; SQS’s error: AccessDenied, 403, actions in lower case',
    async run(aws) {
      const { QueueUrl } = await queueOf(aws)
      const Statement = [{ Effect: 'Allow', Action: 'sqs:SendMessage', Resource: arnOf('q') }]
      const client = new SQSClient(await aws.role({ Version: '2012-10-17', Statement }))
      const batch = { QueueUrl, Entries: [{ Id: 'a', MessageBody: 'm' }] }
      await client.send(new SendMessageBatchCommand(batch))
      await refuses(client.send(new ReceiveMessageCommand({ QueueUrl })), {
        name: 'AccessDenied',
        status: 403,
        message: /is not authorized to perform: sqs:receivemessage on resource: arn:aws:sqs:us-east-1:123456789012:q /i,
      })
    },
  },
})

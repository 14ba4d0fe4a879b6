/**
 * Amazon SNS, with SQS behind it. Recorded: from AWS by LocalStack's test suite (tests/aws/services/sns, Apache-2.0, recorded
 * 2023-08 to 2025-10).
 */

import assert from 'node:assert/strict'
import {
  AddPermissionCommand,
  AuthorizationErrorException,
  ConfirmSubscriptionCommand,
  CreateTopicCommand,
  DeleteTopicCommand,
  GetSubscriptionAttributesCommand,
  GetTopicAttributesCommand,
  ListSubscriptionsByTopicCommand,
  ListSubscriptionsCommand,
  ListTagsForResourceCommand,
  ListTopicsCommand,
  NotFoundException,
  paginateListSubscriptionsByTopic,
  paginateListTopics,
  PublishBatchCommand,
  PublishCommand,
  RemovePermissionCommand,
  SetSubscriptionAttributesCommand,
  SetTopicAttributesCommand,
  SNSClient,
  SubscribeCommand,
  TagResourceCommand,
  UnsubscribeCommand,
  UntagResourceCommand,
  type MessageAttributeValue,
  type PublishCommandInput,
} from '@aws-sdk/client-sns'
import {
  CreateQueueCommand,
  GetQueueUrlCommand,
  ReceiveMessageCommand,
  SQSClient,
  type Message,
} from '@aws-sdk/client-sqs'
import { casesOf, type Aws } from '../sdk/case'

const API = (operation: string): string => `Amazon SNS API Reference, ${operation}`
const GUIDE = (page: string): string => `Amazon SNS Developer Guide, ${page}`
const RECORDED = (test: string): string => `LocalStack test_sns.py::${test}, recorded from AWS`
const FILTERS = (test: string): string => `LocalStack test_sns_filter_policy.py::${test}, recorded from AWS`

const topicArn = (name: string): string => `arn:aws:sns:us-east-1:123456789012:${name}`
const queueArn = (name: string): string => `arn:aws:sqs:us-east-1:123456789012:${name}`
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/

const text = (StringValue: string): MessageAttributeValue => ({ DataType: 'String', StringValue })
const number = (StringValue: string): MessageAttributeValue => ({ DataType: 'Number', StringValue })
const array = (...values: unknown[]): MessageAttributeValue => ({
  DataType: 'String.Array',
  StringValue: JSON.stringify(values),
})

async function topicOf(aws: Aws, name = 't', Attributes: Record<string, string> = {}) {
  const client = new SNSClient(aws.config)
  const { TopicArn = '' } = await client.send(new CreateTopicCommand({ Name: name, Attributes }))
  return {
    client,
    TopicArn,
    publish: (Message: string, more: Partial<PublishCommandInput> = {}) =>
      client.send(new PublishCommand({ TopicArn, Message, ...more })),
    async subscribe(Endpoint: string, attributes: Record<string, string> = {}, Protocol = Endpoint.split(':')[2]) {
      const input = { TopicArn, Protocol, Endpoint, Attributes: attributes }
      return (await client.send(new SubscribeCommand(input))).SubscriptionArn ?? ''
    },
    async attributes(): Promise<Record<string, string>> {
      return (await client.send(new GetTopicAttributesCommand({ TopicArn }))).Attributes ?? {}
    },
    set: (AttributeName: string, AttributeValue: string) =>
      client.send(new SetTopicAttributesCommand({ TopicArn, AttributeName, AttributeValue })),
    setSubscription: (SubscriptionArn: string, AttributeName: string, AttributeValue: string) =>
      client.send(new SetSubscriptionAttributesCommand({ SubscriptionArn, AttributeName, AttributeValue })),
    async subscription(SubscriptionArn: string): Promise<Record<string, string>> {
      return (await client.send(new GetSubscriptionAttributesCommand({ SubscriptionArn }))).Attributes ?? {}
    },
  }
}

/** A queue that the account's topics may send to. */
async function queueOf(aws: Aws, name = 'q', Attributes: Record<string, string> = {}) {
  const client = new SQSClient(aws.config)
  const Policy = JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Principal: { Service: 'sns.amazonaws.com' },
        Action: 'sqs:SendMessage',
        Resource: queueArn(name),
        Condition: { ArnLike: { 'aws:SourceArn': topicArn('*') } },
      },
    ],
  })
  await client.send(new CreateQueueCommand({ QueueName: name, Attributes: { Policy, ...Attributes } }))
  return { client, arn: queueArn(name), receive: () => receive(aws, name) }
}

async function receive(aws: Aws, name = 'q'): Promise<readonly Message[]> {
  await aws.advance(1)
  const client = new SQSClient(aws.config)
  const { QueueUrl = '' } = await client.send(new GetQueueUrlCommand({ QueueName: name }))
  const { Messages = [] } = await client.send(
    new ReceiveMessageCommand({
      QueueUrl,
      MaxNumberOfMessages: 10,
      MessageAttributeNames: ['All'],
      MessageSystemAttributeNames: ['All'],
    }),
  )
  return Messages
}

const envelopeOf = (message: Message | undefined): Record<string, unknown> =>
  JSON.parse(message?.Body ?? '{}') as Record<string, unknown>

const raw = { RawMessageDelivery: 'true' }

interface Expected {
  readonly name?: string
  readonly message?: string | RegExp
  readonly status?: number
}

async function refuses(promise: Promise<unknown>, { name, message, status }: Expected): Promise<void> {
  await assert.rejects(promise, (error: Error & { $metadata?: { httpStatusCode?: number } }) => {
    assert.equal(error.name, name ?? 'InvalidParameterException')
    if (typeof message === 'string') assert.equal(error.message, message)
    else if (message) assert.match(error.message, message)
    if (status !== undefined) assert.equal(error.$metadata?.httpStatusCode, status)
    return true
  })
}

/** Publishes one message per entry, and tells which a subscription with this filter policy gets. */
async function passing(
  aws: Aws,
  policy: object,
  scope: 'MessageAttributes' | 'MessageBody',
  messages: Readonly<Record<string, Record<string, MessageAttributeValue> | string>>,
): Promise<readonly string[]> {
  const { arn, receive } = await queueOf(aws)
  const { publish, subscribe } = await topicOf(aws)
  await subscribe(arn, { ...raw, FilterPolicy: JSON.stringify(policy), FilterPolicyScope: scope })
  for (const [name, content] of Object.entries(messages)) {
    if (typeof content === 'string') await publish(content)
    else await publish(name, { MessageAttributes: content })
  }
  const got = (await receive()).map(({ Body }) => Body)
  return Object.entries(messages)
    .filter(([name, content]) => got.includes(typeof content === 'string' ? content : name))
    .map(([name]) => name)
}

export default casesOf('sns', {
  // --- Topics

  'CreateTopic gives the ARN, and the same again': {
    source: RECORDED('test_create_duplicate_topic_check_idempotency'),
    async run(aws) {
      assert.equal((await topicOf(aws)).TopicArn, topicArn('t'))
      assert.equal((await topicOf(aws)).TopicArn, topicArn('t'))
    },
  },
  'CreateTopic refuses names that are none': {
    source: RECORDED('test_create_topic_name_constraints'),
    async run(aws) {
      await topicOf(aws, 'x'.repeat(256))
      for (const name of ['x'.repeat(257), 'a:b', 'a b', 'a!', 'a.fifo'])
        await refuses(topicOf(aws, name), { message: 'Invalid parameter: Topic Name', status: 400 })
    },
  },
  'CreateTopic of a FIFO topic demands the suffix .fifo': {
    source: API('CreateTopic, Name'),
    async run(aws) {
      await refuses(topicOf(aws, 't', { FifoTopic: 'true' }), { message: /must end with \.fifo/ })
    },
  },
  'CreateTopic with other tags than the topic has fails': {
    source: RECORDED('test_create_duplicate_topic_with_more_tags'),
    async run(aws) {
      const { client } = await topicOf(aws)
      await refuses(client.send(new CreateTopicCommand({ Name: 't', Tags: [{ Key: 'k', Value: 'v' }] })), {
        message: 'Invalid parameter: Tags Reason: Topic already exists with different tags',
      })
    },
  },
  'GetTopicAttributes gives a standard topic’s attributes': {
    source: RECORDED('test_create_topic_test_arn'),
    async run(aws) {
      const attributes = await (await topicOf(aws)).attributes()
      const { Policy, EffectiveDeliveryPolicy, ...others } = attributes
      assert.deepEqual(others, {
        DisplayName: '',
        Owner: '123456789012',
        SubscriptionsConfirmed: '0',
        SubscriptionsDeleted: '0',
        SubscriptionsPending: '0',
        TopicArn: topicArn('t'),
      })
      assert.deepEqual(JSON.parse(EffectiveDeliveryPolicy ?? ''), {
        http: {
          defaultHealthyRetryPolicy: {
            minDelayTarget: 20,
            maxDelayTarget: 20,
            numRetries: 3,
            numMaxDelayRetries: 0,
            numNoDelayRetries: 0,
            numMinDelayRetries: 0,
            backoffFunction: 'linear',
          },
          disableSubscriptionOverrides: false,
          defaultRequestPolicy: { headerContentType: 'text/plain; charset=UTF-8' },
        },
      })
      assert.deepEqual(JSON.parse(Policy ?? ''), {
        Version: '2008-10-17',
        Id: '__default_policy_ID',
        Statement: [
          {
            Sid: '__default_statement_ID',
            Effect: 'Allow',
            Principal: { AWS: '*' },
            Action: [
              'SNS:GetTopicAttributes',
              'SNS:SetTopicAttributes',
              'SNS:AddPermission',
              'SNS:RemovePermission',
              'SNS:DeleteTopic',
              'SNS:Subscribe',
              'SNS:ListSubscriptionsByTopic',
              'SNS:Publish',
            ],
            Resource: topicArn('t'),
            Condition: { StringEquals: { 'AWS:SourceOwner': '123456789012' } },
          },
        ],
      })
    },
  },
  'GetTopicAttributes gives a FIFO topic’s attributes': {
    source: RECORDED('test_create_topic_with_attributes'),
    async run(aws) {
      const { attributes } = await topicOf(aws, 't.fifo', {
        FifoTopic: 'true',
        DisplayName: 'TestTopic',
        SignatureVersion: '2',
      })
      const all = await attributes()
      assert.equal(all['FifoTopic'], 'true')
      assert.equal(all['ContentBasedDeduplication'], 'false')
      assert.equal(all['DisplayName'], 'TestTopic')
      assert.equal(all['SignatureVersion'], '2')
    },
  },
  'A topic that is not there is not found': {
    source: RECORDED('test_create_topic_with_attributes'),
    async run(aws) {
      const client = new SNSClient(aws.config)
      const missing = client.send(new GetTopicAttributesCommand({ TopicArn: topicArn('none') }))
      await assert.rejects(missing, NotFoundException)
      await refuses(missing, { name: 'NotFoundException', message: 'Topic does not exist', status: 404 })
    },
  },
  'An ARN has six elements': {
    source: RECORDED('test_create_topic_with_attributes'),
    async run(aws) {
      const client = new SNSClient(aws.config)
      await refuses(client.send(new GetTopicAttributesCommand({ TopicArn: 'malformed' })), {
        message: 'Invalid parameter: TopicArn Reason: An ARN must have at least 6 elements, not 1',
        status: 400,
      })
    },
  },
  'SetTopicAttributes changes what can be changed': {
    source: API('SetTopicAttributes'),
    async run(aws) {
      const { set, attributes } = await topicOf(aws)
      await set('DisplayName', 'Orders')
      assert.equal((await attributes())['DisplayName'], 'Orders')
      await refuses(set('FifoTopic', 'false'), { message: 'Invalid parameter: AttributeName' })
      await refuses(set('Colour', 'red'), { message: 'Invalid parameter: AttributeName' })
    },
  },
  'DeleteTopic deletes a topic with its subscriptions, and nothing when there is none': {
    source: RECORDED('test_create_topic_test_arn'),
    async run(aws) {
      const { client, TopicArn, subscribe, attributes } = await topicOf(aws)
      await subscribe(queueArn('q'))
      await client.send(new DeleteTopicCommand({ TopicArn }))
      await client.send(new DeleteTopicCommand({ TopicArn }))
      await refuses(attributes(), { name: 'NotFoundException', message: 'Topic does not exist' })
      assert.deepEqual((await client.send(new ListSubscriptionsCommand({}))).Subscriptions, [])
    },
  },
  'ListTopics gives pages of 100': {
    source: API('ListTopics: "up to 100 topics"'),
    async run(aws) {
      const { client } = await topicOf(aws, 't0')
      for (let index = 1; index < 101; index++) await topicOf(aws, `t${index}`)
      const first = await client.send(new ListTopicsCommand({}))
      assert.equal(first.Topics?.length, 100)
      const sizes: (number | undefined)[] = []
      for await (const page of paginateListTopics({ client }, {})) sizes.push(page.Topics?.length)
      assert.deepEqual(sizes, [100, 1])
    },
  },
  'Tags are added, changed, removed; a key comes once': {
    source: RECORDED('test_tags'),
    async run(aws) {
      const { client, TopicArn: ResourceArn } = await topicOf(aws)
      const tag = (...Tags: { Key: string; Value: string }[]) =>
        client.send(new TagResourceCommand({ ResourceArn, Tags }))
      const tags = async () => (await client.send(new ListTagsForResourceCommand({ ResourceArn }))).Tags
      await refuses(tag({ Key: 'k1', Value: 'v1' }, { Key: 'k1', Value: 'v2' }), {
        message: 'Invalid parameter: Duplicated keys are not allowed.',
      })
      await tag({ Key: 'k1', Value: 'v1' }, { Key: 'k2', Value: 'v2' })
      await client.send(new UntagResourceCommand({ ResourceArn, TagKeys: ['k1'] }))
      await tag({ Key: 'k2', Value: 'v2b' })
      assert.deepEqual(await tags(), [{ Key: 'k2', Value: 'v2b' }])
      await refuses(client.send(new ListTagsForResourceCommand({ ResourceArn: topicArn('none') })), {
        name: 'ResourceNotFoundException',
        message: 'Resource does not exist',
        status: 404,
      })
    },
  },

  // --- Subscriptions

  'Subscribe gives a queue’s subscription at once': {
    source: RECORDED('test_subscribe_unknown_sqs_queue: the queue need not exist'),
    async run(aws) {
      const { subscribe, subscription, attributes } = await topicOf(aws)
      const arn = await subscribe(queueArn('unknown'))
      assert.match(arn, new RegExp(`^${topicArn('t')}:[0-9a-f-]{36}$`))
      const { SubscriptionPrincipal, ...others } = await subscription(arn)
      assert.match(SubscriptionPrincipal ?? '', /^arn:aws:iam::123456789012:/)
      assert.deepEqual(others, {
        ConfirmationWasAuthenticated: 'true',
        Endpoint: queueArn('unknown'),
        Owner: '123456789012',
        PendingConfirmation: 'false',
        Protocol: 'sqs',
        RawMessageDelivery: 'false',
        SubscriptionArn: arn,
        TopicArn: topicArn('t'),
      })
      assert.equal((await attributes())['SubscriptionsConfirmed'], '1')
    },
  },
  'Subscribe again gives the same subscription, with other attributes it fails': {
    source: `${RECORDED('test_double_subscription')}; text: the same suite`,
    async run(aws) {
      const { subscribe } = await topicOf(aws)
      const first = await subscribe(queueArn('q'), raw)
      assert.equal(await subscribe(queueArn('q'), raw), first)
      await refuses(subscribe(queueArn('q'), { RawMessageDelivery: 'false' }), {
        message: 'Invalid parameter: Attributes Reason: Subscription already exists with different attributes',
      })
    },
  },
  'Subscribe knows its protocols': {
    source: RECORDED('test_subscribe_with_invalid_protocol'),
    async run(aws) {
      const { subscribe } = await topicOf(aws)
      await refuses(subscribe(queueArn('q'), {}, 'test-protocol'), {
        message: 'Invalid parameter: Amazon SNS does not support this protocol string: test-protocol',
      })
    },
  },
  'Subscribe wants a queue’s ARN, not its URL': {
    source: RECORDED('test_subscribe_sqs_queue_url'),
    async run(aws) {
      const { subscribe } = await topicOf(aws)
      await refuses(subscribe('https://sqs.us-east-1.amazonaws.com/123456789012/q', {}, 'sqs'), {
        message: 'Invalid parameter: SQS endpoint ARN',
      })
    },
  },
  'Subscribe of a phone wants its number': {
    source: RECORDED('test_subscribe_bad_sms'),
    async run(aws) {
      const { subscribe } = await topicOf(aws)
      assert.match(await subscribe('+15551234567', {}, 'sms'), /^arn:/)
      await refuses(subscribe('invalid-number', {}, 'sms'), { message: 'Invalid SMS endpoint: invalid-number' })
    },
  },
  'Subscribe to a topic that is not there fails': {
    source: RECORDED('test_subscribe_unknown_topic'),
    async run(aws) {
      const client = new SNSClient(aws.config)
      const input = { TopicArn: topicArn('none'), Protocol: 'sqs', Endpoint: queueArn('q') }
      await refuses(client.send(new SubscribeCommand(input)), {
        name: 'NotFoundException',
        message: 'Topic does not exist',
      })
    },
  },
  'An e-mail address is pending until its owner confirms': {
    source: RECORDED('test_creating_subscription, test_getting_subscriptions_by_topic'),
    async run(aws) {
      const { client, TopicArn, subscribe, attributes } = await topicOf(aws)
      assert.equal(await subscribe('test@example.com', {}, 'email'), 'pending confirmation')
      const { Subscriptions } = await client.send(new ListSubscriptionsByTopicCommand({ TopicArn }))
      assert.deepEqual(Subscriptions, [
        {
          Endpoint: 'test@example.com',
          Owner: '123456789012',
          Protocol: 'email',
          SubscriptionArn: 'PendingConfirmation',
          TopicArn,
        },
      ])
      assert.equal((await attributes())['SubscriptionsPending'], '1')
    },
  },
  'Subscribe tells a pending subscription’s ARN if asked to': {
    source: API('Subscribe, ReturnSubscriptionArn'),
    async run(aws) {
      const { client, TopicArn, subscription } = await topicOf(aws)
      const { SubscriptionArn = '' } = await client.send(
        new SubscribeCommand({
          TopicArn,
          Protocol: 'https',
          Endpoint: 'https://example.com/',
          ReturnSubscriptionArn: true,
        }),
      )
      assert.match(SubscriptionArn, /^arn:/)
      assert.equal((await subscription(SubscriptionArn))['PendingConfirmation'], 'true')
    },
  },
  'ConfirmSubscription refuses tokens that are none': {
    source: RECORDED('test_sns_confirm_subscription_wrong_token'),
    async run(aws) {
      const { client, TopicArn } = await topicOf(aws)
      const confirm = (Token: string) => client.send(new ConfirmSubscriptionCommand({ TopicArn, Token }))
      await refuses(confirm('randomtoken'), { message: 'Invalid token' })
      await refuses(confirm('51b2ff3edb475b7d91550e0ab6edf0c1'), { message: 'Invalid parameter: Token' })
    },
  },
  'Unsubscribe ends a subscription; one that is not there is no error, an ARN that is none is': {
    source: RECORDED('test_unsubscribe_from_non_existing_subscription, test_unsubscribe_from_deleted_topic'),
    async run(aws) {
      const { client, subscribe, subscription } = await topicOf(aws)
      const SubscriptionArn = await subscribe(queueArn('q'))
      await client.send(new UnsubscribeCommand({ SubscriptionArn }))
      await client.send(new UnsubscribeCommand({ SubscriptionArn }))
      await refuses(subscription(SubscriptionArn), {
        name: 'NotFoundException',
        message: 'Subscription does not exist',
        status: 404,
      })
      await refuses(client.send(new UnsubscribeCommand({ SubscriptionArn: 'subscription' })), {
        message: 'Invalid parameter: SubscriptionArn Reason: An ARN must have at least 6 elements, not 1',
      })
    },
  },
  'ListSubscriptionsByTopic gives pages of 100': {
    source: RECORDED('test_subscription_paging'),
    async run(aws) {
      const { client, TopicArn, subscribe } = await topicOf(aws)
      for (let index = 0; index < 101; index++) await subscribe(`user${index}@example.com`, {}, 'email')
      const sizes: (number | undefined)[] = []
      for await (const page of paginateListSubscriptionsByTopic({ client }, { TopicArn }))
        sizes.push(page.Subscriptions?.length)
      assert.deepEqual(sizes, [100, 1])
    },
  },
  'SetSubscriptionAttributes checks names and values': {
    source: RECORDED('test_validate_set_sub_attributes'),
    async run(aws) {
      const { subscribe, setSubscription } = await topicOf(aws)
      const arn = await subscribe(queueArn('q'))
      for (const [name, value, message] of [
        ['FakeAttribute', 'x', 'Invalid parameter: AttributeName'],
        [
          'RawMessageDelivery',
          'test-ValUe',
          'Invalid parameter: RawMessageDelivery: Invalid value [test-ValUe]. Must be true or false.',
        ],
        [
          'RedrivePolicy',
          '{"deadLetterTargetArn":"fake"}',
          'Invalid parameter: RedrivePolicy: deadLetterTargetArn is an invalid arn',
        ],
        [
          'FilterPolicy',
          '{invalidjson}',
          "Invalid parameter: FilterPolicy: failed to parse JSON. Unexpected character ('i' (code 105)): was expecting double-quote to start field name\n at [Source: REDACTED (`StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION` disabled); line: 1, column: 2]",
        ],
        [
          'FilterPolicyScope',
          'RandomValue',
          'Invalid parameter: FilterPolicyScope: Invalid value [RandomValue]. Please use either MessageBody or MessageAttributes',
        ],
      ] as const)
        await refuses(setSubscription(arn, name, value), { message })
    },
  },
  'Subscribe’s complaints about attributes name them so': {
    source: RECORDED('test_create_subscriptions_with_attributes'),
    async run(aws) {
      const { subscribe } = await topicOf(aws)
      await refuses(subscribe(queueArn('q'), { RawMessageDelivery: 'wrongvalue' }), {
        message:
          'Invalid parameter: Attributes Reason: RawMessageDelivery: Invalid value [wrongvalue]. Must be true or false.',
      })
    },
  },

  // --- Publishing

  'A queue gets an envelope': {
    source: RECORDED('test_publish_message_by_target_arn'),
    async run(aws) {
      const { arn, receive } = await queueOf(aws)
      const { subscribe, publish, TopicArn } = await topicOf(aws)
      const subscription = await subscribe(arn)
      const { MessageId } = await publish('Hello', { Subject: 'Greeting', MessageAttributes: { n: number('1') } })
      assert.match(MessageId ?? '', UUID)
      const [message] = await receive()
      const { Signature, SigningCertURL, Timestamp, ...others } = envelopeOf(message)
      assert.deepEqual(others, {
        Type: 'Notification',
        MessageId,
        TopicArn,
        Subject: 'Greeting',
        Message: 'Hello',
        SignatureVersion: '1',
        UnsubscribeURL: `https://sns.us-east-1.amazonaws.com/?Action=Unsubscribe&SubscriptionArn=${subscription}`,
        MessageAttributes: { n: { Type: 'Number', Value: '1' } },
      })
      assert.match(String(Timestamp), /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/)
      assert.match(String(Signature), /^[A-Za-z0-9+/]+==$/)
      assert.match(String(SigningCertURL), /^https:\/\/sns\.us-east-1\.amazonaws\.com\/SimpleNotificationService-/)
      assert.equal(message?.MessageAttributes, undefined)
    },
  },
  'A queue gets the bare message with raw delivery, attributes as its own': {
    source: RECORDED('test_publish_sqs_from_sns, test_attribute_raw_subscribe'),
    async run(aws) {
      const { arn, receive } = await queueOf(aws)
      const { subscribe, publish } = await topicOf(aws)
      await subscribe(arn, raw)
      await publish('Test msg', { MessageAttributes: { attr1: number('99.12') } })
      const [message] = await receive()
      assert.equal(message?.Body, 'Test msg')
      assert.equal(message?.MD5OfMessageAttributes, 'd302007e9aa062660afc85fd0a482472')
      assert.deepEqual(message?.MessageAttributes, { attr1: { DataType: 'Number', StringValue: '99.12' } })
    },
  },
  'TargetArn names a topic as TopicArn does': {
    source: RECORDED('test_publish_message_by_target_arn'),
    async run(aws) {
      const { arn, receive } = await queueOf(aws)
      const { client, subscribe, TopicArn } = await topicOf(aws)
      await subscribe(arn, raw)
      await client.send(new PublishCommand({ TargetArn: TopicArn, Message: 'test-msg-2' }))
      assert.deepEqual(
        (await receive()).map(({ Body }) => Body),
        ['test-msg-2'],
      )
    },
  },
  'Publish needs a target that is there': {
    source: RECORDED('test_unknown_topic_publish, test_publish_non_existent_target'),
    async run(aws) {
      const client = new SNSClient(aws.config)
      await refuses(client.send(new PublishCommand({ TopicArn: topicArn('none'), Message: 'm' })), {
        name: 'NotFoundException',
        message: 'Topic does not exist',
      })
      await refuses(
        client.send(
          new PublishCommand({
            TargetArn: 'arn:aws:sns:us-east-1:123456789012:endpoint/APNS/abcdef/0f7d5971-aa8b-4bd5-b585-0826e9f93a66',
            Message: 'm',
          }),
        ),
        { message: 'Invalid parameter: TargetArn Reason: No endpoint found for the target arn specified' },
      )
      await refuses(client.send(new PublishCommand({ Message: 'm' })), {
        message: 'Invalid parameter: TopicArn or TargetArn Reason: no value for required parameter',
      })
    },
  },
  'Publish to a phone wants its number': {
    source: RECORDED('test_publish_wrong_phone_format'),
    async run(aws) {
      const client = new SNSClient(aws.config)
      const publish = (PhoneNumber: string) => client.send(new PublishCommand({ PhoneNumber, Message: 'm' }))
      assert.match((await publish('+15551234567')).MessageId ?? '', UUID)
      await refuses(publish('NAA+15551234567'), {
        message: 'Invalid parameter: PhoneNumber Reason: NAA+15551234567 is not valid to publish to',
      })
    },
  },
  'A message is not empty, nor is a subject': {
    source: RECORDED('test_empty_sns_message, test_publish_with_empty_subject'),
    async run(aws) {
      const { publish } = await topicOf(aws)
      await refuses(publish(''), { message: 'Invalid parameter: Empty message' })
      await refuses(publish('m', { Subject: '' }), { message: 'Invalid parameter: Subject' })
      await refuses(publish('m', { Subject: 'x'.repeat(101) }), { message: 'Invalid parameter: Subject' })
    },
  },
  'A message has 256 KiB with its attributes': {
    source: RECORDED('test_publish_too_long_message'),
    async run(aws) {
      const { publish } = await topicOf(aws)
      await publish('x'.repeat(262_144))
      await refuses(publish('x'.repeat(262_145)), { message: 'Invalid parameter: Message too long' })
      await refuses(publish('x'.repeat(262_144), { MessageAttributes: { a: text('b') } }), {
        message: 'Invalid parameter: Message too long',
      })
    },
  },
  'MessageStructure json has a text per protocol, and a default': {
    source: RECORDED('test_message_structure_json_to_sqs, test_message_structure_json_exc'),
    async run(aws) {
      const { arn, receive } = await queueOf(aws)
      const { subscribe, publish } = await topicOf(aws)
      await subscribe(arn)
      const structured = (message: object | string) =>
        publish(typeof message === 'string' ? message : JSON.stringify(message), { MessageStructure: 'json' })
      await structured({ default: 'default field', sqs: '{"field": "value"}' })
      await structured({ default: 'default field' })
      assert.deepEqual(
        (await receive()).map((message) => envelopeOf(message)['Message']),
        ['{"field": "value"}', 'default field'],
      )
      const missing = 'Invalid parameter: Message Structure - No default entry in JSON message body'
      await refuses(structured({ sqs: 'x' }), { message: missing })
      await refuses(structured({ default: { object: 'test' } }), { message: missing })
      await refuses(structured('{"default": {}'), {
        message: 'Invalid parameter: Message Structure - JSON message body failed to parse',
      })
    },
  },
  'Attributes have names, types and values': {
    source: RECORDED('test_empty_or_wrong_message_attributes'),
    async run(aws) {
      const { publish } = await topicOf(aws)
      const name = 'InvalidParameterValueException'
      for (const [attribute, value, message] of [
        [
          'attr1',
          text(''),
          "The message attribute 'attr1' must contain non-empty message attribute value for message attribute type 'String'.",
        ],
        [
          'attr1',
          { DataType: 'Binary', StringValue: 'x' },
          "The message attribute 'attr1' with type 'Binary' must use field 'Binary'.",
        ],
        [
          'attr1',
          { DataType: 'String', BinaryValue: Uint8Array.of(1) },
          "The message attribute 'attr1' with type 'String' must use field 'String'.",
        ],
        [
          'attr1',
          { DataType: 'InvalidType', StringValue: 'x' },
          "The message attribute 'attr1' has an invalid message attribute type, the set of supported type prefixes is Binary, Number, and String.",
        ],
        ['a'.repeat(257), text('x'), 'Length of message attribute name must be less than 256 bytes.'],
        [
          'attr^',
          text('x'),
          "Invalid non-alphanumeric character '#x5E' was found in the message attribute name. Can only include alphanumeric characters, hyphens, underscores, or dots.",
        ],
        ['.attr', text('x'), "Invalid message attribute name starting with character '.' was found."],
        ['attr.', text('x'), "Invalid message attribute name ending with character '.' was found."],
        ['a..b', text('x'), "Message attribute name can not have successive '.' character."],
      ] as const)
        await refuses(publish('m', { MessageAttributes: { [attribute]: value } }), { name, message, status: 400 })
    },
  },
  'PublishBatch publishes every entry': {
    source: RECORDED('test_publish_batch_messages_from_sns_to_sqs'),
    async run(aws) {
      const { arn, receive } = await queueOf(aws)
      const { client, TopicArn, subscribe } = await topicOf(aws)
      await subscribe(arn, raw)
      const { Successful, Failed } = await client.send(
        new PublishBatchCommand({
          TopicArn,
          PublishBatchRequestEntries: [
            { Id: '1', Message: 'with', MessageAttributes: { attr1: number('19.12') } },
            { Id: '2', Message: '{"default":"test"}', MessageStructure: 'json' },
          ],
        }),
      )
      assert.deepEqual(
        Successful?.map(({ Id }) => Id),
        ['1', '2'],
      )
      assert.deepEqual(Failed, [])
      assert.deepEqual(
        (await receive()).map(({ Body, MD5OfMessageAttributes }) => [Body, MD5OfMessageAttributes]),
        [
          ['with', '1f07082409022a373fa2a2601f82b3cb'],
          ['test', undefined],
        ],
      )
    },
  },
  'PublishBatch has ten entries with distinct ids': {
    source: RECORDED('test_publish_batch_exceptions'),
    async run(aws) {
      const { client, TopicArn } = await topicOf(aws)
      const publish = (...ids: string[]) =>
        client.send(
          new PublishBatchCommand({
            TopicArn,
            PublishBatchRequestEntries: ids.map((Id) => ({ Id, Message: 'm' })),
          }),
        )
      await refuses(publish(...Array.from({ length: 11 }, (_, index) => `id${index}`)), {
        name: 'TooManyEntriesInBatchRequestException',
        message: 'The batch request contains more entries than permissible.',
      })
      await refuses(publish('1', '1'), {
        name: 'BatchEntryIdsNotDistinctException',
        message: 'Two or more batch entries in the request have the same Id.',
      })
      await refuses(publish('no spaces'), { name: 'InvalidBatchEntryIdException' })
      await refuses(publish(), { name: 'EmptyBatchRequestException' })
    },
  },
  'PublishBatch has 256 KiB in all': {
    source: API('PublishBatch: "The total aggregate size of all messages in a single batch … 262,144 bytes"'),
    async run(aws) {
      const { client, TopicArn } = await topicOf(aws)
      const PublishBatchRequestEntries = ['a', 'b'].map((Id) => ({ Id, Message: 'x'.repeat(140_000) }))
      await refuses(client.send(new PublishBatchCommand({ TopicArn, PublishBatchRequestEntries })), {
        name: 'BatchRequestTooLongException',
      })
    },
  },

  // --- Filter policies

  'Strings match exactly, by prefix, by suffix, whatever their case, or anything but': {
    source: GUIDE('String value matching'),
    async run(aws) {
      const matches = async (rule: unknown, values: readonly string[]) => {
        const { arn, receive } = await queueOf(aws)
        const { publish, subscribe, client } = await topicOf(aws)
        const SubscriptionArn = await subscribe(arn, { ...raw, FilterPolicy: JSON.stringify({ sport: [rule] }) })
        for (const value of values) await publish(value, { MessageAttributes: { sport: text(value) } })
        const got = (await receive()).map(({ Body }) => Body)
        await client.send(new UnsubscribeCommand({ SubscriptionArn }))
        return got
      }
      const values = ['baseball', 'basketball', 'rugby', 'Tennis']
      assert.deepEqual(await matches('rugby', values), ['rugby'])
      assert.deepEqual(await matches({ prefix: 'bas' }, values), ['baseball', 'basketball'])
      assert.deepEqual(await matches({ suffix: 'ball' }, values), ['baseball', 'basketball'])
      assert.deepEqual(await matches({ 'equals-ignore-case': 'tennis' }, values), ['Tennis'])
      assert.deepEqual(await matches({ 'anything-but': ['rugby', 'Tennis'] }, values), ['baseball', 'basketball'])
      assert.deepEqual(await matches({ 'anything-but': { prefix: 'b' } }, values), ['rugby', 'Tennis'])
    },
  },
  'Numbers match by value and range': {
    source: GUIDE('Numeric value matching'),
    async run(aws) {
      const policy = { price: [{ numeric: ['>', 0, '<=', 100] }, 301.5] }
      assert.deepEqual(
        await passing(aws, policy, 'MessageAttributes', {
          low: { price: number('0') },
          inside: { price: number('99.12') },
          top: { price: number('100') },
          exact: { price: number('301.50') },
          text: { price: text('50') },
        }),
        ['inside', 'top', 'exact'],
      )
    },
  },
  'Arrays match when one element does': {
    source: GUIDE('String value matching: String.Array'),
    async run(aws) {
      assert.deepEqual(
        await passing(aws, { sports: ['rugby', 'tennis'] }, 'MessageAttributes', {
          one: { sports: array('rugby', 'baseball') },
          none: { sports: array('baseball') },
          broken: { sports: { DataType: 'String.Array', StringValue: 'rugby' } },
        }),
        ['one'],
      )
    },
  },
  'An array is anything but the listed values when one of its elements is': {
    source: GUIDE('String value matching: anything-but, ["rugby", "baseball"] against ["rugby", "tennis"]'),
    async run(aws) {
      assert.deepEqual(
        await passing(aws, { sports: [{ 'anything-but': ['rugby', 'tennis'] }] }, 'MessageAttributes', {
          mixed: { sports: array('rugby', 'baseball') },
          listed: { sports: array('rugby') },
          absent: { other: text('x') },
        }),
        ['mixed'],
      )
    },
  },
  'Keys match by being there, or not': {
    source: GUIDE('Key matching'),
    async run(aws) {
      assert.deepEqual(
        await passing(aws, { store: [{ exists: true }], old: [{ exists: false }] }, 'MessageAttributes', {
          there: { store: text('x') },
          both: { store: text('x'), old: text('x') },
          neither: { other: text('x') },
          binary: { store: { DataType: 'Binary', BinaryValue: Uint8Array.of(1) } },
        }),
        ['there'],
      )
    },
  },
  'Addresses match by network': {
    source: GUIDE('String value matching: IP address matching'),
    async run(aws) {
      assert.deepEqual(
        await passing(aws, { source_ip: [{ cidr: '10.0.0.0/24' }] }, 'MessageAttributes', {
          inside: { source_ip: text('10.0.0.255') },
          outside: { source_ip: text('10.1.1.0') },
        }),
        ['inside'],
      )
    },
  },
  'All keys must match; $or is one of its branches': {
    source: GUIDE('AND/OR logic'),
    async run(aws) {
      const policy = { source: ['cloudwatch'], $or: [{ metric: ['CPU'] }, { namespace: ['EC2', 'ES'] }] }
      assert.deepEqual(
        await passing(aws, policy, 'MessageAttributes', {
          metric: { source: text('cloudwatch'), metric: text('CPU') },
          namespace: { source: text('cloudwatch'), namespace: text('ES') },
          neither: { source: text('cloudwatch'), namespace: text('S3') },
          'other source': { source: text('sns'), metric: text('CPU') },
        }),
        ['metric', 'namespace'],
      )
    },
  },
  'In the scope MessageBody the message itself is matched': {
    source: GUIDE('Payload-based filtering; Subscription filter policy scope'),
    async run(aws) {
      const policy = { store: ['example_corp'], customer: { interests: ['rugby', { prefix: 'bas' }] } }
      const body = (store: string, ...interests: string[]) => JSON.stringify({ store, customer: { interests } })
      assert.deepEqual(
        await passing(aws, policy, 'MessageBody', {
          match: body('example_corp', 'tennis', 'baseball'),
          'another store': body('other', 'rugby'),
          'no interest': body('example_corp', 'tennis'),
          'no JSON': 'store: example_corp',
          array: '[{"store":"example_corp"}]',
        }),
        ['match'],
      )
    },
  },
  'Filter policies are refused as event patterns are': {
    source: FILTERS('test_validate_policy and its like'),
    async run(aws) {
      const { subscribe } = await topicOf(aws)
      const at = (FilterPolicy: string, column: number) =>
        `\n at [Source: (String)"${FilterPolicy}"; line: 1, column: ${column}]`
      for (const [policy, reason, column] of [
        ['{"key":[["value"]]}', 'Match value must be String, number, true, false, or null', 10],
        ['{"key":[{"wrong-operator":true}]}', 'Unrecognized match type wrong-operator', 31],
        ['{"key":[{"suffix":"value","prefix":"value2"}]}', 'Only one key allowed in match expression', 37],
        ['{"key":[{"suffix":100}]}', 'suffix match pattern must be a string', 22],
        ['{"key":{"suffix":"value"}}', '"suffix" must be an object or an array', 19],
        ['{"key":[{"numeric":[]}]}', 'Invalid member in numeric match: ]', 22],
        ['{"key":[{"numeric":["=","000"]}]}', 'Value of equals must be numeric', 26],
        ['{"key":[{"numeric":[">",3,"<",1]}]}', 'Bottom must be less than top', 33],
        ['{"key":[{"exists":"no"}]}', 'exists match pattern must be either true or false.', 20],
      ] as const) {
        const message = `Invalid parameter: Attributes Reason: FilterPolicy: ${reason}${at(policy, column)}`
        await refuses(subscribe(queueArn('q'), { FilterPolicy: policy }), { message })
      }
    },
  },
  'A filter policy has five keys and 150 combinations': {
    source: FILTERS('test_policy_complexity'),
    async run(aws) {
      const { subscribe } = await topicOf(aws)
      const filter = (policy: object) => subscribe(queueArn('q'), { FilterPolicy: JSON.stringify(policy) })
      const values = (count: number) => Array.from({ length: count }, (_, index) => `v${index}`)
      const prefix = 'Invalid parameter: Attributes Reason: FilterPolicy: '
      await refuses(filter({ key: values(151) }), { message: `${prefix}Filter policy is too complex` })
      await refuses(filter({ a: values(50), b: values(4) }), { message: `${prefix}Filter policy is too complex` })
      const six = Object.fromEntries(values(6).map((key) => [key, ['x']]))
      await refuses(filter(six), { message: `${prefix}Filter policy can not have more than 5 keys` })
      await filter({ key: values(150) })
    },
  },
  'Nested filter policies are for bodies': {
    source: FILTERS('test_sub_filter_policy_nested_property'),
    async run(aws) {
      const { subscribe, setSubscription, subscription } = await topicOf(aws)
      const arn = await subscribe(queueArn('q'))
      const policy = '{"object":{"key":[{"prefix":"auto-"}]}}'
      await refuses(setSubscription(arn, 'FilterPolicy', policy), {
        message: 'Invalid parameter: Filter policy scope MessageAttributes does not support nested filter policy',
      })
      await setSubscription(arn, 'FilterPolicyScope', 'MessageBody')
      assert.equal((await subscription(arn))['FilterPolicyScope'], undefined)
      await setSubscription(arn, 'FilterPolicy', policy)
      const attributes = await subscription(arn)
      assert.equal(attributes['FilterPolicyScope'], 'MessageBody')
      assert.equal(attributes['FilterPolicy'], policy)
    },
  },

  // --- FIFO topics

  'A FIFO topic numbers its messages and hands group and deduplication id to a FIFO queue': {
    source: RECORDED('test_message_to_fifo_sqs'),
    async run(aws) {
      const { arn, receive } = await queueOf(aws, 'q.fifo', { FifoQueue: 'true' })
      const { subscribe, publish } = await topicOf(aws, 't.fifo', {
        FifoTopic: 'true',
        ContentBasedDeduplication: 'true',
      })
      await subscribe(arn)
      const { SequenceNumber } = await publish('Test', { MessageGroupId: 'message-group-id-1' })
      assert.match(SequenceNumber ?? '', /^\d{20}$/)
      const [message] = await receive()
      assert.equal(message?.Attributes?.MessageGroupId, 'message-group-id-1')
      assert.equal(
        message?.Attributes?.MessageDeduplicationId,
        '532eaabd9574880dbf76b9b8cc00832c20a6ec113d682299550d7a6e0f345e25',
      )
      const envelope = envelopeOf(message)
      assert.equal(envelope['SequenceNumber'], SequenceNumber)
      assert.equal(envelope['Signature'], undefined)
    },
  },
  'A FIFO topic demands a group and a deduplication id': {
    source: RECORDED('test_validations_for_fifo'),
    async run(aws) {
      const { publish } = await topicOf(aws, 't.fifo', { FifoTopic: 'true' })
      await refuses(publish('m', { MessageDeduplicationId: 'd' }), {
        message: 'Invalid parameter: The MessageGroupId parameter is required for FIFO topics',
      })
      await refuses(publish('m', { MessageGroupId: 'g' }), {
        message:
          'Invalid parameter: The topic should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided explicitly',
      })
      await refuses((await topicOf(aws)).publish('m', { MessageDeduplicationId: 'd' }), {
        message:
          'Invalid parameter: MessageDeduplicationId Reason: The request includes MessageDeduplicationId parameter that is not valid for this topic type',
      })
    },
  },
  'FIFO queues are for FIFO topics, and so are FIFO dead-letter queues': {
    source: RECORDED('test_validations_for_fifo'),
    async run(aws) {
      const standard = await topicOf(aws)
      await refuses(standard.subscribe(queueArn('q.fifo')), {
        message:
          'Invalid parameter: Invalid parameter: Endpoint Reason: FIFO SQS Queues can not be subscribed to standard SNS topics',
      })
      const { subscribe, setSubscription } = await topicOf(aws, 't.fifo', { FifoTopic: 'true' })
      assert.match(await subscribe(queueArn('q')), /^arn:/)
      const arn = await subscribe(queueArn('q.fifo'))
      const policy = JSON.stringify({ deadLetterTargetArn: queueArn('dead') })
      await refuses(setSubscription(arn, 'RedrivePolicy', policy), {
        message:
          'Invalid parameter: RedrivePolicy: must use a FIFO queue as DLQ for a FIFO Subscription to a FIFO Topic.',
      })
    },
  },

  // --- Failures and permissions

  'What cannot be delivered goes to the subscription’s dead-letter queue': {
    source: RECORDED('test_redrive_policy_sqs_queue_subscription'),
    async run(aws) {
      const dead = await queueOf(aws, 'dead')
      const { subscribe, publish } = await topicOf(aws)
      await subscribe(queueArn('gone'), { RedrivePolicy: JSON.stringify({ deadLetterTargetArn: dead.arn }) })
      const { MessageId } = await publish('m')
      const [message] = await dead.receive()
      const envelope = envelopeOf(message)
      assert.deepEqual([envelope['MessageId'], envelope['Message']], [MessageId, 'm'])
    },
  },
  'A queue without a policy gets nothing': {
    source: GUIDE('Subscribing an Amazon SQS queue: "To give the topic permission to send messages to a queue"'),
    async run(aws) {
      await new SQSClient(aws.config).send(new CreateQueueCommand({ QueueName: 'closed' }))
      const { subscribe, publish } = await topicOf(aws)
      await subscribe(queueArn('closed'))
      await publish('m')
      assert.deepEqual(await receive(aws, 'closed'), [])
    },
  },
  'AddPermission and RemovePermission write the topic’s policy': {
    source: API('AddPermission, RemovePermission'),
    async run(aws) {
      const { client, TopicArn, attributes } = await topicOf(aws)
      const statements = async () =>
        (JSON.parse((await attributes())['Policy'] ?? '') as { Statement: Record<string, unknown>[] }).Statement
      await client.send(
        new AddPermissionCommand({ TopicArn, Label: 'p', AWSAccountId: ['111122223333'], ActionName: ['Publish'] }),
      )
      assert.deepEqual((await statements())[1], {
        Sid: 'p',
        Effect: 'Allow',
        Principal: { AWS: 'arn:aws:iam::111122223333:root' },
        Action: 'SNS:Publish',
        Resource: TopicArn,
      })
      await client.send(new RemovePermissionCommand({ TopicArn, Label: 'p' }))
      assert.equal((await statements()).length, 1)
    },
  },
  'A role needs sns:Publish': {
    source: 'IAM User Guide, troubleshoot access denied; SNS’s error: AuthorizationError, 403, actions as SNS:Publish',
    async run(aws) {
      const { TopicArn, publish } = await topicOf(aws)
      await publish('m')
      const policy = (Resource: string) => ({
        Version: '2012-10-17',
        Statement: [{ Effect: 'Allow', Action: 'sns:Publish', Resource }],
      })
      const may = new SNSClient(await aws.role(policy(TopicArn)))
      await may.send(new PublishCommand({ TopicArn, Message: 'm' }))
      const mayNot = new SNSClient(await aws.role(policy(topicArn('other'))))
      const denied = mayNot.send(new PublishCommand({ TopicArn, Message: 'm' }))
      await assert.rejects(denied, AuthorizationErrorException)
      await refuses(denied, {
        name: 'AuthorizationErrorException',
        status: 403,
        message: /is not authorized to perform: SNS:Publish on resource: arn:aws:sns:us-east-1:123456789012:t /i,
      })
    },
  },
})

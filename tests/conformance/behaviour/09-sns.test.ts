/** Fact sheet §9.2: how SNS delivers, what it refuses, and where a message ends that it cannot deliver. */

import { describe, expect, test } from 'vitest'
import { AwsError } from '../../../src/cloud/aws/aws-error'
import type { StackResource, TemplateValue } from '../../../src/cloud/aws/template'
import { fail, type Script } from '../../unit/cloud/scripted-host'
import { account, DEAD_LETTERS, FUNCTION as TARGET } from '../../unit/cloud/services/sns/account'
import { arnOf, deploy, lambdaFunction, queue, type Run } from '../../unit/cloud/stack'
import { destination, eventInvoke, lambdaApi, received, recordsIn } from './asynchronous'
import {
  attributes,
  FUNCTION,
  openQueue,
  order,
  payloads,
  permission,
  publish,
  silent,
  sns,
  subscription,
  TOPIC,
  topic,
} from './push'

type Properties = Record<string, TemplateValue>

function stack(resources: readonly StackResource[], script: Script = silent): Run {
  const run = deploy(resources, script)
  expect(run.diagnostics).toEqual([])
  return run
}

const SNS = 'sns.amazonaws.com'
const PERMITTED = [lambdaFunction('F'), topic(), permission(SNS, { Ref: 'T' })]
const TO_QUEUE = [topic(), ...openQueue('Q', SNS)]
const redrive: Properties = { RedrivePolicy: { deadLetterTargetArn: arnOf('D') } }
const messages = (run: Run): string[] =>
  payloads(run).map((text) => (JSON.parse(text) as { Records: [{ Sns: { Message: string } }] }).Records[0].Sns.Message)

describe('§9.2 SNS retries, to AWS’s own endpoints', () => {
  const broken = (): AwsError => new AwsError('InternalError', 500, 'broken')

  /** One message to a function, refused as often as told. */
  async function tried(span: number, { error = broken, times = Infinity } = {}) {
    const run = account()
    let refusals = 0
    run.refuse = (target) => (target === TARGET && refusals++ < times ? error() : null)
    const topicArn = run.topic()
    run.subscribe(topicArn, TARGET, { RedrivePolicy: JSON.stringify({ deadLetterTargetArn: DEAD_LETTERS }) })
    run.call('Publish', { TopicArn: topicArn, Message: 'm' })
    await run.run(span)
    const at = run.deliveries.filter(({ target }) => target === TARGET).map((delivery) => delivery.at)
    return { run, at, waits: at.slice(1).map((time, index) => time - (at[index] ?? 0)) }
  }

  // Amazon SNS Developer Guide, "Message delivery retries": AWS managed endpoints.
  test('three come at once', async () => {
    expect((await tried(200_000)).waits.slice(0, 3)).toEqual([0, 0, 0])
  })

  test('then two, a second apart', async () => {
    expect((await tried(200_000)).waits.slice(3, 5)).toEqual([1000, 1000])
  })

  test('then ten, from 1 s to 20 s, exponentially, to the millisecond', async () => {
    const waits = (await tried(200_000)).waits.slice(5, 15)
    expect(waits).toEqual([1000, 1395, 1946, 2714, 3786, 5282, 7368, 10_278, 14_337, 20_000])
  })

  test('then one every 20 s', async () => {
    expect((await tried(200_000)).waits.slice(15, 20)).toEqual([20_000, 20_000, 20_000, 20_000, 20_000])
  })

  test('the long phase keeps no run from coming to rest', async () => {
    const { run } = await tried(70_200)
    expect(run.kernel.nextForegroundAt).toBeNull()
    expect(run.kernel.nextAt).not.toBeNull()
  })

  test('there are 100,015 of them, over 23 days; then the message is in the dead-letter queue', async () => {
    const { run, at } = await tried(24 * 86_400_000)
    expect(at).toHaveLength(1 + 100_015)
    expect((at.at(-1) ?? 0) / 86_400_000).toBeCloseTo(23.15, 2)
    expect(run.deliveries.at(-1)).toMatchObject({ target: DEAD_LETTERS, at: at.at(-1) })
  }, 60_000)

  test('they end when the endpoint takes the message', async () => {
    const { run, at } = await tried(200_000, { times: 5 })
    expect(at).toEqual([0, 0, 0, 0, 1000, 2000])
    expect(run.facts('sns.delivered')).toMatchObject([{ attempt: 6 }])
  })

  test.each([
    ['a missing permission', 'AuthorizationError', 403],
    ['a deleted endpoint', 'ResourceNotFoundException', 404],
    ['a request that is wrong', 'InvalidParameterValueException', 400],
  ])(
    'there are none after a client’s error, %s: the message is in the dead-letter queue at once',
    async (_, code, status) => {
      const { run, at } = await tried(200_000, { error: () => new AwsError(code, status, 'no') })
      expect(at).toEqual([0])
      expect(run.deliveries.at(-1)).toMatchObject({ target: DEAD_LETTERS, at: 0 })
    },
  )

  test('throttling is an error of the service’s', async () => {
    const { at } = await tried(0, { error: () => new AwsError('TooManyRequestsException', 429, 'Rate Exceeded.') })
    expect(at).toEqual([0, 0, 0, 0])
  })
})

describe('§9.2 SNS to functions', () => {
  test('the function’s policy must let sns.amazonaws.com in for the topic', async () => {
    const run = stack([lambdaFunction('F'), topic(), permission(SNS, `${TOPIC}2`), subscription('lambda', 'F')])
    await publish(run, 'm')
    await run.idle()
    expect(payloads(run)).toEqual([])
    expect(run.trace('sns.delivery-failed', 'sns.discarded')).toMatchObject([
      { type: 'sns.delivery-failed', at: 0, attempt: 1, retryAt: null },
      { type: 'sns.discarded', at: 0 },
    ])
  })

  test('without that permission the message is in the subscription’s dead-letter queue, enveloped as for a queue', async () => {
    const run = stack([lambdaFunction('F'), topic(), ...openQueue('D', SNS), subscription('lambda', 'F', redrive)])
    await publish(run, 'm', attributes({ a: ['Number', '1'] }))
    await run.advance(0)
    const [letter = {}] = await recordsIn(run, 'D')
    expect(order(letter)).toBe(
      'Type,MessageId,TopicArn,Message,Timestamp,SignatureVersion,Signature,SigningCertURL,UnsubscribeURL,' +
        'MessageAttributes{a{Type,Value}}',
    )
    expect(letter).toMatchObject({ Message: 'm', MessageAttributes: { a: { Type: 'Number', Value: '1' } } })
  })

  test('a function that is gone is a client’s error, too', async () => {
    const run = stack([...PERMITTED, ...openQueue('D', SNS), subscription('lambda', 'F', redrive)])
    await lambdaApi(run, 'DELETE', '/2015-03-31/functions/F')
    await publish(run, 'm')
    await run.advance(0)
    expect(await recordsIn(run, 'D')).toMatchObject([{ Message: 'm' }])
    expect(run.trace('sns.delivery-failed')).toMatchObject([
      { message: expect.stringContaining('ResourceNotFoundException') as unknown, retryAt: null },
    ])
  })

  test('a dead-letter queue that does not let SNS in gets nothing', async () => {
    const run = stack([lambdaFunction('F'), topic(), queue('D'), subscription('lambda', 'F', redrive)])
    await publish(run, 'm')
    await run.idle()
    expect(await received(run, 'D')).toEqual([])
    expect(run.trace('sns.discarded')).toHaveLength(1)
  })

  test('what the function throws is Lambda’s business: its retries, its destination', async () => {
    const run = stack(
      [
        ...PERMITTED,
        ...openQueue('D', SNS),
        queue('Fail'),
        eventInvoke({ ...destination('OnFailure', 'Fail'), MaximumRetryAttempts: 1 }),
        subscription('lambda', 'F', redrive),
      ],
      { invoke: () => ({ takes: 0, outcome: fail('boom') }) },
    )
    await publish(run, 'm')
    await run.idle()
    expect(run.trace('sns.delivered')).toMatchObject([{ attempt: 1, at: 0 }])
    expect(await received(run, 'D')).toEqual([])
    expect(await recordsIn(run, 'Fail')).toMatchObject([{ requestContext: { approximateInvokeCount: 2 } }])
  })

  test('raw delivery is not for functions', async () => {
    const run = stack(PERMITTED)
    const { status, text } = await sns(run, 'Subscribe', {
      TopicArn: TOPIC,
      Protocol: 'lambda',
      Endpoint: FUNCTION,
      'Attributes.entry.1.key': 'RawMessageDelivery',
      'Attributes.entry.1.value': 'true',
    })
    expect(status).toBe(400)
    expect(text).toContain('InvalidParameter')
  })

  test('a FIFO topic has no functions as subscribers', async () => {
    const run = stack([lambdaFunction('F'), topic({ TopicName: 'T.fifo', FifoTopic: true })])
    const answer = await sns(run, 'Subscribe', { TopicArn: `${TOPIC}.fifo`, Protocol: 'lambda', Endpoint: FUNCTION })
    expect(answer.status).toBe(400)
  })

  test('every confirmed subscription gets a message of its own', async () => {
    const run = stack([...PERMITTED, ...openQueue('Q', SNS), subscription('lambda', 'F'), subscription('sqs', 'Q')])
    await publish(run, 'm')
    await run.idle()
    expect(messages(run)).toEqual(['m'])
    expect(await recordsIn(run, 'Q')).toMatchObject([{ Message: 'm' }])
  })
})

describe('§9.2 SNS filter policies', () => {
  const filtered = (FilterPolicy: Properties, FilterPolicyScope = 'MessageAttributes'): readonly StackResource[] => [
    ...PERMITTED,
    subscription('lambda', 'F', { FilterPolicy, FilterPolicyScope }),
  ]

  test.each([
    ['exact', ['red'], ['red', 'Red', 'blue'], ['red']],
    ['prefix', [{ prefix: 're' }], ['red', 'blue'], ['red']],
    ['suffix', [{ suffix: 'ue' }], ['red', 'blue'], ['blue']],
    ['anything-but', [{ 'anything-but': ['red'] }], ['red', 'blue'], ['blue']],
    ['anything-but prefix', [{ 'anything-but': { prefix: 're' } }], ['red', 'blue'], ['blue']],
    ['equals-ignore-case', [{ 'equals-ignore-case': 'RED' }], ['red', 'blue'], ['red']],
    ['cidr', [{ cidr: '10.0.0.0/24' }], ['10.0.0.9', '10.0.1.9'], ['10.0.0.9']],
    ['one of several', ['red', 'blue'], ['red', 'green', 'blue'], ['red', 'blue']],
  ])('%s', async (_, alternatives, values, expected) => {
    const run = stack(filtered({ colour: alternatives as TemplateValue }))
    for (const value of values) await publish(run, value, attributes({ colour: ['String', value] }))
    await run.idle()
    expect(messages(run)).toEqual(expected)
  })

  test('numeric compares attributes of type Number', async () => {
    const run = stack(filtered({ price: [{ numeric: ['>=', 10, '<', 20] }] }))
    for (const value of ['9', '10', '19.5', '20']) await publish(run, value, attributes({ price: ['Number', value] }))
    await publish(run, 'text', attributes({ price: ['String', '15'] }))
    await run.idle()
    expect(messages(run)).toEqual(['10', '19.5'])
  })

  test('a String.Array matches when one of its elements does', async () => {
    const run = stack(filtered({ colour: ['red'] }))
    await publish(run, 'yes', attributes({ colour: ['String.Array', '["blue","red"]'] }))
    await publish(run, 'no', attributes({ colour: ['String.Array', '["blue"]'] }))
    await run.idle()
    expect(messages(run)).toEqual(['yes'])
  })

  test('exists; anything-but wants the attribute to be there', async () => {
    const absent = stack(filtered({ colour: [{ exists: false }] }))
    const other = stack(filtered({ colour: [{ 'anything-but': 'red' }] }))
    for (const run of [absent, other]) {
      await publish(run, 'without')
      await publish(run, 'with', attributes({ colour: ['String', 'blue'] }))
      await run.idle()
    }
    expect(messages(absent)).toEqual(['without'])
    expect(messages(other)).toEqual(['with'])
  })

  test('all keys must match; of $or one branch', async () => {
    const run = stack(filtered({ colour: ['red'], $or: [{ size: ['S'] }, { price: [{ numeric: ['<', 5] }] }] }))
    await publish(run, 'size', attributes({ colour: ['String', 'red'], size: ['String', 'S'] }))
    await publish(run, 'price', attributes({ colour: ['String', 'red'], price: ['Number', '4'] }))
    await publish(run, 'neither', attributes({ colour: ['String', 'red'] }))
    await publish(run, 'blue', attributes({ colour: ['String', 'blue'], size: ['String', 'S'] }))
    await run.idle()
    expect(messages(run)).toEqual(['size', 'price'])
  })

  test('scope MessageBody looks into the message, nested', async () => {
    const run = stack(filtered({ order: { colour: ['red'] } }, 'MessageBody'))
    await publish(run, '{"order":{"colour":"red"}}')
    await publish(run, '{"order":{"colour":"blue"}}')
    await publish(run, 'red')
    await run.idle()
    expect(messages(run)).toEqual(['{"order":{"colour":"red"}}'])
  })

  test('what is filtered out is no failure: no dead letter', async () => {
    const run = stack([
      ...PERMITTED,
      ...openQueue('D', SNS),
      subscription('lambda', 'F', { ...redrive, FilterPolicy: { colour: ['red'] } }),
    ])
    await publish(run, 'm')
    await run.idle()
    expect(await received(run, 'D')).toEqual([])
    expect(run.trace('sns.filtered')).toHaveLength(1)
  })

  test.each([
    [
      'more than 5 keys',
      { a: ['1'], b: ['1'], c: ['1'], d: ['1'], e: ['1'], f: ['1'] },
      'Filter policy can not have more than 5 keys',
    ],
    [
      'more than 150 combinations',
      {
        a: Array.from({ length: 16 }, (_, index) => String(index)),
        b: Array.from({ length: 10 }, (_, i) => String(i)),
      },
      'Filter policy is too complex',
    ],
    [
      'nesting, in the scope of attributes',
      { a: { b: ['1'] } },
      'Filter policy scope MessageAttributes does not support nested filter policy',
    ],
  ])('refused: %s', async (_, policy, message) => {
    const run = stack(PERMITTED)
    const { status, text } = await sns(run, 'Subscribe', {
      TopicArn: TOPIC,
      Protocol: 'lambda',
      Endpoint: FUNCTION,
      'Attributes.entry.1.key': 'FilterPolicy',
      'Attributes.entry.1.value': JSON.stringify(policy),
    })
    expect(status).toBe(400)
    expect(text).toContain('<Code>InvalidParameter</Code>')
    expect(text).toContain(message)
  })

  test('refused: another scope', async () => {
    const run = stack(PERMITTED)
    const { text } = await sns(run, 'Subscribe', {
      TopicArn: TOPIC,
      Protocol: 'lambda',
      Endpoint: FUNCTION,
      'Attributes.entry.1.key': 'FilterPolicyScope',
      'Attributes.entry.1.value': 'X',
    })
    expect(text).toContain('FilterPolicyScope: Invalid value [X]. Please use either MessageBody or MessageAttributes')
  })

  test('a topic has 200 filter policies at most', async () => {
    const run = account()
    const topicArn = run.topic()
    const FilterPolicy = '{"a":["b"]}'
    const subscribe = (index: number) => run.subscribe(topicArn, `${TARGET}${index}`, { FilterPolicy })
    for (let index = 0; index < 200; index++) subscribe(index)
    expect(() => subscribe(200)).toThrow(
      expect.objectContaining({ code: 'FilterPolicyLimitExceededException' }) as Error,
    )
    const plain = run.subscribe(topicArn, `${TARGET}-plain`)
    const set = () =>
      run.call('SetSubscriptionAttributes', {
        SubscriptionArn: plain,
        AttributeName: 'FilterPolicy',
        AttributeValue: FilterPolicy,
      })
    expect(set).toThrow(expect.objectContaining({ statusCode: 403 }) as Error)
  })
})

describe('§9.2 SNS messages', () => {
  const bodyInQueue = async (run: Run): Promise<Record<string, unknown>> => (await recordsIn(run, 'Q'))[0] ?? {}

  test.each([
    ['a message of 262,144 bytes', 'x'.repeat(262_144), 200],
    ['one more', 'x'.repeat(262_145), 400],
    ['bytes, not characters', 'ü'.repeat(131_073), 400],
  ])('have 256 KB: %s', async (_, Message, status) => {
    expect((await sns(stack([topic()]), 'Publish', { TopicArn: TOPIC, Message })).status).toBe(status)
  })

  test.each([
    [100, 200],
    [101, 400],
  ])('have a subject of 100 characters: %i', async (length, status) => {
    const answer = await sns(stack([topic()]), 'Publish', {
      TopicArn: TOPIC,
      Message: 'm',
      Subject: 'x'.repeat(length),
    })
    expect(answer.status).toBe(status)
  })

  test('a batch has ten entries', async () => {
    const entries = Array.from({ length: 11 }, (_, index) => {
      const at = `PublishBatchRequestEntries.member.${index + 1}`
      return [[`${at}.Id`, `e${index}`] as const, [`${at}.Message`, 'm'] as const]
    }).flat()
    const answer = await sns(stack([topic()]), 'PublishBatch', { TopicArn: TOPIC, ...Object.fromEntries(entries) })
    expect(answer.status).toBe(400)
    expect(answer.text).toContain('TooManyEntriesInBatchRequest')
  })

  test('MessageStructure json needs a default', async () => {
    const answer = await sns(stack([topic()]), 'Publish', {
      TopicArn: TOPIC,
      Message: '{"lambda":"m"}',
      MessageStructure: 'json',
    })
    expect(answer.status).toBe(400)
  })

  test('a queue’s envelope has no Subject and no MessageAttributes where there are none, and URL in capitals', async () => {
    const run = stack([...TO_QUEUE, subscription('sqs', 'Q')])
    await publish(run, 'm')
    await run.idle()
    expect(order(await bodyInQueue(run))).toBe(
      'Type,MessageId,TopicArn,Message,Timestamp,SignatureVersion,Signature,SigningCertURL,UnsubscribeURL',
    )
  })

  test('with a subject it comes after the topic', async () => {
    const run = stack([...TO_QUEUE, subscription('sqs', 'Q')])
    await publish(run, 'm', { Subject: 's' })
    await run.idle()
    expect(order(await bodyInQueue(run))).toContain('TopicArn,Subject,Message')
  })

  test('raw: the body is the message, its attributes are the queue’s', async () => {
    const run = stack([...TO_QUEUE, subscription('sqs', 'Q', { RawMessageDelivery: true })])
    await publish(run, 'm', attributes({ a: ['String', 'x'] }))
    await run.idle()
    expect(await received(run, 'Q')).toMatchObject([
      { Body: 'm', MessageAttributes: { a: { DataType: 'String', StringValue: 'x' } } },
    ])
  })

  test('raw with more than ten attributes is not delivered', async () => {
    const run = stack([...TO_QUEUE, subscription('sqs', 'Q', { RawMessageDelivery: true })])
    const many = Object.fromEntries(Array.from({ length: 11 }, (_, index) => [`a${index}`, ['String', 'x'] as const]))
    await publish(run, 'm', attributes(many))
    await run.idle()
    expect(await received(run, 'Q')).toEqual([])
    expect(run.trace('sns.discarded')).toHaveLength(1)
  })

  test('of a FIFO topic have a SequenceNumber and no signature', async () => {
    const run = stack([
      topic({ TopicName: 'T.fifo', FifoTopic: true, ContentBasedDeduplication: true }),
      ...openQueue('Q', SNS),
      subscription('sqs', 'Q'),
    ])
    await sns(run, 'Publish', { TopicArn: `${TOPIC}.fifo`, Message: 'm', MessageGroupId: 'g' })
    await run.idle()
    expect(order(await bodyInQueue(run))).toBe(
      'Type,MessageId,SequenceNumber,TopicArn,Message,Timestamp,UnsubscribeURL',
    )
  })

  test('of a FIFO topic are published once in 5 minutes, and need a group', async () => {
    const run = stack([
      topic({ TopicName: 'T.fifo', FifoTopic: true, ContentBasedDeduplication: true }),
      ...openQueue('Q', SNS),
      subscription('sqs', 'Q'),
    ])
    const send = (more = {}) => sns(run, 'Publish', { TopicArn: `${TOPIC}.fifo`, Message: 'm', ...more })
    expect((await send()).status).toBe(400)
    await send({ MessageGroupId: 'g' })
    await run.advance(299_999)
    await send({ MessageGroupId: 'g' })
    await run.advance(1)
    await send({ MessageGroupId: 'g' })
    await run.idle()
    expect(run.trace('sns.delivered')).toHaveLength(2)
  })
})

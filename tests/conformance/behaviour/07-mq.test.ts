/** Amazon MQ as an event source. Source: fact sheet §7.1, §7.4; Guide, "Using Lambda with Amazon MQ". */

import { describe, expect, it } from 'vitest'
import { fail, respond } from '../../unit/cloud/scripted-host'
import { arnOf, COLD, lambdaFunction, resource, START_TIME } from '../../unit/cloud/stack'
import { BASIC_AUTH, deploy, put, SECRET, text } from './brokers'
import { playground } from './playground'
import { recorder, underWay } from './polling'

interface MqEvent {
  readonly eventSource: string
  readonly eventSourceArn: string
  readonly messages?: readonly { readonly data: string; readonly redelivered: boolean }[]
  readonly rmqMessagesByQueue?: Readonly<Record<string, readonly { readonly data: string }[]>>
}
const bodiesOf = ({ messages, rmqMessagesByQueue }: MqEvent): string[] =>
  (messages ?? Object.values(rmqMessagesByQueue ?? {}).flat()).map(({ data }) => text(data))

const broker = (EngineType: 'ACTIVEMQ' | 'RABBITMQ') =>
  resource('Broker', 'AWS::AmazonMQ::Broker', { BrokerName: 'jobs', EngineType })
const mapping = (properties = {}) =>
  resource('M', 'AWS::Lambda::EventSourceMapping', {
    FunctionName: { Ref: 'F' },
    EventSourceArn: arnOf('Broker'),
    Queues: ['work'],
    SourceAccessConfigurations: BASIC_AUTH,
    ...properties,
  })
const stackOf = (engine: 'ACTIVEMQ' | 'RABBITMQ', properties = {}) => [
  lambdaFunction('F', { Timeout: 60 }),
  broker(engine),
  mapping(properties),
]
const mq = recorder<MqEvent>

describe('§7.4 the event of ActiveMQ', () => {
  it('has a list of JMS messages', async () => {
    const { events, script } = mq()
    const run = deploy(stackOf('ACTIVEMQ'), script)
    await put(run, 'Broker/work', { body: 'ABC:AAAA', headers: { index: '1' }, timeToLive: 60_000 })
    await run.idle()
    expect(events).toEqual([
      {
        eventSource: 'aws:mq',
        eventSourceArn: expect.stringMatching(
          /^arn:aws:mq:us-east-1:123456789012:broker:jobs:b-[0-9a-f-]{36}$/,
        ) as string,
        messages: [
          {
            messageID: expect.stringMatching(/^ID:b-[0-9a-f-]{36}-1\.mq\./) as string,
            messageType: 'jms/text-message',
            deliveryMode: 2,
            replyTo: null,
            type: null,
            expiration: '60000',
            priority: 4,
            redelivered: false,
            destination: { physicalName: 'work' },
            data: 'QUJDOkFBQUE=',
            timestamp: START_TIME,
            brokerInTime: START_TIME,
            brokerOutTime: START_TIME,
            properties: { index: '1' },
          },
        ],
      },
    ])
  })
})

describe('§7.4 the event of RabbitMQ', () => {
  it('has messages by queue and virtual host', async () => {
    const { events, script } = mq()
    const run = deploy(stackOf('RABBITMQ'), script)
    await put(run, 'Broker/work', { body: 'hi', headers: { header1: 'value1' } })
    await run.idle()
    expect(events).toEqual([
      {
        eventSource: 'aws:rmq',
        eventSourceArn: expect.stringContaining(':broker:jobs:b-') as string,
        rmqMessagesByQueue: {
          'work::/': [
            {
              basicProperties: {
                contentType: 'text/plain',
                contentEncoding: null,
                headers: { header1: { bytes: [118, 97, 108, 117, 101, 49] } },
                deliveryMode: 2,
                priority: null,
                correlationId: null,
                replyTo: null,
                expiration: null,
                messageId: expect.any(String) as string,
                timestamp: null,
                type: null,
                userId: null,
                appId: null,
                clusterId: null,
                bodySize: 2,
              },
              redelivered: false,
              data: 'aGk=',
            },
          ],
        },
      },
    ])
  })

  it('another virtual host is part of the queue’s name', async () => {
    const { events, script } = mq()
    const access = [...BASIC_AUTH, { Type: 'VIRTUAL_HOST', URI: 'shop' }]
    const run = deploy(stackOf('RABBITMQ', { SourceAccessConfigurations: access }), script)
    await put(run, 'Broker/work?virtualHost=shop', { body: 'hi' })
    await run.idle()
    expect(Object.keys(events[0]?.rmqMessagesByQueue ?? {})).toEqual(['work::shop'])
  })

  it('reaches a real handler', async () => {
    const run = await playground(stackOf('RABBITMQ'), {
      F: `exports.handler = async ({ rmqMessagesByQueue }) => {
        for (const [queue, messages] of Object.entries(rmqMessagesByQueue))
          console.log(queue, messages.map(({ data }) => Buffer.from(data, 'base64').toString()).join())
      }`,
    })
    await put(run, 'Broker/work', { body: 'hello' })
    await run.advance(5_000)
    expect(run.logs().join('\n')).toContain('work::/ hello')
  })
})

describe('§7.1 batches of a broker', () => {
  it('the window is 500 ms unless it is set', async () => {
    const run = deploy(stackOf('ACTIVEMQ'), mq().script)
    await put(run, 'Broker/work', { body: 'a' })
    await run.idle()
    expect(run.trace('mapping.batch-sent')).toMatchObject([{ at: 500, cause: 'batch-window' }])
  })

  it('a batch has 100 messages unless it is set', async () => {
    const { events, script } = mq()
    const run = deploy(stackOf('ACTIVEMQ'), script)
    for (let index = 0; index < 120; index++) await put(run, 'Broker/work', { body: String(index) })
    await run.idle()
    expect(events.map((event) => bodiesOf(event).length)).toEqual([100, 20])
  })

  it.each([
    ['ACTIVEMQ', 5],
    ['RABBITMQ', 1],
  ] as const)('%s: %i at a time, however many wait', async (engine, concurrency) => {
    const run = deploy(stackOf(engine, { BatchSize: 1 }), mq(() => respond(null), 50_000).script)
    for (let index = 0; index < 10; index++) await put(run, 'Broker/work', { body: String(index) })
    await run.advance(40_000)
    expect(underWay(run)).toBe(concurrency)
  })

  it('success acknowledges the messages', async () => {
    const run = deploy(stackOf('ACTIVEMQ'), mq().script)
    await put(run, 'Broker/work', { body: 'a' })
    await run.idle()
    expect(run.trace('mq.removed')).toMatchObject([{ cause: 'acknowledged', at: 500 + COLD + 1 }])
  })

  it('an error retries the whole batch until it succeeds, after 1 s, 2 s, 4 s … (MODEL)', async () => {
    const { events, script } = mq((_, nth) => (nth < 4 ? fail('no') : respond(null)))
    const run = deploy(stackOf('RABBITMQ', { BatchSize: 2 }), script)
    await put(run, 'Broker/work', { body: 'a' })
    await put(run, 'Broker/work', { body: 'b' })
    await run.idle()
    expect(events.map(bodiesOf)).toEqual(Array.from({ length: 4 }, () => ['a', 'b']))
    const ended = COLD + 1
    expect(run.trace('mapping.batch-sent').map(({ at }) => at)).toEqual([
      0,
      ended + 1_000,
      ended + 1_000 + 1 + 2_000,
      ended + 1_000 + 1 + 2_000 + 1 + 4_000,
    ])
  })

  it('or until the messages expire', async () => {
    const { events, script } = mq(() => fail('no'))
    const run = deploy(stackOf('RABBITMQ', { BatchSize: 1 }), script)
    await put(run, 'Broker/work', { body: 'a', timeToLive: 5_000 })
    await run.idle()
    expect(events.length).toBe(3)
    expect(run.trace('mq.removed')).toMatchObject([{ cause: 'expired', at: 5_000 }])
  })

  it('a message that nobody takes expires', async () => {
    const run = deploy([lambdaFunction('F'), broker('ACTIVEMQ')], mq().script)
    await put(run, 'Broker/work', { body: 'a', timeToLive: 7_000 })
    await run.idle()
    expect(run.trace('mq.removed')).toMatchObject([{ cause: 'expired', at: 7_000 }])
  })

  it('what a disabled mapping was gathering goes back to the queue, redelivered', async () => {
    const { events, script } = mq()
    const run = deploy(stackOf('ACTIVEMQ', { MaximumBatchingWindowInSeconds: 60 }), script)
    await put(run, 'Broker/work', { body: 'a' })
    await run.advance(1_000)
    const uuid = run.trace('mapping.state')[0]?.mapping ?? ''
    for (const Enabled of [false, true]) {
      const answer = await run.cloud.aws({
        method: 'PUT',
        url: `https://lambda.us-east-1.amazonaws.com/2015-03-31/event-source-mappings/${uuid}`,
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ Enabled }),
      })
      expect(answer.status, String(answer.body)).toBe(202)
      await run.advance(10_000)
    }
    await run.idle()
    expect(events).toHaveLength(1)
    expect(events[0]?.messages?.[0]?.redelivered).toBe(true)
  })
})

describe('§7.5 filters of a broker', () => {
  it.each<[string, object, string[]]>([
    ['on JSON data', { data: { a: [1] } }, ['{"a":1}']],
    ['on plain text', { data: ['text'] }, ['text']],
  ])('%s', async (_, pattern, passed) => {
    const { events, script } = mq()
    const criteria = { FilterCriteria: { Filters: [{ Pattern: JSON.stringify(pattern) }] } }
    const run = deploy(stackOf('ACTIVEMQ', criteria), script)
    expect(run.diagnostics).toEqual([])
    for (const body of ['{"a":1}', '{"a":2}', 'text']) await put(run, 'Broker/work', { body })
    await run.idle()
    expect(events.flatMap(bodiesOf)).toEqual(passed)
    expect(run.trace('mq.removed')).toHaveLength(3)
  })
})

describe('§7.4 what a mapping of a broker must and may have', () => {
  it.each<[string, object, RegExp]>([
    ['a queue', { Queues: undefined }, /'queues'/],
    ['one queue, not two', { Queues: ['a', 'b'] }, /'queues'/],
    ['credentials', { SourceAccessConfigurations: [] }, /'sourceAccessConfigurations'/],
    [
      'no other access',
      { SourceAccessConfigurations: [...BASIC_AUTH, { Type: 'VPC_SUBNET', URI: 'subnet:1' }] },
      /VPC_SUBNET/,
    ],
    ['no starting position', { StartingPosition: 'LATEST' }, /Unsupported StartingPosition parameter/],
    ['no retry limit', { MaximumRetryAttempts: 2 }, /Unsupported MaximumRetryAttempts parameter/],
    ['no destination', { DestinationConfig: {} }, /Unsupported DestinationConfig parameter/],
    [
      'no partial responses',
      { FunctionResponseTypes: ['ReportBatchItemFailures'] },
      /Unsupported FunctionResponseTypes/,
    ],
  ])('%s', (_, properties, message) => {
    expect(deploy(stackOf('ACTIVEMQ', properties), mq().script).diagnostics[0]?.message).toMatch(message)
  })

  it.each([
    ['mq:DescribeBroker', 'DescribeBroker on MQ'],
    ['secretsmanager:GetSecretValue', 'GetSecretValue on SecretsManager'],
    ['ec2:CreateNetworkInterface', 'CreateNetworkInterface on EC2'],
  ])('its role needs %s', (missing, call) => {
    const all = [
      'mq:DescribeBroker',
      'secretsmanager:GetSecretValue',
      ...'CreateNetworkInterface DescribeNetworkInterfaces DescribeVpcs DeleteNetworkInterface DescribeSubnets DescribeSecurityGroups'
        .split(' ')
        .map((name) => `ec2:${name}`),
    ]
    const role = resource('R', 'AWS::IAM::Role', {
      AssumeRolePolicyDocument: {
        Version: '2012-10-17',
        Statement: [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }],
      },
      Policies: [
        {
          PolicyName: 'p',
          PolicyDocument: {
            Version: '2012-10-17',
            Statement: [{ Effect: 'Allow', Action: all.filter((action) => action !== missing), Resource: '*' }],
          },
        },
      ],
    })
    const resources = [role, lambdaFunction('F', { Role: arnOf('R') }), broker('ACTIVEMQ'), mapping()]
    expect(deploy(resources, mq().script).diagnostics[0]?.message).toBe(
      `The provided execution role does not have permissions to call ${call}`,
    )
    expect(SECRET).toContain('secretsmanager')
  })
})

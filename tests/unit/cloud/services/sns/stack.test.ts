/** SNS among the others: functions, queues, permissions, and the CloudFormation types. */

import { describe, expect, it } from 'vitest'
import type { TemplateValue } from '../../../../../src/cloud/aws/template'
import { fail, type Script } from '../../scripted-host'
import { arnOf, deploy, lambdaFunction, queue, resource, sqs } from '../../stack'

const topic = (properties: Record<string, TemplateValue> = {}) =>
  resource('T', 'AWS::SNS::Topic', { TopicName: 'T', ...properties })
const subscription = (protocol: string, endpoint: TemplateValue, properties: Record<string, TemplateValue> = {}) =>
  resource('S', 'AWS::SNS::Subscription', {
    TopicArn: { Ref: 'T' },
    Protocol: protocol,
    Endpoint: endpoint,
    ...properties,
  })
const permission = resource('P', 'AWS::Lambda::Permission', {
  Action: 'lambda:InvokeFunction',
  FunctionName: { Ref: 'F' },
  Principal: 'sns.amazonaws.com',
  SourceArn: { Ref: 'T' },
})
const queuePolicy = resource('QP', 'AWS::SQS::QueuePolicy', {
  Queues: [{ Ref: 'Q' }],
  PolicyDocument: {
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Principal: { Service: 'sns.amazonaws.com' },
        Action: 'sqs:SendMessage',
        Resource: arnOf('Q'),
        Condition: { ArnEquals: { 'aws:SourceArn': { Ref: 'T' } } },
      },
    ],
  },
})

type Stack = ReturnType<typeof deploy>

async function publish(run: Stack, Message: string): Promise<void> {
  const body = new URLSearchParams({
    Action: 'Publish',
    Version: '2010-03-31',
    TopicArn: 'arn:aws:sns:us-east-1:123456789012:T',
    Message,
  }).toString()
  const { status } = await run.cloud.aws({
    method: 'POST',
    url: 'https://sns.us-east-1.amazonaws.com/',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body,
  })
  expect(status).toBe(200)
}

async function received(run: Stack): Promise<Record<string, unknown>[]> {
  const { Messages = [] } = (await sqs(run.cloud, 'ReceiveMessage', { QueueUrl: 'Q', MaxNumberOfMessages: 10 })) as {
    Messages?: { Body: string }[]
  }
  return Messages.map(({ Body }) => JSON.parse(Body) as Record<string, unknown>)
}

const nothing: Script = { invoke: () => ({}) }

describe('a function that subscribes', () => {
  const collect = () => {
    const events: { Records: { Sns: { Message: string } }[] }[] = []
    const script: Script = {
      invoke(event) {
        events.push(event as (typeof events)[number])
        return {}
      },
    }
    return { events, script }
  }

  it('is invoked asynchronously when the topic may', async () => {
    const { events, script } = collect()
    const run = deploy([lambdaFunction('F'), topic(), subscription('lambda', arnOf('F')), permission], script)
    expect(run.diagnostics).toEqual([])
    await publish(run, 'Hello')
    await run.idle()
    expect(events.map(({ Records }) => Records.map(({ Sns }) => Sns.Message))).toEqual([['Hello']])
    expect(run.trace('invocation.started')).toMatchObject([{ source: 'async' }])
  })

  it('is not when nobody lets the topic in', async () => {
    const { events, script } = collect()
    const run = deploy([lambdaFunction('F'), topic(), subscription('lambda', arnOf('F'))], script)
    await publish(run, 'Hello')
    await run.idle()
    expect(events).toEqual([])
    expect(run.trace('sns.delivery-failed')).toMatchObject([{ retryAt: null }])
  })
})

describe('a topic as destination and dead-letter queue', () => {
  const boom: Script = { invoke: () => ({ outcome: fail('boom') }) }
  const stack = (fn: Record<string, TemplateValue>) => [
    lambdaFunction('F', fn),
    topic(),
    queue('Q'),
    queuePolicy,
    subscription('sqs', arnOf('Q')),
  ]

  it('gets the event with the error as attributes (recorded shape)', async () => {
    const run = deploy(stack({ DeadLetterConfig: { TargetArn: { Ref: 'T' } } }), boom)
    expect(run.diagnostics).toEqual([])
    void run.invoke('F', { raise_error: 1 }, { invocationType: 'Event' })
    await run.idle()
    const [envelope] = await received(run)
    expect(envelope).toMatchObject({
      Type: 'Notification',
      Message: '{"raise_error":1}',
      MessageAttributes: {
        ErrorCode: { Type: 'Number', Value: '200' },
        ErrorMessage: { Type: 'String', Value: 'boom' },
        RequestID: { Type: 'String', Value: expect.stringMatching(/^[0-9a-f-]{36}$/) as string },
      },
    })
    expect(envelope).not.toHaveProperty('Subject')
  })

  it('gets the record of the invocation', async () => {
    const config = resource('C', 'AWS::Lambda::EventInvokeConfig', {
      FunctionName: { Ref: 'F' },
      Qualifier: '$LATEST',
      MaximumRetryAttempts: 0,
      DestinationConfig: { OnFailure: { Destination: { Ref: 'T' } } },
    })
    const run = deploy([...stack({}), config], boom)
    expect(run.diagnostics).toEqual([])
    void run.invoke('F', { order: 1 }, { invocationType: 'Event' })
    await run.idle()
    const [envelope] = await received(run)
    expect(JSON.parse(String(envelope?.['Message']))).toMatchObject({
      version: '1.0',
      requestContext: { condition: 'RetriesExhausted', approximateInvokeCount: 1 },
      requestPayload: { order: 1 },
    })
  })
})

describe('CloudFormation', () => {
  it('makes a topic with the subscriptions inside it, and takes them away again', async () => {
    const inside = { Subscription: [{ Protocol: 'sqs', Endpoint: arnOf('Q') }] }
    const run = deploy([queue('Q'), queuePolicy, topic(inside)], nothing)
    await publish(run, 'one')
    await run.advance(1)
    expect(await received(run)).toMatchObject([{ Message: 'one' }])
    const resources = [queue('Q'), queuePolicy, topic()]
    run.cloud.deploy({ stackName: 'test', resources, parameters: {}, outputs: {} }, new Map())
    await publish(run, 'two')
    await run.advance(1)
    expect(await received(run)).toEqual([])
  })

  it('sets and changes what a subscription says', async () => {
    const stack = (properties: Record<string, TemplateValue>) => [
      queue('Q'),
      queuePolicy,
      topic(),
      subscription('sqs', arnOf('Q'), properties),
    ]
    const body = { FilterPolicyScope: 'MessageBody' }
    const run = deploy(stack({ ...body, FilterPolicy: { n: [1] } }), nothing)
    expect(run.diagnostics).toEqual([])
    await publish(run, '{"n":1}')
    await publish(run, '{"n":2}')
    await run.advance(1)
    expect(await received(run)).toMatchObject([{ Message: '{"n":1}' }])
    const resources = stack({ ...body, FilterPolicy: { n: [2] } })
    run.cloud.deploy({ stackName: 'test', resources, parameters: {}, outputs: {} }, new Map())
    await publish(run, '{"n":1}')
    await publish(run, '{"n":2}')
    await run.advance(1)
    expect(await received(run)).toMatchObject([{ Message: '{"n":2}' }])
  })

  it.each([
    ['a topic whose name is none', topic({ TopicName: 'a b' }), /Topic Name/],
    ['a FIFO topic without its suffix', topic({ FifoTopic: true }), /must end with \.fifo/],
    ['a topic with an archive', topic({ ArchivePolicy: { MessageRetentionPeriod: 30 } }), /not simulated/],
    [
      'a subscription to no topic',
      resource('S', 'AWS::SNS::Subscription', {
        TopicArn: 'arn:aws:sns:us-east-1:123456789012:none',
        Protocol: 'sqs',
        Endpoint: 'arn:aws:sqs:us-east-1:123456789012:Q',
      }),
      /Topic does not exist/,
    ],
    [
      'a topic policy for no topic',
      resource('TP', 'AWS::SNS::TopicPolicy', { Topics: ['none'], PolicyDocument: { Statement: [] } }),
      /Policy Error/,
    ],
  ])('refuses %s', (_, refused, message) => {
    const { diagnostics } = deploy([refused], nothing)
    expect(diagnostics.map((diagnostic) => diagnostic.message)).toEqual([expect.stringMatching(message) as string])
  })

  it('points at the filter policy that is wrong', () => {
    const { diagnostics } = deploy(
      [topic(), subscription('sqs', 'arn:aws:sqs:us-east-1:123456789012:Q', { FilterPolicy: { a: [] } })],
      nothing,
    )
    expect(diagnostics).toMatchObject([{ logicalId: 'S', path: ['FilterPolicy'] }])
  })

  it('puts a policy on a topic', () => {
    const statement = { Effect: 'Allow', Principal: '*', Action: 'sns:Publish', Resource: { Ref: 'T' } }
    const policy = resource('TP', 'AWS::SNS::TopicPolicy', {
      Topics: [{ Ref: 'T' }],
      PolicyDocument: { Version: '2012-10-17', Statement: [statement] },
    })
    expect(deploy([topic(), policy], nothing).diagnostics).toEqual([])
  })
})

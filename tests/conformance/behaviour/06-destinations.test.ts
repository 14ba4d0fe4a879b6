/** Fact sheet §6.2, §6.3: destinations and dead-letter queues. */

import { describe, expect, test } from 'vitest'
import type { StackResource, TemplateValue } from '../../../src/cloud/aws/template'
import { fail, respond, type Script } from '../../unit/cloud/scripted-host'
import { arnOf, COLD, deploy, lambdaFunction, mapping, queue, resource, type Run } from '../../unit/cloud/stack'
import { destination, eventInvoke, lambdaApi, MINUTE, received, recordsIn } from './asynchronous'

const failing: Script = { invoke: () => ({ outcome: fail('intentional failure') }) }
const succeeding: Script = { invoke: () => ({ outcome: respond({ ok: true }) }) }
const invokeEvent = (run: Run, event: unknown = {}) => run.invoke('F', event, { invocationType: 'Event' })
const topic = (logicalId: string, properties = {}): StackResource =>
  resource(logicalId, 'AWS::SNS::Topic', { TopicName: logicalId, ...properties })
const topicArn = (logicalId: string): TemplateValue => ({ Ref: logicalId })
const ARN = 'arn:aws:lambda:us-east-1:123456789012:function:F'

async function run(
  resources: readonly StackResource[],
  script: Script,
  event: unknown = {},
): Promise<Run & { id: string }> {
  const it = deploy(resources, script)
  expect(it.diagnostics).toEqual([])
  const answer = await invokeEvent(it, event)
  await it.idle()
  return { ...it, id: answer.ok ? answer.value.RequestId : '' }
}

describe('§6.2 destinations: the record', () => {
  test('on failure: its shape, key by key', async () => {
    const it = await run(
      [lambdaFunction('F'), queue('Q'), eventInvoke({ MaximumRetryAttempts: 0, ...destination('OnFailure', 'Q') })],
      failing,
      { any: 'json' },
    )
    const [message] = await received(it, 'Q')
    expect(message?.Body).toBe(
      JSON.stringify({
        version: '1.0',
        timestamp: '2026-01-31T12:00:00.102Z',
        requestContext: {
          requestId: it.id,
          functionArn: `${ARN}:$LATEST`,
          condition: 'RetriesExhausted',
          approximateInvokeCount: 1,
        },
        requestPayload: { any: 'json' },
        responseContext: { statusCode: 200, executedVersion: '$LATEST', functionError: 'Unhandled' },
        responsePayload: { errorType: 'Error', errorMessage: 'intentional failure', trace: [] },
      }),
    )
  })

  test('on success: the same without functionError, and the real response', async () => {
    const it = await run([lambdaFunction('F'), queue('Q'), eventInvoke(destination('OnSuccess', 'Q'))], succeeding)
    const [record] = await recordsIn(it, 'Q')
    expect(record).toMatchObject({
      requestContext: { condition: 'Success', approximateInvokeCount: 1 },
      responseContext: { statusCode: 200, executedVersion: '$LATEST' },
      responsePayload: { ok: true },
    })
    expect(JSON.stringify(record)).not.toContain('functionError')
  })

  test('functionArn carries the qualifier that was invoked', async () => {
    const version = resource('V', 'AWS::Lambda::Version', { FunctionName: { Ref: 'F' } })
    const config = { ...eventInvoke(destination('OnSuccess', 'Q'), 'F', '1'), dependsOn: ['V'] }
    const it = deploy([lambdaFunction('F'), queue('Q'), version, config], succeeding)
    await it.invoke('F', {}, { invocationType: 'Event', qualifier: '1' })
    await it.idle()
    expect(await recordsIn(it, 'Q')).toMatchObject([
      { requestContext: { functionArn: `${ARN}:1` }, responseContext: { executedVersion: '1' } },
    ])
  })

  test('ZeroReservedConcurrency: count 0, neither responseContext nor responsePayload', async () => {
    const it = await run(
      [
        lambdaFunction('F', { ReservedConcurrentExecutions: 0 }),
        queue('Q'),
        eventInvoke(destination('OnFailure', 'Q')),
      ],
      failing,
    )
    const [record = {}] = await recordsIn(it, 'Q')
    expect(record['requestContext']).toMatchObject({ condition: 'ZeroReservedConcurrency', approximateInvokeCount: 0 })
    expect(Object.keys(record)).toEqual(['version', 'timestamp', 'requestContext', 'requestPayload'])
  })

  test('EventAgeExceeded after one attempt: count 1, with the last response', async () => {
    const it = await run(
      [
        lambdaFunction('F'),
        queue('Q'),
        eventInvoke({ MaximumEventAgeInSeconds: 60, ...destination('OnFailure', 'Q') }),
      ],
      failing,
    )
    expect(await recordsIn(it, 'Q')).toMatchObject([
      {
        requestContext: { condition: 'EventAgeExceeded', approximateInvokeCount: 1 },
        responseContext: { functionError: 'Unhandled' },
      },
    ])
  })

  test('it is sent when the last attempt has ended', async () => {
    const it = await run([lambdaFunction('F'), queue('Q'), eventInvoke(destination('OnFailure', 'Q'))], failing)
    const last = COLD + 1 + MINUTE + 1 + 2 * MINUTE + 1
    expect(it.trace('destination.delivered').map(({ at, kind }) => [at, kind])).toEqual([[last, 'on-failure']])
  })

  test('a failure does not go to the on-success destination, nor a success to on-failure', async () => {
    const both = {
      DestinationConfig: { OnSuccess: { Destination: arnOf('S') }, OnFailure: { Destination: arnOf('X') } },
      MaximumRetryAttempts: 0,
    }
    const it = deploy([lambdaFunction('F'), queue('S'), queue('X'), eventInvoke(both)], {
      invoke: (event) => ({ outcome: (event as { bad?: boolean }).bad ? fail('no') : respond('ok') }),
    })
    await invokeEvent(it, { bad: true })
    await invokeEvent(it, {})
    await it.idle()
    expect((await recordsIn(it, 'S')).map(({ requestPayload }) => requestPayload)).toEqual([{}])
    expect((await recordsIn(it, 'X')).map(({ requestPayload }) => requestPayload)).toEqual([{ bad: true }])
  })

  test('a synchronous invocation has no destinations', async () => {
    const it = deploy([lambdaFunction('F'), queue('Q'), eventInvoke(destination('OnSuccess', 'Q'))], succeeding)
    void it.invoke('F')
    await it.idle()
    expect(it.trace('destination.delivered')).toEqual([])
  })
})

describe('§6.2 destinations: kinds', () => {
  test('SQS: the body is the record, AWSTraceHeader the invocation’s trace', async () => {
    const it = await run([lambdaFunction('F'), queue('Q'), eventInvoke(destination('OnSuccess', 'Q'))], succeeding)
    const [message] = await received(it, 'Q')
    expect(message?.Attributes['AWSTraceHeader']).toMatch(
      /^Root=1-[0-9a-f]{8}-[0-9a-f]{24};Parent=[0-9a-f]{16};Sampled=0;Lineage=1:[0-9a-f]{8}:0$/,
    )
  })

  test('SNS: Message is the record', async () => {
    const subscription = resource('S', 'AWS::SNS::Subscription', {
      TopicArn: topicArn('T'),
      Protocol: 'sqs',
      Endpoint: arnOf('Q'),
      RawMessageDelivery: true,
    })
    const policy = resource('P', 'AWS::SQS::QueuePolicy', {
      Queues: [{ Ref: 'Q' }],
      PolicyDocument: { Statement: [{ Effect: 'Allow', Principal: '*', Action: 'sqs:SendMessage', Resource: '*' }] },
    })
    const config = eventInvoke({ DestinationConfig: { OnSuccess: { Destination: topicArn('T') } } })
    const it = await run([lambdaFunction('F'), topic('T'), queue('Q'), policy, subscription, config], succeeding)
    expect(await recordsIn(it, 'Q')).toMatchObject([{ requestContext: { condition: 'Success' } }])
  })

  test('SNS: a record beyond 256 KB is not delivered, DestinationDeliveryFailures', async () => {
    const config = eventInvoke({ DestinationConfig: { OnSuccess: { Destination: topicArn('T') } } })
    const it = await run([lambdaFunction('F'), topic('T'), config], succeeding, { text: 'x'.repeat(300_000) })
    expect(it.trace('destination.failed')).toMatchObject([
      { kind: 'on-success', message: expect.stringContaining('Message too long') as unknown },
    ])
  })

  test('Lambda: the record is an asynchronous event of the other function', async () => {
    const events: unknown[] = []
    const it = await run([lambdaFunction('F'), lambdaFunction('G'), eventInvoke(destination('OnSuccess', 'G'))], {
      invoke: (event) => {
        events.push(event)
        return { outcome: respond('ok') }
      },
    })
    expect(events[1]).toMatchObject({ requestContext: { functionArn: `${ARN}:$LATEST`, condition: 'Success' } })
    expect(it.trace('invocation.ended').map(({ functionName, source }) => [functionName, source])).toEqual([
      ['F', 'async'],
      ['G', 'async'],
    ])
  })

  test.each([
    ['OnSuccess', succeeding, 'Success'],
    ['OnFailure', failing, 'Failure'],
  ] as const)('EventBridge %s: source lambda, detail-type, resources, detail', async (kind, script, word) => {
    const bus = resource('B', 'AWS::Events::EventBus', { Name: 'B' })
    const rule = resource('R', 'AWS::Events::Rule', {
      EventBusName: { Ref: 'B' },
      EventPattern: { source: ['lambda'] },
      Targets: [{ Id: 'q', Arn: arnOf('Q') }],
    })
    const policy = resource('P', 'AWS::SQS::QueuePolicy', {
      Queues: [{ Ref: 'Q' }],
      PolicyDocument: { Statement: [{ Effect: 'Allow', Principal: '*', Action: 'sqs:SendMessage', Resource: '*' }] },
    })
    const config = eventInvoke({ MaximumRetryAttempts: 0, ...destination(kind, 'B') })
    const it = await run([lambdaFunction('F'), bus, queue('Q'), policy, rule, config], script)
    expect(await recordsIn(it, 'Q')).toMatchObject([
      {
        source: 'lambda',
        'detail-type': `Lambda Function Invocation Result - ${word}`,
        resources: ['arn:aws:events:us-east-1:123456789012:event-bus/B', `${ARN}:$LATEST`],
        detail: { version: '1.0', requestContext: { requestId: it.id } },
      },
    ])
  })

  test('S3, for failures: key aws/lambda/async/<function>/YYYY/MM/DD/YYYY-MM-DDTHH.MM.SS-<UUID>', async () => {
    const bucket = resource('B', 'AWS::S3::Bucket', { BucketName: 'failed-events' })
    const config = eventInvoke({ MaximumRetryAttempts: 0, ...destination('OnFailure', 'B') })
    const it = await run([lambdaFunction('F'), bucket, config], failing)
    expect(it.trace('s3.object-created').map(({ bucket: name, key }) => [name, key])).toEqual([
      [
        'failed-events',
        expect.stringMatching(
          /^aws\/lambda\/async\/F\/2026\/01\/31\/2026-01-31T12\.00\.00-[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/,
        ),
      ],
    ])
  })
})

describe('§6.2 destinations: what may be one', () => {
  const refusal = (others: readonly StackResource[], properties: Record<string, TemplateValue>, fn = {}) =>
    deploy([lambdaFunction('F', fn), ...others, eventInvoke(properties)], succeeding).diagnostics.map(
      ({ message }) => message,
    )
  const to = (kind: string, Destination: TemplateValue) => ({ DestinationConfig: { [kind]: { Destination } } })

  test('a FIFO queue is refused', () => {
    const fifo = queue('Q', { QueueName: 'Q.fifo', FifoQueue: true })
    expect(refusal([fifo], to('OnFailure', arnOf('Q')))).toEqual([
      'The destination ARN arn:aws:sqs:us-east-1:123456789012:Q.fifo is invalid.',
    ])
  })

  test('a FIFO topic is refused', () => {
    const fifo = topic('T', { TopicName: 'T.fifo', FifoTopic: true })
    expect(refusal([fifo], to('OnSuccess', topicArn('T')))).toEqual([
      'The destination ARN arn:aws:sns:us-east-1:123456789012:T.fifo is invalid.',
    ])
  })

  test('a bucket on success is refused', () => {
    const bucket = resource('B', 'AWS::S3::Bucket', { BucketName: 'failed-events' })
    expect(refusal([bucket], to('OnSuccess', arnOf('B')))).toEqual([
      'The provided destination config DestinationConfig(onSuccess=OnSuccess(destination=arn:aws:s3:::failed-events), onFailure=null) is invalid.',
    ])
  })

  test('what is no destination at all is refused', () => {
    expect(refusal([], to('OnFailure', 'arn:aws:kinesis:us-east-1:123456789012:stream/s'))).toEqual([
      'The provided destination config DestinationConfig(onSuccess=null, onFailure=OnFailure(destination=arn:aws:kinesis:us-east-1:123456789012:stream/s)) is invalid.',
    ])
  })

  test('a queue that does not exist is refused', () => {
    expect(refusal([], to('OnFailure', 'arn:aws:sqs:us-east-1:123456789012:nowhere'))).toEqual([
      'The destination ARN arn:aws:sqs:us-east-1:123456789012:nowhere is invalid.',
    ])
  })

  const worker = (actions: readonly string[]) =>
    resource('Role', 'AWS::IAM::Role', {
      RoleName: 'worker',
      AssumeRolePolicyDocument: {
        Statement: [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }],
      },
      Policies: [
        {
          PolicyName: 'own',
          PolicyDocument: { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: actions, Resource: '*' }] },
        },
      ],
    })
  const bucket = resource('B', 'AWS::S3::Bucket', { BucketName: 'failed-events' })

  test.each([
    ['SendMessage', queue('Q'), arnOf('Q'), 'arn:aws:sqs:us-east-1:123456789012:Q', ['sns:Publish']],
    ['Publish', topic('Q'), topicArn('Q'), 'arn:aws:sns:us-east-1:123456789012:Q', ['sqs:SendMessage']],
    [
      'InvokeFunction',
      lambdaFunction('Q'),
      arnOf('Q'),
      'arn:aws:lambda:us-east-1:123456789012:function:Q',
      ['sqs:SendMessage'],
    ],
    ['PutObject', bucket, arnOf('B'), 'arn:aws:s3:::failed-events', ['s3:ListBucket']],
    ['ListBucket', bucket, arnOf('B'), 'arn:aws:s3:::failed-events', ['s3:PutObject']],
  ] as const)('a role without %s is refused', (call, target, reference, arn, actions) => {
    expect(refusal([worker(actions), target], to('OnFailure', reference), { Role: arnOf('Role') })).toEqual([
      `The function's execution role does not have permissions to call ${call} on ${arn}`,
    ])
  })
})

describe('§6.2 destinations: failures', () => {
  test('a destination that is gone: not delivered, not tried again, DestinationDeliveryFailures', async () => {
    const it = deploy(
      [lambdaFunction('F'), lambdaFunction('G'), eventInvoke(destination('OnSuccess', 'G'))],
      succeeding,
    )
    await lambdaApi(it, 'DELETE', '/2015-03-31/functions/G')
    await invokeEvent(it)
    await it.idle()
    expect(it.trace('destination.failed', 'destination.delivered')).toMatchObject([
      { type: 'destination.failed', kind: 'on-success' },
    ])
    const { body } = await it.cloud.aws({
      method: 'POST',
      url: 'https://monitoring.us-east-1.amazonaws.com/',
      headers: {
        'x-amz-target': 'GraniteServiceVersion20100801.ListMetrics',
        'content-type': 'application/x-amz-json-1.0',
      },
      body: JSON.stringify({ Namespace: 'AWS/Lambda', MetricName: 'DestinationDeliveryFailures' }),
    })
    expect(body).toContain('DestinationDeliveryFailures')
  })
})

describe('§6.3 dead-letter queue', () => {
  const withQueue = lambdaFunction('F', { DeadLetterConfig: { TargetArn: arnOf('Q') } })
  const attributesOf = async (it: Run) => {
    const [message] = await received(it, 'Q')
    return Object.fromEntries(
      Object.entries(message?.MessageAttributes ?? {}).map(([name, value]) => [
        name,
        [value.DataType, value.StringValue],
      ]),
    )
  }

  test('the body is the original event alone', async () => {
    const it = await run([queue('Q'), withQueue], failing, { order: 17 })
    expect((await received(it, 'Q')).map(({ Body }) => Body)).toEqual(['{"order":17}'])
  })

  test('a function error: RequestID, ErrorCode 200, ErrorMessage', async () => {
    const it = await run([queue('Q'), withQueue], failing)
    expect(await attributesOf(it)).toEqual({
      RequestID: ['String', it.id],
      ErrorCode: ['Number', '200'],
      ErrorMessage: ['String', 'intentional failure'],
    })
  })

  test('a throttle without an attempt: ErrorCode 429', async () => {
    const zero = lambdaFunction('F', { DeadLetterConfig: { TargetArn: arnOf('Q') }, ReservedConcurrentExecutions: 0 })
    const it = await run([queue('Q'), zero], failing)
    expect(await attributesOf(it)).toMatchObject({ ErrorCode: ['Number', '429'] })
  })

  test('ErrorMessage is the first 1 KB of the message, whole characters', async () => {
    const it = await run([queue('Q'), withQueue], { invoke: () => ({ outcome: fail('ü'.repeat(2000)) }) })
    expect((await attributesOf(it))['ErrorMessage']).toEqual(['String', 'ü'.repeat(512)])
  })

  test('both a dead-letter queue and OnFailure get the event', async () => {
    const it = await run([queue('Q'), queue('X'), withQueue, eventInvoke(destination('OnFailure', 'X'))], failing, {
      a: 1,
    })
    expect((await received(it, 'Q')).map(({ Body }) => Body)).toEqual(['{"a":1}'])
    expect(await recordsIn(it, 'X')).toMatchObject([{ requestPayload: { a: 1 } }])
  })

  test('a topic gets the event as its message, with the attributes', async () => {
    const fn = lambdaFunction('F', { DeadLetterConfig: { TargetArn: topicArn('T') } })
    const it = await run([topic('T'), fn], failing, { a: 1 })
    expect(it.trace('sns.published').map(({ message }) => message)).toEqual(['{"a":1}'])
  })

  test('versions have that of $LATEST', async () => {
    const version = resource('V', 'AWS::Lambda::Version', { FunctionName: { Ref: 'F' } })
    const it = deploy([queue('Q'), withQueue, version], failing)
    await it.invoke('F', { v: 1 }, { invocationType: 'Event', qualifier: '1' })
    await it.idle()
    expect((await received(it, 'Q')).map(({ Body }) => Body)).toEqual(['{"v":1}'])
  })

  test('a success leaves it empty', async () => {
    const it = await run([queue('Q'), withQueue], succeeding)
    expect(await received(it, 'Q')).toEqual([])
  })

  test('the failure of a batch of an event source mapping does not go there', async () => {
    const it = deploy([queue('Q'), queue('Work'), withQueue, mapping('M', 'F', 'Work')], failing)
    await it.send('Work', 'a')
    await it.advance(5000)
    expect(it.trace('destination.delivered')).toEqual([])
  })

  test('a role that may not send to it is refused', () => {
    const role = resource('Role', 'AWS::IAM::Role', {
      AssumeRolePolicyDocument: {
        Statement: [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }],
      },
    })
    const fn = lambdaFunction('F', { DeadLetterConfig: { TargetArn: arnOf('Q') }, Role: arnOf('Role') })
    expect(deploy([role, queue('Q'), fn], failing).diagnostics).toMatchObject([
      { message: 'The provided execution role does not have permissions to call SendMessage on SQS' },
    ])
  })
})

/** Fact sheet §7.6 (CloudWatch Logs subscription), §11.3: subscription filters. */

import { gunzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import type { StackResource, TemplateValue } from '../../../src/cloud/aws/template'
import { respond, type Script } from '../../unit/cloud/scripted-host'
import { arnOf, COLD, deploy, lambdaFunction, resource, START_TIME, type Run } from '../../unit/cloud/stack'

type Properties = Record<string, TemplateValue>
interface Payload {
  readonly messageType: string
  readonly owner: string
  readonly logGroup: string
  readonly logStream: string
  readonly subscriptionFilters: readonly string[]
  readonly logEvents: readonly { readonly id: string; readonly timestamp: number; readonly message: string }[]
}

const group = resource('Group', 'AWS::Logs::LogGroup', { LogGroupName: '/aws/lambda/F' })
const permission = resource('P', 'AWS::Lambda::Permission', {
  Action: 'lambda:InvokeFunction',
  FunctionName: { Ref: 'Reader' },
  Principal: 'logs.amazonaws.com',
  SourceArn: 'arn:aws:logs:us-east-1:123456789012:log-group:/aws/lambda/F:*',
})
const filter = (properties: Properties = {}, logicalId = 'Filter'): StackResource => ({
  ...resource(logicalId, 'AWS::Logs::SubscriptionFilter', {
    LogGroupName: { Ref: 'Group' },
    FilterName: logicalId,
    FilterPattern: '',
    DestinationArn: arnOf('Reader'),
    ...properties,
  }),
  dependsOn: ['P'],
})
const READ = [lambdaFunction('F'), lambdaFunction('Reader'), group, permission]

/** F prints what its event says, Reader what it is given is kept. */
function script(given: unknown[]): Script {
  return {
    invoke(event, _invocation, { configuration, now }) {
      if (configuration.functionName === 'Reader') {
        given.push(event)
        return { outcome: respond(null) }
      }
      const { lines = [] } = event as { lines?: readonly string[] }
      return { outcome: respond(null), lines: lines.map((message) => ({ at: now, message })) as never }
    },
  }
}

const payloadOf = (data: string): Payload => JSON.parse(gunzipSync(Buffer.from(data, 'base64')).toString()) as Payload
const payloadsOf = (given: readonly unknown[]): readonly Payload[] =>
  given.map((event) => payloadOf((event as { awslogs: { data: string } }).awslogs.data))

async function printed(resources: readonly StackResource[], lines: readonly string[]) {
  const given: unknown[] = []
  const run = deploy(resources, script(given))
  expect(run.diagnostics).toEqual([])
  void run.invoke('F', { lines })
  await run.idle()
  return { run, given, payloads: payloadsOf(given) }
}

async function logs(run: Run, operation: string, input: object) {
  const { status, body } = await run.cloud.aws({
    method: 'POST',
    url: 'https://logs.us-east-1.amazonaws.com/',
    headers: { 'x-amz-target': `Logs_20140328.${operation}`, 'content-type': 'application/x-amz-json-1.1' },
    body: JSON.stringify(input),
  })
  return { status, body: JSON.parse((body as string) || '{}') as Record<string, unknown> }
}

describe('§7.6 CloudWatch Logs subscription: what the function gets', () => {
  test('{"awslogs":{"data":…}} and nothing else, invoked asynchronously', async () => {
    const { given, run } = await printed([...READ, filter()], ['hello'])
    expect(given.map((event) => Object.keys(event as object))).toEqual([['awslogs']])
    expect(run.trace('invocation.started').at(-1)).toMatchObject({ functionName: 'Reader', source: 'async' })
  })

  test('data is gzip, base64, of a DATA_MESSAGE with owner, group, stream and filter', async () => {
    const { payloads, run } = await printed([...READ, filter()], ['hello'])
    const [created] = run.trace('environment.created')
    expect(payloads).toMatchObject([
      {
        messageType: 'DATA_MESSAGE',
        owner: '123456789012',
        logGroup: '/aws/lambda/F',
        logStream: created?.logStream,
        subscriptionFilters: ['Filter'],
      },
    ])
  })

  test('events have id (56 digits), timestamp and message, in order', async () => {
    const { payloads } = await printed([...READ, filter({ FilterPattern: 'order' })], ['order 1', 'noise', 'order 2'])
    expect(payloads[0]?.logEvents).toEqual([
      { id: expect.stringMatching(/^\d{56}$/) as unknown, timestamp: START_TIME + COLD, message: 'order 1' },
      { id: expect.stringMatching(/^\d{56}$/) as unknown, timestamp: START_TIME + COLD, message: 'order 2' },
    ])
  })

  test('what Lambda itself logs is there too: START, END, REPORT', async () => {
    const { payloads } = await printed([...READ, filter()], [])
    const words = payloads[0]?.logEvents.map(({ message }) => message.split(' ')[0])
    expect(words).toEqual(['INIT_START', 'START', 'END', 'REPORT'])
  })

  test('the batch of a stream is sent a second after its first event', async () => {
    const { run } = await printed([...READ, filter({ FilterPattern: 'order' })], ['order 1', 'order 2'])
    expect(run.trace('logs.subscription-delivered').map(({ at, events }) => [at, events])).toEqual([[COLD + 1000, 2]])
  })

  test('events of two streams come in two messages', async () => {
    const given: unknown[] = []
    const run = deploy([...READ, filter({ FilterPattern: 'order' })], script(given))
    void run.invoke('F', { lines: ['order 1'] })
    void run.invoke('F', { lines: ['order 2'] })
    await run.idle()
    const streams = payloadsOf(given).map(({ logStream }) => logStream)
    expect([streams.length, new Set(streams).size]).toEqual([2, 2])
  })

  test('PutLogEvents is a source like any other', async () => {
    const given: unknown[] = []
    const run = deploy([...READ, filter()], script(given))
    const names = { logGroupName: '/aws/lambda/F', logStreamName: 'mine' }
    await logs(run, 'CreateLogStream', names)
    await logs(run, 'PutLogEvents', { ...names, logEvents: [{ timestamp: START_TIME, message: 'by hand' }] })
    await run.idle()
    expect(payloadsOf(given)).toMatchObject([{ logStream: 'mine', logEvents: [{ message: 'by hand' }] }])
  })
})

describe('§11.3 subscription filters: patterns', () => {
  test.each([
    ['', ['ERROR a', 'info b'], ['ERROR a', 'info b']],
    ['ERROR', ['ERROR a', 'info b'], ['ERROR a']],
    ['?ERROR ?WARN', ['ERROR a', 'WARN b', 'info c'], ['ERROR a', 'WARN b']],
    ['ERROR -retry', ['ERROR a', 'ERROR retry'], ['ERROR a']],
    ['{ $.level = "ERROR" }', ['{"level":"ERROR"}', '{"level":"INFO"}'], ['{"level":"ERROR"}']],
  ])('%j lets through what it matches', async (FilterPattern, lines, expected) => {
    const { payloads } = await printed([...READ, filter({ FilterPattern })], lines)
    const messages = payloads.flatMap(({ logEvents }) => logEvents.map(({ message }) => message))
    expect(messages.filter((message) => lines.includes(message))).toEqual(expected)
  })

  test('what matches nothing invokes nothing', async () => {
    const { given } = await printed([...READ, filter({ FilterPattern: 'FATAL' })], ['hello'])
    expect(given).toEqual([])
  })
})

describe('§11.3 subscription filters: rules', () => {
  const refusals = (resources: readonly StackResource[]) =>
    deploy(resources, script([])).diagnostics.map(({ message }) => message)

  test('a group has two filters at most', () => {
    expect(refusals([...READ, filter({}, 'One'), filter({}, 'Two'), filter({}, 'Three')])).toEqual([
      'Resource limit exceeded.',
    ])
  })

  test('both filters of a group deliver', async () => {
    const { payloads } = await printed([...READ, filter({}, 'One'), filter({}, 'Two')], ['x'])
    expect(payloads.map(({ subscriptionFilters }) => subscriptionFilters)).toEqual([['One'], ['Two']])
  })

  test('a function may not subscribe to its own log group', () => {
    const own = resource('P', 'AWS::Lambda::Permission', {
      Action: 'lambda:InvokeFunction',
      FunctionName: { Ref: 'F' },
      Principal: 'logs.amazonaws.com',
    })
    expect(refusals([lambdaFunction('F'), group, own, filter({ DestinationArn: arnOf('F') })])).toEqual([
      'The log group provided is reserved for the function logs of the destination function.',
    ])
  })

  test('the function’s policy must let logs.amazonaws.com invoke it', () => {
    const other = resource('P', 'AWS::Lambda::Permission', {
      Action: 'lambda:InvokeFunction',
      FunctionName: { Ref: 'Reader' },
      Principal: 's3.amazonaws.com',
    })
    expect(refusals([lambdaFunction('F'), lambdaFunction('Reader'), group, other, filter()])).toEqual([
      'Could not execute the lambda function. Make sure you have given CloudWatch Logs permission to execute your function.',
    ])
  })

  test('logs.us-east-1.amazonaws.com is the same principal', async () => {
    const regional = resource('P', 'AWS::Lambda::Permission', {
      Action: 'lambda:InvokeFunction',
      FunctionName: { Ref: 'Reader' },
      Principal: 'logs.us-east-1.amazonaws.com',
    })
    const { given } = await printed([lambdaFunction('F'), lambdaFunction('Reader'), group, regional, filter()], ['x'])
    expect(given).toHaveLength(1)
  })

  test('a log group that does not exist is refused', () => {
    expect(refusals([...READ, filter({ LogGroupName: '/nowhere' })])).toEqual([
      'The specified log group does not exist.',
    ])
  })

  test('Firehose is refused by name', () => {
    const DestinationArn = 'arn:aws:firehose:us-east-1:123456789012:deliverystream/d'
    expect(refusals([...READ, filter({ DestinationArn })])).toEqual([
      expect.stringContaining('Firehose is not simulated'),
    ])
  })

  test('a permission withdrawn later: the events are lost and the filter is out of use for 10 minutes', async () => {
    const given: unknown[] = []
    const run = deploy([...READ, filter({ FilterPattern: 'order' })], script(given))
    await run.cloud.aws({
      method: 'DELETE',
      url: 'https://lambda.us-east-1.amazonaws.com/2015-03-31/functions/Reader',
      headers: {},
      body: '',
    })
    void run.invoke('F', { lines: ['order 1'] })
    await run.advance(5000)
    void run.invoke('F', { lines: ['order 2'] })
    await run.advance(9 * 60_000)
    void run.invoke('F', { lines: ['order 3'] })
    await run.advance(60_000)
    void run.invoke('F', { lines: ['order 4'] })
    await run.advance(5000)
    const failed = run.trace('logs.subscription-failed')
    expect(failed.map(({ at, retryAt }) => [Math.floor(at / 60_000), retryAt])).toEqual([
      [0, null],
      [10, null],
    ])
  })
})

describe('§11.3 subscription filters: API', () => {
  test('Put replaces by name, Describe shows it, Delete ends it', async () => {
    const given: unknown[] = []
    const run = deploy(READ, script(given))
    const destinationArn = 'arn:aws:lambda:us-east-1:123456789012:function:Reader'
    const put = { logGroupName: '/aws/lambda/F', filterName: 'f', filterPattern: 'a', destinationArn }
    await logs(run, 'PutSubscriptionFilter', put)
    await logs(run, 'PutSubscriptionFilter', { ...put, filterPattern: 'b' })
    const { body } = await logs(run, 'DescribeSubscriptionFilters', { logGroupName: '/aws/lambda/F' })
    expect(body).toEqual({
      subscriptionFilters: [
        {
          filterName: 'f',
          logGroupName: '/aws/lambda/F',
          filterPattern: 'b',
          destinationArn,
          distribution: 'ByLogStream',
          creationTime: START_TIME,
        },
      ],
    })
    await logs(run, 'DeleteSubscriptionFilter', { logGroupName: '/aws/lambda/F', filterName: 'f' })
    void run.invoke('F', { lines: ['b'] })
    await run.idle()
    expect(given).toEqual([])
  })

  test('deleting one that is not there is refused', async () => {
    const run = deploy(READ, script([]))
    const { status, body } = await logs(run, 'DeleteSubscriptionFilter', {
      logGroupName: '/aws/lambda/F',
      filterName: 'f',
    })
    expect([status, String(body['__type']).split('#').at(-1)]).toEqual([400, 'ResourceNotFoundException'])
  })
})

describe('§7.6 CloudWatch Logs subscription: Kinesis', () => {
  const stream = resource('Stream', 'AWS::Kinesis::Stream', { Name: 'Stream', ShardCount: 1 })
  const role = resource('Role', 'AWS::IAM::Role', {
    RoleName: 'to-kinesis',
    AssumeRolePolicyDocument: {
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Principal: { Service: 'logs.amazonaws.com' }, Action: 'sts:AssumeRole' }],
    },
    Policies: [
      {
        PolicyName: 'put',
        PolicyDocument: {
          Version: '2012-10-17',
          Statement: [{ Effect: 'Allow', Action: 'kinesis:PutRecord', Resource: '*' }],
        },
      },
    ],
  })
  const toStream = (properties: Properties = {}) => ({
    ...filter({ DestinationArn: arnOf('Stream'), RoleArn: arnOf('Role'), FilterPattern: 'order', ...properties }),
    dependsOn: ['Role', 'Stream'],
  })

  test('a CONTROL_MESSAGE tries the stream out, then DATA_MESSAGEs come, keyed by the log stream', async () => {
    const { run } = await printed([lambdaFunction('F'), group, stream, role, toStream()], ['order 1'])
    const puts = run.trace('kinesis.put')
    const messages = puts.map(({ data }) => payloadOf(data))
    expect(messages).toMatchObject([
      {
        messageType: 'CONTROL_MESSAGE',
        owner: 'CloudwatchLogs',
        logGroup: '',
        logStream: '',
        subscriptionFilters: [],
        logEvents: [{ id: '', message: 'CWL CONTROL MESSAGE: Checking health of destination Kinesis stream.' }],
      },
      { messageType: 'DATA_MESSAGE', logEvents: [{ message: 'order 1' }] },
    ])
    expect(puts[1]?.partitionKey).toBe(messages[1]?.logStream)
  })

  test('without a role it is refused', () => {
    const { RoleArn: _, ...properties } = toStream().properties
    const bare = { ...toStream(), properties }
    const { diagnostics } = deploy([lambdaFunction('F'), group, stream, role, bare], script([]))
    expect(diagnostics.map(({ message }) => message)).toEqual([
      'destinationArn for vendor kinesis cannot be used without roleArn',
    ])
  })
})

/** Fact sheet §6.4: recursive loop detection. The functions send the trace header on as SDK clients do. */

import { describe, expect, test } from 'vitest'
import type { StackResource } from '../../../src/cloud/aws/template'
import { invocationsIn, lineageThrough, parseTraceHeader } from '../../../src/cloud/aws/trace-header'
import { arnOf, lambdaFunction, mapping, queue, resource } from '../../unit/cloud/stack'
import { destination, eventInvoke, lambdaApi, received, recordsIn } from './asynchronous'
import { playground, type Playground } from './playground'

/** What an SDK client does in a function: signs, and sends the trace header of the environment. */
const CLIENT = `
const call = async (service, path, headers, body, method = 'POST') => {
  const answer = await fetch('https://' + service + '.us-east-1.amazonaws.com' + path, {
    method,
    headers: {
      authorization: 'AWS4-HMAC-SHA256 Credential=' + process.env.AWS_ACCESS_KEY_ID + '/20260131/us-east-1/' + service + '/aws4_request, SignedHeaders=host, Signature=0',
      'x-amzn-trace-id': process.env._X_AMZN_TRACE_ID,
      ...headers,
    },
    ...(method === 'GET' ? {} : { body }),
  })
  const text = await answer.text()
  return { status: answer.status, type: answer.headers.get('x-amzn-errortype'), text }
}
const invoke = (name, type) => call('lambda', '/2015-03-31/functions/' + name + '/invocations', { 'x-amz-invocation-type': type }, '{}')
const send = (QueueUrl) => call('sqs', '/', { 'x-amz-target': 'AmazonSQS.SendMessage', 'content-type': 'application/x-amz-json-1.0' }, JSON.stringify({ QueueUrl, MessageBody: 'again' }))
`
const handler = (work: string): string => `${CLIENT} exports.handler = async (event) => { ${work} }`

const F = (properties = {}): StackResource => lambdaFunction('F', { Timeout: 30, ...properties })
const startedOf = ({ trace }: Playground, name = 'F'): number =>
  trace('invocation.started').filter(({ functionName }) => functionName === name).length
const droppedOf = ({ trace }: Playground) =>
  trace('request.loop-stopped').map(({ functionName, source }) => [functionName, source])

async function start(run: Playground): Promise<void> {
  await run.invoke('F', {}, { invocationType: 'Event' })
  await run.advance(120_000)
}

describe('§6.4 recursive loops: what is detected', () => {
  test('a function that invokes itself asynchronously runs 16 times, the 17th invocation is dropped', async () => {
    const run = await playground([F()], { F: handler("await invoke('F', 'Event')") })
    await start(run)
    expect(startedOf(run)).toBe(16)
    expect(droppedOf(run)).toEqual([['F', 'async']])
  })

  test('a function that invokes itself synchronously gets RecursiveInvocationException, 400, from its 16th invocation', async () => {
    const run = await playground([F({ Timeout: 60 })], {
      F: handler(
        "const { status, type } = await invoke('F', 'RequestResponse'); if (status !== 200) console.log('REFUSED', status, type)",
      ),
    })
    await start(run)
    expect(startedOf(run)).toBe(16)
    expect(droppedOf(run)).toEqual([['F', 'sync']])
    expect(run.logs().filter((line) => line.includes('REFUSED'))).toMatchObject([
      expect.stringContaining('400 RecursiveInvocationException'),
    ])
  })

  test('two functions that invoke each other are stopped too', async () => {
    const run = await playground([F(), lambdaFunction('G')], {
      F: handler("await invoke('G', 'Event')"),
      G: handler("await invoke('F', 'Event')"),
    })
    await start(run)
    expect([startedOf(run, 'F'), startedOf(run, 'G')]).toEqual([16, 16])
    expect(droppedOf(run)).toEqual([['F', 'async']])
  })

  test('a loop that does not begin with its own function is stopped', async () => {
    const run = await playground([F(), lambdaFunction('G')], {
      F: handler("await invoke('G', 'Event')"),
      G: handler("await invoke('G', 'Event')"),
    })
    await start(run)
    expect([startedOf(run, 'F'), startedOf(run, 'G')]).toEqual([1, 16])
  })

  test('through SQS: 16 invocations, then the message is received again until maxReceiveCount', async () => {
    const run = await playground(
      [
        F(),
        queue('Dead'),
        queue('Q', {
          VisibilityTimeout: 30,
          RedrivePolicy: { deadLetterTargetArn: arnOf('Dead'), maxReceiveCount: 3 },
        }),
        mapping('M', 'F', 'Q', { BatchSize: 1 }),
      ],
      { F: handler("await send('Q')") },
    )
    await run.send('Q', 'first')
    await run.advance(300_000)
    expect(startedOf(run)).toBe(16)
    expect(droppedOf(run)).toEqual(Array(3).fill(['F', 'event-source-mapping']))
    expect(await received(run, 'Dead')).toMatchObject([{ Body: 'again' }])
  })

  test('through SNS: 16 invocations', async () => {
    const topic = resource('T', 'AWS::SNS::Topic', { TopicName: 'T' })
    const permission = resource('P', 'AWS::Lambda::Permission', {
      Action: 'lambda:InvokeFunction',
      FunctionName: { Ref: 'F' },
      Principal: 'sns.amazonaws.com',
    })
    const subscription = {
      ...resource('S', 'AWS::SNS::Subscription', { TopicArn: { Ref: 'T' }, Protocol: 'lambda', Endpoint: arnOf('F') }),
      dependsOn: ['P'],
    }
    const run = await playground([F(), topic, permission, subscription], {
      F: handler(
        "await call('sns', '/', { 'content-type': 'application/x-www-form-urlencoded' }, 'Action=Publish&Version=2010-03-31&Message=x&TopicArn=' + encodeURIComponent('arn:aws:sns:us-east-1:123456789012:T'))",
      ),
    })
    await start(run)
    expect(startedOf(run)).toBe(16)
    expect(droppedOf(run)).toEqual([['F', 'async']])
  })

  test('through S3: 16 invocations', async () => {
    const bucket = {
      ...resource('B', 'AWS::S3::Bucket', {
        BucketName: 'loop-bucket',
        NotificationConfiguration: { LambdaConfigurations: [{ Event: 's3:ObjectCreated:*', Function: arnOf('F') }] },
      }),
      dependsOn: ['P'],
    }
    const permission = resource('P', 'AWS::Lambda::Permission', {
      Action: 'lambda:InvokeFunction',
      FunctionName: { Ref: 'F' },
      Principal: 's3.amazonaws.com',
    })
    const run = await playground([F(), permission, bucket], {
      F: handler("await call('loop-bucket.s3', '/k', {}, 'x', 'PUT')"),
    })
    await start(run)
    expect(startedOf(run)).toBe(16)
    expect(droppedOf(run)).toEqual([['F', 'async']])
  })

  test('a retry of the same event counts once', async () => {
    const run = await playground([F()], { F: handler("await invoke('F', 'Event'); throw new Error('no')") })
    await run.invoke('F', {}, { invocationType: 'Event' })
    // Each of the three attempts starts a branch; the first branch alone is 16 deep.
    await run.advance(50_000)
    expect(startedOf(run)).toBe(16)
  })
})

describe('§6.4 recursive loops: what is not', () => {
  test('a chain without the trace header goes on', async () => {
    const run = await playground([F()], {
      F: handler(
        "if (event.n < 30) await call('lambda', '/2015-03-31/functions/F/invocations', { 'x-amz-invocation-type': 'Event', 'x-amzn-trace-id': '' }, JSON.stringify({ n: (event.n ?? 0) + 1 }))",
      ),
    })
    await run.invoke('F', { n: 0 }, { invocationType: 'Event' })
    await run.advance(120_000)
    expect(startedOf(run)).toBe(31)
  })

  test('a loop through EventBridge is not detected', async () => {
    const rule = resource('R', 'AWS::Events::Rule', {
      EventPattern: { source: ['loop'] },
      Targets: [{ Id: 'f', Arn: arnOf('F') }],
    })
    const permission = resource('P', 'AWS::Lambda::Permission', {
      Action: 'lambda:InvokeFunction',
      FunctionName: { Ref: 'F' },
      Principal: 'events.amazonaws.com',
    })
    const run = await playground([F(), rule, permission], {
      F: handler(
        "const n = event.detail?.n ?? 0; if (n < 25) await call('events', '/', { 'x-amz-target': 'AWSEvents.PutEvents', 'content-type': 'application/x-amz-json-1.1' }, JSON.stringify({ Entries: [{ Source: 'loop', DetailType: 'x', Detail: JSON.stringify({ n: n + 1 }) }] }))",
      ),
    })
    await start(run)
    expect([startedOf(run), droppedOf(run)]).toEqual([26, []])
  })

  test('the same function invoked 20 times by one caller is no loop', async () => {
    const run = await playground([F(), lambdaFunction('G')], {
      F: handler("for (let n = 0; n < 20; n++) await invoke('G', 'Event')"),
      G: 'exports.handler = async () => {}',
    })
    await start(run)
    expect([startedOf(run, 'G'), droppedOf(run)]).toEqual([20, []])
  })
})

describe('§6.4 recursive loops: settings and what becomes of the event', () => {
  const LIMITED =
    "const n = event.n ?? 1; if (n < 40) await call('lambda', '/2015-03-31/functions/F/invocations', { 'x-amz-invocation-type': 'Event' }, JSON.stringify({ n: n + 1 }))"

  test('RecursiveLoop Allow in the template lets it run', async () => {
    const run = await playground([F({ RecursiveLoop: 'Allow' })], { F: handler(LIMITED) })
    await start(run)
    expect([startedOf(run), droppedOf(run)]).toEqual([40, []])
  })

  test('PutFunctionRecursionConfig Allow does, and GetFunctionRecursionConfig says so; Terminate by default', async () => {
    const run = await playground([F()], { F: handler(LIMITED) })
    const path = '/2024-08-31/functions/F/recursion-config'
    expect((await lambdaApi(run, 'GET', path)).body).toEqual({ RecursiveLoop: 'Terminate' })
    expect((await lambdaApi(run, 'PUT', path, { RecursiveLoop: 'Allow' })).body).toEqual({ RecursiveLoop: 'Allow' })
    await start(run)
    expect(startedOf(run)).toBe(40)
  })

  test('an unknown setting is refused', async () => {
    const run = await playground([F()], { F: handler('') })
    const answer = await lambdaApi(run, 'PUT', '/2024-08-31/functions/F/recursion-config', { RecursiveLoop: 'Maybe' })
    expect(answer.status).toBe(400)
  })

  test('the dropped event goes to the on-failure destination and the dead-letter queue', async () => {
    const run = await playground(
      [
        queue('Dead'),
        queue('Failures'),
        F({ DeadLetterConfig: { TargetArn: arnOf('Dead') } }),
        eventInvoke(destination('OnFailure', 'Failures')),
      ],
      { F: handler("await invoke('F', 'Event')") },
    )
    await start(run)
    expect(await recordsIn(run, 'Failures')).toMatchObject([
      { requestContext: { condition: 'RecursiveInvocation', approximateInvokeCount: 0 }, requestPayload: {} },
    ])
    expect(await received(run, 'Dead')).toMatchObject([
      { Body: '{}', MessageAttributes: { ErrorCode: { StringValue: '400' } } },
    ])
  })

  test('RecursiveInvocationsDropped counts it', async () => {
    const run = await playground([F()], { F: handler("await invoke('F', 'Event')") })
    await start(run)
    const { body } = await run.cloud.aws({
      method: 'POST',
      url: 'https://monitoring.us-east-1.amazonaws.com/',
      headers: {
        'x-amz-target': 'GraniteServiceVersion20100801.ListMetrics',
        'content-type': 'application/x-amz-json-1.0',
      },
      body: JSON.stringify({ Namespace: 'AWS/Lambda', MetricName: 'RecursiveInvocationsDropped' }),
    })
    expect(body).toContain('RecursiveInvocationsDropped')
  })
})

describe('§6.4, §11.4 the trace header', () => {
  test('an invocation from outside begins a chain: Lineage=1:<hash>:0', async () => {
    const run = await playground([F()], { F: 'exports.handler = async () => process.env._X_AMZN_TRACE_ID' })
    const { value } = await run.call('F')
    expect(value).toMatch(/^Root=1-[0-9a-f]{8}-[0-9a-f]{24};Parent=[0-9a-f]{16};Sampled=0;Lineage=1:[0-9a-f]{8}:0$/)
  })

  test('a caller’s Root is kept', async () => {
    const run = await playground([F()], { F: 'exports.handler = async () => process.env._X_AMZN_TRACE_ID' })
    const root = '1-5759e988-bd862e3fe1be46a994272793'
    const answer = lambdaApi(run, 'POST', '/2015-03-31/functions/F/invocations', '{}', {
      'x-amzn-trace-id': `Root=${root};Sampled=1`,
    })
    await run.advance(1000)
    await answer
    const [ended] = run.trace('invocation.ended')
    expect(ended?.payload).toContain(`Root=${root};`)
  })

  test('the older form is understood', () => {
    const header = parseTraceHeader('Root=1-5759e988-bd862e3fe1be46a994272793;Lineage=a87bd80c:1|68fd508a:5')
    expect(header?.lineage).toEqual([
      { requests: 1, hash: 'a87bd80c', loops: 1 },
      { requests: 1, hash: '68fd508a', loops: 5 },
    ])
  })

  test('what is no header is none', () => {
    expect([parseTraceHeader(''), parseTraceHeader(null), parseTraceHeader('Root=x')]).toEqual([null, null, null])
  })

  test('counters end at their maxima', () => {
    const arn = 'arn:aws:lambda:us-east-1:123456789012:function:F'
    let lineage = lineageThrough([], arn)
    for (let count = 0; count < 300; count++) lineage = lineageThrough(lineage, arn)
    expect(lineage).toMatchObject([{ requests: 255, loops: 300 }])
    expect(invocationsIn(lineage, arn)).toBe(301)
  })
})

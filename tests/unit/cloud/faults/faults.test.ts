import { describe, expect, it } from 'vitest'
import type { Fault } from '../../../../src/cloud/aws/faults'
import { readFaults } from '../../../../src/cloud/aws/faults'
import { serviceFailure } from '../../../../src/cloud/faults/errors'
import { Replay } from '../../../../src/cloud/replay/replay'
import { services } from '../../../../src/cloud/services'
import { fail, respond, scriptedHost, sendMessage, type Script } from '../scripted-host'
import { deployOn, lambdaFunction, mapping, queue, resource, sqs } from '../stack'

const succeeding: Script = { invoke: () => ({ outcome: respond('fine') }) }

const run = (resources: Parameters<typeof deployOn>[1], faults: readonly Fault[], script = succeeding, seed = 1) =>
  deployOn(scriptedHost(script), resources, { F: '' }, { faults, seed })

const F = lambdaFunction('F')
const rateOf = (list: readonly unknown[], all: number): number => list.length / all

describe('functions', () => {
  it('are throttled at the rate, and async events come through all the same', async () => {
    const { cloud, invoke, idle, trace } = run([F], [{ resource: 'F', kind: 'throttle', rate: 0.5 }])
    const answers = await Promise.all(
      Array.from({ length: 40 }, async () => {
        const answer = invoke('F')
        await idle()
        return answer
      }),
    )
    const refused = answers.filter((answer) => !answer.ok)
    expect(rateOf(refused, 40)).toBeGreaterThan(0.2)
    expect(rateOf(refused, 40)).toBeLessThan(0.8)
    expect(refused[0]).toMatchObject({ error: { code: 'TooManyRequestsException', statusCode: 429 } })
    expect(trace('fault.injected')).toHaveLength(refused.length)
    cloud.configure({ faults: [] })
    expect(await Promise.all([invoke('F'), idle()])).toMatchObject([{ ok: true }, undefined])
    expect(trace('fault.injected')).toHaveLength(refused.length)
  })

  it('are hit once by a call of their API, as an attempt', async () => {
    const { cloud, trace } = run([F], [{ resource: 'F', kind: 'throttle', rate: 1 }])
    const request = { method: 'POST', headers: {}, body: '{}' }
    const lambda = 'https://lambda.us-east-1.amazonaws.com'
    const answer = await cloud.aws({ ...request, url: `${lambda}/2015-03-31/functions/F/invocations` })
    expect(answer.status).toBe(429)
    const read = await cloud.aws({ ...request, method: 'GET', body: '', url: `${lambda}/2015-03-31/functions/F` })
    expect(read.status).toBe(200)
    expect(trace('fault.injected')).toHaveLength(1)
  })

  it('crash after their code has run: the answer is lost and the environment begins anew', async () => {
    const { invoke, idle, trace, cloud } = run([F], [{ resource: 'F', kind: 'crash', rate: 1 }])
    const answer = invoke('F')
    await idle()
    expect(await answer).toMatchObject({ ok: true, value: { FunctionError: 'Unhandled' } })
    expect(trace('invocation.ended')).toMatchObject([{ status: 'exit' }])
    expect(trace('environment.reset')).toMatchObject([{ reason: 'FAILURE' }])
    cloud.configure({ faults: [] })
    const next = invoke('F')
    await idle()
    expect(await next).toMatchObject({ ok: true, value: { Payload: '"fine"' } })
  })

  it('begin later, and time out when that is too late', async () => {
    const slow = run([F], [{ resource: 'F', kind: 'latency', rate: 1, from: 500, to: 500 }])
    void slow.invoke('F')
    await slow.idle()
    expect(slow.trace('invocation.ended')).toMatchObject([{ status: 'success', duration: 501 }])
    const late = run([F], [{ resource: 'F', kind: 'latency', rate: 1, from: 5000, to: 5000 }])
    void late.invoke('F')
    await late.idle()
    expect(late.trace('invocation.ended')).toMatchObject([{ status: 'timeout', duration: 3000 }])
  })

  it('cannot process the n-th event, whichever attempt', async () => {
    const { invoke, idle, trace } = run([F], [{ resource: 'F', kind: 'poison', nth: 2 }])
    for (let index = 1; index <= 3; index++) await invoke('F', { index }, { invocationType: 'Event' })
    await idle()
    const ended = trace('async.ended')
    expect(ended.map(({ condition }) => condition)).toEqual(['Success', 'Success', 'RetriesExhausted'])
    expect(trace('fault.injected')).toHaveLength(3)
  })

  it('cannot process the n-th message of a queue in any batch', async () => {
    const { send, advance, trace } = run(
      [queue('Q', { VisibilityTimeout: 30 }), F, mapping('M', 'F', 'Q', { BatchSize: 2 })],
      [{ resource: 'F', kind: 'poison', nth: 3 }],
    )
    for (let index = 1; index <= 5; index++) {
      await send('Q', `message ${index}`)
      await advance(1000)
    }
    await advance(100_000)
    const statuses = trace('invocation.ended').map(({ status }) => status)
    expect(statuses.filter((status) => status === 'success')).toHaveLength(4)
    expect(statuses.filter((status) => status === 'error').length).toBeGreaterThan(2)
  })

  it('are tried again at once without back-off', async () => {
    const failing: Script = { invoke: () => ({ outcome: fail('bad') }) }
    const { invoke, idle, trace } = run([F], [{ resource: 'F', kind: 'no-backoff' }], failing)
    await invoke('F', {}, { invocationType: 'Event' })
    await idle()
    expect(trace('async.ended')).toMatchObject([{ condition: 'RetriesExhausted', invokeCount: 3 }])
    expect(trace('async.ended')[0]?.at).toBeLessThan(1000)
    expect(trace('fault.injected').map(({ detail }) => detail)).toEqual(['-60000 ms', '-120000 ms'])
  })
})

describe('services', () => {
  it('fail and refuse by the name that their model has, for callers of the API', async () => {
    const { cloud, trace } = run([queue('Q')], [{ resource: 'Q', kind: 'throttle', rate: 1 }])
    await expect(sqs(cloud, 'SendMessage', { QueueUrl: 'Q', MessageBody: 'text' })).rejects.toMatchObject({
      name: 'RequestThrottled',
      status: 403,
    })
    cloud.configure({ faults: [{ resource: 'Q', kind: 'error', rate: 1 }] })
    await expect(sqs(cloud, 'SendMessage', { QueueUrl: 'Q', MessageBody: 'text' })).rejects.toMatchObject({
      name: 'InternalFailure',
      status: 500,
    })
    expect(trace('fault.injected')).toMatchObject([
      { resource: 'Q', fault: 'throttle', detail: 'RequestThrottled', requestId: null },
      { resource: 'Q', fault: 'error', detail: 'InternalFailure' },
    ])
  })

  it('have a throttle and an error each', () => {
    for (const { wire } of services) {
      const [throttle, error] = [serviceFailure('throttle', wire), serviceFailure('error', wire)]
      expect(throttle.statusCode).toBeGreaterThanOrEqual(400)
      expect(error.statusCode).toBe(500)
    }
  })

  it('answer later', async () => {
    const calling: Script = { invoke: (_, __, { configuration }) => ({ calls: [sendMessage(configuration, 'Q')] }) }
    const { invoke, idle, trace } = run(
      [queue('Q'), F],
      [{ resource: 'Q', kind: 'latency', rate: 1, from: 50, to: 90 }],
      calling,
    )
    void invoke('F')
    await idle()
    const [ended] = trace('call.ended')
    expect(ended?.status).toBe(200)
    expect(ended?.duration).toBeGreaterThanOrEqual(50)
    expect(ended?.duration).toBeLessThan(90)
  })

  it('refuse deliveries, which are tried again', async () => {
    const { cloud, advance, trace } = run(
      [
        queue('Q'),
        resource('T', 'AWS::SNS::Topic', { TopicName: 'T' }),
        resource('P', 'AWS::SQS::QueuePolicy', {
          Queues: [{ Ref: 'Q' }],
          PolicyDocument: {
            Statement: [
              {
                Effect: 'Allow',
                Principal: { Service: 'sns.amazonaws.com' },
                Action: 'sqs:SendMessage',
                Resource: '*',
              },
            ],
          },
        }),
        resource('S', 'AWS::SNS::Subscription', {
          TopicArn: { Ref: 'T' },
          Protocol: 'sqs',
          Endpoint: { 'Fn::GetAtt': ['Q', 'Arn'] },
        }),
      ],
      [{ resource: 'Q', kind: 'error', rate: 1 }],
    )
    await cloud.send({ target: 'T', body: 'hello' })
    await advance(10)
    expect(trace('sns.delivery-failed').length).toBeGreaterThan(0)
    cloud.configure({ faults: [] })
    await advance(60_000)
    expect(trace('sns.delivered')).toHaveLength(1)
  })
})

describe('chance', () => {
  const story = async (faults: readonly Fault[], seed = 1): Promise<readonly string[]> => {
    const story = run([F], faults, succeeding, seed)
    for (let index = 0; index < 20; index++) await story.invoke('F', { index }, { invocationType: 'Event' })
    await story.idle()
    const { cloud } = story
    const replay = new Replay(cloud.recording)
    await replay.runTo({ at: cloud.kernel.now })
    const lines = cloud.kernel.trace.since(0).map((record) => JSON.stringify(record))
    expect(replay.cloud.kernel.trace.since(0).map((record) => JSON.stringify(record))).toEqual(lines)
    return lines
  }

  it('depends on the seed alone', async () => {
    const crash: Fault = { resource: 'F', kind: 'crash', rate: 0.3 }
    const first = await story([crash])
    expect(await story([crash])).toEqual(first)
    expect(await story([crash], 2)).not.toEqual(first)
  })

  it('is not drawn on for faults of other resources, or that never hit', async () => {
    const without = await story([])
    expect(await story([{ resource: 'Nowhere', kind: 'crash', rate: 1 }])).toEqual(without)
    expect(await story([{ resource: 'F', kind: 'crash', rate: 0 }])).toEqual(without)
  })
})

it('what a link says is taken as far as it makes sense', () => {
  expect(readFaults('nothing')).toEqual([])
  expect(
    readFaults([
      null,
      { resource: 'F', kind: 'explode' },
      { resource: '', kind: 'crash' },
      { resource: 'F', kind: 'crash', rate: 7 },
      { resource: 'F', kind: 'crash', rate: 0.5 },
      { resource: 'F', kind: 'latency', from: 100, to: 20 },
      { resource: 'F', kind: 'poison', nth: 'x' },
    ]),
  ).toEqual([
    { resource: 'F', kind: 'crash', rate: 0.5 },
    { resource: 'F', kind: 'latency', rate: 1, from: 100, to: 100 },
    { resource: 'F', kind: 'poison', nth: 1 },
  ])
})

import { describe, expect, it } from 'vitest'
import { fail, respond } from '../scripted-host'
import { COLD, arnOf, deploy, lambdaFunction, queue, resource, sqs } from '../stack'

const failing = { invoke: () => ({ outcome: fail('intentional failure') }) }
const eventInvoke = (properties: Record<string, never> | object) =>
  resource('Config', 'AWS::Lambda::EventInvokeConfig', {
    FunctionName: { Ref: 'F' },
    Qualifier: '$LATEST',
    ...properties,
  })
const destination = (name: 'OnSuccess' | 'OnFailure', target: string) => ({ [name]: { Destination: arnOf(target) } })

async function received(run: ReturnType<typeof deploy>, queueName: string) {
  const { Messages = [] } = (await sqs(run.cloud, 'ReceiveMessage', {
    QueueUrl: queueName,
    MaxNumberOfMessages: 10,
    AttributeNames: ['All'],
    MessageAttributeNames: ['All'],
  })) as { Messages?: { Body: string; MessageAttributes?: unknown }[] }
  return Messages
}

describe('asynchronous invocation (fact sheet 6.1)', () => {
  it('answers 202 at once with an empty body', async () => {
    const run = deploy([lambdaFunction('F')], failing)
    expect(await run.invoke('F', {}, { invocationType: 'Event' })).toMatchObject({
      ok: true,
      value: { StatusCode: 202, Payload: '' },
    })
    expect(run.trace('invocation.started')).toEqual([])
  })

  it('attempts at 0, one minute after the first failure, two minutes after the second; one request id', async () => {
    const run = deploy([lambdaFunction('F')], failing)
    const answer = await run.invoke('F', {}, { invocationType: 'Event' })
    await run.idle()
    const started = run.trace('invocation.started')
    const end1 = COLD + 1
    const end2 = end1 + 60_000 + 1
    expect(started.map(({ at, attempt }) => [at, attempt])).toEqual([
      [COLD, 1],
      [end1 + 60_000, 2],
      [end2 + 120_000, 3],
    ])
    expect(new Set(started.map(({ requestId }) => requestId))).toEqual(new Set([answer.ok && answer.value.RequestId]))
    expect(run.trace('async.ended')).toMatchObject([{ condition: 'RetriesExhausted', invokeCount: 3 }])
    expect(run.host.turns).toBeLessThan(20)
  })

  it('stops retrying after a success', async () => {
    const run = deploy([lambdaFunction('F')], {
      invoke: (_event, _invocation, { nth }) => ({ outcome: nth < 2 ? fail('x') : respond('ok') }),
    })
    await run.invoke('F', {}, { invocationType: 'Event' })
    await run.idle()
    expect(run.trace('async.ended')).toMatchObject([{ condition: 'Success', invokeCount: 2 }])
  })

  it.each([
    [60, 1],
    [90, 2],
  ])(
    'MaximumEventAgeInSeconds %i: %i attempts, then EventAgeExceeded at once (recorded from AWS)',
    async (age, count) => {
      const run = deploy(
        [
          lambdaFunction('F'),
          queue('Failures'),
          eventInvoke({ MaximumEventAgeInSeconds: age, DestinationConfig: destination('OnFailure', 'Failures') }),
        ],
        failing,
      )
      await run.invoke('F', {}, { invocationType: 'Event' })
      await run.idle()
      const [ended] = run.trace('async.ended')
      expect(ended).toMatchObject({ condition: 'EventAgeExceeded', invokeCount: count })
      expect(ended?.at).toBe(run.trace('invocation.ended').at(-1)?.at)
    },
  )

  it('a throttled event waits 1 s, 2 s, 4 s … and takes no attempt', async () => {
    const run = deploy([lambdaFunction('F', { ReservedConcurrentExecutions: 1, Timeout: 60 })], {
      invoke: () => ({ takes: 5_000, outcome: respond('ok') }),
    })
    void run.invoke('F')
    await run.invoke('F', {}, { invocationType: 'Event' })
    await run.idle()
    const retries = run.trace('async.retry-scheduled')
    expect(
      retries.map(({ at, due, cause, attempt }) => [due - at - Date.UTC(2026, 0, 31, 12), cause, attempt]),
    ).toEqual([
      [1000, 'throttle', 1],
      [2000, 'throttle', 1],
      [4000, 'throttle', 1],
    ])
    expect(run.trace('async.ended')).toMatchObject([{ condition: 'Success', invokeCount: 1 }])
  })
})

describe('destinations and dead-letter queues (fact sheet 6.2, 6.3)', () => {
  it('on failure: the invocation record', async () => {
    const run = deploy(
      [
        lambdaFunction('F'),
        queue('Failures'),
        eventInvoke({ MaximumRetryAttempts: 0, DestinationConfig: destination('OnFailure', 'Failures') }),
      ],
      failing,
    )
    const answer = await run.invoke('F', { message: 'hi' }, { invocationType: 'Event' })
    await run.idle()
    const [message] = await received(run, 'Failures')
    expect(JSON.parse(message?.Body ?? '')).toEqual({
      version: '1.0',
      timestamp: '2026-01-31T12:00:00.102Z',
      requestContext: {
        requestId: answer.ok && answer.value.RequestId,
        functionArn: 'arn:aws:lambda:us-east-1:123456789012:function:F:$LATEST',
        condition: 'RetriesExhausted',
        approximateInvokeCount: 1,
      },
      requestPayload: { message: 'hi' },
      responseContext: { statusCode: 200, executedVersion: '$LATEST', functionError: 'Unhandled' },
      responsePayload: { errorType: 'Error', errorMessage: 'intentional failure', trace: [] },
    })
  })

  it('on success: the same shape without functionError', async () => {
    const run = deploy(
      [lambdaFunction('F'), queue('Done'), eventInvoke({ DestinationConfig: destination('OnSuccess', 'Done') })],
      { invoke: () => ({ outcome: respond({ ok: true }) }) },
    )
    await run.invoke('F', {}, { invocationType: 'Event' })
    await run.idle()
    const [message] = await received(run, 'Done')
    expect(JSON.parse(message?.Body ?? '')).toMatchObject({
      requestContext: { condition: 'Success', approximateInvokeCount: 1 },
      responseContext: { statusCode: 200, executedVersion: '$LATEST' },
      responsePayload: { ok: true },
    })
    expect(message?.Body).not.toContain('functionError')
  })

  it('reserved concurrency 0: at once, no attempt, no response (recorded from AWS)', async () => {
    const run = deploy(
      [
        lambdaFunction('F', { ReservedConcurrentExecutions: 0 }),
        queue('Failures'),
        eventInvoke({ DestinationConfig: destination('OnFailure', 'Failures') }),
      ],
      failing,
    )
    await run.invoke('F', {}, { invocationType: 'Event' })
    await run.idle()
    const [message] = await received(run, 'Failures')
    const record = JSON.parse(message?.Body ?? '') as Record<string, unknown>
    expect(record['requestContext']).toMatchObject({ condition: 'ZeroReservedConcurrency', approximateInvokeCount: 0 })
    expect(Object.keys(record)).toEqual(['version', 'timestamp', 'requestContext', 'requestPayload'])
  })

  it('another function as destination gets the record as an asynchronous event', async () => {
    const run = deploy(
      [lambdaFunction('F'), lambdaFunction('G'), eventInvoke({ DestinationConfig: destination('OnSuccess', 'G') })],
      { invoke: () => ({ outcome: respond('ok') }) },
    )
    await run.invoke('F', {}, { invocationType: 'Event' })
    await run.idle()
    expect(run.trace('invocation.ended').map(({ functionName, source }) => [functionName, source])).toEqual([
      ['F', 'async'],
      ['G', 'async'],
    ])
  })

  it('a dead-letter queue gets the event itself, with RequestID, ErrorCode and ErrorMessage', async () => {
    const run = deploy(
      [queue('Dead'), lambdaFunction('F', { DeadLetterConfig: { TargetArn: arnOf('Dead') } })],
      failing,
    )
    const answer = await run.invoke('F', { raise_error: 1 }, { invocationType: 'Event' })
    await run.idle()
    expect(await received(run, 'Dead')).toMatchObject([
      {
        Body: '{"raise_error":1}',
        MessageAttributes: {
          RequestID: { DataType: 'String', StringValue: answer.ok && answer.value.RequestId },
          ErrorCode: { DataType: 'Number', StringValue: '200' },
          ErrorMessage: { DataType: 'String', StringValue: 'intentional failure' },
        },
      },
    ])
  })
})

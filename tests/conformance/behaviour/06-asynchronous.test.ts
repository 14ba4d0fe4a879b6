/** Fact sheet §6.1, §6.5: asynchronous invocation. Times are virtual milliseconds from the start of the run. */

import { describe, expect, test } from 'vitest'
import { fail, respond, type Script } from '../../unit/cloud/scripted-host'
import { COLD, deploy, lambdaFunction, queue, resource, START_TIME, type Run } from '../../unit/cloud/stack'
import { destination, eventInvoke, lambdaApi, MINUTE, received, recordsIn } from './asynchronous'
import { playground } from './playground'

const failing: Script = { invoke: () => ({ outcome: fail('intentional failure') }) }
const succeeding: Script = { invoke: () => ({ outcome: respond('ok') }) }
const invokeEvent = (run: Pick<Run, 'invoke'>, event: unknown = {}, name = 'F') =>
  run.invoke(name, event, { invocationType: 'Event' })
const startsOf = (run: Run) => run.trace('invocation.started').map(({ at }) => at)
const endsOf = (run: Run) =>
  run.trace('async.ended').map(({ at, condition, invokeCount }) => [at, condition, invokeCount])
const dueOf = (run: Run) => run.trace('async.retry-scheduled').map(({ due }) => due - START_TIME)
/** When the first attempt of a cold function has ended: Init, and one turn of a millisecond. */
const FIRST_END = COLD + 1

describe('§6.1 flow: the answer', () => {
  test('Event answers 202 with an empty body, before the function has run', async () => {
    const run = deploy([lambdaFunction('F')], succeeding)
    const answer = await lambdaApi(run, 'POST', '/2015-03-31/functions/F/invocations', '{}', {
      'x-amz-invocation-type': 'Event',
    })
    expect([answer.status, answer.body]).toEqual([202, {}])
    expect(startsOf(run)).toEqual([])
  })

  test('x-amzn-RequestId of the answer is the request id that every attempt sees', async () => {
    const run = deploy([lambdaFunction('F')], failing)
    const { headers } = await lambdaApi(run, 'POST', '/2015-03-31/functions/F/invocations', '{}', {
      'x-amz-invocation-type': 'Event',
    })
    await run.idle()
    const ids = run.trace('invocation.started').map(({ requestId }) => requestId)
    expect(ids).toEqual(Array(3).fill(headers['x-amzn-requestid'] ?? headers['x-amzn-RequestId']))
  })

  test('InvokeAsync, deprecated, answers 202 and queues the event like Event', async () => {
    const run = deploy([lambdaFunction('F')], failing)
    const answer = await lambdaApi(run, 'POST', '/2014-11-13/functions/F/invoke-async', '{"a":1}')
    expect(answer.status).toBe(202)
    await run.idle()
    expect(endsOf(run).map(([, ...rest]) => rest)).toEqual([['RetriesExhausted', 3]])
  })

  test('no payload is {}', async () => {
    const events: unknown[] = []
    const run = deploy([lambdaFunction('F')], {
      invoke: (event) => {
        events.push(event)
        return {}
      },
    })
    await lambdaApi(run, 'POST', '/2015-03-31/functions/F/invocations', '', { 'x-amz-invocation-type': 'Event' })
    await run.idle()
    expect(events).toEqual([{}])
  })

  test('a payload of 1 MB is taken, one byte more is refused with 413', async () => {
    const run = deploy([lambdaFunction('F')], succeeding)
    const send = (bytes: number) =>
      lambdaApi(run, 'POST', '/2015-03-31/functions/F/invocations', `"${'x'.repeat(bytes - 2)}"`, {
        'x-amz-invocation-type': 'Event',
      })
    expect((await send(1_048_576)).status).toBe(202)
    const refused = await send(1_048_577)
    expect([refused.status, refused.headers['x-amzn-errortype']]).toEqual([413, 'RequestTooLargeException'])
  })

  test('a payload that is no JSON is refused and makes no attempt', async () => {
    const run = deploy([lambdaFunction('F')], succeeding)
    const answer = await lambdaApi(run, 'POST', '/2015-03-31/functions/F/invocations', '{', {
      'x-amz-invocation-type': 'Event',
    })
    await run.idle()
    expect([answer.status, answer.headers['x-amzn-errortype']]).toEqual([400, 'InvalidRequestContentException'])
    expect(startsOf(run)).toEqual([])
  })

  test('an unknown function is refused with 404, and the text names $LATEST', async () => {
    const run = deploy([lambdaFunction('F')], succeeding)
    const answer = await invokeEvent(run, {}, 'nobody')
    expect(answer).toMatchObject({
      ok: false,
      error: {
        code: 'ResourceNotFoundException',
        statusCode: 404,
        message: 'Function not found: arn:aws:lambda:us-east-1:123456789012:function:nobody:$LATEST',
      },
    })
  })
})

describe('§6.1 flow: function errors', () => {
  test('a function error is retried after 1 minute, then after 2 minutes', async () => {
    const run = deploy([lambdaFunction('F')], failing)
    await invokeEvent(run)
    await run.idle()
    const second = FIRST_END + MINUTE
    expect(startsOf(run)).toEqual([COLD, second, second + 1 + 2 * MINUTE])
  })

  test('the waits count from the end of the attempt that failed', async () => {
    const run = deploy([lambdaFunction('F', { Timeout: 30 })], {
      invoke: () => ({ takes: 20_000, outcome: fail('late') }),
    })
    await invokeEvent(run)
    await run.idle()
    const second = COLD + 20_000 + MINUTE
    expect(startsOf(run)).toEqual([COLD, second, second + 20_000 + 2 * MINUTE])
  })

  test('after the third attempt the event ends with RetriesExhausted, at once', async () => {
    const run = deploy([lambdaFunction('F')], failing)
    await invokeEvent(run)
    await run.idle()
    const end = run.trace('invocation.ended').at(-1)?.at
    expect(endsOf(run)).toEqual([[end, 'RetriesExhausted', 3]])
  })

  test.each([
    [0, 1],
    [1, 2],
    [2, 3],
  ])('MaximumRetryAttempts %i makes %i attempts', async (MaximumRetryAttempts, attempts) => {
    const run = deploy([lambdaFunction('F'), eventInvoke({ MaximumRetryAttempts })], failing)
    await invokeEvent(run)
    await run.idle()
    expect(startsOf(run)).toHaveLength(attempts)
  })

  test('a timeout is a function error', async () => {
    const run = deploy([lambdaFunction('F', { Timeout: 2 })], { invoke: () => ({ outcome: 'never' }) })
    await invokeEvent(run)
    await run.advance(COLD + 2000)
    expect(dueOf(run)).toEqual([COLD + 2000 + MINUTE])
  })

  test('a process that ends is a function error', async () => {
    const run = deploy([lambdaFunction('F')], { invoke: () => ({ outcome: { kind: 'exit', exitCode: 1 } }) })
    await invokeEvent(run)
    await run.advance(FIRST_END)
    expect(run.trace('async.retry-scheduled')).toMatchObject([{ cause: 'function-error', attempt: 2 }])
  })

  test('an out-of-memory kill is a function error', async () => {
    const run = deploy([lambdaFunction('F')], { invoke: () => ({ outcome: 'out-of-memory' }) })
    await invokeEvent(run)
    await run.idle()
    expect(endsOf(run).map(([, condition]) => condition)).toEqual(['RetriesExhausted'])
  })

  test('success ends the retries', async () => {
    const run = deploy([lambdaFunction('F')], {
      invoke: (_event, _invocation, { nth }) => ({ outcome: nth < 3 ? fail('not yet') : respond('done') }),
    })
    await invokeEvent(run)
    await run.idle()
    expect(endsOf(run).map(([, ...rest]) => rest)).toEqual([['Success', 3]])
  })

  test('a real handler sees one awsRequestId in all attempts, and the same event', async () => {
    const run = await playground([lambdaFunction('F')], {
      F: 'exports.handler = async (event, context) => { console.log(`id=${context.awsRequestId} n=${event.n}`); throw new Error("no") }',
    })
    const answer = await run.invoke('F', { n: 7 }, { invocationType: 'Event' })
    await run.idle()
    const id = answer.ok ? answer.value.RequestId : ''
    const lines = run.logs().filter((line) => line.includes('id='))
    expect(lines).toHaveLength(3)
    for (const line of lines) expect(line).toContain(`id=${id} n=7`)
  })
})

describe('§6.1 flow: throttling', () => {
  const busy: Script = { invoke: () => ({ takes: 800_000, outcome: respond('ok') }) }
  const narrow = lambdaFunction('F', { ReservedConcurrentExecutions: 1, Timeout: 900 })

  test('a throttled event waits 1 s, 2 s, 4 s … up to 5 minutes', async () => {
    const run = deploy([narrow], busy)
    void run.invoke('F')
    await invokeEvent(run)
    await run.advance(800_000)
    const waits = [1, 2, 4, 8, 16, 32, 64, 128, 256, 300].map((seconds) => seconds * 1000)
    let due = 0
    expect(dueOf(run)).toEqual(waits.map((wait) => (due += wait)).slice(0, dueOf(run).length))
    expect(dueOf(run)).toHaveLength(10)
  })

  test('a throttle takes no attempt', async () => {
    const run = deploy([narrow], busy)
    void run.invoke('F')
    await invokeEvent(run)
    await run.idle()
    expect(
      run.trace('async.retry-scheduled').every(({ attempt, cause }) => attempt === 1 && cause === 'throttle'),
    ).toBe(true)
    expect(endsOf(run).map(([, ...rest]) => rest)).toEqual([['Success', 1]])
  })

  test('throttling goes on until the maximum age, then EventAgeExceeded with no attempt', async () => {
    const run = deploy(
      [
        narrow,
        queue('Failures'),
        eventInvoke({ MaximumEventAgeInSeconds: 60, ...destination('OnFailure', 'Failures') }),
      ],
      busy,
    )
    void run.invoke('F')
    await invokeEvent(run)
    await run.advance(70_000)
    // 1 + 2 + 4 + 8 + 16 = 31 s; the next try would come after 63 s.
    expect(endsOf(run)).toEqual([[31_000, 'EventAgeExceeded', 0]])
    expect(await recordsIn(run, 'Failures')).toMatchObject([{ requestContext: { approximateInvokeCount: 0 } }])
  })

  test('by default throttling goes on for 6 hours', async () => {
    const run = deploy([narrow], { invoke: () => ({ takes: 890_000, outcome: respond('ok') }) })
    // One synchronous caller after the other keeps the only environment busy.
    const keepBusy = async (): Promise<void> => {
      for (let at = 0; at < 7 * 3600_000; at += 890_000) {
        void run.invoke('F')
        await run.advance(890_000)
      }
    }
    void run.invoke('F')
    await invokeEvent(run)
    await keepBusy()
    const [end] = run.trace('async.ended')
    // Either it found a gap between two callers or its age ended: never later than 6 hours.
    expect(end?.at).toBeLessThanOrEqual(6 * 3600_000)
  })
})

describe('§6.1 flow: age', () => {
  test.each([
    [60, 1, FIRST_END],
    [61, 2, FIRST_END + MINUTE + 1],
    [180, 2, FIRST_END + MINUTE + 1],
    [181, 3, FIRST_END + MINUTE + 1 + 2 * MINUTE + 1],
  ])(
    'MaximumEventAgeInSeconds %i leaves time for %i attempts; the event ends with the last of them',
    async (age, attempts, end) => {
      const run = deploy([lambdaFunction('F'), eventInvoke({ MaximumEventAgeInSeconds: age })], failing)
      await invokeEvent(run)
      await run.idle()
      expect(endsOf(run)).toEqual([[end, attempts === 3 ? 'RetriesExhausted' : 'EventAgeExceeded', attempts]])
    },
  )

  test('the age is checked before an attempt: lowered meanwhile, no attempt is made', async () => {
    const run = deploy([lambdaFunction('F')], failing)
    await invokeEvent(run)
    await run.advance(FIRST_END + MINUTE + 10)
    expect(startsOf(run)).toHaveLength(2)
    const path = '/2019-09-25/functions/F/event-invoke-config'
    expect((await lambdaApi(run, 'PUT', path, { MaximumEventAgeInSeconds: 60 })).status).toBe(200)
    await run.idle()
    expect(startsOf(run)).toHaveLength(2)
    expect(endsOf(run)).toEqual([[FIRST_END + MINUTE + 1 + 2 * MINUTE, 'EventAgeExceeded', 2]])
  })
})

describe('§6.1 flow: reserved concurrency 0', () => {
  test('ends the event at once, without an attempt', async () => {
    const run = deploy([lambdaFunction('F', { ReservedConcurrentExecutions: 0 })], succeeding)
    await invokeEvent(run)
    await run.idle()
    expect(endsOf(run)).toEqual([[0, 'ZeroReservedConcurrency', 0]])
  })

  test('set while an event waits for its retry, it ends the event when the retry is due', async () => {
    const run = deploy([lambdaFunction('F')], failing)
    await invokeEvent(run)
    await run.advance(1000)
    await lambdaApi(run, 'PUT', '/2017-10-31/functions/F/concurrency', { ReservedConcurrentExecutions: 0 })
    await run.idle()
    expect(endsOf(run)).toEqual([[FIRST_END + MINUTE, 'ZeroReservedConcurrency', 1]])
  })
})

describe('§6.1 flow: settings per qualifier', () => {
  const version = resource('V', 'AWS::Lambda::Version', { FunctionName: { Ref: 'F' } })
  const alias = resource('A', 'AWS::Lambda::Alias', {
    FunctionName: { Ref: 'F' },
    FunctionVersion: { 'Fn::GetAtt': ['V', 'Version'] },
    Name: 'live',
  })

  test('those of $LATEST do not hold for an alias', async () => {
    const run = deploy([lambdaFunction('F'), version, alias, eventInvoke({ MaximumRetryAttempts: 0 })], failing)
    await run.invoke('F', {}, { invocationType: 'Event', qualifier: 'live' })
    await run.idle()
    expect(endsOf(run).map(([, ...rest]) => rest)).toEqual([['RetriesExhausted', 3]])
  })

  test('those of an alias do not hold for the version behind it', async () => {
    const config = { ...eventInvoke({ MaximumRetryAttempts: 0 }, 'F', 'live'), dependsOn: ['A'] }
    const run = deploy([lambdaFunction('F'), version, alias, config], failing)
    await run.invoke('F', {}, { invocationType: 'Event', qualifier: '1' })
    await run.invoke('F', {}, { invocationType: 'Event', qualifier: 'live' })
    await run.idle()
    expect(
      run
        .trace('async.ended')
        .map(({ invokeCount }) => invokeCount)
        .sort(),
    ).toEqual([1, 3])
  })

  test('PutFunctionEventInvokeConfig replaces, UpdateFunctionEventInvokeConfig merges', async () => {
    const run = deploy([lambdaFunction('F')], failing)
    const path = '/2019-09-25/functions/F/event-invoke-config'
    await lambdaApi(run, 'PUT', path, { MaximumRetryAttempts: 0, MaximumEventAgeInSeconds: 100 })
    const merged = await lambdaApi(run, 'POST', path, { MaximumEventAgeInSeconds: 200 })
    expect(merged.body).toMatchObject({ MaximumRetryAttempts: 0, MaximumEventAgeInSeconds: 200 })
    const replaced = await lambdaApi(run, 'PUT', path, { MaximumRetryAttempts: 1 })
    expect(replaced.body).toMatchObject({ MaximumRetryAttempts: 1 })
    expect(replaced.body).not.toHaveProperty('MaximumEventAgeInSeconds')
  })

  test('the FunctionArn of the answer is qualified', async () => {
    const run = deploy([lambdaFunction('F')], failing)
    const { body } = await lambdaApi(run, 'PUT', '/2019-09-25/functions/F/event-invoke-config', {
      MaximumRetryAttempts: 0,
    })
    expect(body['FunctionArn']).toBe('arn:aws:lambda:us-east-1:123456789012:function:F:$LATEST')
  })

  test('nothing at all is refused (§3.4)', async () => {
    const run = deploy([lambdaFunction('F')], failing)
    const { status, body } = await lambdaApi(run, 'PUT', '/2019-09-25/functions/F/event-invoke-config', {})
    expect([status, body['message'] ?? body['Message']]).toEqual([
      400,
      'You must specify at least one of error handling or destination setting.',
    ])
  })

  test.each([
    [{ MaximumRetryAttempts: 3 }],
    [{ MaximumRetryAttempts: -1 }],
    [{ MaximumEventAgeInSeconds: 59 }],
    [{ MaximumEventAgeInSeconds: 21_601 }],
  ])('%j is out of range', async (input) => {
    const run = deploy([lambdaFunction('F')], failing)
    expect((await lambdaApi(run, 'PUT', '/2019-09-25/functions/F/event-invoke-config', input)).status).toBe(400)
  })

  test('the function as its own destination is refused (§3.4)', async () => {
    const run = deploy([lambdaFunction('F')], failing)
    const Destination = 'arn:aws:lambda:us-east-1:123456789012:function:F'
    const { body } = await lambdaApi(run, 'PUT', '/2019-09-25/functions/F/event-invoke-config', {
      DestinationConfig: { OnSuccess: { Destination } },
    })
    expect(body['message'] ?? body['Message']).toBe("You can't specify the function as a destination for itself.")
  })
})

describe('§6.1 flow: at least once', () => {
  test('with duplicates, an event may be attempted once more after success, with the same request id', async () => {
    const run = deploy([lambdaFunction('F')], succeeding)
    run.cloud.configure({ duplicates: 'sometimes' })
    for (let count = 0; count < 60; count++) await invokeEvent(run, { count })
    await run.idle()
    const ids = run.trace('invocation.started').map(({ requestId }) => requestId)
    expect(new Set(ids).size).toBe(60)
    expect(ids.length).toBeGreaterThan(60)
    expect(run.trace('async.ended').every(({ condition }) => condition === 'Success')).toBe(true)
  })

  test('without, never', async () => {
    const run = deploy([lambdaFunction('F')], succeeding)
    for (let count = 0; count < 60; count++) await invokeEvent(run, { count })
    await run.idle()
    expect(startsOf(run)).toHaveLength(60)
  })
})

describe('§6.1 flow: what is deleted', () => {
  test('a deleted function’s events go nowhere', async () => {
    const run = deploy(
      [lambdaFunction('F'), queue('Failures'), eventInvoke(destination('OnFailure', 'Failures'))],
      failing,
    )
    await invokeEvent(run)
    await run.advance(1000)
    await lambdaApi(run, 'DELETE', '/2015-03-31/functions/F')
    await run.idle()
    expect([startsOf(run).length, await received(run, 'Failures')]).toEqual([1, []])
  })
})

describe('§6.5 metrics', () => {
  const values = async (
    run: Run,
    MetricName: string,
    statistic: string,
    Dimensions = [{ Name: 'FunctionName', Value: 'F' }],
  ) => {
    const { body } = await run.cloud.aws({
      method: 'POST',
      url: 'https://monitoring.us-east-1.amazonaws.com/',
      headers: {
        'x-amz-target': 'GraniteServiceVersion20100801.GetMetricStatistics',
        'content-type': 'application/x-amz-json-1.0',
      },
      body: JSON.stringify({
        Namespace: 'AWS/Lambda',
        MetricName,
        Dimensions,
        StartTime: START_TIME / 1000 - 60,
        EndTime: START_TIME / 1000 + 3600,
        Period: 3600,
        Statistics: [statistic],
      }),
    })
    const { Datapoints = [] } = JSON.parse(body as string) as { Datapoints?: Record<string, number>[] }
    return Datapoints.map((point) => point[statistic])
  }

  test('AsyncEventsReceived counts what the queue took, every attempt counts Invocations and Errors', async () => {
    const run = deploy([lambdaFunction('F')], failing)
    await invokeEvent(run)
    await run.idle()
    const sums = [
      await values(run, 'AsyncEventsReceived', 'Sum'),
      await values(run, 'Invocations', 'Sum'),
      await values(run, 'Errors', 'Sum'),
    ]
    expect(sums).toEqual([[1], [3], [3]])
  })

  test('AsyncEventsDropped counts what ended without success', async () => {
    const run = deploy([lambdaFunction('F', { ReservedConcurrentExecutions: 0 })], failing)
    await invokeEvent(run)
    await run.idle()
    expect(await values(run, 'AsyncEventsDropped', 'Sum')).toEqual([1])
  })

  test('AsyncEventAge grows over the retries', async () => {
    const run = deploy([lambdaFunction('F')], failing)
    await invokeEvent(run)
    await run.idle()
    expect(await values(run, 'AsyncEventAge', 'SampleCount')).toEqual([3])
    expect(await values(run, 'AsyncEventAge', 'Maximum')).toEqual([FIRST_END + MINUTE + 1 + 2 * MINUTE])
  })
})

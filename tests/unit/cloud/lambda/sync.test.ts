import { describe, expect, it } from 'vitest'
import type { InvokeRequest } from '../../../../src/cloud/protocol'
import { fail, respond } from '../scripted-host'
import { COLD, START_TIME, deploy, lambdaFunction } from '../stack'

const echo = { invoke: (event: unknown) => ({ outcome: respond(event) }) }

async function invoke(run: ReturnType<typeof deploy>, event: unknown = {}, options = {}) {
  const answer = run.invoke('F', event, options)
  await run.idle()
  const result = await answer
  if (!result.ok) throw new Error(result.error.code)
  return result.value
}

describe('synchronous invocation (fact sheet 2.5, 2.8)', () => {
  it('answers 200 with the response and the executed version', async () => {
    const run = deploy([lambdaFunction('F')], echo)
    expect(await invoke(run, { a: 1 })).toEqual({
      StatusCode: 200,
      ExecutedVersion: '$LATEST',
      Payload: '{"a":1}',
      RequestId: expect.stringMatching(/^[0-9a-f-]{36}$/) as string,
    })
  })

  it('cold: INIT_START, START, END, REPORT with Init Duration; warm: none', async () => {
    const run = deploy([lambdaFunction('F')], echo)
    const { RequestId: first } = await invoke(run)
    const { RequestId: second } = await invoke(run)
    expect(run.logs()).toEqual([
      expect.stringMatching(
        /^INIT_START Runtime Version: nodejs:22\.v\d+\tRuntime Version ARN: arn:aws:lambda:us-east-1::runtime:[0-9a-f]{64}$/,
      ),
      `START RequestId: ${first} Version: $LATEST`,
      `END RequestId: ${first}`,
      `REPORT RequestId: ${first}\tDuration: 1.00 ms\tBilled Duration: ${COLD + 1} ms\tMemory Size: 128 MB\tMax Memory Used: 36 MB\tInit Duration: ${COLD}.00 ms\t`,
      `START RequestId: ${second} Version: $LATEST`,
      `END RequestId: ${second}`,
      `REPORT RequestId: ${second}\tDuration: 1.00 ms\tBilled Duration: 1 ms\tMemory Size: 128 MB\tMax Memory Used: 36 MB\t`,
    ])
  })

  it('LogType Tail gives the last 4 KB of the invocation’s log', async () => {
    const lines = Array.from({ length: 200 }, (_, index) => ({
      at: START_TIME,
      message: `line ${index} ${'x'.repeat(50)}`,
    }))
    const run = deploy([lambdaFunction('F')], { invoke: () => ({ lines, outcome: respond(1) }) })
    const { LogResult, RequestId } = await invoke(run, {}, { logType: 'Tail' })
    const log = atob(LogResult ?? '')
    expect(log).toHaveLength(4096)
    expect(log).toMatch(/line 199 x+\nEND RequestId: .*\nREPORT RequestId: .*\t\n$/)
    expect(log).toContain(RequestId)
  })

  it('LogType Tail of a cold start begins with START (recorded from AWS)', async () => {
    const run = deploy([lambdaFunction('F')], echo)
    const { LogResult } = await invoke(run, {}, { logType: 'Tail' })
    expect(
      atob(LogResult ?? '')
        .split('\n')
        .map((line) => line.split(' ')[0]),
    ).toEqual(['START', 'END', 'REPORT', ''])
  })

  it('a function error is 200 with FunctionError, and no retry', async () => {
    const run = deploy([lambdaFunction('F')], { invoke: () => ({ outcome: fail('boom', 'TypeError') }) })
    const answer = await invoke(run)
    expect(answer).toMatchObject({ StatusCode: 200, FunctionError: 'Unhandled' })
    expect(JSON.parse(answer.Payload)).toEqual({ errorType: 'TypeError', errorMessage: 'boom', trace: [] })
    expect(run.trace('invocation.started')).toHaveLength(1)
    expect(run.logs().at(-1)).not.toContain('Status')
  })

  it('a throwing handler leaves its environment warm', async () => {
    const run = deploy([lambdaFunction('F')], {
      invoke: (_event, _invocation, { nth }) => ({ outcome: nth === 1 ? fail('x') : respond(nth) }),
    })
    await invoke(run)
    expect((await invoke(run)).Payload).toBe('2')
    expect(run.host.started).toBe(1)
  })

  it.each([
    [
      'unknown function',
      'Nope',
      '{}',
      {},
      404,
      'ResourceNotFoundException',
      'Function not found: arn:aws:lambda:us-east-1:123456789012:function:Nope:$LATEST',
    ],
    [
      'unknown alias',
      'F',
      '{}',
      { qualifier: 'live' },
      404,
      'ResourceNotFoundException',
      'Cannot find alias arn: arn:aws:lambda:us-east-1:123456789012:function:F:live',
    ],
    [
      'payload that is no JSON',
      'F',
      '{',
      {},
      400,
      'InvalidRequestContentException',
      expect.stringMatching(/^Could not parse request body into json: Could not parse payload into json: /),
    ],
    [
      'payload over 6 MB',
      'F',
      JSON.stringify('x'.repeat(6_291_456)),
      {},
      413,
      'RequestTooLargeException',
      'Request must be smaller than 6291456 bytes for the InvokeFunction operation',
    ],
    [
      'asynchronous payload over 1 MB',
      'F',
      JSON.stringify('x'.repeat(1_048_576)),
      { invocationType: 'Event' },
      413,
      'RequestTooLargeException',
      expect.stringContaining('(limit 1048576 bytes)'),
    ],
  ])('%s is refused', async (_, functionName, payload, options, statusCode, code, message) => {
    const run = deploy([lambdaFunction('F')], echo)
    const answer = await run.invoke(functionName, {}, { payload, ...options } as Partial<InvokeRequest>)
    expect(answer).toMatchObject({ ok: false, error: { statusCode, code, message } })
  })

  it('no payload means {}', async () => {
    const run = deploy([lambdaFunction('F')], echo)
    expect((await invoke(run, undefined, { payload: '' })).Payload).toBe('{}')
  })

  it('DryRun is 204 and runs nothing', async () => {
    const run = deploy([lambdaFunction('F')], echo)
    expect(await run.invoke('F', {}, { invocationType: 'DryRun' })).toMatchObject({
      ok: true,
      value: { StatusCode: 204, Payload: '' },
    })
    expect(run.host.started).toBe(0)
  })

  it('a response over 6 MB is Function.ResponseSizeTooLarge (recorded from AWS)', async () => {
    const run = deploy([lambdaFunction('F')], { invoke: () => ({ outcome: respond('x'.repeat(6_291_566)) }) })
    expect((await invoke(run)).Payload).toBe(
      '{"errorMessage":"Response payload size exceeded maximum allowed payload size (6291556 bytes).","errorType":"Function.ResponseSizeTooLarge"}',
    )
  })
})

describe('failures that reset the environment (fact sheet 1.2, 2.6)', () => {
  it('timeout: Sandbox.Timedout at the deadline, process gone, next Init suppressed into the invocation', async () => {
    const run = deploy([lambdaFunction('F', { Timeout: 3 })], {
      invoke: (_event, _invocation, { environment }) => ({ outcome: environment === 0 ? 'never' : respond('ok') }),
    })
    const first = await invoke(run)
    expect(first.FunctionError).toBe('Unhandled')
    expect(JSON.parse(first.Payload)).toEqual({
      errorType: 'Sandbox.Timedout',
      errorMessage: `RequestId: ${first.RequestId} Error: Task timed out after 3.00 seconds`,
    })
    expect(run.logs().at(-1)).toBe(
      `REPORT RequestId: ${first.RequestId}\tDuration: 3000.00 ms\tBilled Duration: ${3000 + COLD} ms\tMemory Size: 128 MB\tMax Memory Used: 36 MB\tInit Duration: ${COLD}.00 ms\tStatus: timeout`,
    )
    const second = await invoke(run)
    expect(second.Payload).toBe('"ok"')
    const [, , , , ...after] = run.logs()
    expect(after).toEqual([
      `START RequestId: ${second.RequestId} Version: $LATEST`,
      `END RequestId: ${second.RequestId}`,
      `REPORT RequestId: ${second.RequestId}\tDuration: ${COLD + 1}.00 ms\tBilled Duration: ${COLD + 1} ms\tMemory Size: 128 MB\tMax Memory Used: 36 MB\t`,
    ])
    expect(run.trace('environment.created')).toHaveLength(1)
    expect(run.trace('environment.reset')).toMatchObject([{ reason: 'TIMEOUT' }])
  })

  it('a turn that never ends is the function’s timeout', async () => {
    const run = deploy([lambdaFunction('F', { Timeout: 2 })], { invoke: () => ({ outcome: 'unresponsive' }) })
    expect((await invoke(run)).Payload).toContain('Task timed out after 2.00 seconds')
    expect(run.trace('invocation.ended')).toMatchObject([{ status: 'timeout', duration: 2000 }])
  })

  it.each([
    [0, 'Runtime exited without providing a reason'],
    [1, 'Runtime exited with error: exit status 1'],
  ])('process.exit(%i) is Runtime.ExitError', async (exitCode, text) => {
    const run = deploy([lambdaFunction('F')], { invoke: () => ({ outcome: { kind: 'exit', exitCode } }) })
    const answer = await invoke(run)
    expect(JSON.parse(answer.Payload)).toEqual({
      errorType: 'Runtime.ExitError',
      errorMessage: `RequestId: ${answer.RequestId} Error: ${text}`,
    })
    expect(run.logs().at(-1)).toMatch(/\tStatus: error\tError Type: Runtime\.ExitError$/)
  })

  it('a process that ends after its answer: the answer counts, the next invocation initialises anew', async () => {
    const run = deploy([lambdaFunction('F')], {
      invoke: () => ({ outcome: { kind: 'response', payload: '"bye"', exitCode: 1 } }),
    })
    expect(await invoke(run)).toMatchObject({ StatusCode: 200, Payload: '"bye"' })
    await invoke(run)
    expect(run.trace('environment.reset')).toMatchObject([{ reason: 'FAILURE' }, { reason: 'FAILURE' }])
    expect(run.trace('environment.init-started').map(({ phase }) => phase)).toEqual(['init', 'invoke'])
  })

  it('out of memory is Runtime.OutOfMemory, signal: killed', async () => {
    const run = deploy([lambdaFunction('F')], { invoke: () => ({ outcome: 'out-of-memory' }) })
    const answer = await invoke(run)
    expect(JSON.parse(answer.Payload)).toEqual({
      errorType: 'Runtime.OutOfMemory',
      errorMessage: `RequestId: ${answer.RequestId} Error: Runtime exited with error: signal: killed`,
    })
  })
})

describe('a failing Init (fact sheet 1.1)', () => {
  const error = { errorType: 'Runtime.ImportModuleError', errorMessage: "Error: Cannot find module 'x'", trace: [] }

  it('is reported, run again inside the invocation, and then the caller’s error', async () => {
    const run = deploy([lambdaFunction('F')], {
      init: () => ({ outcome: { kind: 'error', error, exitCode: 1 } }),
      invoke: () => ({}),
    })
    const answer = await invoke(run)
    expect(JSON.parse(answer.Payload)).toEqual(error)
    expect(run.logs().slice(1)).toEqual([
      `INIT_REPORT Init Duration: ${COLD}.00 ms\tPhase: init\tStatus: error\tError Type: Runtime.ImportModuleError`,
      `INIT_REPORT Init Duration: ${COLD}.00 ms\tPhase: invoke\tStatus: error\tError Type: Runtime.ImportModuleError`,
      `START RequestId: ${answer.RequestId} Version: $LATEST`,
      `END RequestId: ${answer.RequestId}`,
      expect.stringMatching(
        /Duration: 101\.00 ms\tBilled Duration: 101 ms.*\tStatus: error\tError Type: Runtime\.ImportModuleError$/,
      ),
    ])
  })

  it('that takes over 10 seconds is cut off, and run again within the function’s timeout', async () => {
    const run = deploy([lambdaFunction('F', { Timeout: 5 })], {
      init: () => ({ takes: 60_000, outcome: { kind: 'initialized' } }),
      invoke: () => ({}),
    })
    const answer = await invoke(run)
    expect(answer.Payload).toContain('Task timed out after 5.00 seconds')
    expect(run.logs()[1]).toBe('INIT_REPORT Init Duration: 10000.00 ms\tPhase: init\tStatus: timeout')
  })
})

describe('concurrency (fact sheet 4)', () => {
  const slow = {
    invoke: (_event: unknown, _invocation: unknown, { environment }: { environment: number }) => ({
      takes: 100,
      outcome: respond(environment),
    }),
  }

  it('one invocation at a time per environment; more start more', async () => {
    const run = deploy([lambdaFunction('F')], slow)
    const answers = [run.invoke('F'), run.invoke('F'), run.invoke('F')]
    await run.idle()
    const payloads = (await Promise.all(answers)).map((answer) => answer.ok && answer.value.Payload)
    expect(payloads).toEqual(['0', '1', '2'])
    const again = run.invoke('F')
    await run.idle()
    await again
    expect(run.host.started).toBe(3)
  })

  it('beyond reserved concurrency: 429 with its reason (recorded from AWS)', async () => {
    const run = deploy([lambdaFunction('F', { ReservedConcurrentExecutions: 1 })], slow)
    const first = run.invoke('F')
    expect(await run.invoke('F')).toMatchObject({
      ok: false,
      error: {
        code: 'TooManyRequestsException',
        statusCode: 429,
        message: 'Rate Exceeded.',
        details: { Reason: 'ReservedFunctionConcurrentInvocationLimitExceeded', Type: 'User' },
      },
    })
    await run.idle()
    expect(await first).toMatchObject({ ok: true })
    expect(run.trace('request.throttled')).toHaveLength(1)
  })

  it('reserved concurrency must leave 100 unreserved', () => {
    const { diagnostics } = deploy([lambdaFunction('F', { ReservedConcurrentExecutions: 901 })], slow)
    expect(diagnostics[0]?.message).toBe(
      "Specified ReservedConcurrentExecutions for function decreases account's UnreservedConcurrentExecution below its minimum value of [100].",
    )
  })

  it('idle environments go after a while, without keeping the run going', async () => {
    const run = deploy([lambdaFunction('F')], slow)
    void run.invoke('F')
    await run.idle()
    expect(run.trace('environment.shutdown')).toEqual([])
    await run.advance(11 * 60_000)
    expect(run.trace('environment.shutdown')).toMatchObject([{ reason: 'SPINDOWN' }])
    expect(run.host.terminated).toBe(1)
  })
})

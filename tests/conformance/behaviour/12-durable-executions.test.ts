/** Fact sheet §12.1: starting, naming, ending and finding durable executions, with the real SDK. */

import { describe, expect, test } from 'vitest'
import { arnOf, lambdaFunction, mapping, queue, resource, START_TIME } from '../../unit/cloud/stack'
import { durable, durablePlayground, workflow } from './durable'

const SLOW = workflow(`await ctx.wait({ minutes: 5 }); return event`)
const QUALIFIED = { qualifier: '$LATEST' }
const LONG = { DurableConfig: { ExecutionTimeout: 3600 } }

describe('§12.1 durable functions: starting', () => {
  test('a synchronous invocation is answered when the execution has ended, waits included', async () => {
    const run = await durablePlayground([durable('F')], { F: SLOW })
    const { value } = await run.call('F', { a: 1 }, QUALIFIED)
    expect(value).toEqual({ a: 1 })
    const answered = run.trace('request.answered')[0]
    expect(answered?.at).toBeGreaterThan(300_000)
  })

  test('a failed execution answers a synchronous invocation with a function error', async () => {
    const run = await durablePlayground([durable('F')], { F: workflow(`throw new RangeError('bad order')`) })
    const { value, functionError } = await run.call('F', {}, QUALIFIED)
    expect(functionError).toBe('Unhandled')
    expect(value).toMatchObject({ errorType: 'RangeError', errorMessage: 'bad order' })
  })

  test('the function gets the caller’s event from the first operation, EXECUTION', async () => {
    const run = await durablePlayground([durable('F')], { F: workflow(`return event`) })
    await run.start('F', { user: 1 })
    await run.idle()
    const [event] = run.invocationEvents()
    expect(Object.keys(event ?? {})).toEqual([
      'DurableExecutionArn',
      'CheckpointToken',
      'InitialExecutionState',
      'UpdatedOperationIds',
    ])
    expect(event?.InitialExecutionState).toMatchObject({
      NextMarker: '',
      Operations: [{ Type: 'EXECUTION', Status: 'STARTED', ExecutionDetails: { InputPayload: '{"user":1}' } }],
    })
  })

  test('an execution’s ARN names the version, its name and its id', async () => {
    const run = await durablePlayground([durable('F')], { F: workflow(`return 1`) })
    expect(await run.start('F', {}, 'order-1')).toMatch(
      /^arn:aws:lambda:us-east-1:123456789012:function:F:\$LATEST\/durable-execution\/order-1\/[0-9a-f-]{36}$/,
    )
  })

  test('a durable function is not invoked by an unqualified name, in any way', async () => {
    const run = await durablePlayground([durable('F')], { F: SLOW })
    for (const invocationType of ['RequestResponse', 'Event', 'DryRun'] as const) {
      expect(await run.invoke('F', {}, { invocationType })).toMatchObject({
        ok: false,
        error: {
          code: 'InvalidParameterValueException',
          message: 'You cannot invoke a durable function using an unqualified ARN.',
        },
      })
    }
  })

  test('many synchronous invocations need a qualifier too', async () => {
    const run = await durablePlayground([durable('F')], { F: workflow(`return 1`) })
    const load = { functionName: 'F', payload: '{}', requests: 3, callers: 1 }
    expect(await run.cloud.load(load)).toMatchObject({
      ok: false,
      error: { message: 'You cannot invoke a durable function using an unqualified ARN.' },
    })
    const answer = run.cloud.load({ ...load, ...QUALIFIED })
    await run.idle()
    expect(await answer).toMatchObject({ ok: true, value: { succeeded: 3, failed: 0, throttled: 0 } })
  })

  test('an ExecutionTimeout above 15 minutes rules out synchronous invocations, not others', async () => {
    const run = await durablePlayground([durable('F', LONG)], { F: SLOW })
    expect(await run.invoke('F', {}, QUALIFIED)).toMatchObject({
      ok: false,
      error: {
        message: 'You cannot synchronously invoke a durable function with an executionTimeout greater than 15 minutes.',
      },
    })
    const arn = await run.start('F')
    await run.idle()
    expect((await run.execution(arn)).status).toBe('SUCCEEDED')
  })

  test('a handler that is not wrapped fails the execution: its output has no Status', async () => {
    const run = await durablePlayground([durable('F')], { F: `export const handler = async () => 'hello'` })
    const arn = await run.start('F')
    await run.idle()
    expect(await run.execution(arn)).toMatchObject({
      status: 'FAILED',
      error: { ErrorType: 'InvalidParameterValueException', ErrorMessage: 'Invalid Status in invocation output.' },
    })
  })

  test('a wrapped handler of a function that is not durable throws', async () => {
    const run = await durablePlayground([lambdaFunction('F')], { F: workflow(`return 1`) })
    const { value, functionError } = await run.call('F')
    expect(functionError).toBe('Unhandled')
    expect((value as { errorMessage: string }).errorMessage).toContain(
      'Unexpected payload provided to start the durable execution.',
    )
  })

  test('PENDING with nothing outstanding fails the execution', async () => {
    const run = await durablePlayground([durable('F')], {
      F: `export const handler = async () => ({ Status: 'PENDING' })`,
    })
    const arn = await run.start('F')
    await run.idle()
    expect((await run.execution(arn)).error?.ErrorMessage).toBe(
      'Cannot return PENDING status with no pending operations.',
    )
  })
})

describe('§12.1 durable functions: names', () => {
  test('the same name and payload: the execution that runs is found, and started only once', async () => {
    const run = await durablePlayground([durable('F')], { F: SLOW })
    const first = await run.start('F', { a: 1 }, 'order-1')
    expect(await run.start('F', { a: 1 }, 'order-1')).toBe(first)
    await run.idle()
    expect(run.trace('durable.started')).toHaveLength(1)
  })

  test('the same name and payload after the end: the result that was', async () => {
    const run = await durablePlayground([durable('F')], { F: workflow(`return event.a`) })
    const options = { ...QUALIFIED, durableExecutionName: 'order-1' }
    const input = { functionName: 'F', payload: '{"a":7}', ...options }
    const answers: string[] = []
    run.cloud.lambda.invokeSync(input, ({ result }) => answers.push(result.payload))
    await run.idle()
    run.cloud.lambda.invokeSync(input, ({ result }) => answers.push(result.payload))
    await run.idle()
    expect(answers).toEqual(['7', '7'])
    expect(run.trace('durable.started')).toHaveLength(1)
  })

  test('the same name with another payload: DurableExecutionAlreadyStartedException', async () => {
    const run = await durablePlayground([durable('F')], { F: SLOW })
    await run.start('F', { a: 1 }, 'order-1')
    await expect(run.start('F', { a: 2 }, 'order-1')).rejects.toMatchObject({
      code: 'DurableExecutionAlreadyStartedException',
      statusCode: 409,
    })
  })

  test('a name is free again when the retention period has ended', async () => {
    const run = await durablePlayground([durable('F')], { F: workflow(`return 1`) })
    const first = await run.start('F', { a: 1 }, 'order-1')
    await run.advance(7 * 86_400_000 + 60_000)
    await expect(run.execution(first)).rejects.toMatchObject({ code: 'ResourceNotFoundException' })
    expect(await run.start('F', { a: 2 }, 'order-1')).not.toBe(first)
  })
})

describe('§12.1 durable functions: the end', () => {
  test('an execution times out after exactly its ExecutionTimeout, wherever it is', async () => {
    const run = await durablePlayground([durable('F', { DurableConfig: { ExecutionTimeout: 120 } })], { F: SLOW })
    const arn = await run.start('F')
    await run.advance(130_000)
    expect(await run.execution(arn)).toMatchObject({ status: 'TIMED_OUT', endedAt: 120_000 })
    expect((await run.events(arn)).at(-1)).toBe('ExecutionTimedOut')
  })

  test('StopDurableExecution ends it with the error given; its wait does not wake it', async () => {
    const run = await durablePlayground([durable('F')], { F: SLOW })
    const arn = await run.start('F')
    await run.advance(60_000)
    const Error = { ErrorType: 'Cancelled', ErrorMessage: 'Customer left' }
    const { StopTimestamp } = await run.api('StopDurableExecution', { DurableExecutionArn: arn, Error })
    expect(StopTimestamp * 1000 - START_TIME).toBe(60_000)
    await run.advance(600_000)
    expect(await run.execution(arn)).toMatchObject({ status: 'STOPPED', error: Error })
    expect(run.trace('invocation.started')).toHaveLength(1)
  })

  test('an invocation that fails is tried again after 1, 2, 4 … seconds, not counted as an attempt of anything', async () => {
    const run = await durablePlayground([durable('F')], {
      F: `import { appendFileSync, readFileSync } from 'node:fs'
        ${workflow(`return 'at last'`).replace('export const handler =', 'const inner =')}
        export const handler = async (event, context) => {
          appendFileSync('/tmp/n', 'x')
          if (readFileSync('/tmp/n', 'utf8').length < 4) throw new Error('not yet')
          return inner(event, context)
        }`,
    })
    const arn = await run.start('F')
    await run.idle()
    const waits = run.trace('durable.retry-scheduled').map(({ due, at }) => Math.round(due - START_TIME - at))
    expect(waits).toEqual([1000, 2000, 4000])
    expect((await run.execution(arn)).result).toBe('at last')
  })

  test('a throttled invocation waits too: reserved concurrency 0 holds the execution', async () => {
    const run = await durablePlayground([durable('F', { ReservedConcurrentExecutions: 0 })], { F: SLOW })
    const arn = await run.start('F')
    await run.advance(10_000)
    expect(run.trace('durable.retry-scheduled').map(({ cause }) => cause)).toEqual([
      'throttle',
      'throttle',
      'throttle',
      'throttle',
    ])
    expect((await run.execution(arn)).status).toBe('RUNNING')
  })

  test('a failed asynchronous start goes to the dead-letter queue, and is not repeated', async () => {
    const run = await durablePlayground(
      [queue('Dead'), durable('F', { DeadLetterConfig: { TargetArn: arnOf('Dead') } })],
      { F: workflow(`throw new Error('never')`) },
    )
    await run.start('F', { a: 1 })
    await run.idle()
    expect(run.trace('invocation.started')).toHaveLength(1)
    expect(run.trace('sqs.sent').map(({ body }) => body)).toEqual(['{"a":1}'])
  })

  test('destinations get nothing, and the trace says so', async () => {
    const run = await durablePlayground(
      [
        queue('Done'),
        durable('F'),
        resource('Config', 'AWS::Lambda::EventInvokeConfig', {
          FunctionName: { Ref: 'F' },
          Qualifier: '$LATEST',
          DestinationConfig: { OnSuccess: { Destination: arnOf('Done') }, OnFailure: { Destination: arnOf('Done') } },
        }),
      ],
      { F: workflow(`if (event.fails) throw new Error('never')`) },
    )
    await run.start('F', { fails: false })
    await run.start('F', { fails: true })
    await run.idle()
    expect(run.trace('sqs.sent')).toEqual([])
    expect(run.trace('destination.failed').map(({ kind, message }) => [kind, message])).toEqual([
      ['on-success', 'Durable functions have no destinations; their dead-letter queue gets what failed.'],
      ['on-failure', 'Durable functions have no destinations; their dead-letter queue gets what failed.'],
    ])
  })

  test('a result of more than 1 MB of an asynchronous start fails the execution', async () => {
    const run = await durablePlayground([durable('F', { MemorySize: 1024 })], {
      F: workflow(`return 'x'.repeat(1100000)`),
    })
    const arn = await run.start('F')
    await run.idle()
    expect((await run.execution(arn)).error?.ErrorMessage).toBe(
      'Execution output payload size must be less than or equal to 1048576 bytes.',
    )
  })

  test('the version is pinned: an execution goes on with the one it began with', async () => {
    const run = await durablePlayground(
      [
        durable('F'),
        resource('V1', 'AWS::Lambda::Version', { FunctionName: { Ref: 'F' } }),
        resource('Live', 'AWS::Lambda::Alias', {
          FunctionName: { Ref: 'F' },
          Name: 'live',
          FunctionVersion: { 'Fn::GetAtt': ['V1', 'Version'] },
        }),
      ],
      { F: workflow(`await ctx.wait({ minutes: 1 }); return ctx.lambdaContext.functionVersion`) },
    )
    const { durableExecutionArn: arn = '' } = run.cloud.lambda.invokeEvent({
      functionName: 'F',
      qualifier: 'live',
      payload: '{}',
    })
    expect(arn).toContain(':function:F:1/durable-execution/')
    await run.idle()
    expect((await run.execution(arn)).result).toBe('1')
    expect(run.trace('invocation.started').map(({ version }) => version)).toEqual(['1', '1'])
  })
})

describe('§12.1 durable functions: sources', () => {
  test('an event source mapping starts one execution for a batch, and waits for its end', async () => {
    const run = await durablePlayground(
      [
        queue('Q', { VisibilityTimeout: 900 }),
        durable('F'),
        resource('V', 'AWS::Lambda::Version', { FunctionName: { Ref: 'F' } }),
        mapping('M', 'V', 'Q', { BatchSize: 5 }),
      ],
      { F: workflow(`await ctx.wait({ minutes: 2 }); return {}`) },
    )
    await run.send('Q', 'one')
    await run.idle()
    expect(run.trace('durable.started')).toHaveLength(1)
    const [ended] = run.trace('mapping.batch-ended')
    expect(ended).toMatchObject({ outcome: 'success' })
    expect(ended?.at).toBeGreaterThan(120_000)
  })

  test('a mapping by an unqualified name, or with a longer ExecutionTimeout, is refused', async () => {
    const unqualified = await durablePlayground(
      [queue('Q', { VisibilityTimeout: 900 }), durable('F'), mapping('M', 'F', 'Q')],
      { F: SLOW },
      { diagnostics: 'expected' },
    )
    expect(unqualified.diagnostics[0]).toMatchObject({ severity: 'error', logicalId: 'M' })
    const long = await durablePlayground(
      [
        queue('Q', { VisibilityTimeout: 900 }),
        durable('F', LONG),
        resource('V', 'AWS::Lambda::Version', { FunctionName: { Ref: 'F' } }),
        mapping('M', 'V', 'Q'),
      ],
      { F: SLOW },
      { diagnostics: 'expected' },
    )
    expect(long.diagnostics[0]).toMatchObject({ severity: 'error', logicalId: 'M' })
  })

  test('status changes are events on the default bus: RUNNING, then how it ended', async () => {
    const run = await durablePlayground([durable('F')], { F: workflow(`await ctx.wait({ seconds: 9 }); return 1`) })
    const arn = await run.start('F', {}, 'order-1')
    await run.idle()
    const events = run
      .trace('events.put')
      .map(({ source, detailType, detail }) => ({ source, detailType, detail: JSON.parse(detail) as object }))
    expect(events).toEqual([
      {
        source: 'aws.lambda',
        detailType: 'Durable Execution Status Change',
        detail: {
          durableExecutionArn: arn,
          durableExecutionName: 'order-1',
          functionArn: 'arn:aws:lambda:us-east-1:123456789012:function:F:$LATEST',
          status: 'RUNNING',
          startTimestamp: '2026-01-31T12:00:00.000Z',
        },
      },
      {
        source: 'aws.lambda',
        detailType: 'Durable Execution Status Change',
        detail: expect.objectContaining({
          status: 'SUCCEEDED',
          endTimestamp: expect.stringMatching(/^2026-01-31T12:00:09/),
        }),
      },
    ])
  })

  test('without lambda:CheckpointDurableExecution the function cannot checkpoint: the execution fails', async () => {
    const role = resource('Role', 'AWS::IAM::Role', {
      AssumeRolePolicyDocument: {
        Version: '2012-10-17',
        Statement: [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }],
      },
      ManagedPolicyArns: ['arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole'],
    })
    const run = await durablePlayground([role, durable('F', { Role: arnOf('Role') })], {
      F: workflow(`return await ctx.step(async () => 1)`),
    })
    const arn = await run.start('F')
    await run.idle()
    const { status, error } = await run.execution(arn)
    expect(status).toBe('FAILED')
    expect(error?.ErrorMessage).toContain('is not authorized to perform: lambda:CheckpointDurableExecution')
  })

  test('AWSLambdaBasicDurableExecutionRolePolicy is enough for checkpoints', async () => {
    const role = resource('Role', 'AWS::IAM::Role', {
      AssumeRolePolicyDocument: {
        Version: '2012-10-17',
        Statement: [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }],
      },
      ManagedPolicyArns: ['arn:aws:iam::aws:policy/service-role/AWSLambdaBasicDurableExecutionRolePolicy'],
    })
    const run = await durablePlayground([role, durable('F', { Role: arnOf('Role') })], {
      F: workflow(`return await ctx.step(async () => 1)`),
    })
    const arn = await run.start('F')
    await run.idle()
    expect((await run.execution(arn)).status).toBe('SUCCEEDED')
  })
})

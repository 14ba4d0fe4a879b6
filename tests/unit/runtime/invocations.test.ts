/**
 * How invocations end. Expected values: aws-lambda-ric 3.3.0 (nodejs20.x, nodejs22.x) and 4.0.2 (nodejs24.x), and the
 * Developer Guide's "Define Lambda function handler in Node.js".
 */

import { describe, expect, it } from 'vitest'
import type { RuntimeName } from '../../../src/runtime/protocol'
import { runOnce, TestEnvironment, valueOf } from './harness'

const NODE_JS_EXIT =
  'The Lambda runtime client detected an unexpected Node.js exit code. This is most commonly caused by a Promise that was never settled. For more information, see https://nodejs.org/docs/latest/api/process.html#exit-codes'

const outcome = async (code: string, runtime: RuntimeName = 'nodejs22.x') =>
  (await runOnce(code, { a: 1 }, { runtime })).outcome

describe.each<RuntimeName>(['nodejs20.x', 'nodejs22.x', 'nodejs24.x'])('%s', (runtime) => {
  it.each([
    ['undefined', 'undefined', 'null'],
    ['null', 'null', 'null'],
    ['a string', '"text"', '"text"'],
    ['its event', 'event', '{"a":1}'],
    ['a date', 'new Date(0)', '"1970-01-01T00:00:00.000Z"'],
  ])('serialises %s as JSON', async (_, expression, payload) => {
    const code = `exports.handler = async (event) => ${expression}`
    expect(await outcome(code, runtime)).toEqual({ kind: 'response', payload })
  })

  it('reports a thrown error by its name, message and stack', async () => {
    const code = `exports.handler = async () => { throw Object.assign(new TypeError('boom'), { code: 'E_X' }) }`
    const turn = await runOnce(code, {}, { runtime })
    expect(turn.outcome).toEqual({
      kind: 'error',
      error: {
        errorType: 'TypeError',
        errorMessage: 'boom',
        trace: ['TypeError: boom', expect.stringMatching(/^ {4}at .*\/var\/task\/index\.js:1:\d+\)$/)],
      },
    })
    // The log has the own properties too (fact sheet 2.7).
    expect(turn.log).toEqual([
      expect.stringMatching(
        /^2026-01-31T12:00:00\.\d{3}Z\t8f5d0c5e-\S+\tERROR\tInvoke Error \t\{"errorType":"TypeError","errorMessage":"boom","code":"E_X","stack":\["TypeError: boom",/,
      ),
    ])
  })

  it.each([
    ['a string', `'boom'`, { errorType: 'string', errorMessage: 'boom', trace: [] }],
    ['a number', '5', { errorType: 'number', errorMessage: '5', trace: [] }],
    ['an object', '{}', { errorType: 'object', errorMessage: '[object Object]', trace: [] }],
  ])('reports %s that was thrown by its type', async (_, thrown, error) => {
    const code = `exports.handler = async () => { throw ${thrown} }`
    expect(await outcome(code, runtime)).toEqual({ kind: 'error', error })
  })

  it('reports an error that a handler throws at once', async () => {
    const error = { errorType: 'string', errorMessage: 'boom', trace: [] }
    expect(await outcome(`exports.handler = () => { throw 'boom' }`, runtime)).toEqual({ kind: 'error', error })
  })

  it('ends the process with process.exit', async () => {
    const code = `exports.handler = async () => {
      console.log('before')
      try { process.exit(3) } catch {}
      console.log('after')
      setTimeout(() => console.log('later'), 1)
      return 'ignored'
    }`
    const turn = await runOnce(code, {}, { runtime })
    expect(turn.outcome).toEqual({ kind: 'exit', exitCode: 3 })
    expect(turn.log).toEqual([expect.stringMatching(/before$/)])
    expect(turn.temporaryFiles).toEqual({})
  })
})

describe('nodejs22.x and before', () => {
  it('names what JSON cannot express only in the message', async () => {
    const result = await outcome('exports.handler = async () => 5n')
    expect(result).toMatchObject({
      kind: 'error',
      error: { errorType: 'Error', errorMessage: 'Unable to stringify response body' },
    })
  })

  it('ignores what a handler without promise or callback returns', async () => {
    expect(await outcome(`exports.handler = () => 'ignored'`)).toEqual({ kind: 'response', payload: 'null' })
  })

  it('waits for the empty event loop after a callback', async () => {
    const code = `exports.handler = (event, context, callback) => {
      setTimeout(() => console.log('still here'), 500)
      callback(null, 'done')
    }`
    const turn = await runOnce(code)
    expect(valueOf(turn)).toBe('done')
    expect(turn.log).toEqual([expect.stringMatching(/still here$/)])
  })

  it('does not wait when the context says so', async () => {
    const code = `exports.handler = (event, context, callback) => {
      context.callbackWaitsForEmptyEventLoop = false
      setTimeout(() => console.log('still here'), 500)
      callback(null, 'done')
    }`
    const turn = await runOnce(code)
    expect(valueOf(turn)).toBe('done')
    expect(turn.log).toEqual([])
  })

  it('reports the error of a callback at once', async () => {
    const code = `exports.handler = (event, context, callback) => {
      setTimeout(() => console.log('still here'), 500)
      callback(new RangeError('no'))
    }`
    const turn = await runOnce(code)
    expect(turn.outcome).toMatchObject({ kind: 'error', error: { errorType: 'RangeError', errorMessage: 'no' } })
    expect(turn.log.some((line) => line.endsWith('still here'))).toBe(false)
  })

  it.each([
    [`context.succeed('yes')`, { kind: 'response', payload: '"yes"' }],
    [`context.done(null, 'yes')`, { kind: 'response', payload: '"yes"' }],
    [`context.fail('no')`, { kind: 'error', error: { errorType: 'string', errorMessage: 'no', trace: [] } }],
    [`context.fail()`, { kind: 'error', error: { errorType: 'string', errorMessage: 'handled', trace: [] } }],
    [`context.done('no')`, { kind: 'error', error: { errorType: 'string', errorMessage: 'no', trace: [] } }],
  ])('knows %s', async (call, expected) => {
    expect(await outcome(`exports.handler = (event, context) => { ${call} }`)).toEqual(expected)
  })

  it('counts the first completion only', async () => {
    const code = `exports.handler = (event, context, callback) => {
      context.succeed(1)
      context.done(null, 2)
    }`
    const turn = await runOnce(code)
    expect(valueOf(turn)).toBe(1)
    const text = 'Invocation has already been reported as done. Cannot call complete more than once per invocation.'
    expect(turn.log).toEqual([expect.stringContaining(`\tERROR\t${text}`)])
  })

  it('tells that an async handler never settled', async () => {
    const turn = await runOnce('exports.handler = async () => { await new Promise(() => undefined) }')
    expect(turn.outcome).toMatchObject({
      kind: 'error',
      error: { errorType: 'Runtime.NodeJsExit', errorMessage: NODE_JS_EXIT },
    })
    expect(turn.log).toEqual([expect.stringContaining('\tERROR\tInvoke Error \t{"errorType":"Runtime.NodeJsExit"')])
  })

  it('answers null for a promise that never settles of a function that is not async', async () => {
    expect(await outcome('exports.handler = () => new Promise(() => undefined)')).toMatchObject({ payload: 'null' })
  })

  it('survives a handler that never settled', async () => {
    const environment = await TestEnvironment.start(
      'let n = 0; exports.handler = async () => { if (n++) return n; await new Promise(() => undefined) }',
    )
    await environment.init()
    await environment.invoke()
    expect(valueOf(await environment.invoke())).toBe(2)
    await environment.stop()
  })

  it('does not count timers without a reference as work', async () => {
    const code = `exports.handler = async () => { await new Promise((resolve) => setTimeout(resolve, 100).unref()) }`
    expect(await outcome(code)).toMatchObject({ error: { errorType: 'Runtime.NodeJsExit' } })
  })

  it('ends the process on an unhandled rejection', async () => {
    const code = `exports.handler = async () => {
      Promise.reject(new Error('lost'))
      await new Promise((resolve) => setTimeout(resolve, 100))
      console.log('never')
    }`
    const turn = await runOnce(code)
    expect(turn.outcome).toMatchObject({
      kind: 'error',
      exitCode: 128,
      error: { errorType: 'Runtime.UnhandledPromiseRejection', errorMessage: 'Error: lost' },
    })
    expect(turn.log).toEqual([
      expect.stringMatching(
        /\tERROR\tUnhandled Promise Rejection \t\{"errorType":"Runtime\.UnhandledPromiseRejection","errorMessage":"Error: lost","reason":\{"errorType":"Error","errorMessage":"lost","stack":\[.*\]\},"promise":\{\},"stack":\[/,
      ),
    ])
  })

  it('does not mistake a rejection that is handled later for one', async () => {
    const code = `exports.handler = async () => {
      const lost = Promise.reject(new Error('lost'))
      for (let i = 0; i < 10; i++) await null
      return lost.catch(() => 'handled')
    }`
    expect(await outcome(code)).toEqual({ kind: 'response', payload: '"handled"' })
  })

  it('ends the process on an uncaught exception', async () => {
    const code = `exports.handler = async () => {
      setTimeout(() => { throw new RangeError('late') }, 10)
      await new Promise((resolve) => setTimeout(resolve, 100))
    }`
    const turn = await runOnce(code)
    expect(turn.outcome).toMatchObject({
      kind: 'error',
      exitCode: 129,
      error: { errorType: 'RangeError', errorMessage: 'late' },
    })
    expect(turn.log).toEqual([expect.stringContaining('\tERROR\tUncaught Exception \t{"errorType":"RangeError"')])
  })

  it('leaves exceptions to the function once it has removed the runtime’s listeners', async () => {
    const code = `process.removeAllListeners('uncaughtException')
    process.on('uncaughtException', (error) => console.log('caught', error.message))
    exports.handler = async () => {
      setTimeout(() => { throw new Error('late') }, 10)
      await new Promise((resolve) => setTimeout(resolve, 100))
      return 'survived'
    }`
    const turn = await runOnce(code)
    expect(valueOf(turn)).toBe('survived')
    expect(turn.log).toEqual([expect.stringMatching(/caught late$/)])
  })

  it('keeps an answer that was given before the process ended', async () => {
    const code = `exports.handler = async () => { Promise.reject(new Error('lost')); return 'answer' }`
    expect(await outcome(code)).toEqual({ kind: 'response', payload: '"answer"', exitCode: 128 })
  })
})

describe('nodejs24.x', () => {
  const run = (code: string) => outcome(code, 'nodejs24.x')

  it('awaits what a handler returns without promise', async () => {
    expect(await run(`exports.handler = () => 'value'`)).toEqual({ kind: 'response', payload: '"value"' })
  })

  it('has a type for what JSON cannot express', async () => {
    expect(await run('exports.handler = async () => 5n')).toMatchObject({
      error: { errorType: 'Runtime.JSONStringifyError', errorMessage: 'Unable to stringify response body' },
    })
  })

  it('exits when the handler never settles', async () => {
    const code = 'exports.handler = async () => { await new Promise(() => undefined) }'
    expect(await run(code)).toEqual({ kind: 'exit', exitCode: 0 })
  })

  it('crashes on an unhandled rejection, even when the handler has returned', async () => {
    const turn = await runOnce(
      `exports.handler = async () => { Promise.reject(new Error('lost')); return 1 }`,
      {},
      { runtime: 'nodejs24.x' },
    )
    expect(turn.outcome).toEqual({ kind: 'exit', exitCode: 1 })
    expect(turn.log[0]).toBe('Error: lost')
  })

  it('crashes on an uncaught exception', async () => {
    const code = `exports.handler = () => new Promise(() => setTimeout(() => { throw new Error('late') }, 1))`
    expect(await run(code)).toEqual({ kind: 'exit', exitCode: 1 })
  })

  it('listens to the function’s own listeners', async () => {
    const code = `process.on('unhandledRejection', (reason) => console.log('caught', reason.message))
    exports.handler = async () => { Promise.reject(new Error('lost')); await new Promise((r) => setTimeout(r, 5)); return 1 }`
    const turn = await runOnce(code, {}, { runtime: 'nodejs24.x' })
    expect(valueOf(turn)).toBe(1)
    expect(turn.log).toEqual([expect.stringMatching(/caught lost$/)])
  })
})

describe('the context', () => {
  it.each<[RuntimeName, object]>([
    ['nodejs22.x', { callbackWaitsForEmptyEventLoop: true }],
    ['nodejs24.x', { xRayTraceId: 'Root=1-5bef4de7-ad49b0e87f6ef6c87fc2e700;Parent=9a9197af755a6419;Sampled=1' }],
  ])('of %s tells about function and invocation', async (runtime, own) => {
    const code = `exports.handler = async (event, context) => ({ ...context, left: context.getRemainingTimeInMillis() })`
    expect(valueOf(await runOnce(code, {}, { runtime }))).toEqual({
      functionName: 'my-fn',
      functionVersion: '$LATEST',
      memoryLimitInMB: '128',
      logGroupName: '/aws/lambda/my-fn',
      logStreamName: '2026/01/31/[$LATEST]e6f4a0c4241adcd70c262d34c0bbc85c',
      invokedFunctionArn: 'arn:aws:lambda:us-east-1:123456789012:function:my-fn',
      awsRequestId: '8f5d0c5e-0d3f-4b0c-9d9f-3f1f5a4f2d11',
      left: 3000,
      ...own,
    })
  })

  it('has the trace id in the process environment', async () => {
    const code = `exports.handler = async () => process.env._X_AMZN_TRACE_ID.slice(0, 5)`
    expect(valueOf(await runOnce(code))).toBe('Root=')
  })

  it('has an invoke store', async () => {
    const code = `const { InvokeStore } = awslambda
    const before = InvokeStore.getRequestId()
    exports.handler = async (event, context) => {
      InvokeStore.set('key', 1)
      return [before, InvokeStore.getRequestId() === context.awsRequestId, InvokeStore.get('key')]
    }`
    expect(valueOf(await runOnce(code, {}, { runtime: 'nodejs24.x' }))).toEqual(['-', true, 1])
  })
})

describe('response streaming', () => {
  const stream = (body: string) =>
    `exports.handler = awslambda.streamifyResponse(async (event, stream, context) => { ${body} })`
  const streamed = async (code: string, runtime: RuntimeName = 'nodejs22.x') => {
    const { outcome, chunks = [] } = await runOnce(code, { a: 1 }, { runtime })
    return { outcome, texts: chunks.map(({ bytes }) => new TextDecoder().decode(bytes)), type: chunks[0]?.contentType }
  }

  it.each<RuntimeName>(['nodejs22.x', 'nodejs24.x'])(
    'hands over what was written, part by part (%s)',
    async (runtime) => {
      const code = stream(`stream.write('one '); stream.write({ two: 2 }); stream.end()`)
      expect(await streamed(code, runtime)).toEqual({
        outcome: { kind: 'response', payload: '', streamed: true },
        texts: ['one ', '{"two":2}'],
        type: null,
      })
    },
  )

  it('puts the prelude of an HTTP response before the body', async () => {
    const code = stream(
      `const http = awslambda.HttpResponseStream.from(stream, { statusCode: 201 }); http.write('body'); http.end()`,
    )
    expect(await streamed(code)).toMatchObject({
      texts: [`{"statusCode":201}${'\0'.repeat(8)}`, 'body'],
      type: 'application/vnd.awslambda.http-integration-response',
    })
  })

  it('insists on the end of the stream', async () => {
    expect(await outcome(stream(`stream.write('one')`))).toMatchObject({
      kind: 'error',
      error: { errorMessage: 'Response stream is not finished.' },
    })
  })
})

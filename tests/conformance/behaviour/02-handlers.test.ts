/** Fact sheet §2.1, §2.2, §2.4: how Lambda's Node.js runtimes find and call a handler, its context and its variables. */

import { describe, expect, test } from 'vitest'
import type { TemplateValue } from '../../../src/cloud/aws/template'
import type { PackageFiles } from '../../../src/runtime/protocol'
import { lambdaFunction } from '../../unit/cloud/stack'
import { playground } from './playground'

const start = (code: string | PackageFiles, properties: Record<string, TemplateValue> = {}) =>
  playground([lambdaFunction('F', properties)], { F: code })
const answer = async (
  code: string | PackageFiles,
  properties: Record<string, TemplateValue> = {},
  event: unknown = {},
) => (await (await start(code, properties)).call('F', event)).value
const NODE_24 = { Runtime: 'nodejs24.x' }

describe('§2.1 handler resolution', () => {
  test('a folder and nested exports', async () => {
    const files = { 'src/app.js': "exports.api = { create: async () => 'made' }" }
    expect(await answer(files, { Handler: 'src/app.api.create' })).toBe('made')
  })

  test.each([
    ['.js', 'index.js', "exports.handler = async () => 'js'"],
    ['.cjs', 'index.cjs', "exports.handler = async () => 'cjs'"],
    ['.mjs', 'index.mjs', "export const handler = async () => 'mjs'"],
  ])('the file may end in %s', async (extension, name, text) => {
    expect(await answer({ [name]: text })).toBe(extension.slice(1))
  })

  test('.js comes before .mjs and .cjs', async () => {
    const files = {
      'index.cjs': "exports.handler = async () => 'cjs'",
      'index.js': "exports.handler = async () => 'js'",
    }
    expect(await answer(files)).toBe('js')
  })

  test('"type": "module" makes .js an ES module', async () => {
    const files = { 'package.json': '{"type":"module"}', 'index.js': "export const handler = async () => 'esm'" }
    expect(await answer(files)).toBe('esm')
  })

  test('top-level await runs in Init', async () => {
    const files = { 'index.mjs': 'await new Promise((r) => setTimeout(r, 700)); export const handler = async () => 1' }
    const { call, trace } = await start(files)
    await call('F')
    expect(trace('invocation.ended')[0]?.initDuration).toBeGreaterThanOrEqual(800)
    expect(trace('invocation.ended')[0]?.duration).toBe(1)
  })

  test('the default export may hold the handler', async () => {
    expect(await answer({ 'index.mjs': "export default { handler: async () => 'default' }" })).toBe('default')
  })

  test('".." in the name: Runtime.MalformedHandlerName', async () => {
    expect(await answer('', { Handler: '../index.handler' })).toMatchObject({
      errorType: 'Runtime.MalformedHandlerName',
      errorMessage:
        "'../index.handler' is not a valid handler name. Use absolute paths when specifying root directories in handler names.",
    })
  })

  test('no dot in the name: Bad handler', async () => {
    expect(await answer('', { Handler: 'index' })).toMatchObject({
      errorType: 'Runtime.MalformedHandlerName',
      errorMessage: 'Bad handler',
    })
  })
})

describe('§2.1 forms of handlers', () => {
  test('nodejs22: the value of a handler that is not async is ignored', async () => {
    expect(await answer('exports.handler = () => 5')).toBe(null)
  })

  test('nodejs24: it is the result', async () => {
    expect(await answer('exports.handler = () => 5', NODE_24)).toBe(5)
  })

  test('nodejs22: a callback completes the invocation', async () => {
    expect(await answer("exports.handler = (event, context, callback) => callback(null, 'called')")).toBe('called')
  })

  test('nodejs22: the response waits for the empty event loop', async () => {
    const { call, trace } = await start(
      "exports.handler = (event, context, callback) => { setTimeout(() => {}, 400); callback(null, 'x') }",
    )
    await call('F')
    expect(trace('invocation.ended')[0]?.duration).toBe(401)
  })

  test('nodejs22: unless callbackWaitsForEmptyEventLoop is false', async () => {
    const { call, trace } = await start(
      "exports.handler = (event, context, callback) => { context.callbackWaitsForEmptyEventLoop = false; setTimeout(() => {}, 400); callback(null, 'x') }",
    )
    await call('F')
    expect(trace('invocation.ended')[0]?.duration).toBe(1)
  })

  test('nodejs24: three parameters are refused at Init', async () => {
    expect(await answer('exports.handler = (event, context, callback) => callback(null)', NODE_24)).toMatchObject({
      errorType: 'Runtime.CallbackHandlerDeprecated',
      errorMessage: expect.stringContaining('removed support for callback-based function handlers'),
    })
  })

  test('undefined becomes null', async () => {
    expect(await answer('exports.handler = async () => undefined')).toBe(null)
  })

  test('nodejs24: what JSON cannot say is Runtime.JSONStringifyError', async () => {
    expect(await answer('exports.handler = async () => 1n', NODE_24)).toMatchObject({
      errorType: 'Runtime.JSONStringifyError',
      errorMessage: 'Unable to stringify response body',
    })
  })

  test('nodejs22: a promise that never settles is Runtime.NodeJsExit', async () => {
    expect(await answer('exports.handler = async () => new Promise(() => {})')).toMatchObject({
      errorType: 'Runtime.NodeJsExit',
    })
  })

  test('nodejs24: the process ends without a word', async () => {
    const value = await answer('exports.handler = async () => new Promise(() => {})', NODE_24)
    expect(value).toMatchObject({ errorType: 'Runtime.ExitError' })
  })

  test('nodejs22: an unhandled rejection is Runtime.UnhandledPromiseRejection, and the environment is reset', async () => {
    const { call, trace } = await start(
      "exports.handler = async () => { Promise.reject(new Error('lost')); await new Promise((r) => setTimeout(r, 50)) }",
    )
    expect((await call('F')).value).toMatchObject({
      errorType: 'Runtime.UnhandledPromiseRejection',
      errorMessage: 'Error: lost',
    })
    expect(trace('environment.reset')).toMatchObject([{ reason: 'FAILURE' }])
  })

  test('nodejs24: it is a crash with exit status 1', async () => {
    const value = await answer(
      "exports.handler = async () => { Promise.reject(new Error('lost')); await new Promise((r) => setTimeout(r, 50)) }",
      NODE_24,
    )
    expect(value).toMatchObject({ errorMessage: expect.stringContaining('exit status 1') })
  })
})

describe('§2.2 context', () => {
  const CONTEXT =
    'exports.handler = async (event, context) => ({ ...JSON.parse(JSON.stringify(context)), remaining: context.getRemainingTimeInMillis() })'

  test('names, ARN, memory as text, request id, log group and stream', async () => {
    const { call, trace } = await start(CONTEXT, { MemorySize: 256 })
    const { value, requestId } = await call('F')
    expect(value).toMatchObject({
      functionName: 'F',
      functionVersion: '$LATEST',
      invokedFunctionArn: 'arn:aws:lambda:us-east-1:123456789012:function:F',
      memoryLimitInMB: '256',
      awsRequestId: requestId,
      logGroupName: '/aws/lambda/F',
      logStreamName: trace('environment.created')[0]?.logStream,
    })
  })

  test('the ARN has the qualifier of the call', async () => {
    const { call } = await start(CONTEXT)
    expect((await call('F', {}, { qualifier: '$LATEST' })).value).toMatchObject({
      invokedFunctionArn: 'arn:aws:lambda:us-east-1:123456789012:function:F:$LATEST',
    })
  })

  test('getRemainingTimeInMillis counts down from the timeout', async () => {
    const code =
      'exports.handler = async (e, c) => { const a = c.getRemainingTimeInMillis(); await new Promise((r) => setTimeout(r, 1000)); return [a, c.getRemainingTimeInMillis()] }'
    const [before, after] = (await answer(code, { Timeout: 3 })) as [number, number]
    expect(before).toBe(3000)
    expect(after).toBe(2000)
  })

  test('the client context is parsed', async () => {
    const { call } = await start('exports.handler = async (event, context) => context.clientContext')
    const clientContext = btoa(JSON.stringify({ client: { app_title: 'x' }, Custom: { a: 1 } }))
    expect((await call('F', {}, { clientContext })).value).toEqual({ client: { app_title: 'x' }, Custom: { a: 1 } })
  })

  test('nodejs22 has succeed, fail and done; nodejs24 has not', async () => {
    const code =
      "exports.handler = async (event, context) => ['succeed', 'fail', 'done'].filter((name) => name in context)"
    expect(await answer(code)).toEqual(['succeed', 'fail', 'done'])
    expect(await answer(code, NODE_24)).toEqual([])
  })
})

describe('§2.4 environment variables', () => {
  test('those that Lambda sets', async () => {
    const { call, trace } = await start('exports.handler = async () => process.env', { ...NODE_24, MemorySize: 512 })
    const { value } = await call('F')
    expect(value).toMatchObject({
      _HANDLER: 'index.handler',
      AWS_REGION: 'us-east-1',
      AWS_DEFAULT_REGION: 'us-east-1',
      AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
      AWS_LAMBDA_FUNCTION_NAME: 'F',
      AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '512',
      AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
      AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
      AWS_LAMBDA_LOG_GROUP_NAME: '/aws/lambda/F',
      AWS_LAMBDA_LOG_STREAM_NAME: trace('environment.created')[0]?.logStream,
      AWS_LAMBDA_RUNTIME_API: '169.254.100.1:9001',
      LAMBDA_TASK_ROOT: '/var/task',
      LAMBDA_RUNTIME_DIR: '/var/runtime',
      LANG: 'en_US.UTF-8',
      TZ: ':UTC',
      PATH: '/var/lang/bin:/usr/local/bin:/usr/bin/:/bin:/opt/bin',
      NODE_PATH:
        '/opt/nodejs/node24/node_modules:/opt/nodejs/node_modules:/var/runtime/node_modules:/var/runtime:/var/task',
      PWD: '/var/task',
      SHLVL: '0',
    })
  })

  test('_X_AMZN_TRACE_ID changes with every invocation', async () => {
    const { call } = await start('exports.handler = async () => process.env._X_AMZN_TRACE_ID')
    const first = (await call('F')).value
    expect(first).toMatch(/^Root=1-[\da-f]{8}-[\da-f]{24};Parent=[\da-f]{16};Sampled=0;Lineage=/)
    expect((await call('F')).value).not.toBe(first)
  })

  test('a reserved name is refused', async () => {
    const { diagnostics } = await playground(
      [lambdaFunction('F', { Environment: { Variables: { AWS_REGION: 'x' } } })],
      { F: '' },
      { diagnostics: 'expected' },
    )
    expect(diagnostics[0]?.message).toContain('Reserved keys used in this request: AWS_REGION')
  })
})

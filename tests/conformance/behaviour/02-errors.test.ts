/** Fact sheet §2.6: error payloads; §1.2, §1.3: resets, and what an environment keeps. */

import { strToU8, zipSync } from 'fflate'
import { describe, expect, test } from 'vitest'
import type { TemplateValue } from '../../../src/cloud/aws/template'
import type { PackageFiles } from '../../../src/runtime/protocol'
import { lambdaFunction, OUTSIDE_ROLE } from '../../unit/cloud/stack'
import { playground, type Playground } from './playground'

const start = (code: string | PackageFiles, properties: Record<string, TemplateValue> = {}) =>
  playground([lambdaFunction('F', properties)], { F: code })
const failing = async (code: string | PackageFiles, properties: Record<string, TemplateValue> = {}) => {
  const { call } = await start(code, properties)
  return call('F')
}

describe('§2.6 error payloads', () => {
  test('a thrown Error: type, message and trace, in this order', async () => {
    const { value, functionError } = await failing("exports.handler = async () => { throw new TypeError('no') }")
    expect(functionError).toBe('Unhandled')
    expect(Object.keys(value as object)).toEqual(['errorType', 'errorMessage', 'trace'])
    expect(value).toMatchObject({ errorType: 'TypeError', errorMessage: 'no' })
    expect((value as { trace: string[] }).trace[0]).toBe('TypeError: no')
  })

  test('the type is the error’s name, not its class', async () => {
    const code = "exports.handler = async () => { const e = new Error('x'); e.name = 'Mine'; throw e }"
    expect((await failing(code)).value).toMatchObject({ errorType: 'Mine' })
  })

  test('own properties are not in the payload', async () => {
    const code = "exports.handler = async () => { throw Object.assign(new Error('x'), { code: 'E1' }) }"
    expect((await failing(code)).value).not.toHaveProperty('code')
  })

  test('what is no Error: typeof and text, an empty trace', async () => {
    const { value } = await failing("exports.handler = async () => { throw 'boom' }")
    expect(value).toEqual({ errorType: 'string', errorMessage: 'boom', trace: [] })
  })

  test('the DEL character in a message becomes %7F', async () => {
    const { value } = await failing("exports.handler = async () => { throw new Error('a\\x7Fb') }")
    expect(value).toMatchObject({ errorMessage: 'a%7Fb' })
  })

  test('an object: [object Object]', async () => {
    const { value } = await failing('exports.handler = async () => { throw { a: 1 } }')
    expect(value).toEqual({ errorType: 'object', errorMessage: '[object Object]', trace: [] })
  })

  test.each([
    [
      'a missing module',
      "require('nothing')",
      'Runtime.ImportModuleError',
      /^Error: Cannot find module 'nothing'\nRequire stack:\n- \/var\/task\/index\.js/,
    ],
    ['no such export', 'exports.other = 1', 'Runtime.HandlerNotFound', /^index\.handler is undefined or not exported$/],
    ['no function', "exports.handler = 'x'", 'Runtime.HandlerNotFound', /^index\.handler is not a function$/],
    ['a syntax error', 'exports.handler = (', 'Runtime.UserCodeSyntaxError', /^SyntaxError: /],
  ])('%s', async (_, code, errorType, message) => {
    const { value } = await failing(code)
    expect(value).toMatchObject({ errorType, errorMessage: expect.stringMatching(message) })
  })

  test('a missing file: only the runtime requires it', async () => {
    const { value } = await failing({ 'other.js': '' })
    expect(value).toMatchObject({
      errorType: 'Runtime.ImportModuleError',
      errorMessage: "Error: Cannot find module 'index'\nRequire stack:\n- /var/runtime/index.mjs",
    })
  })

  test.each([
    ['process.exit(0)', 'Runtime exited without providing a reason'],
    ['process.exit(1)', 'Runtime exited with error: exit status 1'],
    ['process.exit(42)', 'Runtime exited with error: exit status 42'],
  ])('%s', async (exit, reason) => {
    const { value, requestId } = await failing(`exports.handler = async () => ${exit}`)
    expect(value).toEqual({ errorType: 'Runtime.ExitError', errorMessage: `RequestId: ${requestId} Error: ${reason}` })
  })

  test('a timeout has two decimals and no trace', async () => {
    const { value, requestId } = await failing('exports.handler = () => new Promise((r) => setTimeout(r, 1e7))', {
      Timeout: 2,
    })
    expect(value).toEqual({
      errorType: 'Sandbox.Timedout',
      errorMessage: `RequestId: ${requestId} Error: Task timed out after 2.00 seconds`,
    })
  })
})

describe('§1.1 a failing Init', () => {
  const BROKEN = "throw new Error('at Init')"

  test('is repeated once, inside the first invocation', async () => {
    const { call, logs } = await start(BROKEN)
    await call('F')
    expect(logs().filter((line) => line.startsWith('INIT_REPORT'))).toHaveLength(2)
    expect(logs().filter((line) => line.startsWith('INIT_START'))).toHaveLength(1)
  })

  test('every later invocation tries again', async () => {
    const { call, trace } = await start(BROKEN)
    await call('F')
    await call('F')
    expect(trace('environment.init-started').map(({ phase }) => phase)).toEqual(['init', 'invoke', 'invoke'])
  })

  test('after 10 s Init is ended, and runs anew with the function’s timeout', async () => {
    const files = {
      'index.mjs': 'await new Promise((r) => setTimeout(r, 12000)); export const handler = async () => 1',
    }
    const { call, logs, trace } = await start(files, { Timeout: 20 })
    expect((await call('F')).value).toBe(1)
    expect(logs()).toContain('INIT_REPORT Init Duration: 10000.00 ms\tPhase: init\tStatus: timeout')
    expect(trace('invocation.ended')[0]?.duration).toBeGreaterThanOrEqual(12_100)
  })

  test('with a shorter timeout the invocation times out', async () => {
    const files = {
      'index.mjs': 'await new Promise((r) => setTimeout(r, 12000)); export const handler = async () => 1',
    }
    expect((await failing(files, { Timeout: 5 })).value).toMatchObject({ errorType: 'Sandbox.Timedout' })
  })
})

describe('§1.2 and §1.3 what an environment keeps', () => {
  const COUNTING = `let count = 0
    const fs = require('fs')
    exports.handler = async (event) => {
      count++
      if (event.write) fs.writeFileSync('/tmp/note', 'kept')
      if (event.exit) process.exit(1)
      if (event.wait) await new Promise((r) => setTimeout(r, 1e7))
      if (event.fail) throw new Error('x')
      return [count, fs.existsSync('/tmp/note')]
    }`

  test('a handler’s error resets nothing', async () => {
    const { call } = await start(COUNTING)
    await call('F', { fail: true })
    expect((await call('F')).value).toEqual([2, false])
  })

  test.each([
    ['an exit', { exit: true }],
    ['a timeout', { wait: true }],
  ])('after %s globals are as at first, /tmp is kept, the log stream goes on', async (_, event) => {
    const { call, trace } = await start(COUNTING)
    await call('F', { write: true })
    await call('F', event)
    expect((await call('F')).value).toEqual([1, true])
    expect(trace('environment.created')).toHaveLength(1)
  })

  test('the Init after a reset is inside Duration, and REPORT has no Init Duration', async () => {
    const { call, trace } = await start(COUNTING)
    await call('F', { exit: true })
    const { log } = await call('F')
    expect(log).not.toContain('Init Duration')
    const second = trace('invocation.ended')[1]
    expect(second?.initDuration).toBe(null)
    // The runtime’s boot, the module, the handler.
    expect(second?.duration).toBeGreaterThanOrEqual(102)
    expect(second?.duration).toBeLessThan(103)
  })

  test('/tmp has the configured size: then ENOSPC', { timeout: 60_000 }, async () => {
    const code = `exports.handler = async () => {
      const fs = require('fs')
      const megabyte = Buffer.alloc(1024 * 1024)
      const fd = fs.openSync('/tmp/big', 'w')
      let written = 0
      try { for (;;) { fs.writeSync(fd, megabyte); written++ } } catch (error) { return [written, error.code] }
    }`
    const { call } = await start(code)
    expect((await call('F')).value).toEqual([512, 'ENOSPC'])
  })

  test('/var/task is read-only and the working directory', async () => {
    const code =
      "exports.handler = async () => { try { require('fs').writeFileSync('x', '') } catch (e) { return [process.cwd(), e.code] } }"
    const { call } = await start(code)
    expect((await call('F')).value).toEqual(['/var/task', 'EROFS'])
  })

  test('an environment handles one invocation at a time', async () => {
    const { invoke, advance, trace } = await start('exports.handler = () => new Promise((r) => setTimeout(r, 500))')
    void invoke('F')
    void invoke('F')
    await advance(2000)
    expect(trace('environment.created')).toHaveLength(2)
  })
})

/** @returns status and body of a request of the page's user to Lambda's API */
async function api(cloud: Playground['cloud'], method: string, path: string, input?: object) {
  const { status, body } = await cloud.aws({
    method,
    url: `https://lambda.us-east-1.amazonaws.com/2015-03-31/functions${path}`,
    headers: { 'content-type': 'application/json' },
    body: input ? JSON.stringify(input) : '',
  })
  return { status, body: JSON.parse(String(body)) as Record<string, unknown> }
}

describe('§1.7 function states', () => {
  test('a function of a stack is Active at once', async () => {
    const { cloud } = await start('')
    expect(cloud.lambda.find('F')?.latest).toMatchObject({ state: 'Active', lastUpdateStatus: 'Successful' })
  })

  test('one that the API makes is Pending, because it is being created; invoking it is refused', async () => {
    const { cloud, advance, call } = await start('')
    const zip = zipSync({ 'index.js': strToU8('exports.handler = async () => 1') })
    const { body } = await api(cloud, 'POST', '', {
      FunctionName: 'New',
      Runtime: 'nodejs22.x',
      Handler: 'index.handler',
      Role: OUTSIDE_ROLE,
      Code: { ZipFile: Buffer.from(zip).toString('base64') },
    })
    expect(body).toMatchObject({
      State: 'Pending',
      StateReason: 'The function is being created.',
      StateReasonCode: 'Creating',
    })
    expect(await api(cloud, 'POST', '/New/invocations', {})).toMatchObject({
      status: 409,
      body: {
        message:
          'The operation cannot be performed at this time. The function is currently in the following state: Pending',
      },
    })
    await advance(5000)
    expect((await call('New')).value).toBe(1)
  })

  test('an update is InProgress, a second one meanwhile a conflict; invocations run the old configuration', async () => {
    const { cloud, advance, invoke } = await start('exports.handler = async () => process.env.STAGE')
    const update = { Environment: { Variables: { STAGE: 'new' } } }
    const { body } = await api(cloud, 'PUT', '/F/configuration', update)
    expect(body).toMatchObject({ LastUpdateStatus: 'InProgress' })
    expect(await api(cloud, 'PUT', '/F/configuration', update)).toMatchObject({ status: 409 })
    const during = invoke('F')
    await advance(5000)
    expect(await during).toMatchObject({ value: { Payload: 'null' } })
    expect((await api(cloud, 'GET', '/F/configuration')).body).toMatchObject({ LastUpdateStatus: 'Successful' })
  })

  test('after an update there are new environments', async () => {
    const { cloud, advance, call, trace } = await start('exports.handler = async () => process.env.STAGE')
    await call('F')
    await api(cloud, 'PUT', '/F/configuration', { Environment: { Variables: { STAGE: 'new' } } })
    await advance(5000)
    expect((await call('F')).value).toBe('new')
    expect(trace('environment.created')).toHaveLength(2)
    expect(trace('environment.shutdown')).toMatchObject([{ reason: 'UPDATE' }])
  })
})

describe('§1.1 billing', () => {
  test('Billed Duration of a cold invocation is Init Duration and Duration together, rounded up', async () => {
    const { call, trace } = await start('exports.handler = async () => { for (let n = 0; n < 10; n++) Date.now() }')
    await call('F')
    const [ended] = trace('invocation.ended')
    expect(ended?.billedDuration).toBe(Math.ceil((ended?.initDuration ?? 0) + (ended?.duration ?? 0)))
    expect(ended?.billedDuration).toBe(103)
  })
})

describe('§12.2 SnapStart', () => {
  test('is not for Node.js: refused', async () => {
    const { cloud } = await start('')
    const { status, body } = await cloud.aws({
      method: 'PUT',
      url: 'https://lambda.us-east-1.amazonaws.com/2015-03-31/functions/F/configuration',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ SnapStart: { ApplyOn: 'PublishedVersions' }, Runtime: 'nodejs22.x' }),
    })
    expect([status, JSON.parse(String(body))]).toMatchObject([
      400,
      { message: 'nodejs22.x is not supported for SnapStart enabled functions.' },
    ])
  })
})

/** Fact sheet §1.4: the Runtime API, with custom runtimes; and §3.1: layers. */

import { describe, expect, test } from 'vitest'
import { functionWith, layer, program } from './extensions'
import { playground } from './playground'

/** A bootstrap that handles each invocation with `body` (request id, event and headers at hand). */
const bootstrap = (body: string, before = '') => ({
  bootstrap: program(`
    const runtime = '/2018-06-01/runtime'
    const respond = (id, value) => api('POST', runtime + '/invocation/' + id + '/response', {}, JSON.stringify(value))
    ${before}
    for (;;) {
      const invocation = await api('GET', runtime + '/invocation/next')
      const id = invocation.headers.get('lambda-runtime-aws-request-id')
      const event = invocation.json()
      ${body}
    }`),
})
const start = (files: Readonly<Record<string, string>>, properties = {}) =>
  playground([functionWith([], { Runtime: 'provided.al2023', Handler: 'whatever', ...properties })], { F: files })

describe('§1.4 Runtime API: next', () => {
  test('a bootstrap takes the event and answers it', async () => {
    const { call } = await start(bootstrap('await respond(id, { got: event })'))
    expect((await call('F', { a: 1 })).value).toEqual({ got: { a: 1 } })
  })

  test('provided.al2 too', async () => {
    const { call } = await start(bootstrap('await respond(id, 1)'), { Runtime: 'provided.al2' })
    expect((await call('F')).value).toBe(1)
  })

  test('its headers: request id, deadline, ARN, trace', async () => {
    const { call, trace } = await start(bootstrap('await respond(id, Object.fromEntries(invocation.headers))'), {
      Timeout: 5,
    })
    const { value, requestId } = await call('F')
    const started = trace('invocation.started')[0]?.at ?? 0
    expect(value).toMatchObject({
      'lambda-runtime-aws-request-id': requestId,
      'lambda-runtime-deadline-ms': String(Math.floor(Date.UTC(2026, 0, 31, 12) + started + 5000)),
      'lambda-runtime-invoked-function-arn': 'arn:aws:lambda:us-east-1:123456789012:function:F',
      'lambda-runtime-trace-id': expect.stringMatching(
        /^Root=1-[\da-f]{8}-[\da-f]{24};Parent=[\da-f]{16};Sampled=[01]/,
      ),
    })
    expect(value).not.toHaveProperty('lambda-runtime-client-context')
  })

  test('the client context is JSON', async () => {
    const { call } = await start(
      bootstrap("await respond(id, invocation.headers.get('lambda-runtime-client-context'))"),
    )
    const clientContext = btoa(JSON.stringify({ custom: { a: 'b' } }))
    expect(JSON.parse((await call('F', {}, { clientContext })).value as string)).toEqual({ custom: { a: 'b' } })
  })

  test('the tenant id, of a function that isolates tenants', async () => {
    const { call } = await start(
      bootstrap("await respond(id, invocation.headers.get('lambda-runtime-aws-tenant-id'))"),
      { TenancyConfig: { TenantIsolationMode: 'PER_TENANT' } },
    )
    expect((await call('F', {}, { tenantId: 'Blue Corp.' })).value).toBe('Blue Corp.')
  })

  test('no tenant id for any other function', async () => {
    const { call } = await start(bootstrap("await respond(id, invocation.headers.has('lambda-runtime-aws-tenant-id'))"))
    expect((await call('F')).value).toBe(false)
  })

  test('Next blocks while the environment is frozen: Init ends when it is called', async () => {
    const { call, trace } = await start(bootstrap('await respond(id, 1)', 'await sleep(400)'))
    await call('F')
    expect(trace('invocation.ended')[0]?.initDuration).toBe(500)
  })

  test('one environment handles one invocation after the other', async () => {
    const { call } = await start(bootstrap('await respond(id, ++count)', 'let count = 0'))
    expect([(await call('F')).value, (await call('F')).value]).toEqual([1, 2])
  })

  test('the invocation lasts until the runtime calls Next; the caller has the answer before', async () => {
    const { call, trace, advance } = await start(bootstrap('await respond(id, 1); await sleep(250)'))
    await call('F')
    await advance(1000)
    const [answered] = trace('invocation.answered')
    const [ended] = trace('invocation.ended')
    expect((ended?.at ?? 0) - (answered?.at ?? 0)).toBeGreaterThanOrEqual(250)
  })
})

describe('§1.4 Runtime API: response and error', () => {
  test('a response is accepted: 202 {"status":"OK"}', async () => {
    const { call, logs } = await start(bootstrap('const a = await respond(id, 1); console.log(a.status, a.text)'))
    await call('F')
    await call('F')
    expect(logs()).toContain('202 {"status":"OK"}')
  })

  test('for another request: 400 InvalidRequestID', async () => {
    const { call } = await start(
      bootstrap(
        "const a = await respond('00000000-0000-4000-8000-000000000000', 1); await respond(id, [a.status, a.json()])",
      ),
    )
    expect((await call('F')).value).toEqual([
      400,
      { errorMessage: 'Invalid request ID', errorType: 'InvalidRequestID' },
    ])
  })

  test('a second one: 403 InvalidStateTransition', async () => {
    const { call, logs } = await start(
      bootstrap('await respond(id, 1); const a = await respond(id, 2); console.log(a.status, a.json().errorType)'),
    )
    expect((await call('F')).value).toBe(1)
    await call('F')
    expect(logs()).toContain('403 InvalidStateTransition')
  })

  test('one of more than 6 MB: 413; the caller gets Function.ResponseSizeTooLarge', async () => {
    const { call, logs } = await start(
      bootstrap("const a = await respond(id, 'x'.repeat(6291556)); console.log(a.status, a.json().errorType)"),
    )
    expect((await call('F')).value).toEqual({
      errorMessage: 'Response payload size exceeded maximum allowed payload size (6291556 bytes).',
      errorType: 'Function.ResponseSizeTooLarge',
    })
    await call('F')
    expect(logs()).toContain('413 RequestEntityTooLarge')
  })

  test('an unknown response mode: 400 InvalidFunctionResponseMode', async () => {
    const { call, logs } = await start(
      bootstrap(
        "const a = await api('POST', runtime + '/invocation/' + id + '/response', { 'Lambda-Runtime-Function-Response-Mode': 'x' }, '1'); console.log(a.status, a.json().errorType); await sleep(1e7)",
      ),
    )
    await call('F')
    expect(logs()).toContain('400 InvalidFunctionResponseMode')
  })

  test('an error is the caller’s, as it was sent', async () => {
    const error = { errorMessage: 'no', errorType: 'Mine', stackTrace: ['here'] }
    const { call } = await start(
      bootstrap(
        `await api('POST', runtime + '/invocation/' + id + '/error', { 'Lambda-Runtime-Function-Error-Type': 'Runtime.Mine' }, ${JSON.stringify(JSON.stringify(error))})`,
      ),
    )
    const { value, functionError } = await call('F')
    expect([functionError, value]).toEqual(['Unhandled', error])
  })

  test('after an error the environment stays warm', async () => {
    const { call } = await start(
      bootstrap(
        "count++; if (event.fail) await api('POST', runtime + '/invocation/' + id + '/error', {}, '{}'); else await respond(id, count)",
        'let count = 0',
      ),
    )
    await call('F', { fail: true })
    expect((await call('F')).value).toBe(2)
  })

  test('init/error fails the Init: 202, and the error is the caller’s', async () => {
    const { call, logs } = await start(
      bootstrap(
        '',
        "const a = await api('POST', runtime + '/init/error', { 'Lambda-Runtime-Function-Error-Type': 'Runtime.NoConfig' }, JSON.stringify({ errorMessage: 'none', errorType: 'Runtime.NoConfig' })); process.exit(1)",
      ),
    )
    expect((await call('F')).value).toEqual({ errorMessage: 'none', errorType: 'Runtime.NoConfig' })
    expect(logs().find((line) => line.startsWith('INIT_REPORT'))).toContain(
      'Status: error\tError Type: Runtime.NoConfig',
    )
  })
})

describe('§1.4 custom runtimes that end', () => {
  test('an exit during an invocation: Runtime.ExitError', async () => {
    const { call } = await start(bootstrap('process.exit(7)'))
    const { value, requestId } = await call('F')
    expect(value).toEqual({
      errorType: 'Runtime.ExitError',
      errorMessage: `RequestId: ${requestId} Error: Runtime exited with error: exit status 7`,
    })
  })

  test('an exit with 0: without providing a reason', async () => {
    const { call } = await start(bootstrap('process.exit(0)'))
    expect((await call('F')).value).toMatchObject({
      errorMessage: expect.stringContaining('Runtime exited without providing a reason'),
    })
  })

  test('an exit during Init: Runtime.ExitError', async () => {
    const { call } = await start(bootstrap('', 'process.exit(2)'))
    expect((await call('F')).value).toMatchObject({ errorType: 'Runtime.ExitError' })
  })

  test('one that never answers times out', async () => {
    const { call } = await start(bootstrap('await sleep(1e7)'), { Timeout: 1 })
    const { value, requestId } = await call('F')
    expect(value).toEqual({
      errorType: 'Sandbox.Timedout',
      errorMessage: `RequestId: ${requestId} Error: Task timed out after 1.00 seconds`,
    })
  })

  test('without a bootstrap: Runtime.InvalidEntrypoint', async () => {
    const { call } = await start({ 'index.js': '' })
    expect((await call('F')).value).toMatchObject({ errorType: 'Runtime.InvalidEntrypoint' })
  })

  test('the bootstrap may come from a layer', async () => {
    const { call } = await playground([layer('L'), functionWith(['L'], { Runtime: 'provided.al2023', Handler: 'x' })], {
      L: bootstrap("await respond(id, 'from ' + __filename)"),
      F: { 'app.txt': '' },
    })
    expect((await call('F')).value).toBe('from /opt/bootstrap')
  })

  test('a wrapper script is refused', async () => {
    const { diagnostics } = await playground(
      [functionWith([], { Environment: { Variables: { AWS_LAMBDA_EXEC_WRAPPER: '/opt/wrap' } } })],
      { F: '' },
      { diagnostics: 'expected' },
    )
    expect(diagnostics).toMatchObject([{ severity: 'error', message: expect.stringContaining('not simulated') }])
  })
})

describe('§3.1 layers', () => {
  const read = "exports.handler = async () => require('fs').readFileSync('/opt/a.txt', 'utf8')"

  test('files are below /opt', async () => {
    const { call } = await playground([layer('L'), functionWith(['L'])], { L: { 'a.txt': 'one' }, F: read })
    expect((await call('F')).value).toBe('one')
  })

  test('a later layer overwrites an earlier one', async () => {
    const code = { L: { 'a.txt': 'one' }, M: { 'a.txt': 'two' }, F: read }
    const { call } = await playground([layer('L'), layer('M'), functionWith(['L', 'M'])], code)
    expect((await call('F')).value).toBe('two')
  })

  test('packages below /opt/nodejs/node_modules can be required', async () => {
    const files = { 'nodejs/node_modules/greet/index.js': "module.exports = (name) => 'hi ' + name" }
    const { call } = await playground([layer('L'), functionWith(['L'])], {
      L: files,
      F: "const greet = require('greet'); exports.handler = async () => greet('you')",
    })
    expect((await call('F')).value).toBe('hi you')
  })

  test('those of the Node.js version come first', async () => {
    const files = {
      'nodejs/node_modules/which/index.js': "module.exports = 'any'",
      'nodejs/node22/node_modules/which/index.js': "module.exports = '22'",
    }
    const { call } = await playground([layer('L'), functionWith(['L'])], {
      L: files,
      F: "exports.handler = async () => require('which')",
    })
    expect((await call('F')).value).toBe('22')
  })

  test('/opt is read-only', async () => {
    const code =
      "exports.handler = async () => { try { require('fs').writeFileSync('/opt/b', '') } catch (e) { return e.code } }"
    const { call } = await playground([layer('L'), functionWith(['L'])], { L: { 'a.txt': '' }, F: code })
    expect((await call('F')).value).toBe('EROFS')
  })

  test('five layers are the most', async () => {
    const names = ['A', 'B', 'C', 'D', 'E', 'G']
    const code = Object.fromEntries([...names.map((name) => [name, { a: '' }]), ['F', '']]) as Record<string, string>
    const { diagnostics } = await playground([...names.map((name) => layer(name)), functionWith(names)], code, {
      diagnostics: 'expected',
    })
    expect(diagnostics).toMatchObject([{ message: 'Cannot reference more than 5 layers.' }])
  })

  test('a version that does not exist is refused', async () => {
    const arn = 'arn:aws:lambda:us-east-1:123456789012:layer:none:1'
    const { diagnostics } = await playground(
      [functionWith([], { Layers: [arn] })],
      { F: '' },
      { diagnostics: 'expected' },
    )
    expect(diagnostics).toMatchObject([{ message: `Layer version ${arn} does not exist.` }])
  })

  test('one of another Region is refused', async () => {
    const arn = 'arn:aws:lambda:eu-west-1:123456789012:layer:none:1'
    const { diagnostics } = await playground(
      [functionWith([], { Layers: [arn] })],
      { F: '' },
      { diagnostics: 'expected' },
    )
    expect(diagnostics).toMatchObject([
      {
        message: 'Layers are not in the same region as the function. Layers are expected to be in region us-east-1.',
      },
    ])
  })
})

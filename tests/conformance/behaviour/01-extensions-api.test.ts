/** Fact sheet §1.5: the Extensions API. */

import { describe, expect, test } from 'vitest'
import { extension, functionWith, handlerWithClient, layer, program } from './extensions'
import { playground } from './playground'

const HELLO = 'exports.handler = async () => "hello"'
const UUID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/

/** What an external extension prints as JSON before it goes on as it should. */
async function printed(body: string, properties = {}): Promise<Record<string, unknown>> {
  const files = {
    'extensions/ext': program(`
      const print = (value) => console.log('>' + JSON.stringify(value))
      ${body}
      for (;;) { const event = await next(); if (event.eventType === 'SHUTDOWN') process.exit(0) }`),
  }
  const run = await playground([layer('L'), functionWith(['L'], properties)], { L: files, F: HELLO })
  await run.call('F')
  const line = run.logs().find((message) => message.startsWith('>')) ?? '>{}'
  return JSON.parse(line.slice(1)) as Record<string, unknown>
}

/** What code of the function itself is answered during Init, before it goes on. */
async function inner(body: string): Promise<Record<string, unknown>> {
  const code = handlerWithClient(`
    let result
    const ready = (async () => { result = await (async () => { ${body} })() })()
    exports.handler = async () => { await ready; return result }`)
  const run = await playground([functionWith([])], { F: code })
  return (await run.call('F')).value as Record<string, unknown>
}

describe('§1.5 register', () => {
  test('answers with name, version and handler of the function', async () => {
    const found = await printed(
      "const answer = await register('ext', ['INVOKE']); print([answer.status, answer.json()])",
    )
    expect(found).toEqual([200, { functionVersion: '$LATEST', functionName: 'F', handler: 'index.handler' }])
  })

  test('gives a UUID as identifier, in a header', async () => {
    const found = await printed("await register('ext', ['INVOKE']); print({ id })")
    expect(found['id']).toMatch(UUID)
  })

  test('tells the account id to those who accept it', async () => {
    const found = await printed(
      "const answer = await register('ext', ['INVOKE'], { 'Lambda-Extension-Accept-Feature': 'accountId' }); print(answer.json())",
    )
    expect(found['accountId']).toBe('123456789012')
  })

  test('without a name: 403 Extension.InvalidExtensionName', async () => {
    const found = await printed(
      "const a = await api('POST', '/2020-01-01/extension/register', {}, '{}'); await register('ext', []); print([a.status, a.json()])",
    )
    expect(found).toEqual([403, { errorMessage: 'Empty extension name', errorType: 'Extension.InvalidExtensionName' }])
  })

  test('with an unknown event: 403 Extension.InvalidEventType', async () => {
    const found = await printed(
      "const a = await register('ext', ['NOPE']); await register('ext', ['INVOKE']); print([a.status, a.json().errorType])",
    )
    expect(found).toEqual([403, 'Extension.InvalidEventType'])
  })

  test('with a body that is no JSON: 403 InvalidRequestFormat', async () => {
    const found = await printed(
      "const a = await api('POST', '/2020-01-01/extension/register', { 'Lambda-Extension-Name': 'ext' }, 'x'); await register('ext', ['INVOKE']); print([a.status, a.json().errorType])",
    )
    expect(found).toEqual([403, 'InvalidRequestFormat'])
  })

  test('a second time: 403 Extension.InvalidExtensionState', async () => {
    const found = await printed(
      "await register('ext', ['INVOKE']); const first = id; const a = await register('ext', ['INVOKE']); id = first; print([a.status, a.json().errorType])",
    )
    expect(found).toEqual([403, 'Extension.InvalidExtensionState'])
  })

  test('under another name than the file’s, an external process makes an internal extension: SHUTDOWN is refused', async () => {
    const found = await printed(
      "const a = await register('other', ['SHUTDOWN']); await register('ext', ['INVOKE']); print([a.status, a.json()])",
    )
    expect(found).toEqual([
      403,
      {
        errorMessage: 'SHUTDOWN: ShutdownEventNotSupportedForInternalExtension',
        errorType: 'Extension.InvalidEventType',
      },
    ])
  })

  test('ten extensions may be there, the eleventh is refused', async () => {
    // All at once: when the module's top level is over, the runtime is ready, and nobody can register any more.
    const found = await inner(`
      const answers = await Promise.all(Array.from({ length: 11 }, async (_, n) => {
        const headers = { 'Lambda-Extension-Name': 'inner' + n }
        const answer = await api('POST', '/2020-01-01/extension/register', headers, '{"events":[]}')
        if (answer.status === 200) void api('GET', '/2020-01-01/extension/event/next', { 'Lambda-Extension-Identifier': answer.headers.get('lambda-extension-identifier') })
        return answer.status === 200 ? 200 : [answer.status, answer.json()]
      }))
      return answers`)
    expect(found).toEqual([
      ...Array.from({ length: 10 }, () => 200),
      [403, { errorMessage: 'Extension limit (10) reached', errorType: 'Extension.TooManyExtensions' }],
    ])
  })

  test('after Init: 403 Extension.RegistrationClosed', async () => {
    const code = handlerWithClient(
      "exports.handler = async () => { const a = await register('late', ['INVOKE']); return [a.status, a.json()] }",
    )
    const { call } = await playground([functionWith([])], { F: code })
    expect((await call('F')).value).toEqual([
      403,
      { errorMessage: 'Extension registration closed already', errorType: 'Extension.RegistrationClosed' },
    ])
  })
})

describe('§1.5 event/next', () => {
  test('INVOKE has deadline, request id, ARN and tracing', async () => {
    const run = await playground([layer('L'), functionWith(['L'], { Timeout: 7 })], {
      L: extension("if (event.eventType === 'INVOKE') console.log('>' + JSON.stringify(event))"),
      F: HELLO,
    })
    const { requestId } = await run.call('F')
    const event = JSON.parse((run.logs().find((line) => line.startsWith('>')) ?? '>').slice(1)) as Record<
      string,
      unknown
    >
    expect(Object.keys(event)).toEqual(['eventType', 'deadlineMs', 'requestId', 'invokedFunctionArn', 'tracing'])
    expect(event).toMatchObject({
      eventType: 'INVOKE',
      requestId,
      invokedFunctionArn: 'arn:aws:lambda:us-east-1:123456789012:function:F',
      tracing: { type: 'X-Amzn-Trace-Id', value: expect.stringMatching(/^Root=1-/) },
    })
    const started = run.trace('invocation.started')[0]?.at ?? 0
    expect(event['deadlineMs']).toBe(Math.floor(Date.UTC(2026, 0, 31, 12) + started + 7000))
  })

  test('without an identifier: 403 Extension.MissingExtensionIdentifier', async () => {
    const found = await inner(
      "const a = await api('GET', '/2020-01-01/extension/event/next'); return [a.status, a.json()]",
    )
    expect(found).toEqual([
      403,
      { errorMessage: 'Missing Lambda-Extension-Identifier header', errorType: 'Extension.MissingExtensionIdentifier' },
    ])
  })

  test('with one that is no UUID: 403 Extension.InvalidExtensionIdentifier', async () => {
    const found = await inner(
      "const a = await api('GET', '/2020-01-01/extension/event/next', { 'Lambda-Extension-Identifier': 'x' }); return [a.status, a.json()]",
    )
    expect(found).toEqual([
      403,
      { errorMessage: 'Invalid Lambda-Extension-Identifier', errorType: 'Extension.InvalidExtensionIdentifier' },
    ])
  })

  test('with an unknown one: 403 Extension.UnknownExtensionIdentifier', async () => {
    const found = await inner(
      "const a = await api('GET', '/2020-01-01/extension/event/next', { 'Lambda-Extension-Identifier': '00000000-0000-4000-8000-000000000000' }); return [a.status, a.json().errorType]",
    )
    expect(found).toEqual([403, 'Extension.UnknownExtensionIdentifier'])
  })

  test('a second Next while one is open is refused', async () => {
    const found = await printed(
      "await register('ext', ['INVOKE']); void next(); await sleep(1); const a = await api('GET', '/2020-01-01/extension/event/next', { 'Lambda-Extension-Identifier': id }); print([a.status, a.json().errorMessage.replace(id, '<id>')]); await sleep(1e8)",
      { Timeout: 3 },
    )
    expect(found).toEqual([
      403,
      'State transition from Ready to Ready failed for extension <id>. Error: State transition is not allowed',
    ])
  })

  test('an internal extension gets INVOKE too, and keeps the environment busy until Next', async () => {
    const code = handlerWithClient(`
      register('inner', ['INVOKE']).then(async () => {
        for (;;) { const event = await next(); console.log('inner ' + event.eventType); await sleep(300) }
      })
      exports.handler = async () => 'done'`)
    const run = await playground([functionWith([])], { F: code })
    const { value } = await run.call('F')
    await run.advance(1000)
    expect(value).toBe('done')
    expect(run.logs().some((line) => line.includes('inner INVOKE'))).toBe(true)
    expect(run.trace('invocation.ended')[0]?.duration).toBeGreaterThanOrEqual(300)
    expect(run.logs()).toContain('EXTENSION\tName: inner\tState: Ready\tEvents: [INVOKE]')
  })
})

describe('§1.5 init/error and exit/error', () => {
  const failing = (path: string, more = '') =>
    program(`
      await register('ext', ['INVOKE'])
      ${more}
      const a = await api('POST', '/2020-01-01/extension/${path}', { 'Lambda-Extension-Identifier': id, 'Lambda-Extension-Function-Error-Type': 'Extension.Broken' }, '{}')
      console.log(a.status, a.text)
      process.exit(1)`)

  test('init/error is accepted: 202 {"status":"OK"}; the caller gets Extension.InitError', async () => {
    const run = await playground([layer('L'), functionWith(['L'])], {
      L: { 'extensions/ext': failing('init/error') },
      F: HELLO,
    })
    const { value, requestId } = await run.call('F')
    expect(run.logs()).toContain('202 {"status":"OK"}')
    expect(value).toEqual({
      errorType: 'Extension.InitError',
      errorMessage: `RequestId: ${requestId} Error: exit status 1`,
    })
  })

  test('the EXTENSION line has the state and the type', async () => {
    const run = await playground([layer('L'), functionWith(['L'])], {
      L: { 'extensions/ext': failing('init/error') },
      F: HELLO,
    })
    await run.call('F')
    expect(run.logs()).toContain(
      'EXTENSION\tName: ext\tState: InitError\tEvents: [INVOKE]\tError Type: Extension.Broken',
    )
  })

  test('exit/error during an invocation: Extension.ExitError', async () => {
    const files = { 'extensions/ext': failing('exit/error', 'await next()') }
    const slow = 'exports.handler = () => new Promise((resolve) => setTimeout(resolve, 1000))'
    const run = await playground([layer('L'), functionWith(['L'])], { L: files, F: slow })
    expect((await run.call('F')).value).toMatchObject({ errorType: 'Extension.ExitError' })
  })

  test('without a type: 403 Extension.MissingHeader', async () => {
    const found = await printed(
      "await register('ext', ['INVOKE']); const a = await api('POST', '/2020-01-01/extension/init/error', { 'Lambda-Extension-Identifier': id }, '{}'); print([a.status, a.json()])",
    )
    expect(found).toEqual([
      403,
      { errorMessage: 'Lambda-Extension-Function-Error-Type not found', errorType: 'Extension.MissingHeader' },
    ])
  })
})

describe('§1.5 the variables of extensions', () => {
  const HIDDEN = [
    'AWS_EXECUTION_ENV',
    'AWS_LAMBDA_LOG_GROUP_NAME',
    'AWS_LAMBDA_LOG_STREAM_NAME',
    'AWS_XRAY_CONTEXT_MISSING',
    'AWS_XRAY_DAEMON_ADDRESS',
    'LAMBDA_RUNTIME_DIR',
    'LAMBDA_TASK_ROOT',
    '_AWS_XRAY_DAEMON_ADDRESS',
    '_AWS_XRAY_DAEMON_PORT',
    '_HANDLER',
  ]
  test('they do not see these', async () => {
    const found = await printed("await register('ext', []); print(Object.keys(process.env))")
    expect(HIDDEN.filter((name) => Object.values(found).includes(name))).toEqual([])
  })

  test('they see credentials, the Runtime API’s address and the function’s own variables', async () => {
    const found = await printed("await register('ext', []); print(process.env)", {
      Environment: { Variables: { STAGE: 'test' } },
    })
    expect(found).toMatchObject({
      STAGE: 'test',
      AWS_LAMBDA_RUNTIME_API: '169.254.100.1:9001',
      AWS_LAMBDA_FUNCTION_NAME: 'F',
      AWS_ACCESS_KEY_ID: expect.stringMatching(/^ASIA/),
    })
  })

  test('what is no path of the APIs is not found', async () => {
    const found = await inner("const a = await api('GET', '/2020-01-01/nothing'); return [a.status, a.text]")
    expect(found).toEqual([404, '404 page not found\n'])
  })
})

describe('processes of one environment', () => {
  test('the function reaches a server of the extension at localhost', async () => {
    const files = {
      'extensions/ext': program(`
        require('http').createServer((request, response) => response.end('cached ' + request.url)).listen(2773)
        await register('ext', ['INVOKE'])
        for (;;) await next()`),
    }
    const code = "exports.handler = async () => (await fetch('http://localhost:2773/secret')).text()"
    const { call } = await playground([layer('L'), functionWith(['L'])], { L: files, F: code })
    expect((await call('F')).value).toBe('cached /secret')
  })

  test('a port on which nobody listens refuses', async () => {
    const code =
      "exports.handler = async () => { try { await fetch('http://localhost:9') } catch (e) { return e.cause.code } }"
    const { call } = await playground([functionWith([])], { F: code })
    expect((await call('F')).value).toBe('ECONNREFUSED')
  })
})

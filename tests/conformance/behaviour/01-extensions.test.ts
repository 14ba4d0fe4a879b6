/** Fact sheet §1.1, §1.2: extensions in the life of an execution environment. */

import { describe, expect, test } from 'vitest'
import { extension, functionWith, handlerWithClient, layer, program } from './extensions'
import { playground } from './playground'

const HELLO = 'exports.handler = async () => "hello"'
const SLOW = extension("if (event.eventType === 'INVOKE') await sleep(500)")
const start = (files: Readonly<Record<string, string>>, code = HELLO, properties = {}) =>
  playground([layer('L'), functionWith(['L'], properties)], { L: files, F: code })

describe('§1.1 phases: Init with an external extension', () => {
  test('Init is extension init, then runtime init, then function init', async () => {
    const { call, trace } = await start(extension(''))
    await call('F')
    expect(trace('environment.init-step').map(({ step }) => step)).toEqual(['extension', 'runtime', 'function'])
  })

  test('without an extension there is no extension init', async () => {
    const { call, trace } = await playground([functionWith([])], { F: HELLO })
    await call('F')
    expect(trace('environment.init-step').map(({ step }) => step)).toEqual(['runtime', 'function'])
  })

  test('the EXTENSION line names the extension, its state and its events', async () => {
    const { call, logs } = await start(extension(''))
    await call('F')
    expect(logs()).toContain('EXTENSION\tName: ext\tState: Ready\tEvents: [INVOKE, SHUTDOWN]')
  })

  test('EXTENSION comes after INIT_START and before START', async () => {
    const { call, logs } = await start(extension(''))
    await call('F')
    expect(logs().map((line) => line.split(/[\s\t]/)[0])).toEqual(['INIT_START', 'EXTENSION', 'START', 'END', 'REPORT'])
  })

  test('Init lasts until every extension has called Next: its time is in Init Duration', async () => {
    const quick = await start(extension(''))
    const slow = await start(extension('', { before: 'await sleep(2000)' }))
    const init = async (run: typeof quick) => {
      await run.call('F')
      await run.advance(1000)
      return run.trace('invocation.ended')[0]?.initDuration ?? NaN
    }
    // While the extension sleeps, the runtime boots: what remains of the 2 s is what Init waits for.
    expect(await init(quick)).toBeLessThan(300)
    const waited = await init(slow)
    expect(waited).toBeGreaterThanOrEqual(2050)
    expect(waited).toBeLessThan(2060)
  })

  test('the runtime starts when the extension has registered, not before', async () => {
    const files = {
      'extensions/ext': program("await sleep(700); await register('ext', ['INVOKE']); for (;;) await next()"),
    }
    const { call, trace } = await start(files)
    await call('F')
    const [first, second] = trace('environment.init-step')
    expect(first).toMatchObject({ step: 'extension' })
    expect(first?.duration).toBeGreaterThanOrEqual(750)
    expect(second).toMatchObject({ step: 'runtime', duration: 100 })
  })

  test('an extension that never calls Next makes Init time out after 10 s', async () => {
    const files = { 'extensions/ext': program("await register('ext', ['INVOKE']); await sleep(1e8)") }
    const { call, logs } = await start(files)
    const { value } = await call('F')
    expect(logs().find((line) => line.startsWith('INIT_REPORT'))).toBe(
      'INIT_REPORT Init Duration: 10000.00 ms\tPhase: init\tStatus: timeout',
    )
    expect(value).toMatchObject({ errorType: 'Sandbox.Timedout' })
  })

  test('extensions start in every environment, with processes of their own', async () => {
    const { invoke, advance, trace } = await start(
      extension(''),
      'exports.handler = () => new Promise((r) => setTimeout(r, 1000))',
    )
    void invoke('F')
    void invoke('F')
    await advance(5000)
    expect(trace('environment.init-step').filter(({ step }) => step === 'extension')).toHaveLength(2)
  })
})

describe('§1.1 phases: Invoke with extensions', () => {
  test('the caller has the answer before the extension is done; Duration includes the extension', async () => {
    const { call, trace, advance, logs } = await start(SLOW)
    const { value } = await call('F')
    await advance(2000)
    expect(value).toBe('hello')
    const [answered] = trace('invocation.answered')
    const [ended] = trace('invocation.ended')
    expect(trace('request.answered')[0]?.at).toBe(answered?.at)
    expect(ended?.duration).toBe(500)
    expect((ended?.at ?? 0) - (answered?.at ?? 0)).toBe(499)
    expect(logs().at(-1)).toContain('Duration: 500.00 ms')
  })

  test('Billed Duration includes the extension', async () => {
    const { call, trace, advance } = await start(SLOW)
    await call('F')
    await call('F')
    await advance(1000)
    expect(trace('invocation.ended')[1]?.billedDuration).toBe(500)
  })

  test('the environment takes no other invocation before the extension has called Next', async () => {
    const { invoke, advance, trace } = await start(SLOW)
    void invoke('F')
    await advance(400)
    // The first answer is there, its extension is not done: the second invocation needs another environment.
    expect(trace('request.answered')).toHaveLength(1)
    expect(trace('invocation.ended')).toHaveLength(0)
    void invoke('F')
    await advance(3000)
    expect(trace('environment.created')).toHaveLength(2)
  })

  test('an extension without INVOKE does not keep the environment busy', async () => {
    const { call, trace } = await start(extension('', { events: ['SHUTDOWN'] }))
    await call('F')
    await call('F')
    expect(trace('environment.created')).toHaveLength(1)
    expect(trace('invocation.answered')).toHaveLength(0)
  })

  test('the function timeout covers the extension: the caller has its answer, REPORT says timeout', async () => {
    const { call, logs, trace, advance } = await start(
      extension("if (event.eventType === 'INVOKE') await sleep(1e7)"),
      HELLO,
      { Timeout: 2 },
    )
    const { value } = await call('F')
    await advance(10_000)
    expect(value).toBe('hello')
    expect(logs().find((line) => line.startsWith('REPORT'))).toContain('Duration: 2000.00 ms')
    expect(logs().find((line) => line.startsWith('REPORT'))).toContain('Status: timeout')
    expect(trace('environment.reset')).toMatchObject([{ reason: 'TIMEOUT' }])
  })

  test('what the handler left behind goes on while the extension works', async () => {
    const code = 'exports.handler = async () => { setTimeout(() => console.log("later"), 200) }'
    const { call, trace, advance } = await start(SLOW, code, { Runtime: 'nodejs24.x' })
    await call('F')
    await advance(1000)
    const later = trace('log').find(({ message }) => message.includes('later'))
    expect(later?.at).toBeGreaterThan(trace('invocation.answered')[0]?.at ?? Infinity)
    expect(later?.at).toBeLessThan(trace('invocation.ended')[0]?.at ?? 0)
  })

  test('with no extension at work it is frozen, and goes on in the next invocation', async () => {
    const code = 'exports.handler = async () => { setTimeout(() => console.log("later"), 200) }'
    const { call, trace, advance } = await playground([functionWith([])], { F: code })
    await call('F')
    await advance(5000)
    expect(trace('log').some(({ message }) => message.includes('later'))).toBe(false)
    await call('F')
    expect(trace('log').some(({ message }) => message.includes('later'))).toBe(true)
  })

  test('timers of an extension stop while the environment is frozen', async () => {
    const files = extension("if (event.eventType === 'INVOKE') setTimeout(() => console.log('tick'), 1000)")
    const { call, trace, advance } = await start(files)
    await call('F')
    await advance(60_000)
    expect(trace('log').some(({ message }) => message === 'tick')).toBe(false)
    await call('F')
    expect(trace('log').some(({ message }) => message === 'tick')).toBe(true)
  })

  test('what an extension writes is in the function’s log stream, as it is', async () => {
    const { call, trace } = await start(extension("console.log('got', event.eventType)"))
    await call('F')
    const line = trace('log').find(({ message }) => message === 'got INVOKE')
    expect(line?.stream).toBe(trace('environment.created')[0]?.logStream)
  })
})

describe('§1.1 phases: Shutdown', () => {
  const IDLE = 11 * 60_000
  const TELLING = extension(
    "if (event.eventType === 'SHUTDOWN') { console.log(JSON.stringify(event)); process.exit(0) }",
  )

  test('without an extension the environment ends at once', async () => {
    const { call, trace, advance } = await playground([functionWith([])], { F: HELLO })
    await call('F')
    await advance(IDLE)
    expect(trace('environment.shutdown-started')).toHaveLength(0)
    expect(trace('environment.shutdown')).toMatchObject([{ reason: 'SPINDOWN' }])
  })

  test('without an extension the runtime gets no SIGTERM', async () => {
    const code = `process.on('SIGTERM', () => console.log('terminated')); ${HELLO}`
    const { call, logs, advance } = await playground([functionWith([])], { F: code })
    await call('F')
    await advance(IDLE)
    expect(logs().some((line) => line.includes('terminated'))).toBe(false)
  })

  test('with an external extension the runtime gets SIGTERM first, the extension SHUTDOWN afterwards', async () => {
    const code = `process.on('SIGTERM', () => { console.log('terminated'); process.exit(0) }); ${HELLO}`
    const { call, logs, advance } = await start(TELLING, code)
    await call('F')
    await advance(IDLE)
    const after = logs().slice(logs().findIndex((line) => line.startsWith('REPORT')) + 1)
    expect(after[0]).toContain('terminated')
    expect(JSON.parse(after[1] ?? '{}')).toMatchObject({ eventType: 'SHUTDOWN', shutdownReason: 'SPINDOWN' })
  })

  test('the SHUTDOWN event’s deadline is 2,000 ms after the beginning of Shutdown', async () => {
    const { call, trace, advance, logs } = await start(TELLING)
    await call('F')
    await advance(IDLE)
    const { deadlineMs } = JSON.parse(logs().at(-1) ?? '{}') as { deadlineMs: number }
    const [begun] = trace('environment.shutdown-started')
    expect(deadlineMs - Date.UTC(2026, 0, 31, 12) - (begun?.at ?? 0)).toBeGreaterThan(1999)
    expect(deadlineMs - Date.UTC(2026, 0, 31, 12) - (begun?.at ?? 0)).toBeLessThanOrEqual(2000)
  })

  test('an extension that does not exit is killed 2,000 ms after the beginning', async () => {
    const { call, trace, advance } = await start(extension("if (event.eventType === 'SHUTDOWN') await sleep(1e7)"))
    await call('F')
    await advance(IDLE)
    expect(trace('environment.shutdown-ended')).toMatchObject([{ reason: 'SPINDOWN', duration: 2000 }])
  })

  test('a runtime that ignores SIGTERM is killed after 300 ms; then extensions are told', async () => {
    const code = `process.on('SIGTERM', () => console.log('no')); ${HELLO}`
    const { call, trace, advance } = await start(TELLING, code)
    await call('F')
    await advance(IDLE)
    const begun = trace('environment.shutdown-started')[0]?.at ?? 0
    const told = trace('log').find(({ message }) => message.includes('SHUTDOWN') && message.startsWith('{'))
    expect((told?.at ?? 0) - begun).toBe(300)
  })

  test('what is asynchronous in a SIGTERM handler has these 300 ms', async () => {
    const code = `process.on('SIGTERM', async () => { await new Promise((r) => setTimeout(r, 250)); console.log('flushed'); process.exit(0) }); ${HELLO}`
    const { call, logs, advance } = await start(TELLING, code)
    await call('F')
    await advance(IDLE)
    expect(logs().some((line) => line.includes('flushed'))).toBe(true)
  })

  test('and no more than these', async () => {
    const code = `process.on('SIGTERM', async () => { await new Promise((r) => setTimeout(r, 350)); console.log('flushed'); process.exit(0) }); ${HELLO}`
    const { call, logs, advance } = await start(TELLING, code)
    await call('F')
    await advance(IDLE)
    expect(logs().some((line) => line.includes('flushed'))).toBe(false)
  })

  test('a runtime without a SIGTERM handler is gone at once', async () => {
    const { call, trace, advance } = await start(TELLING)
    await call('F')
    await advance(IDLE)
    expect(trace('environment.shutdown-ended')[0]?.duration).toBeLessThan(10)
  })

  test('with an internal extension only, Shutdown has 500 ms, all of them the runtime’s', async () => {
    const code = handlerWithClient(`
      const ready = register('inner', ['INVOKE']).then(() => { (async () => { for (;;) await next() })() })
      process.on('SIGTERM', () => console.log('term'))
      exports.handler = async () => 1`)
    const { call, trace, advance } = await playground([functionWith([])], { F: code })
    await call('F')
    await advance(IDLE)
    expect(trace('environment.shutdown-ended')).toMatchObject([{ duration: 500 }])
  })

  test('an extension without SHUTDOWN is killed without a word', async () => {
    const { call, trace, advance } = await start(extension('console.log(event.eventType)', { events: ['INVOKE'] }))
    await call('F')
    await advance(IDLE)
    expect(trace('environment.shutdown-ended')[0]?.duration).toBeLessThan(10)
  })

  test('an update of the function ends its environments with SPINDOWN', async () => {
    const run = await start(TELLING)
    await run.call('F')
    const fn = run.cloud.lambda.find('F')
    if (fn) run.cloud.lambda.deleteFunction(fn)
    await run.advance(5000)
    expect(run.logs().at(-1)).toContain('"shutdownReason":"SPINDOWN"')
  })
})

describe('§1.2 failure during Invoke: reset', () => {
  const TELLING = extension(
    "if (event.eventType === 'SHUTDOWN') { console.log('reason ' + event.shutdownReason); process.exit(0) }",
  )

  test('after a timeout extensions are told TIMEOUT', async () => {
    const { call, logs, advance } = await start(
      TELLING,
      'exports.handler = () => new Promise((r) => setTimeout(r, 1e7))',
    )
    const { value } = await call('F')
    await advance(5000)
    expect(value).toMatchObject({ errorType: 'Sandbox.Timedout' })
    expect(logs()).toContain('reason TIMEOUT')
  })

  test('after a crash of the runtime extensions are told FAILURE', async () => {
    const { call, logs, advance } = await start(TELLING, 'exports.handler = async () => process.exit(1)')
    const { value } = await call('F')
    await advance(5000)
    expect(value).toMatchObject({ errorType: 'Runtime.ExitError' })
    expect(logs()).toContain('reason FAILURE')
  })

  test('the environment is busy until the reset is over; then it takes the next invocation', async () => {
    const files = extension("if (event.eventType === 'SHUTDOWN') await sleep(1e7)")
    const { invoke, advance, trace } = await start(files, 'exports.handler = async () => process.exit(1)')
    void invoke('F')
    await advance(1000)
    void invoke('F')
    await advance(5000)
    void invoke('F')
    await advance(5000)
    expect(trace('environment.created')).toHaveLength(2)
  })

  test('an extension that exits during Invoke: Extension.Crash', async () => {
    const { call, trace } = await start(
      extension("if (event.eventType === 'INVOKE') process.exit(1)"),
      'exports.handler = () => new Promise((r) => setTimeout(r, 1000))',
    )
    const { value, requestId, functionError } = await call('F')
    expect(functionError).toBe('Unhandled')
    expect(value).toEqual({
      errorType: 'Extension.Crash',
      errorMessage: `RequestId: ${requestId} Error: exit status 1`,
    })
    expect(trace('environment.reset')).toMatchObject([{ reason: 'FAILURE' }])
  })

  test('one that ends without an error too: exit code 0', async () => {
    const { call } = await start(
      extension("if (event.eventType === 'INVOKE') process.exit(0)"),
      'exports.handler = () => new Promise((r) => setTimeout(r, 1000))',
    )
    const { value, requestId } = await call('F')
    expect(value).toEqual({ errorType: 'Extension.Crash', errorMessage: `RequestId: ${requestId} Error: exit code 0` })
  })

  test('REPORT names Extension.Crash', async () => {
    const { call } = await start(
      extension("if (event.eventType === 'INVOKE') process.exit(1)"),
      'exports.handler = () => new Promise((r) => setTimeout(r, 1000))',
    )
    const { log } = await call('F')
    expect(log).toContain('Status: error\tError Type: Extension.Crash')
  })

  test('the next invocation starts the extension again, without INIT_START', async () => {
    const { call, logs } = await start(TELLING, 'exports.handler = async (event) => event.crash && process.exit(1)')
    await call('F', { crash: true })
    const { log } = await call('F')
    expect(log).not.toContain('Init Duration')
    expect(logs().filter((line) => line.startsWith('INIT_START'))).toHaveLength(1)
    expect(logs().filter((line) => line.startsWith('EXTENSION'))).toHaveLength(2)
  })

  test('an extension that crashes during Init: the Init is repeated, and the caller gets Extension.Crash', async () => {
    const { call, logs } = await start({ 'extensions/ext': program('process.exit(3)') })
    const { value, requestId } = await call('F')
    expect(value).toEqual({
      errorType: 'Extension.Crash',
      errorMessage: `RequestId: ${requestId} Error: exit status 3`,
    })
    expect(
      logs()
        .filter((line) => line.startsWith('INIT_REPORT'))
        .map((line) => line.split('\t').slice(1)),
    ).toEqual([
      ['Phase: init', 'Status: error', 'Error Type: Extension.Crash'],
      ['Phase: invoke', 'Status: error', 'Error Type: Extension.Crash'],
    ])
  })

  test('an exception that nobody catches ends an extension with status 1', async () => {
    const { call, logs } = await start({ 'extensions/ext': program("throw new Error('broken')") })
    const { value } = await call('F')
    expect(value).toMatchObject({
      errorType: 'Extension.Crash',
      errorMessage: expect.stringContaining('exit status 1'),
    })
    expect(logs().some((line) => line.includes('Error: broken'))).toBe(true)
  })

  test('/tmp survives the reset', async () => {
    const code = `const fs = require('fs')
      exports.handler = async (event) => {
        if (event.crash) { fs.writeFileSync('/tmp/kept', 'yes'); process.exit(1) }
        return fs.readFileSync('/tmp/kept', 'utf8')
      }`
    const { call } = await start(TELLING, code)
    await call('F', { crash: true })
    expect((await call('F')).value).toBe('yes')
  })
})

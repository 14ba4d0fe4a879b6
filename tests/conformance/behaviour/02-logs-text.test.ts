/** Fact sheet §2.7 and §2.8: the log in the Text format. */

import { describe, expect, test } from 'vitest'
import { textOf, type PlatformEvent } from '../../../src/cloud/lambda/platform-events'
import { deploy, lambdaFunction, START_TIME } from '../../unit/cloud/stack'
import { fail, respond, type Script } from '../../unit/cloud/scripted-host'
import { playground } from './playground'

const OK: Script = { invoke: () => ({ takes: 3, outcome: respond(1) }) }

/** What one cold invocation writes. */
async function logOf(script: Script, properties: Parameters<typeof lambdaFunction>[1] = {}, invocations = 1) {
  const run = deploy([lambdaFunction('F', properties)], script)
  for (let nth = 0; nth < invocations; nth++) {
    void run.invoke('F')
    await run.idle()
  }
  return run.logs()
}

const ID = '[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}'

describe('§2.7 application log lines, Text', () => {
  const CODE = {
    F: `exports.handler = async (event) => {
      if (event.fail) throw Object.assign(new RangeError('boom'), { code: 'E_BOOM' })
      console.log('a %s', 'b', { c: 1 }); console.debug('d'); console.trace('t'); console.warn('w'); console.fatal('f')
      console.log('two\\nlines'); process.stdout.write('one\\ntwo\\n')
    }`,
  }

  test('a line is time, tab, request id, tab, level, tab and the formatted arguments; every level passes', async () => {
    const run = await playground([lambdaFunction('F', { Runtime: 'nodejs24.x' })], CODE)
    const { requestId, log } = await run.call('F')
    const prefix = `2026-01-31T12:00:00.101Z\t${requestId}\t`
    for (const line of ['INFO\ta b { c: 1 }', 'DEBUG\td', 'TRACE\tt', 'WARN\tw', 'FATAL\tf']) {
      expect(log).toContain(`${prefix}${line}\n`)
    }
  })

  test('a console call is one log event, however many lines it has', async () => {
    const run = await playground([lambdaFunction('F')], CODE)
    const { requestId } = await run.call('F')
    expect(run.logs()).toContain(`2026-01-31T12:00:00.101Z\t${requestId}\tINFO\ttwo\nlines`)
  })

  test('standard output is one log event for each line, without a prefix', async () => {
    const run = await playground([lambdaFunction('F')], CODE)
    await run.call('F')
    expect(run.logs()).toEqual(expect.arrayContaining(['one', 'two']))
  })

  test('an error that the handler throws is logged as Invoke Error, a space, a tab and JSON with its own properties', async () => {
    const run = await playground([lambdaFunction('F')], CODE)
    const { requestId } = await run.call('F', { fail: true })
    const line = run.logs().find((text) => text.includes('Invoke Error')) ?? ''
    const [start, json = ''] = line.split('Invoke Error \t')
    expect(start).toBe(`2026-01-31T12:00:00.101Z\t${requestId}\tERROR\t`)
    const error = JSON.parse(json) as Record<string, unknown>
    expect(Object.keys(error)).toEqual(['errorType', 'errorMessage', 'code', 'stack'])
    expect(error).toMatchObject({ errorType: 'RangeError', errorMessage: 'boom', code: 'E_BOOM' })
  })

  test.each([
    ['nodejs22.x', 'undefined\tERROR\tUncaught Exception \t'],
    ['nodejs24.x', '-\tERROR\tInit Error \t'],
  ])('on %s an error during Init is logged with the words of its runtime', async (Runtime, words) => {
    const run = await playground([lambdaFunction('F', { Runtime })], { F: `throw new Error('init')` })
    await run.call('F')
    expect(run.logs().find((text) => text.includes(words))).toContain('"errorMessage":"init"')
  })
})

describe('§2.8 platform lines, Text', () => {
  test('a cold invocation writes INIT_START, START, END, REPORT', async () => {
    const lines = await logOf(OK, { Runtime: 'nodejs24.x' })
    expect(lines.map((line) => line.split(' ')[0])).toEqual(['INIT_START', 'START', 'END', 'REPORT'])
    expect(lines[0]).toMatch(
      /^INIT_START Runtime Version: nodejs:24\.v21\tRuntime Version ARN: arn:aws:lambda:us-east-1::runtime:[0-9a-f]{64}$/,
    )
    expect(lines[1]).toMatch(new RegExp(`^START RequestId: ${ID} Version: \\$LATEST$`))
    expect(lines[2]).toMatch(new RegExp(`^END RequestId: ${ID}$`))
  })

  test('the runtime version’s ARN is the same for every environment of a runtime', async () => {
    const run = deploy([lambdaFunction('F'), lambdaFunction('G')], OK)
    void run.invoke('F')
    void run.invoke('G')
    await run.idle()
    const starts = run.logs().filter((line) => line.startsWith('INIT_START'))
    expect(new Set(starts).size).toBe(1)
  })

  test('REPORT of a success has the durations with two decimals, ends with a tab, and Init Duration when cold', async () => {
    const lines = await logOf(OK, {}, 2)
    const reports = lines.filter((line) => line.startsWith('REPORT'))
    expect(reports[0]).toMatch(
      new RegExp(
        `^REPORT RequestId: ${ID}\\tDuration: 3\\.00 ms\\tBilled Duration: 104 ms\\tMemory Size: 128 MB\\tMax Memory Used: 36 MB\\tInit Duration: 101\\.00 ms\\t$`,
      ),
    )
    expect(reports[1]).toMatch(
      /Duration: 3\.00 ms\tBilled Duration: 3 ms\tMemory Size: 128 MB\tMax Memory Used: 36 MB\t$/,
    )
  })

  test('REPORT of a timeout ends with Status: timeout and no tab', async () => {
    const lines = await logOf({ invoke: () => ({ outcome: 'never' }) })
    expect(lines.at(-1)).toMatch(/\tInit Duration: 101\.00 ms\tStatus: timeout$/)
    expect(lines.at(-1)).toContain('Duration: 3000.00 ms\tBilled Duration: 3101 ms')
  })

  test('a timeout has no line of its own between START and END', async () => {
    const lines = await logOf({ invoke: () => ({ outcome: 'never' }) })
    expect(lines.map((line) => line.split(' ')[0])).toEqual(['INIT_START', 'START', 'END', 'REPORT'])
  })

  test('REPORT of a process that exits names Runtime.ExitError', async () => {
    const lines = await logOf({ invoke: () => ({ outcome: { kind: 'exit', exitCode: 1 } }) })
    expect(lines.at(-1)).toMatch(/\tStatus: error\tError Type: Runtime\.ExitError$/)
  })

  test('REPORT of a process killed for its memory names Runtime.OutOfMemory', async () => {
    const lines = await logOf({ invoke: () => ({ outcome: 'out-of-memory' }) })
    expect(lines.at(-1)).toMatch(/\tStatus: error\tError Type: Runtime\.OutOfMemory$/)
  })

  test('an error that the handler throws does not show in REPORT', async () => {
    const lines = await logOf({ invoke: () => ({ outcome: fail('boom') }) })
    expect(lines.at(-1)).not.toContain('Status')
  })

  test('an Init that fails writes INIT_REPORT for the first run and for the one inside the invocation', async () => {
    const syntax = { ...fail('SyntaxError: x', 'Runtime.UserCodeSyntaxError'), exitCode: 1 } as const
    const lines = await logOf({ ...OK, init: () => ({ outcome: syntax }) })
    expect(lines.filter((line) => line.startsWith('INIT_REPORT'))).toEqual([
      'INIT_REPORT Init Duration: 101.00 ms\tPhase: init\tStatus: error\tError Type: Runtime.UserCodeSyntaxError',
      'INIT_REPORT Init Duration: 101.00 ms\tPhase: invoke\tStatus: error\tError Type: Runtime.UserCodeSyntaxError',
    ])
  })

  test('an Init that takes longer than 10 s writes INIT_REPORT with Status: timeout', async () => {
    const lines = await logOf({
      ...OK,
      init: (environment) => ({ outcome: environment === 0 ? 'never' : { kind: 'initialized' } }),
    })
    expect(lines).toContain('INIT_REPORT Init Duration: 10000.00 ms\tPhase: init\tStatus: timeout')
  })

  test('an Init that succeeds on demand writes no INIT_REPORT', async () => {
    expect((await logOf(OK)).some((line) => line.startsWith('INIT_REPORT'))).toBe(false)
  })

  test('after a reset Init runs again without INIT_START and without Init Duration', async () => {
    const script: Script = {
      invoke: (_event, _invocation, { environment }) => ({ outcome: environment === 0 ? 'never' : respond(1) }),
    }
    const lines = await logOf(script, {}, 2)
    expect(lines.filter((line) => line.startsWith('INIT_START'))).toHaveLength(1)
    expect(lines.at(-1)).not.toContain('Init Duration')
  })

  test('all invocations of an environment write to one stream: date, version, 32 hex digits', async () => {
    const run = deploy([lambdaFunction('F')], OK)
    for (let nth = 0; nth < 2; nth++) {
      void run.invoke('F')
      await run.idle()
    }
    const streams = new Set(run.trace('log').map(({ stream }) => stream))
    expect([...streams]).toEqual([expect.stringMatching(/^2026\/01\/31\/\[\$LATEST\][0-9a-f]{32}$/)])
  })

  test('in a log group of its own choice a stream has the function’s name before the version', async () => {
    const run = deploy([lambdaFunction('F', { LoggingConfig: { LogGroup: 'shared' } })], OK)
    void run.invoke('F')
    await run.idle()
    const [{ group, stream } = { group: '', stream: '' }] = run.trace('log')
    expect(group).toBe('shared')
    expect(stream).toMatch(/^2026\/01\/31\/F\[\$LATEST\][0-9a-f]{32}$/)
  })

  test.each<[string, PlatformEvent, string]>([
    [
      'EXTENSION',
      { type: 'platform.extension', record: { name: 'my-ext', state: 'Ready', events: ['INVOKE', 'SHUTDOWN'] } },
      'EXTENSION\tName: my-ext\tState: Ready\tEvents: [INVOKE, SHUTDOWN]',
    ],
    [
      'TELEMETRY',
      {
        type: 'platform.telemetrySubscription',
        record: { name: 'my-ext', state: 'Subscribed', types: ['platform', 'function'] },
      },
      'TELEMETRY\tName: my-ext\tState: Subscribed\tTypes: [Platform, Function]',
    ],
    [
      'INIT_REPORT of provisioned concurrency',
      {
        type: 'platform.initReport',
        record: {
          initializationType: 'provisioned-concurrency',
          phase: 'init',
          status: 'success',
          metrics: { durationMs: 125.333 },
        },
      },
      'INIT_REPORT Init Duration: 125.33 ms\tPhase: init\tStatus: success',
    ],
  ])('the line %s', (_name, event, line) => {
    expect(textOf(event)).toBe(line)
  })

  test('the log of LogType Tail starts with START: INIT_START belongs to the environment', async () => {
    const run = await playground([lambdaFunction('F')], { F: 'exports.handler = async () => 1' })
    const { log } = await run.call('F')
    expect(log).toMatch(/^START RequestId/)
    expect(run.trace('log')[0]).toMatchObject({ at: 0, requestId: null })
    expect(START_TIME).toBeGreaterThan(0)
  })
})

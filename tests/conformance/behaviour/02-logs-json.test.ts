/** Fact sheet §2.7 and §2.9, §14.2 no. 20: the log in the JSON format. */

import { describe, expect, test } from 'vitest'
import { jsonOf, levelOf, type PlatformEvent } from '../../../src/cloud/lambda/platform-events'
import { deploy, lambdaFunction } from '../../unit/cloud/stack'
import { fail, respond, type Script } from '../../unit/cloud/scripted-host'
import { playground } from './playground'

const JSON_FORMAT = { LogFormat: 'JSON' }
type Entry = Record<string, unknown> & { readonly record: Record<string, unknown> }

/** What the function's own code wrote. */
async function written(body: string, config: Record<string, string> = {}, runtime = 'nodejs24.x') {
  const run = await playground(
    [lambdaFunction('F', { Runtime: runtime, LoggingConfig: { ...JSON_FORMAT, ...config } })],
    { F: `exports.handler = async (event, context) => { ${body} }` },
  )
  const { requestId } = await run.call('F')
  const lines = run.trace('log').flatMap(({ kind, message }) => (kind === 'application' ? [message] : []))
  return { requestId, lines, entries: lines.map((line) => JSON.parse(line) as Entry) }
}

describe('§2.7 application log lines, JSON', () => {
  test('a line has timestamp, level, requestId and message, in this order; an object stays one', async () => {
    const { lines, requestId } = await written('console.log({ data: 12.3, flag: false })')
    expect(lines).toEqual([
      `{"timestamp":"2026-01-31T12:00:00.101Z","level":"INFO","requestId":"${requestId}","message":{"data":12.3,"flag":false}}`,
    ])
  })

  test('several arguments become one formatted text', async () => {
    const { entries } = await written(`console.log('Some object - ', { data: 12.3, flag: false })`)
    expect(entries[0]?.['message']).toBe('Some object -  { data: 12.3, flag: false }')
  })

  test('an error alone becomes an object with errorType, errorMessage, stackTrace and its own properties', async () => {
    const { entries } = await written(`console.error(Object.assign(new RangeError('x'), { code: 'E' }))`)
    expect(entries[0]).toMatchObject({
      level: 'ERROR',
      message: { errorType: 'RangeError', errorMessage: 'x', code: 'E' },
    })
    expect((entries[0]?.['message'] as { stackTrace: string[] }).stackTrace[0]).toBe('RangeError: x')
  })

  test('the first error among several arguments adds errorType, errorMessage and stackTrace', async () => {
    const { entries } = await written(
      `class Mine extends Error {}; console.error('failed', new Mine('x'), new Error('y'))`,
    )
    expect(Object.keys(entries[0] ?? {})).toEqual([
      'timestamp',
      'level',
      'requestId',
      'message',
      'errorType',
      'errorMessage',
      'stackTrace',
    ])
    expect(entries[0]).toMatchObject({ errorType: 'Mine', errorMessage: 'x' })
  })

  test('what JSON cannot hold is formatted as in the Text format', async () => {
    const { entries } = await written(`const o = {}; o.self = o; console.log(o)`)
    expect(entries[0]?.['message']).toBe('<ref *1> { self: [Circular *1] }')
  })

  test.each([
    ['trace', 'TRACE'],
    ['debug', 'DEBUG'],
    ['info', 'INFO'],
    ['log', 'INFO'],
    ['warn', 'WARN'],
    ['error', 'ERROR'],
    ['fatal', 'FATAL'],
  ])('console.%s writes level %s', async (method, level) => {
    const { entries } = await written(`console.${method}('x')`, { ApplicationLogLevel: 'TRACE' })
    expect(entries[0]).toMatchObject({ level, message: 'x' })
  })

  test.each([
    [undefined, ['INFO', 'WARN', 'ERROR', 'FATAL']],
    ['TRACE', ['TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR', 'FATAL']],
    ['DEBUG', ['DEBUG', 'INFO', 'WARN', 'ERROR', 'FATAL']],
    ['WARN', ['WARN', 'ERROR', 'FATAL']],
    ['ERROR', ['ERROR', 'FATAL']],
    ['FATAL', ['FATAL']],
  ])('ApplicationLogLevel %s lets %j through', async (level, expected) => {
    const { entries } = await written(
      `for (const m of ['trace', 'debug', 'info', 'warn', 'error', 'fatal']) console[m](m)`,
      level === undefined ? {} : { ApplicationLogLevel: level },
    )
    expect(entries.map((entry) => entry['level'])).toEqual(expected)
  })

  test('the function finds format and level in its variables', async () => {
    const run = await playground(
      [
        lambdaFunction('Json', { LoggingConfig: { ...JSON_FORMAT, ApplicationLogLevel: 'WARN' } }),
        lambdaFunction('Text'),
      ],
      Object.fromEntries(
        ['Json', 'Text'].map((name) => [
          name,
          'exports.handler = async () => [process.env.AWS_LAMBDA_LOG_FORMAT, process.env.AWS_LAMBDA_LOG_LEVEL]',
        ]),
      ),
    )
    expect((await run.call('Json')).value).toEqual(['JSON', 'WARN'])
    expect((await run.call('Text')).value).toEqual([null, null])
  })

  test('JSON on standard output is not encoded again', async () => {
    const { lines } = await written(`process.stdout.write('{"a":1}\\n')`)
    expect(lines).toEqual(['{"a":1}'])
  })

  test('JSON on standard output with a level and a time is filtered by its level', async () => {
    const { lines } = await written(
      `for (const level of ['DEBUG', 'WARN']) process.stdout.write(JSON.stringify({ level, timestamp: '2026-01-31T12:00:00Z' }) + '\\n')`,
    )
    expect(lines).toEqual(['{"level":"WARN","timestamp":"2026-01-31T12:00:00Z"}'])
  })

  test('JSON on standard output without a time counts as INFO', async () => {
    const body = `process.stdout.write('{"level":"ERROR"}\\n')`
    expect((await written(body)).lines).toHaveLength(1)
    expect((await written(body, { ApplicationLogLevel: 'WARN' })).lines).toHaveLength(0)
  })

  const EMF = `JSON.stringify({ _aws: { Timestamp: 1769860800000, CloudWatchMetrics: [{ Namespace: 'n', Dimensions: [[]], Metrics: [{ Name: 'm' }] }] }, m: 1 })`

  test('a metric in the embedded format through console.log becomes text inside a message: no metric', async () => {
    const { entries } = await written(`console.log(${EMF})`)
    expect(typeof entries[0]?.['message']).toBe('string')
  })

  test('a metric in the embedded format through standard output stays as it is', async () => {
    const { entries } = await written(`process.stdout.write(${EMF} + '\\n')`)
    expect(entries[0]).toHaveProperty('_aws')
  })

  test('an error that the handler throws is a line of level ERROR', async () => {
    const run = await playground([lambdaFunction('F', { LoggingConfig: JSON_FORMAT })], {
      F: `exports.handler = async () => { throw new TypeError('boom') }`,
    })
    const { requestId } = await run.call('F')
    const line = run.trace('log').find(({ kind }) => kind === 'application')?.message ?? '{}'
    expect(JSON.parse(line)).toMatchObject({
      level: 'ERROR',
      requestId,
      message: { errorType: 'TypeError', errorMessage: 'boom' },
    })
  })
})

const OK: Script = { invoke: () => ({ takes: 3, outcome: respond('four') }) }

async function platformLog(script: Script, systemLevel?: string, invocations = 1) {
  const LoggingConfig = { ...JSON_FORMAT, ...(systemLevel !== undefined && { SystemLogLevel: systemLevel }) }
  const run = deploy([lambdaFunction('F', { LoggingConfig })], script)
  for (let nth = 0; nth < invocations; nth++) {
    void run.invoke('F')
    await run.idle()
  }
  return run.logs().map((line) => JSON.parse(line) as Entry)
}

const typesOf = (entries: readonly Entry[]) => entries.map(({ type }) => type)

describe('§2.9 platform events, JSON', () => {
  test('with the default SystemLogLevel a success shows initStart, start and report; END has no counterpart', async () => {
    expect(typesOf(await platformLog(OK))).toEqual(['platform.initStart', 'platform.start', 'platform.report'])
  })

  test('SystemLogLevel DEBUG shows every event of a cold invocation in order', async () => {
    expect(typesOf(await platformLog(OK, 'DEBUG'))).toEqual([
      'platform.initStart',
      'platform.initRuntimeDone',
      'platform.initReport',
      'platform.start',
      'platform.runtimeDone',
      'platform.report',
    ])
  })

  test('SystemLogLevel WARN leaves a success without a word', async () => {
    expect(await platformLog(OK, 'WARN')).toEqual([])
  })

  test('SystemLogLevel WARN shows runtimeDone and report of a timeout', async () => {
    const entries = await platformLog({ invoke: () => ({ outcome: 'never' }) }, 'WARN')
    expect(typesOf(entries)).toEqual(['platform.runtimeDone', 'platform.report'])
    expect(entries.map(({ record }) => record['status'])).toEqual(['timeout', 'timeout'])
  })

  test('initStart tells the type of Init, its phase, the runtime’s version and the instance', async () => {
    const [start] = await platformLog(OK)
    expect(start).toMatchObject({
      time: '2026-01-31T12:00:00.000Z',
      record: {
        initializationType: 'on-demand',
        phase: 'init',
        runtimeVersion: 'nodejs:22.v58',
        functionName: 'F',
        functionArn: 'arn:aws:lambda:us-east-1:123456789012:function:F:$LATEST',
        functionVersion: '$LATEST',
        instanceMaxMemory: 134_217_728,
      },
    })
    expect(start?.record['runtimeVersionArn']).toMatch(/^arn:aws:lambda:us-east-1::runtime:[0-9a-f]{64}$/)
  })

  test('initReport has the duration of Init', async () => {
    const entries = await platformLog(OK, 'DEBUG')
    expect(entries[2]).toMatchObject({
      record: { initializationType: 'on-demand', phase: 'init', status: 'success', metrics: { durationMs: 101 } },
    })
  })

  test('runtimeDone has spans, the duration and the bytes of the response', async () => {
    const done = (await platformLog(OK, 'DEBUG'))[4]
    expect(done?.record).toMatchObject({
      status: 'success',
      metrics: { durationMs: 3, producedBytes: '"four"'.length },
    })
    expect(done?.record['spans']).toEqual([
      { name: 'responseLatency', start: '2026-01-31T12:00:00.101Z', durationMs: 3 },
      { name: 'responseDuration', start: '2026-01-31T12:00:00.104Z', durationMs: 0 },
      { name: 'runtimeOverhead', start: '2026-01-31T12:00:00.104Z', durationMs: 0 },
    ])
  })

  test('report has the metrics of the REPORT line, initDurationMs only when cold', async () => {
    const reports = (await platformLog(OK, 'INFO', 2)).filter(({ type }) => type === 'platform.report')
    const metrics = { durationMs: 3, billedDurationMs: 104, memorySizeMB: 128, maxMemoryUsedMB: 36 }
    expect(reports.map(({ record }) => record['metrics'])).toEqual([
      { ...metrics, initDurationMs: 101 },
      { ...metrics, billedDurationMs: 3 },
    ])
  })

  test('a process that exits is a failure of type Runtime.ExitError', async () => {
    const entries = await platformLog({ invoke: () => ({ outcome: { kind: 'exit', exitCode: 1 } }) }, 'WARN')
    expect(entries.map(({ record }) => record)).toEqual([
      expect.objectContaining({ status: 'failure', errorType: 'Runtime.ExitError' }),
      expect.objectContaining({ status: 'error', errorType: 'Runtime.ExitError' }),
    ])
  })

  test('an error that the handler throws is status error', async () => {
    const entries = await platformLog({ invoke: () => ({ outcome: fail('boom') }) }, 'WARN')
    expect(entries.map(({ record }) => record['status'])).toEqual(['error', 'error'])
  })

  test('an Init that fails is told of at WARN, once per phase', async () => {
    const syntax = { ...fail('SyntaxError: x', 'Runtime.UserCodeSyntaxError'), exitCode: 1 } as const
    const entries = await platformLog({ ...OK, init: () => ({ outcome: syntax }) }, 'WARN')
    const inits = entries.filter(({ type }) => type === 'platform.initReport')
    expect(inits.map(({ record }) => [record['phase'], record['status'], record['errorType']])).toEqual([
      ['init', 'error', 'Runtime.UserCodeSyntaxError'],
      ['invoke', 'error', 'Runtime.UserCodeSyntaxError'],
    ])
  })

  test('an Init that runs again after a reset has phase invoke and no runtime version: DEBUG', async () => {
    const script: Script = {
      invoke: (_event, _invocation, { environment }) => ({ outcome: environment === 0 ? 'never' : respond(1) }),
    }
    const starts = (level: string) =>
      platformLog(script, level, 2).then((all) => all.filter(({ type }) => type === 'platform.initStart'))
    const [, again] = await starts('DEBUG')
    expect(again?.record).toMatchObject({ phase: 'invoke' })
    expect(again?.record).not.toHaveProperty('runtimeVersion')
    expect(await starts('INFO')).toHaveLength(1)
  })

  const init = (initializationType: 'on-demand' | 'provisioned-concurrency', status: 'success' | 'error') =>
    ({ initializationType, phase: 'init', status }) as const
  const metrics = { durationMs: 1, billedDurationMs: 1, memorySizeMB: 128, maxMemoryUsedMB: 36 }

  test.each<[string, PlatformEvent, string]>([
    ['initRuntimeDone, success', { type: 'platform.initRuntimeDone', record: init('on-demand', 'success') }, 'DEBUG'],
    ['initRuntimeDone, error', { type: 'platform.initRuntimeDone', record: init('on-demand', 'error') }, 'WARN'],
    [
      'initReport on demand',
      { type: 'platform.initReport', record: { ...init('on-demand', 'success'), metrics: { durationMs: 1 } } },
      'DEBUG',
    ],
    [
      'initReport of provisioned concurrency',
      {
        type: 'platform.initReport',
        record: { ...init('provisioned-concurrency', 'success'), metrics: { durationMs: 1 } },
      },
      'INFO',
    ],
    ['report, success', { type: 'platform.report', record: { requestId: 'r', metrics, status: 'success' } }, 'INFO'],
    ['report, timeout', { type: 'platform.report', record: { requestId: 'r', metrics, status: 'timeout' } }, 'WARN'],
    ['extension', { type: 'platform.extension', record: { name: 'x', state: 'Ready', events: [] } }, 'INFO'],
    [
      'extension, failed',
      {
        type: 'platform.extension',
        record: { name: 'x', state: 'InitError', events: [], errorType: 'Extension.Crash' },
      },
      'WARN',
    ],
    [
      'telemetrySubscription',
      { type: 'platform.telemetrySubscription', record: { name: 'x', state: 'Subscribed', types: [] } },
      'INFO',
    ],
    [
      'logsDropped',
      { type: 'platform.logsDropped', record: { droppedBytes: 1, droppedRecords: 1, reason: 'x' } },
      'WARN',
    ],
  ])('level of %s', (_name, event, level) => {
    expect(levelOf(event)).toBe(level)
  })

  test('durations have three decimals at most', () => {
    const event: PlatformEvent = {
      type: 'platform.initReport',
      record: { ...init('on-demand', 'success'), metrics: { durationMs: 125.33312 } },
    }
    expect(jsonOf(event, Date.UTC(2024, 2, 13, 18, 56, 24, 46))).toBe(
      '{"time":"2024-03-13T18:56:24.046Z","type":"platform.initReport","record":{"initializationType":"on-demand","phase":"init","status":"success","metrics":{"durationMs":125.333}}}',
    )
  })

  test('levels without the JSON format are refused', () => {
    const run = deploy([lambdaFunction('F', { LoggingConfig: { LogFormat: 'Text', SystemLogLevel: 'WARN' } })], OK)
    expect(run.diagnostics).toEqual([expect.objectContaining({ logicalId: 'F', severity: 'error' })])
  })

  test('an unknown level is refused with the values that there are', () => {
    const run = deploy([lambdaFunction('F', { LoggingConfig: { ...JSON_FORMAT, ApplicationLogLevel: 'LOUD' } })], OK)
    expect(run.diagnostics[0]?.message).toBe(
      "1 validation error detected: Value 'LOUD' at 'loggingConfig.applicationLogLevel' failed to satisfy constraint: Member must satisfy enum value set: [TRACE, DEBUG, INFO, WARN, ERROR, FATAL]",
    )
  })
})

/** Log lines. Source: aws-lambda-ric; Guide, "Log and monitor Node.js Lambda functions". */

import { describe, expect, it } from 'vitest'
import { type EnvironmentOptions, runOnce, TestEnvironment } from './harness'

const ID = '8f5d0c5e-0d3f-4b0c-9d9f-3f1f5a4f2d11'
const PREFIX = `2026-01-31T12:00:00.001Z\t${ID}\t`
const JSON_FORMAT: EnvironmentOptions = { variables: { AWS_LAMBDA_LOG_FORMAT: 'JSON', AWS_LAMBDA_LOG_LEVEL: 'INFO' } }

const logOf = async (body: string, options?: EnvironmentOptions) =>
  (await runOnce(`exports.handler = async () => { ${body} }`, {}, options)).log

describe('text', () => {
  it.each([
    [`console.log('a', 1, { b: 2 })`, 'INFO\ta 1 { b: 2 }'],
    [`console.info('%s-%d', 'a', 1)`, 'INFO\ta-1'],
    [`console.debug('a')`, 'DEBUG\ta'],
    [`console.trace('a')`, 'TRACE\ta'],
    [`console.warn('a')`, 'WARN\ta'],
    [`console.error('a')`, 'ERROR\ta'],
    [`console.fatal('a')`, 'FATAL\ta'],
    ['console.log()', 'INFO\tundefined'],
    [`console.log('two\\nlines')`, 'INFO\ttwo\nlines'],
    [`console.assert(false, 'wrong')`, 'WARN\tAssertion failed: wrong'],
    [`console.count(); console.countReset()`, 'INFO\tdefault: 1'],
    [`console.group('g')`, 'INFO\tg'],
  ])('of %s', async (call, text) => {
    expect(await logOf(call)).toEqual([PREFIX + text])
  })

  it('measures virtual time', async () => {
    const log = await logOf(`console.time('t'); await new Promise((r) => setTimeout(r, 1500)); console.timeEnd('t')`)
    expect(log).toEqual([`2026-01-31T12:00:01.501Z\t${ID}\tINFO\tt: 1.500s`])
  })

  it('has no request id before the first invocation', async () => {
    for (const [runtime, id] of [
      ['nodejs22.x', 'undefined'],
      ['nodejs24.x', '-'],
    ] as const) {
      const environment = await TestEnvironment.start(`console.log('init'); exports.handler = async () => 1`, {
        runtime,
      })
      expect((await environment.init()).log).toEqual([`2026-01-31T12:00:00.000Z\t${id}\tINFO\tinit`])
      await environment.stop()
    }
  })

  it('prints methods of Node’s console that Lambda leaves alone without a prefix', async () => {
    expect(await logOf('console.dir({ a: 1 })')).toEqual(['{ a: 1 }'])
  })

  it('prints tables', async () => {
    const [line = ''] = await logOf('console.table([{ a: 1 }])')
    expect(line.split('\n')).toHaveLength(5)
    expect(line).toContain('(index)')
  })
})

describe('standard output', () => {
  it('is one event for each line that is ended', async () => {
    expect(await logOf(`process.stdout.write('one\\ntwo'); process.stdout.write(' halves\\nrest')`)).toEqual([
      'one',
      'two halves',
    ])
  })
})

describe('JSON', () => {
  it('keeps a single value as it is', async () => {
    const [line = ''] = await logOf(`console.log({ data: 12.3, flag: false })`, JSON_FORMAT)
    expect(line).toBe(
      `{"timestamp":"2026-01-31T12:00:00.001Z","level":"INFO","requestId":"${ID}","message":{"data":12.3,"flag":false}}`,
    )
  })

  it('formats several values', async () => {
    const [line = ''] = await logOf(`console.log('Some object - ', { data: 12.3, flag: false })`, JSON_FORMAT)
    expect(JSON.parse(line)).toMatchObject({ message: 'Some object -  { data: 12.3, flag: false }' })
  })

  it('tells about errors', async () => {
    const [line = ''] = await logOf(`console.error('failed', new RangeError('x'))`, JSON_FORMAT)
    const entry = JSON.parse(line) as Record<string, unknown>
    expect(Object.keys(entry)).toEqual([
      'timestamp',
      'level',
      'requestId',
      'message',
      'errorType',
      'errorMessage',
      'stackTrace',
    ])
    expect(entry).toMatchObject({ level: 'ERROR', errorType: 'RangeError', errorMessage: 'x' })
    const [single = ''] = await logOf(`console.error(new RangeError('x'))`, JSON_FORMAT)
    expect(JSON.parse(single)).toMatchObject({ message: { errorType: 'RangeError', errorMessage: 'x' } })
  })

  it('leaves out what is below the level', async () => {
    expect(await logOf(`console.debug('a'); console.trace('b'); console.fatal('c')`, JSON_FORMAT)).toHaveLength(1)
  })
})

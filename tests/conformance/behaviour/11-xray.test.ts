/** Fact sheet §11.4: X-Ray. */

import { describe, expect, test } from 'vitest'
import { deploy, lambdaFunction, resource, START_TIME } from '../../unit/cloud/stack'
import { fail, respond, type Script } from '../../unit/cloud/scripted-host'
import { playground } from './playground'

const ACTIVE = { TracingConfig: { Mode: 'Active' } }
const ROOT = '1-5759e988-bd862e3fe1be46a994272793'
const UPSTREAM = `Root=${ROOT};Parent=53995c3f42cd8ad8;Sampled=1`
const OK: Script = { invoke: () => ({ takes: 3, outcome: respond('ok') }) }

interface Segment {
  readonly id: string
  readonly trace_id: string
  readonly parent_id?: string
  readonly name: string
  readonly origin?: string
  readonly start_time: number
  readonly end_time: number
  readonly fault?: boolean
  readonly annotations?: Record<string, unknown>
  readonly cause?: { readonly exceptions: readonly { readonly type: string; readonly message: string }[] }
  readonly subsegments?: readonly Segment[]
}

type Stack = Pick<ReturnType<typeof deploy>, 'cloud' | 'trace'>

/** By way of the API. */
function traceOf(run: Stack, id: string): readonly Segment[] {
  const xray = run.cloud.services.find(({ definition }) => definition.name === 'xray')?.service
  const answer = xray?.operations['BatchGetTraces']?.({ TraceIds: [id] }, {} as never) as {
    readonly Traces: readonly { readonly Segments: readonly { readonly Document: string }[] }[]
  }
  return (answer.Traces[0]?.Segments ?? []).map(({ Document }) => JSON.parse(Document) as Segment)
}

const sampled = (run: Stack) => new Set(run.trace('xray.segment').map(({ traceId }) => traceId)).size
const at = (seconds: number | undefined): number => Math.round((seconds ?? 0) * 1000 - START_TIME)

describe('§11.4 sampling', () => {
  test('PassThrough samples nothing by itself', async () => {
    const run = deploy([lambdaFunction('F')], OK)
    void run.invoke('F')
    await run.advance(1000)
    expect(sampled(run)).toBe(0)
  })

  test('PassThrough follows a caller that sampled', async () => {
    const run = deploy([lambdaFunction('F')], OK)
    void run.invoke('F', {}, { traceHeader: UPSTREAM })
    await run.advance(1000)
    expect(traceOf(run, ROOT).map(({ origin }) => origin)).toEqual(['AWS::Lambda', 'AWS::Lambda::Function'])
  })

  test('Active samples the first request of each second', async () => {
    const run = deploy([lambdaFunction('F', ACTIVE)], OK)
    for (let second = 0; second < 5; second++) {
      void run.invoke('F')
      await run.advance(1000)
    }
    expect(sampled(run)).toBe(5)
  })

  test('and 5 % of the others', async () => {
    const run = deploy([lambdaFunction('F', ACTIVE)], OK)
    for (let nth = 0; nth < 1000; nth++) void run.invoke('F')
    await run.advance(900)
    expect(sampled(run)).toBeGreaterThan(30)
    expect(sampled(run)).toBeLessThan(75)
  })

  test('Active does not sample what a caller decided not to', async () => {
    const run = deploy([lambdaFunction('F', ACTIVE)], OK)
    void run.invoke('F', {}, { traceHeader: UPSTREAM.replace('Sampled=1', 'Sampled=0') })
    await run.advance(1000)
    expect(sampled(run)).toBe(0)
  })
})

describe('§11.4 the header', () => {
  test('the function’s variable keeps the caller’s Root and has a Parent of its own', async () => {
    const run = await playground([lambdaFunction('F')], {
      F: 'exports.handler = async () => process.env._X_AMZN_TRACE_ID',
    })
    const { value } = await run.call('F', {}, { traceHeader: UPSTREAM })
    expect(value).toMatch(new RegExp(`^Root=${ROOT};Parent=(?!53995c3f42cd8ad8)[0-9a-f]{16};Sampled=1;Lineage=`))
  })

  test('without a caller Root is 1, the epoch second in 8 digits, and 24 more', async () => {
    const run = await playground([lambdaFunction('F')], {
      F: 'exports.handler = async () => process.env._X_AMZN_TRACE_ID',
    })
    const epoch = Math.floor(START_TIME / 1000).toString(16)
    expect((await run.call('F')).value).toMatch(
      new RegExp(`^Root=1-${epoch}-[0-9a-f]{24};Parent=[0-9a-f]{16};Sampled=0`),
    )
  })

  test('REPORT has a second line with trace and segment when it is sampled', async () => {
    const run = deploy([lambdaFunction('F')], OK)
    void run.invoke('F', {}, { traceHeader: UPSTREAM })
    await run.advance(1000)
    const segment = traceOf(run, ROOT)[1]?.id
    expect(run.logs().at(-1)).toMatch(
      new RegExp(`\\t\\nXRAY TraceId: ${ROOT}\\tSegmentId: ${segment}\\tSampled: true\\t$`),
    )
  })

  test('and none when it is not', async () => {
    const run = deploy([lambdaFunction('F')], OK)
    void run.invoke('F')
    await run.advance(1000)
    expect(run.logs().at(-1)).not.toContain('XRAY')
  })
})

describe('§11.4 segments', () => {
  test('Lambda’s own segment hangs on the caller’s, the function’s on Lambda’s', async () => {
    const run = deploy([lambdaFunction('F')], OK)
    void run.invoke('F', {}, { traceHeader: UPSTREAM })
    await run.advance(1000)
    const [service, fn] = traceOf(run, ROOT)
    expect(service).toMatchObject({ name: 'F', origin: 'AWS::Lambda', parent_id: '53995c3f42cd8ad8' })
    expect(fn).toMatchObject({ name: 'F', origin: 'AWS::Lambda::Function', parent_id: service?.id })
  })

  test('a cold invocation has Init as a subsegment, which comes before the segment’s start', async () => {
    const run = deploy([lambdaFunction('F')], OK)
    void run.invoke('F', {}, { traceHeader: UPSTREAM })
    await run.advance(1000)
    const [service, fn] = traceOf(run, ROOT)
    const [init] = fn?.subsegments ?? []
    expect([at(service?.start_time), at(service?.end_time)]).toEqual([0, 104])
    expect([at(fn?.start_time), at(fn?.end_time)]).toEqual([101, 104])
    expect([init?.name, at(init?.start_time), at(init?.end_time)]).toEqual(['Init', 0, 101])
  })

  test('a warm one has none; annotations say how long the response took', async () => {
    const run = deploy([lambdaFunction('F')], OK)
    void run.invoke('F')
    await run.advance(1000)
    void run.invoke('F', {}, { traceHeader: UPSTREAM })
    await run.advance(1000)
    const fn = traceOf(run, ROOT)[1]
    expect(fn?.subsegments).toBeUndefined()
    expect(fn?.annotations).toMatchObject({ 'aws.responseLatency': 3 })
  })

  test('an error is a fault with its cause', async () => {
    const run = deploy([lambdaFunction('F')], { invoke: () => ({ outcome: fail('boom', 'RangeError') }) })
    void run.invoke('F', {}, { traceHeader: UPSTREAM })
    await run.advance(1000)
    const [service, fn] = traceOf(run, ROOT)
    expect([service?.fault, fn?.fault]).toEqual([true, true])
    expect(fn?.cause?.exceptions[0]).toMatchObject({ type: 'RangeError', message: 'boom' })
  })

  test('an asynchronous event has its dwell time and every attempt in one segment', async () => {
    const run = deploy([lambdaFunction('F')], { invoke: () => ({ outcome: fail('boom') }) })
    void run.invoke('F', {}, { traceHeader: UPSTREAM, invocationType: 'Event' })
    await run.idle()
    const [service, ...functions] = traceOf(run, ROOT)
    expect(service?.subsegments?.map(({ name }) => name)).toEqual([
      'Dwell Time',
      'Attempt #1',
      'Attempt #2',
      'Attempt #3',
    ])
    expect(functions.map(({ parent_id: parent }) => parent)).toEqual(service?.subsegments?.slice(1).map(({ id }) => id))
  })

  test('what a tracer sends to the daemon becomes part of the function’s segment', async () => {
    const run = await playground([lambdaFunction('F')], {
      F: `exports.handler = async () => {
        const [, root, parent] = /Root=([^;]+);Parent=([^;]+)/.exec(process.env._X_AMZN_TRACE_ID)
        const now = Date.now() / 1000
        const segment = { trace_id: root, parent_id: parent, type: 'subsegment', id: '00000000000000aa', name: '## work', start_time: now, end_time: now }
        const socket = require('node:dgram').createSocket('udp4')
        await new Promise((done) => socket.send('{"format":"json","version":1}\\n' + JSON.stringify(segment), 2000, '169.254.100.1', done))
      }`,
    })
    await run.call('F', {}, { traceHeader: UPSTREAM })
    const fn = traceOf(run, ROOT)[1]
    expect(fn?.subsegments?.map(({ name }) => name)).toEqual(expect.arrayContaining(['## work', 'Init']))
  })

  const policy = (actions: string[]) =>
    resource('R', 'AWS::IAM::Role', {
      RoleName: 'r',
      AssumeRolePolicyDocument: {
        Version: '2012-10-17',
        Statement: [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }],
      },
      ...(actions.length > 0 && {
        Policies: [
          {
            PolicyName: 'p',
            PolicyDocument: {
              Version: '2012-10-17',
              Statement: [{ Effect: 'Allow', Action: actions, Resource: '*' }],
            },
          },
        ],
      }),
    })
  const withRole = { Role: { 'Fn::GetAtt': ['R', 'Arn'] } }

  test('active tracing is refused when the role may not send segments', () => {
    const run = deploy([policy([]), lambdaFunction('F', { ...withRole, ...ACTIVE })], OK)
    expect(run.diagnostics[0]?.message).toBe(
      'The provided execution role does not have permissions to call PutTraceSegments on XRAY',
    )
  })

  test('passed through, only Lambda’s own segment is there when the role may not', async () => {
    const run = deploy([policy([]), lambdaFunction('F', withRole)], OK)
    void run.invoke('F', {}, { traceHeader: UPSTREAM })
    await run.advance(1000)
    expect(traceOf(run, ROOT).map(({ origin }) => origin)).toEqual(['AWS::Lambda'])
  })
})

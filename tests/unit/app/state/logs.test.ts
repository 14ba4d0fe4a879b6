import { describe, expect, it } from 'vitest'
import type { TraceRecord } from '../../../../src/cloud/aws/trace-records'
import { Logs } from '../../../../src/app/state/logs'

const ID = '6d68ca91-49c9-448d-89b8-7ca3e6dc66aa'

function log(message: string, seq = 0, kind: 'platform' | 'application' = 'application'): TraceRecord {
  const group = '/aws/lambda/orders'
  return { type: 'log', seq, at: seq, group, stream: 's', environment: 'e', requestId: ID, kind, message }
}

const read = (message: string, kind?: 'platform' | 'application') => new Logs().apply(log(message, 0, kind))

describe('a log event', () => {
  it('loses the prefix of the runtime and keeps its level', () => {
    expect(read(`2026-11-30T09:00:00.000Z\t${ID}\tWARN\tslow\n`)).toMatchObject({ level: 'warn', lines: ['slow'] })
  })

  it('of several lines stays one event', () => {
    expect(read(`2026-11-30T09:00:00.000Z\t${ID}\tINFO\t{\n  a: 1\n}`)?.lines).toEqual(['{', '  a: 1', '}'])
  })

  it('with what the handler threw shows the stack line by line', () => {
    const error = JSON.stringify({
      errorType: 'Error',
      errorMessage: 'boom',
      stack: ['Error: boom', '    at handler (/var/task/a.ts:1:2)'],
    })
    const entry = read(`2026-11-30T09:00:00.000Z\t${ID}\tERROR\tInvoke Error \t${error}`)
    expect(entry).toMatchObject({
      level: 'error',
      lines: ['Invoke Error: Error: boom', '    at handler (/var/task/a.ts:1:2)'],
    })
  })

  it('in JSON names its level inside', () => {
    expect(read('{"timestamp":"…","level":"ERROR","message":"x"}')?.level).toBe('error')
  })

  it('of the platform in the JSON format lose the time', () => {
    expect(
      read('{"time":"2026-01-31T12:00:00.000Z","type":"platform.start","record":{"requestId":"1"}}', 'platform'),
    ).toMatchObject({ level: 'platform', lines: ['platform.start {"requestId":"1"}'] })
  })

  it('of console calls in the JSON format are their message, or the stack of an error', () => {
    const head = '"timestamp":"2026-01-31T12:00:00.000Z","level":"WARN","requestId":"1"'
    expect(read(`{${head},"message":{"a":1}}`)).toMatchObject({ level: 'warn', lines: ['{"a":1}'] })
    expect(read(`{${head},"message":"two\\nlines"}`)).toMatchObject({ lines: ['two', 'lines'] })
    const error = '{"errorType":"Error","errorMessage":"x","stackTrace":["Error: x","    at f"]}'
    expect(read(`{${head},"message":${error}}`)).toMatchObject({ lines: ['Error: x', '    at f'] })
  })

  it('of the platform and raw output are as they were written', () => {
    expect(read('START RequestId: 1 Version: $LATEST', 'platform')).toMatchObject({ level: 'platform' })
    expect(read('no prefix')).toMatchObject({ level: 'info', lines: ['no prefix'] })
  })
})

describe('a log', () => {
  it('counts what is in each group and stream', () => {
    const logs = new Logs()
    for (let seq = 0; seq < 3; seq++) logs.apply(log('x', seq))
    expect(logs.groups.get('/aws/lambda/orders')).toMatchObject({ count: 3, lastAt: 2 })
    expect(logs.groups.get('/aws/lambda/orders')?.streams.get('s')).toMatchObject({ count: 3, environment: 'e' })
  })

  it('finds JSON in a message, behind Lambda’s prefix and behind a title', () => {
    expect(read('{"a":1}')?.json).toEqual({ a: 1 })
    expect(read(`2026-11-30T09:00:00.000Z\t${ID}\tINFO\t{"a":1}`)?.json).toEqual({ a: 1 })
    expect(read(`2026-11-30T09:00:00.000Z\t${ID}\tERROR\tInvoke Error \t{"stack":[]}`)?.json).toEqual({ stack: [] })
    expect(read('{ a: 1 }')?.json).toBeNull()
  })
})

import { describe, expect, it } from 'vitest'
import type { TraceRecord } from '../../../../src/cloud/aws/trace-records'
import { everything, FilteredLog, Logs } from '../../../../src/app/state/logs'

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

describe('a filtered log', () => {
  it('takes in only what is new', () => {
    const logs = new Logs()
    const filtered = new FilteredLog({ ...everything, text: 'KEEP' })
    logs.apply(log('keep 1', 1))
    logs.apply(log('other', 2))
    expect(filtered.follow(logs).rows.length).toBe(1)
    logs.apply(log('keep 2\nand its second line', 3))
    expect(filtered.follow(logs).rows.length).toBe(3)
    expect(filtered.follow(logs).rows.length).toBe(3)
  })

  it('starts over with the log of another run', () => {
    const [before, after] = [new Logs(), new Logs()]
    const filtered = new FilteredLog(everything)
    for (let seq = 0; seq < 10; seq++) before.apply(log('old', seq))
    filtered.follow(before)
    after.apply(log('new', 0))
    expect(filtered.follow(after).rows.items.map(({ entry }) => entry.lines[0])).toEqual(['new'])
  })

  it('survives that old entries are forgotten', () => {
    const logs = new Logs()
    const filtered = new FilteredLog(everything)
    for (let seq = 0; seq < 200_000; seq++) {
      logs.apply(log('x', seq))
      if (seq % 1000 === 0) filtered.follow(logs)
    }
    expect(filtered.follow(logs).rows.at(-1)?.entry.seq).toBe(199_999)
    expect(logs.entries.dropped).toBeGreaterThan(0)
  })
})

/** Fact sheet §1.6: the Telemetry API; §2.8: its lines. */

import { describe, expect, test } from 'vitest'
import { functionWith, layer, program } from './extensions'
import { playground } from './playground'

interface TelemetryEvent {
  readonly time: string
  readonly type: string
  readonly record: unknown
}

/** An extension that subscribes and logs each batch that comes, its own log left out. */
const shipper = (subscription: object, { path = '/2022-07-01/telemetry', status = 200, wait = 0 } = {}) => ({
  'extensions/ext': program(`
    require('http').createServer((request, response) => {
      let text = ''
      request.on('data', (part) => (text += part))
      request.on('end', async () => {
        console.log('>' + text)
        await sleep(${wait})
        response.writeHead(${status})
        response.end()
      })
    }).listen(8080, 'sandbox.localdomain')
    await register('ext', ['INVOKE', 'SHUTDOWN'])
    const a = await api('PUT', '${path}', { 'Lambda-Extension-Identifier': id }, ${JSON.stringify(JSON.stringify(subscription))})
    console.log('subscribed', a.status, a.text)
    for (;;) {
      const event = await next()
      if (event.eventType === 'SHUTDOWN') { await sleep(100); process.exit(0) }
      if (event.eventType === 'INVOKE') await sleep(100)
    }`),
})
const destination = { protocol: 'HTTP', URI: 'http://sandbox.localdomain:8080' }
const all = {
  schemaVersion: '2022-07-01',
  types: ['platform', 'function'],
  buffering: { maxItems: 1000, maxBytes: 262_144, timeoutMs: 25 },
  destination,
}
const HELLO = 'exports.handler = async () => { console.log("from the function"); return "hello" }'

async function run(subscription: object, { code = HELLO, path = undefined as string | undefined } = {}) {
  const files = path === undefined ? shipper(subscription) : shipper(subscription, { path })
  const started = await playground([layer('L'), functionWith(['L'])], { L: files, F: code })
  const batches = (): readonly { readonly at: number; readonly events: readonly TelemetryEvent[] }[] =>
    started
      .trace('log')
      .filter(({ message }) => message.startsWith('>'))
      .map(({ at, message }) => ({ at, events: JSON.parse(message.slice(1)) as TelemetryEvent[] }))
  return { ...started, batches, events: () => batches().flatMap(({ events }) => events) }
}

describe('§1.6 subscription', () => {
  test('is answered with 200 "OK"', async () => {
    const { call, logs } = await run(all)
    await call('F')
    expect(logs()).toContain('subscribed 200 "OK"')
  })

  test('is a line of the log', async () => {
    const { call, logs } = await run(all)
    await call('F')
    expect(logs()).toContain('TELEMETRY\tName: ext\tState: Subscribed\tTypes: [Platform, Function]')
  })

  test('the older Logs API is there as well', async () => {
    const { call, logs, events, advance } = await run(
      { ...all, schemaVersion: '2021-03-18' },
      { path: '/2020-08-15/logs' },
    )
    await call('F')
    await advance(1000)
    expect(logs()).toContain('LOGS\tName: ext\tState: Subscribed\tTypes: [Platform, Function]')
    expect(events().length).toBeGreaterThan(0)
  })

  test.each([
    ['maxItems below 1,000', { buffering: { maxItems: 999 } }],
    ['maxItems above 10,000', { buffering: { maxItems: 10_001 } }],
    ['maxBytes below 262,144', { buffering: { maxBytes: 262_143 } }],
    ['maxBytes above 1,048,576', { buffering: { maxBytes: 1_048_577 } }],
    ['timeoutMs below 25', { buffering: { timeoutMs: 24 } }],
    ['timeoutMs above 30,000', { buffering: { timeoutMs: 30_001 } }],
    ['an unknown type', { types: ['metrics'] }],
    ['no type', { types: [] }],
    ['another schema version', { schemaVersion: '2019-01-01' }],
    ['a destination elsewhere', { destination: { protocol: 'HTTP', URI: 'http://example.com:80' } }],
  ])('%s: 400 ValidationError', async (_, change) => {
    const { call, logs } = await run({ ...all, ...change })
    await call('F')
    const answer = logs().find((line) => line.startsWith('subscribed'))
    expect(answer).toContain('subscribed 400 {"errorType":"ValidationError"')
  })

  test.each([
    ['the least', { maxItems: 1000, maxBytes: 262_144, timeoutMs: 25 }],
    ['the most', { maxItems: 10_000, maxBytes: 1_048_576, timeoutMs: 30_000 }],
  ])('%s of the limits is accepted', async (_, buffering) => {
    const { call, logs } = await run({ ...all, buffering })
    await call('F')
    expect(logs()).toContain('subscribed 200 "OK"')
  })
})

describe('§1.6 events', () => {
  test('of a cold invocation come in order', async () => {
    const { call, events, advance } = await run(all)
    await call('F')
    await advance(1000)
    await call('F')
    await advance(1000)
    const types = events().map(({ type }) => type)
    expect(types.slice(0, 8)).toEqual([
      'platform.initStart',
      'platform.telemetrySubscription',
      'platform.extension',
      'platform.initRuntimeDone',
      'platform.initReport',
      'platform.start',
      'function',
      'platform.runtimeDone',
    ])
    expect(types[8]).toBe('platform.report')
  })

  test('runtimeDone comes while the extension is still at work, report after it', async () => {
    const { call, batches, advance, trace } = await run(all)
    await call('F')
    await advance(1000)
    const ended = trace('invocation.ended')[0]?.at ?? 0
    const before = batches().filter(({ at }) => at <= ended)
    const types = before.flatMap(({ events }) => events.map(({ type }) => type))
    expect(types).toContain('platform.runtimeDone')
    expect(types).not.toContain('platform.report')
  })

  test('report has the extension’s overhead', async () => {
    const { call, events, advance } = await run(all)
    await call('F')
    await advance(1000)
    await call('F')
    await advance(1000)
    const report = events().find(({ type }) => type === 'platform.report')?.record as { spans: object[] }
    expect(report.spans).toMatchObject([{ name: 'extensionOverhead' }])
  })

  test('a function’s line is the record, as it stands in the log', async () => {
    const { call, events, advance } = await run(all)
    await call('F')
    await advance(1000)
    const line = events().find(({ type }) => type === 'function')
    expect(line?.record).toMatch(/\tINFO\tfrom the function$/)
    expect(line?.time).toMatch(/^2026-01-31T12:00:00\.\d{3}Z$/)
  })

  test('without the type function there are none of these', async () => {
    const { call, events, advance } = await run({ ...all, types: ['platform'] })
    await call('F')
    await advance(1000)
    expect(events().some(({ type }) => type === 'function')).toBe(false)
  })

  test('after a reset there are init events of the phase invoke', async () => {
    const code = 'exports.handler = async (event) => event.crash && process.exit(1)'
    const { call, events, advance } = await run(all, { code })
    await call('F', { crash: true })
    await advance(5000)
    await call('F')
    await advance(1000)
    const phases = events().flatMap(({ type, record }) =>
      type === 'platform.initStart' ? [(record as { phase: string }).phase] : [],
    )
    expect(phases).toEqual(['init', 'invoke'])
  })
})

describe('§1.6 buffering and delivery', () => {
  test('a batch leaves timeoutMs after its first event', async () => {
    const { call, batches, trace, advance } = await run({ ...all, buffering: { timeoutMs: 60 } })
    await call('F')
    await advance(1000)
    const started = trace('log').find(({ message }) => message.startsWith('subscribed'))?.at ?? 0
    expect((batches()[0]?.at ?? 0) - started).toBeGreaterThan(50)
    expect((batches()[0]?.at ?? 0) - started).toBeLessThanOrEqual(61)
  })

  test('or at once with maxItems events', async () => {
    const code = 'exports.handler = async () => { for (let n = 0; n < 1500; n++) console.log(n) }'
    const { call, batches, advance } = await run(
      { ...all, types: ['function'], buffering: { maxItems: 1000, maxBytes: 1_048_576, timeoutMs: 30_000 } },
      { code },
    )
    await call('F')
    await advance(1000)
    expect(batches().map(({ events }) => events.length)).toEqual([1000])
  })

  test('or before maxBytes would be exceeded', async () => {
    const code = "exports.handler = async () => { for (let n = 0; n < 40; n++) console.log('x'.repeat(10000)) }"
    const { call, batches, advance } = await run(
      { ...all, types: ['function'], buffering: { maxItems: 10_000, maxBytes: 262_144, timeoutMs: 30_000 } },
      { code },
    )
    await call('F')
    await advance(1000)
    expect(batches().map(({ events }) => events.length)).toEqual([25])
  })

  test('nothing is delivered while the environment is frozen', async () => {
    const { call, batches, trace, advance } = await run(all)
    await call('F')
    await advance(60_000)
    const ended = trace('invocation.ended')[0]?.at ?? 0
    expect(batches().every(({ at }) => at <= ended)).toBe(true)
  })

  test('what is left is delivered at Shutdown', async () => {
    const { call, events, advance } = await run(all)
    await call('F')
    await advance(11 * 60_000)
    expect(events().map(({ type }) => type)).toContain('platform.report')
  })

  test('a batch that is not acknowledged is dropped, and platform.logsDropped says so', async () => {
    const files = shipper({ ...all, types: ['platform'] }, { status: 500 })
    const { call, logs, advance } = await playground([layer('L'), functionWith(['L'])], { L: files, F: HELLO })
    await call('F')
    await advance(1000)
    await call('F')
    await advance(1000)
    const dropped = logs().find((line) => line.includes('"type":"platform.logsDropped"'))
    expect(dropped).toContain('Consumer seems to have fallen behind as it has not acknowledged receipt of logs.')
  })
})

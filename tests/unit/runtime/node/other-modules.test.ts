import { beforeAll, describe, expect, test } from 'vitest'
import { both, createEnvironment, each, type Environment } from './environment'

let environment: Environment
beforeAll(async () => {
  environment = await createEnvironment()
})

describe('console', () => {
  test('a Console writes to its streams', async () => {
    const { output, require } = await createEnvironment()
    const { Console } = require('console')
    const { stdout } = require('process')
    const errors: string[] = []
    const console = new Console({ stdout, stderr: { write: (text: string) => errors.push(text) } })
    const { log } = console
    log('%s is %d', 'x', 1, { a: 1 })
    console.group('group')
    console.info('two\nlines')
    console.groupEnd()
    console.error('bad')
    console.assert(true, 'not shown')
    console.assert(false, 'shown %d', 1)
    console.dir({ a: { b: { c: { d: 1 } } } }, { depth: 0 })
    console.count()
    console.count()
    console.countReset()
    console.count()
    console.time('t')
    console.timeEnd('t')
    expect(output.join('')).toBe(
      'x is 1 { a: 1 }\ngroup\n  two\n  lines\n{ a: [Object] }\ndefault: 1\ndefault: 2\ndefault: 1\nt: 0ms\n',
    )
    expect(errors.join('')).toBe('bad\nAssertion failed: shown 1\n')
    expect(() => new Console()).toThrow(expect.objectContaining({ code: 'ERR_CONSOLE_WRITABLE_STREAM' }))
  })

  test('tables have a row for each entry', async () => {
    const { ours, node } = await both(environment, (require) => {
      const { Console } = require('console')
      const written: string[] = []
      const { Writable } = require('stream')
      const write = (chunk: Buffer, _encoding: string, done: () => void) => {
        written.push(String(chunk).replace(/ +/g, ' ').replace(/─+/g, '─'))
        done()
      }
      const console = new Console(new Writable({ write }))
      console.table([
        { a: 1, b: 'x' },
        { a: 2, c: true },
      ])
      console.table([1, 'two', [3]])
      console.table({ row: { a: 1 } }, ['a'])
      console.table(new Set([1]))
      console.table(5)
      return written
    })
    expect(ours).toEqual(node)
  })
})

test('perf_hooks measures virtual time', async () => {
  const { require, settle, timers } = await createEnvironment()
  const { PerformanceObserver, createHistogram, performance } = require('perf_hooks')
  const seen: unknown[] = []
  new PerformanceObserver((list: { getEntries(): { name: string; duration: number }[] }) =>
    seen.push(...list.getEntries().map(({ name, duration }) => [name, duration])),
  ).observe({ entryTypes: ['measure'] })
  performance.mark('start', { detail: 1 })
  timers.now += 250
  performance.mark('end')
  expect(performance.measure('both', 'start', 'end').duration).toBe(250)
  expect(performance.measure('options', { start: 'start', duration: 10 }).duration).toBe(10)
  await settle(Promise.resolve())
  expect(seen).toEqual([
    ['both', 250],
    ['options', 10],
  ])
  expect(() => performance.measure('x', 'nope')).toThrow('The "nope" performance mark has not been set')
  expect(performance.timerify((value: number) => value + 1)(1)).toBe(2)
  performance.clearMarks()
  expect(performance.getEntriesByType('mark')).toEqual([])
  expect(performance.timeOrigin).toBe(timers.started)
  const histogram = createHistogram()
  for (const value of [1, 2, 3, 10]) histogram.record(value)
  expect([histogram.min, histogram.max, histogram.mean, histogram.percentile(50), histogram.count]).toEqual([
    1, 10, 4, 2, 4,
  ])
})

test('module makes require functions', async () => {
  const { require } = await createEnvironment()
  const Module = require('module')
  const made = Module.createRequire('file:///var/task/index.mjs')
  expect(made('path')).toBe(require('path'))
  expect(made.resolve('node:fs')).toBe('node:fs')
  expect(made.resolve('./data/config.json')).toBe('/var/task/data/config.json')
  expect(made.resolve('./data/config')).toBe('/var/task/data/config.json')
  expect(() => made.resolve('./nope')).toThrow(expect.objectContaining({ code: 'MODULE_NOT_FOUND' }))
  expect(() => Module.createRequire('relative')).toThrow(expect.objectContaining({ code: 'ERR_INVALID_ARG_VALUE' }))
  expect(Module.isBuiltin('node:fs/promises')).toBe(true)
  expect(Module.isBuiltin('lodash')).toBe(false)
  expect(Module.builtinModules).toContain('fs')
})

test('net tells addresses apart', async () => {
  const { ours, node } = await both(environment, (require) => {
    const { isIP } = require('net')
    return [
      '1.2.3.4',
      '01.2.3.4',
      '256.1.1.1',
      '1.2.3',
      '::1',
      '::',
      '1::',
      '1:2:3:4:5:6:7:8',
      '1:2:3:4:5:6:7::',
      '::ffff:1.2.3.4',
      'fe80::1%eth0',
      '1::2::3',
      '12345::',
      'g::',
      '',
      'host',
      '1:2:3:4:5:6:1.2.3.4',
      '::1%',
    ].map((text) => [text, isIP(text)])
  })
  expect(ours).toEqual(node)
})

test('modules that exist but cannot do their work say so when they are used', () => {
  const { require } = environment
  const attempts: Record<string, () => unknown> = {
    'child_process.execSync': () => require('child_process').execSync('ls'),
    'dns.lookup': () => require('dns').lookup('a', () => undefined),
    'net.connect': () => require('net').connect(80, 'x'),
    'net.Socket.connect': () => new (require('net').Socket)().connect(80),
    'tls.connect': () => require('tls').connect(443),
    'http2.connect': () => require('http2').connect('https://a.b'),
    'worker_threads.Worker': () => new (require('worker_threads').Worker)('x'),
    'vm.runInNewContext': () => require('vm').runInNewContext('1'),
    'vm.createContext': () => require('vm').createContext({}),
    'v8.serialize': () => require('v8').serialize(1),
    'tty.ReadStream': () => new (require('tty').ReadStream)(0),
    'dgram.Socket.bind': () => require('dgram').createSocket('udp4').bind(80),
    'https.createServer': () => require('https').createServer(),
    'fs.watch': () => require('fs').watch('/tmp'),
    'module.register': () => require('module').register('x'),
  }
  for (const [name, attempt] of Object.entries(attempts)) {
    expect(attempt, name).toThrow(
      expect.objectContaining({
        code: 'ERR_FEATURE_UNAVAILABLE_ON_PLATFORM',
        message: expect.stringContaining(`${name} is not available in a browser: `),
      }),
    )
  }
})

test('what remains of them', async () => {
  const { require, settle } = await createEnvironment()
  expect(require('worker_threads')).toMatchObject({ isMainThread: true, parentPort: null, threadId: 0 })
  expect(require('vm').runInThisContext('1 + 1')).toBe(2)
  expect(new (require('vm').Script)('6 * 7').runInThisContext()).toBe(42)
  expect(() => new (require('vm').Script)('let let')).toThrow(SyntaxError)
  expect(require('vm').compileFunction('return a + b', ['a', 'b'])(1, 2)).toBe(3)
  expect(require('tty').isatty(1)).toBe(false)
  expect(require('http2').constants.HTTP2_HEADER_STATUS).toBe(':status')
  expect(require('constants').O_RDONLY).toBe(0)
  expect(require('sys')).toBe(require('util'))
  await expect(require('dns/promises').lookup('a')).rejects.toMatchObject({
    code: 'ERR_FEATURE_UNAVAILABLE_ON_PLATFORM',
  })
  const socket = require('dgram').createSocket('udp4')
  const send = (...values: unknown[]) =>
    settle(
      new Promise((resolve) =>
        socket.send(...values, (error: NodeJS.ErrnoException | null, bytes: number) => resolve(error?.code ?? bytes)),
      ),
    )
  expect(await send('trace', 2000, '169.254.100.1')).toBe(5)
  expect(await send('trace', 0, 5, 2000, '169.254.100.1')).toBe(5)
  expect(await send('x', 53, '8.8.8.8')).toBe('ERR_FEATURE_UNAVAILABLE_ON_PLATFORM')
  expect(each([() => require('readline').clearLine(require('process').stdout, 0)])).toEqual([true])
})

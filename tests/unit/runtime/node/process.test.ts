import { describe, expect, test } from 'vitest'
import { createEnvironment, each, ProcessExit } from './environment'

describe('process', () => {
  test('is a process of the function’s runtime', async () => {
    for (const [runtime, major] of [
      ['nodejs20.x', 20],
      ['nodejs22.x', 22],
      ['nodejs24.x', 24],
    ] as const) {
      const process = (await createEnvironment({ runtime })).require('process')
      expect(process.version).toMatch(new RegExp(`^v${major}\\.\\d+\\.\\d+$`))
      expect(process.versions.node).toBe(process.version.slice(1))
      expect(process.release.name).toBe('node')
    }
    const { require } = await createEnvironment()
    const process = require('process')
    expect(process).toMatchObject({
      platform: 'linux',
      arch: 'x64',
      pid: 2,
      exitCode: undefined,
      argv: ['/var/lang/bin/node', '/var/runtime/index.mjs'],
    })
    expect(process.cwd()).toBe('/var/task')
    expect(Object.prototype.toString.call(process)).toBe('[object process]')
    expect(process.umask()).toBe(0o022)
    expect(process.getuid()).toBe(993)
    expect(process.getBuiltinModule('node:fs')).toBe(require('fs'))
    expect(process.getBuiltinModule('left-pad')).toBeUndefined()
  })

  test('the environment holds text', async () => {
    const { require } = await createEnvironment({ variables: { STAGE: 'test' } })
    const { env } = require('process')
    env.COUNT = 5
    env.NOTHING = undefined
    Object.assign(env, { ON: true })
    delete env.STAGE
    expect({ ...env }).toEqual({ COUNT: '5', NOTHING: 'undefined', ON: 'true' })
    expect('STAGE' in env).toBe(false)
    expect(Object.keys(env)).toEqual(['COUNT', 'NOTHING', 'ON'])
    expect(() => (env.X = Symbol('s'))).toThrow('Cannot convert a Symbol value to a string')
  })

  test('clocks are virtual', async () => {
    const { require, timers } = await createEnvironment()
    const { hrtime, uptime } = require('process')
    const start = hrtime()
    const startNs = hrtime.bigint()
    timers.now += 1234.5
    expect(hrtime(start)).toEqual([1, 234_500_000])
    expect(hrtime.bigint() - startNs).toBe(1_234_500_000n)
    expect(uptime()).toBe(1.2345)
    expect(() => hrtime([1])).toThrow(expect.objectContaining({ code: 'ERR_OUT_OF_RANGE' }))
  })

  test('memory is the host’s estimate', async () => {
    const { require } = await createEnvironment()
    const process = require('process')
    const { rss, heapTotal, heapUsed } = process.memoryUsage()
    expect(rss).toBe(80 * 2 ** 20)
    expect(rss).toBeGreaterThan(heapTotal)
    expect(heapTotal).toBeGreaterThan(heapUsed)
    expect(process.memoryUsage.rss()).toBe(rss)
    expect(process.constrainedMemory()).toBe(512 * 2 ** 20)
    expect(require('v8').getHeapStatistics().heap_size_limit).toBeLessThan(512 * 2 ** 20)
    expect(require('os').totalmem()).toBe(512 * 2 ** 20)
  })

  test('exit tells its listeners, who may change the code', async () => {
    const { require } = await createEnvironment()
    const process = require('process')
    const heard: number[] = []
    process.on('exit', (code: number) => {
      heard.push(code)
      process.exitCode = 9
    })
    const { exit } = process
    expect(() => exit(3)).toThrow(new ProcessExit(9))
    expect(heard).toEqual([3])
    expect(() => process.reallyExit(1)).toThrow(new ProcessExit(1))
    expect(() => process.abort()).toThrow(new ProcessExit(134))
  })

  test('events reach listeners, and nobody is told so', async () => {
    const { builtins, require } = await createEnvironment()
    expect(builtins.emitProcessEvent('beforeExit', 0)).toBe(false)
    const process = require('process')
    expect(builtins.emitProcessEvent('uncaughtException', new Error('x'))).toBe(false)
    const heard: unknown[] = []
    process.once('uncaughtException', (error: Error, origin: string) => heard.push(error.message, origin))
    expect(builtins.emitProcessEvent('uncaughtException', new Error('x'), 'uncaughtException')).toBe(true)
    expect(builtins.emitProcessEvent('uncaughtException', new Error('y'))).toBe(false)
    expect(heard).toEqual(['x', 'uncaughtException'])
  })

  test('warnings go to the log', async () => {
    const { output, require, settle } = await createEnvironment()
    const process = require('process')
    const heard: string[] = []
    process.on('warning', (warning: Error) => heard.push(warning.name))
    process.emitWarning('careful')
    process.emitWarning('old', 'DeprecationWarning', 'DEP1')
    process.emitWarning(new RangeError('own'))
    process.noDeprecation = true
    process.emitWarning('silent', 'DeprecationWarning')
    await settle(Promise.resolve())
    expect(output).toEqual([
      '(node:2) Warning: careful\n(Use `node --trace-warnings ...` to show where the warning was created)\n',
      '(node:2) [DEP1] DeprecationWarning: old\n',
      '(node:2) RangeError: own\n',
    ])
    expect(heard).toEqual(['Warning', 'DeprecationWarning', 'RangeError'])
  })

  test('standard output is written as it is', async () => {
    const { output, require } = await createEnvironment()
    const { stderr, stdin, stdout } = require('process')
    expect(stdout.write('{"a":1}\n')).toBe(true)
    stdout.write(new TextEncoder().encode('bytes'))
    stderr.write('oops\n')
    expect(output).toEqual(['{"a":1}\n', 'bytes', 'oops\n'])
    expect([stdout.fd, stderr.fd, stdin.fd, stdout.isTTY]).toEqual([1, 2, 0, undefined])
  })

  test('the working directory can be changed to one that exists', async () => {
    const { require } = await createEnvironment()
    const process = require('process')
    process.chdir('/tmp')
    expect(process.cwd()).toBe('/tmp')
    require('fs').writeFileSync('relative', '')
    expect(require('fs').existsSync('/tmp/relative')).toBe(true)
    expect(require('path').resolve('x')).toBe('/tmp/x')
    expect(() => process.chdir('/nowhere')).toThrow("ENOENT: no such file or directory, chdir '/tmp' -> '/nowhere'")
  })

  test('what a function cannot do says so', async () => {
    const { require } = await createEnvironment()
    const process = require('process')
    for (const [run, name] of [
      [() => process.kill(1), 'process.kill'],
      [() => process.binding('fs'), 'process.binding'],
      [() => process.dlopen({}), 'process.dlopen'],
    ] as const) {
      expect(run).toThrow(
        expect.objectContaining({
          code: 'ERR_FEATURE_UNAVAILABLE_ON_PLATFORM',
          message: expect.stringContaining(`${name} is not available in a browser: `),
        }),
      )
    }
    expect(each([() => process.nextTick('x')])).toMatchObject([{ thrown: { code: 'ERR_INVALID_ARG_TYPE' } }])
  })
})

test('os describes the machine of a function', async () => {
  const { require } = await createEnvironment()
  const os = require('os')
  expect([os.EOL, os.tmpdir(), os.platform(), os.type(), os.endianness(), os.arch()]).toEqual([
    '\n',
    '/tmp',
    'linux',
    'Linux',
    'LE',
    'x64',
  ])
  expect(os.cpus()).toHaveLength(2)
  expect(os.availableParallelism()).toBe(2)
  expect(os.constants.signals.SIGTERM).toBe(15)
  expect(os.constants.errno.ENOENT).toBe(2)
})

import { readFileSync } from 'node:fs'
import { builtinModules, createRequire } from 'node:module'
import path from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { createEnvironment, type Environment } from './environment'

const nodeRequire = createRequire(import.meta.url)
const README = path.join(import.meta.dirname, '../../../../src/runtime/node/README.md')

/** Exports of Node 20 that we leave out: deprecated, experimental, or Node's own business. */
const LEFT_OUT: Readonly<Record<string, string>> = {
  assert: 'CallTracker',
  'assert/strict': 'CallTracker',
  crypto: 'Cipher Decipher createCipher createDecipher fips',
  events: 'kMaxEventTargetListeners kMaxEventTargetListenersWarned',
  fs: 'lchmod lchmodSync FileReadStream FileWriteStream',
  'fs/promises': 'lchmod',
  module: 'wrapper runMain',
  perf_hooks: 'Performance PerformanceResourceTiming',
  process:
    'moduleLoadList domain openStdin assert sourceMapsEnabled initgroups setgroups setegid seteuid setgid setuid report ' +
    // Of processes that were forked, as those of the tests.
    'channel send connected disconnect',
  'readline/promises': 'Readline',
  stream: 'duplexPair',
  sys: 'transferableAbortSignal transferableAbortController MIMEType MIMEParams',
  timers: 'active unenroll enroll',
  tls: 'convertALPNProtocols',
  util: 'transferableAbortSignal transferableAbortController MIMEType MIMEParams',
  v8: 'promiseHooks',
  vm: 'createScript',
}

let environment: Environment
beforeAll(async () => {
  environment = await createEnvironment()
})

type Row = [name: string, state: string, difference: string]

function documented(): Row[] {
  const rows = readFileSync(README, 'utf8').matchAll(
    /^\| `([a-z_0-9/]+)` +\| (whole|part|fails on use|fails at import) +\| (.*?) *\|$/gm,
  )
  return Array.from(rows, ([, name = '', state = '', difference = '']): Row => [name, state, difference])
}

const unavailable = expect.objectContaining({
  code: 'ERR_FEATURE_UNAVAILABLE_ON_PLATFORM',
  message: expect.stringContaining('is not available in a browser: '),
})

describe('the list of modules', () => {
  test('is in the README', () => {
    expect(documented().map(([name]) => name)).toEqual(environment.builtins.names)
  })

  test.each(documented())('%s: %s', (name, state, difference) => {
    const { builtins } = environment
    expect(builtins.has(`node:${name}`)).toBe(true)
    if (state === 'fails at import') {
      expect(() => builtins.require(`node:${name}`)).toThrow(unavailable)
      expect(() => builtins.require(name)).toThrow(`node:${name} is not available in a browser`)
      return
    }
    const exports = builtins.require(`node:${name}`) as Record<string, () => unknown>
    expect(builtins.require(name)).toBe(exports)
    if (state !== 'fails on use') return
    const [functions = ''] = difference.split(';')
    for (const [, each = ''] of functions.matchAll(/`(\w+)`/g)) expect(exports[each], each).toThrow(unavailable)
  })

  test('is Node’s', () => {
    const known = builtinModules.filter((name) => !name.startsWith('_'))
    expect(known.filter((name) => !environment.builtins.has(name))).toEqual([])
    expect(environment.builtins.has('lodash')).toBe(false)
    expect(environment.builtins.has('node:lodash')).toBe(false)
    expect(environment.builtins.has('toString')).toBe(false)
    expect(() => environment.builtins.require('node:lodash')).toThrow(
      expect.objectContaining({ code: 'ERR_UNKNOWN_BUILTIN_MODULE' }),
    )
  })

  test('what Node has under node: only may be a package', () => {
    expect(
      ['test', 'sqlite', 'sea'].map((name) => [
        environment.builtins.has(name),
        environment.builtins.has(`node:${name}`),
      ]),
    ).toEqual([
      [false, true],
      [false, true],
      [false, true],
    ])
  })

  test.each(documented().filter(([, state]) => state !== 'fails at import'))('%s has the exports of Node’s', (name) => {
    // The console is the environment's; of the constants, those of libuv are left out.
    if (name === 'constants' || name === 'console') return
    const real = nodeRequire(`node:${name}`) as object
    const ours = environment.require(name) as object
    const leftOut = new Set((LEFT_OUT[name] ?? '').split(' '))
    const ofFunctions = ['length', 'name', 'prototype', 'arguments', 'caller']
    const missing = Object.getOwnPropertyNames(real).filter(
      (key) => !(key in ours) && !key.startsWith('_') && !ofFunctions.includes(key),
    )
    expect(missing.filter((key) => !leftOut.has(key))).toEqual([])
    const kinds = (exports: object) =>
      Object.getOwnPropertyNames(real).filter((key) => key in ours && typeof Reflect.get(exports, key) === 'function')
    if (name !== 'stream/web') expect(kinds(ours)).toEqual(kinds(real))
  })
})

test('nothing is evaluated before it is required', async () => {
  const touched: string[] = []
  const { builtins } = await createEnvironment({
    host: (host) =>
      new Proxy(host, {
        get(target, key) {
          touched.push(String(key))
          return Reflect.get(target, key) as unknown
        },
      }),
  })
  expect(builtins.format('plain', 'text')).toBe('plain text')
  expect(builtins.emitProcessEvent('exit', 0)).toBe(false)
  expect(touched).toEqual([])
  builtins.require('path')
  expect(touched).toEqual([])
  builtins.require('process')
  expect(touched).toContain('configuration')
})

test('globals are made when they are asked for', async () => {
  const { builtins, globals } = await createEnvironment()
  expect(Object.keys(builtins.globals).sort()).toEqual([
    'Buffer',
    'clearImmediate',
    'global',
    'process',
    'setImmediate',
  ])
  expect(builtins.globals['process']?.()).toBe(builtins.require('process'))
  expect(builtins.globals['global']?.()).toBe(globals)
  expect(builtins.globals['setImmediate']?.()).toBe(globals['setImmediate'])
})

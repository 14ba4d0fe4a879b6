/**
 * The list of built-ins. Each is evaluated when it is first required: `require` of a module of this folder becomes a
 * lazy initializer in the bundle, so that starting an environment costs nothing for what its handler does not use.
 */

/* eslint-disable @typescript-eslint/no-require-imports */

import type * as Assert from './assert'
import type * as AsyncHooks from './async_hooks'
import type * as Buffer from './buffer'
import type * as ChildProcess from './child_process'
import type * as Console from './console'
import type * as Constants from './constants'
import type * as Crypto from './crypto'
import type * as Dgram from './dgram'
import type * as DiagnosticsChannel from './diagnostics_channel'
import type * as Dns from './dns'
import type * as Events from './events'
import type * as Fs from './fs'
import type * as FsPromises from './fs-promises'
import type * as Http from './http'
import type * as Http2 from './http2'
import type * as Https from './https'
import type * as Module from './module'
import type * as Net from './net'
import type * as Os from './os'
import type * as Path from './path'
import type * as PerfHooks from './perf_hooks'
import type * as Process from './process'
import type * as Punycode from './punycode'
import type * as Querystring from './querystring'
import type * as Readline from './readline'
import type * as Stream from './stream'
import type * as StreamConsumers from './stream-consumers'
import type * as StreamPromises from './stream-promises'
import type * as StreamWeb from './stream-web'
import type * as StringDecoder from './string-decoder'
import type * as Timers from './timers'
import type * as TimersPromises from './timers-promises'
import type * as Tls from './tls'
import type * as Tty from './tty'
import type * as Url from './url'
import type * as Util from './util'
import type * as UtilTypes from './util-types'
import type * as V8 from './v8'
import type * as Vm from './vm'
import type * as WorkerThreads from './worker_threads'
import type * as Zlib from './zlib'
import { unavailable } from './node-error'
import { unavailableModules } from './unavailable'

interface Loaded {
  default: unknown
}

const loaders: Readonly<Record<string, () => Loaded>> = {
  assert: () => require('./assert') as typeof Assert,
  'assert/strict': () => ({ default: (require('./assert') as typeof Assert).strict }),
  async_hooks: () => require('./async_hooks') as typeof AsyncHooks,
  buffer: () => require('./buffer') as typeof Buffer,
  child_process: () => require('./child_process') as typeof ChildProcess,
  console: () => require('./console') as typeof Console,
  constants: () => require('./constants') as typeof Constants,
  crypto: () => require('./crypto') as typeof Crypto,
  dgram: () => require('./dgram') as typeof Dgram,
  diagnostics_channel: () => require('./diagnostics_channel') as typeof DiagnosticsChannel,
  dns: () => require('./dns') as typeof Dns,
  'dns/promises': () => ({ default: (require('./dns') as typeof Dns).promises }),
  events: () => require('./events') as typeof Events,
  fs: () => require('./fs') as typeof Fs,
  'fs/promises': () => require('./fs-promises') as typeof FsPromises,
  http: () => require('./http') as typeof Http,
  http2: () => require('./http2') as typeof Http2,
  https: () => require('./https') as typeof Https,
  module: () => require('./module') as typeof Module,
  net: () => require('./net') as typeof Net,
  os: () => require('./os') as typeof Os,
  path: () => require('./path') as typeof Path,
  'path/posix': () => ({ default: (require('./path') as typeof Path).posix }),
  'path/win32': () => ({ default: (require('./path') as typeof Path).win32 }),
  perf_hooks: () => require('./perf_hooks') as typeof PerfHooks,
  process: () => require('./process') as typeof Process,
  punycode: () => require('./punycode') as typeof Punycode,
  querystring: () => require('./querystring') as typeof Querystring,
  readline: () => require('./readline') as typeof Readline,
  'readline/promises': () => ({ default: (require('./readline') as typeof Readline).promises }),
  stream: () => require('./stream') as typeof Stream,
  'stream/consumers': () => require('./stream-consumers') as typeof StreamConsumers,
  'stream/promises': () => require('./stream-promises') as typeof StreamPromises,
  'stream/web': () => require('./stream-web') as typeof StreamWeb,
  string_decoder: () => require('./string-decoder') as typeof StringDecoder,
  sys: () => require('./util') as typeof Util,
  timers: () => require('./timers') as typeof Timers,
  'timers/promises': () => require('./timers-promises') as typeof TimersPromises,
  tls: () => require('./tls') as typeof Tls,
  tty: () => require('./tty') as typeof Tty,
  url: () => require('./url') as typeof Url,
  util: () => require('./util') as typeof Util,
  'util/types': () => require('./util-types') as typeof UtilTypes,
  v8: () => require('./v8') as typeof V8,
  vm: () => require('./vm') as typeof Vm,
  worker_threads: () => require('./worker_threads') as typeof WorkerThreads,
  zlib: () => require('./zlib') as typeof Zlib,
}

/** Those that Node knows with `node:` only: the bare names are packages. */
const prefixOnly = new Set(['sea', 'sqlite', 'test', 'test/reporters'])

const loaded = new Map<string, unknown>()

export const builtinNames: readonly string[] = [...Object.keys(loaders), ...Object.keys(unavailableModules)].sort()

const withoutPrefix = (specifier: string) =>
  specifier.startsWith('node:') ? specifier.slice('node:'.length) : specifier

export function hasBuiltin(specifier: string): boolean {
  const name = withoutPrefix(specifier)
  if (prefixOnly.has(name) && specifier === name) return false
  return Object.hasOwn(loaders, name) || Object.hasOwn(unavailableModules, name)
}

/** Whether a handler or library has asked for it already. */
export function isLoaded(name: string): boolean {
  return loaded.has(name)
}

export function requireBuiltin(specifier: string): unknown {
  const name = withoutPrefix(specifier)
  if (loaded.has(name)) return loaded.get(name)
  const advice = unavailableModules[name]
  if (advice !== undefined) throw unavailable(`node:${name}`, advice)
  const load = loaders[name]
  if (!load)
    throw Object.assign(new Error(`No such built-in module: ${specifier}`), { code: 'ERR_UNKNOWN_BUILTIN_MODULE' })
  const exports = load().default
  loaded.set(name, exports)
  return exports
}

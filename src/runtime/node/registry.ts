/**
 * The list of built-ins. Each is evaluated when it is first required: `require` of a module of this folder becomes a
 * lazy initializer in the bundle, so that starting an environment costs nothing for what its handler does not use.
 */

/* eslint-disable @typescript-eslint/no-require-imports */

import type * as Readline from './readline'
import type * as Assert from './assert'
import type * as Dns from './dns'
import type * as Path from './path'
import { unavailable } from './node-error'
import { unavailableModules } from './unavailable'

type Module = { default: unknown }

const loaders: Readonly<Record<string, () => Module>> = {
  assert: () => require('./assert') as Module,
  'assert/strict': () => ({ default: (require('./assert') as typeof Assert).strict }),
  async_hooks: () => require('./async_hooks') as Module,
  buffer: () => require('./buffer') as Module,
  child_process: () => require('./child_process') as Module,
  console: () => require('./console') as Module,
  constants: () => require('./constants') as Module,
  crypto: () => require('./crypto') as Module,
  dgram: () => require('./dgram') as Module,
  diagnostics_channel: () => require('./diagnostics_channel') as Module,
  dns: () => require('./dns') as Module,
  'dns/promises': () => ({ default: (require('./dns') as typeof Dns).promises }),
  events: () => require('./events') as Module,
  fs: () => require('./fs') as Module,
  'fs/promises': () => require('./fs-promises') as Module,
  http: () => require('./http') as Module,
  http2: () => require('./http2') as Module,
  https: () => require('./https') as Module,
  module: () => require('./module') as Module,
  net: () => require('./net') as Module,
  os: () => require('./os') as Module,
  path: () => require('./path') as Module,
  'path/posix': () => ({ default: (require('./path') as typeof Path).posix }),
  'path/win32': () => ({ default: (require('./path') as typeof Path).win32 }),
  perf_hooks: () => require('./perf_hooks') as Module,
  process: () => require('./process') as Module,
  punycode: () => require('./punycode') as Module,
  querystring: () => require('./querystring') as Module,
  readline: () => require('./readline') as Module,
  'readline/promises': () => ({ default: (require('./readline') as typeof Readline).promises }),
  stream: () => require('./stream') as Module,
  'stream/consumers': () => require('./stream-consumers') as Module,
  'stream/promises': () => require('./stream-promises') as Module,
  'stream/web': () => require('./stream-web') as Module,
  string_decoder: () => require('./string-decoder') as Module,
  sys: () => require('./util') as Module,
  timers: () => require('./timers') as Module,
  'timers/promises': () => require('./timers-promises') as Module,
  tls: () => require('./tls') as Module,
  tty: () => require('./tty') as Module,
  url: () => require('./url') as Module,
  util: () => require('./util') as Module,
  'util/types': () => require('./util-types') as Module,
  v8: () => require('./v8') as Module,
  vm: () => require('./vm') as Module,
  worker_threads: () => require('./worker_threads') as Module,
  zlib: () => require('./zlib') as Module,
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

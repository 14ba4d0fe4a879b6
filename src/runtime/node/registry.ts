/**
 * The list of built-ins. Each is evaluated when it is first required: `require` of a module of this folder becomes a
 * lazy initializer in the bundle, so that starting an environment costs nothing for what its handler does not use.
 */

/* eslint-disable @typescript-eslint/no-require-imports */

import type * as Readline from './readline'
import type * as Path from './path'
import { unavailable } from './node-error'
import { unavailableModules } from './unavailable'

type Module = { default: unknown }

const loaders: Readonly<Record<string, () => Module>> = {
  async_hooks: () => require('./async_hooks') as Module,
  buffer: () => require('./buffer') as Module,
  crypto: () => require('./crypto') as Module,
  events: () => require('./events') as Module,
  fs: () => require('./fs') as Module,
  'fs/promises': () => require('./fs-promises') as Module,
  os: () => require('./os') as Module,
  path: () => require('./path') as Module,
  'path/posix': () => ({ default: (require('./path') as typeof Path).posix }),
  'path/win32': () => ({ default: (require('./path') as typeof Path).win32 }),
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
  url: () => require('./url') as Module,
  util: () => require('./util') as Module,
  'util/types': () => require('./util-types') as Module,
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

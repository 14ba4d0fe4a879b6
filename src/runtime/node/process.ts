/** node:process, as a process of Lambda's Node.js runtime sees itself. */

import type * as StandardStreams from './standard-streams'
import type * as Util from './util'
import type * as Registry from './registry'
import type * as FileSystem from './file-system'
import type { RuntimeName } from '../protocol'
import { EventEmitter } from './events'
import { host } from './host'
import {
  invalidArgumentType,
  nodeError,
  requireFunction,
  requireString,
  unavailable,
  unavailableFunction,
} from './node-error'
import { setWorkingDirectory, workingDirectory } from './working-directory'

/** Node's version in each runtime: what Lambda ran in November 2025; Lambda updates them without notice. */
const RELEASES: Readonly<Record<RuntimeName, { node: string; v8: string; modules: string; lts: string }>> = {
  'nodejs20.x': { node: '20.19.5', v8: '11.3.244.8-node.30', modules: '115', lts: 'Iron' },
  'nodejs22.x': { node: '22.21.1', v8: '12.4.254.21-node.33', modules: '127', lts: 'Jod' },
  'nodejs24.x': { node: '24.11.1', v8: '13.6.233.10-node.28', modules: '137', lts: 'Krypton' },
}

/** The sandbox user of Lambda. */
const USER_ID = 993
const GROUP_ID = 990
const EXECUTABLE = '/var/lang/bin/node'

const release = RELEASES[host().configuration.runtime]

type Tick = (...values: never[]) => void

class Process extends EventEmitter {
  readonly version = `v${release.node}`
  readonly versions = Object.freeze({
    node: release.node,
    v8: release.v8,
    uv: '1.51.0',
    zlib: '1.3.1',
    modules: release.modules,
    openssl: '3.0.17',
    unicode: '16.0',
  })
  readonly release = Object.freeze({ name: 'node', lts: release.lts })
  readonly arch = 'x64'
  readonly platform = 'linux'
  readonly pid = 2
  readonly ppid = 1
  readonly execPath = EXECUTABLE
  readonly execArgv: string[] = []
  readonly argv = [EXECUTABLE, '/var/runtime/index.mjs']
  readonly argv0 = EXECUTABLE
  title = EXECUTABLE
  debugPort = 9229
  exitCode: number | string | undefined = undefined
  noDeprecation = false
  throwDeprecation = false
  traceDeprecation = false
  readonly config = Object.freeze({ target_defaults: {}, variables: {} })
  readonly features = Object.freeze({
    inspector: false,
    debug: false,
    uv: true,
    ipv6: true,
    tls_alpn: true,
    tls_sni: true,
    tls_ocsp: true,
    tls: true,
    cached_builtins: true,
  })
  readonly allowedNodeEnvironmentFlags = new Set<string>()
  readonly env = environmentVariables({ ...host().configuration.variables })
  readonly hrtime = Object.assign((since?: [number, number]) => elapsed(since), {
    bigint: () => BigInt(Math.round(host().uptime() * 1e6)),
  })
  readonly memoryUsage = Object.assign(() => memoryUsage(), { rss: () => memoryUsage().rss })

  get stdin(): unknown {
    return standardStreams().stdin
  }
  get stdout(): NodeJS.WriteStream {
    return standardStreams().stdout
  }
  get stderr(): NodeJS.WriteStream {
    return standardStreams().stderr
  }

  /**
   * After the running code and the microtasks that are already queued. In Node ticks come before those when the
   * running code is a callback of the event loop, and after them when it is itself a microtask, as in async handlers.
   */
  nextTick(tick: Tick, ...values: unknown[]): void {
    requireFunction(tick, 'callback')
    globalThis.queueMicrotask(() => tick(...(values as never[])))
  }

  cwd(): string {
    return workingDirectory()
  }
  chdir(directory: string): void {
    requireString(directory, 'directory')
    // eslint-disable-next-line @typescript-eslint/no-require-imports
    const { directoryForChdir } = require('./file-system') as typeof FileSystem
    setWorkingDirectory(directoryForChdir(directory, workingDirectory()))
  }

  uptime(): number {
    return host().uptime() / 1000
  }
  cpuUsage(since?: { user: number; system: number }): { user: number; system: number } {
    const user = Math.round(host().uptime() * 1000)
    return { user: user - (since?.user ?? 0), system: 0 }
  }
  resourceUsage(): Record<string, number> {
    return { userCPUTime: Math.round(host().uptime() * 1000), systemCPUTime: 0, maxRSS: memoryUsage().rss / 1024 }
  }
  constrainedMemory(): number {
    return host().configuration.memoryLimitInMB * 2 ** 20
  }
  availableMemory(): number {
    return Math.max(0, this.constrainedMemory() - memoryUsage().rss)
  }

  exit(code?: number | string): never {
    if (code !== undefined) this.exitCode = code
    const status = () => Number(this.exitCode ?? 0)
    this.emit('exit', status())
    // Listeners may have set another one.
    return host().exit(status())
  }
  reallyExit(code?: number): never {
    return host().exit(code ?? 0)
  }
  abort(): never {
    return host().exit(134)
  }
  kill(): never {
    throw unavailable(
      'process.kill',
      'the environment has no other process, and cannot signal itself. Use process.exit.',
    )
  }

  emitWarning(
    warning: string | Error,
    typeOrOptions?: string | { type?: string; code?: string; detail?: string },
    code?: string,
  ): void {
    const options =
      typeof typeOrOptions === 'object' && typeOrOptions ? typeOrOptions : { type: typeOrOptions as string }
    const error = typeof warning === 'string' ? new Error(warning) : warning
    if (!(error instanceof Error))
      throw invalidArgumentType('warning', 'of type string or an instance of Error', warning)
    if (typeof warning === 'string') {
      error.name = options.type ?? 'Warning'
      const warningCode = options.code ?? code
      if (warningCode !== undefined) Object.assign(error, { code: warningCode })
      if (options.detail !== undefined) Object.assign(error, { detail: options.detail })
    }
    if (error.name === 'DeprecationWarning') {
      if (this.noDeprecation) return
      if (this.throwDeprecation) this.nextTick(() => raise(error))
    }
    this.nextTick(() => {
      if (this.env['NODE_NO_WARNINGS'] !== '1') printWarning(error)
      this.emit('warning', error)
    })
  }

  umask(): number {
    return 0o022
  }
  getuid = () => USER_ID
  geteuid = () => USER_ID
  getgid = () => GROUP_ID
  getegid = () => GROUP_ID
  getgroups = () => [GROUP_ID]
  getActiveResourcesInfo = (): string[] => []
  hasUncaughtExceptionCaptureCallback = () => false
  setUncaughtExceptionCaptureCallback = unavailableFunction(
    'process.setUncaughtExceptionCaptureCallback',
    "use process.on('uncaughtException').",
  )
  setSourceMapsEnabled = (): void => undefined
  binding = unavailableFunction('process.binding', 'there is no native code. Use the public modules.')
  dlopen = unavailableFunction('process.dlopen', 'native add-ons cannot be loaded.')

  getBuiltinModule(specifier: string): unknown {
    // eslint-disable-next-line @typescript-eslint/no-require-imports
    const { hasBuiltin, requireBuiltin } = require('./registry') as typeof Registry
    return hasBuiltin(specifier) ? requireBuiltin(specifier) : undefined
  }
  loadEnvFile(path = '.env'): void {
    // eslint-disable-next-line @typescript-eslint/no-require-imports
    const { readTextFile } = require('./file-system') as typeof FileSystem
    // eslint-disable-next-line @typescript-eslint/no-require-imports
    const { parseEnv } = require('./util') as typeof Util
    for (const [key, value] of Object.entries(parseEnv(readTextFile(path)))) this.env[key] ??= value
  }

  get [Symbol.toStringTag](): string {
    return 'process'
  }
}

/** Strings only, as in a real environment: `process.env.X = undefined` gives 'undefined'. */
function environmentVariables(values: Record<string, string>): Record<string, string | undefined> {
  const text = (key: PropertyKey, value: unknown) => {
    if (typeof key === 'symbol' || typeof value === 'symbol') {
      throw new TypeError('Cannot convert a Symbol value to a string')
    }
    return String(value)
  }
  return new Proxy(values, {
    set: (target, key, value) => Reflect.set(target, key, text(key, value)),
    defineProperty(target, key, descriptor) {
      if (!('value' in descriptor)) {
        const message = "'process.env' does not accept an accessor(getter/setter) descriptor"
        throw nodeError(TypeError, 'ERR_INVALID_OBJECT_DEFINE_PROPERTY', message)
      }
      return Reflect.defineProperty(target, key, { ...descriptor, value: text(key, descriptor.value) })
    },
  })
}

function elapsed(since?: [number, number]): [number, number] {
  if (since !== undefined) {
    if (!Array.isArray(since)) throw invalidArgumentType('time', 'an instance of Array', since)
    if (since.length !== 2) {
      throw nodeError(
        RangeError,
        'ERR_OUT_OF_RANGE',
        `The value of "time" is out of range. It must be 2. Received ${since.length as number}`,
      )
    }
  }
  const nanoseconds = Math.round(host().uptime() * 1e6) - (since ? since[0] * 1e9 + since[1] : 0)
  const seconds = Math.floor(nanoseconds / 1e9)
  return [seconds, nanoseconds - seconds * 1e9]
}

/** Only the total is known; how it divides is a guess that keeps the usual order of the numbers. */
function memoryUsage(): NodeJS.MemoryUsage {
  const rss = Math.round(host().memoryUsedMB() * 2 ** 20)
  const part = (share: number) => Math.round(rss * share)
  return { rss, heapTotal: part(0.4), heapUsed: part(0.3), external: part(0.04), arrayBuffers: part(0.005) }
}

let hintGiven = false

function printWarning(warning: Error & { code?: string; detail?: string }): void {
  const code = warning.code ? `[${warning.code}] ` : ''
  let text = `(node:2) ${code}${warning.name}: ${warning.message}\n`
  if (typeof warning.detail === 'string') text += `${warning.detail}\n`
  if (!hintGiven) {
    const flag = warning.name === 'DeprecationWarning' ? '--trace-deprecation' : '--trace-warnings'
    text += `(Use \`node ${flag} ...\` to show where the warning was created)\n`
    hintGiven = true
  }
  host().writeOutput(text)
}

function raise(error: Error): never {
  throw error
}

function standardStreams() {
  // Streams are large, and most handlers print with console.
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  return require('./standard-streams') as typeof StandardStreams
}

const process = new Process()
for (const [name, descriptor] of Object.entries(Object.getOwnPropertyDescriptors(Process.prototype))) {
  if (name === 'constructor') continue
  // Methods of process are passed around without it: `setTimeout(process.exit)`, `const { nextTick } = process`.
  if (typeof descriptor.value === 'function') descriptor.value = (descriptor.value as () => unknown).bind(process)
  Object.defineProperty(process, name, { ...descriptor, enumerable: true })
}

export default process

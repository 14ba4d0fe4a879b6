/**
 * The bundled built-ins as an environment has them: on virtual timers, with a host that writes everything down, and
 * without any of Node's own globals in reach.
 */

import { createRequire } from 'node:module'
import path from 'node:path'
import { bundleScript } from '../../../../src/build/scripts'
import type { RuntimeName } from '../../../../src/runtime/protocol'
import type { Builtins, NodeHost } from '../../../../src/runtime/node/contract'

const ENTRY = path.join(import.meta.dirname, '../../../../src/runtime/node/index.ts')
const nodeRequire = createRequire(import.meta.url)

let bundle: Promise<string> | undefined

/** The script text, as it ships but for the name under which it can be reached. */
export function bundledText(): Promise<string> {
  bundle ??= bundleScript(ENTRY, { globalName: 'builtins' }).then(({ code }) => code)
  return bundle
}

type Callback = (...values: unknown[]) => void

class Timeout {
  referenced = true
  constructor(
    public due: number,
    readonly fire: () => void,
    readonly period: number | undefined,
  ) {}
  ref(): this {
    this.referenced = true
    return this
  }
  unref(): this {
    this.referenced = false
    return this
  }
}

export class VirtualTimers {
  now = Date.UTC(2026, 0, 1)
  readonly started = this.now
  #timers: Timeout[] = []
  #immediates: Timeout[] = []

  readonly globals = {
    setTimeout: (callback: Callback, delay = 0, ...values: unknown[]) => this.#add(callback, delay, values, false),
    setInterval: (callback: Callback, delay = 0, ...values: unknown[]) => this.#add(callback, delay, values, true),
    clearTimeout: (timer: Timeout) => this.#remove(timer),
    clearInterval: (timer: Timeout) => this.#remove(timer),
    setImmediate: (callback: Callback, ...values: unknown[]) => {
      const immediate = new Timeout(this.now, () => callback(...values), undefined)
      this.#immediates.push(immediate)
      return immediate
    },
    clearImmediate: (immediate: Timeout) => void (this.#immediates = this.#immediates.filter((it) => it !== immediate)),
  }

  #add(callback: Callback, delay: number, values: unknown[], repeats: boolean): Timeout {
    const period = Math.max(1, delay)
    const timer = new Timeout(this.now + period, () => callback(...values), repeats ? period : undefined)
    this.#timers.push(timer)
    return timer
  }
  #remove(timer: Timeout): void {
    this.#timers = this.#timers.filter((it) => it !== timer)
  }

  /** Runs the next immediate or timer; false if there is none. */
  step(): boolean {
    const immediate = this.#immediates.shift()
    if (immediate) {
      immediate.fire()
      return true
    }
    const [timer] = this.#timers.sort((a, b) => a.due - b.due)
    if (!timer) return false
    this.now = Math.max(this.now, timer.due)
    if (timer.period === undefined) this.#remove(timer)
    else timer.due = this.now + timer.period
    timer.fire()
    return true
  }
}

const hop = () => new Promise<void>((resolve) => void setImmediate(resolve))

export interface Settings {
  runtime?: RuntimeName
  variables?: Record<string, string>
  files?: Record<string, string>
  temporaryFiles?: Record<string, string>
  ephemeralStorageBytes?: number
  fetch?: (url: string, init: RequestInit) => Response | Promise<Response>
  /** Changes the host before anything sees it. */
  host?: (host: NodeHost) => NodeHost
}

// Modules have hundreds of shapes; what is expected of them is said by the tests.
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export type Require = (specifier: string) => any

export interface Environment {
  builtins: Builtins
  require: Require
  timers: VirtualTimers
  output: string[]
  /** The global object as the built-ins see it. */
  globals: Record<string, unknown>
  /** Waits in virtual time. */
  settle<T>(promise: Promise<T> | T): Promise<T>
  /** Evaluates text with the environment's globals and `require`. */
  evaluate(code: string): unknown
}

export class ProcessExit extends Error {
  constructor(readonly code: number) {
    super(`exit ${code}`)
  }
}

export async function createEnvironment(settings: Settings = {}): Promise<Environment> {
  const text = await bundledText()
  const timers = new VirtualTimers()
  const output: string[] = []
  let random = 1
  const host: NodeHost = {
    configuration: {
      functionName: 'checkout',
      functionVersion: '$LATEST',
      memoryLimitInMB: 512,
      handler: 'index.handler',
      runtime: settings.runtime ?? 'nodejs20.x',
      logGroupName: '/aws/lambda/checkout',
      logStreamName: '2026/01/01/[$LATEST]0',
      variables: settings.variables ?? { AWS_REGION: 'eu-central-1', STAGE: 'test' },
      ephemeralStorageBytes: settings.ephemeralStorageBytes ?? 2 ** 20,
    },
    files: settings.files ?? { 'index.mjs': 'export const handler = () => 1\n', 'data/config.json': '{"a":1}' },
    layerFiles: {},
    temporaryFiles: settings.temporaryFiles ?? {},
    servers: { listen: (port) => port, close: () => undefined, reply: () => undefined },
    now: () => timers.now,
    uptime: () => timers.now - timers.started,
    fillRandom(bytes) {
      for (let index = 0; index < bytes.length; index++) {
        random = (Math.imul(random, 1103515245) + 12345) >>> 0
        bytes[index] = random >>> 16
      }
    },
    exit(code) {
      throw new ProcessExit(code)
    },
    writeOutput: (line) => void output.push(line),
    memoryUsedMB: () => 80,
    track: (work) => work,
    fetch: (async (url: string, init: RequestInit) =>
      settings.fetch ? settings.fetch(url, init) : new Response('ok')) as typeof fetch,
    require: (specifier) => builtins.require(specifier),
  }
  const shadowed = {
    ...timers.globals,
    queueMicrotask: (callback: () => void) => queueMicrotask(callback),
    performance: { now: () => timers.now - timers.started, timeOrigin: timers.started },
    crypto: globalThis.crypto,
    console: {},
    process: undefined,
    Buffer: undefined,
    require: undefined,
    module: undefined,
    exports: undefined,
    globalThis: undefined as unknown,
  }
  // Everything else (Uint8Array, Error, Promise) is the tests' own, so that results can be compared.
  const globals = Object.create(globalThis, {
    ...Object.getOwnPropertyDescriptors(globalThis),
    ...Object.getOwnPropertyDescriptors(shadowed),
  }) as Record<string, unknown>
  globals['globalThis'] = globals
  const names = Object.keys(shadowed) as (keyof typeof shadowed)[]
  const within = (code: string, more: Record<string, unknown> = {}) =>
    new Function(...names, ...Object.keys(more), code)(
      ...names.map((name) => globals[name]),
      ...Object.values(more),
    ) as unknown
  const bundled = within(`${text}\nreturn builtins`) as { createBuiltins(host: NodeHost): Builtins }
  const builtins = bundled.createBuiltins(settings.host ? settings.host(host) : host)
  for (const name of ['process', 'Buffer']) {
    Object.defineProperty(globals, name, { configurable: true, get: builtins.globals[name] as () => unknown })
  }

  return {
    builtins,
    timers,
    output,
    globals,
    require: (specifier) => builtins.require(specifier),
    async settle(promise) {
      let settled = false
      const done = () => (settled = true)
      Promise.resolve(promise).then(done, done)
      // Streams of the host realm need a few rounds of its event loop.
      for (let idle = 0; !settled;) {
        await hop()
        if (settled) break
        if (timers.step()) idle = 0
        else if (++idle > 200) throw new Error('Nothing is left that could settle the promise')
      }
      return promise
    },
    evaluate: (code) => within(code, { require: builtins.require }),
  }
}

/** Comparable whatever class it is of: bytes as text, errors by what they say. */
export function plain(value: unknown, depth = 0): unknown {
  if (value instanceof Error) {
    const { name, message, code, errno, syscall } = value as NodeJS.ErrnoException
    return { error: name, message, code, errno, syscall }
  }
  if (value instanceof Uint8Array)
    return { bytes: Array.from(value, (byte) => byte.toString(16).padStart(2, '0')).join('') }
  if (typeof value === 'function') return `function ${value.name}`
  if (typeof value !== 'object' || value === null || depth > 8) return value
  if (Array.isArray(value)) return value.map((item) => plain(item, depth + 1))
  if (value instanceof Map) return { map: plain([...(value as Map<unknown, unknown>)], depth + 1) }
  if (value instanceof Set) return { set: plain([...(value as Set<unknown>)], depth + 1) }
  if (value instanceof Date || value instanceof RegExp || value instanceof ArrayBuffer || value instanceof URL) {
    return value instanceof ArrayBuffer ? plain(new Uint8Array(value)) : String(value)
  }
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, plain(item, depth + 1)]))
}

export type Snippet = (require: Require) => unknown

async function outcome(run: Snippet, require: Require, settle: <T>(promise: T) => Promise<T>): Promise<unknown> {
  try {
    return { value: plain(await settle(run(require))) }
  } catch (error) {
    return { thrown: plain(error) }
  }
}

/** What a piece of code gives or throws with our modules and with Node's. */
export async function both(environment: Environment, run: Snippet): Promise<{ ours: unknown; node: unknown }> {
  const node = await outcome(run, nodeRequire as Require, (promise) => Promise.resolve(promise))
  const ours = await outcome(run, environment.require, (promise) => environment.settle(promise))
  return { ours, node }
}

/** Every outcome of a snippet, one after the other: a thrown error does not end the list. */
export function each(runs: readonly ((...values: never[]) => unknown)[]): unknown[] {
  return runs.map((run) => {
    try {
      return plain(run())
    } catch (error) {
      return { thrown: plain(error) }
    }
  })
}

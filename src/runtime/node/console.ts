/** node:console: the Console class; the console itself is the environment's. */

import type { Writable } from 'node:stream'
import { formatWithOptions, inspect } from './inspect'
import { invalidArgumentType, nodeError } from './node-error'

interface Options {
  stdout: Writable
  stderr?: Writable
  ignoreErrors?: boolean
  inspectOptions?: object
  groupIndentation?: number
}

export class Console {
  readonly #stdout: Writable
  readonly #stderr: Writable
  readonly #inspectOptions: object
  readonly #groupIndentation: number
  readonly #counts = new Map<string, number>()
  readonly #timers = new Map<string, number>()
  #indentation = ''

  constructor(stdoutOrOptions: Writable | Options, stderr?: Writable) {
    const options: Options =
      stdoutOrOptions && 'stdout' in stdoutOrOptions
        ? stdoutOrOptions
        : { stdout: stdoutOrOptions as Writable, ...(stderr ? { stderr } : {}) }
    if (typeof options.stdout?.write !== 'function') {
      throw nodeError(TypeError, 'ERR_CONSOLE_WRITABLE_STREAM', 'Console expects a writable stream instance for stdout')
    }
    this.#stdout = options.stdout
    this.#stderr = options.stderr ?? options.stdout
    if (typeof this.#stderr.write !== 'function') {
      throw nodeError(TypeError, 'ERR_CONSOLE_WRITABLE_STREAM', 'Console expects a writable stream instance for stderr')
    }
    this.#inspectOptions = options.inspectOptions ?? {}
    this.#groupIndentation = options.groupIndentation ?? 2
    // Methods of a console are passed around without it.
    for (const name of Object.getOwnPropertyNames(Console.prototype) as (keyof Console)[]) {
      const method: unknown = this[name]
      if ((name as string) === 'constructor' || typeof method !== 'function') continue
      const bound = (method as (...values: unknown[]) => unknown).bind(this)
      Object.defineProperty(this, name, { value: bound, writable: true, configurable: true, enumerable: true })
    }
  }

  #print(stream: Writable, text: string): void {
    const indented = this.#indentation ? text.replace(/^/gm, this.#indentation) : text
    stream.write(`${indented}\n`)
  }
  #format(values: unknown[]): string {
    return formatWithOptions(this.#inspectOptions, ...values)
  }

  log(...values: unknown[]): void {
    this.#print(this.#stdout, this.#format(values))
  }
  info(...values: unknown[]): void {
    this.log(...values)
  }
  debug(...values: unknown[]): void {
    this.log(...values)
  }
  dirxml(...values: unknown[]): void {
    this.log(...values)
  }
  error(...values: unknown[]): void {
    this.#print(this.#stderr, this.#format(values))
  }
  warn(...values: unknown[]): void {
    this.error(...values)
  }
  trace(...values: unknown[]): void {
    const stack = new Error(this.#format(values)).stack ?? ''
    this.error(stack.replace(/^Error(: )?/, 'Trace$1'))
  }
  dir(value: unknown, options: object = {}): void {
    this.#print(this.#stdout, inspect(value, { customInspect: false, ...this.#inspectOptions, ...options }))
  }
  assert(condition?: unknown, ...values: unknown[]): void {
    if (condition) return
    const [first, ...rest] = values
    if (typeof first === 'string') this.warn(`Assertion failed: ${first}`, ...rest)
    else this.warn('Assertion failed', ...values)
  }
  group(...values: unknown[]): void {
    if (values.length > 0) this.log(...values)
    this.#indentation += ' '.repeat(this.#groupIndentation)
  }
  groupCollapsed(...values: unknown[]): void {
    this.group(...values)
  }
  groupEnd(): void {
    this.#indentation = this.#indentation.slice(this.#groupIndentation)
  }
  count(label = 'default'): void {
    const count = (this.#counts.get(String(label)) ?? 0) + 1
    this.#counts.set(String(label), count)
    this.log(`${label}: ${count}`)
  }
  countReset(label = 'default'): void {
    this.#counts.delete(String(label))
  }
  time(label = 'default'): void {
    if (!this.#timers.has(label)) this.#timers.set(label, performance.now())
  }
  timeLog(label = 'default', ...values: unknown[]): void {
    const start = this.#timers.get(label)
    if (start !== undefined) this.log('%s: %s', label, shownDuration(performance.now() - start), ...values)
  }
  timeEnd(label = 'default'): void {
    this.timeLog(label)
    this.#timers.delete(label)
  }
  timeStamp(): void {
    // Only an inspector would see it.
  }
  table(data: unknown, columns?: string[]): void {
    if (columns !== undefined && !Array.isArray(columns)) {
      throw invalidArgumentType('properties', 'an instance of Array', columns)
    }
    if (typeof data !== 'object' || data === null) return this.log(data)
    this.log(renderTable(data, columns))
  }
}

function shownDuration(ms: number): string {
  if (ms < 1000) return `${Number(ms.toPrecision(3)) === ms ? ms : ms.toFixed(3)}ms`
  if (ms < 60_000) return `${(ms / 1000).toFixed(3)}s`
  const minutes = Math.floor(ms / 60_000)
  return `${minutes}:${((ms % 60_000) / 1000).toFixed(3).padStart(6, '0')} (m:ss.mmm)`
}

const VALUES = 'Values'

/** Rows are the entries of the data, columns the keys of the rows. */
function renderTable(data: object, columns: string[] | undefined): string {
  const isMap = data instanceof Map
  const rows: [string, unknown][] =
    isMap || data instanceof Set
      ? [...data].map((entry, index) => [String(index), entry as unknown])
      : Object.entries(data).map(([key, value]) => [key, value as unknown])
  const cell = (value: unknown) => inspect(value, { depth: value !== null && typeof value === 'object' ? -1 : 0 })
  const keys = new Set<string>()
  let hasValues = false
  for (const [, row] of rows) {
    if (row !== null && typeof row === 'object') Object.keys(row).forEach((key) => keys.add(key))
    else hasValues = true
  }
  const chosen = columns ?? [...keys]
  const index = isMap || data instanceof Set ? '(iteration index)' : '(index)'
  const header = [index, ...chosen, ...(hasValues ? [VALUES] : [])]
  const body = rows.map(([key, row]) => {
    const fields = row !== null && typeof row === 'object' ? (row as Record<string, unknown>) : undefined
    const cells = chosen.map((column) => (fields && Object.hasOwn(fields, column) ? cell(fields[column]) : ''))
    return [key, ...cells, ...(hasValues ? [fields ? '' : cell(row)] : [])]
  })
  const widths = header.map(
    (title, column) => Math.max(...[header, ...body].map((line) => (line[column] ?? title).length)) + 2,
  )
  const line = (cells: string[]) => `│${cells.map((text, column) => ` ${text}`.padEnd(widths[column] ?? 0)).join('│')}│`
  const rule = (left: string, middle: string, right: string) =>
    left + widths.map((width) => '─'.repeat(width)).join(middle) + right
  return [rule('┌', '┬', '┐'), line(header), rule('├', '┼', '┤'), ...body.map(line), rule('└', '┴', '┘')].join('\n')
}

const console = globalThis.console as typeof globalThis.console & { Console?: unknown }
console.Console ??= Console as never

export default console

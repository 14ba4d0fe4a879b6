/** node:util. */

import { isDeepStrictEqual } from './deep-equal'
import { format, formatWithOptions, inspect, stripVTControlCharacters } from './inspect'
import {
  invalidArgumentType,
  invalidArgumentValue,
  nodeError,
  outOfRange,
  requireFunction,
  requireString,
} from './node-error'
import { parseArgs } from './parse-args'
import process from './process'
import './timers'
import { systemErrorNames, systemErrors } from './system-errors'
import types from './util-types'

type AnyFunction = (...values: never[]) => unknown
type Callback = (error: unknown, ...values: unknown[]) => void

const customPromisify = Symbol.for('nodejs.util.promisify.custom')
/** Names of the values of callbacks that get several, such as fs.read's. */
export const promisifiedNames = Symbol('customPromisifyArgs')

export function promisify(original: AnyFunction): AnyFunction {
  requireFunction(original, 'original')
  const custom = Reflect.get(original, customPromisify) as AnyFunction | undefined
  if (custom) {
    requireFunction(custom, 'util.promisify.custom')
    Object.defineProperty(custom, customPromisify, { value: custom, configurable: true })
    return custom
  }
  const names = Reflect.get(original, promisifiedNames) as string[] | undefined
  const promisified = function (this: unknown, ...values: unknown[]) {
    return new Promise((resolve, reject) => {
      const callback: Callback = (error, ...results) => {
        if (error) reject(error)
        else if (names) resolve(Object.fromEntries(names.map((name, index) => [name, results[index]])))
        else resolve(results[0])
      }
      Reflect.apply(original, this, [...values, callback] as never)
    })
  }
  Object.setPrototypeOf(promisified, Object.getPrototypeOf(original) as object)
  Object.defineProperty(promisified, customPromisify, { value: promisified, configurable: true })
  return Object.defineProperties(promisified, Object.getOwnPropertyDescriptors(original)) as AnyFunction
}
promisify.custom = customPromisify

export function callbackify(original: AnyFunction): (...values: unknown[]) => void {
  requireFunction(original, 'original')
  const wrapped = function (this: unknown, ...values: unknown[]): void {
    const callback = values.pop() as Callback
    if (typeof callback !== 'function') throw invalidArgumentType('last argument', 'of type function', callback)
    const settle = (...results: [unknown, ...unknown[]]) => process.nextTick(() => callback.apply(this, results))
    ;(Reflect.apply(original, this, values as never) as Promise<unknown>).then(
      (value) => settle(null, value),
      (error: unknown) => settle(error || falsyRejection(error)),
    )
  }
  Object.defineProperties(wrapped, Object.getOwnPropertyDescriptors(original))
  Object.defineProperty(wrapped, 'length', { value: original.length + 1, configurable: true })
  Object.defineProperty(wrapped, 'name', { value: `${original.name}Callbackified`, configurable: true })
  return wrapped
}

/** Callbacks tell success by a falsy first value, so that a falsy rejection needs an error of its own. */
function falsyRejection(reason: unknown): Error {
  return nodeError(Error, 'ERR_FALSY_VALUE_REJECTION', 'Promise was rejected with falsy value', { reason })
}

export function inherits(Class: AnyFunction, Super: AnyFunction): void {
  if (Class == null) throw invalidArgumentType('ctor', 'of type function', Class)
  if (Super == null) throw invalidArgumentType('superCtor', 'of type function', Super)
  if (Super.prototype === undefined) throw invalidArgumentType('superCtor.prototype', 'of type object', undefined)
  Object.defineProperty(Class, 'super_', { value: Super, writable: true, configurable: true })
  Object.setPrototypeOf(Class.prototype as object, Super.prototype as object)
}

const warnedCodes = new Set<string>()

export function deprecate<Original extends AnyFunction>(original: Original, message: string, code?: string): Original {
  let warned = false
  const warn = () => {
    if (warned || process.noDeprecation) return
    warned = true
    if (code !== undefined) {
      if (warnedCodes.has(code)) return
      warnedCodes.add(code)
    }
    process.emitWarning(message, 'DeprecationWarning', code)
  }
  const deprecated = function (this: unknown, ...values: unknown[]): unknown {
    warn()
    if (new.target) return Reflect.construct(original, values, new.target)
    return Reflect.apply(original, this, values as never)
  }
  Object.setPrototypeOf(deprecated, original)
  if (original.prototype) deprecated.prototype = original.prototype as object
  return deprecated as unknown as Original
}

interface DebugLogger {
  (...values: unknown[]): void
  enabled: boolean
}

/** Logs to standard error when NODE_DEBUG names the section; `*` is a wildcard. */
export function debuglog(section: string, started?: (logger: DebugLogger) => void): DebugLogger {
  const name = section.toUpperCase()
  let enabled: boolean | undefined
  const isEnabled = () => (enabled ??= sectionPattern(process.env['NODE_DEBUG'] ?? '').test(name))
  const logger = ((...values: unknown[]) => {
    if (!isEnabled()) return
    process.stderr.write(`${name} ${process.pid}: ${format(...values)}\n`)
    started?.(logger)
    started = undefined
  }) as DebugLogger
  return Object.defineProperty(logger, 'enabled', { get: isEnabled, configurable: true, enumerable: true })
}

function sectionPattern(sections: string): RegExp {
  if (!sections) return /^$/
  const escaped = sections
    .replace(/[|\\{}()[\]^$+?.]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll(',', '$|^')
  return new RegExp(`^${escaped}$`, 'i')
}

const STYLES: Readonly<Record<string, readonly [number, number]>> = {
  reset: [0, 0],
  bold: [1, 22],
  dim: [2, 22],
  italic: [3, 23],
  underline: [4, 24],
  blink: [5, 25],
  inverse: [7, 27],
  hidden: [8, 28],
  strikethrough: [9, 29],
  doubleunderline: [21, 24],
  black: [30, 39],
  red: [31, 39],
  green: [32, 39],
  yellow: [33, 39],
  blue: [34, 39],
  magenta: [35, 39],
  cyan: [36, 39],
  white: [37, 39],
  bgBlack: [40, 49],
  bgRed: [41, 49],
  bgGreen: [42, 49],
  bgYellow: [43, 49],
  bgBlue: [44, 49],
  bgMagenta: [45, 49],
  bgCyan: [46, 49],
  bgWhite: [47, 49],
  framed: [51, 54],
  overlined: [53, 55],
  gray: [90, 39],
  grey: [90, 39],
  redBright: [91, 39],
  greenBright: [92, 39],
  yellowBright: [93, 39],
  blueBright: [94, 39],
  magentaBright: [95, 39],
  cyanBright: [96, 39],
  whiteBright: [97, 39],
  bgGray: [100, 49],
  bgRedBright: [101, 49],
  bgGreenBright: [102, 49],
  bgYellowBright: [103, 49],
  bgBlueBright: [104, 49],
  bgMagentaBright: [105, 49],
  bgCyanBright: [106, 49],
  bgWhiteBright: [107, 49],
}

interface StyleOptions {
  /** Whether to leave out the colours where they would not be seen. */
  validateStream?: boolean
}

export function styleText(format: string | readonly string[], text: string, options: StyleOptions = {}): string {
  requireString(text, 'text')
  const names = typeof format === 'string' ? [format] : format
  const codes = names.map((name) => {
    const style = STYLES[name]
    if (!style) {
      const known = Object.keys(STYLES).map((known) => `'${known}'`)
      throw invalidArgumentValue('format', inspect(name), `must be one of: ${known.join(', ')}`)
    }
    return style
  })
  // Standard output is no terminal.
  if (options.validateStream !== false && !process.env['FORCE_COLOR']) return text
  const open = codes.map(([start]) => `\u001b[${start}m`).join('')
  const close = codes.map(([, end]) => `\u001b[${end}m`).reverse()
  return `${open}${text}${close.join('')}`
}

export function aborted(signal: AbortSignal, resource: object): Promise<void> {
  if (typeof signal !== 'object' || signal === null || !('aborted' in signal)) {
    throw invalidArgumentType('signal', 'an instance of AbortSignal', signal)
  }
  if (typeof resource !== 'object' || resource === null)
    throw invalidArgumentType('resource', 'of type object', resource)
  if (signal.aborted) return Promise.resolve()
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }))
}

export function getSystemErrorName(errno: number): string | undefined {
  if (typeof errno !== 'number') throw invalidArgumentType('err', 'of type number', errno)
  if (errno >= 0 || !Number.isSafeInteger(errno)) throw outOfRange('err', 'a negative integer', errno)
  return systemErrorNames().get(errno)
}

export function getSystemErrorMap(): Map<number, [string, string]> {
  return new Map(Object.entries(systemErrors).map(([code, [errno, message]]) => [errno, [code, message]]))
}

/** `KEY=value` lines, as in an .env file. */
export function parseEnv(content: string): Record<string, string> {
  requireString(content, 'content')
  const line = /^[ \t]*(?:export[ \t]+)?([\w.-]+)[ \t]*=[ \t]*(?:'([^']*)'|"([^"]*)"|`([^`]*)`|([^\n\r#]*))?/gm
  const values: Record<string, string> = {}
  for (const [, key, single, double, back, plain] of content.matchAll(line)) {
    if (key) values[key] = single ?? double?.replaceAll('\\n', '\n') ?? back ?? plain?.trim() ?? ''
  }
  return values
}

export const toUSVString = (value: unknown): string => {
  const text = String(value)
  return text.replace(/[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/g, '\uFFFD')
}

const isObject = (value: unknown) => value !== null && typeof value === 'object'

export const TextEncoder = globalThis.TextEncoder
export const TextDecoder = globalThis.TextDecoder

export { format, formatWithOptions, inspect, isDeepStrictEqual, parseArgs, stripVTControlCharacters, types }

export default {
  promisify,
  callbackify,
  inherits,
  deprecate,
  debuglog,
  debug: debuglog,
  styleText,
  aborted,
  getSystemErrorName,
  getSystemErrorMap,
  parseEnv,
  parseArgs,
  toUSVString,
  TextEncoder,
  TextDecoder,
  format,
  formatWithOptions,
  inspect,
  isDeepStrictEqual,
  stripVTControlCharacters,
  types,
  log: (...values: unknown[]) => process.stdout.write(`${new Date().toISOString()} - ${format(...values)}\n`),
  _extend: (target: object, source: object | null) => Object.assign(target, isObject(source) ? source : {}),
  isArray: Array.isArray,
  isBoolean: (value: unknown) => typeof value === 'boolean',
  isBuffer: (value: unknown) => value instanceof Uint8Array && 'readUInt8' in value,
  isDate: types.isDate,
  isError: (value: unknown) => types.isNativeError(value) || value instanceof Error,
  isFunction: (value: unknown) => typeof value === 'function',
  isNull: (value: unknown) => value === null,
  isNullOrUndefined: (value: unknown) => value == null,
  isNumber: (value: unknown) => typeof value === 'number',
  isObject,
  isPrimitive: (value: unknown) => !isObject(value) && typeof value !== 'function',
  isRegExp: types.isRegExp,
  isString: (value: unknown) => typeof value === 'string',
  isSymbol: (value: unknown) => typeof value === 'symbol',
  isUndefined: (value: unknown) => value === undefined,
}

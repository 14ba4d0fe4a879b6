/**
 * Stacks of engines other than V8 in the form of V8's: `Name: message`, then a line for each frame, at most as many as
 * `Error.stackTraceLimit` says. What those engines do not tell cannot be given: frames of built-in functions
 * (`Array.map`), types of receivers, and async callers.
 */

import {
  apply,
  define,
  defineProperty,
  getOwnPropertyDescriptor,
  getPrototypeOf,
  NativeError,
  SafeWeakMap,
} from './realm'

const FRAME = /^[^@]*@.*:\d+:\d+$/
/** What it is unless somebody sets it. */
export const V8_STACK_TRACE_LIMIT = 10

/** Texts between the function's own name and what it is called in: `handler/total<` is a function in `handler`. */
const INFERRED = /[/<]/

export const isForeignFrame = (line: string): boolean => FRAME.test(line)

/** `name@file:1:2` (Firefox, Safari) → `    at name (file:1:2)`. */
export function toV8Frame(line: string): string {
  const at = line.indexOf('@')
  if (at < 0 || !FRAME.test(line)) return line
  // `async*` is Firefox's mark of what awaits.
  const name = line.slice(0, at).replace(/^(?:async|promise callback|setTimeout handler)\*/, '')
  const position = line.slice(at + 1)
  return name === '' || INFERRED.test(name) ? `    at ${position}` : `    at ${name} (${position})`
}

function header(error: object): string {
  try {
    return apply(NativeError.prototype.toString, error, []) as string
  } catch {
    return 'Error'
  }
}

function limit(): number {
  const { stackTraceLimit } = NativeError as { stackTraceLimit?: unknown }
  return typeof stackTraceLimit === 'number' ? stackTraceLimit : V8_STACK_TRACE_LIMIT
}

/** V8 leaves out the constructors of the error's own classes, which are on top. */
function constructorsIn(error: object, frames: readonly string[]): number {
  let count = 0
  for (let prototype = getPrototypeOf(error); prototype; prototype = getPrototypeOf(prototype)) {
    const { constructor } = prototype as { constructor?: { name?: unknown } }
    const name = constructor?.name
    if (typeof name === 'string' && name !== '' && frames[count]?.startsWith(`${name}@`)) count++
  }
  return count
}

/** @param map from V8's form to what is shown: source positions, without frames of the runtime */
export function v8Stack(error: object, raw: string, map: (stack: string) => string): string {
  const all = raw.split('\n').filter(isForeignFrame)
  const frames = all.slice(constructorsIn(error, all)).slice(0, limit()).map(toV8Frame)
  return map([header(error), ...frames].join('\n'))
}

/**
 * Firefox has `stack` as an accessor of Error.prototype: whoever reads it is given V8's form, as it was when it was first
 * read. @returns what reads the engine's own text; null where it is not such an engine
 */
export function installStackAccessor(map: (stack: string) => string): ((error: Error) => string) | null {
  const descriptor = getOwnPropertyDescriptor(NativeError.prototype, 'stack')
  const read = descriptor?.get
  const write = descriptor?.set
  if (!read || !write) return null
  const known = new SafeWeakMap<object, string>()
  defineProperty(NativeError.prototype, 'stack', {
    configurable: true,
    enumerable: false,
    get(this: object): unknown {
      const made = known.get(this)
      if (made !== undefined) return made
      const raw = apply(read, this, []) as unknown
      // Only what is an error by itself has frames: not Error.prototype, nor an object that inherits from it.
      if (typeof raw !== 'string' || getPrototypeOf(this) === null) return raw
      const text = v8Stack(this, raw, map)
      known.set(this, text)
      return text
    },
    set(this: object, value: unknown) {
      apply(write, this, [value])
    },
  })
  const readRaw = (error: Error): string => String(apply(read, error, []))
  installCapture(readRaw, map)
  return readRaw
}

/** `Error.captureStackTrace` of V8: its text, too, is made when it is first read. */
function installCapture(readRaw: (error: Error) => string, map: (stack: string) => string): void {
  const captureStackTrace = (target: object, above?: { readonly name?: unknown }): void => {
    const [, ...frames] = readRaw(new NativeError()).split('\n')
    const called = frames.findIndex((frame) => typeof above?.name === 'string' && frame.startsWith(`${above.name}@`))
    const raw = frames.slice(called + 1).join('\n')
    const fix = (value: unknown): boolean =>
      defineProperty(target, 'stack', { value, writable: true, configurable: true, enumerable: false })
    defineProperty(target, 'stack', {
      configurable: true,
      enumerable: false,
      get() {
        const text = v8Stack(target, raw, map)
        fix(text)
        return text
      },
      set: fix,
    })
  }
  define(NativeError, 'captureStackTrace', captureStackTrace)
}

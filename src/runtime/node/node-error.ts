/** Errors as Node makes them: a `code`, and a stack that starts with `Name [CODE]: message`. */

export type CodedError = Error & { code: string }

type ErrorClass = new (message: string) => Error

export function nodeError(Class: ErrorClass, code: string, message: string, extra: object = {}): CodedError {
  const error = Object.assign(new Class(message), { code }, extra)
  Object.defineProperty(error, 'toString', {
    value: () => `${error.name} [${code}]: ${error.message}`,
    writable: true,
    configurable: true,
    enumerable: false,
  })
  // The header of a stack is written when the error is made; what is printed and reported to Lambda shows the code.
  const stack = error.stack ?? ''
  if (stack.startsWith(error.name)) {
    Object.defineProperty(error, 'stack', {
      value: `${error.name} [${code}]${stack.slice(error.name.length)}`,
      writable: true,
      configurable: true,
      enumerable: false,
    })
  }
  return error
}

/** `Received …`, the end of Node's messages about arguments. */
export function describeReceived(value: unknown): string {
  if (value == null) return `Received ${value}`
  if (typeof value === 'function') return value.name ? `Received function ${value.name}` : 'Received function '
  if (typeof value === 'object') {
    const name = (value.constructor as { name?: string } | undefined)?.name
    return name ? `Received an instance of ${name}` : 'Received [Object: null prototype] {}'
  }
  let shown =
    typeof value === 'string'
      ? quote(value)
      : typeof value === 'bigint'
        ? `${value}n`
        : String(value as number | symbol)
  if (shown.length > 28) shown = `${shown.slice(0, 25)}...`
  return `Received type ${typeof value} (${shown})`
}

function quote(text: string): string {
  return text.includes("'") ? JSON.stringify(text) : `'${text}'`
}

/** @param expected such as `of type string` or `an instance of Buffer` */
export function invalidArgumentType(name: string, expected: string, value: unknown): CodedError {
  const kind = name.includes('.') ? 'property' : 'argument'
  const subject = name.endsWith(' argument') ? `The ${name}` : `The "${name}" ${kind}`
  return nodeError(TypeError, 'ERR_INVALID_ARG_TYPE', `${subject} must be ${expected}. ${describeReceived(value)}`)
}

export function invalidArgumentValue(name: string, shownValue: string, reason = 'is invalid'): CodedError {
  const kind = name.includes('.') ? 'property' : 'argument'
  const message = `The ${kind} '${name}' ${reason}. Received ${shownValue}`
  return nodeError(TypeError, 'ERR_INVALID_ARG_VALUE', message)
}

/** @param range such as `>= 0 && <= 65535` */
export function outOfRange(name: string, range: string, value: unknown): CodedError {
  const received =
    typeof value === 'number' && Number.isInteger(value) && Math.abs(value) > 2 ** 32
      ? String(value).replace(/\B(?=(\d{3})+$)/g, '_')
      : String(value)
  return nodeError(
    RangeError,
    'ERR_OUT_OF_RANGE',
    `The value of "${name}" is out of range. It must be ${range}. Received ${received}`,
  )
}

export function requireFunction(value: unknown, name: string): asserts value is (...values: never[]) => unknown {
  if (typeof value !== 'function') throw invalidArgumentType(name, 'of type function', value)
}

export function requireString(value: unknown, name: string): asserts value is string {
  if (typeof value !== 'string') throw invalidArgumentType(name, 'of type string', value)
}

export function abortError(cause?: unknown): CodedError {
  const error = Object.assign(new Error('The operation was aborted'), { code: 'ABORT_ERR' })
  error.name = 'AbortError'
  if (cause !== undefined) Object.defineProperty(error, 'cause', { value: cause, configurable: true, writable: true })
  return error
}

/** What cannot be done in a browser: says what, why, and what to do instead. */
export function unavailable(what: string, advice: string): CodedError {
  return nodeError(Error, 'ERR_FEATURE_UNAVAILABLE_ON_PLATFORM', `${what} is not available in a browser: ${advice}`)
}

/** A function or class that exists, so that importing its module works, and fails when it is used. */
export function unavailableFunction(what: string, advice: string): () => never {
  const name = what.slice(what.lastIndexOf('.') + 1)
  const fail = {
    [name]: function (): never {
      throw unavailable(what, advice)
    },
  }[name] as () => never
  return fail
}

/** As unavailableFunction, for several functions of one module. */
export function unavailableFunctions<Name extends string>(
  module: string,
  names: readonly Name[],
  advice: string,
): Record<Name, () => never> {
  return Object.fromEntries(names.map((name) => [name, unavailableFunction(`${module}.${name}`, advice)])) as Record<
    Name,
    () => never
  >
}

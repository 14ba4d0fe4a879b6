/**
 * What Lambda's Node.js runtime makes of errors: payloads for the caller and texts for the log.
 *
 * Sources: aws-lambda-ric 3.3.0 (nodejs20.x, nodejs22.x) and 4.0.2 (nodejs24.x).
 */

import type { ErrorPayload } from './protocol'
import { stringifyJson } from './realm'
import type { StackMapper } from './stack'

/** Makes an error that bears one of the runtime's own type names. */
export function runtimeError(type: string, message: string, properties: object = {}): Error {
  const error = new Error(message)
  Object.defineProperty(error, 'name', { value: `Runtime.${type}`, configurable: true, writable: true })
  // V8 wrote the stack's first line when the error had no name of its own.
  error.stack = `Runtime.${type}: ${message}`
  return Object.assign(error, properties)
}

/** ASCII DEL cannot be part of a header of the Runtime API. */
function withoutDelete(text: string): string {
  return text.replaceAll('\x7F', '%7F')
}

const UNREADABLE: ErrorPayload = {
  errorType: 'handled',
  errorMessage:
    'callback called with Error argument, but there was a problem while retrieving one or more of its message, name, and stack',
  trace: [],
}

/** What the caller sees. Never throws, whatever was thrown at it. */
export function errorPayload(error: unknown, stacks: StackMapper): ErrorPayload {
  try {
    if (looksLikeError(error)) {
      return {
        errorType: withoutDelete(String(error.name)),
        errorMessage: withoutDelete(String(error.message)),
        trace: withoutDelete(stacks.stackOf(error)).split('\n'),
      }
    }
    return { errorType: typeof error, errorMessage: String(error), trace: [] }
  } catch {
    return UNREADABLE
  }
}

function looksLikeError(error: unknown): error is Error {
  if (error instanceof Error) return true
  if (typeof error !== 'object' || error === null) return false
  const { name, message, stack } = error as Partial<Error>
  return Boolean(name && message && stack) && typeof name === 'string' && typeof stack === 'string'
}

/** The JSON behind `Invoke Error`, `Uncaught Exception`, … in the log, with the tab before it. */
export function errorLogText(thrown: unknown, stacks: StackMapper): string {
  const error = thrown instanceof Error ? thrown : new Error(String(thrown))
  try {
    return `\t${stringifyJson(error, (_key, value: unknown) => (value instanceof Error ? plainError(value, stacks) : value))}`
  } catch {
    return `\t${stringifyJson(errorPayload(error, stacks))}`
  }
}

/** With the own enumerable properties, such as `code`, between message and stack. */
function plainError(error: Error & { code?: unknown }, stacks: StackMapper): object {
  const plain: Record<string, unknown> = { errorType: error.name, errorMessage: error.message, code: error.code }
  Object.assign(plain, error)
  if (typeof error.stack === 'string') plain['stack'] = stacks.stackOf(error).split('\n')
  return plain
}

/** In JSON logs: all of an error's own properties too. */
export function errorForJsonLog(error: Error, stacks: StackMapper): object {
  const stack: unknown = error.stack
  return {
    errorType: error.constructor?.name ?? 'UnknownError',
    errorMessage: error.message,
    stackTrace: typeof stack === 'string' ? stacks.stackOf(error).split('\n') : stack,
    ...error,
  }
}

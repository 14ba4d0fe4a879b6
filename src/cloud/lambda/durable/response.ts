/**
 * What a durable function returns to Lambda at the end of an invocation, and what a caller gets in the end.
 * Source: SDK, withDurableExecution (`{Status, Result, Error}`); texts of what is refused: AWS's testing SDK and users'
 * reports.
 */

import type { AttemptResult } from '../attempt'
import { byteLength } from './updates'
import type { ErrorObject, ExecutionStatus } from './model'
import { readError } from './updates'

export type Response =
  | { readonly status: 'SUCCEEDED'; readonly result: string | null }
  | { readonly status: 'FAILED'; readonly error: ErrorObject | null }
  | { readonly status: 'PENDING' }
  /** It does not fit: the execution fails. */
  | { readonly status: 'INVALID'; readonly message: string }

/** @param resultMax bytes @param outstanding whether anything will wake the execution */
export function readResponse(payload: string, resultMax: number, outstanding: boolean): Response {
  const invalid = (message: string): Response => ({ status: 'INVALID', message })
  const { Status, Result, Error } = parse(payload)
  switch (Status) {
    case 'SUCCEEDED': {
      if (Error !== undefined && Error !== null) return invalid('Cannot provide an Error for SUCCEEDED status.')
      const result = typeof Result === 'string' ? Result : null
      if (result !== null && byteLength(result) > resultMax) {
        return invalid(`Execution output payload size must be less than or equal to ${resultMax} bytes.`)
      }
      return { status: Status, result }
    }
    case 'FAILED':
      if (Result !== undefined && Result !== null) return invalid('Cannot provide a Result for FAILED status.')
      return { status: Status, error: readError(Error) }
    case 'PENDING':
      return outstanding ? { status: Status } : invalid('Cannot return PENDING status with no pending operations.')
    default:
      return invalid('Invalid Status in invocation output.')
  }
}

function parse(payload: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(payload)
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
  } catch {
    return {}
  }
}

/** The error that an invocation failed with, from its payload: `{errorType, errorMessage, trace}`. */
export function errorOfPayload(payload: string): ErrorObject {
  const { errorType, errorMessage, trace } = parse(payload)
  return {
    ...(typeof errorMessage === 'string' && { ErrorMessage: errorMessage }),
    ...(typeof errorType === 'string' && { ErrorType: errorType }),
    ...(Array.isArray(trace) && trace.length > 0 && { StackTrace: trace.map(String) }),
  }
}

/**
 * How a closed execution answers whoever waited for it, as an invocation does.
 * That of a function without a result, and which members of the error are there, is not confirmed.
 */
export function answerOf(
  execution: {
    readonly status: ExecutionStatus
    readonly result: string | null
    readonly error: ErrorObject | null
    readonly version: string
  },
  log: readonly string[],
): AttemptResult {
  const { status, result, error, version } = execution
  if (status === 'SUCCEEDED') {
    const payload = result === null || result === '' ? 'null' : result
    return {
      status: 'success',
      payload,
      functionError: null,
      executedVersion: version,
      errorMessage: null,
      stream: null,
      log,
    }
  }
  const payload = JSON.stringify({
    ...(error?.ErrorType !== undefined && { errorType: error.ErrorType }),
    errorMessage: error?.ErrorMessage ?? null,
    ...(error?.StackTrace && { stackTrace: error.StackTrace }),
  })
  return {
    status: status === 'TIMED_OUT' ? 'timeout' : 'error',
    payload,
    functionError: 'Unhandled',
    executedVersion: version,
    errorMessage: error?.ErrorMessage ?? '',
    stream: null,
    log,
  }
}

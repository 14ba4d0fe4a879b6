/**
 * Recursive loop detection.
 *
 * Source: Guide, "Use Lambda recursive loop detection to prevent infinite loops": when one chain of requests has invoked
 * a function about 16 times, the next invocation is stopped. The chain is known by the Lineage of the trace header, which
 * SDK clients send and Lambda, SQS, SNS and S3 hand on; DynamoDB, Kinesis and EventBridge do not.
 */

import { AwsError } from '../aws/aws-error'
import {
  formatTraceHeader,
  invocationsIn,
  lineageThrough,
  parseTraceHeader,
  type TraceHeader,
} from '../aws/trace-header'
import type { Random } from '../kernel/random'
import type { AttemptResult } from './attempt'
import type { LambdaFunction } from './function'
import * as limits from './limits'

/** Whether the invocation with this trace header is one too many. */
export function isRecursive(fn: LambdaFunction, traceHeader: string): boolean {
  if (fn.recursiveLoop === 'Allow') return false
  const lineage = parseTraceHeader(traceHeader)?.lineage ?? []
  return invocationsIn(lineage, fn.arn) > limits.RECURSIVE_INVOCATIONS_MAX
}

/**
 * The header that an invocation of the function gets: the caller's trace, or one of its own.
 * @param caller header of the request; null without one
 * @param now virtual milliseconds since the epoch
 * @param sample decides when the caller has not
 */
export function invocationTrace(
  fn: LambdaFunction,
  caller: string | null,
  now: number,
  random: Random,
  sample: () => boolean = () => false,
): string {
  const sent = parseTraceHeader(caller)
  const root = (): string =>
    `1-${Math.floor(now / 1000)
      .toString(16)
      .padStart(8, '0')}-${random.hex(24)}`
  const header: TraceHeader = {
    root: sent?.root ?? root(),
    parent: random.hex(16),
    sampled: sent?.sampled ?? sample(),
    lineage: lineageThrough(sent?.lineage ?? [], fn.arn),
  }
  return formatTraceHeader(header)
}

/**
 * Of the senders of a batch the one whose chain has come furthest in this function. MODEL: AWS does not say which of them
 * a batch goes on with.
 */
export function furthestTrace(fn: LambdaFunction, headers: readonly (string | null)[]): string | null {
  const loops = (header: string | null): number => invocationsIn(parseTraceHeader(header)?.lineage ?? [], fn.arn)
  return headers.reduce((best, header) => (loops(header) > loops(best) ? header : best), headers[0] ?? null)
}

/** Text of the service model; what AWS's answer says is not known. */
const MESSAGE =
  "Lambda has detected your function being invoked in a recursive loop with other Amazon Web Services resources and stopped your function's invocation."

export const recursiveInvocation = (): AwsError =>
  new AwsError('RecursiveInvocationException', 400, MESSAGE, { Type: 'User' })

/** For whoever waits for an attempt that was not made. */
export const stoppedAttempt = (executedVersion: string): AttemptResult => ({
  status: 'error',
  payload: JSON.stringify({ errorType: 'RecursiveInvocationException', errorMessage: MESSAGE }),
  functionError: 'Unhandled',
  executedVersion,
  errorMessage: MESSAGE,
  stream: null,
  log: [],
})

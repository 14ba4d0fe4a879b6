/**
 * X-Ray: which invocations are traced, and the two segments that Lambda sends for each: one of the service, one of the
 * function.
 *
 * Source: Guide, "Visualize Lambda function invocations using AWS X-Ray" (sampling; segments in the newer style, with
 * Init and annotations instead of Invocation and Overhead); X-Ray Developer Guide, "X-Ray segment documents".
 */

import { AwsError } from '../aws/aws-error'
import { parseTraceHeader } from '../aws/trace-header'
import type { InvocationSource, InvocationStatus } from '../aws/trace-records'
import { tracingOf } from './attempt-events'
import type { ExecutionEnvironment } from './environment'
import type { FunctionVersion } from './function'
import type { LambdaContext } from './lambda-context'
import * as limits from './limits'

/** Decides for requests about which nobody has decided. */
export class Sampler {
  /** ARN → the second in which a request was last sampled because it was the first. */
  readonly #seconds = new Map<string, number>()

  constructor(readonly context: LambdaContext) {}

  sample({ configuration }: FunctionVersion): boolean {
    if (configuration.tracing !== 'Active') return false
    const { kernel } = this.context
    const second = Math.floor(kernel.now / 1000)
    if (this.#seconds.get(configuration.arn) !== second) {
      this.#seconds.set(configuration.arn, second)
      return true
    }
    return kernel.random('xray-sampling').fraction() < limits.SAMPLING_RATE
  }
}

/** What ended, as far as segments tell of it. Instants in virtual milliseconds. */
export interface TracedAttempt {
  readonly requestId: string
  readonly source: InvocationSource
  readonly attempt: number
  readonly traceId: string
  /** When the request came. */
  readonly receivedAt?: number
  /** Id of Lambda's own segment. */
  readonly serviceSegment?: string
  /** Id of the caller's segment. */
  readonly callerSegment?: string
}

export interface TracedEnd {
  readonly startedAt: number
  readonly initDuration: number | null
  readonly status: InvocationStatus
  /** JSON text of the error; null for a success. */
  readonly error: string | null
}

/** Sends both segments of an attempt, if its trace is sampled. */
export function sendSegments(environment: ExecutionEnvironment, request: TracedAttempt, end: TracedEnd): void {
  const tracing = tracingOf(request.traceId)
  const { serviceSegment } = request
  if (!tracing || serviceSegment === undefined) return
  const { configuration, context } = environment
  const { kernel, account } = context
  const trace_id = parseTraceHeader(request.traceId)?.root ?? ''
  const { startedAt, initDuration } = end
  const receivedAt = request.receivedAt ?? startedAt
  const isAsync = request.source === 'async'
  const attemptId = isAsync ? kernel.random('segment-ids').hex(16) : serviceSegment
  const beganAt = startedAt - (initDuration ?? 0)
  const times = (from: number): object => ({ start_time: from / 1000, end_time: kernel.now / 1000 })
  const outcome = end.error === null ? {} : { fault: true }
  const service = {
    trace_id,
    id: serviceSegment,
    ...(request.callerSegment !== undefined && { parent_id: request.callerSegment }),
    name: configuration.name,
    origin: 'AWS::Lambda',
    ...times(receivedAt),
    http: { response: { status: isAsync ? 202 : 200 } },
    aws: { request_id: request.requestId },
    resource_arn: configuration.arn,
    ...(!isAsync && outcome),
    ...(isAsync && {
      subsegments: [
        ...(request.attempt === 1
          ? [
              {
                id: kernel.random('segment-ids').hex(16),
                name: 'Dwell Time',
                start_time: receivedAt / 1000,
                end_time: beganAt / 1000,
              },
            ]
          : []),
        { id: attemptId, name: `Attempt #${request.attempt}`, ...times(beganAt), ...outcome },
      ],
    }),
  }
  kernel.trace.record({ type: 'xray.segment', traceId: trace_id, document: JSON.stringify(service) })
  const duration = kernel.now - startedAt
  send(environment, {
    trace_id,
    id: tracing.spanId,
    parent_id: attemptId,
    name: configuration.name,
    origin: 'AWS::Lambda::Function',
    ...times(startedAt),
    aws: {
      account_id: account.accountId,
      function_arn: configuration.arn,
      cloudwatch_logs: [{ log_group: configuration.logGroup }],
    },
    resource_arn: configuration.arn,
    ...outcome,
    ...(end.error !== null && { cause: causeOf(end.error, kernel.random('segment-ids').hex(16)) }),
    annotations: {
      'aws.responseLatency': duration,
      'aws.responseDuration': 0,
      'aws.runtimeOverhead': 0,
      'aws.extensionOverhead': 0,
    },
    ...(initDuration !== null && {
      subsegments: [
        {
          id: kernel.random('segment-ids').hex(16),
          name: 'Init',
          start_time: beganAt / 1000,
          end_time: startedAt / 1000,
        },
      ],
    }),
  })
}

/** What a tracer sent to the daemon beside the function: a line about the format, and a document. */
export function receiveDatagram(environment: ExecutionEnvironment, text: string): void {
  const body = text.slice(text.indexOf('\n') + 1)
  try {
    send(environment, JSON.parse(body) as Readonly<Record<string, unknown>>)
  } catch {
    // The daemon drops what it cannot read.
  }
}

/** The daemon sends in the name of the function's role: what that may not do is lost. */
function send(environment: ExecutionEnvironment, document: Readonly<Record<string, unknown>>): void {
  const { context, configuration } = environment
  const traceId = document['trace_id']
  if (typeof traceId !== 'string') return
  try {
    context.authorize(context.executionRole(configuration), { action: 'xray:PutTraceSegments', resource: '*' })
  } catch (error) {
    if (!(error instanceof AwsError)) throw error
    return
  }
  context.kernel.trace.record({ type: 'xray.segment', traceId, document: JSON.stringify(document) })
}

function causeOf(error: string, id: string): object {
  const { errorType = '', errorMessage = '' } = JSON.parse(error) as { errorType?: string; errorMessage?: string }
  return { working_directory: '/var/task', exceptions: [{ id, type: errorType, message: errorMessage }] }
}

/**
 * Invoke, with and without a streamed response, and the old InvokeAsync.
 * Source: Invoke and InvokeWithResponseStream APIs; headers and payloads recorded from AWS (LocalStack's test suite).
 */

import { AwsError } from '../../../aws/aws-error'
import { LaterAnswer, type Caller, type Operation } from '../../../services/contract'
import type { Lambda, InvokeInput, InvokeResult } from '../../lambda'
import * as limits from '../../limits'
import { concatenate, eventFrame, EVENT_STREAM_TYPE } from '../event-stream'
import { optionalText, text, type Input } from '../input'
import { base64 } from '../package'

export function invokeOperations(lambda: Lambda): Readonly<Record<string, Operation>> {
  return {
    Invoke(input, caller) {
      const invocation = invocationOf(input, caller)
      const tail = optionalText(input, 'LogType') === 'Tail'
      switch (optionalText(input, 'InvocationType')) {
        case 'Event':
          return { StatusCode: 202, Payload: EMPTY, ...started(lambda.invokeEvent(invocation)) }
        case 'DryRun':
          return { StatusCode: 204, Payload: EMPTY, RequestId: lambda.invokeDry(invocation) }
        default:
          return synchronous(lambda, invocation, ({ result, ...answer }) => ({
            StatusCode: 200,
            ...(result.functionError !== null && { FunctionError: result.functionError }),
            ExecutedVersion: result.executedVersion,
            ...(tail && { LogResult: logTail(result.log) }),
            Payload: payloadOf(result),
            ...started(answer),
          }))
      }
    },

    /** Deprecated, and still there. */
    InvokeAsync(input, caller) {
      const invocation = invocationOf(input, caller)
      const payload = payloadText(input['InvokeArgs'])
      return { Status: 202, RequestId: lambda.invokeAsync({ ...invocation, payload }) }
    },

    InvokeWithResponseStream(input, caller) {
      const invocation = invocationOf(input, caller)
      const tail = optionalText(input, 'LogType') === 'Tail'
      if (optionalText(input, 'InvocationType') === 'DryRun') {
        return { StatusCode: 204, EventStream: EMPTY, RequestId: lambda.invokeDry(invocation) }
      }
      return synchronous(lambda, { ...invocation, streaming: true }, ({ requestId, result }) => ({
        StatusCode: 200,
        ExecutedVersion: result.executedVersion,
        ResponseStreamContentType: EVENT_STREAM_TYPE,
        EventStream: streamOf(result, tail),
        RequestId: requestId,
        // Not of the wire: for services that call from within and want to know when each part came.
        Streamed: result.stream,
        FunctionError: result.functionError,
      }))
    },
  }
}

const EMPTY = new Uint8Array()

const started = ({ requestId, durableExecutionArn }: Omit<InvokeResult, 'result'>) => ({
  RequestId: requestId,
  ...(durableExecutionArn !== undefined && { DurableExecutionArn: durableExecutionArn }),
})

const utf8 = new TextEncoder()

function synchronous(lambda: Lambda, invocation: InvokeInput, shape: (answer: InvokeResult) => object): LaterAnswer {
  return new LaterAnswer((answer) => {
    try {
      lambda.invokeSync(invocation, (result) => answer(shape(result)))
    } catch (error) {
      if (!(error instanceof AwsError)) throw error
      answer(error.code === 'TooManyRequestsException' ? withRetryAfter(error) : error)
    }
  })
}

/** The header tells callers when to come back. */
function withRetryAfter({ code, statusCode, message, details }: AwsError): AwsError {
  return new AwsError(code, statusCode, message, { ...details, retryAfterSeconds: String(limits.RETRY_AFTER_SECONDS) })
}

/** What a streaming handler wrote, or what another one returned. */
function payloadOf({ payload, functionError, stream }: InvokeResult['result']): Uint8Array {
  return stream && functionError === null ? stream.bytes : utf8.encode(payload)
}

/** A chunk for each part that was written, also of a function that failed later: its error is in the last event. */
function streamOf(result: InvokeResult['result'], tail: boolean): Uint8Array {
  const { payload, functionError, stream, log } = result
  const whole = functionError === null && payload !== '' ? [payloadOf(result)] : []
  const parts = stream ? stream.parts.map(({ bytes }) => bytes) : whole
  const chunks = parts.map((bytes) => eventFrame('PayloadChunk', 'application/octet-stream', bytes))
  const complete = {
    ...(functionError !== null && { ErrorCode: functionError, ErrorDetails: payload }),
    ...(tail && { LogResult: logTail(log) }),
  }
  return concatenate([
    ...chunks,
    eventFrame('InvokeComplete', 'application/json', utf8.encode(JSON.stringify(complete))),
  ])
}

function invocationOf(input: Input, { traceHeader }: Caller): InvokeInput {
  const qualifier = optionalText(input, 'Qualifier')
  const context = optionalText(input, 'ClientContext')
  const tenantId = optionalText(input, 'TenantId')
  const name = optionalText(input, 'DurableExecutionName')
  return {
    functionName: text(input, 'FunctionName'),
    payload: payloadText(input['Payload']),
    ...(qualifier !== undefined && qualifier !== '' && { qualifier }),
    ...(context !== undefined && context !== '' && { clientContext: context }),
    ...(traceHeader !== undefined && { traceHeader }),
    ...(tenantId !== undefined && { tenantId }),
    ...(name !== undefined && { durableExecutionName: name }),
  }
}

function payloadText(payload: unknown): string {
  return payload instanceof Uint8Array ? new TextDecoder().decode(payload) : ''
}

/** The last 4 KB of the log, base64. */
function logTail(log: readonly string[]): string {
  const bytes = utf8.encode(log.map((line) => `${line}\n`).join(''))
  return base64(bytes.subarray(Math.max(0, bytes.length - limits.LOG_TAIL_MAX)))
}

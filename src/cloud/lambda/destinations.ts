/**
 * Where asynchronous events end: destinations and dead-letter queues.
 * Source: Guide, "Capturing records of Lambda asynchronous invocations"; shapes recorded from AWS (LocalStack's test
 * suite, ls/dest/*). Key order is part of the shape.
 */

import { AwsError } from '../aws/aws-error'
import { isoDate, isoTimestamp } from '../aws/timestamps'
import type { Delivery } from '../services/contract'
import type { AttemptResult } from './attempt'
import type { EventInvokeConfiguration, LambdaFunction } from './function'
import type { LambdaContext } from './lambda-context'
import * as limits from './limits'
import { recursiveInvocation } from './recursion'

/** The last one is for recursive loops. MODEL: its name, which AWS does not document. */
export type EndCondition =
  'Success' | 'RetriesExhausted' | 'EventAgeExceeded' | 'ZeroReservedConcurrency' | 'RecursiveInvocation'

export interface EndedEvent {
  /** As invoked; `$LATEST` without one. */
  readonly qualifier: string
  readonly requestId: string
  /** JSON text. */
  readonly payload: string
  readonly traceId: string
  readonly condition: EndCondition
  readonly invokeCount: number
  /** Of the last attempt that ran; null when none did. */
  readonly last: AttemptResult | null
}

/** Delivers to whatever is configured for how the event ended; both a destination and a dead-letter queue may be. */
export function deliverEnd(
  fn: LambdaFunction,
  destinations: EventInvokeConfiguration | null,
  event: EndedEvent,
  context: LambdaContext,
): void {
  if (event.condition === 'Success') {
    if (destinations?.onSuccess) send('on-success', destinations.onSuccess, record(fn, event, context), {})
    return
  }
  if (destinations?.onFailure) send('on-failure', destinations.onFailure, record(fn, event, context), {})
  // A dead-letter queue is the function's: versions have that of $LATEST.
  const deadLetters = fn.configuration.deadLetterTarget
  if (deadLetters) send('dead-letter-queue', deadLetters, event.payload, deadLetterAttributes(event))

  function send(
    kind: 'on-success' | 'on-failure' | 'dead-letter-queue',
    target: string,
    body: string,
    attributes: Delivery['attributes'],
  ): void {
    const facts = { requestId: event.requestId, functionName: fn.configuration.name, kind, target }
    const caller = context.executionRole(fn.configuration)
    try {
      const traceHeader = event.traceId
      const receipt = context.deliver(target, {
        body,
        attributes,
        traceHeader,
        caller,
        event: busEvent(fn, target, event),
        objectKey: objectKey(fn, context),
      })
      context.kernel.trace.record({ type: 'destination.delivered', ...facts, deliveryId: receipt.id })
    } catch (error) {
      if (!(error instanceof AwsError)) throw error
      context.kernel.trace.record({ type: 'destination.failed', ...facts, message: `${error.code}: ${error.message}` })
    }
  }
}

/** Destinations may be configured for a durable function; what becomes of its executions is not sent to them. */
export function tellOfNoDestination(
  fn: LambdaFunction,
  destinations: EventInvokeConfiguration | undefined,
  { requestId, succeeded }: { readonly requestId: string; readonly succeeded: boolean },
  { kernel }: LambdaContext,
): void {
  const target = succeeded ? destinations?.onSuccess : destinations?.onFailure
  if (!target) return
  kernel.trace.record({
    type: 'destination.failed',
    requestId,
    functionName: fn.name,
    kind: succeeded ? 'on-success' : 'on-failure',
    target,
    message: 'Durable functions have no destinations; their dead-letter queue gets what failed.',
    attempted: false,
  })
}

/** Where the destination is a bucket: `aws/lambda/async/<function>/YYYY/MM/DD/YYYY-MM-DDTHH.MM.SS-<UUID>`. */
function objectKey(fn: LambdaFunction, { kernel }: LambdaContext): string {
  const day = isoDate(kernel.now).replaceAll('-', '/')
  const second = isoTimestamp(kernel.now).slice(0, 19).replaceAll(':', '.')
  return `aws/lambda/async/${fn.name}/${day}/${second}-${kernel.random('destination-keys').uuid()}`
}

/** Around the record, where the destination is an event bus. */
function busEvent(
  fn: LambdaFunction,
  busArn: string,
  { condition, qualifier }: EndedEvent,
): NonNullable<Delivery['event']> {
  return {
    source: 'lambda',
    detailType: `Lambda Function Invocation Result - ${condition === 'Success' ? 'Success' : 'Failure'}`,
    resources: [busArn, `${fn.arn}:${qualifier}`],
  }
}

/** The invocation record that a destination gets. */
function record(fn: LambdaFunction, event: EndedEvent, context: LambdaContext): string {
  const { last } = event
  return JSON.stringify({
    version: '1.0',
    timestamp: isoTimestamp(context.kernel.now),
    requestContext: {
      requestId: event.requestId,
      functionArn: `${fn.arn}:${event.qualifier}`,
      condition: event.condition,
      approximateInvokeCount: event.invokeCount,
    },
    requestPayload: JSON.parse(event.payload) as unknown,
    ...(last && {
      responseContext: {
        statusCode: 200,
        executedVersion: last.executedVersion,
        ...(last.functionError && { functionError: last.functionError }),
      },
      responsePayload: jsonOrText(last.payload),
    }),
  })
}

/** A streamed response is text of any kind. */
function jsonOrText(payload: string): unknown {
  try {
    return JSON.parse(payload) as unknown
  } catch {
    return payload
  }
}

/** The HTTP status of the last try: 200 for a function error, 429 for a throttle. */
function deadLetterAttributes({ requestId, condition, last }: EndedEvent): Delivery['attributes'] {
  const refusal = condition === 'RecursiveInvocation' ? recursiveInvocation() : null
  const message = last?.errorMessage ?? refusal?.message ?? 'Rate Exceeded.'
  return {
    RequestID: { dataType: 'String', stringValue: requestId },
    ErrorCode: { dataType: 'Number', stringValue: String(last ? 200 : (refusal?.statusCode ?? 429)) },
    ErrorMessage: { dataType: 'String', stringValue: firstBytes(message, limits.DEAD_LETTER_MESSAGE_MAX) },
  }
}

/** Whole characters only. */
function firstBytes(text: string, maximum: number): string {
  const { read } = new TextEncoder().encodeInto(text, new Uint8Array(maximum))
  return text.slice(0, read)
}

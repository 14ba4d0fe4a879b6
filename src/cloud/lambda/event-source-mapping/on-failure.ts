/**
 * On-failure destinations of streams: what Lambda says of a batch that it gave up.
 * Source: Guide, "Capturing discarded batches for a Kinesis Data Streams event source"; shapes recorded from AWS
 * (LocalStack's test suite, ls/esm/kinesis-onfailure-*, ls/esm/kinesis-expire-*, ls/esm/ddb-onfailure-*). Key order is part
 * of the shape.
 */

import { parseArn } from '../../aws/arn'
import { AwsError } from '../../aws/aws-error'
import { isoDate, isoTimestamp } from '../../aws/timestamps'
import type { Caller, Delivery } from '../../services/contract'
import type { AttemptResult } from '../attempt'
import type { LambdaContext } from '../lambda-context'

export interface DiscardedBatch {
  readonly condition: 'RetryAttemptsExhausted' | 'RecordAgeExceeded'
  readonly mapping: string
  readonly functionName: string
  /** As the mapping names it: without a qualifier for `$LATEST`. */
  readonly functionArn: string
  readonly shardId: string
  /** Of the last attempt, or of the one that was not made. */
  readonly requestId: string
  readonly invokeCount: number
  /** Of the last attempt that ran. */
  readonly last: AttemptResult | null
  /** `{ KinesisBatchInfo: … }` */
  readonly batchInfo: object
  /** The whole event, JSON text. */
  readonly payload: string
}

/** Whether it arrives or not, the stream goes on. @returns whether it did */
export function deliverDiscarded(
  target: string,
  batch: DiscardedBatch,
  caller: Caller,
  context: LambdaContext,
): boolean {
  const { requestId, functionName } = batch
  const facts = { requestId, functionName, kind: 'on-failure', target } as const
  try {
    const receipt = context.deliver(target, deliveryOf(target, batch, caller, context))
    context.kernel.trace.record({ type: 'destination.delivered', ...facts, deliveryId: receipt.id })
    return true
  } catch (error) {
    if (!(error instanceof AwsError)) throw error
    context.kernel.trace.record({ type: 'destination.failed', ...facts, message: `${error.code}: ${error.message}` })
    return false
  }
}

function deliveryOf(target: string, batch: DiscardedBatch, caller: Caller, context: LambdaContext): Delivery {
  const { kernel } = context
  const common = { attributes: {}, traceHeader: null, caller }
  // A bucket alone gets the event itself.
  // So does, with its records, a Kafka topic; their form there is not documented.
  const service = parseArn(target)?.service
  if (service === 'kafka')
    return { ...common, body: JSON.stringify({ ...record(batch, kernel.now), payload: batch.payload }) }
  if (service !== 's3') return { ...common, body: JSON.stringify(record(batch, kernel.now)) }
  const { mapping, shardId } = batch
  const name = `${clock(kernel.now)}-${kernel.random('destination-keys').uuid()}`
  return {
    ...common,
    body: JSON.stringify({ ...record(batch, kernel.now), payload: batch.payload }),
    objectKey: `aws/lambda/${mapping}/${shardId}/${isoDate(kernel.now).replaceAll('-', '/')}/${name}`,
  }
}

/** `2019-11-14T00.38.06`, in keys of objects. */
const clock = (instant: number): string => isoTimestamp(instant).slice(0, 19).replaceAll(':', '.')

function record(batch: DiscardedBatch, now: number): object {
  const { requestId, functionArn, condition, invokeCount, last } = batch
  return {
    requestContext: { requestId, functionArn, condition, approximateInvokeCount: invokeCount },
    // Null when the function answered, and its answer named what failed (recorded).
    ...(condition === 'RetryAttemptsExhausted' &&
      last && {
        responseContext: {
          statusCode: 200,
          executedVersion: last.executedVersion,
          functionError: last.functionError,
        },
      }),
    version: '1.0',
    timestamp: isoTimestamp(now),
    ...batch.batchInfo,
  }
}

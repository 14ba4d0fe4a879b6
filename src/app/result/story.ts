/** What became of a request, step by step, in words. */

import { durationText, plural } from '../parts/quantities'
import type { TraceRecord } from '../../cloud/aws/trace-records'
import type { Environment, Environments } from '../state/environments'
import type { Attempt, RequestLog, ServiceCall } from '../state/requests'
import type { ResourceNames } from '../state/resource-names'
import type { Selection } from '../state/selection'
import type { Tone } from '../parts/tone'
import { errorTitle, readHandlerError, type SourcePlace } from './handler-error'
import { keptSteps } from './kept-steps'
import { afterBatchStep, STREAM_CAUSES, streamBatchDetail, streamBatchEndStep, streamBatchTitle } from './stream-batch'

export interface Step {
  readonly at: number
  readonly tone: Tone
  readonly title: string
  readonly detail?: string
  readonly link?: { readonly text: string; readonly to: Selection }
  /** What IAM denied here, if it did. */
  readonly denial?: Denial
  /** The record that says so: it can be asked why. */
  readonly because?: TraceRecord
  /** How the trace names the resource that it is about. */
  readonly resource?: string
  /** Of an error: its stack. */
  readonly frames?: readonly string[]
  /** The line of code that it is about. */
  readonly place?: SourcePlace
}

export type Denial = RequestLog['denials'][number]

/** @param environments of the run: they know why they were made */
export function requestStory(
  request: RequestLog,
  names: ResourceNames,
  now: number,
  environments?: Environments,
): readonly Step[] {
  const { batch: because, functionName: resource } = request
  const steps: Step[] = [{ ...receivedStep(request, names), resource, ...(because && { because }) }]
  for (const throttle of request.throttles) {
    steps.push({
      at: throttle.at,
      tone: 'throttle',
      title: 'Throttled (429)',
      detail: throttle.reason,
      because: throttle,
    })
  }
  for (const attempt of request.attempts) {
    const environment = environments?.get(attempt.environment)
    if (attempt.cold && environment) steps.push(coldStartStep(environment.created, attempt))
    const step = attemptStep(attempt, request, now)
    steps.push(attempt.end && attempt.end.status !== 'success' ? { ...step, because: attempt.end } : step)
  }
  for (const call of request.calls) steps.push(callStep(call))
  steps.push(...keptSteps(request, environments))
  for (const denial of request.denials) steps.push(denialStep(denial, names))
  for (const fault of request.faults) steps.push(faultStep(fault, names))
  for (const retry of request.retries) {
    const over = retry.due <= now || request.attempts.some((one) => one.startedAt >= retry.due)
    const wait = durationText(retry.due - retry.at)
    steps.push({
      at: retry.at,
      tone: 'waiting',
      because: retry,
      title:
        retry.cause === 'function-error'
          ? `Attempt ${retry.attempt} in ${wait}`
          : `Back to the event queue for ${wait}`,
      detail: over ? CAUSES[retry.cause] : `${CAUSES[retry.cause]}; due in ${durationText(retry.due - now)}`,
    })
  }
  if (request.asyncEnd) steps.push({ ...asyncEndStep(request.asyncEnd), because: request.asyncEnd })
  for (const delivery of request.deliveries) steps.push(deliveryStep(delivery, names))
  if (request.batchEnd) {
    const end = request.batchEnd
    steps.push({ ...(request.batch?.stream ? streamBatchEndStep(end) : batchEndStep(end, names)), because: end })
  }
  for (const record of request.afterBatch) steps.push({ ...afterBatchStep(record), because: record })
  return steps
    .map((step, index) => ({ step, index }))
    .sort(inTime)
    .map(({ step }) => step)
}

/** By time; steps of the same instant stay as the story was written. */
const inTime = (a: { step: Step; index: number }, b: { step: Step; index: number }): number =>
  a.step.at - b.step.at || a.index - b.index

const CAUSES = {
  'function-error': 'retry after a function error',
  throttle: 'throttled; does not count as an attempt',
  'system-error': 'system error; does not count as an attempt',
} as const

function receivedStep(request: RequestLog, names: ResourceNames): Step {
  const at = request.receivedAt
  const target = names.label(request.functionName)
  if (request.batch) {
    const { recordIds, source, cause, stream } = request.batch
    const how = `event source mapping invokes ${target}; ${BATCH_CAUSES[cause]}`
    if (stream) {
      const title = streamBatchTitle(request.batch, stream, names)
      return { at, tone: 'queue', title, detail: `${how}; ${streamBatchDetail(stream)}` }
    }
    return {
      at,
      tone: 'queue',
      title: `Batch of ${plural(recordIds.length, 'message')} from ${names.label(source)}`,
      detail: how,
    }
  }
  if (request.source === 'async')
    return { at, tone: 'neutral', title: `Accepted (202) for ${target}`, detail: 'event queued' }
  if (request.source === 'durable') return { at, tone: 'running', title: `Lambda resumed ${target}` }
  return { at, tone: 'neutral', title: `Invoked ${target}` }
}

const BATCH_CAUSES = {
  'batch-size': 'batch size reached',
  'batch-window': 'batch window ended',
  'payload-size': 'payload size limit reached',
  'no-window': 'no batch window',
  ...STREAM_CAUSES,
} as const

function coldStartStep(created: Environment['created'], { startedAt }: Attempt): Step {
  const took = durationText(startedAt - created.at)
  return { at: created.at, tone: 'init', title: 'Cold start', detail: `Init: ${took}`, because: created }
}

function attemptStep(attempt: Attempt, request: RequestLog, now: number): Step {
  const name = request.source === 'async' ? `Attempt ${attempt.attempt}` : 'Invocation'
  const cold = attempt.cold ? 'cold start' : ''
  const { end } = attempt
  if (!end)
    return {
      at: attempt.startedAt,
      tone: 'running',
      title: `${name} running`,
      detail: listed(cold, durationText(now - attempt.startedAt)),
    }
  const took = durationText(end.duration)
  const { answeredAt } = attempt
  const extensions = answeredAt === undefined ? '' : `extensions for ${durationText(end.at - answeredAt)} of it`
  if (end.status === 'success')
    return {
      at: attempt.startedAt,
      tone: 'success',
      title: `${name} succeeded`,
      detail: listed(took, cold, extensions),
    }
  const error = readHandlerError(end.payload)
  return {
    at: attempt.startedAt,
    tone: end.status === 'timeout' ? 'timeout' : 'error',
    title: `${name} ${FAILED[end.status]}`,
    detail: listed(took, cold, extensions, error ? errorTitle(error) : ''),
    ...(error && error.trace.length > 0 && { frames: error.trace }),
  }
}

/** One request of the handler's code: `sqs:SendMessage`, answered or not yet. */
function callStep({ start, end }: ServiceCall): Step {
  const { at, method, url } = start
  const title = start.operation ?? `${method} ${url}`
  if (!end) return { at, tone: 'running', title, detail: 'waiting for the answer' }
  const failed = end.status >= 400
  const tone = end.status === 429 ? 'throttle' : failed ? 'error' : 'success'
  return { at, tone, title, detail: listed(String(end.status), durationText(end.duration)) }
}

function denialStep(denial: Denial, names: ResourceNames): Step {
  const { at, action, resource, reason } = denial
  return {
    at,
    tone: 'error',
    title: `${action} denied on ${names.label(resource)}`,
    detail: reason,
    denial,
    because: denial,
  }
}

const FAULTS = {
  throttle: 'throttled',
  error: 'service error',
  crash: 'environment crashes',
  latency: 'delay',
  poison: 'poison event',
  'no-backoff': 'no wait before the retry',
} as const

function faultStep({ at, fault, arn, detail }: RequestLog['faults'][number], names: ResourceNames): Step {
  return { at, tone: 'throttle', title: `Injected by you: ${FAULTS[fault]}`, detail: listed(names.label(arn), detail) }
}

const FAILED = {
  error: 'failed',
  timeout: 'timed out',
  exit: 'ended its process',
  'out-of-memory': 'ran out of memory',
  'init-error': 'failed in Init',
} as const

const listed = (...parts: string[]): string => parts.filter(Boolean).join(' · ')

function asyncEndStep({ at, condition, invokeCount }: NonNullable<RequestLog['asyncEnd']>): Step {
  const attempts = plural(invokeCount, 'attempt')
  switch (condition) {
    case 'Success':
      return { at, tone: 'success', title: 'Event processed', detail: attempts }
    case 'RetriesExhausted':
      return { at, tone: 'error', title: 'Retries exhausted', detail: attempts }
    case 'EventAgeExceeded':
      return { at, tone: 'error', title: 'Maximum event age exceeded', detail: attempts }
    case 'ZeroReservedConcurrency':
      return { at, tone: 'error', title: 'Not attempted', detail: 'reserved concurrency is 0' }
    case 'RecursiveInvocation':
      return { at, tone: 'error', title: 'Recursive loop stopped', detail: attempts }
  }
}

const DELIVERIES = {
  'on-success': 'on-success destination',
  'on-failure': 'on-failure destination',
  'dead-letter-queue': 'dead-letter queue',
} as const

function deliveryStep(delivery: RequestLog['deliveries'][number], names: ResourceNames): Step {
  const target = names.label(delivery.target)
  if (delivery.type === 'destination.failed') {
    return {
      at: delivery.at,
      tone: 'error',
      title: `Not delivered to ${target}`,
      detail: delivery.message,
      because: delivery,
    }
  }
  const type = names.find(delivery.target)?.type
  if (type === 'AWS::S3::Bucket') {
    return { at: delivery.at, tone: 'queue', title: `Object put into ${target}`, detail: delivery.deliveryId }
  }
  const toQueue = type !== 'AWS::Lambda::Function'
  return {
    at: delivery.at,
    tone: 'queue',
    title: `Sent to ${target}`,
    detail: DELIVERIES[delivery.kind],
    resource: delivery.target,
    link: {
      text: toQueue ? 'message' : 'request',
      to: { kind: toQueue ? 'message' : 'request', id: delivery.deliveryId },
    },
  }
}

function batchEndStep(end: NonNullable<RequestLog['batchEnd']>, names: ResourceNames): Step {
  const queue = names.label(end.source)
  const deleted = `${plural(end.deleted.length, 'message')} deleted from ${queue}`
  if (end.outcome === 'success') return { at: end.at, tone: 'success', title: deleted }
  const returned = `${plural(end.returned.length, 'message')} back in ${queue} when the visibility timeout ends`
  if (end.outcome === 'partial')
    return { at: end.at, tone: 'timeout', title: 'Partial batch failure', detail: `${deleted}; ${returned}` }
  return {
    at: end.at,
    tone: 'error',
    title: end.outcome === 'throttled' ? 'Batch throttled' : 'Batch failed',
    detail: returned,
  }
}

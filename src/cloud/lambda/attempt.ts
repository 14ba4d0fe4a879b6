/**
 * One attempt at an invocation inside an environment: Init if it is needed, Invoke, the log's platform lines, REPORT.
 *
 * Source: Guide, "Lambda execution environment lifecycle" and "CloudWatch logs"; error payloads recorded from AWS
 * (LocalStack's test suite, ls/invoke/*).
 * - A first Init that fails is run once more, inside the invocation and its timeout; that failure is the caller's.
 * - After a reset, Init runs inside the invocation and shows neither INIT_START nor Init Duration.
 * - The caller has its answer as soon as the runtime gave it; the invocation goes on, and is billed, until every
 *   extension has called Next.
 */

import type { Outcome, ResponseChunk } from '../../runtime/protocol'
import type { InvocationSource, InvocationStatus } from '../aws/trace-records'
import { seconds } from '../aws/units'
import { PlatformEvents } from './attempt-events'
import { billedDuration } from './billing'
import type { Capacity } from './capacity'
import type { Ending, ExecutionEnvironment, LogScope } from './environment'
import { knownErrorType } from './execution/api-answers'
import * as limits from './limits'
import { StreamedResponse } from './streamed-response'
import { sendSegments } from './tracing'

export interface AttemptRequest {
  readonly requestId: string
  /** JSON text. */
  readonly payload: string
  readonly source: InvocationSource
  /** From 1. */
  readonly attempt: number
  readonly invokedFunctionArn: string
  readonly traceId: string
  readonly clientContext?: string
  /** Of functions that isolate tenants. */
  readonly tenantId?: string
  /** As invoked: none when it was the function itself. */
  readonly qualifier?: string
  /** When the request came, virtual milliseconds. */
  readonly receivedAt?: number
  /** Id of Lambda's own segment of the trace. */
  readonly serviceSegment?: string
  /** Id of the caller's segment. */
  readonly callerSegment?: string
  /** What it runs on. */
  readonly capacity?: Capacity
  /** Whether the caller takes a streamed response part by part; others get the whole, as far as it fits. */
  readonly streaming?: boolean
}

export interface AttemptResult {
  readonly status: InvocationStatus
  /** JSON text: the response or the error payload. */
  readonly payload: string
  readonly functionError: 'Unhandled' | null
  readonly executedVersion: string
  /** The error's message, for a dead-letter queue. */
  readonly errorMessage: string | null
  /** What a streaming handler wrote, up to its end or its error; null when it wrote nothing. */
  readonly stream: StreamedResponse | null
  /** The invocation's log, newest line last. */
  readonly log: readonly string[]
}

interface Failure {
  readonly status: Exclude<InvocationStatus, 'success'>
  readonly payload: string
  readonly errorMessage: string
  /** As REPORT names it; null for an error that the handler threw. */
  readonly reportType: string | null
  readonly reset: 'TIMEOUT' | 'FAILURE' | null
}

export function runAttempt(
  environment: ExecutionEnvironment,
  request: AttemptRequest,
  done: (result: AttemptResult) => void,
): void {
  new Attempt(environment, request, done).start()
}

class Attempt {
  readonly #log: string[] = []
  readonly #kernel
  readonly #configuration
  readonly #events
  /** Where the invocation's own duration starts. */
  #startedAt = 0
  #initDuration: number | null = null
  #cold = false
  #endedAfterwards = false
  /** What the caller got while extensions were still at work, and when. */
  #answered: { readonly answer: Answer; readonly at: number } | null = null
  #stream: StreamedResponse | null = null

  constructor(
    readonly environment: ExecutionEnvironment,
    readonly request: AttemptRequest,
    readonly done: (result: AttemptResult) => void,
  ) {
    this.#kernel = environment.context.kernel
    this.#configuration = environment.configuration
    this.#events = new PlatformEvents(environment, request)
  }

  start(): void {
    this.environment.occupy()
    if (this.environment.initialised) this.#invoke()
    else if (this.environment.initAttempted) this.#suppressedInit()
    else this.#firstInit()
  }

  get #deadline(): number {
    return this.#startedAt + seconds(this.#configuration.timeout)
  }

  #firstInit(): void {
    this.#cold = true
    this.#init('init', this.#kernel.now + limits.INIT_TIMEOUT, this.#scope(null), (failure, duration) => {
      if (failure) {
        this.#suppressedInit()
        return
      }
      this.#initDuration = duration
      this.#invoke()
    })
  }

  /** Init inside the invocation: it counts against the timeout and is part of Duration. */
  #suppressedInit(): void {
    this.#startedAt = this.#kernel.now
    const afterFailedInit = this.#cold
    if (!afterFailedInit) this.#begin()
    const scope = this.#scope(afterFailedInit ? null : this.request.requestId)
    this.#init('invoke', this.#deadline, scope, (failure) => {
      if (afterFailedInit) this.#begin()
      if (failure) this.#finish({ failure, response: '' })
      else this.#handle()
    })
  }

  #init(
    phase: 'init' | 'invoke',
    deadline: number,
    scope: LogScope,
    end: (failure: Failure | null, duration: number) => void,
  ): void {
    const { environment } = this
    const facts = { environment: environment.id, functionName: this.#configuration.name, phase } as const
    const startedAt = this.#kernel.now
    this.#kernel.trace.record({ type: 'environment.init-started', ...facts })
    // Not part of the invocation's own log: LogResult starts with START (recorded from AWS).
    const elsewhere: LogScope = { requestId: null, onLine: () => undefined }
    const started = (): void => environment.emit(this.#events.initStart(phase), elsewhere)
    environment.init(deadline, scope, started, (ending) => {
      const failure = this.#failureOf(ending)
      const errorType = failure && (failure.reportType ?? reportedTypeOf(ending))
      const duration = this.#kernel.now - startedAt
      this.#kernel.trace.record({
        type: 'environment.init-ended',
        ...facts,
        status: failure ? (failure.status === 'timeout' ? 'timeout' : 'error') : 'success',
        duration,
        errorType,
      })
      const ended = failure ? { status: failure.status, errorType } : null
      for (const event of this.#events.initEnd(phase, duration, ended)) environment.emit(event, scope)
      if (!failure) {
        end(null, duration)
        return
      }
      const status = failure.status === 'error' ? 'init-error' : failure.status
      const go = (): void => end({ ...failure, status, reportType: errorType, reset: null }, duration)
      environment.reset(failure.status === 'timeout' ? 'TIMEOUT' : 'FAILURE')
      // When Init is run once more, the processes have to be gone first.
      if (phase === 'init') environment.afterReset(go)
      else go()
    })
  }

  #invoke(): void {
    this.#startedAt = this.#kernel.now
    this.#begin()
    this.#handle()
  }

  /** The START line. */
  #begin(): void {
    const { environment, request } = this
    this.#kernel.trace.record({
      type: 'invocation.started',
      requestId: request.requestId,
      environment: environment.id,
      functionName: this.#configuration.name,
      version: environment.version,
      source: request.source,
      attempt: request.attempt,
      cold: this.#cold,
      ...(request.qualifier !== undefined && { qualifier: request.qualifier }),
      ...(request.capacity !== undefined && { capacity: request.capacity }),
    })
    environment.emit(this.#events.start(), this.#scope(request.requestId))
  }

  #handle(): void {
    const { requestId, payload, invokedFunctionArn, traceId, clientContext, tenantId } = this.request
    const invocation = {
      ...{ requestId, payload, invokedFunctionArn, traceId },
      ...(clientContext && { clientContext }),
      ...(tenantId !== undefined && { tenantId }),
    }
    const scope = { ...this.#scope(requestId), onChunk: (chunk: ResponseChunk) => this.#receive(chunk) }
    const { faults } = this.environment.context
    const { arn } = this.environment.functionVersion.fn
    const injected = faults.endingOf(arn, requestId, payload)
    const delay = faults.latency(arn, requestId)
    const run = (): void =>
      this.environment.invoke(invocation, this.#deadline, scope, {
        answered: (ending) => this.#answerEarly(this.#answerOf(withFault(ending, injected))),
        ended: (ending) => {
          if (ending.kind === 'done') this.#finish(this.#answered?.answer ?? NOTHING)
          else if (this.#answered) this.#finish({ ...this.#answered.answer, failure: this.#failureOf(ending) })
          else this.#finish(this.#answerOf(withFault(ending, injected)))
        },
      })
    if (delay > 0) this.#kernel.at(Math.min(this.#kernel.now + delay, this.#deadline), run)
    else run()
  }

  #answerOf(ending: Ending): Answer {
    if (ending.kind !== 'outcome' || ending.outcome.kind !== 'response') {
      return { failure: this.#failureOf(ending), response: '' }
    }
    // Answered, and then the process ended: the caller has its answer, the environment starts anew.
    this.#endedAfterwards = ending.outcome.exitCode !== undefined
    return ending.outcome.streamed ? this.#streamed() : this.#responded(ending.outcome.payload)
  }

  /** The caller has its answer; extensions, or a custom runtime, are still at work. */
  #answerEarly(answer: Answer): void {
    const { environment, request } = this
    this.#answered = { answer, at: this.#kernel.now }
    this.#runtimeDone(answer)
    this.#kernel.trace.record({
      type: 'invocation.answered',
      requestId: request.requestId,
      environment: environment.id,
      functionName: this.#configuration.name,
    })
    this.#give(answer)
  }

  #runtimeDone({ failure, response }: Answer): void {
    const duration = this.#kernel.now - this.#startedAt
    const event = this.#events.runtimeDone(this.#startedAt, duration, failure, response)
    this.environment.emit(event, this.#scope(this.request.requestId))
  }

  #receive(chunk: ResponseChunk): void {
    const { kernel } = this.environment.context
    const first = this.#stream === null
    this.#stream ??= new StreamedResponse()
    this.#stream.add(chunk, kernel.now)
    kernel.trace.record({
      type: 'invocation.streamed',
      requestId: this.request.requestId,
      environment: this.environment.id,
      functionName: this.#configuration.name,
      bytes: chunk.bytes.length,
      contentType: first ? this.#stream.contentType : null,
    })
  }

  #streamed(): Answer {
    const stream = this.#stream
    const { streaming } = this.request
    if (stream?.tooLarge || (!streaming && (stream?.size ?? 0) > limits.RESPONSE_PAYLOAD_MAX)) {
      return tooLarge(streaming ? limits.STREAMED_RESPONSE_MAX : limits.RESPONSE_PAYLOAD_MAX)
    }
    return { failure: null, response: stream?.text ?? '' }
  }

  #responded(payload: string): Answer {
    // UTF-8 is never shorter than UTF-16 has units: only long texts need counting.
    const exceeds =
      payload.length * 3 > limits.RESPONSE_PAYLOAD_MAX && utf8.encode(payload).length > limits.RESPONSE_PAYLOAD_MAX
    return exceeds ? tooLarge(limits.RESPONSE_PAYLOAD_MAX) : { failure: null, response: payload }
  }

  #finish(answer: Answer): void {
    const { environment, request } = this
    const { failure, response } = answer
    const scope = this.#scope(request.requestId)
    const duration = this.#kernel.now - this.#startedAt
    const billed = billedDuration(duration, this.#initDuration)
    const status = failure?.status ?? 'success'
    const since = this.#answered?.at
    if (since === undefined) this.#runtimeDone(answer)
    const overhead = since === undefined ? null : { since, durationMs: this.#kernel.now - since }
    environment.emit(this.#events.report(duration, billed, this.#initDuration, failure, overhead), scope)
    this.#kernel.trace.record({
      type: 'invocation.ended',
      requestId: request.requestId,
      environment: environment.id,
      functionName: this.#configuration.name,
      source: request.source,
      attempt: request.attempt,
      status,
      payload: failure?.payload ?? response,
      duration,
      billedDuration: billed,
      initDuration: this.#initDuration,
      memorySizeMB: this.#configuration.memorySize,
      maxMemoryUsedMB: environment.maxMemoryUsedMB,
    })
    const { initDuration, startedAt } = { initDuration: this.#initDuration, startedAt: this.#startedAt }
    sendSegments(environment, request, { startedAt, initDuration, status, error: failure?.payload ?? null })
    const reset = failure?.reset ?? (this.#endedAfterwards ? 'FAILURE' : null)
    if (reset) environment.reset(reset)
    environment.rest()
    if (!this.#answered) this.#give(answer)
  }

  /** The caller gets its answer. */
  #give({ failure, response }: Answer): void {
    const { environment } = this
    this.done({
      status: failure?.status ?? 'success',
      payload: failure?.payload ?? response,
      functionError: failure ? 'Unhandled' : null,
      executedVersion: environment.version,
      errorMessage: failure?.errorMessage ?? null,
      stream: this.#stream,
      log: this.#log,
    })
  }

  #scope(requestId: string | null): LogScope {
    return { requestId, onLine: (message) => void this.#log.push(message) }
  }

  #failureOf(ending: Ending): Failure | null {
    const { requestId } = this.request
    switch (ending.kind) {
      case 'outcome':
        return failureOfOutcome(ending.outcome, requestId)
      case 'timeout': {
        const message = `RequestId: ${requestId} Error: Task timed out after ${this.#configuration.timeout.toFixed(2)} seconds`
        return sandboxFailure('timeout', 'Sandbox.Timedout', message, 'TIMEOUT')
      }
      case 'reported': {
        const { body } = ending.error
        return { status: 'error', payload: body, errorMessage: messageIn(body), reportType: null, reset: null }
      }
      case 'extension': {
        const message = `RequestId: ${requestId} Error: ${ending.reason}`
        return sandboxFailure('exit', ending.errorType, message, 'FAILURE')
      }
      case 'no-entrypoint': {
        const message = `RequestId: ${requestId} Error: ${ending.reason}`
        return sandboxFailure('init-error', 'Runtime.InvalidEntrypoint', message, 'FAILURE')
      }
      case 'out-of-memory': {
        const message = `RequestId: ${requestId} Error: Runtime exited with error: signal: killed`
        return sandboxFailure('out-of-memory', 'Runtime.OutOfMemory', message, 'FAILURE')
      }
    }
  }
}

/** What the caller gets: an error, or the response. */
interface Answer {
  readonly failure: Failure | null
  readonly response: string
}

const NOTHING: Answer = { failure: null, response: 'null' }

const utf8 = new TextEncoder()

/** @param maximum bytes */
function tooLarge(maximum: number): Answer {
  const errorMessage = `Response payload size exceeded maximum allowed payload size (${maximum} bytes).`
  const errorType = 'Function.ResponseSizeTooLarge'
  const payload = JSON.stringify({ errorMessage, errorType })
  return { failure: { status: 'error', payload, errorMessage, reportType: errorType, reset: null }, response: '' }
}

/** A custom runtime's error is whatever it sent. */
function messageIn(body: string): string {
  try {
    const { errorMessage } = JSON.parse(body) as { errorMessage?: unknown }
    return typeof errorMessage === 'string' ? errorMessage : body
  } catch {
    return body
  }
}

function failureOfOutcome(outcome: Outcome, requestId: string): Failure | null {
  switch (outcome.kind) {
    case 'initialized':
    case 'response':
      return null
    case 'exit': {
      const reason =
        outcome.exitCode === 0
          ? 'Runtime exited without providing a reason'
          : `Runtime exited with error: exit status ${outcome.exitCode}`
      return sandboxFailure('exit', 'Runtime.ExitError', `RequestId: ${requestId} Error: ${reason}`, 'FAILURE')
    }
    case 'error':
      return {
        status: 'error',
        payload: JSON.stringify(outcome.error),
        errorMessage: outcome.error.errorMessage,
        reportType: outcome.exitCode === undefined ? null : knownErrorType(outcome.error.errorType),
        reset: outcome.exitCode === undefined ? null : 'FAILURE',
      }
  }
}

function sandboxFailure(
  status: Failure['status'],
  errorType: string,
  errorMessage: string,
  reset: 'TIMEOUT' | 'FAILURE',
): Failure {
  const payload = JSON.stringify({ errorType, errorMessage })
  return { status, payload, errorMessage, reportType: errorType, reset }
}

function reportedTypeOf(ending: Ending): string | null {
  if (ending.kind === 'reported') return ending.error.type
  return ending.kind === 'outcome' && ending.outcome.kind === 'error'
    ? knownErrorType(ending.outcome.error.errorType)
    : null
}

/** The code has run; what it answered is lost, or was never what it should be. */
function withFault(ending: Ending, fault: 'crash' | 'poison' | null): Ending {
  if (fault === null || ending.kind !== 'outcome') return ending
  if (fault === 'crash') return { kind: 'outcome', outcome: { kind: 'exit', exitCode: 1 } }
  const error = { errorType: 'Error', errorMessage: 'Poison event, injected by you', trace: [] }
  return { kind: 'outcome', outcome: { kind: 'error', error } }
}

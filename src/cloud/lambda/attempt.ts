/**
 * One attempt at an invocation inside an environment: Init if it is needed, Invoke, the log's platform lines, REPORT.
 *
 * Source: Guide, "Lambda execution environment lifecycle" and "CloudWatch logs"; error payloads recorded from AWS
 * (LocalStack's test suite, ls/invoke/*).
 * - A first Init that fails is run once more, inside the invocation and its timeout; that failure is the caller's.
 * - After a reset, Init runs inside the invocation and shows neither INIT_START nor Init Duration.
 */

import type { ErrorPayload, Outcome, ResponseChunk } from '../../runtime/protocol'
import type { InvocationSource, InvocationStatus } from '../aws/trace-records'
import { seconds } from '../aws/units'
import { PlatformEvents } from './attempt-events'
import { billedDuration } from './billing'
import type { Ending, ExecutionEnvironment, LogScope } from './environment'
import * as limits from './limits'
import { StreamedResponse } from './streamed-response'

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
      if (failure) this.#finish(failure)
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
    environment.emit(this.#events.initStart(phase), { requestId: null, onLine: () => undefined })
    environment.init(deadline, scope, (ending) => {
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
      if (failure) environment.reset(failure.status === 'timeout' ? 'TIMEOUT' : 'FAILURE')
      const status = failure?.status === 'error' ? 'init-error' : failure?.status
      end(failure && status ? { ...failure, status, reportType: errorType, reset: null } : null, duration)
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
    })
    environment.emit(this.#events.start(), this.#scope(request.requestId))
  }

  #handle(): void {
    const { requestId, payload, invokedFunctionArn, traceId, clientContext } = this.request
    const invocation = { requestId, payload, invokedFunctionArn, traceId, ...(clientContext && { clientContext }) }
    const scope = { ...this.#scope(requestId), onChunk: (chunk: ResponseChunk) => this.#receive(chunk) }
    this.environment.invoke(invocation, this.#deadline, scope, (ending) => {
      if (ending.kind !== 'outcome' || ending.outcome.kind !== 'response') {
        this.#finish(this.#failureOf(ending) as Failure)
        return
      }
      // Answered, and then the process ended: the caller has its answer, the environment starts anew.
      this.#endedAfterwards = ending.outcome.exitCode !== undefined
      if (ending.outcome.streamed) this.#respondStreamed()
      else this.#respond(ending.outcome.payload)
    })
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

  #respondStreamed(): void {
    const stream = this.#stream
    const { streaming } = this.request
    if (stream?.tooLarge || (!streaming && (stream?.size ?? 0) > limits.RESPONSE_PAYLOAD_MAX)) {
      this.#refuseSize(streaming ? limits.STREAMED_RESPONSE_MAX : limits.RESPONSE_PAYLOAD_MAX)
    } else this.#finish(null, stream?.text ?? '')
  }

  #respond(payload: string): void {
    // UTF-8 is never shorter than UTF-16 has units: only long texts need counting.
    const tooLarge =
      payload.length * 3 > limits.RESPONSE_PAYLOAD_MAX && utf8.encode(payload).length > limits.RESPONSE_PAYLOAD_MAX
    if (!tooLarge) {
      this.#finish(null, payload)
      return
    }
    this.#refuseSize(limits.RESPONSE_PAYLOAD_MAX)
  }

  #refuseSize(maximum: number): void {
    const errorMessage = `Response payload size exceeded maximum allowed payload size (${maximum} bytes).`
    this.#finish({
      status: 'error',
      payload: JSON.stringify({ errorMessage, errorType: 'Function.ResponseSizeTooLarge' }),
      errorMessage,
      reportType: 'Function.ResponseSizeTooLarge',
      reset: null,
    })
  }

  #finish(failure: Failure | null, response = ''): void {
    const { environment, request } = this
    const scope = this.#scope(request.requestId)
    const duration = this.#kernel.now - this.#startedAt
    const billed = billedDuration(duration, this.#initDuration)
    const status = failure?.status ?? 'success'
    environment.emit(this.#events.runtimeDone(this.#startedAt, duration, failure, response), scope)
    environment.emit(this.#events.report(duration, billed, this.#initDuration, failure), scope)
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
    const reset = failure?.reset ?? (this.#endedAfterwards ? 'FAILURE' : null)
    if (reset) environment.reset(reset)
    environment.rest()
    this.done({
      status,
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
      case 'out-of-memory': {
        const message = `RequestId: ${requestId} Error: Runtime exited with error: signal: killed`
        return sandboxFailure('out-of-memory', 'Runtime.OutOfMemory', message, 'FAILURE')
      }
    }
  }
}

const utf8 = new TextEncoder()

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
        reportType: outcome.exitCode === undefined ? null : reportedType(outcome.error),
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
  return ending.kind === 'outcome' && ending.outcome.kind === 'error' ? reportedType(ending.outcome.error) : null
}

/**
 * The type as platform lines name it: the runtime's own types as they are, everything else unknown to the platform.
 * Source: aws/aws-lambda-runtime-interface-emulator, fatalerror.
 */
function reportedType(error: ErrorPayload): string {
  return /^(Runtime|Function)\.[A-Z][a-zA-Z]+$/.test(error.errorType) ? error.errorType : 'Runtime.Unknown'
}

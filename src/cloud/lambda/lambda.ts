/** The Lambda service: functions, their mappings, and the Invoke API. */

import { AwsError } from '../aws/aws-error'
import { formatArn } from '../aws/arn'
import type { InvocationSource } from '../aws/trace-records'
import type { CodePackage, DeliveryTarget } from '../services/contract'
import { AsyncQueue } from './async-queue'
import { runAttempt, type AttemptRequest, type AttemptResult } from './attempt'
import { admit, type ThrottleReason } from './capacity'
import type { MappingConfiguration } from './event-source-mapping/configuration'
import { QueuePoller } from './event-source-mapping/queue-poller'
import { LATEST, LambdaFunction, type EventInvokeConfiguration, type FunctionConfiguration } from './function'
import type { LambdaContext } from './lambda-context'
import * as limits from './limits'

export interface InvokeInput {
  readonly functionName: string
  readonly payload: string
  readonly qualifier?: string
  /** Base64 of JSON. */
  readonly clientContext?: string
}

export interface InvokeResult {
  readonly requestId: string
  readonly result: AttemptResult
}

interface Registered {
  readonly fn: LambdaFunction
  readonly queue: AsyncQueue
}

export class Lambda {
  readonly #functions = new Map<string, Registered>()
  /** By the mapping's UUID. */
  readonly #pollers = new Map<string, { readonly poller: QueuePoller; readonly functionName: string }>()
  readonly deliveryTarget: DeliveryTarget

  constructor(readonly context: LambdaContext) {
    this.deliveryTarget = {
      deliver: (targetArn, delivery) => ({
        id: this.invokeAsync({ functionName: targetArn, payload: delivery.body }),
      }),
    }
  }

  // --- Functions

  createFunction(configuration: FunctionConfiguration, code: CodePackage): LambdaFunction {
    const { kernel } = this.context
    const fn = new LambdaFunction(configuration, code, limits.SCALING_BURST, kernel.now)
    const queue = new AsyncQueue(fn, this.context, (request, done) =>
      this.#attempt(fn, request, done) === null ? 'started' : 'throttled',
    )
    this.#functions.set(configuration.name, { fn, queue })
    return fn
  }

  /** New environments from now on; those that run finish first. */
  updateFunction(fn: LambdaFunction, configuration: FunctionConfiguration, code: CodePackage): void {
    fn.configuration = configuration
    fn.code = code
    for (const environment of [...fn.environments]) environment.retire()
  }

  deleteFunction(fn: LambdaFunction): void {
    fn.deleted = true
    this.#functions.delete(fn.configuration.name)
    for (const [uuid, { poller, functionName }] of this.#pollers) {
      if (functionName !== fn.configuration.name) continue
      poller.close()
      this.#pollers.delete(uuid)
    }
    for (const environment of [...fn.environments]) environment.retire()
  }

  setEventInvoke(fn: LambdaFunction, configuration: EventInvokeConfiguration | null): void {
    fn.eventInvoke = configuration
  }

  find(name: string): LambdaFunction | undefined {
    return this.#functions.get(name)?.fn
  }

  functions(): readonly LambdaFunction[] {
    return [...this.#functions.values()].map(({ fn }) => fn)
  }

  // --- Event source mappings

  startMapping(configuration: MappingConfiguration): void {
    const { kernel } = this.context
    const { uuid, functionName, eventSourceArn: source } = configuration
    const state = configuration.enabled ? 'Enabled' : 'Disabled'
    kernel.trace.record({ type: 'mapping.state', mapping: uuid, functionName, source, state })
    const queueSource = this.context.queueSource(source)
    const fn = this.find(functionName)
    if (!configuration.enabled || !queueSource || !fn) return
    const polled = {
      name: functionName,
      role: fn.configuration.role,
      invoke: (payload: string, requestId: string, done: (result: AttemptResult) => void): boolean => {
        const request = this.#request(fn, { functionName, payload }, requestId)
        this.#received(fn, request, 'RequestResponse', 'event-source-mapping')
        return this.#attempt(fn, { ...request, source: 'event-source-mapping', attempt: 1 }, done) === null
      },
    }
    const poller = new QueuePoller(configuration, polled, queueSource, this.context)
    this.#pollers.set(uuid, { poller, functionName })
  }

  stopMapping(configuration: MappingConfiguration): void {
    const { uuid, functionName, eventSourceArn: source } = configuration
    this.#pollers.get(uuid)?.poller.close()
    this.#pollers.delete(uuid)
    this.context.kernel.trace.record({ type: 'mapping.state', mapping: uuid, functionName, source, state: 'Deleted' })
  }

  // --- Invoke

  /**
   * RequestResponse: one attempt, no retry.
   * @param done called within a kernel event
   * @throws AwsError when the request is refused: unknown function, bad payload, throttled
   */
  invokeSync(input: InvokeInput, done: (answer: InvokeResult) => void): void {
    const fn = this.#resolve(input)
    this.#checkPayload(input.payload, limits.SYNC_PAYLOAD_MAX)
    const request = this.#request(fn, input)
    const { requestId } = request
    this.#received(fn, request, 'RequestResponse', 'sync')
    const reason = this.#attempt(fn, { ...request, source: 'sync', attempt: 1 }, (result) => {
      this.context.kernel.trace.record({
        type: 'request.answered',
        requestId,
        functionName: fn.configuration.name,
        statusCode: 200,
        functionError: result.functionError,
        payload: result.payload,
      })
      done({ requestId, result })
    })
    if (reason) throw new AwsError('TooManyRequestsException', 429, 'Rate Exceeded.', { Reason: reason, Type: 'User' })
  }

  /** Event: queued at once. @returns the request id @throws AwsError */
  invokeAsync(input: InvokeInput): string {
    const fn = this.#resolve(input)
    this.#checkPayload(input.payload, limits.ASYNC_PAYLOAD_MAX)
    const request = this.#request(fn, input)
    this.#received(fn, request, 'Event', 'async')
    this.#functions.get(fn.configuration.name)?.queue.add(request)
    return request.requestId
  }

  /** DryRun: checks only. @throws AwsError */
  invokeDry(input: InvokeInput): string {
    this.#resolve(input)
    return this.context.kernel.random('request-ids').uuid()
  }

  /** @returns null when it started, else why not */
  #attempt(fn: LambdaFunction, request: AttemptRequest, done: (result: AttemptResult) => void): ThrottleReason | null {
    const admission = admit(fn, this.functions(), this.context)
    if (admission.admitted) {
      runAttempt(admission.environment, request, done)
      return null
    }
    this.context.kernel.trace.record({
      type: 'request.throttled',
      requestId: request.requestId,
      functionName: fn.configuration.name,
      source: request.source,
      reason: admission.reason,
    })
    return admission.reason
  }

  #received(
    fn: LambdaFunction,
    request: { readonly requestId: string; readonly payload: string },
    invocationType: 'RequestResponse' | 'Event',
    source: InvocationSource,
  ): void {
    const { requestId, payload } = request
    const functionName = fn.configuration.name
    this.context.kernel.trace.record({
      type: 'request.received',
      requestId,
      functionName,
      invocationType,
      payload,
      source,
    })
  }

  #request(fn: LambdaFunction, input: InvokeInput, requestId?: string): Omit<AttemptRequest, 'source' | 'attempt'> {
    const { kernel } = this.context
    const random = kernel.random('trace-ids')
    const epoch = Math.floor(kernel.now / 1000)
      .toString(16)
      .padStart(8, '0')
    return {
      requestId: requestId ?? kernel.random('request-ids').uuid(),
      payload: input.payload === '' ? '{}' : input.payload,
      invokedFunctionArn: input.qualifier ? `${fn.configuration.arn}:${input.qualifier}` : fn.configuration.arn,
      traceId: `Root=1-${epoch}-${random.hex(24)};Parent=${random.hex(16)};Sampled=0;Lineage=1:${random.hex(8)}:0`,
      ...(input.clientContext && { clientContext: input.clientContext }),
    }
  }

  /** Name, partial ARN or ARN, with or without a qualifier. */
  #resolve(input: InvokeInput): LambdaFunction {
    const parts = input.functionName.split(':')
    const at = parts.lastIndexOf('function')
    const [name = '', inline] = at >= 0 ? parts.slice(at + 1) : parts
    const qualifier = input.qualifier ?? inline ?? LATEST
    const fn = this.find(name)
    const arn = formatArn('lambda', this.context.account, `function:${name}`)
    if (!fn) throw notFound(`Function not found: ${arn}:${qualifier}`)
    if (qualifier !== LATEST)
      throw notFound(
        /^\d+$/.test(qualifier)
          ? `Function not found: ${arn}:${qualifier}`
          : `Cannot find alias arn: ${arn}:${qualifier}`,
      )
    return fn
  }

  #checkPayload(payload: string, maximum: number): void {
    if (payload === '') return
    const size = payload.length * 3 > maximum ? new TextEncoder().encode(payload).length : 0
    if (size > maximum) {
      const text =
        maximum === limits.SYNC_PAYLOAD_MAX
          ? `Request must be smaller than ${maximum} bytes for the InvokeFunction operation`
          : `${size} byte payload is too large for the Event invocation type (limit ${maximum} bytes)`
      throw new AwsError('RequestTooLargeException', 413, text, { Type: 'User' })
    }
    try {
      JSON.parse(payload)
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error)
      throw new AwsError(
        'InvalidRequestContentException',
        400,
        `Could not parse request body into json: Could not parse payload into json: ${reason}`,
        { Type: 'User' },
      )
    }
  }
}

const notFound = (message: string): AwsError =>
  new AwsError('ResourceNotFoundException', 404, message, { Type: 'User' })

/** The Lambda service: functions, their mappings, and the Invoke API. */

import { parseArn } from '../aws/arn'
import { AwsError } from '../aws/aws-error'
import type { InvocationSource } from '../aws/trace-records'
import type { DeliveryTarget } from '../services/contract'
import { AsyncQueue } from './async-queue'
import { runAttempt, type AttemptRequest, type AttemptResult } from './attempt'
import { AccountCapacity, type Admission, type ThrottleReason } from './capacity'
import { decodeClientContext } from './client-context'
import { DurableExecutions } from './durable/executions'
import type { MappingConfiguration } from './event-source-mapping/configuration'
import { Mappings } from './event-source-mapping/mappings'
import type { PolledFunction } from './event-source-mapping/poller'
import { FunctionPolicies } from './function-policy'
import { unprovision } from './provisioned'
import { checkTenant } from './tenancy'
import { Sampler } from './tracing'
import { parseTraceHeader } from '../aws/trace-header'
import { LambdaFunction, type Build, type FunctionVersion } from './function'
import type { LambdaContext } from './lambda-context'
import { Layers } from './layers'
import * as limits from './limits'
import { furthestTrace, invocationTrace, isRecursive, recursiveInvocation, stoppedAttempt } from './recursion'
import { existing, referenceOf, versionFor, versionOrAlias, type FunctionReference } from './qualifiers'

export interface InvokeInput {
  readonly functionName: string
  readonly payload: string
  readonly qualifier?: string
  /** Base64 of JSON; for synchronous invocations only, others leave it out. */
  readonly clientContext?: string
  /** X-Amzn-Trace-Id of the request. */
  readonly traceHeader?: string
  /** Whether the caller takes a streamed response part by part, up to 200 MB: `result.stream`. */
  readonly streaming?: boolean
  /** Of the invocation, when the caller has named it already. */
  readonly requestId?: string
  /** For functions that isolate tenants. */
  readonly tenantId?: string
  /** Of the durable execution that it starts. */
  readonly durableExecutionName?: string
}

export interface InvokeResult {
  readonly requestId: string
  readonly result: AttemptResult
  readonly durableExecutionArn?: string
}

interface Registered {
  readonly fn: LambdaFunction
  readonly queue: AsyncQueue
}

/** What one invocation runs. */
interface Target {
  readonly fn: LambdaFunction
  readonly version: FunctionVersion
  /** As invoked: null without one. */
  readonly qualifier: string | null
}

export class Lambda {
  readonly #functions = new Map<string, Registered>()
  readonly mappings: Mappings
  readonly layers: Layers
  /** Resource-based policies. */
  readonly policies: FunctionPolicies
  readonly capacity: AccountCapacity
  readonly durable: DurableExecutions
  readonly #sampler: Sampler
  readonly deliveryTarget: DeliveryTarget

  constructor(readonly context: LambdaContext) {
    this.layers = new Layers(context.account)
    this.policies = new FunctionPolicies(context.kernel)
    this.#sampler = new Sampler(context)
    this.capacity = new AccountCapacity(context, () => this.functions())
    this.mappings = new Mappings(context, (configuration) => this.#polled(configuration))
    this.durable = new DurableExecutions({
      context,
      version: (functionName, version) => this.find(functionName)?.version(version),
      attempt: (version, request, done) => this.#attempt(version, request, done),
      newRequest: (fn, qualifier, payload, traceHeader) =>
        this.#request({ fn, version: fn.latest, qualifier }, { functionName: fn.name, payload, traceHeader }),
      target: (reference) => this.#target(reference)?.version,
      invoke: (functionName, payload, more, done) =>
        this.invokeSync({ functionName, payload, ...more }, ({ result }) => done(result)),
    })
    this.deliveryTarget = {
      access: (targetArn) => ({ action: 'lambda:InvokeFunction', resource: targetArn }),
      exists: (targetArn) => this.#find(targetArn) !== undefined,
      deliver: (targetArn, delivery) => ({
        id: this.invokeAsync({
          functionName: targetArn,
          payload: delivery.body,
          ...(delivery.traceHeader !== null && { traceHeader: delivery.traceHeader }),
        }),
      }),
    }
  }

  // --- Functions

  createFunction(build: Build): LambdaFunction {
    const { kernel } = this.context
    const fn = new LambdaFunction(build, limits.SCALING_BURST, kernel.now, this.newRevision())
    const queue = new AsyncQueue(fn, this.context, (qualifier, request, done) => {
      if (this.#stopsLoop(fn, request, 'async')) return 'loop'
      const version = versionFor(fn, qualifier, this.#routing)
      if (!version) return 'gone'
      return this.#attempt(version, request, done) === null ? 'started' : 'throttled'
    })
    this.#functions.set(fn.name, { fn, queue })
    return fn
  }

  /** New environments from now on; those that run finish first. */
  updateFunction(fn: LambdaFunction, build: Build): void {
    const { latest } = fn
    latest.state = 'Active'
    latest.lastUpdateStatus = 'Successful'
    latest.modifiedAt = this.context.kernel.now
    latest.revisionId = this.newRevision()
    latest.start(build)
  }

  /** @param reserved null: the function shares the account's unreserved concurrency */
  reserve(fn: LambdaFunction, reserved: number | null): void {
    if (fn.reservedConcurrency === reserved) return
    fn.reservedConcurrency = reserved
    this.context.kernel.trace.record({ type: 'reserved.changed', functionName: fn.name, reserved })
  }

  deleteFunction(fn: LambdaFunction): void {
    fn.deleted = true
    this.reserve(fn, null)
    this.#functions.delete(fn.name)
    this.mappings.stopPolling(fn.name)
    this.policies.forget(fn.arn)
    for (const qualifier of [...fn.provisioned.keys()]) unprovision(fn, qualifier, this.context)
    for (const version of fn.versions) for (const environment of [...version.environments]) environment.retire()
  }

  /** With what belongs to it; an alias that is gone already is no error. */
  deleteAlias(fn: LambdaFunction, name: string): void {
    fn.aliases.delete(name)
    unprovision(fn, name, this.context)
    fn.eventInvoke.delete(name)
    this.policies.forget(`${fn.arn}:${name}`)
  }

  newRevision(): string {
    return this.context.kernel.random('revision-ids').uuid()
  }

  find(name: string): LambdaFunction | undefined {
    return this.#functions.get(name)?.fn
  }

  functions(): readonly LambdaFunction[] {
    return [...this.#functions.values()].map(({ fn }) => fn)
  }

  // --- Invoke

  /**
   * RequestResponse: one attempt, no retry.
   * @param done called within a kernel event
   * @throws AwsError when the request is refused: unknown function, bad payload, throttled
   */
  invokeSync(input: InvokeInput, done: (answer: InvokeResult) => void): void {
    const target = this.#resolve(input)
    this.#checkPayload(input.payload, limits.SYNC_PAYLOAD_MAX)
    this.durable.check(startOf(target, input), true)
    const context = input.clientContext ? decodeClientContext(input.clientContext) : null
    const { fn } = target
    const request = this.#request(target, input, input.requestId)
    const { requestId } = request
    this.#received(fn, request, 'RequestResponse', 'sync')
    if (this.#stopsLoop(fn, request, 'sync')) throw recursiveInvocation()
    const attempt = {
      ...request,
      source: 'sync',
      attempt: 1,
      ...(context !== null && { clientContext: context }),
      ...(input.streaming && { streaming: true }),
    } as const
    const answered = (result: AttemptResult, durableExecutionArn?: string): void => {
      this.context.kernel.trace.record({
        type: 'request.answered',
        requestId,
        functionName: fn.name,
        statusCode: 200,
        functionError: result.functionError,
        payload: result.payload,
      })
      done({ requestId, result, ...(durableExecutionArn !== undefined && { durableExecutionArn }) })
    }
    if (isDurable(target.version)) {
      const execution = this.durable.start({ ...startOf(target, input), request: attempt })
      execution.whenClosed((result) => answered(result, execution.arn))
      return
    }
    const reason = this.#attempt(target.version, attempt, answered)
    if (reason) throw new AwsError('TooManyRequestsException', 429, 'Rate Exceeded.', { Reason: reason, Type: 'User' })
  }

  /** Event: queued at once. @returns the request id @throws AwsError */
  invokeAsync(input: InvokeInput): string {
    return this.invokeEvent(input).requestId
  }

  /** As `invokeAsync`; tells which durable execution it started. */
  invokeEvent(input: InvokeInput): Omit<InvokeResult, 'result'> {
    const target = this.#resolve(input)
    this.#checkPayload(input.payload, limits.ASYNC_PAYLOAD_MAX)
    this.durable.check(startOf(target, input), false)
    const request = this.#request(target, input)
    this.#received(target.fn, request, 'Event', 'async')
    if (isDurable(target.version)) {
      const { arn } = this.durable.start({ ...startOf(target, input), request: { ...request, source: 'async' } })
      return { requestId: request.requestId, durableExecutionArn: arn }
    }
    this.#functions.get(target.fn.name)?.queue.add(request, target.qualifier)
    return { requestId: request.requestId }
  }

  /** DryRun: checks only. @throws AwsError */
  invokeDry(input: InvokeInput): string {
    this.durable.check(startOf(this.#resolve(input), input), false)
    return this.context.kernel.random('request-ids').uuid()
  }

  get #routing() {
    return this.context.kernel.random('alias-routing')
  }

  /** How a mapping's poller reaches the function; each batch draws the version anew. */
  #polled(configuration: MappingConfiguration): PolledFunction | null {
    const { functionName, qualifier } = configuration
    const fn = this.find(functionName)
    return (
      (fn && {
        name: functionName,
        arn: qualifier === null ? fn.arn : `${fn.arn}:${qualifier}`,
        role: fn.configuration.role,
        invoke: (payload, requestId, done, traceHeaders = []) => {
          const version = versionFor(fn, qualifier, this.#routing)
          if (!version) return false
          const traceHeader = furthestTrace(fn, traceHeaders)
          const input = { functionName, payload, ...(traceHeader !== null && { traceHeader }) }
          const request = this.#request({ fn, version, qualifier }, input, requestId)
          this.#received(fn, request, 'RequestResponse', 'event-source-mapping')
          if (this.#stopsLoop(fn, request, 'event-source-mapping')) {
            this.context.kernel.after(0, () => done(stoppedAttempt(version.version)))
            return true
          }
          if (isDurable(version)) {
            const start = { version, name: null, request: { ...request, source: 'event-source-mapping' } } as const
            this.durable.start(start).whenClosed(done)
            return true
          }
          return this.#attempt(version, { ...request, source: 'event-source-mapping', attempt: 1 }, done) === null
        },
      }) ??
      null
    )
  }

  /** @returns null when it started, else why not */
  #attempt(
    version: FunctionVersion,
    request: AttemptRequest,
    done: (result: AttemptResult) => void,
  ): ThrottleReason | null {
    const admission: Admission = this.context.faults.throttles(version.fn.arn, request.requestId)
      ? { admitted: false, reason: 'ConcurrentInvocationLimitExceeded', limit: { kind: 'injected', value: 0 } }
      : this.capacity.admit({
          version,
          qualifier: request.qualifier ?? null,
          tenantId: request.tenantId ?? null,
          synchronous: request.source === 'sync',
        })
    if (admission.admitted) {
      const traceId = request.attempt > 1 ? this.#nextSegment(request.traceId) : request.traceId
      runAttempt(admission.environment, { ...request, traceId, capacity: admission.capacity }, done)
      return null
    }
    this.context.kernel.trace.record({
      type: 'request.throttled',
      requestId: request.requestId,
      functionName: version.fn.name,
      source: request.source,
      reason: admission.reason,
      limit: admission.limit,
    })
    return admission.reason
  }

  /** Every attempt has a segment of its own in the trace. */
  #nextSegment(traceId: string): string {
    return traceId.replace(/Parent=[^;]*/, `Parent=${this.context.kernel.random('trace-ids').hex(16)}`)
  }

  #received(
    fn: LambdaFunction,
    request: { readonly requestId: string; readonly payload: string },
    invocationType: 'RequestResponse' | 'Event',
    source: InvocationSource,
  ): void {
    const { requestId, payload } = request
    const functionName = fn.name
    this.context.kernel.trace.record({
      type: 'request.received',
      requestId,
      functionName,
      invocationType,
      payload,
      source,
    })
  }

  #request(
    { fn, version, qualifier }: Target,
    input: InvokeInput,
    requestId?: string,
  ): Omit<AttemptRequest, 'source' | 'attempt'> {
    const { kernel } = this.context
    const callerSegment = parseTraceHeader(input.traceHeader)?.parent ?? null
    return {
      requestId: requestId ?? kernel.random('request-ids').uuid(),
      payload: input.payload === '' ? '{}' : input.payload,
      invokedFunctionArn: qualifier === null ? fn.arn : `${fn.arn}:${qualifier}`,
      ...(qualifier !== null && { qualifier }),
      ...(input.tenantId !== undefined && { tenantId: input.tenantId }),
      traceId: invocationTrace(fn, input.traceHeader ?? null, kernel.now, kernel.random('trace-ids'), () =>
        this.#sampler.sample(version),
      ),
      receivedAt: kernel.now,
      serviceSegment: kernel.random('segment-ids').hex(16),
      ...(callerSegment !== null && { callerSegment }),
    }
  }

  /** Whether recursive loop detection stops this invocation; that is recorded. */
  #stopsLoop(
    fn: LambdaFunction,
    { requestId, traceId }: Pick<AttemptRequest, 'requestId' | 'traceId'>,
    source: InvocationSource,
  ): boolean {
    if (!isRecursive(fn, traceId)) return false
    this.context.kernel.trace.record({ type: 'request.loop-stopped', requestId, functionName: fn.name, source })
    return true
  }

  /** Name, partial ARN or ARN, with or without a qualifier. @throws AwsError */
  #resolve(input: InvokeInput): Target {
    const { account } = this.context
    const reference = referenceOf(account, input.functionName, input.qualifier)
    const target = existing(this.#target(reference), account, reference)
    checkTenant(target.fn, input.tenantId)
    const { state } = target.version
    if (state === 'Pending') {
      throw new AwsError(
        'ResourceConflictException',
        409,
        `The operation cannot be performed at this time. The function is currently in the following state: ${state}`,
        { Type: 'User' },
      )
    }
    return target
  }

  #target({ name, qualifier }: FunctionReference): Target | undefined {
    const fn = this.find(name)
    const version = fn && versionFor(fn, qualifier, this.#routing)
    return fn && version && { fn, version, qualifier }
  }

  /** By name, partial ARN or ARN; undefined too when its version or alias does not exist. */
  #find(text: string): LambdaFunction | undefined {
    const region = parseArn(text)?.region
    if (region !== undefined && region !== this.context.account.region) return undefined
    const { name, qualifier } = referenceOf(this.context.account, text)
    const fn = this.find(name)
    return fn && versionOrAlias(fn, qualifier) ? fn : undefined
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

const isDurable = (version: FunctionVersion): boolean => version.running.configuration.durable !== null

const startOf = ({ version, qualifier }: Target, { durableExecutionName }: InvokeInput) => ({
  version,
  qualifier,
  name: durableExecutionName ?? null,
})

/** Composition: kernel, Lambda, services and the wire endpoint become one cloud. Kept small on purpose. */

import type { ServiceCall, ServiceResponse } from '../runtime/protocol'
import { AccessControl } from './access-control'
import type { AccessDecision } from './aws/access'
import { DEFAULT_ACCOUNT, type Account } from './aws/arn'
import { AwsError } from './aws/aws-error'
import type { Fault } from './aws/faults'
import type { ResourceView } from './aws/resource-view'
import type { StackModel } from './aws/template'
import type { TraceFact } from './aws/trace-records'
import type { WebEntrance, WebRequest, WebResponse } from './aws/web'
import { Deployer } from './deploy'
import { Faults } from './faults/faults'
import { isDuplicated } from './duplicates'
import { assert } from './kernel/assert'
import { Kernel } from './kernel/kernel'
import type { Trace } from './kernel/trace'
import { lambdaApi } from './lambda/api'
import type { EnvironmentHost } from './lambda/host'
import { Lambda, type InvokeResult } from './lambda/lambda'
import type { LambdaContext } from './lambda/lambda-context'
import { loseProcesses, type LostWork } from './lambda/lost-processes'
import * as limits from './lambda/limits'
import type {
  AccessQuestion,
  Answer,
  CloudOptions,
  DeployReport,
  InvokeRequest,
  InvokeResponse,
  LoadReport,
  LoadRequest,
  PlayReport,
  PlayRequest,
  SendRequest,
  WireRequest,
  WireResponse,
} from './protocol'
import { services } from './services'
import type {
  Authorizer,
  Caller,
  CodePackage,
  Credentials,
  Delivery,
  DeliveryReceipt,
  ResourceType,
  Service,
  ServiceContext,
} from './services/contract'
import { drawLatency } from './latency'
import { deliveryOf, putItemInput, sendTarget } from './send'
import { Sessions } from './sessions'
import { Player, type Dispatch } from './stimuli'
import { Web } from './web'
import { createEndpoint, type Endpoint, type EndpointService } from './wire/endpoint'

/** Who the page acts as: an administrator of the account. */
const USER: Caller = {
  kind: 'account',
  principalId: 'AIDAIENQZJOLO23YVJ4VO',
  arn: 'arn:aws:iam::123456789012:user/playground',
}

/** What can be changed while it runs. */
export interface CloudSettings extends Pick<Cloud, 'cpu' | 'latency' | 'duplicates' | 'accountConcurrency'> {
  readonly faults: readonly Fault[]
}

export class Cloud {
  readonly kernel: Kernel<TraceFact>
  readonly lambda: Lambda
  readonly account: Account = DEFAULT_ACCOUNT
  cpu: 'fixed' | 'measured'
  latency: 'typical' | 'none'
  duplicates: 'never' | 'sometimes'
  /** Undefined: AWS's default. */
  accountConcurrency: number | undefined
  readonly #faults: Faults
  readonly #deployer: Deployer
  readonly #endpoint: Endpoint
  readonly services: readonly EndpointService[]
  readonly #access: AccessControl
  readonly #sessions: Sessions
  readonly #web: Web
  readonly #player: Player

  /** @param known the trace of the run that is had again: its records are not made once more */
  constructor(options: CloudOptions, host: EnvironmentHost, known: Trace<TraceFact> | null = null) {
    this.kernel = new Kernel<TraceFact>(options, known)
    this.#player = new Player(this.kernel, this.#dispatch)
    this.cpu = options.cpu
    this.latency = options.latency
    this.duplicates = options.duplicates
    this.accountConcurrency = options.accountConcurrency
    this.#faults = new Faults(this.kernel, (logicalId) => this.#deployer.find(logicalId)?.arn, options.faults)
    this.#sessions = new Sessions(this.kernel)
    this.#access = new AccessControl(
      this.kernel,
      (arn) => this.#ownerOf(arn),
      () => this.#authorizer(),
    )
    this.#web = new Web(
      () => this.services.flatMap(({ service }) => service.httpEntrance ?? []),
      (accessKeyId) => this.#sessions.identify(accessKeyId),
      USER,
    )
    const context: ServiceContext = {
      kernel: this.kernel,
      account: this.account,
      deliver: (targetArn, delivery) => this.#deliver(targetArn, delivery),
      canDeliver: (targetArn, caller) => this.#canDeliver(targetArn, caller),
      call: (service, operation, input, caller) => this.#endpoint.call(service, operation, input, caller),
      callLater: (service, operation, input, caller, answer) =>
        this.#endpoint.callLater(service, operation, input, caller, answer),
      authorize: (caller, need) => this.#access.authorize(caller, need),
      assumeRole: (roleArn, by, sessionName, more) => this.#access.assumeRole(roleArn, by, sessionName, more),
      credentials: (caller, duration) => this.#sessions.open(caller, duration),
      delay: (typical, stream) => (this.latency === 'typical' ? drawLatency(typical, this.kernel.random(stream)) : 0),
      isDuplicated: (stream) => isDuplicated(this.duplicates, () => this.kernel.random(stream)),
    }
    this.lambda = new Lambda({
      ...context,
      host,
      faults: this.#faults,
      cpuMode: () => this.cpu,
      cpu: (memorySize) => this.#cpuModel(memorySize),
      idleLifetime: () => limits.IDLE_LIFETIME,
      accountConcurrency: () => this.accountConcurrency ?? limits.ACCOUNT_CONCURRENCY,
      isBounded: options.bounded ?? false,
      queueSource: (arn) => this.#ownerOf(arn)?.queueSource ?? null,
      streamSource: (arn) => this.#ownerOf(arn)?.streamSource ?? null,
      executionRole: ({ role, name }) => this.#authorizer().session(role, name),
      knowsRole: (roleArn) => this.#authorizer().knows(roleArn),
      serviceCall: (call, requestId, answer) => this.#serviceCall(call, requestId, answer),
    })
    this.services = [
      { definition: lambdaApi, service: lambdaApi.create(this.lambda, context) },
      ...services.map((definition) => ({ definition, service: definition.create(context) })),
    ]
    const resourceTypes: Readonly<Record<string, ResourceType>> = Object.assign(
      {},
      ...this.services.map(({ service }) => service.resourceTypes),
    )
    const references: NonNullable<Service['dynamicReferences']> = Object.assign(
      {},
      ...this.services.map(({ service }) => service.dynamicReferences),
    )
    this.#deployer = new Deployer(
      this.kernel,
      this.account,
      (type) => (Object.hasOwn(resourceTypes, type) ? resourceTypes[type] : undefined),
      (name) => (Object.hasOwn(references, name) ? references[name] : undefined),
    )
    this.#endpoint = createEndpoint(this.services, {
      identify: (accessKeyId) => this.#sessions.identify(accessKeyId),
      authorize: (caller, need, { wire }) => this.#access.authorize(caller, need, wire.accessDenied),
      disturb: (needs, { wire }) =>
        this.#faults.call(
          needs.map(({ resource }) => resource),
          wire,
          this.#access.requestId,
        ),
      nextRequestId: () => this.kernel.random('wire-request-ids').uuid(),
      now: () => this.kernel.now,
    })
  }

  /** Changes how the run goes on. */
  configure({ faults, ...changed }: Partial<CloudSettings>): void {
    Object.assign(this, changed)
    if (faults) this.#faults.set(faults)
  }

  deploy(stack: StackModel, code: ReadonlyMap<string, CodePackage>): DeployReport {
    return this.#deployer.deploy(stack, code)
  }

  /** Lambda's Invoke API. The answer to a synchronous invocation comes when its event has run. */
  invoke(request: InvokeRequest): Promise<Answer<InvokeResponse>> {
    const input = {
      functionName: this.#deployer.find(request.functionName)?.physicalId ?? request.functionName,
      payload: request.payload,
      ...(request.qualifier && { qualifier: request.qualifier }),
      ...(request.clientContext && { clientContext: request.clientContext }),
      ...(request.tenantId !== undefined && { tenantId: request.tenantId }),
      ...(request.traceHeader !== undefined && { traceHeader: request.traceHeader }),
    }
    return this.#answering((answer) => {
      switch (request.invocationType) {
        case 'RequestResponse':
          this.lambda.invokeSync(input, (result) => answer(syncResponse(result, request.logType === 'Tail')))
          return
        case 'Event':
          answer({ StatusCode: 202, Payload: '', RequestId: this.lambda.invokeAsync(input) })
          return
        case 'DryRun':
          answer({ StatusCode: 204, Payload: '', RequestId: this.lambda.invokeDry(input) })
      }
    })
  }

  /** `requests` synchronous invocations from `callers` callers, each waiting for its answer before the next. */
  load(request: LoadRequest): Promise<Answer<Omit<LoadReport, 'realMs'>>> {
    const functionName = this.#deployer.find(request.functionName)?.physicalId ?? request.functionName
    const { payload, qualifier } = request
    const input = { functionName, payload, ...(qualifier && { qualifier }) }
    const startedAt = this.kernel.now
    const report = { succeeded: 0, failed: 0, throttled: 0, virtualMs: 0 }
    let sent = 0
    let answered = 0
    return this.#answering((answer) => {
      const next = (): void => {
        if (sent === request.requests) return
        sent++
        try {
          this.lambda.invokeSync(input, ({ result }) => {
            if (result.functionError) report.failed++
            else report.succeeded++
            finished()
          })
        } catch (error) {
          if (!(error instanceof AwsError) || error.code !== 'TooManyRequestsException') throw error
          report.throttled++
          finished()
        }
      }
      const finished = (): void => {
        answered++
        if (answered === request.requests) answer({ ...report, virtualMs: this.kernel.now - startedAt })
        else this.kernel.after(0, next)
      }
      if (request.requests === 0) answer(report)
      for (let caller = 0; caller < Math.min(request.callers, request.requests); caller++) next()
    })
  }

  /** Many events, in virtual time. */
  play(request: PlayRequest): Promise<PlayReport> {
    return this.#player.play(request)
  }

  readonly #dispatch: Dispatch = ({ kind, qualifier }, message, done) => {
    const resource = this.#deployer.find(message.target)
    const input = {
      functionName: resource?.physicalId ?? message.target,
      payload: message.body,
      ...(qualifier && { qualifier }),
    }
    switch (kind) {
      case 'invoke':
        this.lambda.invokeSync(input, ({ requestId, result }) =>
          done({ id: requestId, outcome: result.functionError ? 'failed' : 'succeeded' }),
        )
        return
      case 'invoke-async':
        done({ id: this.lambda.invokeAsync(input), outcome: 'taken' })
        return
      case 'item':
        this.#endpoint.call('dynamodb', 'PutItem', putItemInput(input.functionName, message.body), USER)
        done({ id: '', outcome: 'taken' })
        return
      case 'message': {
        const target = sendTarget(message.target, (logicalId) => this.#deployer.find(logicalId)?.arn)
        done({ id: this.#deliver(target, deliveryOf(message, USER)).id, outcome: 'taken' })
      }
    }
  }

  /** A message from the page's user to a queue, topic, stream, bus, bucket or function. */
  send(request: SendRequest): Promise<Answer<DeliveryReceipt>> {
    return this.#answering((answer) => {
      const target = sendTarget(request.target, (logicalId) => this.#deployer.find(logicalId)?.arn)
      answer(this.#deliver(target, deliveryOf(request, USER)))
    })
  }

  /** A raw AWS API request, signed or (as the page's user) not. */
  aws(request: WireRequest): Promise<WireResponse> {
    return new Promise((resolve) => void this.#endpoint.handle(request, USER, resolve))
  }

  /** A request to one of the stack's own host names, from the page. */
  http(request: WebRequest): Promise<WebResponse> {
    return new Promise((resolve) => this.#web.send(request, 'page', resolve))
  }

  /** The sandbox that ran the environments is gone, and all in them with it. @returns what ran there */
  loseProcesses(): LostWork {
    return loseProcesses({ functions: this.lambda.functions(), context: this.lambda.context })
  }

  /** Whether a URL is of the stack itself. */
  serves(url: string): boolean {
    return this.#web.serves(url)
  }

  /** Keys of the page's user, for clients that sign their requests. */
  userCredentials(): Credentials {
    return this.#sessions.open(USER, Infinity)
  }

  /** Host names of the stack that take requests. */
  entrances(): readonly WebEntrance[] {
    return this.services.flatMap(({ service }) => service.httpEntrance?.list?.() ?? [])
  }

  /** What there is in every service, for inspectors. */
  decideAccess({ role, action, resource }: AccessQuestion): AccessDecision {
    return this.#access.decide(this.#access.authorizer().session(role, 'access-check'), { action, resource })
  }

  views(): readonly ResourceView[] {
    return this.services.flatMap(({ service }) => service.views?.() ?? [])
  }

  #answering<Value>(work: (answer: (value: Value) => void) => void): Promise<Answer<Value>> {
    return new Promise((resolve, reject) => {
      try {
        work((value) => resolve({ ok: true, value }))
      } catch (error) {
        if (!(error instanceof AwsError)) reject(error as Error)
        else resolve({ ok: false, error: this.#errorData(error) })
      }
    })
  }

  #errorData(error: AwsError): Extract<Answer<never>, { ok: false }>['error'] {
    const { code, statusCode, message, details } = error
    return { code, statusCode, message, details, requestId: this.kernel.random('wire-request-ids').uuid() }
  }

  #deliver(targetArn: string, delivery: Delivery): DeliveryReceipt {
    const owner = this.#serviceOf(targetArn)
    const target = owner?.service.deliveryTarget
    if (!target) throw new AwsError('ValidationException', 400, `${targetArn} is no target that is simulated.`)
    // A resource that is gone has no policy any more: a service is told that it is missing (EventBridge's NO_RESOURCE).
    const isMissing = delivery.caller.kind === 'service' && !target.exists(targetArn)
    if (!isMissing) this.#access.authorize(delivery.caller, target.access(targetArn))
    this.#faults.delivery(targetArn, owner.definition.wire)
    return target.deliver(targetArn, delivery)
  }

  #canDeliver(targetArn: string, caller: Caller): 'allowed' | 'denied' | 'missing' {
    const target = this.#ownerOf(targetArn)?.deliveryTarget
    if (!target?.exists(targetArn)) return 'missing'
    return this.#access.decide(caller, target.access(targetArn)).decision === 'allowed' ? 'allowed' : 'denied'
  }

  /** What a function's code sends. Answers are events of their own: the kernel wakes the environment. */
  #serviceCall(call: ServiceCall, requestId: string, answer: (response: ServiceResponse) => void): string | null {
    if (this.#web.serves(call.url)) {
      this.#web.send(call, 'function', (response) => answer(serviceResponse(call.id, response)))
      return null
    }
    this.#access.requestId = requestId
    try {
      return this.#endpoint.handle(call, 'anonymous', (response, latency, added) => {
        const delay = latency && this.latency === 'typical' ? drawLatency(latency, this.kernel.random('latency')) : 0
        void this.kernel.after(delay + added, () => answer({ callId: call.id, ...response }))
      })
    } finally {
      this.#access.requestId = null
    }
  }

  #ownerOf(arn: string): Service | undefined {
    return this.#serviceOf(arn)?.service
  }

  #serviceOf(arn: string): EndpointService | undefined {
    const name = arn.split(':')[2]
    return this.services.find(({ definition }) => definition.name === name)
  }

  #authorizer(): Authorizer {
    const authorizer = this.services.find(({ service }) => service.authorizer)?.service.authorizer
    assert(authorizer, 'no service of the registry decides about access')
    return authorizer
  }

  #cpuModel(memorySize: number): ReturnType<LambdaContext['cpu']> {
    if (this.cpu === 'measured') return { mode: 'measured', factor: Math.max(1, limits.MEMORY_PER_VCPU / memorySize) }
    return { mode: 'fixed', turnMs: limits.FIXED_TURN, clockReadMs: limits.FIXED_CLOCK_READ }
  }
}

function syncResponse({ requestId, result }: InvokeResult, tail: boolean): InvokeResponse {
  return {
    StatusCode: 200,
    ...(result.functionError && { FunctionError: result.functionError }),
    ExecutedVersion: result.executedVersion,
    ...(tail && { LogResult: base64Tail(result.log) }),
    Payload: result.payload,
    RequestId: requestId,
  }
}

/** As a function's fetch gets it: lines of one name are joined. */
function serviceResponse(callId: number, response: WebResponse): ServiceResponse {
  if ('networkError' in response) {
    return { callId, status: 0, headers: {}, body: '', networkError: response.networkError }
  }
  const headers: Record<string, string> = {}
  for (const [name, value] of response.headers) {
    const key = name.toLowerCase()
    headers[key] = headers[key] === undefined ? value : `${headers[key]}, ${value}`
  }
  return { callId, status: response.status, headers, body: response.body }
}

/** The last 4 KB of the log, base64. */
function base64Tail(log: readonly string[]): string {
  const bytes = new TextEncoder().encode(log.map((line) => `${line}\n`).join(''))
  let binary = ''
  for (const byte of bytes.subarray(Math.max(0, bytes.length - limits.LOG_TAIL_MAX)))
    binary += String.fromCharCode(byte)
  return btoa(binary)
}

/** Composition: kernel, Lambda, services and the wire endpoint become one cloud. Kept small on purpose. */

import { DEFAULT_ACCOUNT, type Account } from './aws/arn'
import { AwsError } from './aws/aws-error'
import type { StackModel } from './aws/template'
import type { TraceFact } from './aws/trace-records'
import { Deployer } from './deploy'
import { Kernel } from './kernel/kernel'
import type { EnvironmentHost } from './lambda/host'
import { Lambda, type InvokeResult } from './lambda/lambda'
import type { LambdaContext } from './lambda/lambda-context'
import * as limits from './lambda/limits'
import { createResourceTypes } from './lambda/resources'
import type { Credentials } from './lambda/environment-variables'
import type { FunctionConfiguration } from './lambda/function'
import type {
  Answer,
  CloudOptions,
  DeployReport,
  InvokeRequest,
  InvokeResponse,
  LoadReport,
  LoadRequest,
  WireRequest,
  WireResponse,
} from './protocol'
import { services } from './services'
import type { Caller, CodePackage, Delivery, DeliveryReceipt, ServiceContext } from './services/contract'
import { createEndpoint, type Endpoint } from './wire/endpoint'

/** Who the page acts as: an administrator of the account. */
const USER: Caller = { principalId: 'AIDAIENQZJOLO23YVJ4VO', arn: 'arn:aws:iam::123456789012:user/playground' }

export class Cloud {
  readonly kernel: Kernel<TraceFact>
  readonly lambda: Lambda
  readonly account: Account = DEFAULT_ACCOUNT
  cpu: 'fixed' | 'measured'
  readonly #deployer: Deployer
  readonly #endpoint: Endpoint
  /** Access key → the function whose role's session it belongs to. */
  readonly #sessions = new Map<string, Caller>()

  constructor(options: CloudOptions, host: EnvironmentHost) {
    this.kernel = new Kernel<TraceFact>(options)
    this.cpu = options.cpu
    const context: ServiceContext = {
      kernel: this.kernel,
      account: this.account,
      deliver: (targetArn, delivery) => this.#deliver(targetArn, delivery),
    }
    const running = services.map((definition) => ({ definition, service: definition.create(context) }))
    const serviceOf = (arn: string): (typeof running)[number]['service'] | undefined =>
      running.find(({ definition }) => arn.startsWith(`arn:aws:${definition.name}:`))?.service
    this.lambda = new Lambda({
      ...context,
      host,
      cpuMode: () => this.cpu,
      cpu: (memorySize) => this.#cpuModel(memorySize),
      idleLifetime: () => limits.IDLE_LIFETIME,
      queueSource: (arn) => serviceOf(arn)?.queueSource ?? null,
      credentials: (configuration) => this.#openSession(configuration),
      serviceCall: (call, _caller, answer) => {
        const respond = (response: WireResponse): void => answer({ callId: call.id, ...response })
        // Answers arrive as events of their own: the environment is woken by the kernel, never from inside a call.
        return this.#endpoint.handle(call, (response) => void this.kernel.after(0, () => respond(response)))
      },
    })
    const targets = (arn: string): typeof this.lambda.deliveryTarget | undefined =>
      arn.startsWith('arn:aws:lambda:') ? this.lambda.deliveryTarget : serviceOf(arn)?.deliveryTarget
    this.#targetOf = targets
    const resourceTypes = Object.assign(
      {},
      createResourceTypes(this.lambda),
      ...running.map(({ service }) => service.resourceTypes),
    ) as ReturnType<typeof createResourceTypes>
    this.#deployer = new Deployer(this.kernel, this.account, (type) =>
      Object.hasOwn(resourceTypes, type) ? resourceTypes[type] : undefined,
    )
    this.#endpoint = createEndpoint(
      running,
      (accessKey) => (accessKey === null ? USER : (this.#sessions.get(accessKey) ?? null)),
      () => this.kernel.random('wire-request-ids').uuid(),
    )
  }

  readonly #targetOf: (arn: string) => Lambda['deliveryTarget'] | undefined

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
    const startedAt = this.kernel.now
    const report = { succeeded: 0, failed: 0, throttled: 0, virtualMs: 0 }
    let sent = 0
    let answered = 0
    return this.#answering((answer) => {
      const next = (): void => {
        if (sent === request.requests) return
        sent++
        try {
          this.lambda.invokeSync({ functionName, payload: request.payload }, ({ result }) => {
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

  /** A raw AWS API request, signed or (as the page's user) not. */
  aws(request: WireRequest): Promise<WireResponse> {
    return new Promise((resolve) => void this.#endpoint.handle(request, resolve))
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
    const target = this.#targetOf(targetArn)
    if (!target) throw new AwsError('ValidationException', 400, `${targetArn} is no target that is simulated.`)
    return target.deliver(targetArn, delivery)
  }

  #cpuModel(memorySize: number): ReturnType<LambdaContext['cpu']> {
    if (this.cpu === 'measured') return { mode: 'measured', factor: Math.max(1, limits.MEMORY_PER_VCPU / memorySize) }
    return { mode: 'fixed', turnMs: limits.FIXED_TURN, clockReadMs: limits.FIXED_CLOCK_READ }
  }

  /** Credentials as Lambda puts them into an environment: a session of the execution role. */
  #openSession(configuration: FunctionConfiguration): Credentials {
    const random = this.kernel.random('credentials')
    const accessKeyId = `ASIA${random.text(16, 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567')}`
    this.#sessions.set(accessKeyId, {
      principalId: `AROA${random.text(17, 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567')}:${configuration.name}`,
      arn: configuration.role,
    })
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'
    return { accessKeyId, secretAccessKey: random.text(40, alphabet), sessionToken: `IQoJ${random.text(96, alphabet)}` }
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

/** The last 4 KB of the log, base64. */
function base64Tail(log: readonly string[]): string {
  const bytes = new TextEncoder().encode(log.map((line) => `${line}\n`).join(''))
  let binary = ''
  for (const byte of bytes.subarray(Math.max(0, bytes.length - limits.LOG_TAIL_MAX)))
    binary += String.fromCharCode(byte)
  return btoa(binary)
}

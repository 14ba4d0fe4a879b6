/**
 * One execution environment: processes that are initialised once, handle one invocation at a time, and are frozen in
 * between.
 *
 * Source: Guide, "Understanding the Lambda execution environment lifecycle".
 *
 * States: `new` → (Init) → `idle` ⇄ `busy` → `gone`. After a reset (timeout, crash, exit) it is idle without processes;
 * the next invocation initialises it again, inside its own duration ("suppressed init"); /tmp and the log stream stay.
 * What the processes do in each phase is `execution/sandbox.ts`.
 */

import type {
  InitMessage,
  Invocation,
  LogLine,
  ResponseChunk,
  RuntimeName,
  ServiceCall,
  ServiceResponse,
  Yield,
} from '../../runtime/protocol'
import { isoTimestamp } from '../aws/timestamps'
import type { EnvironmentCause } from '../aws/trace-records'
import { assert } from '../kernel/assert'
import type { Scheduled } from '../kernel/kernel'
import type { CodePackage } from '../services/contract'
import { extensionVariables, variablesOf } from './environment-variables'
import { Sandbox, type Ending, type InvokeListener, type ShutdownReason } from './execution/sandbox'
import type { SandboxProcess } from './execution/sandbox-process'
import { Telemetry } from './execution/telemetry'
import type { FunctionConfiguration, FunctionRuntime, FunctionVersion } from './function'
import type { LambdaContext } from './lambda-context'
import { KeptFacts } from './kept-facts'
import { mergedFiles } from './layers'
import * as limits from './limits'
import { logStreamName } from './logs'
import { jsonOf, objectOf, passes, textOf, type InitializationType, type PlatformEvent } from './platform-events'
import { receiveDatagram } from './tracing'

const XRAY_DAEMON = 'http://169.254.100.1:2000/'

export type { Ending, InvokeListener } from './execution/sandbox'

/** What an invocation's log lines are written with. */
export interface LogScope {
  /** Null outside of an invocation. */
  readonly requestId: string | null
  onLine(message: string): void
  /** A part of a streamed response, when it comes. */
  onChunk?(chunk: ResponseChunk): void
}

const NO_SCOPE: LogScope = { requestId: null, onLine: () => undefined }

/** What makes an environment a special one. */
export interface EnvironmentOptions {
  readonly provisionedFor?: string | null
  readonly tenantId?: string | null
  /** What made it necessary. */
  readonly cause?: EnvironmentCause
  readonly onGone?: () => void
}

export class ExecutionEnvironment {
  readonly id: string
  readonly logStream: string
  /** Of the version as it was when this environment was made: an update makes new ones. */
  readonly configuration: FunctionConfiguration
  readonly code: CodePackage
  /** What its layers put into /opt; null without layers. */
  readonly layerFiles: Readonly<Record<string, string>> | null
  /** `$LATEST` or a number. */
  readonly version: string
  readonly initializationType: InitializationType
  /** The version or alias whose provisioned concurrency it belongs to. */
  readonly provisionedFor: string | null
  /** The only tenant it serves; null for functions that do not isolate them. */
  readonly tenantId: string | null
  readonly #onGone: () => void
  /** Invocation, Init or reset in progress. */
  busy = false
  /** No invocation may start here any more (the function was updated or deleted). */
  retired = false
  /** Whether Init has ended well in the processes that are running. */
  initialised = false
  /** Whether Init has ever run here: a later one is suppressed into an invocation. */
  initAttempted = false
  maxMemoryUsedMB: number = limits.RUNTIME_MEMORY
  /** When it was last frozen, virtual milliseconds. */
  frozenAt = 0
  #sandbox: Sandbox | null = null
  #telemetry: Telemetry | null = null
  /** What waits for the end of a Shutdown. */
  #shuttingDown: (() => void)[] | null = null
  #temporaryFiles: Readonly<Record<string, string>> | undefined
  /** Lines that are written now belong to it. */
  #scope: LogScope = NO_SCOPE
  /** Lines of the phase so far. */
  #lines = 0
  #idleTimer: Scheduled | null = null
  readonly #kept: KeptFacts

  constructor(
    readonly functionVersion: FunctionVersion,
    readonly context: LambdaContext,
    { provisionedFor = null, tenantId = null, cause, onGone = () => undefined }: EnvironmentOptions = {},
  ) {
    this.provisionedFor = provisionedFor
    this.initializationType = provisionedFor === null ? 'on-demand' : 'provisioned-concurrency'
    this.tenantId = tenantId
    this.#onGone = onGone
    const { kernel } = context
    this.version = functionVersion.version
    this.configuration = functionVersion.running.configuration
    this.code = functionVersion.running.code
    this.layerFiles = mergedFiles(this.configuration.layers)
    this.id = kernel.random('environment-ids').hex(32)
    this.logStream = logStreamName(kernel.now, this.configuration, this.version, this.id)
    this.#kept = new KeptFacts(kernel, this.id, this.configuration.name)
    kernel.trace.record({
      type: 'environment.created',
      ...this.#facts,
      version: this.version,
      logStream: this.logStream,
      architecture: this.configuration.architecture,
      memorySizeMB: this.configuration.memorySize,
      ephemeralStorageMB: this.configuration.ephemeralStorage,
      ...(provisionedFor !== null && { provisionedFor }),
      ...(tenantId !== null && { tenantId }),
      ...(cause && { cause }),
    })
  }

  get usable(): boolean {
    return !this.busy && !this.retired
  }

  /** Whether anybody but the runtime takes part in the phases. */
  get hasExtensions(): boolean {
    return (this.#sandbox?.extensions.length ?? 0) > 0
  }

  /** What it handles now; null outside of an invocation. */
  get requestId(): string | null {
    return this.#scope.requestId
  }

  /** Whether code is running in it. */
  get computing(): boolean {
    return this.#sandbox?.computing ?? false
  }

  get #facts() {
    return { environment: this.id, functionName: this.configuration.name } as const
  }

  // --- Phases

  /** Runs extensions, the runtime's boot and the function's module top level. @param deadline virtual milliseconds */
  init(deadline: number, scope: LogScope, started: () => void, end: (ending: Ending) => void): void {
    if (this.#shuttingDown) {
      this.afterReset(() => this.init(deadline, scope, started, end))
      return
    }
    this.initAttempted = true
    this.#enter(scope)
    const sandbox = this.#newSandbox()
    this.#sandbox = sandbox
    started()
    sandbox.init(deadline, (ending) => {
      this.initialised = ending.kind === 'outcome' && ending.outcome.kind === 'initialized'
      for (const { name, state, events, errorType } of sandbox.extensions) {
        const record = { name, state, events, ...(errorType !== null && { errorType }) }
        // As with INIT_START: LogResult begins with START.
        this.emit({ type: 'platform.extension', record }, { ...NO_SCOPE, requestId: scope.requestId })
      }
      end(ending)
    })
  }

  /** Thaws the environment for one invocation. */
  invoke(invocation: Invocation, deadline: number, scope: LogScope, listener: InvokeListener): void {
    assert(this.initialised && this.#sandbox, `environment ${this.id} was invoked before its Init`)
    this.#enter(scope)
    this.#sandbox.invoke(invocation, deadline, listener)
  }

  /** Ends the processes but keeps the environment; it stays busy until the last of them has ended. */
  reset(reason: 'TIMEOUT' | 'FAILURE'): void {
    this.context.kernel.trace.record({ type: 'environment.reset', ...this.#facts, reason })
    this.#endProcesses(reason, () => undefined)
  }

  /** Calls back once the processes of a reset have ended: at once when they have. */
  afterReset(next: () => void): void {
    if (this.#shuttingDown) this.#shuttingDown.push(next)
    else next()
  }

  /** The environment is frozen from now on, and goes when it stays idle for too long. */
  rest(): void {
    if (this.#shuttingDown) {
      this.#shuttingDown.push(() => this.rest())
      return
    }
    this.busy = false
    this.#enter(NO_SCOPE)
    if (this.retired) {
      this.shutdown('UPDATE')
      return
    }
    const { kernel, idleLifetime } = this.context
    this.frozenAt = kernel.now
    // Provisioned ones are kept.
    if (this.provisionedFor !== null) return
    this.#idleTimer = kernel.after(idleLifetime(), () => this.shutdown('SPINDOWN'), { background: true })
  }

  /** Takes it for an invocation. */
  occupy(): void {
    assert(!this.busy, `environment ${this.id} already handles an invocation`)
    this.busy = true
    this.context.kernel.cancel(this.#idleTimer)
    this.#idleTimer = null
  }

  /** No invocation starts here any more; ends now or when the running one has ended. */
  retire(): void {
    if (this.retired) return
    this.retired = true
    if (!this.busy) this.shutdown('UPDATE')
  }

  shutdown(reason: 'SPINDOWN' | 'FAILURE' | 'UPDATE'): void {
    this.retired = true
    this.context.kernel.cancel(this.#idleTimer)
    this.#idleTimer = null
    if (this.provisionedFor === null) {
      this.functionVersion.lastGone = { reason, idle: this.context.kernel.now - this.frozenAt }
    }
    this.#endProcesses(reason === 'FAILURE' ? 'FAILURE' : 'SPINDOWN', () => {
      this.functionVersion.environments.delete(this)
      this.context.kernel.trace.record({ type: 'environment.shutdown', ...this.#facts, reason })
      this.#onGone()
    })
  }

  #endProcesses(reason: ShutdownReason, done: () => void): void {
    if (this.#shuttingDown) {
      this.#shuttingDown.push(done)
      return
    }
    this.initialised = false
    const sandbox = this.#sandbox
    this.#sandbox = null
    const waiting = [done]
    this.#shuttingDown = waiting
    const ended = (): void => {
      this.#shuttingDown = null
      for (const next of waiting) next()
    }
    if (!sandbox) {
      ended()
      return
    }
    this.#enter(NO_SCOPE)
    const startedAt = this.context.kernel.now
    const hadExtensions = sandbox.extensions.length > 0
    if (hadExtensions)
      this.context.kernel.trace.record({ type: 'environment.shutdown-started', ...this.#facts, reason })
    sandbox.shutdown(reason, () => {
      if (hadExtensions) {
        const duration = this.context.kernel.now - startedAt
        this.context.kernel.trace.record({ type: 'environment.shutdown-ended', ...this.#facts, reason, duration })
      }
      ended()
    })
  }

  // --- What processes have around them

  /** What runs as the runtime. A custom one is an executable named `bootstrap`, of the function or of a layer. */
  get #program(): 'managed' | { readonly path: string } | null {
    if (!this.configuration.runtime.startsWith('provided.')) return 'managed'
    if (Object.hasOwn(this.code.files, 'bootstrap')) return { path: '/var/task/bootstrap' }
    return Object.hasOwn(this.layerFiles ?? {}, 'bootstrap') ? { path: '/opt/bootstrap' } : null
  }

  #newSandbox(): Sandbox {
    const { context, configuration } = this
    const { kernel } = context
    const telemetry = new Telemetry({
      kernel,
      post: (port, path, body, done) =>
        sandbox.post(port, path, body, (response) => done(response !== null && response.status < 300)),
      emit: (event) => this.emit(event, this.#scope),
    })
    this.#telemetry = telemetry
    this.#kept.forget()
    // Lambda renews an environment before its credentials expire.
    const credentials = context.credentials(context.executionRole(configuration), Infinity)
    const variables = variablesOf(
      configuration,
      this.version,
      this.logStream,
      context.account,
      credentials,
      this.initializationType,
    )
    const sandbox = new Sandbox({
      context,
      functionName: configuration.name,
      functionVersion: this.version,
      handler: configuration.handler,
      telemetry,
      extensions: extensionsOf(this.layerFiles),
      program: this.#program,
      firstMessage: (extension, deadline) => this.#firstMessage(extension, deadline, variables),
      request: (call, answer) => this.#request(call, answer),
      write: (process, lines, dropped) => this.#write(process, lines, dropped),
      overLimit: (limit, value) =>
        kernel.trace.record({
          type: 'limit.reached',
          limit,
          value,
          functionName: configuration.name,
          requestId: this.requestId,
        }),
      observe: (result) => this.#observe(result),
      keep: (kept) => this.#kept.tell(kept, this.#scope.requestId),
      stepped: (step, duration) =>
        kernel.trace.record({ type: 'environment.init-step', ...this.#facts, step, duration }),
    })
    return sandbox
  }

  #firstMessage(extension: string | null, deadline: number, variables: Readonly<Record<string, string>>): InitMessage {
    const { configuration, code, context, layerFiles } = this
    const own = typeof this.#program === 'object' ? (this.#program?.path ?? null) : null
    const program = extension === null ? own : `/opt/extensions/${extension}`
    return {
      type: 'init',
      now: context.kernel.now,
      deadline,
      configuration: {
        functionName: configuration.name,
        functionVersion: this.version,
        memoryLimitInMB: configuration.memorySize,
        handler: configuration.handler,
        runtime: nodeOf(configuration.runtime),
        logGroupName: configuration.logGroup,
        logStreamName: this.logStream,
        variables: extension === null ? variables : extensionVariables(variables),
        ephemeralStorageBytes: configuration.ephemeralStorage * 1024 * 1024,
      },
      files: code.files,
      layers: code.layers,
      cpu: context.cpu(configuration.memorySize),
      seed: context.kernel.random('environment-seeds').uint32(),
      responseRate: { burstBytes: limits.STREAM_BURST, bytesPerSecond: limits.STREAM_BYTES_PER_SECOND },
      ...(layerFiles && { layerFiles }),
      ...(program !== null && { program }),
      ...(this.#temporaryFiles && { temporaryFiles: this.#temporaryFiles }),
    }
  }

  #observe(result: Yield): void {
    if (result.memoryUsedMB !== null && this.context.cpuMode() === 'measured') {
      this.maxMemoryUsedMB = Math.max(this.maxMemoryUsedMB, Math.ceil(limits.RUNTIME_MEMORY + result.memoryUsedMB))
    }
    if (result.temporaryFiles) this.#temporaryFiles = result.temporaryFiles
    this.#stream(result.chunks ?? [])
  }

  /** Each part of a streamed response comes at its own time. */
  #stream(chunks: readonly ResponseChunk[]): void {
    const { kernel } = this.context
    const scope = this.#scope
    for (const chunk of chunks) kernel.at(Math.max(chunk.at, kernel.now), () => scope.onChunk?.(chunk))
  }

  /** A request that leaves the environment. */
  #request(call: ServiceCall, answer: (response: ServiceResponse) => void): void {
    const { kernel, serviceCall } = this.context
    // The X-Ray daemon beside the function: its datagrams come as requests.
    if (call.url.startsWith(XRAY_DAEMON)) {
      receiveDatagram(this, typeof call.body === 'string' ? call.body : new TextDecoder().decode(call.body))
      kernel.after(0, () => answer({ callId: call.id, status: 200, headers: {}, body: '' }))
      return
    }
    const requestId = this.#scope.requestId ?? ''
    const startedAt = kernel.now
    const facts = { requestId, environment: this.id, callId: call.id }
    const sandbox = this.#sandbox
    const from = kernel.trace.length
    let isStarted = false
    const ended = (response: ServiceResponse): void => {
      if (sandbox !== this.#sandbox && !this.#shuttingDown) return
      const { status } = response
      kernel.trace.record({ type: 'call.ended', ...facts, status, duration: kernel.now - startedAt })
      answer(response)
    }
    // What is refused at the entrance is answered while it is being asked.
    const operation = serviceCall(call, requestId, (response) => {
      if (isStarted) ended(response)
      else kernel.after(0, () => ended(response))
    })
    isStarted = true
    const { method, url } = call
    const effects = kernel.trace.length > from ? { from } : {}
    kernel.trace.record({ type: 'call.started', ...facts, method, url, operation, ...effects })
  }

  // --- The log

  #enter(scope: LogScope): void {
    this.#scope = scope
    this.#lines = 0
  }

  /** Each line appears in the log at its own time, which may lie ahead of the kernel's. */
  #write(process: SandboxProcess, lines: readonly LogLine[], dropped = 0): void {
    const { kernel } = this.context
    const room = Math.max(limits.LOG_LINES_MAX - this.#lines, 0)
    this.#lines += lines.length
    const scope = this.#scope
    const lost = Math.max(lines.length - room, 0) + dropped
    if (lost > 0) {
      kernel.trace.record({
        type: 'log.dropped',
        group: this.configuration.logGroup,
        stream: this.logStream,
        environment: this.id,
        requestId: scope.requestId,
        lines: lost,
      })
    }
    const category = process.name === 'runtime' ? 'function' : 'extension'
    for (const { at, message } of lines.slice(0, room)) {
      const write = (): void => {
        this.log(message, 'application', scope)
        this.#telemetry?.publish(category, { time: isoTimestamp(kernel.now), type: category, record: message })
      }
      if (at <= kernel.now) write()
      else kernel.at(at, write)
    }
  }

  /** What the platform tells: to subscribers, and in the log, in the function's format, if its level lets it through. */
  emit(event: PlatformEvent, scope: LogScope): void {
    const { now } = this.context.kernel
    const { logging } = this.configuration
    const text =
      logging.format === 'Text' ? textOf(event) : passes(event, logging.systemLevel) ? jsonOf(event, now) : null
    if (text !== null) this.log(text, 'platform', scope)
    this.#telemetry?.publish('platform', objectOf(event, now))
  }

  /** Writes one log event. */
  log(message: string, kind: 'platform' | 'application', scope: LogScope): void {
    this.context.kernel.trace.record({
      type: 'log',
      group: this.configuration.logGroup,
      stream: this.logStream,
      environment: this.id,
      requestId: scope.requestId,
      kind,
      message,
    })
    scope.onLine(message)
  }
}

/** Executables of the layers that are external extensions. */
function extensionsOf(layerFiles: Readonly<Record<string, string>> | null): readonly string[] {
  return Object.keys(layerFiles ?? {}).flatMap((path) => /^extensions\/([^/]+)$/.exec(path)?.[1] ?? [])
}

/** MODEL: programs of one's own are JavaScript here, whatever they would be on AWS; this is the Node.js that runs them. */
function nodeOf(runtime: FunctionRuntime): RuntimeName {
  return runtime === 'provided.al2023' || runtime === 'provided.al2' ? 'nodejs24.x' : runtime
}

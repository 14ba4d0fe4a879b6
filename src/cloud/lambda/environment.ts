/**
 * One execution environment: a process that is initialised once, handles one invocation at a time, and is frozen in
 * between.
 *
 * Source: Guide, "Understanding the Lambda execution environment lifecycle".
 *
 * States: `new` → (Init) → `idle` ⇄ `busy` → `gone`. After a reset (timeout, crash, exit) it is idle without a process;
 * the next invocation initialises it again, inside its own duration ("suppressed init"); /tmp and the log stream stay.
 */

import type {
  Invocation,
  LogLine,
  Outcome,
  ResponseChunk,
  ServiceCall,
  ServiceResponse,
  ToEnvironment,
  Yield,
} from '../../runtime/protocol'
import { assert } from '../kernel/assert'
import type { Scheduled } from '../kernel/kernel'
import type { CodePackage } from '../services/contract'
import { variablesOf } from './environment-variables'
import type { FunctionConfiguration, FunctionVersion } from './function'
import type { EnvironmentProcess, TurnEnd } from './host'
import type { LambdaContext } from './lambda-context'
import * as limits from './limits'
import { logStreamName } from './logs'
import { jsonOf, passes, textOf, type InitializationType, type PlatformEvent } from './platform-events'

/** How a phase (Init or Invoke) ended. */
export type Ending =
  | { readonly kind: 'outcome'; readonly outcome: Outcome }
  | { readonly kind: 'timeout' }
  | { readonly kind: 'out-of-memory' }

/** What an invocation's log lines are written with. */
export interface LogScope {
  /** Null during Init. */
  readonly requestId: string | null
  onLine(message: string): void
  /** A part of a streamed response, when it comes. */
  onChunk?(chunk: ResponseChunk): void
}

export class ExecutionEnvironment {
  readonly id: string
  readonly logStream: string
  /** Of the version as it was when this environment was made: an update makes new ones. */
  readonly configuration: FunctionConfiguration
  readonly code: CodePackage
  /** `$LATEST` or a number. */
  readonly version: string
  readonly initializationType: InitializationType = 'on-demand'
  /** Invocation or Init in progress. */
  busy = false
  /** No invocation may start here any more (the function was updated or deleted). */
  retired = false
  /** Whether Init has ended well in the process that is running. */
  initialised = false
  /** Whether Init has ever run here: a later one is suppressed into an invocation. */
  initAttempted = false
  maxMemoryUsedMB: number = limits.RUNTIME_MEMORY
  /** When it was last frozen, virtual milliseconds. */
  frozenAt = 0
  #process: EnvironmentProcess | null = null
  #temporaryFiles: Readonly<Record<string, string>> | undefined
  /** Grows with each process, so that what belongs to an old one is recognised. */
  #generation = 0
  /** Responses that came while the environment was frozen or in a turn. */
  #responses: ServiceResponse[] = []
  #callsOpen = 0
  #phase: { deadline: number; end: (ending: Ending) => void; scope: LogScope; lines: number } | null = null
  #inTurn = false
  /** The environment's own clock may be ahead of the kernel's. */
  #aheadUntil = 0
  #wake: Scheduled | null = null
  #idleTimer: Scheduled | null = null

  constructor(
    readonly functionVersion: FunctionVersion,
    readonly context: LambdaContext,
  ) {
    const { kernel } = context
    this.version = functionVersion.version
    this.configuration = functionVersion.running.configuration
    this.code = functionVersion.running.code
    this.id = kernel.random('environment-ids').hex(32)
    this.logStream = logStreamName(kernel.now, this.configuration, this.version, this.id)
    const functionName = this.configuration.name
    kernel.trace.record({
      type: 'environment.created',
      environment: this.id,
      functionName,
      version: this.version,
      logStream: this.logStream,
      architecture: this.configuration.architecture,
      ephemeralStorageMB: this.configuration.ephemeralStorage,
    })
  }

  get usable(): boolean {
    return !this.busy && !this.retired
  }

  /** Runs the runtime's boot and the function's module top level. @param deadline virtual milliseconds */
  init(deadline: number, scope: LogScope, end: (ending: Ending) => void): void {
    const { kernel, host, cpu } = this.context
    const { configuration, code } = this
    this.#generation++
    this.initAttempted = true
    this.#responses = []
    this.#callsOpen = 0
    this.#process?.terminate()
    this.#process = host.start()
    // Lambda renews an environment before its credentials expire.
    const credentials = this.context.credentials(this.context.executionRole(configuration), Infinity)
    const seed = kernel.random('environment-seeds').uint32()
    const start = (): void =>
      this.#run(
        {
          type: 'init',
          now: kernel.now,
          deadline,
          configuration: {
            functionName: configuration.name,
            functionVersion: this.version,
            memoryLimitInMB: configuration.memorySize,
            handler: configuration.handler,
            runtime: configuration.runtime,
            logGroupName: configuration.logGroup,
            logStreamName: this.logStream,
            variables: variablesOf(
              configuration,
              this.version,
              this.logStream,
              this.context.account,
              credentials,
              this.initializationType,
            ),
            ephemeralStorageBytes: configuration.ephemeralStorage * 1024 * 1024,
          },
          files: code.files,
          layers: code.layers,
          cpu: cpu(configuration.memorySize),
          seed,
          responseRate: { burstBytes: limits.STREAM_BURST, bytesPerSecond: limits.STREAM_BYTES_PER_SECOND },
          ...(this.#temporaryFiles && { temporaryFiles: this.#temporaryFiles }),
        },
        deadline,
        scope,
        end,
      )
    kernel.at(Math.min(kernel.now + limits.RUNTIME_BOOT, deadline), start)
  }

  /** Thaws the environment for one invocation. */
  invoke(invocation: Invocation, deadline: number, scope: LogScope, end: (ending: Ending) => void): void {
    assert(this.initialised, `environment ${this.id} was invoked before its Init`)
    const responses = this.#responses
    this.#responses = []
    this.#run({ type: 'resume', now: this.context.kernel.now, deadline, invocation, responses }, deadline, scope, end)
  }

  /** Ends the process but keeps the environment. */
  reset(reason: 'TIMEOUT' | 'FAILURE'): void {
    this.#endProcess()
    const functionName = this.configuration.name
    this.context.kernel.trace.record({ type: 'environment.reset', environment: this.id, functionName, reason })
  }

  /** The environment is frozen from now on, and goes when it stays idle for too long. */
  rest(): void {
    this.busy = false
    if (this.retired) {
      this.shutdown('UPDATE')
      return
    }
    const { kernel, idleLifetime } = this.context
    this.frozenAt = kernel.now
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
    this.retired = true
    if (!this.busy) this.shutdown('UPDATE')
  }

  shutdown(reason: 'SPINDOWN' | 'FAILURE' | 'UPDATE'): void {
    this.context.kernel.cancel(this.#idleTimer)
    this.#endProcess()
    this.functionVersion.environments.delete(this)
    const functionName = this.configuration.name
    this.context.kernel.trace.record({ type: 'environment.shutdown', environment: this.id, functionName, reason })
  }

  #endProcess(): void {
    this.#generation++
    this.initialised = false
    this.#phase = null
    this.#inTurn = false
    this.#cancelWake()
    this.#process?.terminate()
    this.#process = null
  }

  #run(message: ToEnvironment, deadline: number, scope: LogScope, end: (ending: Ending) => void): void {
    this.#phase = { deadline, scope, end, lines: 0 }
    this.#aheadUntil = this.context.kernel.now
    this.#turn(message)
  }

  #turn(message: ToEnvironment): void {
    const process = this.#process
    assert(process, `environment ${this.id} has no process`)
    assert(!this.#inTurn, `environment ${this.id} is in a turn already`)
    this.#inTurn = true
    const generation = this.#generation
    const work = process.turn(message, (lines) => {
      if (generation === this.#generation) this.#write(lines)
    })
    this.context.kernel.turn(work, (turnEnd) => {
      if (generation === this.#generation) this.#afterTurn(turnEnd)
    })
  }

  #afterTurn(turnEnd: TurnEnd): void {
    this.#inTurn = false
    const phase = this.#phase
    if (!phase) return
    if (turnEnd.kind === 'yield') this.#afterYield(turnEnd.yield, phase.deadline)
    else if (turnEnd.kind === 'out-of-memory') this.#endPhase({ kind: 'out-of-memory' })
    // The watchdog stands for the function's timeout: virtual time reaches it without the process.
    else this.#endPhaseAt(phase.deadline, { kind: 'timeout' })
  }

  #afterYield(result: Yield, deadline: number): void {
    const { kernel } = this.context
    this.#aheadUntil = Math.max(result.at, kernel.now)
    if (result.memoryUsedMB !== null && this.context.cpuMode() === 'measured') {
      this.maxMemoryUsedMB = Math.max(this.maxMemoryUsedMB, Math.ceil(limits.RUNTIME_MEMORY + result.memoryUsedMB))
    }
    if (result.temporaryFiles) this.#temporaryFiles = result.temporaryFiles
    this.#write(result.lines)
    this.#stream(result.chunks ?? [])
    for (const call of result.calls) this.#startCall(call)
    if (result.outcome) {
      this.#endPhaseAt(this.#aheadUntil, { kind: 'outcome', outcome: result.outcome })
    } else if (this.#callsOpen === 0 && (result.wakeAt === null || result.wakeAt > deadline)) {
      this.#endPhaseAt(deadline, { kind: 'timeout' })
    } else if (this.#responses.length > 0) {
      this.#resumeAt(this.#aheadUntil)
    } else if (result.wakeAt !== null && result.wakeAt <= deadline) {
      this.#resumeAt(Math.max(result.wakeAt, this.#aheadUntil))
    } else {
      this.#endPhaseAt(deadline, { kind: 'timeout' })
    }
  }

  #resumeAt(instant: number): void {
    this.#cancelWake()
    this.#wake = this.context.kernel.at(instant, () => {
      this.#wake = null
      const phase = this.#phase
      if (!phase || this.#inTurn) return
      const responses = this.#responses
      this.#responses = []
      this.#turn({ type: 'resume', now: this.context.kernel.now, deadline: phase.deadline, responses })
    })
  }

  #endPhaseAt(instant: number, ending: Ending): void {
    this.#cancelWake()
    this.#wake = this.context.kernel.at(instant, () => {
      this.#wake = null
      this.#endPhase(ending)
    })
  }

  #endPhase(ending: Ending): void {
    const phase = this.#phase
    this.#phase = null
    if (ending.kind === 'outcome' && ending.outcome.kind === 'initialized') this.initialised = true
    phase?.end(ending)
  }

  #cancelWake(): void {
    this.context.kernel.cancel(this.#wake)
    this.#wake = null
  }

  /** A call leaves at its own time; its response wakes the environment, or waits for the thaw. */
  #startCall(call: ServiceCall): void {
    const { kernel, serviceCall } = this.context
    const generation = this.#generation
    const requestId = this.#phase?.scope.requestId ?? ''
    this.#callsOpen++
    kernel.at(Math.max(call.at, kernel.now), () => {
      if (generation !== this.#generation) return
      const startedAt = kernel.now
      const operation = serviceCall(call, requestId, (response) => {
        if (generation !== this.#generation) return
        kernel.trace.record({
          type: 'call.ended',
          requestId,
          environment: this.id,
          callId: call.id,
          status: response.status,
          duration: kernel.now - startedAt,
        })
        this.#callsOpen--
        this.#responses.push(response)
        if (this.#phase && !this.#inTurn) this.#resumeAt(Math.max(kernel.now, this.#aheadUntil))
      })
      const { method, url } = call
      kernel.trace.record({
        type: 'call.started',
        requestId,
        environment: this.id,
        callId: call.id,
        method,
        url,
        operation,
      })
    })
  }

  /** Each part of a streamed response comes at its own time. */
  #stream(chunks: readonly ResponseChunk[]): void {
    const { kernel } = this.context
    const scope = this.#phase?.scope
    for (const chunk of chunks) kernel.at(Math.max(chunk.at, kernel.now), () => scope?.onChunk?.(chunk))
  }

  /** Each line appears in the log at its own time, which may lie ahead of the kernel's. */
  #write(lines: readonly LogLine[]): void {
    const phase = this.#phase
    if (!phase) return
    const { kernel } = this.context
    const room = Math.max(limits.LOG_LINES_MAX - phase.lines, 0)
    phase.lines += lines.length
    if (lines.length > room) {
      kernel.trace.record({
        type: 'log.dropped',
        group: this.configuration.logGroup,
        stream: this.logStream,
        environment: this.id,
        requestId: phase.scope.requestId,
        lines: lines.length - room,
      })
    }
    const { scope } = phase
    for (const line of lines.slice(0, room)) {
      if (line.at <= kernel.now) this.log(line.message, 'application', scope)
      else kernel.at(line.at, () => this.log(line.message, 'application', scope))
    }
  }

  /** What the platform tells: in the log, in the function's format, if its level lets it through. */
  emit(event: PlatformEvent, scope: LogScope): void {
    const { logging } = this.configuration
    const text =
      logging.format === 'Text'
        ? textOf(event)
        : passes(event, logging.systemLevel)
          ? jsonOf(event, this.context.kernel.now)
          : null
    if (text !== null) this.log(text, 'platform', scope)
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

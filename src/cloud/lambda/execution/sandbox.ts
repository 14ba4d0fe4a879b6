/**
 * The processes of an environment from one Init to the next Shutdown: external extensions, and the runtime with the
 * function's code; and the phases they go through together.
 *
 * Source: Guide, "Understanding the Lambda execution environment lifecycle"; what the guide leaves open (the order of
 * steps, who waits for whom) from aws/aws-lambda-runtime-interface-emulator, lambda/rapid.
 *
 * - Init: all external extensions register, then the runtime starts, then everybody calls Next.
 * - Invoke: the runtime and the extensions that want INVOKE get the event; it ends when all of them called Next again.
 * - Shutdown: the runtime gets SIGTERM, then external extensions the SHUTDOWN event; who is left at the limit is killed.
 *   Without an extension everything is killed at once.
 */

import type { InitMessage, Invocation, Outcome, ServiceCall, ServiceResponse } from '../../../runtime/protocol'
import { assert } from '../../kernel/assert'
import type { Scheduled } from '../../kernel/kernel'
import type { LambdaContext } from '../lambda-context'
import * as limits from '../limits'
import { Extension } from './extensions'
import { RUNTIME_API, RuntimeApi, type ReportedError } from './runtime-api'
import { SandboxProcess } from './sandbox-process'
import type { Telemetry } from './telemetry'

/** How a phase (Init or Invoke) ended. */
export type Ending =
  | { readonly kind: 'outcome'; readonly outcome: Outcome }
  /** An error that a custom runtime reported. */
  | { readonly kind: 'reported'; readonly error: ReportedError }
  /** An extension failed or ended. @property reason as in `Error: exit code 0` */
  | { readonly kind: 'extension'; readonly errorType: string; readonly reason: string }
  /** There is nothing to run as the runtime. */
  | { readonly kind: 'no-entrypoint'; readonly reason: string }
  | { readonly kind: 'timeout' }
  | { readonly kind: 'out-of-memory' }

export interface InvokeListener {
  /** The caller has its answer while extensions, or the runtime, are still at work. Not called when nobody is. */
  answered(ending: Ending): void
  /** Once: with the answer if it was not told before, else how the rest of the phase ended (`done` when it was well). */
  ended(ending: Ending | { readonly kind: 'done' }): void
}

export type ShutdownReason = 'SPINDOWN' | 'TIMEOUT' | 'FAILURE'

/** What the environment gives to its processes. */
export interface SandboxHost {
  readonly context: LambdaContext
  readonly functionName: string
  readonly functionVersion: string
  readonly handler: string
  readonly telemetry: Telemetry
  /** Names of the executables in /opt/extensions. */
  readonly extensions: readonly string[]
  /** Of a managed runtime there is no file to run; null when a custom one has none either. */
  readonly program: { readonly path: string } | 'managed' | null
  /** The first message of a process. @param extension its name; null for the runtime */
  firstMessage(extension: string | null, deadline: number): InitMessage
  request(call: ServiceCall, answer: (response: ServiceResponse) => void): void
  write: ConstructorParameters<typeof SandboxProcess>[1]['write']
  overLimit: ConstructorParameters<typeof SandboxProcess>[1]['overLimit']
  observe: ConstructorParameters<typeof SandboxProcess>[1]['observe']
  keep: ConstructorParameters<typeof SandboxProcess>[1]['keep']
  /** The steps of Init, for the timeline. */
  stepped(step: 'extension' | 'runtime' | 'function', duration: number): void
}

interface RunningPhase {
  readonly kind: 'init' | 'invoke'
  readonly deadline: number
  readonly end: (ending: Ending | { readonly kind: 'done' }) => void
  readonly answer: ((ending: Ending) => void) | null
  timer: Scheduled | null
  /** Of an invocation: the answer, until the caller has it; `given` afterwards; null before. */
  answerState: Ending | 'given' | null
}

/** During Init: whoever has ended with an answer, as no runtime does, has not got ready all the same. */
const endOfInit = (outcome: Outcome): Outcome =>
  outcome.kind === 'response' ? { kind: 'exit', exitCode: outcome.exitCode ?? 1 } : outcome

export class Sandbox {
  readonly api: RuntimeApi
  readonly #host: SandboxHost
  #runtime: SandboxProcess | null = null
  #runtimeStarting = false
  #phase: RunningPhase | null = null
  #stepStartedAt = 0
  /** The first thing that went wrong with an extension: it names the failure, whatever comes of it. */
  #extensionError: string | null = null
  #shutdown: { readonly reason: ShutdownReason; readonly deadline: number; told: boolean; done: () => void } | null =
    null
  #shutdownTimer: Scheduled | null = null
  #requests = 0

  constructor(host: SandboxHost) {
    this.#host = host
    const { functionName, functionVersion, handler, telemetry, context } = host
    this.api = new RuntimeApi({
      functionName,
      functionVersion,
      handler,
      accountId: context.account.accountId,
      newId: () => context.kernel.random('extension-ids').uuid(),
      progressed: () => this.#progress(),
      responded: (payload) => this.#answer({ kind: 'outcome', outcome: { kind: 'response', payload } }),
      failed: (error) => this.#answer({ kind: 'reported', error }),
      initFailed: (error) => this.#end({ kind: 'reported', error }),
      extensionFailed: (type) => void (this.#extensionError ??= type),
      subscribe: (extension, body, api) => telemetry.subscribe(extension.name, body, api),
    })
  }

  get extensions(): readonly Extension[] {
    return this.api.extensions
  }

  /** Whether code is running in one of its processes. */
  get computing(): boolean {
    return [this.#runtime, ...this.extensions.map(({ process }) => process)].some((process) => process?.computing)
  }

  /** @param deadline virtual milliseconds */
  init(deadline: number, end: (ending: Ending) => void): void {
    const { kernel } = this.#host.context
    this.#begin('init', deadline, end as RunningPhase['end'], null)
    this.#stepStartedAt = kernel.now
    const names = this.#host.extensions
    for (const name of names.slice(0, limits.EXTENSIONS_MAX)) {
      const extension: Extension = new Extension(name, kernel.random('extension-ids').uuid(), this.#process(name))
      this.api.extensions.push(extension)
      this.#start(extension.process as SandboxProcess, limits.EXTENSION_BOOT, () =>
        this.#host.firstMessage(name, this.#beyond(deadline)),
      )
    }
    const excess = names[limits.EXTENSIONS_MAX]
    if (excess !== undefined) {
      const extension = new Extension(excess, kernel.random('extension-ids').uuid(), null)
      extension.state = 'LaunchError'
      this.api.extensions.push(extension)
      this.#end({ kind: 'extension', errorType: 'Extension.LaunchError', reason: 'ErrTooManyExtensions' })
      return
    }
    this.#progress()
  }

  invoke(invocation: Invocation, deadline: number, listener: InvokeListener): void {
    const runtime = this.#runtime
    assert(runtime, 'an environment without a runtime was invoked')
    this.#begin('invoke', deadline, listener.ended, listener.answered)
    const { requestId, invokedFunctionArn, traceId } = invocation
    const event = {
      eventType: 'INVOKE',
      deadlineMs: Math.floor(deadline),
      requestId,
      invokedFunctionArn,
      tracing: { type: 'X-Amzn-Trace-Id', value: traceId },
    }
    for (const extension of this.extensions) {
      extension.process?.thaw(this.#beyond(deadline))
      if (extension.subscribes('INVOKE')) extension.give(event)
    }
    if (this.#host.program === 'managed') {
      this.api.runtimeState = 'Running'
      runtime.invoke(invocation, deadline)
    } else {
      runtime.thaw(deadline)
      this.api.invoke(invocation, deadline)
    }
  }

  /** @param done called at once when there is nothing to wait for */
  shutdown(reason: ShutdownReason, done: () => void): void {
    const { kernel } = this.#host.context
    this.#leavePhase()
    const alive = [this.#runtime, ...this.extensions.map(({ process }) => process)].some((process) => process?.alive)
    if (this.extensions.length === 0 || !alive) {
      this.kill()
      done()
      return
    }
    const external = this.extensions.some((extension) => extension.external)
    const internal = this.extensions.some((extension) => !extension.external)
    const deadline = kernel.now + (external ? limits.SHUTDOWN_EXTERNAL : limits.SHUTDOWN_INTERNAL)
    const ofRuntime = kernel.now + (internal ? limits.SHUTDOWN_INTERNAL : limits.SHUTDOWN_RUNTIME)
    this.#shutdown = { reason, deadline, told: false, done }
    this.#host.telemetry.flush()
    for (const { process } of this.extensions) process?.thaw(deadline)
    if (!this.#runtime?.alive || !this.#runtime.begun) {
      this.#runtime?.kill()
      this.#tellExtensions()
      return
    }
    this.#runtime.thaw(ofRuntime, { background: this.#host.program === 'managed' })
    this.#runtime.signal('SIGTERM')
    this.#shutdownTimer = kernel.at(ofRuntime, () => {
      this.#runtime?.kill()
      this.#tellExtensions()
    })
  }

  kill(): void {
    this.#leavePhase()
    this.#host.context.kernel.cancel(this.#shutdownTimer)
    this.#shutdownTimer = null
    this.#shutdown = null
    this.#runtime?.kill()
    for (const { process } of this.extensions) process?.kill()
    this.#host.telemetry.stop()
  }

  /** Posts to a port on which a process listens. @param answer null: nobody answers there */
  post(port: number, path: string, body: string, answer: (response: ServiceResponse | null) => void): void {
    const headers = { host: `sandbox.localdomain:${port}`, 'content-type': 'application/json' }
    if (!this.#deliver(port, { method: 'POST', url: path, headers, body }, answer)) answer(null)
  }

  // --- Phases

  #begin(kind: 'init' | 'invoke', deadline: number, end: RunningPhase['end'], answer: RunningPhase['answer']): void {
    const { kernel } = this.#host.context
    assert(!this.#phase, `a phase (${kind}) began before the last one ended`)
    const phase: RunningPhase = { kind, deadline, end, answer, timer: null, answerState: null }
    this.#phase = phase
    const timeout = (): void => {
      if (this.#phase === phase) this.#end({ kind: 'timeout' })
    }
    // What ends at the very deadline, in a turn that is under way or an event to come, is in time.
    phase.timer = kernel.at(deadline, () => {
      phase.timer = null
      kernel.turn(Promise.resolve(), timeout)
    })
  }

  #leavePhase(): RunningPhase | null {
    const phase = this.#phase
    this.#phase = null
    this.#host.context.kernel.cancel(phase?.timer ?? null)
    return phase
  }

  #end(ending: Ending | { readonly kind: 'done' }): void {
    this.#leavePhase()?.end(ending)
  }

  /** Something happened that the phase may have waited for. */
  #progress(): void {
    if (this.#shutdown) {
      this.#progressOfShutdown()
      return
    }
    const phase = this.#phase
    if (!phase) return
    if (!this.#runtime) {
      const registered = this.extensions.every(({ state }) => state !== 'Started')
      if (registered && !this.#runtimeStarting) this.#startRuntime(phase)
      return
    }
    if (this.api.runtimeState !== 'Ready' && this.api.runtimeState !== 'ResponseSent') return
    if (phase.kind === 'init') {
      this.api.registrationOpen = false
      if (!this.extensions.every(({ state }) => state === 'Ready')) return
      this.#step('function')
      this.#host.telemetry.close()
      this.#freeze()
      this.#end({ kind: 'outcome', outcome: { kind: 'initialized' } })
      return
    }
    const busy =
      this.api.runtimeState !== 'Ready' ||
      this.extensions.some((extension) => extension.subscribes('INVOKE') && extension.state !== 'Ready')
    const answer = phase.answerState
    if (answer === null) return
    if (!busy) {
      this.#freeze()
      this.#end(answer === 'given' ? { kind: 'done' } : answer)
    } else if (answer !== 'given') {
      phase.answerState = 'given'
      phase.answer?.(answer)
    }
  }

  #answer(ending: Ending): void {
    if (!this.#phase) return
    this.#phase.answerState = ending
    this.#progress()
  }

  #freeze(): void {
    this.#runtime?.freeze()
    for (const { process } of this.extensions) process?.freeze()
  }

  #step(step: 'extension' | 'runtime' | 'function'): void {
    const { now } = this.#host.context.kernel
    this.#host.stepped(step, now - this.#stepStartedAt)
    this.#stepStartedAt = now
  }

  // --- Processes

  #startRuntime(phase: RunningPhase): void {
    const { program, extensions } = this.#host
    if (extensions.length > 0) this.#step('extension')
    this.#runtimeStarting = true
    if (program === null) {
      const reason = "Couldn't find valid bootstrap(s): [/var/task/bootstrap /opt/bootstrap]"
      this.#end({ kind: 'no-entrypoint', reason })
      return
    }
    this.#runtime = this.#process(null)
    this.#start(this.#runtime, limits.RUNTIME_BOOT, () => {
      this.#step('runtime')
      return this.#host.firstMessage(null, phase.deadline)
    })
  }

  #start(process: SandboxProcess, boot: number, message: () => InitMessage): void {
    const { kernel } = this.#host.context
    const deadline = this.#phase?.deadline ?? Infinity
    kernel.at(Math.min(kernel.now + boot, deadline), () => {
      if (process.alive && this.#phase) process.begin(message())
    })
  }

  #process(extension: string | null): SandboxProcess {
    const { context, write, overLimit, observe, keep } = this.#host
    return new SandboxProcess(
      extension ?? 'runtime',
      {
        kernel: context.kernel,
        start: () => context.host.start(),
        request: (_, call, answer) => this.#request(call, answer),
        write,
        overLimit,
        observe: (result) => {
          if (extension === null) observe(result)
        },
        keep: (kept) => {
          if (extension === null) keep(kept)
        },
      },
      {
        outcome: (outcome) =>
          extension === null ? this.#runtimeOutcome(outcome) : this.#extensionEnded(extension, outcome),
        outOfMemory: () => {
          if (this.#shutdown) this.#progressOfShutdown()
          else this.#end({ kind: 'out-of-memory' })
        },
      },
    )
  }

  #runtimeOutcome(outcome: Outcome): void {
    const ended = outcome.kind === 'exit' || ('exitCode' in outcome && outcome.exitCode !== undefined)
    if (this.#shutdown) {
      if (ended) this.#tellExtensions()
      return
    }
    const phase = this.#phase
    if (ended || !phase) {
      if (ended && this.#extensionError !== null) this.#extensionFailed(outcome)
      else this.#end({ kind: 'outcome', outcome: phase?.kind === 'init' ? endOfInit(outcome) : outcome })
      return
    }
    if (outcome.kind === 'error' && phase.kind === 'init') {
      this.#end({ kind: 'outcome', outcome })
      return
    }
    // A managed runtime calls Next as soon as it has answered.
    this.api.runtimeState = 'Ready'
    if (phase.kind === 'init') this.#progress()
    else this.#answer({ kind: 'outcome', outcome })
    // Somebody is still at work, so that it is not frozen.
    if (this.#phase === phase) this.#runtime?.thaw(phase.deadline, { background: true, look: true })
  }

  #extensionEnded(name: string, outcome: Outcome): void {
    const extension = this.extensions.find((one) => one.external && one.name === name)
    if (this.#shutdown) {
      if (extension) extension.state = exitCodeOf(outcome) === 0 ? 'Exited' : 'ShutdownFailed'
      this.#progressOfShutdown()
      return
    }
    this.#extensionError ??= 'Extension.Crash'
    this.#extensionFailed(outcome)
  }

  #extensionFailed(outcome: Outcome): void {
    const code = exitCodeOf(outcome)
    const reason = code === 0 ? 'exit code 0' : `exit status ${code}`
    this.#end({ kind: 'extension', errorType: this.#extensionError ?? 'Extension.Crash', reason })
  }

  /** The deadline of an extension's turns: after a time-out there is a Shutdown to go through. */
  #beyond(deadline: number): number {
    return deadline + limits.SHUTDOWN_EXTERNAL
  }

  // --- Shutdown

  #tellExtensions(): void {
    const shutdown = this.#shutdown
    if (!shutdown || shutdown.told) return
    shutdown.told = true
    const { kernel } = this.#host.context
    kernel.cancel(this.#shutdownTimer)
    for (const extension of this.extensions) if (!extension.subscribes('SHUTDOWN')) extension.process?.kill()
    this.#shutdownTimer = kernel.at(shutdown.deadline, () => {
      for (const extension of this.extensions) {
        if (extension.process?.alive) extension.state = 'ShutdownFailed'
        extension.process?.kill()
      }
      this.#progressOfShutdown()
    })
    this.#progressOfShutdown()
  }

  /** Gives the event to those who have called Next; ends when nobody is left. */
  #progressOfShutdown(): void {
    const shutdown = this.#shutdown
    if (!shutdown?.told) return
    const { reason, deadline } = shutdown
    for (const extension of this.extensions) {
      if (!extension.process?.alive || this.#toldOfShutdown.has(extension)) continue
      const event = { eventType: 'SHUTDOWN', shutdownReason: reason, deadlineMs: Math.floor(deadline) }
      if (extension.give(event)) this.#toldOfShutdown.add(extension)
    }
    if (this.extensions.some(({ process }) => process?.alive)) return
    this.kill()
    shutdown.done()
  }

  readonly #toldOfShutdown = new Set<Extension>()

  // --- Requests

  #request(call: ServiceCall, answer: (response: ServiceResponse) => void): void {
    const { hostname, port, pathname, search } = new URL(call.url)
    if (`${hostname}:${port}` === RUNTIME_API) {
      this.api.handle(call, (response) => answer({ callId: call.id, ...response }))
      return
    }
    if (!LOCAL_HOSTS.has(hostname)) {
      this.#host.request(call, answer)
      return
    }
    const { method, headers, body } = call
    const to = Number(port || 80)
    const delivered = this.#deliver(to, { method, url: pathname + search, headers, body }, (response) =>
      answer(response ?? refusedConnection(call.id, to)),
    )
    if (!delivered) answer(refusedConnection(call.id, to))
  }

  #deliver(
    port: number,
    request: { method: string; url: string; headers: Readonly<Record<string, string>>; body: string | Uint8Array },
    answer: (response: ServiceResponse | null) => void,
  ): boolean {
    const processes = [this.#runtime, ...this.extensions.map(({ process }) => process)]
    const listener = processes.find((process) => process?.alive && process.listening.includes(port))
    listener?.deliver({ id: ++this.#requests, port, ...request }, answer)
    return listener !== undefined
  }
}

/** Names under which the processes of an environment reach each other. */
const LOCAL_HOSTS: ReadonlySet<string> = new Set(['localhost', '127.0.0.1', '[::1]', 'sandbox', 'sandbox.localdomain'])

const refusedConnection = (callId: number, port: number): ServiceResponse => ({
  callId,
  status: 0,
  headers: {},
  body: '',
  networkError: { code: 'ECONNREFUSED', message: `connect ECONNREFUSED 127.0.0.1:${port}` },
})

function exitCodeOf(outcome: Outcome): number {
  return 'exitCode' in outcome ? (outcome.exitCode ?? 0) : 0
}

/**
 * One execution environment: composes clock, log, network, modules and the runtime of the function's Node.js version,
 * and carries out what the cloud asks.
 */

import { CallbackRuntime } from './callback-runtime'
import { installConsole } from './console'
import { InvokeStore } from './context'
import type { Foundation } from './foundation'
import { loadHandler, streamifyResponse } from './handler'
import { Log } from './log'
import { KeptVariables } from './kept-state'
import { ModuleLoader } from './modules'
import { createBuiltins } from './node/index'
import type { Builtins } from './node/contract'
import type { ProcessEvents, VersionedRuntime } from './process-runtime'
import { PromiseRuntime } from './promise-runtime'
import type { InitMessage, KeptByEnvironment, Outcome, ResponseChunk, ResumeMessage, RuntimeName } from './protocol'
import { defineGlobal, defineProperty, heapMB, listen, post, preventDefault, SafeList, whenSettled } from './realm'
import { watchClients } from './sdk-calls'
import { StackMapper } from './stack'
import { HttpResponseStream, type ResponseTransport, type WritableClass } from './streaming'
import { PROCESS_ENDED, Turn } from './turn'

/** Node's exit code for a module that waits for ever at its top level. */
const UNSETTLED_TOP_LEVEL_AWAIT = 13

/** The number of the signal, and what shells add to it for the exit code of a process that it ended. */
const SIGTERM = 15
const SIGNALLED = 128

/** Where the harness of checks finds what only it may have. */
const CHECK_SUPPORT = Symbol.for('coldstart.checks')

/** Packages of the layers that are clients of the AWS SDK. */
const SDK_CLIENTS = '@aws-sdk/client-'

/**
 * Megabytes that a Node.js process on Lambda uses before it has done anything: what code is told with `fixed` CPU, and
 * where the browser tells nothing.
 */
const MEMORY_USED_AT_LEAST = 64

interface NodeProcess extends ProcessEvents {
  readonly env: Record<string, string | undefined>
  readonly version: string
}

export class Environment {
  readonly #message: InitMessage
  readonly #base: Foundation
  readonly #stacks: StackMapper
  readonly #turn: Turn
  readonly #builtins: Builtins
  readonly #process: NodeProcess
  readonly #log: Log
  readonly #modules: ModuleLoader
  /** Of the function's own code. */
  readonly #variables: KeptVariables
  readonly #runtime: VersionedRuntime
  readonly #invokeStore = new InvokeStore()
  /** Parts of a streamed response that have not been told of yet. */
  #chunks = new SafeList<ResponseChunk>()
  /** What /tmp held when it was last told. */
  #temporary = { files: 0, bytes: 0 }
  #initialized = false
  /** beforeExit was emitted, and nothing has run since. */
  #emptied = false

  constructor(base: Foundation, message: InitMessage) {
    const { configuration, files, cpu } = message
    this.#message = message
    this.#base = base
    base.clock.start(cpu, message.now, message.deadline)
    base.random.seed(message.seed)
    this.#stacks = new StackMapper(files)
    this.#turn = this.#createTurn()
    base.run = (callback) => this.#turn.run(callback)
    const { runtime } = configuration
    if (runtime !== 'nodejs20.x') defineGlobal('navigator', navigatorOf(runtime))
    this.#builtins = this.#createBuiltins()
    this.#process = this.#builtins.require('process') as NodeProcess
    const builtins = this.#builtins
    const format = (...values: readonly unknown[]): string => builtins.format(...values)
    const send = (lines: unknown): void => {
      if (this.#turn.running) post({ type: 'lines', lines })
    }
    this.#log = new Log({ configuration, clock: this.#base.clock, stacks: this.#stacks, format, send })
    installConsole({
      log: this.#log,
      clock: this.#base.clock,
      builtins,
      plain: message.program !== undefined || message.check !== undefined,
    })
    this.#variables = new KeptVariables(this.#stacks)
    const { layerFiles = {} } = message
    this.#modules = new ModuleLoader({
      files,
      layerFiles,
      runtime,
      builtins,
      operations: this.#base.operations,
      stacks: this.#stacks,
      variables: message.program === undefined && message.check === undefined ? this.#variables : null,
      layerLoaded: (name, exports) => {
        if (name.startsWith(SDK_CLIENTS)) watchClients(exports, base.work, () => base.clock.now())
      },
    })
    this.#runtime = this.#createRuntime()
    this.#listenToFailures()
  }

  /** Init: the layers, then the module of the handler; or the program. */
  init(): void {
    const { now, deadline, layers, configuration, program } = this.#message
    this.#stacks.install()
    if (program === undefined) this.#defineAwsLambda()
    if (this.#message.check !== undefined) this.#supportCheck(this.#message.check)
    this.#turn.deliver(() => {
      for (let index = 0; index < layers.length; index++) this.#modules.addLayer(layers[index] ?? '', index)
      if (program !== undefined) {
        this.#initialized = true
        whenSettled(
          this.#modules.runMain(program),
          () => undefined,
          (error) => error !== PROCESS_ENDED && this.#uncaught(error, 'uncaughtException'),
        )
        return
      }
      whenSettled(
        loadHandler(configuration.handler, this.#modules),
        (handler) => {
          try {
            this.#runtime.accept(handler)
            this.#stacks.setHandler(handler.name, this.#runtime.receiver)
          } catch (error) {
            this.#initFailed(error)
            return
          }
          this.#initialized = true
          this.#turn.settle({ kind: 'initialized' })
        },
        (error) => this.#initFailed(error),
      )
    })
    this.#turn.begin(now, deadline, false)
  }

  resume({ now, deadline, invocation, responses, requests, signal, background }: ResumeMessage): void {
    if (signal) this.#turn.deliver(() => this.#receiveSignal(signal))
    if (invocation) {
      this.#turn.deliver(() => {
        this.#emptied = false
        this.#log.requestId = invocation.requestId
        this.#log.tenantId = invocation.tenantId
        const traceId = invocation.traceId === '' ? undefined : invocation.traceId
        this.#setTraceId(traceId)
        this.#invokeStore.start(invocation.requestId, traceId, invocation.tenantId)
        this.#runtime.invoke(invocation, deadline)
      })
    }
    for (let index = 0; index < (responses?.length ?? 0); index++) {
      const response = responses?.[index]
      if (response) this.#turn.deliver(() => this.#base.calls.answer(response))
    }
    for (let index = 0; index < (requests?.length ?? 0); index++) {
      const request = requests?.[index]
      if (request) this.#turn.deliver(() => this.#base.servers.receive(request))
    }
    this.#turn.begin(now, deadline, invocation !== undefined, background)
  }

  /** A signal that nobody listens to ends the process. */
  #receiveSignal(signal: 'SIGTERM'): void {
    if (!this.#builtins.emitProcessEvent(signal, signal, SIGTERM)) {
      this.#turn.end({ kind: 'exit', exitCode: SIGNALLED + SIGTERM })
    }
  }

  #setTraceId(traceId: string | undefined): void {
    const { env } = this.#process
    if (traceId !== undefined) env['_X_AMZN_TRACE_ID'] = traceId
    else if (env['_X_AMZN_TRACE_ID'] !== undefined) delete env['_X_AMZN_TRACE_ID']
  }

  #createTurn(): Turn {
    return new Turn({
      clock: this.#base.clock,
      timers: this.#base.timers,
      immediates: this.#base.immediates,
      operations: this.#base.operations,
      callsInFlight: () => this.#base.calls.inFlight,
      takeCalls: () => this.#base.calls.take(),
      paced: this.#message.program !== undefined,
      takeLines: () => this.#log.takeLines(),
      takeChunks: () => {
        const chunks = this.#chunks
        this.#chunks = new SafeList<ResponseChunk>()
        return chunks
      },
      listens: () => this.#base.servers.open,
      takeReplies: () => this.#base.servers.takeReplies(),
      takeListening: () => this.#base.servers.takeListening(),
      takeKept: (outcome) => this.#takeKept(outcome),
      temporaryFiles: () => this.#builtins.temporaryFiles(),
      uncaught: (error) => this.#uncaught(error, 'uncaughtException'),
      drained: () => this.#drained(),
    })
  }

  #takeKept(outcome: Outcome | null): KeptByEnvironment | undefined {
    const resumed = this.#base.work.takeResumed()
    if (!outcome || this.#message.program !== undefined || this.#message.check !== undefined) {
      return resumed && { resumed }
    }
    const left = this.#base.work.leave(this.#stacks)
    const state = outcome.kind === 'initialized' ? this.#variables.settle() : this.#variables.takeChanges()
    const now = this.#builtins.temporaryUsage()
    const temporary = now.files === this.#temporary.files && now.bytes === this.#temporary.bytes ? undefined : now
    this.#temporary = now
    if (!resumed && !left && !state && !temporary) return undefined
    return {
      ...(resumed && { resumed }),
      ...(left && { left }),
      ...(state && { state }),
      ...(temporary && { temporary }),
    }
  }

  #createBuiltins(): Builtins {
    const { configuration, files, temporaryFiles } = this.#message
    const { clock, random, operations } = this.#base
    const builtins = createBuiltins({
      configuration,
      files,
      layerFiles: this.#message.layerFiles ?? {},
      temporaryFiles: temporaryFiles ?? {},
      servers: this.#base.servers,
      now: () => clock.read(),
      uptime: () => clock.uptime(),
      fillRandom: (bytes) => random.fill(bytes),
      exit: (code) => {
        this.#turn.end({ kind: 'exit', exitCode: code })
        throw PROCESS_ENDED
      },
      writeOutput: (text) => this.#log.writeOutput(text),
      memoryUsedMB: () => (this.#message.cpu.mode === 'measured' ? heapMB() : null) ?? MEMORY_USED_AT_LEAST,
      track: (work) => operations.track(work),
      fetch: globalThis.fetch,
      require: (specifier, importer) => this.#modules.require(specifier, importer),
    })
    for (const [name, value] of Object.entries(builtins.globals)) {
      // The core has these already.
      if (name === 'setImmediate' || name === 'clearImmediate') continue
      defineProperty(globalThis, name, {
        configurable: true,
        enumerable: false,
        get: () => {
          const made = value()
          defineGlobal(name, made)
          return made
        },
        set: (replacement) => defineGlobal(name, replacement),
      })
    }
    return builtins
  }

  #createRuntime(): VersionedRuntime {
    const host = {
      configuration: this.#message.configuration,
      log: this.#log,
      stacks: this.#stacks,
      process: this.#process,
      settle: this.#turn.settle.bind(this.#turn),
      end: this.#turn.end.bind(this.#turn),
      immediately: (callback: () => void) => void this.#base.immediates.add(() => this.#turn.run(callback)),
      stream: () => this.#responseTransport(),
      isEnd: (error: unknown) => error === PROCESS_ENDED,
    }
    const isPlainNode = this.#message.program !== undefined
    return isPlainNode || host.configuration.runtime === 'nodejs24.x'
      ? new PromiseRuntime(host)
      : new CallbackRuntime(host)
  }

  #responseTransport(): ResponseTransport {
    const { clock, timers } = this.#base
    return {
      Writable: (this.#builtins.require('stream') as { Writable: WritableClass }).Writable,
      rate: this.#message.responseRate ?? null,
      now: () => clock.now(),
      at: (instant, callback) =>
        timers.schedule(
          timers.create(() => this.#turn.run(callback), null),
          instant,
        ),
      send: (chunk) => void this.#chunks.push(chunk),
    }
  }

  #defineAwsLambda(): void {
    const { variables } = this.#message.configuration
    const disabled = variables['AWS_LAMBDA_NODEJS_NO_GLOBAL_AWSLAMBDA']
    if (disabled === '1' || disabled === 'true') return
    defineGlobal('awslambda', { streamifyResponse, HttpResponseStream, InvokeStore: this.#invokeStore })
  }

  /** The harness takes it away when it is loaded. */
  #supportCheck(about: string): void {
    const value = Object.freeze({ about, mapStack: (stack: string) => this.#stacks.mapStack(stack) })
    defineProperty(globalThis, CHECK_SUPPORT, { configurable: true, enumerable: false, value })
  }

  #initFailed(error: unknown): void {
    if (error !== PROCESS_ENDED) this.#runtime.initFailed(error)
  }

  /** What the browser reports as nobody's: rejections, and exceptions in callbacks that are not the turn's. */
  #listenToFailures(): void {
    listen('unhandledrejection', (event: PromiseRejectionEvent) => {
      preventDefault(event)
      const { reason, promise } = event
      if (reason === PROCESS_ENDED) return
      this.#turn.disturb()
      this.#turn.run(() => {
        if (!this.#builtins.emitProcessEvent('unhandledRejection', reason, promise)) {
          this.#uncaught(asUnhandledRejection(reason), 'unhandledRejection')
        }
      })
    })
    listen('error', (event: ErrorEvent) => {
      preventDefault(event)
      this.#turn.disturb()
      if (event.error !== PROCESS_ENDED) this.#uncaught(event.error, 'uncaughtException')
    })
  }

  #uncaught(error: unknown, origin: string): void {
    try {
      if (this.#builtins.emitProcessEvent('uncaughtException', error, origin)) return
    } catch (another) {
      if (another === PROCESS_ENDED) return
      this.#crash(another, 7)
      return
    }
    this.#crash(error, 1)
  }

  /** Node prints the error on standard error and exits. */
  #crash(error: unknown, exitCode: number): void {
    const stack = error instanceof Error ? this.#stacks.stackOf(error) : ''
    const { format } = this.#builtins
    this.#log.writeOutput(`${stack || `Uncaught ${format(error)}`}\n\nNode.js ${this.#process.version}\n`)
    this.#exit(exitCode)
  }

  #exit(exitCode: number): void {
    try {
      this.#builtins.emitProcessEvent('exit', exitCode)
    } catch (error) {
      if (error === PROCESS_ENDED) return
    }
    this.#turn.end({ kind: 'exit', exitCode })
  }

  /** Nothing is left to do: beforeExit may bring new work; the runtime may settle; or Node exits. */
  #drained(): void {
    if (!this.#emptied) {
      this.#emptied = true
      this.#builtins.emitProcessEvent('beforeExit', 0)
      return
    }
    this.#emptied = false
    this.#exit(this.#initialized ? 0 : UNSETTLED_TOP_LEVEL_AWAIT)
  }
}

/** Of Node.js since version 21. */
function navigatorOf(runtime: RuntimeName): object {
  const userAgent = `Node.js/${runtime.replace(/\D/g, '')}`
  return { hardwareConcurrency: 2, language: 'en-US', languages: ['en-US'], platform: 'linux', userAgent }
}

/** Node's error for a reason that is none. */
function asUnhandledRejection(reason: unknown): unknown {
  if (reason instanceof Error) return reason
  const message =
    'This error originated either by throwing inside of an async function without a catch block, or by rejecting a ' +
    `promise which was not handled with .catch(). The promise rejected with the reason "${String(reason)}".`
  return Object.assign(new Error(message), { code: 'ERR_UNHANDLED_REJECTION' })
}

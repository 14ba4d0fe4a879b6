/**
 * Runs an execution environment in Node: the very script that ships, in a worker thread that is dressed as a nested
 * Web Worker. Tests speak the protocol (`src/runtime/protocol.ts`) with it, as the cloud does.
 */

import { Worker } from 'node:worker_threads'
import type {
  EnvironmentConfiguration,
  FromEnvironment,
  InitMessage,
  LogLine,
  Outcome,
  PackageFiles,
  ResumeMessage,
  RuntimeName,
  ServiceResponse,
  ToEnvironment,
  Yield,
} from '../../../src/runtime/protocol'
import { bundleScript } from '../../../src/build/scripts'

/** 2026-01-31T12:00:00.000Z */
export const START = Date.UTC(2026, 0, 31, 12)

/** What a browser's worker has and a worker thread has not, or has under another name. */
const SHIM = `
const { parentPort, workerData } = require('node:worker_threads')
const vm = require('node:vm')
process.removeAllListeners('warning') // vm's constant is experimental in Node 20
const listeners = { message: [], unhandledrejection: [], error: [] }
class WorkerGlobalScope extends EventTarget {}
Object.defineProperties(globalThis, {
  postMessage: { value: function postMessage(message) { parentPort.postMessage(message) }, configurable: true, writable: true },
  addEventListener: { value: (type, listener) => void listeners[type]?.push(listener), configurable: true, writable: true },
})
const fire = (type, event) => { for (const listener of listeners[type]) listener(event) }
parentPort.on('message', (data) => fire('message', new MessageEvent('message', { data })))
process.on('unhandledRejection', (reason, promise) =>
  fire('unhandledrejection', Object.assign(new Event('unhandledrejection', { cancelable: true }), { reason, promise })))
process.on('uncaughtException', (error) =>
  fire('error', Object.assign(new Event('error', { cancelable: true }), { error })))
// Node does not import blobs. Their text is needed at once, and a real Blob gives it only later.
const texts = new WeakMap()
globalThis.Blob = class Blob extends globalThis.Blob {
  constructor(parts, options) {
    super(parts, options)
    texts.set(this, parts)
  }
}
URL.createObjectURL = (blob) =>
  'data:text/javascript;base64,' + Buffer.from(texts.get(blob).join('')).toString('base64')
URL.revokeObjectURL = () => undefined
globalThis.global = globalThis
vm.runInThisContext(workerData, {
  filename: 'runtime.js',
  importModuleDynamically: vm.constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
})
`

let script: Promise<string> | undefined

/** The script's text; bundled once for each test file. */
export function runtimeScript(): Promise<string> {
  script ??= bundleScript('src/runtime/main.ts').then(({ code }) => code)
  return script
}

export const runtimeWorker = (text: string): Worker => new Worker(SHIM, { eval: true, workerData: text, env: {} })

export interface EnvironmentOptions {
  readonly runtime?: RuntimeName
  readonly handler?: string
  readonly variables?: Readonly<Record<string, string>>
  readonly layers?: readonly string[]
  readonly init?: Partial<InitMessage>
}

const ARN = 'arn:aws:lambda:us-east-1:123456789012:function:my-fn'

/** An outcome together with what was seen on the way to it. */
export interface Turn extends Yield {
  /** Lines sent ahead and lines of the yield. */
  readonly allLines: readonly LogLine[]
  /** Their texts. */
  readonly log: readonly string[]
}

export class TestEnvironment {
  readonly #worker: Worker
  readonly #options: EnvironmentOptions
  readonly #files: PackageFiles
  #received: FromEnvironment[] = []
  #wake: () => void = () => undefined
  now = START

  private constructor(script: string, files: PackageFiles, options: EnvironmentOptions) {
    this.#files = files
    this.#options = options
    this.#worker = runtimeWorker(script)
    this.#worker.on('message', (message: FromEnvironment) => {
      this.#received.push(message)
      this.#wake()
    })
  }

  /** A worker that has loaded the script, before Init. @param files path below /var/task → text */
  static async start(files: PackageFiles | string, options: EnvironmentOptions = {}): Promise<TestEnvironment> {
    return new TestEnvironment(
      await runtimeScript(),
      typeof files === 'string' ? { 'index.js': files } : files,
      options,
    )
  }

  get configuration(): EnvironmentConfiguration {
    const { runtime = 'nodejs22.x', handler = 'index.handler', variables = {} } = this.#options
    return {
      functionName: 'my-fn',
      functionVersion: '$LATEST',
      memoryLimitInMB: 128,
      handler,
      runtime,
      logGroupName: '/aws/lambda/my-fn',
      logStreamName: '2026/01/31/[$LATEST]e6f4a0c4241adcd70c262d34c0bbc85c',
      variables: { AWS_REGION: 'us-east-1', ...variables },
      ephemeralStorageBytes: 512 * 2 ** 20,
    }
  }

  init(): Promise<Turn> {
    return this.send({
      type: 'init',
      now: this.now,
      deadline: this.now + 10_000,
      configuration: this.configuration,
      files: this.#files,
      layers: this.#options.layers ?? [],
      cpu: { mode: 'fixed', turnMs: 1, clockReadMs: 0 },
      seed: 42,
      ...this.#options.init,
    })
  }

  /** One turn that starts an invocation. @param event anything that JSON can express */
  invoke(event: unknown = {}, message: Partial<ResumeMessage> = {}): Promise<Turn> {
    return this.resume({
      invocation: {
        requestId: '8f5d0c5e-0d3f-4b0c-9d9f-3f1f5a4f2d11',
        payload: JSON.stringify(event),
        invokedFunctionArn: ARN,
        traceId: 'Root=1-5bef4de7-ad49b0e87f6ef6c87fc2e700;Parent=9a9197af755a6419;Sampled=1',
      },
      ...message,
    })
  }

  /** A turn at `this.now`, or later if the message says so; three seconds are left unless it says otherwise. */
  resume(message: Partial<ResumeMessage> = {}): Promise<Turn> {
    return this.send({ type: 'resume', now: this.now, deadline: this.now + 3_000, ...message })
  }

  /** The next turn with an answer to a service call. */
  respond(callId: number, body: string, response: Partial<ServiceResponse> = {}): Promise<Turn> {
    return this.resume({ responses: [{ callId, status: 200, headers: {}, body, ...response }] })
  }

  async send(message: ToEnvironment): Promise<Turn> {
    this.#received = []
    this.#worker.postMessage(message)
    for (;;) {
      const end = this.#received.at(-1)
      if (end?.type === 'yield') {
        this.now = end.at
        const allLines = this.#received.flatMap(({ lines }) => lines)
        return { ...end, allLines, log: allLines.map((line) => line.message) }
      }
      await new Promise<void>((resolve) => {
        this.#wake = resolve
      })
    }
  }

  async stop(): Promise<void> {
    await this.#worker.terminate()
  }
}

/** Starts an environment, runs Init and one invocation. Fails if Init does. */
export async function runOnce(
  files: PackageFiles | string,
  event?: unknown,
  options?: EnvironmentOptions,
): Promise<Turn> {
  const environment = await TestEnvironment.start(files, options)
  try {
    const init = await environment.init()
    if (init.outcome?.kind !== 'initialized') throw new Error(`Init: ${JSON.stringify(init)}`)
    return await environment.invoke(event)
  } finally {
    await environment.stop()
  }
}

/** The response's value. */
export function valueOf({ outcome }: { outcome?: Outcome }): unknown {
  if (outcome?.kind !== 'response') throw new Error(`No response: ${JSON.stringify(outcome)}`)
  return JSON.parse(outcome.payload)
}

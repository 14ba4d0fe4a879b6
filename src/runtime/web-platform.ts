/**
 * The rest of the web platform that Node shares: made to wait in virtual time where it waits for time, and tracked
 * where it works for real.
 */

import type { Operations } from './operations'
import {
  apply,
  define,
  defineGlobal,
  defineProperty,
  deleteProperty,
  replaceMethod,
  SafeWeakMap,
  uncurry,
} from './realm'
import type { ImmediateQueue, VirtualClock } from './virtual-time'

export interface WebPlatformHost {
  readonly clock: VirtualClock
  readonly immediates: ImmediateQueue
  readonly operations: Operations
  /** Tells a callback's error to the process. */
  run(callback: () => void): void
}

const CRYPTO_METHODS =
  'decrypt deriveBits deriveKey digest encrypt exportKey generateKey importKey sign unwrapKey verify wrapKey'

export function installWebPlatform(host: WebPlatformHost): void {
  const { operations } = host
  operations.trackMethods(SubtleCrypto.prototype, CRYPTO_METHODS.split(' '))
  operations.trackMethods(Blob.prototype, ['arrayBuffer', 'bytes', 'text'])
  installStreams(operations)
  installWebAssembly(operations)
  installMicrotasks(host)
  installAbortTimeout()
  installSharedMemory()
  installAtomicsWait(host.clock)
  installMessageChannel(host)
}

/** Blob.stream reads and compression works behind the scenes: their results come in one piece, as one operation. */
function installStreams(operations: Operations): void {
  const readBlob = uncurry(Blob.prototype.arrayBuffer)
  replaceMethod(Blob.prototype, 'stream', () => {
    return function (this: Blob): ReadableStream<Uint8Array> {
      return new ReadableStream<Uint8Array>({
        pull: async (controller) => {
          const bytes = new Uint8Array(await operations.track(readBlob(this)))
          if (bytes.length > 0) controller.enqueue(bytes)
          controller.close()
        },
      })
    }
  })
  const NativeResponse = Response
  for (const name of ['CompressionStream', 'DecompressionStream'] as const) {
    const Native = globalThis[name] as new (format: string) => GenericTransformStream
    const transform = async (made: GenericTransformStream, chunks: Uint8Array[]): Promise<Uint8Array> => {
      const source = new ReadableStream<Uint8Array>({
        start(controller) {
          for (const chunk of chunks) controller.enqueue(chunk)
          controller.close()
        },
      })
      const work = new NativeResponse(
        source.pipeThrough(made as ReadableWritablePair<Uint8Array, Uint8Array>),
      ).arrayBuffer()
      return new Uint8Array(await operations.track(work))
    }
    const Replacement = class {
      readonly #stream: TransformStream<Uint8Array, Uint8Array>
      constructor(format: string) {
        // Throws for a format that is not known.
        const native = new Native(format)
        const chunks: Uint8Array[] = []
        this.#stream = new TransformStream<Uint8Array, Uint8Array>({
          transform(chunk) {
            chunks.push(new Uint8Array(toBuffer(chunk)))
          },
          async flush(controller) {
            const result = await transform(native, chunks)
            if (result.length > 0) controller.enqueue(result)
          },
        })
      }
      get readable(): ReadableStream<Uint8Array> {
        return this.#stream.readable
      }
      get writable(): WritableStream<Uint8Array> {
        return this.#stream.writable
      }
    }
    Object.defineProperty(Replacement, 'name', { value: name })
    defineGlobal(name, Replacement)
  }
}

function toBuffer(chunk: unknown): ArrayBuffer {
  if (chunk instanceof ArrayBuffer) return chunk.slice(0)
  if (ArrayBuffer.isView(chunk)) {
    return chunk.buffer.slice(chunk.byteOffset, chunk.byteOffset + chunk.byteLength) as ArrayBuffer
  }
  throw new TypeError('The chunk must be an ArrayBuffer or a view of one')
}

function installWebAssembly(operations: Operations): void {
  if (typeof WebAssembly === 'undefined') return
  const { compile, instantiate } = WebAssembly
  operations.trackMethods(WebAssembly, ['compile', 'instantiate'])
  type Source = Response | PromiseLike<Response>
  const bytes = async (source: Source): Promise<ArrayBuffer> => (await source).arrayBuffer()
  const streaming = {
    async compileStreaming(source: Source) {
      return operations.track(compile(await bytes(source)))
    },
    async instantiateStreaming(source: Source, imports?: WebAssembly.Imports) {
      return operations.track(instantiate(await bytes(source), imports))
    },
  }
  define(WebAssembly, 'compileStreaming', streaming.compileStreaming)
  define(WebAssembly, 'instantiateStreaming', streaming.instantiateStreaming)
}

function installMicrotasks({ run }: WebPlatformHost): void {
  const { queueMicrotask } = globalThis
  const replacement = {
    queueMicrotask(callback: () => void): void {
      if (typeof callback !== 'function') {
        const error = new TypeError('The "callback" argument must be of type function.')
        throw Object.assign(error, { code: 'ERR_INVALID_ARG_TYPE' })
      }
      apply(queueMicrotask, globalThis, [() => run(() => apply(callback, undefined, []))])
    },
  }
  defineGlobal('queueMicrotask', replacement.queueMicrotask)
}

/** AbortSignal.timeout in virtual time. As in Node, it does not keep the event loop alive. */
function installAbortTimeout(): void {
  const NativeController = AbortController
  const { setTimeout } = globalThis
  const timeout = (milliseconds: number): AbortSignal => {
    const controller = new NativeController()
    const abort = (): void =>
      controller.abort(new DOMException('The operation was aborted due to timeout', 'TimeoutError'))
    const timer = setTimeout(abort, milliseconds) as unknown as NodeJS.Timeout
    timer.unref()
    return controller.signal
  }
  define(AbortSignal, 'timeout', timeout)
}

/** Browsers hide it from pages that are not isolated, but not the class itself. */
function installSharedMemory(): void {
  if (typeof SharedArrayBuffer !== 'undefined') return
  const { Memory } = WebAssembly
  defineProperty(globalThis, 'SharedArrayBuffer', {
    configurable: true,
    enumerable: false,
    // Made when first read: making the memory can take longer than all of Init (40 ms measured in Chromium).
    get: () => {
      const { constructor } = new Memory({ initial: 0, maximum: 0, shared: true }).buffer
      defineGlobal('SharedArrayBuffer', constructor)
      return constructor
    },
    set: (value: unknown) => defineGlobal('SharedArrayBuffer', value),
  })
}

/** There is no other thread that could wake this one: waiting always takes its whole time. */
function installAtomicsWait(clock: VirtualClock): void {
  replaceMethod(Atomics, 'wait', () => {
    return (array: Int32Array | BigInt64Array, index: number, value: number | bigint, timeout = Infinity): string => {
      if (array[index] !== value) return 'not-equal'
      clock.advanceTo(clock.now() + Math.max(0, Number.isNaN(timeout) ? Infinity : timeout))
      clock.read()
      return 'timed-out'
    }
  })
  deleteProperty(Atomics, 'waitAsync')
}

/** MessageChannel on the event loop of the environment: a message arrives in its next round. */
function installMessageChannel({ immediates, run }: WebPlatformHost): void {
  interface PortState {
    peer: object | null
    started: boolean
    waiting: unknown[]
  }
  const states = new SafeWeakMap<object, PortState>()
  const stateOf = (port: object): PortState => {
    const state = states.get(port)
    if (!state) throw new TypeError('Illegal invocation')
    return state
  }
  const dispatch = uncurry(EventTarget.prototype.dispatchEvent)
  const clone = structuredClone
  let constructing = false

  class MessagePort extends EventTarget {
    #listener: ((event: MessageEvent) => void) | null = null
    constructor() {
      if (!constructing) throw new TypeError('Illegal constructor')
      super()
      states.set(this, { peer: null, started: false, waiting: [] })
      this.addEventListener('message', (event) => this.#listener?.call(this, event as MessageEvent))
    }
    get onmessage(): ((event: MessageEvent) => void) | null {
      return this.#listener
    }
    set onmessage(listener) {
      this.#listener = typeof listener === 'function' ? listener : null
      this.start()
    }
    postMessage(message: unknown, options?: Transferable[] | StructuredSerializeOptions): void {
      const { peer } = stateOf(this)
      const transfer = Array.isArray(options) ? options : (options?.transfer ?? [])
      const copy = clone(message, { transfer })
      if (!peer) return
      stateOf(peer).waiting.push(copy)
      deliver(peer)
    }
    start(): void {
      const state = stateOf(this)
      if (state.started) return
      state.started = true
      for (let left = state.waiting.length; left > 0; left--) deliver(this)
    }
    close(): void {
      const state = stateOf(this)
      if (state.peer) stateOf(state.peer).peer = null
      state.peer = null
    }
    ref(): this {
      return this
    }
    unref(): this {
      return this
    }
  }

  function deliver(port: object): void {
    const state = stateOf(port)
    if (!state.started) return
    immediates.add(() => {
      if (state.waiting.length === 0) return
      const data = state.waiting.shift()
      run(() => dispatch(port as EventTarget, new MessageEvent('message', { data })))
    })
  }

  class MessageChannel {
    readonly port1: MessagePort
    readonly port2: MessagePort
    constructor() {
      constructing = true
      this.port1 = new MessagePort()
      this.port2 = new MessagePort()
      constructing = false
      stateOf(this.port1).peer = this.port2
      stateOf(this.port2).peer = this.port1
    }
  }
  defineGlobal('MessageChannel', MessageChannel)
  defineGlobal('MessagePort', MessagePort)
}

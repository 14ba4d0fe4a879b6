/**
 * The invocation loop of nodejs24.x: the handler's value is awaited; there are no callbacks.
 *
 * Source: BufferedInvokeProcessor and LifecycleManager of aws-lambda-ric 4.0.2. It installs no listeners on process:
 * what nobody catches is a crash of Node.js.
 */

import { contextOfFunction, contextOfInvocation } from './context'
import { errorPayload, runtimeError } from './errors'
import { type Handler, handlerShape, type HandlerShape, receiverOf, refuseCallbackHandler } from './handler'
import type { RuntimeHost, VersionedRuntime } from './process-runtime'
import type { Invocation } from './protocol'
import { apply, NativePromise, stringifyJson, parseJson, whenSettled } from './realm'
import { streamResponse } from './streaming'

export class PromiseRuntime implements VersionedRuntime {
  readonly #host: RuntimeHost
  #handler: Handler | null = null
  #shape: HandlerShape = { streaming: false, highWaterMark: null, isAsync: false }
  #receiver: object = {}

  readonly receiver = 'BufferedInvokeProcessor'

  constructor(host: RuntimeHost) {
    this.#host = host
  }

  accept(handler: Handler): void {
    const shape = handlerShape(handler)
    refuseCallbackHandler(handler, shape)
    this.#shape = shape
    this.#handler = handler
    this.#receiver = receiverOf(this.receiver, handler)
  }

  /** The error is reported; then the runtime's own rejected promise ends the process. */
  initFailed(error: unknown): void {
    const { log, stacks } = this.#host
    log.writeError('Init Error', error)
    this.#host.end({ kind: 'error', error: errorPayload(error, stacks), exitCode: 1 })
  }

  invoke(invocation: Invocation, deadline: number): void {
    const { configuration } = this.#host
    const context = {
      ...contextOfInvocation(invocation, deadline),
      ...contextOfFunction(configuration),
      xRayTraceId: invocation.traceId || undefined,
    }
    const event = parseJson(invocation.payload) as unknown
    if (this.#shape.streaming) {
      const streamed = streamResponse({
        transport: this.#host.stream(),
        highWaterMark: this.#shape.highWaterMark,
        start: (stream) => apply(this.#handler as Handler, this.#receiver, [event, stream, context]),
        error: (message) => new Error(message),
        warn: (message) => this.#host.log.write('WARN', [message]),
      })
      whenSettled(
        streamed,
        () => this.#host.settle({ kind: 'response', payload: '', streamed: true }),
        (error) => this.#host.immediately(() => this.#fail(error)),
      )
      return
    }
    const result = new NativePromise((resolve, reject) => {
      try {
        resolve(apply(this.#handler as Handler, this.#receiver, [event, context]))
      } catch (error) {
        reject(error)
      }
    })
    whenSettled(
      result,
      (value) => this.#host.immediately(() => this.#succeed(value)),
      (error) => this.#host.immediately(() => this.#fail(error)),
    )
  }

  #succeed(value: unknown): void {
    let payload: string
    try {
      payload = stringifyJson(value === undefined ? null : value) ?? 'null'
    } catch {
      this.#host.immediately(() => this.#fail(runtimeError('JSONStringifyError', 'Unable to stringify response body')))
      return
    }
    this.#host.settle({ kind: 'response', payload })
  }

  #fail(error: unknown): void {
    if (this.#host.isEnd(error)) return
    const { log, stacks } = this.#host
    log.writeError('Invoke Error', error)
    this.#host.settle({ kind: 'error', error: errorPayload(error, stacks) })
  }
}

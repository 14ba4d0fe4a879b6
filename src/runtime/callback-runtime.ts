/**
 * The invocation loop of nodejs20.x and nodejs22.x: async and callback handlers, waiting for the empty event loop.
 *
 * Source: Runtime, CallbackContext and BeforeExitListener of aws-lambda-ric (3.3.0; the check for async handlers from
 * the repository's later state, which Lambda runs: its message is what functions report).
 */

import { contextOfFunction, contextOfInvocation } from './context'
import { errorPayload, runtimeError } from './errors'
import { type Handler, handlerShape, type HandlerShape, receiverOf } from './handler'
import type { RuntimeHost, VersionedRuntime } from './process-runtime'
import type { Invocation } from './protocol'
import { apply, parseJson, stringifyJson, whenSettled } from './realm'
import { streamResponse } from './streaming'

const NEVER_SETTLED =
  'The Lambda runtime client detected an unexpected Node.js exit code. This is most commonly caused by a Promise that ' +
  'was never settled. For more information, see https://nodejs.org/docs/latest/api/process.html#exit-codes'

const COMPLETED_TWICE =
  'Invocation has already been reported as done. Cannot call complete more than once per invocation.'

/** Exit codes of the runtime's own exits. */
const UNHANDLED_REJECTION = 128
const UNCAUGHT_EXCEPTION = 129

export class CallbackRuntime implements VersionedRuntime {
  readonly #host: RuntimeHost
  #handler: Handler | null = null
  #shape: HandlerShape = { streaming: false, highWaterMark: null, isAsync: false }
  #receiver: object = {}
  /** What an empty event loop means for the invocation that is running; null during Init and between invocations. */
  #onEmpty: (() => void) | null = null

  readonly receiver = 'Runtime'

  constructor(host: RuntimeHost) {
    this.#host = host
    // The runtime's own listeners are the first ones, and they end the process: others come into play only when
    // somebody removes these.
    host.process.on('uncaughtException', (error) => this.#fail('Uncaught Exception', error, UNCAUGHT_EXCEPTION))
    host.process.on('unhandledRejection', (reason, promise) => {
      const error = runtimeError('UnhandledPromiseRejection', String(reason), { reason, promise })
      this.#fail('Unhandled Promise Rejection', error, UNHANDLED_REJECTION)
    })
    host.process.on('beforeExit', () => {
      const onEmpty = this.#onEmpty
      this.#onEmpty = null
      onEmpty?.()
    })
  }

  accept(handler: Handler): void {
    this.#shape = handlerShape(handler)
    this.#handler = handler
    this.#receiver = receiverOf(this.receiver, handler)
  }

  initFailed(error: unknown): void {
    this.#fail('Uncaught Exception', error, UNCAUGHT_EXCEPTION)
  }

  invoke(invocation: Invocation, deadline: number): void {
    if (this.#shape.streaming) this.#invokeStreaming(invocation, deadline)
    else this.#invokeBuffered(invocation, deadline)
  }

  #invokeStreaming(invocation: Invocation, deadline: number): void {
    const { configuration, log } = this.#host
    const context = {
      callbackWaitsForEmptyEventLoop: true,
      ...contextOfFunction(configuration),
      ...contextOfInvocation(invocation, deadline),
    }
    const event = parseJson(invocation.payload) as unknown
    const streamed = streamResponse({
      transport: this.#host.stream(),
      highWaterMark: this.#shape.highWaterMark,
      start: (stream) => apply(this.#handler as Handler, this.#receiver, [event, stream, context]),
      error: (message) => message,
      warn: (message) => log.write('WARN', [message]),
    })
    whenSettled(
      streamed,
      () => this.#host.settle({ kind: 'response', payload: '', streamed: true }),
      (error) => this.#postError(error),
    )
  }

  #invokeBuffered(invocation: Invocation, deadline: number): void {
    const completion = this.#completion()
    const { callback, context } = completion
    this.#onEmpty = () => {
      completion.markCompleted()
      if (this.#shape.isAsync) this.#postError(runtimeError('NodeJsExit', NEVER_SETTLED))
      else this.#host.settle({ kind: 'response', payload: 'null' })
    }
    Object.assign(context, contextOfFunction(this.#host.configuration), contextOfInvocation(invocation, deadline))
    try {
      const event = parseJson(invocation.payload) as unknown
      const result = apply(this.#handler as Handler, this.#receiver, [event, context, callback])
      if (isThenable(result)) result.then(context.succeed, context.fail).catch(context.fail)
    } catch (error) {
      if (this.#host.isEnd(error)) throw error
      callback(error)
    }
  }

  /** The functions by which one invocation is completed: the first call of each counts. */
  #completion() {
    let waitsForEmptyLoop = true
    let completed = false
    const complete = (result: unknown): void => {
      if (completed) {
        this.#host.log.write('ERROR', [COMPLETED_TWICE])
        return
      }
      completed = true
      const payload = serialize(result)
      this.#host.settle({ kind: 'response', payload })
    }
    const done = (error?: unknown, result?: unknown): void => {
      this.#onEmpty = null
      if (error !== undefined && error !== null) this.#postError(error)
      else complete(result)
    }
    const callback = (error?: unknown, result?: unknown): void => {
      this.#onEmpty = null
      if (error !== undefined && error !== null) this.#postError(error)
      else if (!waitsForEmptyLoop) complete(result)
      else this.#onEmpty = () => complete(result)
    }
    const context = {
      get callbackWaitsForEmptyEventLoop() {
        return waitsForEmptyLoop
      },
      set callbackWaitsForEmptyEventLoop(value) {
        waitsForEmptyLoop = value
      },
      succeed: firstCallOnly((result?: unknown) => done(null, result)),
      fail: firstCallOnly((error?: unknown) => done(error ?? 'handled', null)),
      done: firstCallOnly(done),
    }
    return {
      callback: firstCallOnly(callback),
      context,
      markCompleted: () => {
        completed = true
      },
    }
  }

  #postError(error: unknown): void {
    if (this.#host.isEnd(error)) return
    this.#host.log.writeError('Invoke Error', error)
    this.#host.settle({ kind: 'error', error: errorPayload(error, this.#host.stacks) })
  }

  /** Reports the error to whoever waits (Init or an invocation), and ends the process. */
  #fail(occasion: string, error: unknown, exitCode: number): void {
    this.#host.log.writeError(occasion, error)
    this.#host.end({ kind: 'error', error: errorPayload(error, this.#host.stacks), exitCode })
  }
}

/** As in the runtime: a call that throws does not count. */
function firstCallOnly<Values extends unknown[]>(callback: (...values: Values) => void): (...values: Values) => void {
  let called = false
  return (...values) => {
    if (called) return
    apply(callback, undefined, values)
    called = true
  }
}

/** @throws Error for what JSON cannot express */
function serialize(result: unknown): string {
  try {
    return stringifyJson(result === undefined ? null : result) ?? 'null'
  } catch {
    throw new Error('Unable to stringify response body')
  }
}

function isThenable(value: unknown): value is Promise<unknown> {
  return Boolean(value) && typeof (value as { then?: unknown }).then === 'function'
}

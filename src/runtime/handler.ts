/**
 * Finds the handler: from `[dir/]file.export` to a function.
 *
 * Source: UserFunction of aws-lambda-ric 3.3.0 and 4.0.2; the texts are theirs.
 */

import { runtimeError } from './errors'
import { evaluate, functionText } from './realm'
import type { ModuleLoader } from './modules'
import { TASK_ROOT } from './stack'

export type Handler = (this: unknown, ...values: unknown[]) => unknown

const STREAMING = Symbol.for('aws.lambda.runtime.handler.streaming')
const HIGH_WATER_MARK = Symbol.for('aws.lambda.runtime.handler.streaming.highWaterMark')

const CALLBACKS_REMOVED =
  'ERROR: AWS Lambda has removed support for callback-based function handlers starting with Node.js 24. You need to ' +
  'modify this function to use a supported handler signature to use Node.js 24 or later. For more information see ' +
  'https://docs.aws.amazon.com/lambda/latest/dg/nodejs-handler.html.'

/** @throws (by rejection) errors with the type names that Lambda reports */
export async function loadHandler(name: string, modules: ModuleLoader): Promise<Handler> {
  if (name.includes('..')) {
    const remedy = 'Use absolute paths when specifying root directories in handler names.'
    throw runtimeError('MalformedHandlerName', `'${name}' is not a valid handler name. ${remedy}`)
  }
  const baseName = name.slice(name.lastIndexOf('/') + 1)
  const match = /^([^.]*)\.(.*)$/.exec(baseName)
  if (!match) throw runtimeError('MalformedHandlerName', 'Bad handler')
  const [, file = '', exportName = ''] = match
  const root = name.slice(0, name.indexOf(baseName))

  const exports = await loadModule(absolute(root + file), file, modules)
  const handler = property(exports, exportName) ?? property(property(exports, 'default'), exportName)
  if (!handler) throw runtimeError('HandlerNotFound', `${name} is undefined or not exported`)
  if (typeof handler !== 'function') throw runtimeError('HandlerNotFound', `${name} is not a function`)
  return handler as Handler
}

/** `/var/task/index` for `index`; absolute paths are as they are. */
function absolute(path: string): string {
  return path.startsWith('/') ? path : TASK_ROOT + path.replace(/^\.\//, '')
}

async function loadModule(path: string, name: string, modules: ModuleLoader): Promise<unknown> {
  try {
    for (const extension of ['', '.js', '.mjs', '.cjs']) {
      const file = path + extension
      if (!modules.isFile(file)) continue
      return modules.isModule(file) ? await modules.import(file) : modules.require(file, null)
    }
    return modules.require(name, null)
  } catch (error) {
    if (error instanceof SyntaxError) {
      throw Object.assign(runtimeError('UserCodeSyntaxError', String(error)), { stack: error.stack })
    }
    if ((error as { code?: unknown } | null)?.code === 'MODULE_NOT_FOUND') {
      throw runtimeError('ImportModuleError', String(error))
    }
    throw error
  }
}

/** Nested names, as in `index.handlers.create`. */
function property(holder: unknown, name: string): unknown {
  let found = holder
  for (const key of name.split('.')) {
    const readable = (typeof found === 'object' && found !== null) || typeof found === 'function'
    found = readable ? (found as Record<string, unknown>)[key] : undefined
  }
  return found
}

/** What Lambda reads off the function itself. */
export interface HandlerShape {
  readonly streaming: boolean
  /** Bytes that a response stream buffers before `write` says no; null for Node's default. */
  readonly highWaterMark: number | null
  /** Declared with `async`, also where the bundler has rewritten it to generators. */
  readonly isAsync: boolean
}

/** @throws MalformedStreamingHandler */
export function handlerShape(handler: Handler): HandlerShape {
  const { [STREAMING]: streaming, [HIGH_WATER_MARK]: mark } = handler as unknown as Record<symbol, unknown>
  if (streaming && streaming !== 'response') {
    throw runtimeError('MalformedStreamingHandler', 'Only response streaming is supported.')
  }
  const declaredAsync = (handler.constructor as { name?: unknown } | undefined)?.name === 'AsyncFunction'
  return {
    streaming: Boolean(streaming),
    highWaterMark: typeof mark === 'number' ? mark : null,
    isAsync: declaredAsync || /\b__async\d*\(/.test(functionText(handler)),
  }
}

/** @throws CallbackHandlerDeprecated, on nodejs24.x */
export function refuseCallbackHandler(handler: Handler, shape: HandlerShape): void {
  if (handler.length >= 3 && !shape.streaming) throw runtimeError('CallbackHandlerDeprecated', CALLBACKS_REMOVED)
}

/** `awslambda.streamifyResponse`. */
export function streamifyResponse(handler: Handler, options?: { readonly highWaterMark?: number }): Handler {
  Object.assign(handler, { [STREAMING]: 'response' })
  if (typeof options?.highWaterMark === 'number') {
    Object.assign(handler, { [HIGH_WATER_MARK]: Math.trunc(options.highWaterMark) })
  }
  return handler
}

/**
 * What the handler is a method of, so that its frame in stacks reads as on Lambda (`at Runtime.handler`). The class
 * goes through eval because engines print the name that its source text has, and minifying would change that.
 */
export function receiverOf(className: 'Runtime' | 'BufferedInvokeProcessor', handler: Handler): object {
  const Receiver = evaluate(`(class ${className} {})`) as new () => object
  return Object.assign(new Receiver(), { handler })
}
